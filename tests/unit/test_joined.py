"""MP4 and WavPack files that were put end to end."""

import struct
from pathlib import Path

import pytest

from workers.media.joined import has_second, is_joinable


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def block(index: int, flags: int = 1 << 11, samples: int = 22_050) -> bytes:
    return b"wvpk" + struct.pack("<IHHIIIII", 24 + 100, 0x410, 0, 44_100, index, samples, flags, 0) + bytes(100)


FILE, MOVIE, MEDIA = box(b"ftyp", b"isom"), box(b"moov", bytes(50)), box(b"mdat", bytes(99))
LONG_MEDIA = struct.pack(">I4sQ", 1, b"mdat", 116) + bytes(100)
TAG = b"APETAGEX" + struct.pack("<IIIIQ", 2_000, 20, 1, 0, 0) + bytes(20)
WAVPACK = block(0) + block(0, flags=0) + block(22_050)


@pytest.mark.parametrize(
    ("content", "is_joined"),
    [
        (FILE + MOVIE + MEDIA, False),
        ((FILE + MOVIE + MEDIA) * 2, True),
        ((FILE + LONG_MEDIA + MOVIE) * 2, True),
        ((FILE + MOVIE + box(b"moof") + MEDIA) * 2, False),
        (FILE + MOVIE + MEDIA + MOVIE, False),
        (FILE + MOVIE + struct.pack(">I4s", 0, b"mdat") + FILE + MOVIE, False),
        (FILE + bytes(1_000), False),
        (FILE[:9], False),
        (WAVPACK, False),
        (WAVPACK * 2, True),
        (WAVPACK + TAG + WAVPACK + TAG, True),
        (WAVPACK + TAG, False),
        (WAVPACK + b"rubbish" * 100, False),
        (block(0, samples=0) + WAVPACK, False),
    ],
)
def test_a_second_recording_is_found(tmp_path: Path, content: bytes, is_joined: bool) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert is_joinable(content)
    assert has_second(file) is is_joined
