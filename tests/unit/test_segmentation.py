"""Parts of known length and the pauses that they end in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workers.timing import segmentation
from workers.timing.segmentation import Fitting, Pauses, best, best_of, model_of


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


def test_parts_of_many_sentences_have_many_spans_of_speech() -> None:
    """Two parts that take about as long: one of a long sentence, and one of seven short ones."""
    pauses = Pauses(np.array([6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]), np.full(7, 0.5), 13.0)
    shares, spans = np.array([6.0, 7.0]), np.array([1.0, 7.0])
    assert best_of(model_of(shares, pauses, Fitting(spans=spans))).ends.tolist() == [0]
    pauses = Pauses(np.arange(1.0, 8.0), np.full(7, 0.5), 13.0)
    assert best_of(model_of(shares[::-1], pauses, Fitting(spans=spans[::-1]))).ends.tolist() == [6]


@given(GAPS, st.lists(st.floats(1.0, 60.0), min_size=1, max_size=5))
def test_ends_are_in_order(gaps: list[float], shares: list[float]) -> None:
    found = best(np.array(shares), pauses_of(gaps))
    assert len(found.ends) == len(shares) - 1
    assert (np.diff(found.ends) >= 0).all()


def test_however_many_parts_and_pauses_there_are_few_are_compared() -> None:
    chance = np.random.default_rng(1)
    shares, pauses = chance.uniform(1, 9, 400), pauses_of(chance.uniform(0.3, 2.0, 5_000).tolist())
    model = model_of(shares, pauses)
    most = segmentation.MOST_COMPARED / len(shares)
    assert all(len(choices) ** 2 <= most for choices in model.choices)
    assert (np.diff(best_of(model).ends) >= 0).all()
