"""Files of uncompressed sound that are made of chunks, and how their sound is written. For the sandbox."""

import struct
from dataclasses import dataclass
from typing import IO, Literal

# What is shorter, or half a second where the header tells how long that is, is rubbish and no sound.
LEAST_BYTES = 16_384
RUBBISH_BYTES = 256
MOST_CHUNKS = 10_000
LONGEST_DESCRIPTION = 1_000
TAGS = (b"TAG", b"ID3", b"APETAGEX", b"LYRICSBEGIN")
# Bytes and samples of one channel's block; other codings of AIFF-C are not uncompressed.
AIFC_BLOCKS = {b"ima4": (34, 64), **dict.fromkeys((b"ulaw", b"ULAW", b"alaw", b"ALAW"), (1, 1))}
AIFC_PLAIN = (b"", b"NONE", b"twos", b"sowt", b"raw ", b"in24", b"in32", b"fl32", b"FL32", b"fl64", b"FL64")


@dataclass(frozen=True)
class Form:
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
class Chunk:
    """A chunk's name, and where its content is."""

    id: bytes
    begin: int
    size: int

    @property
    def end(self) -> int:
        return self.begin + self.size


@dataclass(frozen=True)
class Layout:
    """How sound is written; 0 bytes a second where that is unknown. A block cannot be divided."""

    bytes_per_s: float
    block_bytes: int

    @property
    def least_bytes(self) -> float:
        return max(RUBBISH_BYTES, min(LEAST_BYTES, self.bytes_per_s / 2)) if self.bytes_per_s else LEAST_BYTES


UNKNOWN_LAYOUT = Layout(0, 1)
RIFF = Form(12, 8, 4, "little", b"data", b"fmt ")
IFF = Form(12, 8, 4, "big", b"SSND", b"COMM", prefix_bytes=8)
CAF = Form(8, 12, 8, "big", b"data", b"desc", aligned=1, prefix_bytes=4)
W64 = Form(40, 24, 8, "little", b"data", b"fmt ", aligned=8, counts_head=True)
AVI = Form(12, 8, 4, "little", b"LIST", b"", sound_begins=b"movi")
# No chunk is called so.
FILE_BEGINS = b""
# By the first four bytes of the file.
FORMS = {b"RIFF": RIFF, b"RF64": RIFF, b"BW64": RIFF, b"FORM": IFF, b"caff": CAF, b"riff": W64}


def read_chunks_up_to_sound(file: IO[bytes], form: Form, total: int) -> dict[bytes, Chunk]:
    """Return the chunks by their names, up to that of the sound, whose size may be untrue."""
    found: dict[bytes, Chunk] = {}
    at = form.begins
    for _ in range(MOST_CHUNKS):
        chunk = _chunk(file, form, at, total)
        if chunk is None:
            break
        if chunk.id == form.sound and _bytes(file, chunk.begin, len(form.sound_begins)) == form.sound_begins:
            wide = found.get(b"ds64")
            size = _number(file, form, wide.begin + 8, 8) if wide else chunk.size
            return found | {form.sound: Chunk(chunk.id, chunk.begin, size)}
        found[chunk.id] = chunk
        at = _aligned(form, chunk.end)
    return found


def _chunk(file: IO[bytes], form: Form, at: int, total: int) -> Chunk | None:
    begin = at + form.head_bytes
    if begin > total:
        return None
    file.seek(at)
    head = file.read(form.head_bytes)
    size = _number(file, form, begin - form.size_bytes, form.size_bytes) - (form.counts_head and form.head_bytes)
    is_named = head[:4].isascii() and head[:4].decode().isprintable()
    return Chunk(head[:4], begin, size) if is_named and size >= 0 else None


def _bytes(file: IO[bytes], at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)


def _number(file: IO[bytes], form: Form, at: int, size_bytes: int) -> int:
    return int.from_bytes(_bytes(file, at, size_bytes), form.order)


def _aligned(form: Form, at: int) -> int:
    return -(-at // form.aligned) * form.aligned


def read_description(file: IO[bytes], chunk: Chunk | None) -> bytes:
    """Return the content of a chunk that describes sound, or nothing where there is none."""
    return b"" if chunk is None else _bytes(file, chunk.begin, min(chunk.size, LONGEST_DESCRIPTION))


def read_layout(file: IO[bytes], form: Form, chunks: dict[bytes, Chunk]) -> Layout:
    """Return how the sound is written, as the chunk says that describes it."""
    content = read_description(file, chunks.get(form.describes))
    if form is IFF and len(content) >= 18:
        return _aiff_layout(content)
    if form is CAF and len(content) >= 24:
        rate_hz, block_bytes, frames = struct.unpack(">d8xII", content[:24])
        return Layout(rate_hz * block_bytes / frames, block_bytes) if 0 < rate_hz < 1e6 and frames else UNKNOWN_LAYOUT
    if form in (RIFF, W64) and len(content) >= 14:
        bytes_per_s, block_bytes = struct.unpack("<8xIH", content[:14])
        return Layout(bytes_per_s, max(1, block_bytes))
    return UNKNOWN_LAYOUT


def _aiff_layout(content: bytes) -> Layout:
    channels, bits, exponent, fraction = struct.unpack(">H4xHHQ", content[:18])
    coding = content[18:22]
    if coding not in AIFC_BLOCKS and coding not in AIFC_PLAIN:
        return UNKNOWN_LAYOUT
    sample_bytes, frames = AIFC_BLOCKS.get(coding, (-(-bits // 8), 1))
    # An extended float; more than 2^20 Hz is no rate of sound.
    rate_hz = fraction / 2.0 ** (16_383 + 63 - exponent) if 16_383 <= exponent <= 16_383 + 20 else 0
    return Layout(rate_hz * channels * sample_bytes / frames, max(1, channels * sample_bytes))


def read_chunks_behind(file: IO[bytes], form: Form, at: int, total: int) -> list[Chunk] | None:
    """Return the chunks from here on; None where something else is there. Some programs do not align chunks."""
    found = (read_chunks_from(file, form, begin, total) for begin in sorted({at, _aligned(form, at)}))
    return next((chunks for chunks in found if chunks is not None), None)


def read_chunks_from(file: IO[bytes], form: Form, at: int, total: int) -> list[Chunk] | None:
    """Return the chunks up to the file's end or a tag.

    Those of further files of the same form are among them, behind an empty one that says where the file begins.
    """
    found: list[Chunk] = []
    wide_bytes = 0
    for _ in range(MOST_CHUNKS):
        head = _bytes(file, at, len(max(TAGS, key=len)))
        if total - at < form.head_bytes or head.startswith(TAGS):
            return found
        if FORMS.get(head[:4]) is form:
            found.append(Chunk(FILE_BEGINS, at, 0))
            at, wide_bytes = at + form.begins, 0
            continue
        chunk = _chunk(file, form, at, total)
        if chunk is None:
            return None
        if chunk.id == b"ds64":
            wide_bytes = _number(file, form, chunk.begin + 8, 8)
        if chunk.id == form.sound and chunk.end > total:
            chunk = Chunk(chunk.id, chunk.begin, min(wide_bytes or total, total - chunk.begin))
        if chunk.end > total + 1:
            return None
        found.append(chunk)
        at = _aligned(form, chunk.end)
    return found
