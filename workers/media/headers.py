"""Headers of uncompressed sound that tell of less or of more than there is, and files that were put end to end.

Recorders that are cut off leave such headers. Behind the sound of an honest file come chunks, a tag or zeros. Where
something else does, it is more sound, and a copy is made whose header says how much. Where the sound of a second file
comes, the copy holds both, one after the other. `check_header` is for the sandbox.
"""

import os
import re
import shutil
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import IO, Literal

# What is shorter, or half a second where the header tells how long that is, is rubbish and no sound.
LEAST_BYTES = 16_384
RUBBISH_BYTES = 256
MOST_CHUNKS = 10_000
MOST_TRAILERS = 100
PIECE_BYTES = 1024 * 1024
LONGEST_DESCRIPTION = 1_000
TAGS = (b"TAG", b"ID3", b"APETAGEX", b"LYRICSBEGIN")
TRAILERS = rb"LIST|id3 |ID3 |bext|iXML|cue |smpl|fact|JUNK|PAD |_PMX|afsp|ANNO|NAME|AUTH|\(c\) |MARK|INST|COMT|info"
# Programs that cannot go back write the largest size that fits, or a little less than that or than half of it.
LIMITS_OF_SIZES = (2**31, 2**32, 2**63, 2**64)
NEAR_LIMIT_BYTES = 65_536
# Bytes and samples of one channel's block; other codings of AIFF-C are not uncompressed.
AIFC_BLOCKS = {b"ima4": (34, 64), **dict.fromkeys((b"ulaw", b"ULAW", b"alaw", b"ALAW"), (1, 1))}
AIFC_PLAIN = (b"", b"NONE", b"twos", b"sowt", b"raw ", b"in24", b"in32", b"fl32", b"FL32", b"fl64", b"FL64")


@dataclass(frozen=True)
class Patch:
    """Bytes to be written at a place of the copy, as hexadecimal digits."""

    at: int
    digits: str


@dataclass(frozen=True)
class Cut:
    """Bytes of the file that are left out of the copy, which lie behind whatever is patched."""

    begin: int
    end: int


@dataclass(frozen=True)
class Mending:
    """How a copy of the file is mended, how many bytes of sound the header claims, and how many there are.

    Without patches and cuts, nothing can be mended, or need be. `has_second` where a second recording stands behind
    the first, which cannot be read with it and is left out.
    """

    patches: tuple[Patch, ...]
    said_bytes: int
    real_bytes: int
    cuts: tuple[Cut, ...] = ()
    has_second: bool = False


@dataclass(frozen=True)
class _Form:
    """A kind of file that is made of chunks: where they begin, how the head of one is written, and which are needed.

    The first `prefix_bytes` of the chunk of sound are none.
    """

    begins: int
    head_bytes: int
    size_bytes: int
    order: Literal["little", "big"]
    sound: bytes
    describes: bytes
    aligned: int = 2
    counts_head: bool = False
    prefix_bytes: int = 0
    sound_begins: bytes = b""


@dataclass(frozen=True)
class _Chunk:
    id: bytes
    begin: int
    size: int

    @property
    def end(self) -> int:
        return self.begin + self.size


@dataclass(frozen=True)
class _Layout:
    """How sound is written; 0 bytes a second where that is unknown. A block cannot be divided."""

    bytes_per_s: float
    block_bytes: int

    @property
    def least_bytes(self) -> float:
        return max(RUBBISH_BYTES, min(LEAST_BYTES, self.bytes_per_s / 2)) if self.bytes_per_s else LEAST_BYTES


UNKNOWN_LAYOUT = _Layout(0, 1)
_RIFF = _Form(12, 8, 4, "little", b"data", b"fmt ")
_IFF = _Form(12, 8, 4, "big", b"SSND", b"COMM", prefix_bytes=8)
_CAF = _Form(8, 12, 8, "big", b"data", b"desc", aligned=1, prefix_bytes=4)
_W64 = _Form(40, 24, 8, "little", b"data", b"fmt ", aligned=8, counts_head=True)
_AVI = _Form(12, 8, 4, "little", b"LIST", b"", sound_begins=b"movi")
# No chunk is called so.
FILE_BEGINS = b""
# By the first four bytes of the file.
FORMS = {b"RIFF": _RIFF, b"RF64": _RIFF, b"BW64": _RIFF, b"FORM": _IFF, b"caff": _CAF, b"riff": _W64}


