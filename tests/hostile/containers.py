"""Matroska and MP4 with more of everything than a recording has: chapters, tracks, tags, edits, sizes."""

import struct

from hostile.case import MARK, PUBLISHED, Case, codes, recording
from hostile.pdf_file import noise
from hostile.sound_file import before_sound, box, element, encoded, replaced, small

OPUS = ("-c:a", "libopus", "-b:a", "16k")
PLAYS = codes(PUBLISHED)
BROKEN = codes("recording_unreadable", "recording_empty")
COSTLY = codes("conversion_timeout", "conversion_failed", "recording_unreadable", "recording_unsupported")
CHAPTERS, EDITION, ATOM, FROM = "1043a770", "45b9", "b6", "91"
TAGS, TAG, TARGETS, SIMPLE, NAME, STRING = "1254c367", "7373", "63c0", "67c8", "45a3", "4487"
ATTACHMENTS, FILE, FILE_NAME, FILE_TYPE, FILE_ID, FILE_DATA = "1941a469", "61a7", "466e", "4660", "46ae", "465c"
TRACKS, CLUSTER = "1654ae6b", "1f43b675"


def mkv(*elements: bytes) -> bytes:
    return before_sound(encoded("mkv", *OPUS), *elements)


def chapters(count: int) -> bytes:
    """Return a recording with this many chapters."""
    atoms = b"".join(
        small(ATOM, small("73c4", number.to_bytes(4, "big")) + small(FROM, number.to_bytes(4, "big")))
        for number in range(1, count + 1)
    )
    return mkv(element(CHAPTERS, element(EDITION, atoms)))


def tags(count: int) -> bytes:
    """Return a recording with this many tags."""
    simple = b"".join(small(SIMPLE, small(NAME, b"N%d" % number) + small(STRING, b"a")) for number in range(count))
    return mkv(element(TAGS, element(TAG, small(TARGETS, b"") + simple)))


def nested_tags(depth: int) -> bytes:
    """Return a recording with tags in tags."""
    inner = small(NAME, b"N")
    for _ in range(depth):
        inner = element(SIMPLE, inner)
    return mkv(element(TAGS, element(TAG, small(TARGETS, b"") + inner)))


def attachments(count: int, size: int, claimed: int | None = None) -> bytes:
    """Return a recording with this many files beside the sound."""
    files = b"".join(
        element(
            FILE,
            small(FILE_NAME, b"../../../../tmp/%b-%d" % (MARK.encode(), number))
            + small(FILE_TYPE, b"font/ttf")
            + small(FILE_ID, number.to_bytes(4, "big"))
            + element(FILE_DATA, bytes(size), claimed),
        )
        for number in range(1, count + 1)
    )
    return mkv(element(ATTACHMENTS, files))


def tracks(count: int) -> bytes:
    """Return a recording with this many tracks, all but one of them empty."""
    whole = encoded("mkv", *OPUS)
    entries = b"".join(
        element(
            "ae",
            small("d7", number.to_bytes(2, "big"))
            + small("73c5", number.to_bytes(4, "big"))
            + small("83", b"\2")
            + small("86", b"A_PCM/INT/LIT")
            + small("e1", small("9f", b"\1")),
        )
        for number in range(2, count + 2)
    )
    place = whole.rindex(bytes.fromhex(TRACKS), 0, whole.index(bytes.fromhex(CLUSTER)))
    # Its size takes one byte.
    end = place + 5 + (whole[place + 4] & 0x7F)
    return before_sound(whole[:place] + element(TRACKS, whole[place + 5 : end] + entries) + whole[end:])


def terabyte_cluster() -> bytes:
    """Return a recording whose sound claims to be a terabyte, in one block."""
    whole = mkv()
    cluster = whole.index(bytes.fromhex(CLUSTER))
    return whole[:cluster] + element(CLUSTER, small("e7", b"\0") + element("a3", noise(900), 2**40), 2**41)


def m4a() -> bytes:
    return encoded("m4a", "-c:a", "aac", "-b:a", "32k")


def edits(count: int) -> bytes:
    """Return a recording with an edit list of this many one-millisecond pieces, each from the beginning."""
    entries = struct.pack(">IiHH", 1, 0, 1, 0) * count
    return replaced(m4a(), b"elst", struct.pack(">II", 0, count) + entries)


