"""What the people of a seminar see of a release that viewers do not see yet, or not any more."""

from dataclasses import dataclass

from mediasvc.domain.access import Actor, Right, may
from mediasvc.domain.errors import NotFound
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar


@dataclass(frozen=True)
class Preview:
    """A seminar and a release of it. `waits` tells whether it is still to be published, `may_publish` by this actor."""

    seminar: Seminar
    release: Release
    waits: bool
    may_publish: bool

    @property
    def is_public(self) -> bool:
        """Return whether this is what viewers see."""
        return self.seminar.is_open and self.seminar.release == self.release.number


def preview(parts: Parts, actor: Actor, slug: str, number: int | None = None) -> Preview:
    """Return the release of this number; without one, the newest that waits, or else the one viewers see or saw last.

    Raises:
        NotFound: no such seminar, or no such release of it.
    """
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        waiting = catalogue.releases.waiting([seminar.id])
        if number is None:
            release = newest_release(catalogue, seminar)
        else:
            release = catalogue.releases.by_number(seminar.id, number)
    return Preview(seminar, release, release in waiting, may(actor, Right.PUBLISH, seminar))


def newest_release(catalogue: Catalogue, seminar: Seminar) -> Release:
    """Return the newest release that waits, or else the one that viewers see or saw last. Raises NotFound."""
    waiting = catalogue.releases.waiting([seminar.id])
    return waiting[0] if waiting else catalogue.releases.by_number(seminar.id, seminar.release or 0)


def preview_file_key(parts: Parts, actor: Actor, slug: str, number: int, href: str) -> str:
    """Return where the file of this href, of this release, is kept in storage. Raises NotFound."""
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        release = catalogue.releases.by_number(seminar.id, number)
    if href not in release.files:
        raise NotFound(href)
    return release.files[href]
