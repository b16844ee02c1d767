"""Headers of uncompressed sound that tell of less or of more than there is, and files that were put end to end."""

import struct
from pathlib import Path

import pytest

from workers.media.chunks import LEAST_BYTES
from workers.media.headers import check_header, write_mended

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


def avi(said: int) -> bytes:
    head = b"LIST" + struct.pack("<I", 8) + b"hdrlavih"
    return b"RIFF" + struct.pack("<I", said) + b"AVI " + head + b"LIST" + struct.pack("<I", said) + b"movi" + SOUND


HALF_A_SECOND = 8_000
FORMS = {"wav": wav, "rf64": rf64, "aiff": aiff, "caf": caf, "w64": w64}


@pytest.mark.parametrize("said", [0, LITTLE])
@pytest.mark.parametrize("form", FORMS)
def test_sound_behind_the_sound_is_found_and_a_mended_copy_is_honest(tmp_path: Path, form: str, said: int) -> None:
    file, copy = tmp_path / "lying", tmp_path / "mended"
    file.write_bytes(FORMS[form](said))
    mending = check_header(file)
    assert mending is not None
    assert mending.real_bytes - mending.said_bytes == len(SOUND) - said
    write_mended(file, mending, copy)
    assert copy.read_bytes() == FORMS[form](len(SOUND))
    assert check_header(copy) is None


@pytest.mark.parametrize(
    "content",
    [
        wav(len(SOUND), LIST),
        wav(len(SOUND), b"iXML" + struct.pack("<I", 50_000) + bytes(range(250)) * 200),
        wav(len(SOUND) - 1, LIST, SOUND[:-1]),
        wav(len(SOUND) - 1, b"\0" + LIST, SOUND[:-1]),
        wav(len(SOUND), b"TAG" + b"x" * LEAST_BYTES),
        wav(len(SOUND), bytes(100_000)),
        wav(LITTLE, b"", SOUND[: LITTLE + HALF_A_SECOND - 1]),
        wav(len(SOUND) + HALF_A_SECOND - 1),
        *(wav(size) for size in (0xFFFFFFFF, 0xFFFFFFD8, 0x80000000, 0x7FFFFFFF, 0x7FFFFFDB, 0x7FFFF000)),
        rf64(2**64 - 1),
        w64(2**63 - 1),
        avi(0),
        avi(4 + len(SOUND)),
        caf(-1),
        b"RIFF" + struct.pack("<I", 90_000) + b"WAVELIST" + struct.pack("<I", 4) + SOUND,
        b"RIFF",
        b"riff" + SOUND,
        b"FORM\0\0\0\0AIFF" + b"COMM\xff\xff\xff\xff" + SOUND,
    ],
)
def test_what_is_honest_or_no_sound_is_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "honest"
    file.write_bytes(content)
    assert check_header(file) is None


def test_chunks_at_the_end_are_no_sound(tmp_path: Path) -> None:
    file = tmp_path / "lying.wav"
    file.write_bytes(wav(LITTLE, LIST))
    mending = check_header(file)
    assert mending is not None
    assert mending.real_bytes == len(SOUND)


def test_half_a_second_is_sound_however_few_bytes_it_has(tmp_path: Path) -> None:
    file = tmp_path / "lying.wav"
    file.write_bytes(wav(LITTLE, b"", SOUND[: LITTLE + HALF_A_SECOND]))
    mending = check_header(file)
    assert mending is not None
    assert mending.real_bytes == LITTLE + HALF_A_SECOND < LITTLE + LEAST_BYTES


@pytest.mark.parametrize("form", [*FORMS, "avi"])
def test_a_file_that_ends_before_its_header_says_is_told_of_and_not_mended(tmp_path: Path, form: str) -> None:
    file, prefix_bytes = tmp_path / "cut", {"aiff": 8, "caf": 4, "avi": 4}.get(form, 0)
    file.write_bytes((FORMS | {"avi": avi})[form](3 * len(SOUND)))
    mending = check_header(file)
    assert mending is not None
    assert mending.real_bytes == len(SOUND) + prefix_bytes
    assert mending.said_bytes == 3 * len(SOUND) + (0 if form == "avi" else prefix_bytes)
    assert not mending.patches + mending.cuts


