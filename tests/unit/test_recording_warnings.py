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


def test_time_before_the_sound_is_not_missing() -> None:
    late = replace(TRACK, starts_ms=20_000)
    assert codes(part(80_000, MINUTE, late)) == []
    assert codes(part(83_000, MINUTE, late)) == ["recording_truncated"]


def test_a_header_that_says_less_is_named_with_both_lengths() -> None:
    mended = part(60_000, MINUTE)
    mended = replace(mended, recording=replace(mended.recording, mending=Mending((), 5_000, 100_000)))
    (warning,) = MeasuredSound((mended,)).warnings
    assert warning.code == "recording_header_wrong"
    assert "says 3 s" in warning.message
    assert "60 s" in warning.message


def test_a_part_lasts_as_long_as_its_picture_and_the_talk_as_its_last_sound() -> None:
    outlasted, within = part(80_000, MINUTE, picture_end_ms=80_000), part(60_100, MINUTE, picture_end_ms=60_100)
    assert MeasuredSound((outlasted, within, outlasted)).duration_ms == 80_000 + 60_000 + 60_000
