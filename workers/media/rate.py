"""The master at 16 kHz, the rate of networks that hear speech."""

from pathlib import Path

import numpy as np

from workers.media.peaks import RATE_HZ as MASTER_HZ
from workers.media.peaks import Samples

RATE_HZ = 16_000
FULL_SCALE = 32_768
# From the one rate to the other: a low-pass of TAPS samples (a sinc in a Hamming window), for OUTPUTS at once.
RATIO = MASTER_HZ // RATE_HZ
TAPS, OUTPUTS = 24, 16
BEFORE = TAPS // 2


def at_16_khz(master: Path, first: int, count: int) -> Samples:
    """Return `count` samples at RATE_HZ of the master (16 bits, mono, 48 kHz) from sample `first`; full scale is 1.0.

    `count` is a multiple of OUTPUTS, `first` may be negative: where the master has no sound, it is silent.
    """
    begin = first * RATIO - BEFORE
    needed = count * RATIO + TAPS
    missing = max(0, -begin)
    sound = np.zeros(needed, np.float32)
    read = np.fromfile(master, "<i2", max(0, needed - missing), offset=max(0, begin) * 2)
    sound[missing : missing + len(read)] = read
    rows = np.lib.stride_tricks.sliding_window_view(sound, OUTPUTS * RATIO + TAPS - RATIO)[:: OUTPUTS * RATIO]
    return (np.ascontiguousarray(rows) @ _low_pass()).reshape(-1)


def _low_pass() -> Samples:
    """Return the matrix that makes OUTPUTS samples at RATE_HZ of those around them."""
    at = np.arange(TAPS) - BEFORE
    taps = np.sinc(at / RATIO) * np.hamming(TAPS + 1)[:TAPS]
    taps /= taps.sum() * FULL_SCALE
    matrix = np.zeros((OUTPUTS * RATIO + TAPS - RATIO, OUTPUTS), np.float32)
    for output in range(OUTPUTS):
        matrix[output * RATIO : output * RATIO + TAPS, output] = taps
    return matrix
