"""Tell whether a talk is still as somebody has read it."""

from collections.abc import Collection

from mediasvc.domain.access import Actor, Right, may
from mediasvc.domain.errors import NotFound, VersionChanged
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar

# The versions that something may have for a change to be made; None stands for any.
Versions = Collection[str] | None


def read_version(parts: Parts, actor: Actor, slug: str) -> str | None:
    """Return the version of the talk of this slug, which is another one after each change of it.

    It is None for those who may not read everything of the talk: they are not to know when it is worked on.

    Raises:
        NotFound: no such seminar.
    """
    with parts.database.reading() as catalogue:
        seminar = _found(catalogue, actor, slug)
        return version_of(catalogue, seminar) if may(actor, Right.READ, seminar) else None


def _found(catalogue: Catalogue, actor: Actor, slug: str) -> Seminar:
    try:
        return find_seminar(catalogue, actor, Right.SEE, slug)
    except NotFound:
        if not may(actor, Right.READ):
            raise
        # Its people find it by a slug that it had before, too.
        return find_seminar(catalogue, actor, Right.READ, slug)


def version_of(catalogue: Catalogue, seminar: Seminar) -> str:
    """Return the version of the talk: the number of its last change, which no other talk has had."""
    return str(catalogue.talks.by_id(seminar.id).change)


def check_version(catalogue: Catalogue, seminar: Seminar, versions: Versions) -> None:
    """Raise VersionChanged where the talk has none of these versions."""
    if versions is not None and version_of(catalogue, seminar) not in versions:
        raise VersionChanged(f"{seminar.slug} has been changed since")
