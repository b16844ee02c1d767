"""Chapters, a cover picture and tags inside an MP3, as podcast players show them (ID3v2.3 and its chapter addendum)."""

import shutil
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from mutagen import id3

from workers.media.tags import Form, Room, Tags

UNKNOWN_OFFSET = 0xFFFFFFFF  # times count, not byte positions
HEADER_BYTES = 10
ORDERED = id3.CTOCFlags.ORDERED
ORDERED_TOP_LEVEL = id3.CTOCFlags.TOP_LEVEL | ORDERED
MOST_ENTRIES = 255  # a table of contents counts them in one byte
FRONT_COVER = id3.PictureType.COVER_FRONT
# It is read before the first sound: a sixth of a second on 50 kbit/s.
ROOM_BYTES = 1_024


@dataclass(frozen=True)
class Chapter:
    title: str
    start_ms: int
    end_ms: int


def with_room(file: Path, out: Path, before: bytes = b"") -> None:
    """Write the MP3 with room for tags in front of its frames, which stay as they are.

    `before`, frames of ID3 as `chapters_of` makes them, stand in front of the room.
    """
    size = id3.BitPaddedInt.to_str(len(before) + ROOM_BYTES)
    out.write_bytes(struct.pack(">3sBBB4s", b"ID3", 3, 0, 0, size) + before + bytes(ROOM_BYTES))
    with file.open("rb") as untagged, out.open("ab") as tagged:
        shutil.copyfileobj(untagged, tagged)


def chapters_of(chapters: Sequence[Chapter], cover: bytes) -> bytes:
    """Return the chapters, and the cover, a JPEG, in front of them."""
    names = [f"chapter{number}" for number in range(len(chapters))]
    frames: list[Any] = [
        id3.APIC(encoding=id3.Encoding.LATIN1, mime="image/jpeg", type=FRONT_COVER, desc="", data=cover),
        *_tables_of_contents(names),
    ]
    for name, chapter in zip(names, chapters, strict=True):
        title = _text(id3.TIT2, chapter.title, id3.Encoding.UTF16)
        span = {"start_time": chapter.start_ms, "end_time": chapter.end_ms}
        offsets = {"start_offset": UNKNOWN_OFFSET, "end_offset": UNKNOWN_OFFSET}
        frames.append(id3.CHAP(element_id=name, **span, **offsets, sub_frames=[title]))
    return _joined(frames)


def _tables_of_contents(names: Sequence[str]) -> list[Any]:
    """One table of all chapters; of very many, a table of tables."""
    if len(names) <= MOST_ENTRIES:
        return [_table("toc", ORDERED_TOP_LEVEL, names)]
    parts = [names[first : first + MOST_ENTRIES] for first in range(0, len(names), MOST_ENTRIES)]
    inner = [_table(f"toc{number}", ORDERED, part) for number, part in enumerate(parts)]
    return [_table("toc", ORDERED_TOP_LEVEL, [table.element_id for table in inner]), *inner]


def _table(name: str, flags: Any, names: Sequence[str]) -> Any:
    return id3.CTOC(element_id=name, flags=flags, child_element_ids=list(names), sub_frames=[])


def _room_in(file: BinaryIO) -> Room | None:
    """Return the end of the tag, where it is as `with_room` leaves it."""
    file.seek(0)
    head = file.read(HEADER_BYTES)
    if not head.startswith(b"ID3\x03\x00\x00"):
        return None
    room = Room(HEADER_BYTES + id3.BitPaddedInt(head[-4:]) - ROOM_BYTES, ROOM_BYTES)
    if room.start < HEADER_BYTES:
        return None
    file.seek(room.start)
    return room if file.read(ROOM_BYTES) == bytes(ROOM_BYTES) else None


def _render(tags: Tags) -> bytes:
    year, _, day = tags.held_on.partition("-")
    month, _, day = day.partition("-")
    told = {
        id3.TIT2: tags.title,
        id3.TPE1: tags.speakers,
        id3.TALB: tags.series,
        id3.TYER: year,
        id3.TDAT: day + month,
        id3.TLAN: tags.language,
    }
    return _joined([_text(kind, text, _encoding_of(text)) for kind, text in told.items() if text])


def _encoding_of(text: str) -> Any:
    """Return the shorter of the two encodings that this version of ID3 has, if it can write the text."""
    return id3.Encoding.LATIN1 if all(character <= "\xff" for character in text) else id3.Encoding.UTF16


def _text(kind: Any, text: str, encoding: Any) -> Any:
    return kind(encoding=encoding, text=[text])


FORM = Form(_room_in, _render, bytes, 0)


def _joined(frames: Sequence[Any]) -> bytes:
    """The frames in this order, which some players take for the order of the chapters; mutagen sorts them by size."""
    return b"".join(map(_frame_bytes, frames))


def _frame_bytes(frame: Any) -> bytes:
    tags: Any = id3.ID3()
    tags.add(frame)
    alone = BytesIO()
    tags.save(alone, v2_version=3, padding=_no_padding)
    return alone.getvalue()[HEADER_BYTES:]


def _no_padding(_: Any) -> int:
    return 0
