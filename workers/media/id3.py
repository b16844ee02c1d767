"""Chapters and a cover picture inside an MP3, as podcast players show them (ID3v2.3 and its chapter addendum)."""

import shutil
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from mutagen import id3

UNKNOWN_OFFSET = 0xFFFFFFFF  # times count, not byte positions
HEADER_BYTES = 10
ORDERED = id3.CTOCFlags.ORDERED
ORDERED_TOP_LEVEL = id3.CTOCFlags.TOP_LEVEL | ORDERED
MOST_ENTRIES = 255  # a table of contents counts them in one byte
FRONT_COVER = id3.PictureType.COVER_FRONT


@dataclass(frozen=True)
class Chapter:
    title: str
    start_ms: int
    end_ms: int


def tag(file: Path, chapters: Sequence[Chapter], cover: bytes, out: Path) -> None:
    """Write the MP3 with the chapters and the cover, a JPEG, in front of its frames, which stay as they are."""
    names = [f"chapter{number}" for number in range(len(chapters))]
    frames: list[Any] = [
        id3.APIC(encoding=id3.Encoding.LATIN1, mime="image/jpeg", type=FRONT_COVER, desc="", data=cover),
        *_tables_of_contents(names),
    ]
    for name, chapter in zip(names, chapters, strict=True):
        title = id3.TIT2(encoding=id3.Encoding.UTF16, text=[chapter.title])
        span = {"start_time": chapter.start_ms, "end_time": chapter.end_ms}
        offsets = {"start_offset": UNKNOWN_OFFSET, "end_offset": UNKNOWN_OFFSET}
        frames.append(id3.CHAP(element_id=name, **span, **offsets, sub_frames=[title]))
    out.write_bytes(_tag_of(frames))
    with file.open("rb") as untagged, out.open("ab") as tagged:
        shutil.copyfileobj(untagged, tagged)


def _tables_of_contents(names: Sequence[str]) -> list[Any]:
    """One table of all chapters; of very many, a table of tables."""
    if len(names) <= MOST_ENTRIES:
        return [_table("toc", ORDERED_TOP_LEVEL, names)]
    parts = [names[first : first + MOST_ENTRIES] for first in range(0, len(names), MOST_ENTRIES)]
    inner = [_table(f"toc{number}", ORDERED, part) for number, part in enumerate(parts)]
    return [_table("toc", ORDERED_TOP_LEVEL, [table.element_id for table in inner]), *inner]


def _table(name: str, flags: Any, names: Sequence[str]) -> Any:
    return id3.CTOC(element_id=name, flags=flags, child_element_ids=list(names), sub_frames=[])


def _tag_of(frames: Sequence[Any]) -> bytes:
    """The frames in this order, which some players take for the order of the chapters; mutagen sorts them by size."""
    content = b"".join(map(_frame_bytes, frames))
    return struct.pack(">3sBBB4s", b"ID3", 3, 0, 0, id3.BitPaddedInt.to_str(len(content))) + content


def _frame_bytes(frame: Any) -> bytes:
    tags: Any = id3.ID3()
    tags.add(frame)
    alone = BytesIO()
    tags.save(alone, v2_version=3, padding=_no_padding)
    return alone.getvalue()[HEADER_BYTES:]


def _no_padding(_: Any) -> int:
    return 0
