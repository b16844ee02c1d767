"""Approval: who handed in what waits for it, and the form that sends it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from starlette.responses import Response

from mediasvc.console.visit import Visit
from mediasvc.delivery.statuses import status_of
from mediasvc.domain.access import Right, check
from mediasvc.domain.approval import MOST_SENTENCE_CHARACTERS, Approval
from mediasvc.domain.errors import MediasvcError, NotSignedIn
from mediasvc.domain.release import number_in
from mediasvc.usecases.my_talks import MyTalk, my_talk
from mediasvc.usecases.send_back import send_back


@dataclass(frozen=True)
class ShownApproval:
    """The approval of a version that waits: its state, who handed it in or sent it back, when, and the sentence.

    `by` is empty where it was nobody with a name.
    """

    state: Approval
    by: str
    at: datetime
    lines: Sequence[str] = ()


def approval_of(talk: MyTalk) -> ShownApproval | None:
    """Return how pages show where the version of this talk stands that waits; None where it needs no approval."""
    if talk.waiting is None or talk.handed_in is None:
        return None
    match talk.waiting.approval(waits=True), talk.waiting.sent_back:
        case Approval.SENT_BACK as state, sent_back if sent_back is not None:
            return ShownApproval(
                state, name_in(talk.handed_in.sent_back_by), sent_back.at, sent_back.sentence.splitlines()
            )
        case Approval.AWAITED as state, _:
            return ShownApproval(state, name_in(talk.handed_in.by), talk.handed_in.at)
        case _:
            return None


def name_in(identity: str | None) -> str:
    """Return the name of a person or a token, as `named` has told who it is; empty for anybody else."""
    return (identity or "").partition(":")[2]


def send_back_page(visit: Visit) -> Response:
    """Show the form that sends the version back which waits for approval."""
    return _page(visit)


def send_send_back(visit: Visit) -> Response:
    """Send the version back, or say why that could not be, with what was typed."""
    if visit.only_shows:
        return _page(visit)
    try:
        send_back(visit.service, visit.actor, visit.slug, number_in(visit.text("release")), visit.text("sentence"))
    except NotSignedIn:
        raise
    except MediasvcError as error:
        return _page(visit, error)
    return visit.lead(f"/console/talks/{visit.slug}")


def _page(visit: Visit, mistake: MediasvcError | None = None) -> Response:
    talk = my_talk(visit.service, visit.actor, visit.slug)
    check(visit.actor, Right.PUBLISH, talk.seminar)
    if talk.seminar.slug != visit.slug:
        return visit.lead(f"/console/talks/{talk.seminar.slug}/send-back")
    return visit.page(
        "send_back.html",
        "talks",
        HTTPStatus.OK if mistake is None else status_of(mistake),
        seminar=talk.seminar,
        talk=talk.seminar,
        approval=approval_of(talk),
        waiting=None if talk.waiting is None else talk.waiting.number,
        sentence=visit.text("sentence"),
        most=MOST_SENTENCE_CHARACTERS,
        mistake=None if mistake is None else visit.failure(mistake),
    )
