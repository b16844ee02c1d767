"""Recordings that are empty, odd, or claim what is not there."""

import struct

from hostile.case import DRAWN, PUBLISHED, Case, codes, recording
from hostile.pdf_file import deflated_run, noise
from hostile.pictures import png_bomb
from hostile.sound_file import encoded, samples, wav

PLAYS = DRAWN
EMPTY = codes("recording_empty")
BROKEN = codes("recording_unreadable")
BROKEN_OR_EMPTY = BROKEN | EMPTY
UNUSABLE = codes("recording_unsupported", "recording_unreadable")
ENDS_EARLY = codes("recording_truncated", "recording_header_wrong")
MP3 = ("-c:a", "libmp3lame", "-b:a", "32k")
NAN = struct.pack("<f", float("nan"))
INFINITE = struct.pack("<f", float("inf"))


def mp3(*options: str) -> bytes:
    return encoded("mp3", *MP3, *options)


def named(title: str) -> bytes:
    """Return an MP3 of this title, which stands in its first kilobyte."""
    return encoded("mp3", *MP3, "-metadata", f"title={title}")


def tag(*frames: bytes, claimed: int | None = None) -> bytes:
    """Return an ID3 tag of these frames; it may claim another size."""
    size = sum(map(len, frames)) if claimed is None else claimed
    return b"ID3\4\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + b"".join(frames)


def frame(kind: bytes, content: bytes, flags: int = 0) -> bytes:
    size = len(content)
    return kind + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + flags.to_bytes(2, "big") + content


def tag_bomb(megabytes: int) -> bytes:
    """Return an MP3 with a comment that is packed."""
    packed = deflated_run(b"a", megabytes)
    size = megabytes << 20
    return tag(frame(b"COMM", bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + packed, 0x0009)) + mp3()


def cover_bomb() -> bytes:
    """Return an MP3 with a huge cover picture."""
    return tag(frame(b"APIC", b"\0image/png\0\3\0" + png_bomb(30_000))) + mp3()


def rf64(claimed: int) -> bytes:
    """Return a WAV for long recordings that claims so many bytes."""
    data = samples(32_000)
    sizes = struct.pack("<QQQI", claimed + 72, claimed, claimed // 2, 0)
    layout = struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16)
    return (
        b"RF64\xff\xff\xff\xffWAVEds64"
        + struct.pack("<I", len(sizes))
        + sizes
        + b"fmt "
        + struct.pack("<I", 16)
        + layout
        + b"data\xff\xff\xff\xff"
        + data
    )


def caf(rate: float, frames: int = 32_000, channels: int = 1) -> bytes:
    description = struct.pack(">d4sIIIII", rate, b"lpcm", 2, 2 * channels, 1, channels, 16)
    data = samples(frames) * channels
    return (
        b"caff\0\1\0\0desc"
        + struct.pack(">Q", len(description))
        + description
        + b"data"
        + struct.pack(">QI", len(data) + 4, 0)
        + data
    )


def aiff(rate: bytes) -> bytes:
    """Return an AIFF whose rate is this number of 80 bits."""
    data = samples(32_000)
    common = struct.pack(">HIH", 1, 32_000, 16) + rate
    sound = struct.pack(">II", 0, 0) + data
    chunks = b"COMM" + struct.pack(">I", len(common)) + common + b"SSND" + struct.pack(">I", len(sound)) + sound
    return b"FORM" + struct.pack(">I", len(chunks) + 4) + b"AIFF" + chunks


def flac_that_claims() -> bytes:
    """Return a FLAC that claims a month of sound."""
    whole = bytearray(encoded("flac"))
    whole[21] |= 0x0F
    whole[22:26] = b"\xff" * 4
    return bytes(whole)


def ogg_pages() -> list[bytes]:
    whole = encoded("opus", "-c:a", "libopus", "-b:a", "16k", "-page_duration", "100000")
    return [b"OggS" + rest for rest in whole.split(b"OggS")[1:]]


def ogg_loop(times: int) -> bytes:
    """Return an Ogg whose pages come again and again, under the same numbers."""
    first, second, *sound = ogg_pages()
    return first + second + b"".join(sound) * times


def ogg_chain(links: int) -> bytes:
    """Return an Ogg that begins anew this many times."""
    first, second, *sound = ogg_pages()
    return (first + second + sound[0]) * links + b"".join(sound)


def ogg_far_away() -> bytes:
    """Return an Ogg whose pages stand at the end of all time."""
    return b"".join(page[:6] + (2**62 + n).to_bytes(8, "little") + page[14:] for n, page in enumerate(ogg_pages()))


def huge_picture() -> bytes:
    """Return a film that claims a picture of 65,535 pixels a side."""
    made = encoded("mp4", "-f", "lavfi", "-i", "color=s=64x64:d=2", "-c:v", "mjpeg", "-c:a", "aac")
    place = made.index(b"mp4v") + 4 + 24
    return made[:place] + b"\xff\xff\xff\xff" + made[place + 4 :]


