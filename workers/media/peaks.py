"""True peaks of mono sound, block by block; pure arithmetic on samples.

Between samples a wave may be higher than at them (ITU-R BS.1770, annex 2): it is looked at four times as finely, but
only where a sample is loud enough for that to matter, which is a small part of a talk.
"""

from typing import Self

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

RATE_HZ = 48_000
BLOCK = 192  # samples: 4 ms at 48 kHz
# A tone at a quarter of the rate hides 3 dB between its samples; sound that came through a codec, hardly more.
HIDDEN_DB = 4.0

OVERSAMPLING = 4
REACH = 12  # samples on either side that a value between two samples depends on
CHUNK_BLOCKS = 2_048


class PeakMeter:
    """Hears mono sound piece by piece, and keeps each block's peak, as an amplitude of 1.0 at full scale.

    Peaks over `ceiling` less HIDDEN_DB are true peaks, the others those of samples.
    """

    def __init__(self, ceiling: float) -> None:
        self._loud = ceiling * 10 ** (-HIDDEN_DB / 20)
        self._waiting: list[Samples] = []
        self._waiting_samples = REACH
        self._before: Samples = np.zeros(REACH, np.float32)
        self._peaks: list[Samples] = []

    def hear(self, samples: Samples) -> Self:
        """Take the next samples, of any number."""
        self._waiting.append(samples)
        self._waiting_samples += len(samples)
        while self._waiting_samples >= CHUNK_BLOCKS * BLOCK + 2 * REACH:
            self._measure(CHUNK_BLOCKS)
        return self

    def peaks(self) -> Samples:
        """All blocks' peaks, the last block filled with silence. Nothing may be heard after that."""
        blocks = -(-(self._waiting_samples - REACH) // BLOCK)
        self._waiting.append(np.zeros(blocks * BLOCK + REACH, np.float32))
        self._waiting_samples += blocks * BLOCK + REACH
        if blocks:
            self._measure(blocks)
        return np.concatenate(self._peaks) if self._peaks else np.zeros(0, np.float32)

    def _measure(self, blocks: int) -> None:
        heard: Samples = np.concatenate([self._before, *self._waiting])
        end = blocks * BLOCK
        self._peaks.append(_block_peaks(heard[: end + 2 * REACH], self._loud))
        self._before = heard[end : end + REACH].copy()
        rest = heard[end + REACH :]
        self._waiting, self._waiting_samples = [rest], len(rest) + REACH


def _block_peaks(heard: Samples, loud: float) -> Samples:
    """The peaks of whole blocks with REACH samples before the first and after the last one."""
    peaks: Samples = np.abs(heard[REACH:-REACH]).reshape(-1, BLOCK).max(axis=1)
    (looked_at,) = np.nonzero(peaks > loud)
    if len(looked_at):
        wide = np.lib.stride_tricks.sliding_window_view(heard, BLOCK + 2 * REACH)[::BLOCK][looked_at]
        peaks[looked_at] = np.maximum(peaks[looked_at], _between(wide))
    return peaks


def _between(wide: Samples) -> Samples:
    """Each row's highest value between two samples, its margins of REACH left out."""
    highest = np.zeros(len(wide), np.float32)
    for taps in INTERPOLATORS:
        value = np.zeros((len(wide), BLOCK + 1), np.float32)
        for at, tap in enumerate(taps):
            value += tap * wide[:, at : at + BLOCK + 1]
        np.maximum(highest, np.abs(value).max(axis=1), out=highest)
    return highest


def _interpolators() -> tuple[Samples, ...]:
    """Kaiser-windowed sincs for the points between a sample and the next."""
    taps = np.arange(2 * REACH) - (REACH - 1)
    shares = [step / OVERSAMPLING for step in range(1, OVERSAMPLING)]
    windows = [np.i0(6 * np.sqrt(np.clip(1 - ((taps - share) / REACH) ** 2, 0, 1))) for share in shares]
    sincs = [np.sinc(taps - share) * window for share, window in zip(shares, windows, strict=True)]
    return tuple((sinc / sinc.sum()).astype(np.float32) for sinc in sincs)


INTERPOLATORS = _interpolators()
