"""Voice activity in a master, and what is made of it."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.errors import ConversionFailed
from mediasvc.domain.speech import Span
from workers.media import voice
from workers.media.silero import read_layers, weights_file
from workers.media.voice import LEAST_SILENCE_MS, STEP_MS, spans, voiced
from workers.steps.hear_speech import as_answered


def voice_like(seconds: int, rate_hz: int = 48_000) -> "np.typing.NDArray[np.float32]":
    """Return vowels of a low voice, 0.7 s each, with 0.3 s of faint noise between them."""
    at = np.arange(seconds * rate_hz) / rate_hz
    pitch = 2 * np.pi * np.cumsum(110 + 15 * np.sin(2 * np.pi * 0.8 * at)) / rate_hz
    formants = (700, 1_200, 2_600)
    sound = np.zeros(len(at))
    for harmonic in range(1, 40):
        loud = sum(np.exp(-(((harmonic * 110 - formant) / 120) ** 2)) for formant in formants)
        sound += (0.02 + loud) * np.sin(harmonic * pitch) / harmonic**0.5
    is_heard = (at % 1.0) < 0.7
    noise = np.random.default_rng(1).normal(0, 0.002, len(at))
    return np.asarray(0.2 * sound * is_heard + noise, np.float32)


def test_what_is_no_file_of_weights_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"lmgg and more")
    with pytest.raises(ValueError, match="no weights"):
        read_layers(path)


def test_parts_of_a_long_master_are_heard_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    master = tmp_path / "master.s16"
    (np.round(voice_like(8) * 32_767).astype("<i2")).tofile(master)
    whole = voiced(master, weights_file())
    monkeypatch.setattr(voice, "PART_STEPS", 100)
    parts = voiced(master, weights_file())
    assert len(parts) == len(whole)
    assert all(
        abs(one - other) <= 2 * STEP_MS
        for a, b in zip(parts, whole, strict=True)
        for one, other in zip(a, b, strict=True)
    )


@pytest.mark.parametrize("samples", [0, 1, 48_000])
def test_nobody_speaks_in_silence(tmp_path: Path, samples: int) -> None:
    master = tmp_path / "master.s16"
    np.zeros(samples, "<i2").tofile(master)
    assert voiced(master, weights_file()) == []


def test_a_short_silence_is_within_a_span_and_a_click_is_none() -> None:
    steps = [0.0] * 3 + [0.9] * 10 + [0.1] * 7 + [0.9] * 10 + [0.1] * 8 + [0.4] * 4 + [0.9] * 10 + [0.0] * 20 + [0.9]
    assert spans(np.array(steps, np.float32)) == [(3 * 32, 30 * 32), (42 * 32, 52 * 32)]


@given(st.lists(st.sampled_from([0.0, 0.4, 0.9]), max_size=120))
def test_spans_are_apart_and_within_the_sound(likely: list[float]) -> None:
    found = spans(np.array(likely, np.float32))
    assert all(0 <= begin < end <= len(likely) * STEP_MS for begin, end in found)
    assert all(other[0] - one[1] >= LEAST_SILENCE_MS for one, other in pairwise(found))


def test_spans_end_with_the_talk() -> None:
    assert as_answered([(0, 400), (800, 1_024), (1_300, 1_400)], 1_000) == (Span(0, 400), Span(800, 1_000))
    assert as_answered([], 1_000) == ()


@pytest.mark.parametrize("found", [[(-1, 4)], [(4, 4)], [(0, 9), (9, 12)], [(5, 9), (0, 3)]])
def test_what_is_no_speech_of_a_talk_is_refused(found: list[tuple[int, int]]) -> None:
    with pytest.raises(ConversionFailed):
        as_answered(found, 1_000)
