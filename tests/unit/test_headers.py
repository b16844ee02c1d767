"""Headers of uncompressed sound that tell of less than there is."""

import struct
from pathlib import Path

import pytest

from workers.media.headers import LEAST_BYTES, find_more_sound

SOUND = struct.pack("<20000h", *(value * 37 % 9_001 - 4_500 for value in range(20_000)))
LITTLE = len(SOUND) // 10
FORMAT = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8_000, 16_000, 2, 16)
LIST = b"LIST" + struct.pack("<I", 10) + b"INFOISFT\0\0"


def wav(said: int, behind: bytes = b"", sound: bytes = SOUND) -> bytes:
    chunks = b"WAVE" + FORMAT + b"data" + struct.pack("<I", said) + sound + behind
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def rf64(said: int) -> bytes:
    sizes = b"ds64" + struct.pack("<IQQQI", 28, 0, said, 0, 0)
    return b"RF64" + b"\xff" * 4 + b"WAVE" + sizes + FORMAT + b"data" + b"\xff" * 4 + SOUND


def aiff(said: int) -> bytes:
    common = b"COMM" + struct.pack(">IHIH10s", 18, 1, said // 2, 16, bytes.fromhex("400bfa00000000000000"))
    chunks = b"AIFF" + common + b"SSND" + struct.pack(">III", said + 8, 0, 0) + SOUND
    return b"FORM" + struct.pack(">I", len(chunks) if said else 0) + chunks


def caf(said: int) -> bytes:
    described = b"desc" + struct.pack(">qd4sIIIII", 32, 8_000.0, b"lpcm", 0, 2, 1, 1, 16)
    return b"caff\0\1\0\0" + described + b"data" + struct.pack(">qI", said + 4 if said >= 0 else -1, 0) + SOUND


def w64(said: int) -> bytes:
    tail = bytes.fromhex("f3acd3118cd100c04f8edb8a")
    head = b"riff" + bytes.fromhex("2e91cf11a5d628db04c10000") + struct.pack("<Q", 0) + b"wave" + tail
    body = b"fmt " + tail + struct.pack("<Q", 40) + FORMAT[8:] + b"data" + tail + struct.pack("<Q", said + 24)
    return head + body + SOUND


FORMS = {"wav": wav, "rf64": rf64, "aiff": aiff, "caf": caf, "w64": w64}


@pytest.mark.parametrize("said", [0, LITTLE])
@pytest.mark.parametrize("form", FORMS)
def test_sound_behind_the_sound_is_found_and_a_mended_copy_is_honest(tmp_path: Path, form: str, said: int) -> None:
    file, mended = tmp_path / "lying", bytearray(FORMS[form](said))
    file.write_bytes(mended)
    mending = find_more_sound(file)
    assert mending is not None
    assert mending.real_bytes - mending.said_bytes == len(SOUND) - said
    for patch in mending.patches:
        mended[patch.at : patch.at + len(patch.digits) // 2] = bytes.fromhex(patch.digits)
    assert mended == FORMS[form](len(SOUND))
    file.write_bytes(mended)
    assert find_more_sound(file) is None


@pytest.mark.parametrize(
    "content",
    [
        wav(len(SOUND), LIST),
        wav(len(SOUND), b"iXML" + struct.pack("<I", 50_000) + bytes(range(250)) * 200),
        wav(len(SOUND) - 1, LIST, SOUND[:-1]),
        wav(len(SOUND) - 1, b"\0" + LIST, SOUND[:-1]),
        wav(len(SOUND), b"TAG" + b"x" * LEAST_BYTES),
        wav(len(SOUND), bytes(100_000)),
        wav(LITTLE, b"", SOUND[: LITTLE + LEAST_BYTES - 1]),
        wav(0xFFFFFFFF),
        wav(2 * len(SOUND)),
        caf(-1),
        b"RIFF" + struct.pack("<I", 90_000) + b"AVI LIST" + struct.pack("<I", 4) + SOUND,
        b"RIFF",
        b"riff" + SOUND,
        b"FORM\0\0\0\0AIFF" + b"COMM\xff\xff\xff\xff" + SOUND,
    ],
)
def test_what_is_honest_or_no_sound_is_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "honest"
    file.write_bytes(content)
    assert find_more_sound(file) is None


def test_chunks_at_the_end_are_no_sound(tmp_path: Path) -> None:
    file = tmp_path / "lying.wav"
    file.write_bytes(wav(LITTLE, LIST))
    mending = find_more_sound(file)
    assert mending is not None
    assert mending.real_bytes == len(SOUND)
