"""How sure a slide is said to be."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workers.timing.certainty import candidates, certainty


@given(st.floats(0, 1), st.floats(0, 1))
def test_certainty_grows_with_likelihood(one: float, other: float) -> None:
    assert 0 < certainty(one) < 1
    assert (one <= other) <= (certainty(one) <= certainty(other))


def test_a_sure_slide_has_no_candidates() -> None:
    assert candidates(np.array([0.05, 0.9, 0.05]), 1) == ()


def test_a_doubtful_slide_has_the_likeliest_others() -> None:
    found = candidates(np.array([0.1, 0.3, 0.05, 0.55, 0.0]), 0)
    assert [each.slide for each in found] == [3, 1, 2]
    assert [each.confidence for each in found] == sorted((each.confidence for each in found), reverse=True)


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=9))
def test_confidences_never_add_up_to_more_than_one(weights: list[float]) -> None:
    shares = np.array(weights) / sum(weights)
    found = candidates(shares, 0)
    assert len(found) <= 3
    assert not found or certainty(float(shares[0])) + sum(each.confidence for each in found) < 1.01
