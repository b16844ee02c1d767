"""Honest recordings made by ffmpeg, and the boxes and elements that hostile ones are put together from."""

import struct
import tempfile
from functools import cache
from pathlib import Path

from integration.makers import ffmpeg

TONE = "anoisesrc=d={}:c=pink:a=0.3:r=16000:seed=1,tremolo=f=3:d=0.9"


@cache
def encoded(suffix: str, *options: str, seconds: float = 2) -> bytes:
    """Return two seconds of noise, as ffmpeg encodes it for a file with this suffix."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"made.{suffix}"
        ffmpeg("-f", "lavfi", "-i", TONE.format(seconds), *options, "-fflags", "+bitexact", path)
        return path.read_bytes()


def box(kind: bytes, content: bytes, size: int | None = None) -> bytes:
    """Return a box of MP4; it claims another size where one is given."""
    return struct.pack(">I", len(content) + 8 if size is None else size) + kind + content


def replaced(whole: bytes, kind: bytes, content: bytes) -> bytes:
    """Return an MP4 in which the first box of this kind holds something else, and those around it have grown.

    The index must stand behind the sound, whose place does not change then.
    """
    place = whole.index(kind) - 4
    old = int.from_bytes(whole[place : place + 4], "big")
    grown = len(content) + 8 - old
    out = bytearray(whole[:place] + box(kind, content) + whole[place + old :])
    for outer in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"edts"):
        start = whole.find(outer) - 4
        size = int.from_bytes(whole[start : start + 4], "big") if start >= 0 else 0
        if start < place < start + size:
            out[start : start + 4] = (size + grown).to_bytes(4, "big")
    return bytes(out)


def element(kind: str, content: bytes, size: int | None = None) -> bytes:
    """Return an element of Matroska, its id in hexadecimal."""
    length = len(content) if size is None else size
    return bytes.fromhex(kind) + (1 << 56 | length).to_bytes(8, "big") + content


def small(kind: str, content: bytes) -> bytes:
    """Return an element of Matroska of less than 127 bytes."""
    return bytes.fromhex(kind) + bytes([0x80 | len(content)]) + content


def before_sound(whole: bytes, *elements: bytes) -> bytes:
    """Return a Matroska file with these elements in front of its first cluster, and no size of its segment."""
    place = whole.index(bytes.fromhex("1f43b675"))
    segment = whole.index(bytes.fromhex("18538067")) + 4
    endless = b"\x01" + b"\xff" * 7
    return whole[:segment] + endless + whole[segment + 8 : place] + b"".join(elements) + whole[place:]


def wav(
    data: bytes,
    *,
    rate: int = 16_000,
    channels: int = 1,
    bits: int = 16,
    form: int = 1,
    claimed: int | None = None,
    align: int | None = None,
) -> bytes:
    """Return a WAV of these samples; it may claim another length, and another size of a frame."""
    frame = channels * bits // 8 if align is None else align
    size = len(data) if claimed is None else claimed
    layout = struct.pack("<HHIIHH", form, channels & 0xFFFF, rate, rate * frame & 0xFFFFFFFF, frame & 0xFFFF, bits)
    whole = b"WAVEfmt " + struct.pack("<I", len(layout)) + layout + b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", min(len(whole) - len(data) + size, 0xFFFFFFFF)) + whole


def samples(frames: int) -> bytes:
    """Return a loud sawtooth of 16 bits."""
    return b"".join(struct.pack("<h", number * 997 % 40_000 - 20_000) for number in range(frames))
