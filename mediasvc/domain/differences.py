"""What two timelines of a talk show otherwise."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise


@dataclass(frozen=True)
class Shown:
    """The slide of this `number`, counted from 1, is shown from `start_ms` up to, not including, `end_ms`."""

    number: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Difference:
    """From `start_ms` to `end_ms` slide `before` was shown, and now it is `now`; None stands for no slide."""

    start_ms: int
    end_ms: int
    before: int | None
    now: int | None


def differences(before: Sequence[Shown], now: Sequence[Shown]) -> list[Difference]:
    """Return where two timelines show different slides, in order. Neighbours that differ in the same way are one."""
    bounds = sorted({0, *(shown.end_ms for shown in (*before, *now))})
    spans = [(start, end, _number_at(before, start), _number_at(now, start)) for start, end in pairwise(bounds)]
    found: list[Difference] = []
    for (was, shown), same in groupby(spans, key=lambda span: span[2:]):
        together = list(same)
        if was != shown:
            found.append(Difference(together[0][0], together[-1][1], was, shown))
    return found


def _number_at(timeline: Sequence[Shown], at_ms: int) -> int | None:
    place = bisect_right(timeline, at_ms, key=lambda shown: shown.start_ms) - 1
    return timeline[place].number if place >= 0 and at_ms < timeline[place].end_ms else None
