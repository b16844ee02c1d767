"""What people are told of a recording that is not all that it says."""

import pytest

from mediasvc.domain.build import Digest, Source
from workers.media.recording import Claims, Decoded, Level
from workers.steps.ingest import IngestedRecording
from workers.steps.measure_sound import MeasuredRecording, MeasuredSound

LOUD, SILENT = Level(-3.0, -20.0), Level(-200.0, -200.0)


def measured(said_ms: int | None, decoded: Decoded) -> MeasuredSound:
    source = Source(Digest("0" * 64), "talk.mp3", 1)
    recording = IngestedRecording(source, Claims(said_ms, 48_000, 2, has_audio=True))
    return MeasuredSound((MeasuredRecording(recording, decoded),))


@pytest.mark.parametrize(
    ("said_ms", "decoded", "codes"),
    [
        (60_000, Decoded(60_000, (LOUD,), None), []),
        (62_000, Decoded(60_000, (LOUD,), None), []),
        (62_001, Decoded(60_000, (LOUD,), None), ["recording_truncated"]),
        (1_000, Decoded(60_000, (LOUD,), None), []),
        (None, Decoded(60_000, (LOUD,), None), []),
        (60_000, Decoded(60_000, (LOUD, LOUD), LOUD), []),
        (60_000, Decoded(60_000, (SILENT, LOUD), LOUD), ["one_channel_silent"]),
        (60_000, Decoded(60_000, (LOUD, SILENT, LOUD, SILENT, SILENT, SILENT), None), []),
        (507_000, Decoded(25_000, (LOUD, SILENT), LOUD), ["one_channel_silent", "recording_truncated"]),
    ],
)
def test_warnings(said_ms: int | None, decoded: Decoded, codes: list[str]) -> None:
    warnings = measured(said_ms, decoded).warnings
    assert [warning.code for warning in warnings] == codes
    assert all(warning.message.startswith("talk.mp3: ") for warning in warnings)
