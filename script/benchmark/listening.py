"""What a listener gets: loudness, peaks, and how well the words are understood."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pystoi import stoi  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType] - it ships none

from benchmark.programs import ffmpeg

RATE_HZ = 10_000
"""What ESTOI works at."""
MOST_SHIFT_S = 0.3

Samples = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stretch:
    """A part of a talk, in whole seconds."""

    from_s: int
    seconds: int


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness (EBU R 128), played by both loudspeakers, and true peak."""

    integrated_lufs: float
    true_peak_dbtp: float


def loudness(path: Path) -> Loudness:
    """How loud a file is as it is decoded."""
    _, said = ffmpeg("-i", path, "-vn", "-af", "ebur128=peak=true:dualmono=true:framelog=verbose", "-f", "null", "-")
    integrated, peak = re.findall(r"^    (?:I|Peak): +(\S+) ", said, re.MULTILINE)
    return Loudness(float(integrated), float(peak))


def samples(path: Path, stretch: Stretch) -> Samples:
    """The stretch as it is decoded, mono."""
    where = ("-ss", str(stretch.from_s), "-t", str(stretch.seconds))
    raw, _ = ffmpeg("-i", path, *where, "-vn", "-ac", "1", "-ar", str(RATE_HZ), "-f", "f64le", "-")
    return np.frombuffer(raw)


def intelligibility(master: Samples, heard: Samples) -> float:
    """ESTOI (Jensen and Taal, 2016): 1 where each word is understood as in the master, near 0 where none is."""
    shift = _shift(master, heard)
    clean, coded = master[max(0, -shift) :], heard[max(0, shift) :]
    length = min(len(clean), len(coded))
    return float(stoi(clean[:length], coded[:length], RATE_HZ, extended=True))


def _shift(master: Samples, heard: Samples) -> int:
    """How many samples later the same is heard, by the peak of their correlation: codecs delay, some decoders too."""
    size = 1 << (len(master) + len(heard)).bit_length()
    correlation = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(master, size)), size)
    most = round(MOST_SHIFT_S * RATE_HZ)
    near = np.concatenate((correlation[-most:], correlation[: most + 1]))
    return int(np.argmax(near)) - most
