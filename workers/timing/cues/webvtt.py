"""Cues as WebVTT or SubRip whose texts are numbers or titles of slides."""

from collections.abc import Iterator, Sequence

from workers.timed_text.blocks import WEBVTT, blocks
from workers.timing.cues.entry import Entry
from workers.timing.cues.named import Named, numbered


def is_webvtt(text: str) -> bool:
    """Return whether a text begins as WebVTT does, or as SubRip: with a number, and times below it."""
    number, _, times = text.lstrip().partition("\n")
    return WEBVTT.match(text) is not None or (number.strip().isdecimal() and "-->" in times.partition("\n")[0])


def webvtt_entries(text: str, titles: Sequence[str]) -> Iterator[Entry]:
    """Yield the cues, as far as they have times. Raises CuesInvalid with the line."""
    found: list[Named] = []
    for block in blocks(text):
        name = block.lines[0].strip() if block.lines else ""
        found.append(Named(block.line, block.start, name, block.line + 1 if name else block.line))
    # In their order alone, captions that were taken for cues would pass.
    return numbered(found, titles, may_be_in_order=False)
