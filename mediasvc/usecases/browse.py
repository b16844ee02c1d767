"""Look at seminars, and at what organisers know of them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from mediasvc.domain.access import Actor, Right, check, may, reach, refusal
from mediasvc.domain.build import Source
from mediasvc.domain.errors import Removed, Withdrawn
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarId, SeminarState, Visibility
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.hand_in import announced_details
from mediasvc.usecases.watch import manifest_of


@dataclass(frozen=True)
class Shown:
    """A seminar, and its published release's manifest, where one is public."""

    seminar: Seminar
    manifest: Manifest | None


@dataclass(frozen=True)
class Page:
    """Some seminars, and whether more come behind them."""

    seminars: Sequence[Seminar]
    has_more: bool


def list_seminars(parts: Parts, actor: Actor) -> Sequence[Seminar]:
    """Return every seminar that the actor may read, newest first."""
    check(actor, Right.READ)
    with parts.database.reading() as catalogue:
        return catalogue.seminars.all(SeminarFilter(reach=reach(actor, Right.READ)))


def list_page(parts: Parts, actor: Actor, wanted: SeminarFilter, limit: int, after: str | None) -> Page:
    """Return up to `limit` of the wanted seminars, newest first; those behind the one of slug `after`, where given.

    An actor finds those that they may read; one who may read none, those that are published and public.

    Raises:
        NotSignedIn, NotAllowed: such an actor asks for others.
        NotFound: there is no seminar of slug `after`, or the actor is not to know of it.
    """
    if may(actor, Right.READ):
        wanted = replace(wanted, reach=reach(actor, Right.READ))
    else:
        check(actor, Right.SEE)
        if wanted.state not in (None, SeminarState.PUBLISHED):
            raise refusal(actor, f"those who may read no talk do not see what is {wanted.state}")
        if wanted.stages is not None or wanted.owner is not None:
            raise refusal(actor, "those who may read no talk do not see how far one is, or who handed it in")
        wanted = replace(wanted, state=SeminarState.PUBLISHED, visibility=Visibility.PUBLIC)
    with parts.database.reading() as catalogue:
        behind = None if after is None else _last_seen(catalogue, actor, after)
        found = catalogue.seminars.some(limit + 1, behind and behind.id, wanted)
    return Page(found[:limit], len(found) > limit)


def read_seminar(parts: Parts, actor: Actor, slug: str) -> Seminar:
    """Return the seminar. Raises NotFound and Withdrawn where there is none for this actor to see."""
    with parts.database.reading() as catalogue:
        return find_seminar(catalogue, actor, Right.SEE, slug)


def show(parts: Parts, actor: Actor, slug: str) -> Shown:
    """Return the seminar, with what is published of it.

    Raises:
        NotFound: no such seminar.
        NotSupported: a later version of the service has made its release.
    """
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        if seminar.state is not SeminarState.PUBLISHED or seminar.release is None:
            return Shown(seminar, None)
        release = catalogue.releases.by_number(seminar.id, seminar.release)
    return Shown(seminar, manifest_of(parts.storage, release))


def list_sources(parts: Parts, actor: Actor, slug: str) -> Sequence[Source]:
    """Return the seminar's list of sources, in the order of arrival. Raises NotFound."""
    with parts.database.reading() as catalogue:
        return catalogue.sources.of_seminar(find_seminar(catalogue, actor, Right.READ, slug).id)


def waiting_releases(parts: Parts, actor: Actor, seminars: Sequence[Seminar]) -> Mapping[SeminarId, Release]:
    """Return the newest release that waits of each of these seminars that has one and that the actor may read."""
    readable = [seminar.id for seminar in seminars if may(actor, Right.READ, seminar)]
    if not readable:
        return {}
    with parts.database.reading() as catalogue:
        newest_first = catalogue.releases.waiting(readable)
    return {release.seminar_id: release for release in reversed(newest_first)}


def read_announced(parts: Parts, actor: Actor, slug: str) -> Seminar:
    """Return the seminar with the details that it has once all that is on its way is published, for who edits it.

    Raises:
        NotFound: no such seminar.
    """
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        return replace(seminar, details=announced_details(catalogue, seminar))


def _last_seen(catalogue: Catalogue, actor: Actor, slug: str) -> Seminar:
    seminar = catalogue.seminars.by_slug(slug)
    # One that was withdrawn or removed since the page before still says where the next one begins.
    with suppress(Removed, Withdrawn):
        check(actor, Right.SEE, seminar)
    return seminar
