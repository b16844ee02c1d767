"""Seminars that nothing was published of yet."""

from slugify import slugify

from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import Conflict, Usage
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarState
from mediasvc.ports import Database, Storage
from mediasvc.usecases.hand_in import remove_unused

LONGEST_SLUG = 60


def create_draft(database: Database, details: SeminarDetails, slug: str | None) -> Seminar:
    """A new seminar. Its slug is made of its title, or is `slug`, and never changes.

    Raises:
        Usage: `slug` is not a slug.
        Conflict: another seminar has it.
    """
    with database.transaction() as catalogue:
        if slug is None:
            return catalogue.seminars.add(slug_of(details), details)
        seminar = catalogue.seminars.add(checked_slug(slug), details)
        if seminar.slug != slug:
            raise Conflict(f"there is a seminar {slug} already")
        return seminar


def remove_draft(database: Database, storage: Storage, slug: str) -> None:
    """Forget a draft, its builds, and its sources that nobody else uses.

    Raises:
        NotFound: no such seminar.
        Conflict: it has been published, or a build of it is not at its end.
    """
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.by_slug(slug)
        if seminar.state is not SeminarState.DRAFT:
            raise Conflict(f"{slug} has been published; it can be withdrawn")
        builds = catalogue.builds.of_seminar(seminar.id)
        if any(not build.state.is_final for build in builds):
            raise Conflict(f"{slug} is being built; cancel that first")
        sources = {*catalogue.sources.of_seminar(seminar.id), *(s for build in builds for s in build.request.sources)}
        catalogue.seminars.remove_draft(seminar.id)
        remove_unused(catalogue, storage, sources)


def new_details(changes: DetailChanges) -> SeminarDetails:
    """Return the details of a new seminar. Raises Usage where there is no title."""
    if changes.title is None:
        raise Usage("a new talk needs a title")
    return changes.onto(SeminarDetails(changes.title))


def slug_of(details: SeminarDetails) -> str:
    """The slug that the title suggests."""
    return slugify(details.title, max_length=LONGEST_SLUG, word_boundary=True) or "talk"


def checked_slug(slug: str) -> str:
    """`slug` as it is. Raises Usage where it cannot be one."""
    if not slug or slug != slugify(slug, max_length=LONGEST_SLUG):
        form = f"lower-case letters, digits and hyphens, {LONGEST_SLUG} at most"
        raise Usage(f"{slug[: 2 * LONGEST_SLUG]!r} is not a slug: {form}")
    return slug
