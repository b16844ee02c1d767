"""Cues as WebVTT whose texts are slide numbers."""

from collections.abc import Iterator

from workers.timed_text.blocks import blocks
from workers.timing.cues.entry import Entry


def is_webvtt(text: str) -> bool:
    """Return whether a text begins as WebVTT does."""
    return text.startswith("WEBVTT")


def webvtt_entries(text: str) -> Iterator[Entry]:
    """Yield the cues, as far as they have times."""
    for block in blocks(text):
        slide = block.lines[0].strip() if block.lines else ""
        yield Entry(slide, block.line + 1 if slide else block.line, block.start, block.line)
