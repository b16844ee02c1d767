"""How loud speech is made: measure with ebur128, then one static gain, and a limiter only where peaks ask for it.

Loudness is EBU R 128's integrated loudness (LUFS) of the mono track as both loudspeakers play it; true peak is
ITU-R BS.1770's (dBTP).
"""

import re
from dataclasses import dataclass

from workers.media.recording import Decoded

TARGET_LUFS = -16.0
TOLERANCE_LU = 0.3
# Lower than a master needs, so that what lossy codecs add to peaks mostly stays under a track's ceiling.
CEILING_DBTP = -2.8
TRACK_CEILING_DBTP = -1.0
# Of what is added, a limiter that is at work takes about a third away again.
OVERCORRECTION = 1.5
SILENCE_LUFS = -69.0
SILENCE_PEAK_DB = -60.0
VERY_QUIET_GAIN_DB = 24.0
# A decoder of a lossy format may go over full scale: the lossless mix is this much lower, so that nothing is cut off.
MIX_HEADROOM_DB = 6.0

DEAD_BELOW_LOUDEST_DB = 35.0
OUT_OF_PHASE_LOSS_DB = 12.0


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS, and true peak in dBTP."""

    integrated_lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True)
class Gain:
    """The static gain in dB; `limited` where true peaks would pass the ceiling without a limiter."""

    decibels: float
    limited: bool


def parse_ebur128(said: str) -> Loudness:
    """The summary that ffmpeg's ebur128 printed last. Raises ValueError where there is none."""
    integrated = re.findall(r"I:\s+(-?[\d.]+|-inf|nan) LUFS", said)
    peaks = re.findall(r"Peak:\s+(-?[\d.]+|-inf|nan) dBFS", said)
    if not integrated or not peaks:
        raise ValueError("ffmpeg printed no loudness summary")
    return Loudness(_number(integrated[-1]), _number(peaks[-1]))


def first_gain(measured: Loudness) -> Gain:
    """The gain that brings a track to the target, if its peaks let it."""
    decibels = round(TARGET_LUFS - measured.integrated_lufs, 2)
    return Gain(decibels, limited=measured.true_peak_dbtp + decibels > CEILING_DBTP)


def next_gain(gain: Gain, came_out: Loudness) -> Gain | None:
    """A better gain where what came out misses the target, as a limiter takes loudness away, or None."""
    missed = round(TARGET_LUFS - came_out.integrated_lufs, 2)
    if abs(missed) <= TOLERANCE_LU:
        return None
    return Gain(round(gain.decibels + missed * OVERCORRECTION, 2), limited=True)


def live_channels(decoded: Decoded) -> tuple[int, ...]:
    """The channels worth mixing: dead ones are left out, and of a stereo pair in opposite phase one is taken."""
    loudest = _loudest(decoded)
    if decoded.mix is not None and decoded.mix.rms_db < decoded.levels[loudest].rms_db - OUT_OF_PHASE_LOSS_DB:
        return (loudest,)
    dead = dead_channels(decoded)
    return tuple(channel for channel in range(len(decoded.levels)) if channel not in dead)


def dead_channels(decoded: Decoded) -> tuple[int, ...]:
    """The channels that hold silence, or no more than what leaks over from the loudest one."""
    loudest = _loudest(decoded)
    floor = decoded.levels[loudest].rms_db - DEAD_BELOW_LOUDEST_DB
    return tuple(
        channel
        for channel, level in enumerate(decoded.levels)
        if channel != loudest and (level.peak_db <= SILENCE_PEAK_DB or level.rms_db <= floor)
    )


def is_silent(decoded: Decoded) -> bool:
    """Whether no channel holds anything but silence."""
    return max(level.peak_db for level in decoded.levels) <= SILENCE_PEAK_DB


def _loudest(decoded: Decoded) -> int:
    return max(range(len(decoded.levels)), key=lambda channel: decoded.levels[channel].rms_db)


def _number(text: str) -> float:
    return -70.0 if text in ("-inf", "nan") else float(text)
