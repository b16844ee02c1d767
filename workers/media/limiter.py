"""A limiter that knows the whole recording: which gain every moment needs is planned from the blocks' peaks.

The gain sinks ahead of a peak and rises after it, so no sample is bent, and what comes out needs no second look: a
gain that hardly changes between neighbouring samples takes a true peak down as it does a sample. What is far over the
ceiling, as a shout among whispers, is turned down slowly first, as a person at a mixing desk would.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from workers.media.peaks import BLOCK, Samples

# In blocks of 4 ms, before a peak and after it. The period of a low voice is 10 ms, and the gain must not follow it.
FAST = 5
# What is more than this over the ceiling is turned down slowly, from 0.4 s before it to 0.4 s after it.
SLOWLY_OVER = 10 ** (6 / 20)
SLOW = 100
SMEARED = 2
# Plans are made piece by piece, so that twelve hours need no more memory than one.
PIECE_BLOCKS = 10_000


def curve(peaks: Samples, gain: float, ceiling: float) -> Iterator[Samples]:
    """The factor at each edge of the blocks, in pieces of PIECE_BLOCKS blocks and one edge more; `gain` is in it.

    Between two edges the factor runs straight, and no block's peak times its factor is over the ceiling.
    """
    for begin in range(0, len(peaks), PIECE_BLOCKS):
        end = min(begin + PIECE_BLOCKS, len(peaks))
        first = max(0, begin - 2 * SLOW)
        planned = _planned(peaks[first : end + 2 * SLOW], gain, ceiling)
        yield planned[begin - first : end - first + 1]


def apply(samples: Samples, edges: Samples) -> Samples:
    """Whole blocks of samples at the factors of `edges`, one edge more than blocks."""
    if edges.max() == edges.min():
        return samples * edges[0]
    slopes = (edges[1:] - edges[:-1])[:, np.newaxis] * RAMP
    factors = edges[:-1, np.newaxis] + slopes
    return (samples.reshape(-1, BLOCK) * factors).reshape(-1).astype(np.float32, copy=False)


def correct(master: Path, peaks: Samples, gain: float, ceiling: float, out: Path) -> None:
    """Write the master, raw 16-bit samples, at this gain, and lower for a moment around a track's highest peaks."""
    blocks = -(-master.stat().st_size // (2 * BLOCK))
    fitting = np.pad(peaks, (0, max(0, blocks - len(peaks))))[:blocks]
    # What a codec adds to a peak comes from a little before it and after it.
    wide = np.lib.stride_tricks.sliding_window_view(np.pad(fitting, SMEARED), 2 * SMEARED + 1).max(axis=1)
    with master.open("rb") as source, out.open("wb") as file:
        for edges in curve(wide, gain, ceiling):
            samples = np.fromfile(source, "<i2", (len(edges) - 1) * BLOCK)
            whole = np.pad(samples, (0, -len(samples) % BLOCK)).astype(np.float32)
            lower = apply(whole, edges[: len(whole) // BLOCK + 1])
            file.write(np.rint(lower)[: len(samples)].clip(-32_768, 32_767).astype("<i2").tobytes())


def _planned(peaks: Samples, gain: float, ceiling: float) -> Samples:
    loudest = np.pad(peaks, 1)
    over = np.maximum(loudest[:-1], loudest[1:]) * np.float32(gain / ceiling)
    slow = _eased((SLOWLY_OVER / np.maximum(over, SLOWLY_OVER)).astype(np.float32), SLOW)
    fast = _eased((1 / np.maximum(over * slow, 1)).astype(np.float32), FAST)
    return slow * fast * np.float32(gain)


def _eased(needed: Samples, reach: int) -> Samples:
    """A smooth curve that is nowhere over `needed`: the mean, over a window, of the lowest over that window."""
    if needed.min(initial=1) == 1:
        return needed
    width = reach + 1
    lowest = _lowest(np.pad(needed, reach, constant_values=1), width)
    sums = np.cumsum(np.pad(lowest, (1, 0)), dtype=np.float64)
    return ((sums[width:] - sums[:-width]) / width).astype(np.float32)


def _lowest(values: Samples, width: int) -> Samples:
    """The lowest of every `width` values that follow each other."""
    spanned = 1
    while spanned < width:
        step = min(spanned, width - spanned)
        values = np.minimum(values[:-step], values[step:])
        spanned += step
    return values


RAMP: Samples = (np.arange(BLOCK, dtype=np.float32) + np.float32(0.5)) / np.float32(BLOCK)
