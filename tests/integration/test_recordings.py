"""Recordings whose timestamps, headers or tracks tell more than their first stream does."""

import struct
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from makers import ffmpeg, make_recording
from workshop import Workshop

from mediasvc.domain.errors import MediasvcError, RecordingUnsupported
from workers.media.peaks import RATE_HZ
from workers.steps import master_audio
from workers.steps.master_audio import Master

NEAR_S = 0.08
BLOCKS_PER_SECOND = 50
PICTURE = ("-f", "lavfi", "-i", "testsrc=s=64x48:r=5:d={}", "-f", "lavfi")
TONE = "aevalsrc=0.5*sin(2*PI*{}*t):d={}:s=48000"


def heard(workshop: Workshop, master: Master) -> list[tuple[float, float]]:
    """From when to when something is heard, in seconds; the last one's end is the master's."""
    samples = np.fromfile(master_audio.master_file(workshop.artifacts, master), "<i2")
    assert len(samples) / RATE_HZ == pytest.approx(master.duration_ms / 1000, abs=0.002)
    block = RATE_HZ // BLOCKS_PER_SECOND
    loud = np.abs(samples[: len(samples) // block * block].reshape(-1, block)).max(axis=1) > 150
    spans: list[tuple[float, float]] = []
    at = 0
    for is_loud, run in groupby(loud):
        length = len(list(run))
        if is_loud:
            spans.append((at / BLOCKS_PER_SECOND, (at + length) / BLOCKS_PER_SECOND))
        at += length
    return spans


def pitch_hz(workshop: Workshop, master: Master) -> float:
    """A tone's frequency, by how often it crosses zero."""
    samples = np.fromfile(master_audio.master_file(workshop.artifacts, master), "<i2")
    return np.count_nonzero(np.diff(np.signbit(samples))) / 2 / (len(samples) / RATE_HZ)


# Time.


def late(lead_s: float, picture_s: float, *options: str) -> Callable[[Path], object]:
    """A video whose tone of 2 s begins later than its picture."""

    def make(path: Path) -> None:
        picture = [word.format(picture_s) for word in PICTURE]
        tone = ("-itsoffset", str(lead_s), "-f", "lavfi", "-i", TONE.format(440, 2))
        ffmpeg(*picture[:-2], *tone, "-map", "0:v", "-map", "1:a", *options, path)

    return make


def with_timestamps(expression: str, *options: str) -> Callable[[Path], object]:
    """A tone of 3 s with timestamps by an expression of ffmpeg's asetpts."""
    return lambda path: make_recording(path, f"{TONE.format(440, 3)},asetpts='{expression}'", options=options)


def chained(path: Path) -> None:
    """Two Ogg streams end to end: the second begins at zero again."""
    parts = [path.with_name(f"{number}.opus") for number in (1, 2)]
    for part, seconds in zip(parts, (2, 1.5), strict=True):
        make_recording(part, TONE.format(440, seconds))
    path.write_bytes(b"".join(part.read_bytes() for part in parts))


def late_and_uneven(path: Path) -> None:
    """An MPEG-TS whose sound begins late and turns from stereo to mono."""
    parts = [path.with_name(f"{number}.ts") for number in (1, 2)]
    late(1.5, 3.5, "-ac", "2")(parts[0])
    late(0, 2, "-ac", "1", "-output_ts_offset", "3.5")(parts[1])
    path.write_bytes(b"".join(part.read_bytes() for part in parts))


TIMES: dict[str, tuple[Callable[[Path], object], list[tuple[float, float]]]] = {
    "late.mp4": (late(1.5, 4), [(1.5, 3.5)]),
    "late.mkv": (late(0.8, 4, "-c:a", "libopus"), [(0.8, 2.8)]),
    "late.ts": (late(0.8, 4), [(0.8, 2.8)]),
    "found-late.ts": (late(9, 11.2), [(9, 11)]),
    "late.m4a": (
        lambda path: ffmpeg("-itsoffset", "1.5", "-f", "lavfi", "-i", TONE.format(440, 2), path),
        [(1.5, 3.5)],
    ),
    "pause.webm": (with_timestamps("if(gt(T,1),PTS+2.5*SR,PTS)", "-c:a", "libopus"), [(0, 1), (3.5, 5.5)]),
    "pause.mp4": (with_timestamps("if(gt(T,1),PTS+2.5*SR,PTS)"), [(0, 1), (3.5, 5.5)]),
    "long-pause.ogg": (with_timestamps("if(gt(T,1),PTS+12*SR,PTS)", "-c:a", "libopus"), [(0, 1), (13, 15)]),
    "chained.ogg": (chained, [(0, 3.5)]),
    "wrapped.ts": (late(0, 3, "-output_ts_offset", "95442.5"), [(0, 2)]),
    "jitter.mka": (with_timestamps("if(eq(mod(N,10),3),PTS+0.09*SR,PTS)", "-c:a", "pcm_s16le"), [(0, 3)]),
    "early.mka": (with_timestamps("PTS*0.9", "-c:a", "pcm_s16le"), [(0, 3)]),
    "leap.mka": (with_timestamps("if(gt(T,1),PTS+1e5*SR,PTS)", "-c:a", "pcm_s16le"), [(0, 3)]),
    "uneven.ts": (late_and_uneven, [(1.5, 5.5)]),
}
WARNED = {"leap.mka": ["recording_times_jump"]}


@pytest.mark.parametrize("name", TIMES)
def test_leads_and_pauses_of_timestamps_are_silence(workshop: Workshop, name: str) -> None:
    make, spans = TIMES[name]
    recording = workshop.once(name, make)
    master = workshop.master(recording)
    assert heard(workshop, master) == [pytest.approx(span, abs=NEAR_S) for span in spans]
    assert [warning.code for warning in workshop.measure(recording).warnings] == WARNED.get(name, [])


def test_a_part_begins_where_the_picture_of_the_one_before_ends(workshop: Workshop) -> None:
    """As in the joined videos; what ends the talk is sound."""
    goes_on, plain = workshop.once("goes-on.mp4", late(0.5, 6)), workshop.once("late.mkv", TIMES["late.mkv"][0])
    master = workshop.master(goes_on, plain, goes_on)
    spans = [(0.5, 2.5), (6.8, 8.8), (10.5, 12.5)]
    assert heard(workshop, master) == [pytest.approx(span, abs=NEAR_S) for span in spans]
    assert workshop.measure(goes_on).warnings == []


# Headers.


def test_a_wav_is_read_to_its_end_whatever_its_header_says(workshop: Workshop) -> None:
    def make(path: Path) -> None:
        whole = path.with_name("whole.wav")
        make_recording(whole, TONE.format(440, 4), options=["-bitexact"])
        content = whole.read_bytes()
        size = content.index(b"data") + 4
        behind = b"LIST" + struct.pack("<I", 40_000) + bytes(range(250)) * 160
        path.write_bytes(content[:size] + struct.pack("<I", 96_000) + content[size + 4 :] + behind)

    recording = workshop.once("lying.wav", make)
    assert heard(workshop, workshop.master(recording)) == [pytest.approx((0, 4), abs=0.021)]
    (warning,) = workshop.measure(recording).warnings
    assert warning.code == "recording_header_wrong"
    assert "1 s" in warning.message
    assert "4 s" in warning.message


def test_a_second_movie_in_the_same_file_is_told_of(workshop: Workshop) -> None:
    def make(path: Path) -> None:
        first = path.with_name("first.m4a")
        make_recording(first, TONE.format(440, 1), options=["-c:a", "aac"])
        path.write_bytes(first.read_bytes() * 2)

    (warning,) = workshop.measure(workshop.once("joined.m4a", make)).warnings
    assert warning.code == "second_recording_ignored"


def test_parts_of_a_wav_that_were_put_end_to_end_are_all_heard(workshop: Workshop) -> None:
    def make(path: Path) -> None:
        first, second = path.with_name("first.wav"), path.with_name("second.wav")
        make_recording(first, TONE.format(440, 1))
        make_recording(second, TONE.format(440, 2))
        path.write_bytes(first.read_bytes() + second.read_bytes())

    recording = workshop.once("joined.wav", make)
    assert heard(workshop, workshop.master(recording)) == [pytest.approx((0, 3), abs=0.021)]


@pytest.mark.parametrize(
    ("name", "options", "known", "unknown"),
    [("unknown.mkv", ["-c:a", "ac3"], b"A_AC3", b"A_XYZ"), ("unknown.aiff", ["-c:a", "pcm_mulaw"], b"ulaw", b"QXYZ")],
)
def test_a_coding_that_only_ffprobe_prints_is_named(
    workshop: Workshop, tmp_path: Path, name: str, options: list[str], known: bytes, unknown: bytes
) -> None:
    honest = tmp_path / f"honest-{name}"
    make_recording(honest, TONE.format(440, 1), options=options)
    content = honest.read_bytes()
    assert known in content
    (tmp_path / name).write_bytes(content.replace(known, unknown))
    with pytest.raises(RecordingUnsupported, match=f"coded as {unknown.decode()}, "):
        workshop.measure(tmp_path / name)


# Tracks.


def two_tracks(first: str, second: str, *options: str) -> Callable[[Path], object]:
    return lambda path: make_recording(path, first, second, options=["-c:a", "aac", *options])


SECOND_IS_DEFAULT = ("-disposition:a:0", "0", "-disposition:a:1", "default", "-metadata:s:a:0", "language=ara")
SILENCE = "anullsrc=r=48000:cl=mono:d=2"
TRACKS: dict[str, tuple[Callable[[Path], object], int]] = {
    "interpreted.mkv": (two_tracks(TONE.format(300, 2), TONE.format(900, 2), *SECOND_IS_DEFAULT), 2),
    "silent-default.mp4": (two_tracks(SILENCE, TONE.format(900, 2)), 2),
    "first.mp4": (two_tracks(TONE.format(300, 2), TONE.format(900, 2)), 1),
}


@pytest.mark.parametrize("name", TRACKS)
def test_the_default_track_is_used_else_one_that_is_not_silent(workshop: Workshop, name: str) -> None:
    make, used = TRACKS[name]
    recording = workshop.once(name, make)
    assert pitch_hz(workshop, workshop.master(recording)) == pytest.approx({1: 300, 2: 900}[used], rel=0.2)
    (warning,) = workshop.measure(recording).warnings
    assert warning.code == "sound_tracks_ignored"
    assert f"track {used} " in warning.message
    assert f"Not used: track {3 - used}" in warning.message


def test_a_track_that_is_chosen_is_used_of_every_part(workshop: Workshop) -> None:
    two, one = workshop.once("interpreted.mkv", TRACKS["interpreted.mkv"][0]), workshop.any_recording()
    chosen = workshop.master(two, track=1)
    assert pitch_hz(workshop, chosen) == pytest.approx(300, rel=0.2)
    assert workshop.measure(two, track=1).warnings == []
    assert workshop.master(two, track=2).key == workshop.master(two).key != chosen.key
    assert workshop.master(one, track=1).key == workshop.master(one).key
    with pytest.raises(MediasvcError) as refused:
        workshop.measure(two, one, track=2)
    assert refused.value.code == "usage"
    assert "any.wav: track 2 is asked for, and it has 1" in refused.value.message


def test_where_all_is_silent_the_tracks_are_named(workshop: Workshop) -> None:
    both = workshop.once("silent.mkv", two_tracks(SILENCE, SILENCE))
    one = workshop.once("silent-default.mp4", TRACKS["silent-default.mp4"][0])
    for recording, track, told in ((both, None, "track 2: silent"), (one, 1, "mp4: track 1 of 2 was chosen")):
        with pytest.raises(MediasvcError) as refused:
            workshop.measure(recording, track=track)
        assert refused.value.code == "recording_silent"
        assert told in refused.value.message


def in_an_unknown_coding(which: int, recording: Path, path: Path) -> None:
    """One track of an MP4 as MPEG-H, as far as its index says."""
    content = recording.read_bytes()
    for known, unknown in ((b"mp4a", b"mhm1"), (b"esds", b"mhaC")):
        pieces = content.split(known)
        assert len(pieces) == 3
        content = unknown.join((known.join(pieces[:which]), known.join(pieces[which:])))
    path.write_bytes(content)


def test_a_coding_that_is_not_known_is_named_and_another_track_used(workshop: Workshop) -> None:
    both = workshop.once("first.mp4", TRACKS["first.mp4"][0])
    recording = workshop.once("unknown.mp4", lambda path: in_an_unknown_coding(1, both, path))
    assert pitch_hz(workshop, workshop.master(recording)) == pytest.approx(900, rel=0.2)
    (warning,) = workshop.measure(recording).warnings
    assert "mhm1), which cannot be decoded" in warning.message
    with pytest.raises(MediasvcError) as refused:
        workshop.measure(recording, track=1)
    assert refused.value.code == "recording_unsupported"
    assert "unknown.mp4: its sound is coded as mpegh_3d_audio (mhm1)" in refused.value.message


def next_to_nothing(milliseconds: int) -> Callable[[Path], object]:
    cut = ("-af", f"atrim=end_sample={48 * milliseconds}")
    return lambda path: make_recording(path, TONE.format(440, 1), options=cut)


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "ogg", "m4a", "mka", "aiff", "caf"])
def test_next_to_no_sound_is_none(workshop: Workshop, suffix: str) -> None:
    # Codings in frames make more of it than there was.
    for milliseconds in {"mp3": (0, 1), "m4a": (0,), "ogg": (0, 1), "mka": (0,)}.get(suffix, (0, 1, 10)):
        recording = workshop.once(f"{milliseconds}-ms.{suffix}", next_to_nothing(milliseconds))
        with pytest.raises(MediasvcError) as refused:
            workshop.measure(recording)
        assert refused.value.code == "recording_empty", refused.value.message
        assert recording.name in refused.value.message
