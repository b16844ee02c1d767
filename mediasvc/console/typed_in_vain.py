"""Forms about what is gone, or what their senders may not change any more: the answer has what was typed."""

from starlette.responses import Response

from mediasvc.console.sign_in import kept_form
from mediasvc.console.visit import Handler, Visit
from mediasvc.delivery.statuses import status_of
from mediasvc.domain.errors import Conflict, NotAllowed, NotFound, Removed, RemovedForGood, TalkGone, Usage
from mediasvc.usecases.my_talks import my_talk

_REFUSALS = (Conflict, NotAllowed, NotFound, Removed, RemovedForGood, TalkGone, Usage)


def keeping_what_was_typed(handler: Handler) -> Handler:
    """Return the handler, which refuses what a page asks about a talk whose address another one has now.

    Where there is no form any more that could be shown once more, what was typed can still be copied.
    """

    def kept(visit: Visit) -> Response:
        try:
            _check_talk(visit)
            return handler(visit)
        except _REFUSALS as error:
            typed = kept_form(visit).typed
            if not typed:
                raise
            return visit.page("refused.html", status=status_of(error), failure=visit.failure(error), typed=typed)

    return kept


def _check_talk(visit: Visit) -> None:
    """Raise TalkGone where the address is of another talk than the one that the form is about."""
    talk = visit.text("talk") or visit.request.query_params.get("talk")
    if not talk or "slug" not in visit.request.path_params:
        return
    try:
        found = my_talk(visit.service, visit.actor, visit.slug).seminar.id
    except NotFound:
        found = None
    except Removed:
        # What a deleted talk is asked for says so by itself, or is done already.
        return
    if found != talk:
        raise TalkGone
