"""Parts of known length and the pauses that they end in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workers.timing import segmentation
from workers.timing.segmentation import Pauses, best, divided, shown


def pauses_of(gaps: list[float], sentence_s: float = 4.0) -> Pauses:
    """Return pauses of these lengths, with a sentence before, between and behind them."""
    at = np.arange(1, len(gaps) + 1, dtype=np.float64) * sentence_s
    return Pauses(at, np.array(gaps), sentence_s * (len(gaps) + 1))


GAPS = st.lists(st.floats(0.25, 5.0), min_size=4, max_size=40)


def test_parts_end_in_the_long_pauses_near_where_they_should() -> None:
    gaps = [0.3, 0.3, 0.3, 2.0, 0.3, 0.3, 0.3, 0.3, 2.0, 0.3, 0.3]
    assert best(np.array([3.0, 5.0, 4.0]), pauses_of(gaps)).ends.tolist() == [3, 8]


def test_lengths_decide_where_all_pauses_are_alike() -> None:
    assert best(np.array([2.0, 6.0, 4.0]), pauses_of([0.5] * 11)).ends.tolist() == [1, 7]


@given(GAPS, st.lists(st.floats(1.0, 60.0), min_size=1, max_size=5))
def test_ends_are_in_order_and_each_is_likely_somewhere(gaps: list[float], shares: list[float]) -> None:
    found = divided(np.array(shares), pauses_of(gaps))
    assert len(found.ends) == len(shares) - 1
    assert (np.diff(found.ends) >= 0).all()
    assert all(abs(likely.sum() - 1) < 1e-6 for likely in found.likely)
    times = np.arange(len(gaps), dtype=np.float64) * 1_000
    at = np.linspace(-1, len(gaps) * 1_000, 50, dtype=np.float64)
    likely = shown(found, times, at, range(len(shares)))
    assert np.allclose(likely.sum(axis=0), 1)
    assert likely[0, 0] == 1


@given(GAPS)
def test_a_division_is_scored_the_same_with_and_without_likelihoods(gaps: list[float]) -> None:
    shares, pauses = np.array([3.0, 1.0, 2.0]), pauses_of(gaps)
    assert best(shares, pauses).score == divided(shares, pauses).score


def test_however_many_parts_and_pauses_there_are_few_are_compared() -> None:
    chance = np.random.default_rng(1)
    shares, pauses = chance.uniform(1, 9, 400), pauses_of(chance.uniform(0.3, 2.0, 5_000).tolist())
    found = divided(shares, pauses)
    most = segmentation.MOST_COMPARED / len(shares)
    assert all(len(choices) ** 2 <= most for choices in found.choices)
    assert (np.diff(found.ends) >= 0).all()
