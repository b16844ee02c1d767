"""What ffmpeg says of levels and loudness, and what is made of it. The texts are ffmpeg 5.1.9's own."""

from dataclasses import replace

import pytest

from workers.media.loudness import (
    Gain,
    Loudness,
    dead_channels,
    first_gain,
    is_silent,
    live_channels,
    next_gain,
    parse_ebur128,
)
from workers.media.probe import parse_astats
from workers.media.recording import Decoded, Level

SUMMARY = """\
  Stream #0:0: Audio: pcm_s16le, 44100 Hz, mono, s16, 705 kb/s
size=N/A time=00:00:02.00 bitrate=N/A speed=76.7x
video:0kB audio:172kB subtitle:0kB other streams:0kB global headers:0kB muxing overhead: unknown
[Parsed_ebur128_1 @ 0x55eabd686540] Summary:

  Integrated loudness:
    I:         -18.7 LUFS
    Threshold: -28.7 LUFS

  Loudness range:
    LRA:         0.0 LU
    Threshold:   3.0 LUFS
    LRA low:     3.0 LUFS
    LRA high:    3.0 LUFS

  True peak:
    Peak:      -18.1 dBFS
"""
ASTATS = """\
[Parsed_astats_1 @ 0x55dd44f47f00] Channel: 1
[Parsed_astats_1 @ 0x55dd44f47f00] Peak level dB: -6.020600
[Parsed_astats_1 @ 0x55dd44f47f00] RMS level dB: -9.032626
[Parsed_astats_1 @ 0x55dd44f47f00] Channel: 2
[Parsed_astats_1 @ 0x55dd44f47f00] Peak level dB: -inf
[Parsed_astats_1 @ 0x55dd44f47f00] RMS level dB: -inf
[Parsed_astats_1 @ 0x55dd44f47f00] Channel: 3
[Parsed_astats_1 @ 0x55dd44f47f00] Peak level dB: -12.041200
[Parsed_astats_1 @ 0x55dd44f47f00] RMS level dB: -15.053226
[Parsed_astats_1 @ 0x55dd44f47f00] Overall
[Parsed_astats_1 @ 0x55dd44f47f00] Number of samples: 8000
"""
SPEECH = Level(-3.0, -20.0)
SILENCE = Level(-200.0, -200.0)
HISS = Level(-61.0, -75.0)


def decoded(*levels: Level, mix: Level | None = None) -> Decoded:
    return Decoded(60_000, levels, mix)


@pytest.mark.parametrize(
    ("integrated", "peak", "loudness"),
    [
        ("-18.7 LUFS", "-18.1 dBFS", Loudness(-18.7, -18.1)),
        ("-70.0 LUFS", "-inf dBFS", Loudness(-70.0, -70.0)),
        ("-inf LUFS", "-inf dBFS", Loudness(-70.0, -70.0)),
        ("nan LUFS", "nan dBFS", Loudness(-70.0, -70.0)),
        ("0.0 LUFS", "3.2 dBFS", Loudness(0.0, 3.2)),
        ("4.1 LUFS", "12.0 dBFS", Loudness(4.1, 12.0)),
    ],
)
def test_loudness_is_read_from_the_summary(integrated: str, peak: str, loudness: Loudness) -> None:
    assert parse_ebur128(SUMMARY.replace("-18.7 LUFS", integrated).replace("-18.1 dBFS", peak)) == loudness


def test_the_last_summary_counts() -> None:
    last = SUMMARY.replace("-18.7 LUFS", "-16.0 LUFS").replace("-18.1 dBFS", "-1.5 dBFS")
    assert parse_ebur128(SUMMARY + last) == Loudness(-16.0, -1.5)


@pytest.mark.parametrize("said", ["", "in.wav: Invalid data found", SUMMARY.partition("  True peak")[0]])
def test_no_summary_is_no_loudness(said: str) -> None:
    with pytest.raises(ValueError, match="no loudness summary"):
        parse_ebur128(said)


@pytest.mark.parametrize(
    ("measured", "gain"),
    [
        (Loudness(-24.0, -12.0), Gain(8.0, limited=False)),
        (Loudness(-24.0, -10.8), Gain(8.0, limited=False)),
        (Loudness(-24.0, -10.7), Gain(8.0, limited=True)),
        (Loudness(-16.0, -2.8), Gain(0.0, limited=False)),
        (Loudness(-10.0, 0.5), Gain(-6.0, limited=False)),
        (Loudness(-60.5, -30.0), Gain(44.5, limited=True)),
    ],
)
def test_the_first_gain_brings_the_loudness_to_the_target(measured: Loudness, gain: Gain) -> None:
    assert first_gain(measured) == gain


@pytest.mark.parametrize(
    ("came_out", "gain"),
    [
        (-16.0, None),
        (-16.3, None),
        (-15.7, None),
        (-17.2, Gain(9.8, limited=True)),
        (-15.0, Gain(6.5, limited=True)),
    ],
)
def test_the_next_gain_makes_up_for_what_is_missed(came_out: float, gain: Gain | None) -> None:
    assert next_gain(Gain(8.0, limited=True), Loudness(came_out, -1.5)) == gain


def test_levels_and_samples_are_read() -> None:
    levels, samples = parse_astats(ASTATS)
    assert levels == [Level(-6.0206, -9.032626), SILENCE, Level(-12.0412, -15.053226)]
    assert samples == 8_000


@pytest.mark.parametrize("value", ["-inf", "nan", "-nan", "-250.0"])
def test_what_is_nothing_is_silence(value: str) -> None:
    levels, _ = parse_astats(ASTATS.replace("-6.020600", value).replace("-9.032626", value))
    assert levels[0] == SILENCE


def test_where_nothing_was_decoded_there_is_nothing() -> None:
    assert parse_astats("in.wav: Invalid data found when processing input") == ([], 0)


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
