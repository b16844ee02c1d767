"""Seminars that nothing was published of yet."""

from mediasvc.domain.access import Actor, Right, check, person_of
from mediasvc.domain.audit import Action
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import Conflict, Usage
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarState
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.note import note
from mediasvc.usecases.place import check_place, place
from mediasvc.usecases.publishing import hold_order
from mediasvc.usecases.slugs import checked_slug, slug_of
from mediasvc.usecases.versions import Versions, check_version


def create_draft(parts: Parts, actor: Actor, told: DetailChanges, slug: str | None) -> Seminar:
    """Return a new seminar. Its slug is made of its title, or is `slug`, and never changes.

    Raises:
        Usage: `slug` is not a slug, or there is no title.
        Conflict: another seminar has it.
        NotAllowed: the actor may not hand in to this series, or without one.
    """
    check(actor, Right.HAND_IN)
    with parts.database.transaction() as catalogue:
        seminar = add_draft(catalogue, actor, told, slug)
        if slug not in (None, seminar.slug):
            raise Conflict(f"there is a seminar {slug} already")
        return seminar


def add_draft(catalogue: Catalogue, actor: Actor, told: DetailChanges, slug: str | None) -> Seminar:
    """Add a seminar, whose slug is `slug`, or made of its title. Where that is taken, a number follows it.

    Raises:
        Usage: `slug` is not a slug, or there is no title.
        NotAllowed: the actor may not hand in to this series, or without one.
    """
    details, person = new_details(told), person_of(actor)
    title_slug = slug_of(details.title) if slug is None else checked_slug(slug)
    seminar = place(catalogue, actor, catalogue.seminars.add(title_slug, details, person and person.id), told)
    check_place(catalogue, actor, seminar)
    note(catalogue, actor, Action.SEMINAR_CREATED, seminar)
    return seminar


def name_draft(parts: Parts, actor: Actor, slug: str, changes: DetailChanges, versions: Versions = None) -> Seminar:
    """Give a seminar that nothing was built for yet its details, and the slug that its title suggests.

    One that something was built for stays as it is: its address may be known by now.

    Raises:
        NotFound: no such seminar.
        VersionChanged: it has none of these versions.
        NotAllowed: the actor may not put it into this series.
    """
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        check_version(catalogue, seminar, versions)
        if seminar.state is not SeminarState.DRAFT or catalogue.builds.of_seminar(seminar.id):
            return seminar
        hold_order(catalogue, actor, seminar)
        details = changes.onto(seminar.details)
        if details.title != seminar.details.title:
            catalogue.seminars.name(seminar.id, slug_of(details.title))
        catalogue.seminars.describe(seminar.id, details)
        note(catalogue, actor, Action.SEMINAR_CHANGED, seminar)
        return place(catalogue, actor, catalogue.seminars.by_id(seminar.id), changes)


def new_details(changes: DetailChanges) -> SeminarDetails:
    """Return the details of a new seminar. Raises Usage where there is no title."""
    if changes.title is None:
        raise Usage("a new talk needs a title")
    return changes.onto(SeminarDetails(changes.title))
