"""True peaks, what a limiter makes of them, and how loud that is: on samples, without a program."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.media.limiter import apply, curve
from workers.media.loudness import TARGET_LUFS, gain_to_target, integrated_lufs, limited, parse_momentary
from workers.media.peaks import BLOCK, RATE_HZ, PeakMeter, Samples

AMPLITUDES = st.lists(st.floats(0, 40, width=32), min_size=1, max_size=600)


def tone(hz: float, amplitude: float, seconds: float) -> Samples:
    times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (amplitude * np.sin(2 * np.pi * hz * times + np.pi / 4)).astype(np.float32)


def peaks_of(samples: Samples, ceiling: float = 0.5, piece: int = 10_000) -> Samples:
    meter = PeakMeter(ceiling)
    for begin in range(0, len(samples), piece):
        meter.hear(samples[begin : begin + piece])
    return meter.peaks()


def test_a_peak_between_samples_is_found() -> None:
    """At a quarter of the rate, 45 degrees off, every sample is 3 dB below the peak."""
    samples = tone(RATE_HZ / 4, 0.5, 0.5)
    assert np.abs(samples).max() == pytest.approx(0.3536, abs=0.001)
    assert np.median(peaks_of(samples)) == pytest.approx(0.5, abs=0.002)


def test_what_is_not_loud_keeps_the_peaks_of_its_samples() -> None:
    samples = tone(RATE_HZ / 4, 0.01, 0.1)
    assert peaks_of(samples).max() == np.abs(samples).max()


@pytest.mark.parametrize("piece", [7, 191, 10_000, 1_000_000])
def test_peaks_do_not_depend_on_the_pieces_heard(piece: int) -> None:
    samples = tone(997, 0.9, 0.3)
    assert np.array_equal(peaks_of(samples, piece=piece), peaks_of(samples))
    assert len(peaks_of(samples)) == -(-len(samples) // BLOCK)


def test_nothing_heard_is_no_peak() -> None:
    assert not len(peaks_of(np.zeros(0, np.float32)))


@given(AMPLITUDES)
def test_no_block_is_over_the_ceiling_and_the_gain_never_jumps(amplitudes: list[float]) -> None:
    peaks = np.array(amplitudes, np.float32)
    edges = np.concatenate(list(curve(peaks, 2.0, 0.5)))
    assert len(edges) == len(peaks) + 1
    assert (peaks * np.maximum(edges[1:], edges[:-1])).max() <= 0.5001
    assert (edges <= 2.0001).all()
    # A sixth of what is left to the gain, from one block to the next.
    assert np.abs(np.diff(edges)).max(initial=0) <= 2 / 6 + 0.03


def test_what_is_under_the_ceiling_has_one_gain() -> None:
    (edges,) = curve(np.full(100, 0.2, np.float32), 2.0, 0.5)
    assert (edges == 2).all()


def test_the_gain_runs_straight_between_edges() -> None:
    out = apply(np.ones(BLOCK, np.float32), np.array([1, 0.5], np.float32))
    assert out[0] == pytest.approx(1, abs=0.01)
    assert out[-1] == pytest.approx(0.5, abs=0.01)
    assert np.diff(out).max() < 0


def test_moments_are_read_and_those_that_begin_before_the_sound_left_out() -> None:
    said = "".join(f"frame:{at} pts:0 pts_time:0\nlavfi.r128.M={value}\n" for at, value in enumerate([-9] * 3 + [-20]))
    assert list(parse_momentary(said + "lavfi.r128.M=nan\n")) == [-20, -120]


def test_loudness_is_gated() -> None:
    """Silence does not count, nor what is 10 LU below the mean of the rest."""
    assert integrated_lufs(np.array([-20.0] * 50 + [-120.0] * 50)) == pytest.approx(-20)
    assert integrated_lufs(np.array([-20.0] * 50 + [-45.0] * 50)) == pytest.approx(-20)
    assert integrated_lufs(np.array([-120.0] * 50)) == -70


def test_without_a_limiter_loudness_goes_with_the_gain() -> None:
    momentary, peaks = np.full(97, -30.0), np.full(2_500, 0.01, np.float32)
    assert limited(momentary, peaks, 6.0) == pytest.approx(momentary + 6)
    assert gain_to_target(momentary, peaks) == pytest.approx(TARGET_LUFS + 30, abs=0.06)


def test_what_a_limiter_takes_away_is_made_up_for() -> None:
    """A voice for a tenth of the time, with a peak four times a second."""
    peaks = np.full(25_000, 0.01, np.float32)
    peaks[:2_500] = 0.1
    peaks[:2_500:60] = 0.35
    momentary = np.full(997, -54.0)
    momentary[:97] = -24.0
    gain_db = gain_to_target(momentary, peaks)
    assert gain_db > TARGET_LUFS - integrated_lufs(momentary)
    assert integrated_lufs(limited(momentary, peaks, gain_db)) == pytest.approx(TARGET_LUFS, abs=0.1)
