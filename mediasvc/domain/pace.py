"""How long a build still takes, estimated from what its worker has done so far; and such times as people say them.

The weights of steps say how long each takes beside the others, and what was done so far how fast this machine is. What
an earlier build had made already costs nothing, so it tells nothing of that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# Before so much was done, in percent of a whole build, and before so much time, an estimate would be a mere guess.
LEAST_DONE, LEAST_ELAPSED_MS = 2.0, 3_000
# A better estimate is believed within this time, a worse one more slowly: nobody likes a clock that runs backwards.
BELIEVED_WITHIN_MS, WORSE_WITHIN_MS = 10_000, 30_000
# What is worse by less than this share only lets the clock stand still for a while.
MUCH_WORSE = 1.25

SECOND_MS, MINUTE_MS, HOUR_MS = 1_000, 60_000, 3_600_000


@dataclass(frozen=True)
class Done:
    """How far one step is: its weight, the share that is done, and the share that had been made before."""

    weight: float
    share: float
    found: float = 0.0


def estimate_ms(steps: Mapping[str, Done], elapsed_ms: int) -> int | None:
    """Return the time left; None before there is something to estimate it from. `steps` are all of the build."""
    done = sum(step.weight * max(0.0, step.share - step.found) for step in steps.values())
    left = sum(step.weight * (1 - step.share) for step in steps.values())
    if done < LEAST_DONE or elapsed_ms < LEAST_ELAPSED_MS:
        return None
    return round(elapsed_ms * left / done)


def next_left_ms(before_ms: int | None, passed_ms: int, estimated_ms: int | None) -> int | None:
    """Return the time left as it is told when `passed_ms` have passed since it was told as `before_ms`.

    It goes down steadily, and moves towards another estimate without a leap.
    """
    if before_ms is None or estimated_ms is None:
        return estimated_ms if before_ms is None else max(0, before_ms - passed_ms)
    expected_ms = max(0, before_ms - passed_ms)
    if estimated_ms <= expected_ms:
        return round(expected_ms - (expected_ms - estimated_ms) * min(1.0, passed_ms / BELIEVED_WITHIN_MS))
    if estimated_ms <= MUCH_WORSE * before_ms:
        return min(before_ms, estimated_ms)
    return round(before_ms + (estimated_ms - before_ms) * min(1.0, passed_ms / WORSE_WITHIN_MS))


class TimeUnit(StrEnum):
    SECONDS = "s"
    MINUTES = "min"
    HOURS = "h"


@dataclass(frozen=True)
class RoundTime:
    """A length of time as people say it, such as 20 seconds or 3 minutes."""

    count: int
    unit: TimeUnit

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


def round_time(time_ms: int) -> RoundTime:
    """Return the time as people say it: up to a minute in tens of seconds, then in minutes, from 90 on in hours."""
    tens = max(1, round(time_ms / (10 * SECOND_MS)))
    if 10 * tens < 60:
        return RoundTime(10 * tens, TimeUnit.SECONDS)
    minutes = max(1, round(time_ms / MINUTE_MS))
    if minutes < 90:
        return RoundTime(minutes, TimeUnit.MINUTES)
    return RoundTime(max(2, round(time_ms / HOUR_MS)), TimeUnit.HOURS)
