"""How loud speech is made: which gain brings it to the target, when its peaks are limited.

Loudness is EBU R 128's integrated loudness (LUFS) of the mono track as both loudspeakers play it; true peak is
ITU-R BS.1770's (dBTP). Loudness is measured once, before the gain. After it, it is calculated: a limiter takes from
each moment's loudness what its gain says.
"""

import re

import numpy as np
import numpy.typing as npt

from mediasvc.domain.errors import ConversionFailed
from workers.media.limiter import PIECE_BLOCKS, curve
from workers.media.peaks import BLOCK, RATE_HZ, Samples

Loudness = npt.NDArray[np.float64]

# What most codecs leave out of a voice takes 0.1 to 0.7 LU away: the master begins a little higher.
TARGET_LUFS = -15.8
TRACK_LUFS = -16.0
TRACK_TOLERANCE_LU = 0.8
TOLERANCE_LU = 0.05
MOST_TRIES = 20
# Beyond this a limiter would turn clicks into a tone to make up for what it takes away.
MOST_MADE_UP_DB = 15.0
# Lower than a master needs, so that what lossy codecs add to peaks mostly stays under a track's ceiling.
CEILING_DBTP = -4.2
TRACK_CEILING_DBTP = -1.05
SILENCE_LUFS = -69.0
VERY_QUIET_GAIN_DB = 24.0

# EBU R 128 looks at 400 ms every 100 ms; below the absolute gate nothing counts, nor what is far below the mean.
STEP_BLOCKS = RATE_HZ // 10 // BLOCK
STEPS_OF_MOMENT = 4
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = 10.0
LOWEST_LUFS = -120.0
# Full scale is about 0; sound in floating point goes beyond.
HIGHEST_LUFS = 1_000.0


def parse_momentary(said: str) -> Loudness:
    """The loudness of each moment, a new one every 100 ms, from what ffmpeg's ametadata printed of ebur128.

    Raises:
        ConversionFailed: it printed what is no loudness.
    """
    try:
        found = [float(value) for value in re.findall(r"lavfi\.r128\.M=(\S+)", said)]
    except ValueError as error:
        raise ConversionFailed("the loudness of a moment is no number") from error
    if any(value > HIGHEST_LUFS for value in found):
        raise ConversionFailed("the loudness of a moment is higher than any")
    moments = np.array(found[STEPS_OF_MOMENT - 1 :], np.float64)
    return np.maximum(np.nan_to_num(moments, nan=LOWEST_LUFS), LOWEST_LUFS)


def parse_ebur128(said: str) -> float:
    """The integrated loudness in the summary that ffmpeg's ebur128 printed last; -70 for silence.

    Raises:
        ConversionFailed: there is none in it.
    """
    found = re.findall(r"I:\s+(-?\d{1,4}(?:\.\d{1,3})?|-inf|nan) LUFS", said)
    if not found:
        raise ConversionFailed("the loudness was not measured")
    return ABSOLUTE_GATE_LUFS if found[-1] in ("-inf", "nan") else float(found[-1])


def integrated_lufs(momentary: Loudness) -> float:
    """The loudness of the whole; -70 where nothing is over the absolute gate."""
    heard = momentary[momentary > ABSOLUTE_GATE_LUFS]
    if not len(heard):
        return ABSOLUTE_GATE_LUFS
    return _mean(heard[heard > _mean(heard) - RELATIVE_GATE_LU])


def gain_to_target(momentary: Loudness, peaks: Samples) -> float:
    """The gain in dB that brings the whole to the target, when peaks are limited to the ceiling."""
    decibels = static_db = TARGET_LUFS - integrated_lufs(momentary)
    for _ in range(MOST_TRIES):
        missed = TARGET_LUFS - integrated_lufs(limited(momentary, peaks, decibels))
        if abs(missed) <= TOLERANCE_LU:
            break
        decibels = min(decibels + missed, static_db + MOST_MADE_UP_DB)
    return round(decibels, 2)


def limited(momentary: Loudness, peaks: Samples, decibels: float) -> Loudness:
    """The loudness of each moment at this gain, limited to the ceiling."""
    steps = len(momentary) + STEPS_OF_MOMENT - 1
    before, after = np.zeros(steps), np.zeros(steps)
    for piece, edges in enumerate(curve(peaks, ratio(decibels), ratio(CEILING_DBTP))):
        first = piece * PIECE_BLOCKS
        squares = peaks[first : first + PIECE_BLOCKS].astype(np.float64) ** 2
        at = (np.arange(len(squares)) + first) // STEP_BLOCKS
        inside = at < steps
        before += np.bincount(at[inside], squares[inside], steps)
        after += np.bincount(at[inside], (squares * edges[1:] * edges[:-1])[inside], steps)
    moment = np.ones(STEPS_OF_MOMENT)
    floor = 1e-12
    change = (np.convolve(after, moment, "valid") + floor * ratio(decibels) ** 2) / (
        np.convolve(before, moment, "valid") + floor
    )
    return momentary + 10 * np.log10(change)


def ratio(decibels: float) -> float:
    """The factor on samples."""
    return 10 ** (decibels / 20)


def decibels_of(factor: float) -> float:
    """The factor on samples in dB; -200 for none."""
    return float(20 * np.log10(max(factor, 1e-10)))


def _mean(momentary: Loudness) -> float:
    return float(10 * np.log10(np.mean(10 ** (momentary / 10))))