ODD = PLAYS | BROKEN_OR_EMPTY | codes("recording_silent", "recording_unsupported")
ONE_MS, TEN_MS = 16, 160

CASES: tuple[Case, ...] = (
    recording("wav-10ms", "talk.wav", lambda _: wav(samples(TEN_MS)), EMPTY),
    recording("wav-1ms", "talk.wav", lambda _: wav(samples(ONE_MS)), EMPTY),
    recording("flac-10ms", "talk.flac", lambda _: encoded("flac", "-t", "0.01"), EMPTY),
    recording("mp3-1ms", "talk.mp3", lambda _: encoded("mp3", *MP3, "-t", "0.001"), EMPTY),
    recording("wav-no-samples", "talk.wav", lambda _: wav(b""), EMPTY),
    recording("mp3-empty", "talk.mp3", lambda _: b"", EMPTY),
    recording("mp3-one-byte", "talk.mp3", lambda _: b"\xff", BROKEN),
    recording("mp3-noise", "talk.mp3", lambda _: noise(200_000), BROKEN),
    recording("wav-zeros", "talk.wav", lambda _: bytes(100_000), BROKEN),
    recording("mp3-says-pdf", "talk.mp3", lambda _: named("%PDF-1.7"), PLAYS),
    recording("mp3-says-zip", "talk.mp3", lambda _: named("PK\3\4"), PLAYS),
    recording("wav-says-pdf", "talk.wav", lambda _: wav(b"%PDF-1.4 PK\3\4" + samples(32_000)), PLAYS),
    recording("mp3-tag-lies", "talk.mp3", lambda _: tag(claimed=0x0FFFFFFF) + mp3(), ODD),
    recording("mp3-tag-bomb", "talk.mp3", lambda _: tag_bomb(4_000), PLAYS | codes("conversion_failed")),
    recording("mp3-cover-bomb", "talk.mp3", lambda _: cover_bomb(), PLAYS),
    recording("mp3-frames-tagged", "talk.mp3", lambda _: tag(frame(b"TXXX", b"\0a\0b") * 100_000) + mp3(), PLAYS),
    recording("wav-terabyte", "talk.wav", lambda _: rf64(2**40), PLAYS, ENDS_EARLY),
    recording("wav-four-gigabytes", "talk.wav", lambda _: wav(samples(32_000), claimed=0xFFFFFFF0), PLAYS),
    recording("wav-rate-0", "talk.wav", lambda _: wav(samples(32_000), rate=0), UNUSABLE),
    recording("wav-rate-huge", "talk.wav", lambda _: wav(samples(32_000), rate=0xFFFFFFFF), UNUSABLE),
    recording("wav-channels-65535", "talk.wav", lambda _: wav(samples(99_999), channels=65_535), UNUSABLE),
    recording("wav-frame-0", "talk.wav", lambda _: wav(samples(32_000), align=0), ODD),
    recording("wav-bits-65535", "talk.wav", lambda _: wav(samples(32_000), bits=65_535, align=2), UNUSABLE),
    recording("wav-no-numbers", "talk.wav", lambda _: wav((NAN + INFINITE) * 32_000, bits=32, form=3), ODD),
    recording("wav-8-channels-192k", "talk.wav", lambda _: wav(samples(1_536_000), rate=192_000, channels=8), PLAYS),
    recording("caf-rate-nan", "talk.caf", lambda _: caf(float("nan")), UNUSABLE),
    recording("caf-rate-infinite", "talk.caf", lambda _: caf(float("inf")), UNUSABLE),
    recording("caf-rate-tiny", "talk.caf", lambda _: caf(5e-324), UNUSABLE),
    recording("caf-8-channels-192k", "talk.caf", lambda _: caf(192_000, 192_000, 8), PLAYS),
    recording("aiff-rate-nan", "talk.aiff", lambda _: aiff(b"\x7f\xff\xc0" + bytes(7)), UNUSABLE),
    recording("aiff-rate-negative", "talk.aiff", lambda _: aiff(b"\xc0\x0c\xfa" + bytes(7)), UNUSABLE),
    recording("flac-month", "talk.flac", lambda _: flac_that_claims(), codes(PUBLISHED, "recording_too_long")),
    recording("ogg-loop", "talk.ogg", lambda _: ogg_loop(30), ODD),
    recording("ogg-chain", "talk.ogg", lambda _: ogg_chain(200), ODD),
    recording("ogg-far-away", "talk.ogg", lambda _: ogg_far_away(), ODD | codes("recording_too_long")),
    recording("ogg-cut", "talk.ogg", lambda _: b"".join(ogg_pages())[:60], BROKEN_OR_EMPTY),
    recording("wav-silent", "talk.wav", lambda _: wav(bytes(64_000)), codes("recording_silent")),
    recording("mp4-picture-huge", "talk.mp4", lambda _: huge_picture(), ODD),
)
