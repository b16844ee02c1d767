"""One talk: how far it is, what is wrong with it, and what can be done with it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus

from starlette.responses import Response

from mediasvc.console.drafts import choices_for, files_page
from mediasvc.console.merging import Opened, opened
from mediasvc.console.rendering import PACKAGE
from mediasvc.console.shared_talk import DETAILS, details_now
from mediasvc.console.shown_talk import shown_talk
from mediasvc.console.standing import as_it_stood, is_never_done, is_withdrawn, publish_as_it_stood
from mediasvc.console.typed import Typed, fields_of, time_in, typed_in, with_fields
from mediasvc.console.visit import Visit
from mediasvc.console.work import work_of
from mediasvc.delivery.rendering import source
from mediasvc.delivery.statuses import status_of
from mediasvc.domain.errors import Conflict, MediasvcError, NotFound, NotSignedIn, Usage
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.stage import Stage
from mediasvc.usecases.consents import read_consents
from mediasvc.usecases.follow import cancel
from mediasvc.usecases.my_talks import MyTalk, my_files, my_talk
from mediasvc.usecases.plan import ReleasePlan, plan
from mediasvc.usecases.retry import retry
from mediasvc.usecases.versions import Versions
from mediasvc.usecases.waiting import cancel_waiting
from mediasvc.usecases.withdraw import withdraw

# What viewers read in the place of the talk when the form was opened.
NOTICE_BEFORE = "notice_before"
UNDER_WAY = (Stage.ARRIVING, Stage.WAITING, Stage.WORKING)


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
        talk=shown_talk(visit, talk),
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


def _release(visit: Visit) -> int:
    number = visit.text("release")
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        raise Usage("there is no release of this number")
    return int(number)
