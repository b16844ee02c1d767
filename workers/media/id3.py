"""Chapters and a cover picture inside an MP3, as podcast players show them (ID3v2.3 and its chapter addendum)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutagen import id3

UNKNOWN_OFFSET = 0xFFFFFFFF  # times count, not byte positions
ORDERED_TOP_LEVEL = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
FRONT_COVER = id3.PictureType.COVER_FRONT


@dataclass(frozen=True)
class Chapter:
    title: str
    start_ms: int
    end_ms: int


def tag(file: Path, chapters: Sequence[Chapter], cover: bytes) -> None:
    """Put the chapters and the cover, a JPEG, in front of the MP3's frames, which stay as they are."""
    names = [f"chapter{number}" for number in range(len(chapters))]
    tags: Any = id3.ID3()
    tags.add(id3.APIC(encoding=id3.Encoding.LATIN1, mime="image/jpeg", type=FRONT_COVER, desc="", data=cover))
    tags.add(id3.CTOC(element_id="toc", flags=ORDERED_TOP_LEVEL, child_element_ids=names, sub_frames=[]))
    for name, chapter in zip(names, chapters, strict=True):
        title = id3.TIT2(encoding=id3.Encoding.UTF16, text=[chapter.title])
        span = {"start_time": chapter.start_ms, "end_time": chapter.end_ms}
        offsets = {"start_offset": UNKNOWN_OFFSET, "end_offset": UNKNOWN_OFFSET}
        tags.add(id3.CHAP(element_id=name, **span, **offsets, sub_frames=[title]))
    tags.save(file, v2_version=3)
