"""How long a build still takes: not before there is something to tell it from, and without leaps."""

from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.pace import Done, estimate_ms, next_left_ms, round_time

SHARES = st.floats(0, 1)
TIMES = st.integers(0, 10**8)


def test_there_is_no_estimate_before_there_is_something_to_tell_it_from() -> None:
    assert estimate_ms({"a": Done(50, 0.01), "b": Done(50, 0)}, 60_000) is None
    assert estimate_ms({"a": Done(50, 0.9), "b": Done(50, 0)}, 1_000) is None
    assert estimate_ms({}, 60_000) is None


def test_what_is_left_takes_as_long_as_what_is_done() -> None:
    assert estimate_ms({"a": Done(20, 1.0), "b": Done(80, 0.0)}, 10_000) == 40_000
    assert estimate_ms({"a": Done(20, 1.0), "b": Done(80, 0.5)}, 30_000) == 20_000
    assert estimate_ms({"a": Done(20, 1.0), "b": Done(80, 1.0)}, 30_000) == 0


def test_what_was_made_before_tells_nothing_of_how_fast_this_is() -> None:
    assert estimate_ms({"a": Done(20, 1.0, found=1.0), "b": Done(80, 0.25)}, 10_000) == 30_000
    assert estimate_ms({"a": Done(20, 1.0, found=1.0), "b": Done(80, 0.0)}, 10_000) is None


@given(st.lists(st.builds(Done, st.floats(0, 100), SHARES, SHARES), max_size=6), TIMES)
def test_an_estimate_is_a_time(steps: list[Done], elapsed_ms: int) -> None:
    estimated = estimate_ms({str(place): step for place, step in enumerate(steps)}, elapsed_ms)
    assert estimated is None or estimated >= 0


@given(TIMES, st.integers(1, 2_000), st.none() | TIMES)
def test_the_time_that_is_told_moves_towards_the_estimate_and_never_beyond(
    before_ms: int, passed_ms: int, estimated_ms: int | None
) -> None:
    told = next_left_ms(before_ms, passed_ms, estimated_ms)
    assert told is not None
    assert told >= 0
    expected = max(0, before_ms - passed_ms)
    if estimated_ms is None or estimated_ms <= expected:
        assert min(estimated_ms or 0, expected) <= told <= before_ms
        return
    assert expected <= told <= max(before_ms, estimated_ms)
    # In two seconds it moves by a fifteenth of the difference at most.
    assert told - before_ms <= (estimated_ms - before_ms) / 15 + 1


def test_the_first_estimate_is_told_as_it_is() -> None:
    assert next_left_ms(None, 500, None) is None
    assert next_left_ms(None, 500, 30_000) == 30_000


@given(st.floats(20, 3_000), st.lists(st.floats(0.7, 1.4), min_size=20, max_size=60))
def test_a_build_that_goes_on_evenly_is_told_so(total_s: float, rates: list[float]) -> None:
    """Steps take up to half as long again as their weights say, and the time told goes down nearly all the time."""
    left, rises, elapsed = None, 0, 0.0
    for place, rate in enumerate(rates, start=1):
        passed = total_s * 1_000 * rate / len(rates)
        elapsed += passed
        share = place / len(rates)
        before = left
        left = next_left_ms(left, round(passed), estimate_ms({"all": Done(100, share)}, round(elapsed)))
        rises += left is not None and before is not None and left > before
    assert rises <= len(rates) / 4


def test_times_are_told_as_people_say_them() -> None:
    told = {0: "10 s", 18_000: "20 s", 54_000: "50 s", 57_000: "1 min", 160_000: "3 min", 5_340_000: "89 min"}
    assert {time_ms: str(round_time(time_ms)) for time_ms in told} == told
    assert str(round_time(7_500_000)) == "2 h"


@given(TIMES, TIMES)
def test_a_longer_time_is_never_told_as_a_shorter_one(one_ms: int, other_ms: int) -> None:
    in_s = {"s": 1, "min": 60, "h": 3600}
    short, long = (round_time(time_ms) for time_ms in sorted((one_ms, other_ms)))
    assert short.count * in_s[short.unit] <= long.count * in_s[long.unit]
