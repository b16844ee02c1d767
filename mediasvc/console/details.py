"""The details of a talk: correct them, and hear of what somebody else corrected meanwhile."""

from starlette.responses import Response

from mediasvc.console.drafts import files_page
from mediasvc.console.merging import save_merged, with_taken
from mediasvc.console.shared_talk import DETAILS, details_now, details_there
from mediasvc.console.talk import show_talk
from mediasvc.console.typed import Typed, changes_in, fields_of, typed_in, with_fields
from mediasvc.console.visit import Visit
from mediasvc.domain.detail_changes import NO_CHANGES
from mediasvc.domain.errors import MediasvcError, NotSignedIn
from mediasvc.domain.merge import Merge
from mediasvc.domain.stage import Stage
from mediasvc.usecases.describe import describe
from mediasvc.usecases.my_talks import my_talk


def details_page(visit: Visit) -> Response:
    """Show the talk with its details open, on a page that stays as it is while they are typed without script."""
    talk = my_talk(visit.service, visit.actor, visit.slug)
    if talk.stage is Stage.PREPARING:
        return files_page(visit)
    return show_talk(visit, talk, with_fields(Typed(opened=True), details_now(visit, talk)))


def send_details(visit: Visit) -> Response:
    """Keep what was typed of the talk, beside what somebody else changed; or show it in another language."""
    typed = typed_in(visit)
    if visit.only_shows:
        return show_talk(visit, my_talk(visit.service, visit.actor, visit.slug), typed)

    def save(found: Merge, version: str) -> bool:
        changes = changes_in(with_fields(typed, found.fields), found.changed)
        if changes != NO_CHANGES:
            describe(visit.service, visit.actor, visit.slug, changes, {version})
        return True

    try:
        changes_in(typed)
        outcome = save_merged(visit, DETAILS, fields_of(typed), lambda: details_there(visit, visit.slug), save)
    except NotSignedIn:
        raise
    except MediasvcError as error:
        return show_talk(visit, my_talk(visit.service, visit.actor, visit.slug), typed, error)
    if outcome.asks is None:
        return visit.lead(with_taken(f"/console/talks/{visit.slug}", outcome.found))
    talk = my_talk(visit.service, visit.actor, visit.slug)
    return show_talk(visit, talk, with_fields(typed, outcome.found.fields), held=outcome.asks)
