"""Headers of uncompressed sound that tell of less than there is, as recorders leave them that were cut off.

Behind the sound of an honest file come chunks, a tag or zeros. Where something else does, it is more sound, and a copy
is made whose header says how much. `find_more_sound` is for the sandbox.
"""

import os
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Literal

# What is shorter is rubbish and no sound.
LEAST_BYTES = 16_384
MOST_CHUNKS = 10_000
MOST_TRAILERS = 100
PIECE_BYTES = 1024 * 1024
TAGS = (b"TAG", b"ID3", b"APETAGEX", b"LYRICSBEGIN")
TRAILERS = rb"LIST|id3 |ID3 |bext|iXML|cue |smpl|fact|JUNK|PAD |_PMX|afsp|ANNO|NAME|AUTH|\(c\) |MARK|INST|COMT|info"


@dataclass(frozen=True)
class Patch:
    """Bytes to be written at a place of the copy, as hexadecimal digits."""

    at: int
    digits: str


@dataclass(frozen=True)
class Mending:
    """How the header is mended, how many bytes of sound it claims, and how many there are."""

    patches: tuple[Patch, ...]
    said_bytes: int
    real_bytes: int


@dataclass(frozen=True)
class _Form:
    """A kind of file that is made of chunks: where they begin, and how the head of one is written."""

    begins: int
    head_bytes: int
    size_bytes: int
    order: Literal["little", "big"]
    sound: bytes
    aligned: int = 2
    counts_head: bool = False


@dataclass(frozen=True)
class _Chunk:
    id: bytes
    begin: int
    size: int

    @property
    def end(self) -> int:
        return self.begin + self.size


_RIFF, _IFF = _Form(12, 8, 4, "little", b"data"), _Form(12, 8, 4, "big", b"SSND")
_CAF, _W64 = _Form(8, 12, 8, "big", b"data", aligned=1), _Form(40, 24, 8, "little", b"data", 8, counts_head=True)
# By the first four bytes of the file.
FORMS = {b"RIFF": _RIFF, b"RF64": _RIFF, b"BW64": _RIFF, b"FORM": _IFF, b"caff": _CAF, b"riff": _W64}


def find_more_sound(path: Path) -> Mending | None:
    """How to mend the header of a file that goes on behind its sound; None where it does not."""
    with path.open("rb") as file:
        form, total = FORMS[file.read(4)], os.fstat(file.fileno()).st_size
        chunks = _chunks_up_to_sound(file, form, total)
        sound = chunks.get(form.sound)
        if sound is None or total - sound.end < LEAST_BYTES or _is_rest(file, form, sound.end, total):
            return None
        size = _end_of_sound(file, form, total) - sound.begin
        return Mending(tuple(_patches(file, form, chunks, size, total)), sound.size, size)


def _chunks_up_to_sound(file: IO[bytes], form: _Form, total: int) -> dict[bytes, _Chunk]:
    found: dict[bytes, _Chunk] = {}
    at = form.begins
    for _ in range(MOST_CHUNKS):
        chunk = _chunk(file, form, at, total)
        if chunk is None:
            break
        if chunk.id == form.sound:
            wide = found.get(b"ds64")
            size = _number(file, form, wide.begin + 8, 8) if wide else chunk.size
            return found | {form.sound: _Chunk(chunk.id, chunk.begin, size)}
        found[chunk.id] = chunk
        at = _aligned(form, chunk.end)
    return found


def _chunk(file: IO[bytes], form: _Form, at: int, total: int) -> _Chunk | None:
    begin = at + form.head_bytes
    if begin > total:
        return None
    file.seek(at)
    head = file.read(form.head_bytes)
    size = _number(file, form, begin - form.size_bytes, form.size_bytes) - (form.counts_head and form.head_bytes)
    is_named = head[:4].isascii() and head[:4].decode().isprintable()
    return _Chunk(head[:4], begin, size) if is_named and size >= 0 else None


def _number(file: IO[bytes], form: _Form, at: int, size_bytes: int) -> int:
    file.seek(at)
    return int.from_bytes(file.read(size_bytes), form.order)


def _aligned(form: _Form, at: int) -> int:
    return -(-at // form.aligned) * form.aligned


def _is_rest(file: IO[bytes], form: _Form, at: int, total: int) -> bool:
    """Whether what stands from here on belongs behind sound. Some programs do not align chunks."""
    return any(_are_chunks(file, form, begin, total) for begin in {at, _aligned(form, at)}) or _are_zeros(file, at)


def _are_chunks(file: IO[bytes], form: _Form, at: int, total: int) -> bool:
    for _ in range(MOST_CHUNKS):
        file.seek(at)
        if total - at < form.head_bytes or file.read(len(max(TAGS, key=len))).startswith(TAGS):
            return True
        chunk = _chunk(file, form, at, total)
        if chunk is None or chunk.end > total + 1:
            return False
        at = _aligned(form, chunk.end)
    return True


def _are_zeros(file: IO[bytes], at: int) -> bool:
    file.seek(at)
    while piece := file.read(PIECE_BYTES):
        if piece.strip(b"\0"):
            return False
    return True


def _end_of_sound(file: IO[bytes], form: _Form, total: int) -> int:
    """Where the chunks begin that end the file, or the file's end."""
    begin = max(0, total - PIECE_BYTES)
    file.seek(begin)
    trailers = islice(re.finditer(TRAILERS, file.read(PIECE_BYTES)), MOST_TRAILERS)
    places = [begin + trailer.start() for trailer in trailers]
    return next((at for at in places if _are_chunks(file, form, at, total)), total)


def _patches(file: IO[bytes], form: _Form, chunks: dict[bytes, _Chunk], size: int, total: int) -> list[Patch]:
    sound = chunks[form.sound]
    if wide := chunks.get(b"ds64"):
        return [_patch(form, wide.begin + 8, size, 8)]
    told = size + (form.counts_head and form.head_bytes)
    patches = [_patch(form, sound.begin - form.size_bytes, told, form.size_bytes)]
    if form is _IFF:
        patches.append(_patch(form, 4, total - 8, 4))
    if form is _IFF and (common := chunks.get(b"COMM")):
        channels, bits = _number(file, form, common.begin, 2), _number(file, form, common.begin + 6, 2)
        frame_bytes = max(1, channels * -(-bits // 8))
        patches.append(_patch(form, common.begin + 2, (size - 8) // frame_bytes, 4))
    return patches


def _patch(form: _Form, at: int, value: int, size_bytes: int) -> Patch:
    # Too long for its field, it is written as ffmpeg reads an unknown length.
    fits = min(value, 256**size_bytes - 1)
    return Patch(at, fits.to_bytes(size_bytes, form.order).hex())
