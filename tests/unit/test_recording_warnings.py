"""What people are told of a recording that is not all that it says."""

from dataclasses import replace

import pytest

from mediasvc.domain.build import Digest, Source
from workers.media.headers import Mending
from workers.media.recording import Claims, Decoded, Level, Track
from workers.steps.ingest import IngestedRecording
from workers.steps.measure_sound import MeasuredRecording, MeasuredSound

LOUD, SILENT = Level(-3.0, -20.0), Level(-200.0, -200.0)
TRACK = Track(1, "aac", is_decodable=True, sample_rate_hz=48_000, channels=2)
MINUTE = Decoded(60_000, (LOUD,), None)


def part(said_ms: int | None, decoded: Decoded, track: Track = TRACK, **more: object) -> MeasuredRecording:
    source = Source(Digest("0" * 64), "talk.mp3", 1)
    recording = IngestedRecording(source, Claims(said_ms, (track,)))
    return replace(MeasuredRecording(recording, track, decoded), **more)


def codes(measured: MeasuredRecording) -> list[str]:
    warnings = MeasuredSound((measured,)).warnings
    assert all(warning.message.startswith("talk.mp3: ") for warning in warnings)
    return [warning.code for warning in warnings]


@pytest.mark.parametrize(
    ("said_ms", "decoded", "told"),
    [
        (60_000, MINUTE, []),
        (62_000, MINUTE, []),
        (62_001, MINUTE, ["recording_truncated"]),
        (1_000, MINUTE, []),
        (None, MINUTE, []),
        (60_000, Decoded(60_000, (LOUD, LOUD), LOUD), []),
        (60_000, Decoded(60_000, (SILENT, LOUD), LOUD), ["one_channel_silent"]),
        (60_000, Decoded(60_000, (LOUD, SILENT, LOUD, SILENT, SILENT, SILENT), None), []),
        (507_000, Decoded(25_000, (LOUD, SILENT), LOUD), ["one_channel_silent", "recording_truncated"]),
        (420_000, replace(MINUTE, jumps_ms=(360_000,)), ["recording_times_jump"]),
        (480_000, replace(MINUTE, jumps_ms=(360_000,)), ["recording_times_jump", "recording_truncated"]),
    ],
)
def test_warnings(said_ms: int | None, decoded: Decoded, told: list[str]) -> None:
    assert codes(part(said_ms, decoded)) == told


def test_a_file_is_complete_whose_picture_goes_on_to_its_end() -> None:
    assert codes(part(80_000, MINUTE, picture_end_ms=80_000)) == []
    assert codes(part(80_000, MINUTE, picture_end_ms=70_000)) == ["recording_truncated"]


@pytest.mark.parametrize(
    ("claims", "ends_ms", "told"),
    [
        (Claims(80_000, (), starts_ms=20_000), None, []),
        (Claims(83_000, (), starts_ms=20_000), None, ["recording_truncated"]),
        # Of these, the length that was measured counts the time before the sound.
        (Claims(80_000, ()), None, ["recording_truncated"]),
        (Claims(80_000, (), begins_at_zero=True, starts_ms=20_000), None, ["recording_truncated"]),
        # The first timestamp of what was taken from the middle of a stream is no part of its length.
        (Claims(80_000, (), starts_ms=10_800_000), None, ["recording_truncated"]),
        # What goes on is another track, or subtitles.
        (Claims(80_000, ()), 60_000, []),
        (Claims(80_000, ()), 63_000, ["recording_truncated"]),
        (Claims(80_000, (), starts_ms=20_000), 80_000, []),
    ],
)
def test_what_is_not_missing(claims: Claims, ends_ms: int | None, told: list[str]) -> None:
    measured = part(None, MINUTE, replace(TRACK, ends_ms=ends_ms))
    assert codes(replace(measured, recording=replace(measured.recording, claims=claims))) == told


def with_mending(mending: Mending) -> MeasuredRecording:
    measured = part(60_000, MINUTE, replace(TRACK, ends_ms=60_000))
    return replace(measured, recording=replace(measured.recording, mending=mending))


@pytest.mark.parametrize(("said_bytes", "told"), [(103_000, []), (200_000, ["recording_truncated"])])
def test_a_file_that_ends_before_its_header_says(said_bytes: int, told: list[str]) -> None:
    measured = with_mending(Mending((), said_bytes, 100_000))
    assert codes(measured) == told
    assert all("says 120 s, but only 60 s" in warning.message for warning in MeasuredSound((measured,)).warnings)


def test_a_second_recording_that_is_not_used_is_told_of() -> None:
    measured = with_mending(Mending((), 100_000, 100_000, has_second=True))
    assert codes(measured) == ["second_recording_ignored"]
    assert "behind its 60 s of sound" in MeasuredSound((measured,)).warnings[0].message


def test_a_header_that_says_less_is_named_with_both_lengths() -> None:
    (warning,) = MeasuredSound((with_mending(Mending((), 5_000, 100_000)),)).warnings
    assert warning.code == "recording_header_wrong"
    assert "says 3 s" in warning.message
    assert "60 s" in warning.message


def test_a_part_lasts_as_long_as_its_picture_and_the_talk_as_its_last_sound() -> None:
    outlasted, within = part(80_000, MINUTE, picture_end_ms=80_000), part(60_100, MINUTE, picture_end_ms=60_100)
    assert MeasuredSound((outlasted, within, outlasted)).duration_ms == 80_000 + 60_000 + 60_000
