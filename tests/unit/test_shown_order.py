"""Orders in which slides are shown, with returns to earlier ones."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.timing.segmentation import Fitting, Pauses
from workers.timing.shown_order import Order, fitted, orders, shown


def pauses_of(order: list[int], shares: list[float], gap_s: float = 2.0, sentence_s: float = 2.0) -> Pauses:
    """Return the pauses of a talk in which these parts are said in this order, in sentences as long as that."""
    lasts: list[float] = []
    gaps: list[float] = []
    for part in order:
        count = max(1, round(shares[part] / sentence_s))
        lasts += [shares[part] / count] * count
        gaps += [0.4] * (count - 1) + [gap_s]
    at = np.cumsum(lasts)
    return Pauses(at[:-1], np.array(gaps[:-1]), float(at[-1]))


SHARES = [9.0, 31.0, 14.0, 55.0, 20.0, 12.0, 40.0, 17.0, 26.0, 11.0]


def found(order: list[int]) -> list[int]:
    return orders(np.array(SHARES), pauses_of(order, SHARES), Fitting()).best.parts.tolist()


def test_parts_that_follow_each_other_are_found_in_their_order() -> None:
    assert found(list(range(10))) == list(range(10))


def test_a_return_to_an_earlier_part_is_found() -> None:
    order = [0, 1, 2, 3, 4, 5, 6, 3, 7, 8, 9]
    assert found(order) == order


def share_drawn(pauses: Pauses) -> float:
    """Return in which share of the time the orders that are drawn have the same part as the best one."""
    many = orders(np.array(SHARES), pauses, Fitting())
    at = np.linspace(0, pauses.speech_s, 200)
    drawn, best = shown(many.drawn, pauses.at, at), shown([many.best], pauses.at, at)
    return float((drawn == best).mean())


def test_orders_that_are_drawn_differ_where_pauses_tell_less() -> None:
    long = pauses_of(list(range(10)), SHARES, gap_s=4.0)
    alike = Pauses(long.at, np.full(len(long.at), 0.4), long.speech_s)
    assert share_drawn(long) > 0.9
    assert share_drawn(alike) < share_drawn(long) - 0.05


def test_spans_count_where_a_pause_follows_each_sentence_alone() -> None:
    shares = np.array(SHARES)
    pauses = pauses_of(list(range(10)), SHARES)
    assert fitted(shares, np.round(shares / 2), pauses)[1].spans is not None
    assert fitted(shares, shares[::-1].copy() ** 3, pauses)[1].spans is None


def test_a_part_is_shown_from_its_pause_on() -> None:
    order = Order(np.array([0, 1, 0]), np.array([-1, 0, 2]))
    times, at = np.array([5.0, 7.0, 9.0]), np.array([0.0, 4.9, 5.0, 8.9, 9.0, 99.0])
    assert shown([order], times, at).tolist() == [[0, 0, 1, 1, 0, 0]]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0.25, 5.0), min_size=4, max_size=40),
    st.lists(st.floats(1.0, 60.0), min_size=1, max_size=6),
)
def test_every_part_is_said_in_order_and_returns_go_back(gaps: list[float], shares: list[float]) -> None:
    at = np.arange(1, len(gaps) + 1, dtype=np.float64) * 4.0
    many = orders(np.array(shares), Pauses(at, np.array(gaps), 4.0 * (len(gaps) + 1)), Fitting())
    for order in [many.best, *many.drawn]:
        parts, latest = order.parts.tolist(), -1
        for part in parts:
            assert part <= latest + 1
            latest = max(latest, part)
        assert latest == len(shares) - 1
        assert order.begins[0] == -1
        assert (np.diff(order.begins) >= 0).all()
