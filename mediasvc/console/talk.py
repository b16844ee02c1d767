"""One talk: how far it is, what is wrong with it, and what can be done with it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from starlette.responses import Response

from mediasvc.console.approval import ShownApproval, approval_of
from mediasvc.console.drafts import choices_for, files_page
from mediasvc.console.files import picture_of_slide
from mediasvc.console.merging import Opened, opened
from mediasvc.console.rendering import PACKAGE
from mediasvc.console.shared_talk import DETAILS, details_now
from mediasvc.console.standing import as_it_stood, is_never_done, is_withdrawn, publish_as_it_stood, stands
from mediasvc.console.typed import Typed, fields_of, time_in, typed_in, with_fields
from mediasvc.console.visit import Visit
from mediasvc.console.work import work_of
from mediasvc.delivery.addresses import API
from mediasvc.delivery.figures import percent
from mediasvc.delivery.rendering import source
from mediasvc.delivery.statuses import status_of
from mediasvc.domain.access import may, right_to_remove
from mediasvc.domain.errors import Conflict, Failure, MediasvcError, NotFound, NotSignedIn, Usage
from mediasvc.domain.remedies import Remedy, remedy_of
from mediasvc.domain.seminar import Seminar, SeminarId
from mediasvc.domain.stage import Stage
from mediasvc.usecases.consents import read_consents
from mediasvc.usecases.follow import cancel
from mediasvc.usecases.my_talks import MyTalk, my_files, my_talk, warnings_of
from mediasvc.usecases.plan import ReleasePlan, plan
from mediasvc.usecases.retry import retry
from mediasvc.usecases.timelines import read_summary
from mediasvc.usecases.versions import Versions
from mediasvc.usecases.waiting import cancel_waiting
from mediasvc.usecases.withdraw import withdraw

# What viewers read in the place of the talk when the form was opened.
NOTICE_BEFORE = "notice_before"
UNDER_WAY = (Stage.ARRIVING, Stage.WAITING, Stage.WORKING)


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
    published.
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
    planned_at: datetime | None
    approval: ShownApproval | None
    failure: Failure | None
    remedy: Remedy | None
    may_be_retried: bool
    warnings: Sequence[Warned]
    times: Times | None


def talk_page(visit: Visit) -> Response:
    """Show the talk; of one that nothing was asked for yet, the form that asks."""
    talk = my_talk(visit.service, visit.actor, visit.slug)
    if talk.seminar.slug != visit.slug:
        return visit.lead(f"/console/talks/{talk.seminar.slug}")
    if talk.stage is Stage.PREPARING:
        return files_page(visit)
    return show_talk(visit, talk)


def send_publish(visit: Visit) -> Response:
    """Let viewers see the release from now on."""
    return _changed(visit, lambda _: publish_as_it_stood(visit, _release(visit)))


def send_plan(visit: Visit) -> Response:
    """Let viewers see the release from a time on; without a time, not before somebody publishes it."""

    def change(typed: Typed) -> None:
        at = time_in(typed.publish_at) if typed.publish_at else None
        planned = ReleasePlan(_release(visit), at)

        def plan_it(versions: Versions) -> object:
            return plan(visit.service, visit.actor, visit.slug, planned, versions)

        as_it_stood(visit, plan_it, is_never_done)

    return _changed(visit, change)


def send_withdraw(visit: Visit) -> Response:
    """Take the talk off the public pages, or change what viewers read of that."""
    return _changed(visit, lambda typed: _withdraw(visit, typed))


def send_restore(visit: Visit) -> Response:
    """Bring the talk back."""
    return _changed(visit, lambda _: publish_as_it_stood(visit, None))


def send_retry(visit: Visit) -> Response:
    """Build once more what has failed."""
    return _changed(visit, lambda _: _build_again(visit))


def send_cancel(visit: Visit) -> Response:
    """Stop the build that is on its way, or forget the order that waits for files."""

    def stop(_: Typed) -> None:
        with suppress(NotFound):
            cancel_waiting(visit.service, visit.actor, visit.slug)
        talk = my_talk(visit.service, visit.actor, visit.slug)
        if talk.newest is not None and talk.stage in UNDER_WAY:
            cancel(visit.service, visit.actor, talk.newest.id)

    return _changed(visit, stop)


def _withdraw(visit: Visit, typed: Typed) -> None:
    notice = typed.notice if "notice" in visit.form else None

    def change(versions: Versions) -> object:
        _check_notice(visit, notice)
        return withdraw(visit.service, visit.actor, visit.slug, notice, versions)

    def is_done(seminar: Seminar) -> bool:
        return is_withdrawn(seminar) and notice in (None, seminar.withdrawal_notice or "")

    as_it_stood(visit, change, is_done)


def _check_notice(visit: Visit, notice: str | None) -> None:
    """Raise Conflict where viewers have come to read another sentence, not this one, since the form was opened."""
    if NOTICE_BEFORE not in visit.form:
        return
    now = my_talk(visit.service, visit.actor, visit.slug).seminar.withdrawal_notice or ""
    if now not in (visit.text(NOTICE_BEFORE), notice):
        raise Conflict("viewers read another sentence by now").because("notice_since")


def _build_again(visit: Visit) -> None:
    newest = my_talk(visit.service, visit.actor, visit.slug).newest
    if newest is None:
        raise NotFound(f"nothing was built for {visit.slug} yet")
    retry(visit.service, visit.actor, newest.id)


def _changed(visit: Visit, change: Callable[[Typed], object]) -> Response:
    """Make the change and show the talk anew, or say why that could not be, with what was typed."""
    typed = typed_in(visit)
    try:
        change(typed)
    except NotSignedIn:
        raise
    except MediasvcError as error:
        talk = my_talk(visit.service, visit.actor, visit.slug)
        if "title" not in visit.form:
            shown = with_fields(Typed(), details_now(visit, talk))
            typed = replace(shown, publish_at=typed.publish_at, notice=typed.notice)
        return show_talk(visit, talk, typed, error)
    return visit.lead(f"/console/talks/{visit.slug}")


def show_talk(
    visit: Visit,
    talk: MyTalk,
    typed: Typed | None = None,
    mistake: MediasvcError | None = None,
    held: Opened | None = None,
) -> Response:
    """Show the page of the talk, perhaps with what was typed, what is wrong, and what its form is to hold."""
    seminar = talk.seminar
    now = details_now(visit, talk)
    told = typed or with_fields(Typed(), now)
    if "notice" not in visit.form:
        told = replace(told, notice=seminar.withdrawal_notice or "")
    held = held or opened(visit, DETAILS, now, fields_of(told))
    status = HTTPStatus.OK if mistake is None else status_of(mistake)
    return visit.page(
        "talk.html",
        "talks",
        HTTPStatus.CONFLICT if held.clashes and mistake is None and not visit.only_shows else status,
        seminar=seminar,
        talk=_shown(visit, talk),
        work=work_of(visit, talk) if talk.stage in UNDER_WAY else None,
        typed=told,
        held=held,
        choices=choices_for(visit, told),
        listed=my_files(visit.service, visit.actor, seminar.slug).sources,
        seminar_notice=seminar.withdrawal_notice or "",
        unrecorded=read_consents(visit.service, visit.actor, seminar.slug).missing,
        mistake=None if mistake is None else visit.failure(mistake),
        script=source("talk.js", PACKAGE),
    )


def _shown(visit: Visit, talk: MyTalk) -> ShownTalk:
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


def _release(visit: Visit) -> int:
    number = visit.text("release")
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        raise Usage("there is no release of this number")
    return int(number)
