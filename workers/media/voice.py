"""Where in a master somebody speaks. For the sandbox, where it has one thread and limits."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from workers.heartbeat import beat
from workers.media.peaks import Samples
from workers.media.rate import RATIO, at_16_khz
from workers.media.silero import (
    CONTEXT,
    RATE_HZ,
    STEP,
    WARM_UP,
    Layers,
    encoded,
    probabilities,
    read_layers,
)

STEP_MS = STEP * 1000 // RATE_HZ
# Silero's own thresholds: speech begins at the first, and ends below the second.
BEGINS, ENDS = 0.5, 0.35
LEAST_SILENCE_MS, LEAST_SPEECH_MS = 250, 96
# What goes through the network at once stays within a processor's caches; what is remembered at once, 33 MB.
PIECE_STEPS, PART_STEPS = 256, 65_536


def voiced(master: Path, weights: Path) -> list[tuple[int, int]]:
    """Return the spans in which somebody speaks, in ms of the master (16 bits, mono, 48 kHz), in order.

    Between two spans are LEAST_SILENCE_MS at least.
    """
    layers = read_layers(weights)
    parts = [_probabilities(layers, pieces) for pieces in _parts(master)]
    return spans(np.concatenate([np.zeros(0, np.float32), *parts]))


def _parts(master: Path) -> Iterator[tuple[Path, int, int, int]]:
    """Yield for each part of the master: the file, and its first step, the one that counts first, and its last one."""
    steps = -(-(master.stat().st_size // 2) // (STEP * RATIO))
    for first in range(0, steps, PART_STEPS):
        yield master, max(0, first - WARM_UP), first, min(steps, first + PART_STEPS)


def _probabilities(layers: Layers, part: tuple[Path, int, int, int]) -> Samples:
    master, begin, first, end = part
    heard: list[Samples] = []
    for step in range(begin, end, PIECE_STEPS):
        heard.append(encoded(layers, _at_network_rate(master, step, min(end, step + PIECE_STEPS))))
        beat()
    return probabilities(layers, np.concatenate(heard))[first - begin :]


def _at_network_rate(master: Path, first: int, end: int) -> Samples:
    """Return these steps of the master, from CONTEXT samples before."""
    return at_16_khz(master, first * STEP - CONTEXT, (end - first) * STEP + CONTEXT)


def spans(likely: Samples) -> list[tuple[int, int]]:
    """Return the spans of speech (ms) among steps of this probability.

    A span begins at BEGINS, and ends where it falls below ENDS for LEAST_SILENCE_MS before it is at BEGINS again. One
    shorter than LEAST_SPEECH_MS is none.
    """
    changes = np.flatnonzero(likely >= BEGINS)
    quiet = np.flatnonzero(likely < ENDS)
    found: list[tuple[int, int]] = []
    at = 0
    while (place := int(np.searchsorted(changes, at))) < len(changes):
        begin = int(changes[place])
        at = _end_of_speech(begin, changes, quiet, len(likely))
        if (at - begin) * STEP_MS >= LEAST_SPEECH_MS:
            found.append((begin * STEP_MS, at * STEP_MS))
    return found


def _end_of_speech(
    begin: int, loud: "np.typing.NDArray[np.intp]", quiet: "np.typing.NDArray[np.intp]", count: int
) -> int:
    """Return the step with which the speech that begins here ends."""
    least = -(-LEAST_SILENCE_MS // STEP_MS)
    at = begin
    while (place := int(np.searchsorted(quiet, at))) < len(quiet):
        end = int(quiet[place])
        after = int(np.searchsorted(loud, end))
        again = int(loud[after]) if after < len(loud) else count + least
        if again - end >= least:
            return end
        at = again
    return count
