"""What is said when, as text, and WebVTT in the one form in which a release has it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Caption:
    """From `start_ms` up to, not including, `end_ms` this is said. `text` is one line or several, none of them empty.

    It is plain text without control characters; captions are ordered by their start, and may overlap.
    """

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True)
class Said:
    """All captions of a talk, in order. A line that begins with one of `voices`, a colon and a space is theirs."""

    captions: tuple[Caption, ...]
    voices: frozenset[str] = frozenset()


# By the languages (BCP 47) that they are in, those of the talk's own first; `und` where nobody knows that.
CaptionsByLanguage = Mapping[str, Sequence[Caption]]


def captions_href(language: str | None) -> str:
    """Return how viewers know the file of a release's captions: those of the talk's language, or of another one."""
    return "captions.vtt" if language is None else f"captions-{language}.vtt"


def to_webvtt(captions: Iterable[Caption]) -> str:
    """WebVTT without tags, settings or names: a header, and a block for each caption."""
    blocks = (
        f"{_time(caption.start_ms)} --> {_time(caption.end_ms)}\n{_escaped(caption.text)}\n" for caption in captions
    )
    return "\n".join(["WEBVTT\n", *blocks])


def read_webvtt(text: str) -> tuple[Caption, ...]:
    """The captions of a file that `to_webvtt` wrote. Raises ValueError for another one."""
    header, *blocks = text.removesuffix("\n").split("\n\n")
    try:
        if header != "WEBVTT":
            raise ValueError(header)
        return tuple(_caption(block) for block in blocks)
    except ValueError as error:
        raise ValueError("this is not WebVTT of ours") from error


def _caption(block: str) -> Caption:
    times, _, text = block.partition("\n")
    start, _, end = times.partition(" --> ")
    return Caption(_milliseconds(start), _milliseconds(end), _unescaped(text))


def _time(at_ms: int) -> str:
    seconds, milliseconds = divmod(at_ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds:03}"


def _milliseconds(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    whole, milliseconds = seconds.split(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1000 + int(milliseconds)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
