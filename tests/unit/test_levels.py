"""What ffmpeg says of levels, and which channels are worth mixing. The texts are ffmpeg 5.1.9's own."""

from dataclasses import replace

import pytest

from workers.media.channels import dead_channels, is_silent, live_channels
from workers.media.probe import parse_levels
from workers.media.recording import Decoded, Level

LEVELS = """\
[volumedetect@1 @ 0x55e088ea1e40] n_samples: 8000
[volumedetect@1 @ 0x55e088ea1e40] mean_volume: -91.0 dB
[volumedetect@1 @ 0x55e088ea1e40] max_volume: -91.0 dB
[volumedetect@1 @ 0x55e088ea1e40] histogram_91db: 8000
[volumedetect@0 @ 0x55e088f33000] n_samples: 8000
[volumedetect@0 @ 0x55e088f33000] mean_volume: -9.0 dB
[volumedetect@0 @ 0x55e088f33000] max_volume: 0.0 dB
[volumedetect@0 @ 0x55e088f33000] histogram_0db: 12
[volumedetect@2 @ 0x55e088f33000] n_samples: 8000
[volumedetect@2 @ 0x55e088f33000] mean_volume: -15.1 dB
[volumedetect@2 @ 0x55e088f33000] max_volume: -12.0 dB
"""
SPEECH = Level(-3.0, -20.0)
SILENCE = Level(-91.0, -91.0)
HISS = Level(-61.0, -75.0)


def decoded(*levels: Level, mix: Level | None = None) -> Decoded:
    return Decoded(60_000, levels, mix)


def test_levels_are_read_in_the_order_of_channels() -> None:
    assert parse_levels(LEVELS) == [Level(0.0, -9.0), SILENCE, Level(-12.0, -15.1)]


def test_where_nothing_was_decoded_there_is_nothing() -> None:
    assert parse_levels("in.wav: Invalid data found when processing input") == []
    assert parse_levels("[volumedetect@0 @ 0x55e088f33000] n_samples: 0") == []


@pytest.mark.parametrize(
    ("recording", "live", "dead"),
    [
        (decoded(SPEECH), (0,), ()),
        (decoded(SILENCE), (0,), ()),
        (decoded(SPEECH, SPEECH, mix=SPEECH), (0, 1), ()),
        (decoded(SPEECH, Level(-20.0, -54.9), mix=Level(-9.0, -26.0)), (0, 1), ()),
        (decoded(SPEECH, Level(-20.0, -55.0), mix=Level(-9.0, -26.0)), (0,), (1,)),
        (decoded(HISS, SPEECH, mix=Level(-9.0, -26.0)), (1,), (0,)),
        (decoded(SPEECH, SILENCE, mix=Level(-9.0, -26.0)), (0,), (1,)),
        (decoded(SILENCE, SILENCE, mix=SILENCE), (0,), (1,)),
        (decoded(SPEECH, SPEECH, mix=Level(-60.0, -80.0)), (0,), ()),
        (decoded(Level(-4.0, -21.0), SPEECH, mix=Level(-30.0, -32.1)), (1,), ()),
        (decoded(SPEECH, SPEECH, mix=Level(-14.0, -31.9)), (0, 1), ()),
        (decoded(SILENCE, SPEECH, HISS, SPEECH, SILENCE, SPEECH, SPEECH, SPEECH), (1, 3, 5, 6, 7), (0, 2, 4)),
    ],
    ids=[
        "mono",
        "silent mono",
        "both alike",
        "a quiet one is live",
        "one that only leaks over is dead",
        "the left one hisses",
        "the right one is silent",
        "silent stereo",
        "out of phase",
        "out of phase, the louder one is taken",
        "nearly out of phase",
        "eight channels",
    ],
)
def test_channels_worth_mixing(recording: Decoded, live: tuple[int, ...], dead: tuple[int, ...]) -> None:
    assert live_channels(recording) == live
    assert dead_channels(recording) == dead


@pytest.mark.parametrize(
    ("levels", "silent"),
    [
        ((SILENCE,), True),
        ((SILENCE, SILENCE), True),
        ((HISS, SILENCE), True),
        ((Level(-60.0, -80.0),), True),
        ((Level(-59.9, -80.0),), False),
        ((SILENCE, SPEECH), False),
    ],
)
def test_silence_is_silence_on_every_channel(levels: tuple[Level, ...], silent: bool) -> None:
    assert is_silent(replace(decoded(), levels=levels)) is silent
