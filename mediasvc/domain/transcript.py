"""All that is said in a talk, as text to be read."""

from collections.abc import Iterator, Sequence

from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.sharing import captions_by_cue
from mediasvc.domain.timeline import Cue

# Who says nothing for so long begins something new, and so does who ends a sentence after so many characters.
PAUSE_MS = 2_000
LONG_CHARACTERS = 600
SENTENCE_ENDS = (".", "?", "!", "…", "。", "\u061f", "\u06d4", "\u1362", "\u0964")


def transcript_of(said: Said, cues: Sequence[Cue], titles: Sequence[str], heading: Sequence[str]) -> str:
    """Return the `heading`'s lines, then for each cue a line with its slide's title and its time, and what is said.

    `titles` has what each slide is called, by its index. What begins with one slide and ends with another is with the
    one that it overlaps longer (`captions_by_cue`). A blank line stands between paragraphs.
    """
    parts = ["\n".join(heading)]
    for cue, shown in zip(cues, captions_by_cue(said.captions, [cue.end_ms for cue in cues]), strict=True):
        parts.append(f"{titles[cue.slide]} ({_clock(cue.start_ms)})")
        parts += _paragraphs(shown, said.voices)
    return "\n\n".join(parts) + "\n"


def _paragraphs(captions: Sequence[Caption], voices: frozenset[str]) -> Iterator[str]:
    """A paragraph ends before a voice, before a pause, and at the end of a sentence where it is long already."""
    lines: list[str] = []
    length, ended_ms = 0, 0
    for caption in captions:
        for line in caption.text.split("\n"):
            paused = caption.start_ms - ended_ms >= PAUSE_MS
            full = length >= LONG_CHARACTERS and lines[-1].endswith(SENTENCE_ENDS)
            if lines and (paused or full or line.partition(": ")[0] in voices):
                yield " ".join(lines)
                lines, length = [], 0
            lines.append(line)
            length += len(line)
            ended_ms = max(ended_ms, caption.end_ms)
    if lines:
        yield " ".join(lines)


def _clock(at_ms: int) -> str:
    minutes, second = divmod(at_ms // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"
