"""Series: list, look at, make, describe and remove them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.access import Actor, Right, check, check_in_series, may, reach, refusal
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import Conflict, VersionChanged
from mediasvc.domain.person import Person, Role
from mediasvc.domain.seminar import checked_name
from mediasvc.domain.series import Series, SeriesPicture, SeriesSize, checked_description
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.note import note
from mediasvc.usecases.slugs import slug_of
from mediasvc.usecases.versions import Versions


@dataclass(frozen=True)
class ListedSeries:
    """A series, and how large it is: known to those who may read all talks of it."""

    series: Series
    size: SeriesSize | None


@dataclass(frozen=True)
class Member:
    """A member of a series, and their role in it."""

    person: Person
    role: Role


@dataclass(frozen=True)
class SeriesView:
    """All of a series that the one who asks may know.

    Who may not organise it sees of its members what everybody may know: `may_organise` tells. `may_remove` is whether
    they may remove the series itself.
    """

    series: Series
    description: str
    picture: SeriesPicture
    size: SeriesSize | None
    members: Sequence[Member]
    may_organise: bool
    may_remove: bool

    @property
    def version(self) -> str:
        """The version of what the series says of itself: another title or description has another one."""
        return hashlib.sha256(repr((self.series.title, self.description)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class SeriesText:
    """Title and description of a series, as somebody typed them."""

    title: str
    description: str = ""


@dataclass(frozen=True)
class SeriesChange:
    """A change of a series; None stays as it is."""

    title: str | None = None
    description: str | None = None


def list_series(parts: Parts, actor: Actor) -> Sequence[Series]:
    """Return the series that the actor may read talks of, or hand talks in to, by title."""
    with parts.database.reading() as catalogue:
        return _known(catalogue, actor)


def list_series_sizes(parts: Parts, actor: Actor) -> Sequence[ListedSeries]:
    """Return the series that `list_series` returns, with their sizes, in three questions to the database."""
    with parts.database.reading() as catalogue:
        known, sizes = _known(catalogue, actor), catalogue.series.sizes()
    return [ListedSeries(each, sizes[each.id] if _reads_all(actor, each) else None) for each in known]


def list_described_series(parts: Parts, actor: Actor) -> Sequence[tuple[Series, str]]:
    """Return the series that `list_series` returns, each with its description."""
    with parts.database.reading() as catalogue:
        known, descriptions = _known(catalogue, actor), catalogue.series.descriptions()
    return [(each, descriptions[each.id]) for each in known]


def read_series(parts: Parts, actor: Actor, slug: str) -> SeriesView:
    """Return the series of this slug. Raises NotFound."""
    with parts.database.reading() as catalogue:
        series = find_series(catalogue, actor, Right.READ, slug)
        return view_of(catalogue, actor, series)


def create_series(parts: Parts, actor: Actor, text: SeriesText) -> Series:
    """Return a new series.

    Raises:
        Conflict: there is one of this title.
        Usage: the title or the description cannot be one.
    """
    check(actor, Right.ADMINISTER)
    title, description = checked_name("title", text.title), checked_description(text.description)
    with parts.database.transaction() as catalogue:
        if any(each.title == title for each in catalogue.series.all()):
            raise _title_taken(title)
        series = catalogue.series.of_title(title, slug_of(title, "series"))
        catalogue.series.describe(series.id, title, description)
        note(catalogue, actor, Action.SERIES_CREATED, series, title)
    return series


def describe_series(
    parts: Parts, actor: Actor, slug: str, change: SeriesChange, versions: Versions = None
) -> SeriesView:
    """Give the series another title, or another description.

    Its slug and the address of its podcast stay. Files of its talks have the new title in them once they are made anew.

    Raises:
        NotFound
        VersionChanged: the series has none of these versions.
        Conflict: another series has this title.
        Usage: the title or the description cannot be one.
    """
    check(actor, Right.ORGANISE)
    new_title = None if change.title is None else checked_name("title", change.title)
    new_description = None if change.description is None else checked_description(change.description)
    with parts.database.transaction() as catalogue:
        before = find_series(catalogue, actor, Right.ORGANISE, slug)
        seen = view_of(catalogue, actor, before)
        if versions is not None and seen.version not in versions:
            raise VersionChanged(f"the series {before.title} has been changed since")
        was = (before.title, seen.description)
        title, description = new_title or was[0], was[1] if new_description is None else new_description
        if (title, description) == was:
            return seen
        try:
            series = catalogue.series.describe(before.id, title, description)
        except ValueError as error:
            raise _title_taken(title) from error
        changed = {"title": title != was[0], "description": description != was[1]}
        note(catalogue, actor, Action.SERIES_CHANGED, series, ", ".join(name for name in changed if changed[name]))
        return view_of(catalogue, actor, series)


def remove_series(parts: Parts, actor: Actor, slug: str) -> None:
    """Remove a series without talks. Its members keep their accounts; tokens that are for it alone are revoked.

    Talks of it that were removed before can still be brought back, without a series.

    Raises:
        NotFound
        Conflict: talks are in it, drafts and withdrawn ones among them.
    """
    check(actor, Right.ADMINISTER)
    with parts.database.transaction() as catalogue:
        series = catalogue.series.by_slug(slug)
        talks = catalogue.series.sizes()[series.id].talks
        if talks:
            raise Conflict(f"the series {series.title} has {talks} talks").because("series_has_talks")
        given = catalogue.series.picture(series.id).given
        for token in catalogue.tokens.all():
            if token.series == series.id:
                catalogue.tokens.remove(token.name)
                note(catalogue, actor, Action.TOKEN_REVOKED, token)
        catalogue.series.remove(series.id)
        note(catalogue, actor, Action.SERIES_REMOVED, series, series.title)
    if given is not None:
        parts.storage.delete(given)


def find_series(catalogue: Catalogue, actor: Actor, right: Right, slug: str) -> Series:
    """Return the series of this slug, to some talks of which the actor has the right.

    Raises:
        NotSignedIn, NotAllowed: the actor has the right nowhere, or not here, where they may do other things.
        NotFound: there is no such series, or none that the actor is to know of.
    """
    check(actor, right)
    series = catalogue.series.by_slug(slug)
    check_in_series(actor, right, series.id)
    return series


def view_of(catalogue: Catalogue, actor: Actor, series: Series) -> SeriesView:
    """Return what the actor may know of the series."""
    members = catalogue.people.members(series.id)
    return SeriesView(
        series,
        catalogue.series.description(series.id),
        catalogue.series.picture(series.id),
        catalogue.series.sizes()[series.id] if _reads_all(actor, series) else None,
        [Member(person, person.memberships[series.id]) for person in members],
        may_organise=reach(actor, Right.ORGANISE).reaches(series.id),
        may_remove=may(actor, Right.ADMINISTER),
    )


def _known(catalogue: Catalogue, actor: Actor) -> Sequence[Series]:
    rights = [right for right in (Right.READ, Right.HAND_IN) if may(actor, right)]
    if not rights:
        raise refusal(actor)
    known = [reach(actor, right) for right in rights]
    return [each for each in catalogue.series.all() if any(seen.reaches(each.id) for seen in known)]


def _reads_all(actor: Actor, series: Series) -> bool:
    readable = reach(actor, Right.READ)
    return readable.is_everything or series.id in readable.series


def _title_taken(title: str) -> Conflict:
    return Conflict(f"there is a series {title} already").because("series_known")
