"""Delete a talk, look at those that were deleted, and bring one back."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from mediasvc.console.list_filters import address
from mediasvc.console.rendering import PACKAGE
from mediasvc.console.talks import language_of
from mediasvc.console.visit import Visit
from mediasvc.delivery.rendering import source
from mediasvc.domain.access import may, right_to_remove
from mediasvc.domain.errors import Removed
from mediasvc.domain.listed_talk import TalkOrder, place_in
from mediasvc.domain.removal import Removal
from mediasvc.domain.seminar import SeminarState
from mediasvc.domain.stage import Stage
from mediasvc.usecases.remove import RemovedTalk, list_removed, removable, remove, undo_removal

TALKS_A_PAGE = 50
PATH = "/console/deleted"


@dataclass(frozen=True)
class ShownRemoval:
    """A deleted talk as the list shows it. `by` is the name of the one who deleted it, if that was a person."""

    slug: str
    title: str
    stages: Sequence[Stage]
    removal: Removal
    by: str
    may_be_undone: bool


def remove_page(visit: Visit) -> Response:
    """Show what is deleted with the talk, and until when that can be undone, before anything happens."""
    found = removable(visit.service, visit.actor, visit.slug)
    if found.seminar.slug != visit.slug:
        return visit.lead(f"/console/talks/{found.seminar.slug}/remove")
    return visit.page(
        "remove.html",
        "talks",
        seminar=found.seminar,
        talk=found.seminar,
        is_seen=found.seminar.state is not SeminarState.DRAFT,
        releases=found.releases,
        is_being_built=found.is_being_built,
        until=datetime.now(UTC) + timedelta(days=_kept_days(visit)),
        script=source("times.js", PACKAGE),
    )


def send_remove(visit: Visit) -> Response:
    """Delete the talk. Where that was done already, the form was sent twice, or by two people."""
    with suppress(Removed):
        remove(visit.service, visit.actor, visit.slug, _kept_days(visit))
    return visit.lead(PATH)


def send_undo(visit: Visit) -> Response:
    """Bring the talk back."""
    seminar = undo_removal(visit.service, visit.actor, visit.slug)
    return visit.lead(f"/console/talks/{seminar.slug}")


def removed_page(visit: Visit) -> Response:
    """Show the deleted talks that the person may read, those that were deleted last first."""
    after = visit.request.query_params.get("after", "")
    place = place_in(TalkOrder.CHANGED, after) if after else None
    page = list_removed(visit.service, visit.actor, TALKS_A_PAGE, place)
    following = str(page.talks[-1].talk.place) if page.has_more else ""
    return visit.page(
        "removed.html",
        "talks",
        talks=[_shown(visit, each) for each in page.talks],
        first=address(PATH, language_of(visit)) if after else None,
        next=address(PATH, {"after": following, **language_of(visit)}) if following else None,
        script=source("times.js", PACKAGE),
    )


def _shown(visit: Visit, found: RemovedTalk) -> ShownRemoval:
    seminar = found.talk.seminar
    return ShownRemoval(
        seminar.slug,
        seminar.details.title,
        found.talk.stages,
        found.removal,
        found.by,
        may(visit.actor, right_to_remove(seminar), seminar),
    )


def _kept_days(visit: Visit) -> int:
    return visit.service.settings.removed_talks_kept_days
