"""A graph as the words that ffmpeg is started with."""

from workers.media.ffmpeg import Graph, ffmpeg


def arguments(graph: Graph) -> list[str]:
    return ffmpeg.get_args(graph)


def has(words: list[str], *run: str) -> bool:
    """Whether these words stand one after the other."""
    return any(words[at : at + len(run)] == list(run) for at in range(len(words)))


def filters(graph: Graph) -> str:
    words = arguments(graph)
    return words[words.index("-filter_complex") + 1]