@pytest.mark.parametrize("form", FORMS)
def test_files_end_to_end_become_one(tmp_path: Path, form: str) -> None:
    file, copy, whole = tmp_path / "joined", tmp_path / "mended", FORMS[form](len(SOUND))
    file.write_bytes(whole * 3)
    mending = check_header(file)
    assert mending is not None
    assert mending.real_bytes - mending.said_bytes == 2 * len(SOUND)
    write_mended(file, mending, copy)
    assert copy.read_bytes().endswith(SOUND * 3)
    assert len(copy.read_bytes()) == len(whole) + 2 * len(SOUND)
    assert check_header(copy) is None


def test_blocks_stay_whole_where_files_end_to_end_become_one(tmp_path: Path) -> None:
    file, copy = tmp_path / "joined.wav", tmp_path / "mended.wav"
    file.write_bytes(wav(len(SOUND) - 1, b"\0" + LIST, SOUND[:-1]) + wav(len(SOUND), LIST))
    mending = check_header(file)
    assert mending is not None
    write_mended(file, mending, copy)
    assert copy.read_bytes().endswith(b"data" + struct.pack("<I", 2 * len(SOUND) - 2) + SOUND[:-2] + SOUND + LIST)


def test_a_second_chunk_of_sound_is_used_too(tmp_path: Path) -> None:
    file, copy = tmp_path / "two.wav", tmp_path / "mended.wav"
    file.write_bytes(wav(len(SOUND), LIST + b"data" + struct.pack("<I", len(SOUND)) + SOUND))
    mending = check_header(file)
    assert mending is not None
    write_mended(file, mending, copy)
    assert copy.read_bytes()[40:] == struct.pack("<I", 2 * len(SOUND)) + SOUND * 2


def test_a_second_file_of_another_kind_of_sound_is_left_out(tmp_path: Path) -> None:
    file, copy, first = tmp_path / "joined.wav", tmp_path / "mended.wav", wav(len(SOUND))
    file.write_bytes(first + wav(len(SOUND)).replace(FORMAT, FORMAT[:10] + b"\2\0" + FORMAT[12:]))
    mending = check_header(file)
    assert mending is not None
    assert mending.has_second
    write_mended(file, mending, copy)
    assert copy.read_bytes() == first


def test_a_list_of_packets_stays_with_its_file(tmp_path: Path) -> None:
    file, copy = tmp_path / "joined.caf", tmp_path / "mended.caf"
    packed = caf(len(SOUND)) + b"pakt" + struct.pack(">q", 24) + bytes(24)
    file.write_bytes(packed + caf(len(SOUND)))
    mending = check_header(file)
    assert mending is not None
    assert mending.has_second
    write_mended(file, mending, copy)
    assert copy.read_bytes() == packed


def test_a_second_file_that_was_cut_off_is_used_up_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "joined.wav"
    file.write_bytes(wav(len(SOUND)) + wav(2 * len(SOUND)))
    mending = check_header(file)
    assert mending is not None
    assert mending.real_bytes == 2 * len(SOUND)


@pytest.mark.parametrize(("coding", "count"), [(b"NONE", 20_000), (b"ulaw", 40_000), (b"ima4", 40_000 // 34)])
def test_an_aiff_counts_in_its_own_coding(tmp_path: Path, coding: bytes, count: int) -> None:
    file, copy, honest = tmp_path / "lying.aiff", tmp_path / "mended.aiff", aiff(0)
    common = honest[12:38]
    longer = b"COMM" + struct.pack(">I", 24) + common[8:] + coding + b"\0\0"
    file.write_bytes(honest.replace(b"AIFF", b"AIFC").replace(common, longer))
    mending = check_header(file)
    assert mending is not None
    write_mended(file, mending, copy)
    assert copy.read_bytes()[22:26] == struct.pack(">I", count)


def test_what_looks_like_a_last_chunk_before_the_sound_is_none(tmp_path: Path) -> None:
    """Within another chunk stands what would reach from there to the end of the file, over all of the sound."""
    file, copy = tmp_path / "lying", tmp_path / "mended"
    within = b"LIST" + struct.pack("<I", 8 + len(SOUND))
    chunks = b"WAVE" + FORMAT + b"JUNK" + struct.pack("<I", 8) + within + b"data" + struct.pack("<I", LITTLE) + SOUND
    file.write_bytes(b"RIFF" + struct.pack("<I", len(chunks)) + chunks)
    mending = check_header(file)
    assert mending is not None
    assert mending.real_bytes == len(SOUND)
    write_mended(file, mending, copy)
    assert check_header(copy) is None
