"""Take a talk off the public pages."""

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.note import note
from mediasvc.usecases.versions import Versions, check_version


def withdraw(parts: Parts, actor: Actor, slug: str, versions: Versions = None) -> Seminar:
    """Take everything of the seminar off the public pages.

    Its sources and releases stay; doing it again changes nothing.

    Raises:
        NotFound: no such seminar, or it was never published.
        VersionChanged: it has none of these versions.
    """
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.PUBLISH, slug)
        check_version(catalogue, seminar, versions)
        withdraw_found(catalogue, actor, seminar)
        return find_seminar(catalogue, actor, Right.PUBLISH, slug)


def withdraw_found(catalogue: Catalogue, actor: Actor, seminar: Seminar) -> None:
    """Take everything of the seminar, which the actor may publish, off the public pages. Raises as `withdraw`."""
    if seminar.state is SeminarState.DRAFT:
        raise NotFound(f"{seminar.slug} is not published").because("never_published")
    if seminar.state is SeminarState.PUBLISHED:
        catalogue.seminars.withdraw(seminar.id)
        note(catalogue, actor, Action.SEMINAR_WITHDRAWN, seminar)
