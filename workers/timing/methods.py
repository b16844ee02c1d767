"""The timing methods. Of those that find times in a talk the one that is most sure is taken."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from mediasvc.domain.errors import TimingUnavailable
from mediasvc.domain.timeline import Finding, Timeline, TimingMethod
from workers.timing import cues_file, even, narration, pauses, rehearsed, transcript, video
from workers.timing.talk import PassedOver, Talk

METHODS: Mapping[TimingMethod, Callable[[Talk], Timeline | PassedOver]] = {
    TimingMethod.CUES: cues_file.plan,
    TimingMethod.VIDEO: video.plan,
    TimingMethod.NARRATION: narration.plan,
    TimingMethod.REHEARSED: rehearsed.plan,
    TimingMethod.TRANSCRIPT: transcript.plan,
    TimingMethod.PAUSES: pauses.plan,
    TimingMethod.EVEN: even.plan,
}


def plan(method: TimingMethod, talk: Talk) -> Timeline:
    """Return the talk's timeline by this method, with what each method that was asked found.

    For AUTO cues that are given win; else every method is asked, and the highest confidence wins. The order of
    METHODS breaks ties.

    Raises:
        TimingUnavailable: the method finds no times in this talk.
    """
    if method is TimingMethod.AUTO:
        method = TimingMethod.CUES if talk.cues is not None else method
    asked = METHODS if method is TimingMethod.AUTO else {method: METHODS[method]}
    answers = {each: find(talk) for each, find in asked.items()}
    timelines = [answer for answer in answers.values() if isinstance(answer, Timeline)]
    findings = tuple(_finding(each, answer) for each, answer in answers.items())
    if not timelines:
        raise TimingUnavailable(f"{findings[0].sentence} (timing by {method})")
    best = max(timelines, key=lambda timeline: timeline.confidence)
    return replace(best, findings=findings)


def _finding(method: TimingMethod, answer: Timeline | PassedOver) -> Finding:
    if isinstance(answer, PassedOver):
        return Finding(method, answer.reason)
    own = (finding.sentence for finding in answer.findings)
    found = f"{len(answer.cues)} slide time{'' if len(answer.cues) == 1 else 's'}"
    return Finding(method, next(own, found), answer.confidence)
