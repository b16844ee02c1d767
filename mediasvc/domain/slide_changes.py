"""Which slides of a talk are others than before, and when each is shown now."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from mediasvc.domain.timeline import Cue

# Nobody notices less (ms).
LEAST_SHIFT_MS = 100


class SlideState(StrEnum):
    """What became of a slide. One that is SAME may have another number, as others came or went before it."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class SlideLook:
    """A slide, by its `look`, which is equal where the picture is, and by its title or, without one, its text."""

    look: str
    words: str = ""


@dataclass(frozen=True)
class SlideChange:
    """What became of the slide of number `before`, which is `now` that one; None where it is not there."""

    state: SlideState
    before: int | None
    now: int | None


@dataclass(frozen=True)
class TimeChange:
    """A time at which the slide of number `now` is shown, which was another one `before`; None is not at all."""

    now: int
    before_ms: int | None
    now_ms: int | None


def slide_changes(before: Sequence[SlideLook], now: Sequence[SlideLook]) -> list[SlideChange]:
    """Return what became of every slide, in the order of the slides now; those that went stand where they were.

    Slides of one look are the same, each of them once. Of those that keep their order, as many as can be are SAME, and
    the others of a known look are MOVED. Between two that are SAME, others are CHANGED into each other where their
    words are equal, and the rest in their order.
    """
    pairs = _of_one_look(before, now)
    kept = _in_order(pairs)
    moved = {there: here for here, there in pairs if (here, there) not in kept}
    left = set(range(len(before))) - {here for here, _ in pairs}
    found: list[SlideChange] = []
    ends = [*sorted(kept, key=lambda pair: pair[1]), (len(before), len(now))]
    last_here, last_there = 0, 0
    for here, there in ends:
        gone = [place for place in range(last_here, here) if place in left]
        come = range(last_there, there)
        found += _between(before, now, gone, come, moved)
        if there < len(now):
            found.append(SlideChange(SlideState.SAME, here + 1, there + 1))
        last_here, last_there = here + 1, there + 1
    return found


def time_changes(changes: Sequence[SlideChange], before: Sequence[Cue], now: Sequence[Cue]) -> list[TimeChange]:
    """Return where slides that were there before are shown at other times now, in the order of the slides now.

    A slide that is shown several times is compared each time, in their order.
    """
    starts_before, starts_now = _starts(before), _starts(now)
    found: list[TimeChange] = []
    for change in changes:
        if change.before is None or change.now is None:
            continue
        shown = zip_longest(starts_before.get(change.before, ()), starts_now.get(change.now, ()))
        found += [TimeChange(change.now, was, is_now) for was, is_now in shown if _is_noticed(was, is_now)]
    return found


def _of_one_look(before: Sequence[SlideLook], now: Sequence[SlideLook]) -> list[tuple[int, int]]:
    """Return the places before and now of slides of one look: the first with the first, and so on."""
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, slide in enumerate(before):
        places[slide.look].append(place)
    return [(places[slide.look].popleft(), place) for place, slide in enumerate(now) if places[slide.look]]


def _in_order(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the most pairs that are in one order before and now: the longest increasing subsequence."""
    # The lowest end of a run of each length, and for every pair the one before it in its run.
    ends: list[int] = []
    last: list[int] = []
    behind: list[int | None] = []
    for place, (here, _) in enumerate(pairs):
        length = bisect_left(ends, here)
        behind.append(last[length - 1] if length else None)
        ends[length : length + 1] = [here]
        last[length : length + 1] = [place]
    found: set[tuple[int, int]] = set()
    place = last[-1] if last else None
    while place is not None:
        found.add(pairs[place])
        place = behind[place]
    return found


def _between(
    before: Sequence[SlideLook], now: Sequence[SlideLook], gone: list[int], come: range, moved: Mapping[int, int]
) -> Iterator[SlideChange]:
    """Yield what became of the slides between two that are the same: those `gone`, and those that stand there now."""
    changed = _changed(before, now, gone, [place for place in come if place not in moved])
    kept = set(changed.values())
    went = deque(place for place in gone if place not in kept)
    for there in come:
        if there in moved:
            yield SlideChange(SlideState.MOVED, moved[there] + 1, there + 1)
        elif there in changed:
            while went and went[0] < changed[there]:
                yield SlideChange(SlideState.REMOVED, went.popleft() + 1, None)
            yield SlideChange(SlideState.CHANGED, changed[there] + 1, there + 1)
        else:
            yield SlideChange(SlideState.ADDED, None, there + 1)
    for place in went:
        yield SlideChange(SlideState.REMOVED, place + 1, None)


def _changed(
    before: Sequence[SlideLook], now: Sequence[SlideLook], gone: Sequence[int], come: Sequence[int]
) -> Mapping[int, int]:
    """Return which of the slides that come each of those that go has become, by their places."""
    named: defaultdict[str, deque[int]] = defaultdict(deque)
    for place in gone:
        if before[place].words:
            named[before[place].words].append(place)
    found = {there: named[now[there].words].popleft() for there in come if named[now[there].words]}
    paired = set(found.values())
    rest = [place for place in gone if place not in paired]
    return found | dict(zip((there for there in come if there not in found), rest, strict=False))


def _starts(cues: Sequence[Cue]) -> Mapping[int, Sequence[int]]:
    """Return when each slide, by its number, is shown."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for cue in cues:
        found[cue.slide + 1].append(cue.start_ms)
    return found


def _is_noticed(before_ms: int | None, now_ms: int | None) -> bool:
    if before_ms is None or now_ms is None:
        return True
    return abs(now_ms - before_ms) >= LEAST_SHIFT_MS
