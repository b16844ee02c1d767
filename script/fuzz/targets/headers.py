"""Headers of WAV, RF64, AIFF, CAF, W64 and AVI: nothing, or a copy that is no longer than the file, and no error."""

import struct

from fuzz.given import file_of
from workers.media.chunks import FORMS
from workers.media.headers import check_header, write_mended

SOUND = bytes(range(1, 201)) * 3
FORMAT = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 100, 200, 2, 16)
LIST = b"LIST" + struct.pack("<I", 10) + b"INFOISFT\0\0"


def _wav(size: int, *behind: bytes, before: bytes = b"") -> bytes:
    return b"RIFF" + bytes(4) + b"WAVE" + FORMAT + before + b"data" + struct.pack("<I", size) + SOUND + b"".join(behind)


COMMON = b"COMM" + struct.pack(">IHIH10s", 18, 1, 5, 16, bytes.fromhex("4005c800000000000000"))
SEEDS = (
    _wav(0),
    _wav(10, LIST),
    _wav(10, before=b"LIST" + struct.pack("<I", 300) + bytes(300)),
    # What looks like a chunk, within one, up to the end of the file.
    _wav(10, before=b"JUNK" + struct.pack("<I", 8) + b"LIST" + struct.pack("<I", 8 + len(SOUND))),
    _wav(len(SOUND), _wav(len(SOUND)), LIST),
    b"RF64" + b"\xff" * 4 + b"WAVE" + b"ds64" + struct.pack("<IQQQI", 28, 0, 9, 0, 0) + _wav(0)[12:],
    b"FORM" + bytes(4) + b"AIFF" + COMMON + b"SSND" + struct.pack(">III", 18, 0, 0) + SOUND,
    b"caff\0\1\0\0desc"
    + struct.pack(">qd4sIIIII", 32, 100.0, b"lpcm", 0, 2, 1, 1, 16)
    + b"data"
    + struct.pack(">qI", 9, 0)
    + SOUND,
    b"riff"
    + bytes(20)
    + bytes(8)
    + b"wave"
    + bytes(4)
    + b"fmt "
    + bytes(12)
    + struct.pack("<Q", 40)
    + FORMAT[8:]
    + b"data"
    + bytes(12)
    + struct.pack("<Q", 30)
    + SOUND,
    b"RIFF" + bytes(4) + b"AVI LIST" + struct.pack("<I", 8) + b"hdrlavihLIST" + struct.pack("<I", 8) + b"movi" + SOUND,
)
WORDS = (
    *FORMS,
    *(b"WAVE", b"AIFF", b"AIFC", b"AVI ", b"fmt ", b"data", b"LIST", b"movi", b"ds64", b"COMM", b"SSND", b"desc"),
    *(b"pakt", b"JUNK", b"ID3", b"TAG", b"ima4", b"\xff\xff\xff\xff", b"\0\0\0\x80", LIST, FORMAT),
)
# A patch is a few bytes, at a place that the file says.
PATCHED_BYTES = 64


def check(data: bytes) -> None:
    # Other files are not given to it.
    if data[:4] not in FORMS:
        return
    with file_of(data) as path:
        mending = check_header(path)
        if mending is None:
            return
        assert mending.real_bytes > 0
        copy = path.with_name("copy")
        write_mended(path, mending, copy)
        assert copy.stat().st_size <= len(data) + PATCHED_BYTES
        check_header(copy)
