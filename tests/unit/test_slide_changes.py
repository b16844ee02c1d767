"""Which slides are others than before, by properties and by examples that people know."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.slide_changes import (
    LEAST_SHIFT_MS,
    SlideChange,
    SlideLook,
    SlideState,
    TimeChange,
    slide_changes,
    time_changes,
)
from mediasvc.domain.timeline import Cue

LOOKS = st.builds(SlideLook, st.sampled_from("abcdef"), st.sampled_from(["", "one", "two"]))
DECKS = st.lists(LOOKS, max_size=12)
SAME, MOVED, CHANGED, ADDED, REMOVED = SlideState
STATES = {"=": SAME, ">": MOVED, "~": CHANGED, "+": ADDED, "-": REMOVED}


def deck(text: str) -> list[SlideLook]:
    """Slides by words such as `a` or `a:title`."""
    return [SlideLook(*each.partition(":")[::2]) for each in text.split()]


def told(changes: Sequence[SlideChange]) -> str:
    signs = {state: sign for sign, state in STATES.items()}
    return " ".join(f"{each.before or ''}{signs[each.state]}{each.now or ''}" for each in changes)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("a b c", "a b c", "1=1 2=2 3=3"),
        ("a b c", "a x c", "1=1 2~2 3=3"),
        ("a b c", "x a b c", "+1 1=2 2=3 3=4"),
        ("a b c", "a c", "1=1 2- 3=2"),
        ("a b c d", "a c d b", "1=1 3=2 4=3 2>4"),
        # The corrected slide is known by its title, although another one came before it.
        ("a b:Seeds c", "a n:Water x:Seeds c", "1=1 +2 2~3 3=4"),
        ("a b:Seeds c:Water d", "a x:Water d", "1=1 2- 3~2 4=3"),
        # A picture that is shown twice is two slides.
        ("a a b", "a b a", "1=1 3>2 2=3"),
        ("a", "a a", "1=1 +2"),
        ("", "a", "+1"),
        ("a b", "", "1- 2-"),
        ("a b", "x y z", "1~1 2~2 +3"),
    ],
)
def test_slides_are_matched_as_people_match_them(before: str, now: str, expected: str) -> None:
    assert told(slide_changes(deck(before), deck(now))) == expected


@given(DECKS, DECKS)
def test_every_slide_is_told_of_once_and_in_order(before: list[SlideLook], now: list[SlideLook]) -> None:
    changes = slide_changes(before, now)
    assert sorted(each.before for each in changes if each.before) == list(range(1, len(before) + 1))
    assert [each.now for each in changes if each.now] == list(range(1, len(now) + 1))
    for each in changes:
        assert (each.before is None, each.now is None) == (each.state is ADDED, each.state is REMOVED)
        if each.before and each.now:
            is_one_look = before[each.before - 1].look == now[each.now - 1].look
            assert is_one_look == (each.state in (SAME, MOVED))


@given(DECKS, DECKS)
def test_what_is_the_same_keeps_its_order_and_nothing_is_called_changed_that_is_there(
    before: list[SlideLook], now: list[SlideLook]
) -> None:
    changes = slide_changes(before, now)
    kept = [each.before for each in changes if each.state is SAME]
    assert kept == sorted(kept, key=lambda number: number or 0)
    gone = {before[each.before - 1].look for each in changes if each.before and each.state in (CHANGED, REMOVED)}
    come = {now[each.now - 1].look for each in changes if each.now and each.state in (CHANGED, ADDED)}
    assert not gone & come


@given(st.lists(st.integers(0, 20), unique=True, max_size=12), st.lists(st.integers(0, 20), unique=True, max_size=12))
def test_as_many_as_can_be_are_the_same(before: list[int], now: list[int]) -> None:
    changes = slide_changes(*([SlideLook(str(look)) for look in looks] for looks in (before, now)))
    longest = [[0] * (len(now) + 1) for _ in range(len(before) + 1)]
    for here, look in enumerate(before):
        for there, other in enumerate(now):
            is_one = look == other
            longest[here + 1][there + 1] = (
                longest[here][there] + 1 if is_one else max(longest[here][there + 1], longest[here + 1][there])
            )
    assert sum(each.state is SAME for each in changes) == longest[-1][-1]


@given(DECKS)
def test_a_deck_is_the_same_as_itself(slides: list[SlideLook]) -> None:
    assert {each.state for each in slide_changes(slides, slides)} <= {SAME}


def test_a_thousand_slides_of_one_look_are_compared_like_others() -> None:
    before = [SlideLook("blank" if place % 2 else str(place)) for place in range(1_000)]
    now = [before[-1], *before[:-1]]
    states = [each.state for each in slide_changes(before, now)]
    assert (len(states), states.count(SAME) > 400) == (1_000, True)
    assert set(states) <= {SAME, MOVED}


def cues(*starts: tuple[int, int]) -> list[Cue]:
    """Cues of slides by their numbers, each up to the next one."""
    ends = [start for _, start in starts[1:]] + [starts[-1][1] + 1_000]
    return [Cue(number - 1, start, end, 1.0) for (number, start), end in zip(starts, ends, strict=True)]


def test_times_are_compared_slide_by_slide_whatever_its_number_is_now() -> None:
    changes = slide_changes(deck("a b c"), deck("x a b c"))
    before = cues((1, 0), (2, 10_000), (3, 20_000), (2, 30_000))
    now = cues((1, 0), (2, 4_000), (3, 10_000 + LEAST_SHIFT_MS - 1), (3, 30_000 + LEAST_SHIFT_MS))
    # The third slide is shown twice in a row, and the fourth not at all.
    assert time_changes(changes, before, now) == [
        TimeChange(2, 0, 4_000),
        TimeChange(3, 30_000, 30_000 + LEAST_SHIFT_MS),
        TimeChange(4, 20_000, None),
    ]


@given(DECKS, st.lists(st.integers(1, 12), min_size=1, max_size=12))
def test_the_same_times_are_no_change(slides: list[SlideLook], shown: list[int]) -> None:
    timeline = cues(*((number, place * 1_000) for place, number in enumerate(shown)))
    assert time_changes(slide_changes(slides, slides), timeline, timeline) == []