def many_sizes(claimed: int) -> bytes:
    """Return a recording whose table of sizes claims so many samples, all of one size."""
    return replaced(m4a(), b"stsz", struct.pack(">III", 0, 1, claimed))


def long_times(each: int) -> bytes:
    """Return a recording whose samples last this long each."""
    return replaced(m4a(), b"stts", struct.pack(">IIII", 0, 1, 0x7FFFFFFF, each))


def outer_data(address: str) -> bytes:
    """Return a recording whose sound is in another file, at this address."""
    entry = box(b"url ", b"\0\0\0\0" + address.encode() + b"\0")
    return replaced(m4a(), b"dref", struct.pack(">II", 0, 1) + entry)


def alias(path: bytes) -> bytes:
    """Return a recording whose sound is in another file, which QuickTime's alias names."""
    name = path.rpartition(b"/")[2]
    record = (
        bytes(6) + struct.pack(">HHB27s", 150, 2, 0, bytes(27)) + bytes(12) + bytes([len(name)]) + name.ljust(63, b"\0")
    )
    record = record.ljust(150, b"\0") + struct.pack(">HH", 18, len(path)) + path + bytes(len(path) % 2)
    record += struct.pack(">HH", 0xFFFF, 0)
    return replaced(m4a(), b"dref", struct.pack(">II", 0, 1) + box(b"alis", b"\0\0\0\0" + record))


def nested_boxes(depth: int) -> bytes:
    """Return boxes in boxes, behind an honest beginning."""
    sizes = range(8, 8 * depth + 8, 8)
    inner = b"".join(struct.pack(">I", size) + b"moov" for size in reversed(sizes))
    return m4a()[:32] + inner


def terabyte_box() -> bytes:
    """Return a recording whose sound claims to be a terabyte, in front of its index."""
    whole = m4a()
    place = whole.index(b"mdat") - 4
    return whole[:place] + struct.pack(">I4sQ", 1, b"mdat", 2**40) + whole[place + 8 :]


ODD_OR_BROKEN = PLAYS | BROKEN | codes("recording_unsupported")

CASES: tuple[Case, ...] = (
    recording("mkv-chapters-million", "talk.mkv", lambda _: chapters(1_000_000), PLAYS | COSTLY),
    recording("mkv-chapters-100000", "talk.mkv", lambda _: chapters(100_000), PLAYS | COSTLY),
    recording("mkv-tags", "talk.mkv", lambda _: tags(300_000), PLAYS | COSTLY),
    recording("mkv-tags-nested", "talk.mkv", lambda _: nested_tags(5_000), ODD_OR_BROKEN),
    recording("mkv-attachments", "talk.mkv", lambda _: attachments(3_000, 99), PLAYS | COSTLY),
    recording("mkv-attachment-lies", "talk.mkv", lambda _: attachments(1, 99, 2**40), ODD_OR_BROKEN),
    recording("mkv-tracks", "talk.mkv", lambda _: tracks(3_000), PLAYS | COSTLY),
    recording("mkv-terabyte", "talk.mkv", lambda _: terabyte_cluster(), ODD_OR_BROKEN),
    recording("mp4-edits", "talk.m4a", lambda _: edits(1_000_000), PLAYS | COSTLY | codes("recording_too_long")),
    recording("mp4-sizes-lie", "talk.m4a", lambda _: many_sizes(0x3FFFFFFF), PLAYS | COSTLY | codes("recording_empty")),
    recording(
        "mp4-times-lie", "talk.m4a", lambda _: long_times(0x7FFFFFFF), PLAYS | BROKEN | codes("recording_too_long")
    ),
    recording("mp4-data-http", "talk.m4a", lambda to: outer_data(f"{to}data.mp4"), ODD_OR_BROKEN),
    recording("mp4-data-file", "talk.m4a", lambda _: outer_data("file:///etc/passwd"), ODD_OR_BROKEN),
    recording("mp4-alias", "talk.mov", lambda _: alias(b"/etc/passwd"), ODD_OR_BROKEN),
    recording("mp4-boxes-nested", "talk.mp4", lambda _: nested_boxes(20_000), BROKEN | codes("recording_unsupported")),
    recording("mp4-terabyte", "talk.m4a", lambda _: terabyte_box(), ODD_OR_BROKEN),
)