def check_header(path: Path) -> Mending | None:
    """Return what is wrong with the file's header and how it is mended; None where nothing is."""
    with path.open("rb") as file:
        head, total = file.read(12), os.fstat(file.fileno()).st_size
        form = _AVI if head[:4] == b"RIFF" and head[8:] == b"AVI " else FORMS[head[:4]]
        chunks = _chunks_up_to_sound(file, form, total)
        if form.sound not in chunks:
            return None
        layout = _layout(file, form, chunks)
        sound = chunks[form.sound]
        if sound.end - total >= layout.least_bytes:
            return None if _is_unknown(sound.size) else Mending((), sound.size, max(1, total - sound.begin))
        behind = _chunks_behind(file, form, sound.end, total)
        if behind is not None:
            return _joined(file, form, chunks, behind, layout, total)
        if form is _AVI or total - sound.end < layout.least_bytes or _are_zeros(file, sound.end):
            return None
        size = _end_of_sound(file, form, total) - sound.begin
        return Mending(tuple(_patches(file, form, chunks, size, total)), sound.size, size)


def write_mended(path: Path, mending: Mending, copy: Path) -> None:
    """Write the copy of the file that this mending makes."""
    with path.open("rb") as file, copy.open("w+b") as out:
        for cut in mending.cuts:
            while piece := file.read(min(PIECE_BYTES, cut.begin - file.tell())):
                out.write(piece)
            file.seek(cut.end)
        shutil.copyfileobj(file, out, PIECE_BYTES)
        for patch in mending.patches:
            out.seek(patch.at)
            out.write(bytes.fromhex(patch.digits))


def _is_unknown(size: int) -> bool:
    return any(abs(limit - size) <= NEAR_LIMIT_BYTES for limit in LIMITS_OF_SIZES)


def _chunks_up_to_sound(file: IO[bytes], form: _Form, total: int) -> dict[bytes, _Chunk]:
    found: dict[bytes, _Chunk] = {}
    at = form.begins
    for _ in range(MOST_CHUNKS):
        chunk = _chunk(file, form, at, total)
        if chunk is None:
            break
        if chunk.id == form.sound and _bytes(file, chunk.begin, len(form.sound_begins)) == form.sound_begins:
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


def _bytes(file: IO[bytes], at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)


def _number(file: IO[bytes], form: _Form, at: int, size_bytes: int) -> int:
    return int.from_bytes(_bytes(file, at, size_bytes), form.order)


