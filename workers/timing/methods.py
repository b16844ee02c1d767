"""The timing methods, most trusted first: `auto` takes the first one that has an answer."""

from collections.abc import Callable, Mapping

from mediasvc.domain.errors import TimingUnavailable
from mediasvc.domain.timeline import Timeline, TimingMethod
from workers.timing import cues_file, even, rehearsed
from workers.timing.talk import Talk

METHODS: Mapping[TimingMethod, Callable[[Talk], Timeline | None]] = {
    TimingMethod.CUES: cues_file.plan,
    TimingMethod.REHEARSED: rehearsed.plan,
    TimingMethod.EVEN: even.plan,
}


def plan(method: TimingMethod, talk: Talk) -> Timeline:
    """The talk's timeline by this method, or by the first that has one for AUTO.

    Raises:
        TimingUnavailable: the method finds no times in this talk.
    """
    methods = METHODS.values() if method is TimingMethod.AUTO else [METHODS[method]]
    for find in methods:
        if (timeline := find(talk)) is not None:
            return timeline
    raise TimingUnavailable(f"timing by {method} finds none in these files")
