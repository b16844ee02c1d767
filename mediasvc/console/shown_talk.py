"""A talk as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mediasvc.console.approval import ShownApproval, approval_of
from mediasvc.console.files import picture_of_slide
from mediasvc.console.standing import stands
from mediasvc.console.visit import Visit
from mediasvc.delivery.addresses import API
from mediasvc.delivery.figures import percent
from mediasvc.domain.access import may, right_to_remove
from mediasvc.domain.errors import Failure
from mediasvc.domain.remedies import Remedy, remedy_of
from mediasvc.domain.seminar import SeminarId
from mediasvc.domain.stage import Stage
from mediasvc.usecases.my_talks import MyTalk, warnings_of
from mediasvc.usecases.timelines import read_summary


@dataclass(frozen=True)
class WarnedSlide:
    """A slide that a warning is about; `picture` is the address of a small one, if there is one."""

    number: int
    picture: str | None


@dataclass(frozen=True)
class Warned:
    """A warning, with the slides that it is about; none where it is about the whole talk."""

    code: str
    message: str
    slides: Sequence[WarnedSlide]


@dataclass(frozen=True)
class Found:
    """The answer of a timing method: its name in the reader's language, and what it found or why it did not apply."""

    name: str
    sentence: str
    confidence: str


@dataclass(frozen=True)
class Times:
    """The method of the slide times, how sure they are, and how many of them are doubtful."""

    name: str
    confidence: str
    cues: int
    doubtful: int
    findings: Sequence[Found]


@dataclass(frozen=True)
class ShownTalk:
    """A talk as its page shows it.

    `stands` is what its forms hold of what viewers see; `waiting` the number of the release that is still to be
    published. Where it `awaits_words`, they are still being recognised, and another release may follow.
    """

    id: SeminarId
    slug: str
    title: str
    stage: Stage
    stages: Sequence[Stage]
    address: str
    is_public: bool
    stands: str
    may_be_removed: bool
    duration_ms: int | None
    series: str | None
    events: str
    waiting: int | None
    awaits_words: bool
    planned_at: datetime | None
    approval: ShownApproval | None
    failure: Failure | None
    remedy: Remedy | None
    may_be_retried: bool
    warnings: Sequence[Warned]
    times: Times | None


def shown_talk(visit: Visit, talk: MyTalk) -> ShownTalk:
    """Return the talk with all that its page tells of it."""
    seminar, waiting = talk.seminar, talk.waiting
    failure = talk.failure
    return ShownTalk(
        id=seminar.id,
        slug=seminar.slug,
        title=seminar.details.title,
        stage=talk.stage,
        stages=talk.stages,
        address=visit.service.settings.watch_url(seminar.slug),
        is_public=seminar.is_open,
        stands=stands(seminar),
        may_be_removed=may(visit.actor, right_to_remove(seminar), seminar),
        duration_ms=talk.duration_ms,
        series=None if seminar.series is None else seminar.series.title,
        events=_events(talk),
        waiting=None if waiting is None else waiting.number,
        awaits_words=talk.newest is not None and talk.newest.awaits_words is not None,
        planned_at=None if waiting is None else waiting.publish_at,
        approval=approval_of(talk),
        failure=failure,
        may_be_retried=talk.order is None,
        remedy=None if failure is None else remedy_of(failure.code),
        warnings=_warnings(visit, seminar.slug),
        times=_times(visit, seminar.slug),
    )


def _events(talk: MyTalk) -> str:
    """Return where a script hears of the build that is on its way; nothing where none is."""
    is_built = talk.newest is not None and talk.stage in (Stage.WAITING, Stage.WORKING)
    return f"{API}/builds/{talk.newest.id}/events" if talk.newest is not None and is_built else ""


def _warnings(visit: Visit, slug: str) -> Sequence[Warned]:
    found = warnings_of(visit.service, visit.actor, slug)
    picture = picture_of_slide(visit, slug)
    return [
        Warned(each.code, each.message, [WarnedSlide(number, picture(number)) for number in each.slides])
        for each in found
    ]


def _times(visit: Visit, slug: str) -> Times | None:
    summary = read_summary(visit.service, visit.actor, slug)
    names, locale = visit.reader.language.words["methods"], visit.reader.language.locale
    if summary is None:
        return None
    findings = [
        Found(
            names.get(each.method, each.method),
            each.sentence,
            "" if each.confidence is None else percent(each.confidence, locale),
        )
        for each in summary.findings
    ]
    # A later version's method has no name here.
    name = names.get(summary.method, summary.method)
    return Times(name, percent(summary.confidence, locale), summary.cues, summary.doubtful, findings)