def _aligned(form: _Form, at: int) -> int:
    return -(-at // form.aligned) * form.aligned


def _layout(file: IO[bytes], form: _Form, chunks: dict[bytes, _Chunk]) -> _Layout:
    described = chunks.get(form.describes)
    content = b"" if described is None else _bytes(file, described.begin, min(described.size, LONGEST_DESCRIPTION))
    if form is _IFF and len(content) >= 18:
        return _aiff_layout(content)
    if form is _CAF and len(content) >= 24:
        rate_hz, block_bytes, frames = struct.unpack(">d8xII", content[:24])
        return _Layout(rate_hz * block_bytes / frames, block_bytes) if 0 < rate_hz < 1e6 and frames else UNKNOWN_LAYOUT
    if form in (_RIFF, _W64) and len(content) >= 14:
        bytes_per_s, block_bytes = struct.unpack("<8xIH", content[:14])
        return _Layout(bytes_per_s, max(1, block_bytes))
    return UNKNOWN_LAYOUT


def _aiff_layout(content: bytes) -> _Layout:
    channels, bits, exponent, fraction = struct.unpack(">H4xHHQ", content[:18])
    coding = content[18:22]
    if coding not in AIFC_BLOCKS and coding not in AIFC_PLAIN:
        return UNKNOWN_LAYOUT
    sample_bytes, frames = AIFC_BLOCKS.get(coding, (-(-bits // 8), 1))
    # An extended float; more than 2^20 Hz is no rate of sound.
    rate_hz = fraction / 2.0 ** (16_383 + 63 - exponent) if 16_383 <= exponent <= 16_383 + 20 else 0
    return _Layout(rate_hz * channels * sample_bytes / frames, max(1, channels * sample_bytes))


def _chunks_behind(file: IO[bytes], form: _Form, at: int, total: int) -> list[_Chunk] | None:
    """Return the chunks from here on; None where something else is there. Some programs do not align chunks."""
    found = (_chunks_from(file, form, begin, total) for begin in sorted({at, _aligned(form, at)}))
    return next((chunks for chunks in found if chunks is not None), None)


def _chunks_from(file: IO[bytes], form: _Form, at: int, total: int) -> list[_Chunk] | None:
    """Return the chunks up to the file's end or a tag.

    Those of further files of the same form are among them, behind an empty one that says where the file begins.
    """
    found: list[_Chunk] = []
    wide_bytes = 0
    for _ in range(MOST_CHUNKS):
        head = _bytes(file, at, len(max(TAGS, key=len)))
        if total - at < form.head_bytes or head.startswith(TAGS):
            return found
        if FORMS.get(head[:4]) is form:
            found.append(_Chunk(FILE_BEGINS, at, 0))
            at, wide_bytes = at + form.begins, 0
            continue
        chunk = _chunk(file, form, at, total)
        if chunk is None:
            return None
        if chunk.id == b"ds64":
            wide_bytes = _number(file, form, chunk.begin + 8, 8)
        if chunk.id == form.sound and chunk.end > total:
            chunk = _Chunk(chunk.id, chunk.begin, min(wide_bytes or total, total - chunk.begin))
        if chunk.end > total + 1:
            return None
        found.append(chunk)
        at = _aligned(form, chunk.end)
    return found


def _joined(
    file: IO[bytes], form: _Form, chunks: dict[bytes, _Chunk], behind: Sequence[_Chunk], layout: _Layout, total: int
) -> Mending | None:
    """Return how the sound of all files becomes one, or of the first alone, where they differ; None for one file."""
    first = chunks[form.sound]
    others = [chunk for chunk in behind if chunk.id == form.sound and chunk.size > form.prefix_bytes]
    if form is _AVI or not others:
        return None
    described = [chunks.get(form.describes), *(chunk for chunk in behind if chunk.id == form.describes)]
    # CAF lists packets of changing sizes in a chunk of its own.
    is_packed = any(chunk.id == b"pakt" for chunk in (*chunks.values(), *behind))
    if is_packed or len({_description(file, form, chunk) for chunk in described}) > 1:
        # The first file's packets are listed behind its sound.
        files = (chunk.begin for chunk in behind if chunk.id == FILE_BEGINS)
        cut = Cut(next(files, others[0].begin - form.head_bytes), total)
        return Mending((), first.size, first.size, (cut,), has_second=True)
    cuts = tuple(
        Cut(_end_of_blocks(form, chunk, layout), following.begin + form.prefix_bytes)
        for chunk, following in pairwise([first, *others])
    )
    left_out = sum(cut.end - cut.begin for cut in cuts)
    size = others[-1].end - left_out - first.begin
    return Mending(tuple(_patches(file, form, chunks, size, total - left_out)), first.size, size, cuts)


def _description(file: IO[bytes], form: _Form, chunk: _Chunk | None) -> bytes:
    content = b"" if chunk is None else _bytes(file, chunk.begin, min(chunk.size, LONGEST_DESCRIPTION))
    # That of an AIFF counts the samples.
    return content[:2] + content[6:] if form is _IFF else content


def _end_of_blocks(form: _Form, chunk: _Chunk, layout: _Layout) -> int:
    return chunk.end - max(0, chunk.size - form.prefix_bytes) % max(1, layout.block_bytes)


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
    return next((at for at in places if _are_trailers(file, form, at, total)), total)


def _are_trailers(file: IO[bytes], form: _Form, at: int, total: int) -> bool:
    chunks = _chunks_from(file, form, at, total)
    return chunks is not None and all(chunk.id != form.sound for chunk in chunks)


def _patches(file: IO[bytes], form: _Form, chunks: dict[bytes, _Chunk], size: int, total: int) -> list[Patch]:
    sound = chunks[form.sound]
    if wide := chunks.get(b"ds64"):
        return [_patch(form, wide.begin + 8, size, 8)]
    told = size + (form.counts_head and form.head_bytes)
    patches = [_patch(form, sound.begin - form.size_bytes, told, form.size_bytes)]
    if form is _IFF:
        patches.append(_patch(form, 4, total - 8, 4))
    layout = _layout(file, form, chunks)
    if form is _IFF and layout.bytes_per_s:
        counted = (size - form.prefix_bytes) // layout.block_bytes
        patches.append(_patch(form, chunks[form.describes].begin + 2, counted, 4))
    return patches


def _patch(form: _Form, at: int, value: int, size_bytes: int) -> Patch:
    # Too long for its field, it is written as ffmpeg reads an unknown length.
    fits = min(value, 256**size_bytes - 1)
    return Patch(at, fits.to_bytes(size_bytes, form.order).hex())
