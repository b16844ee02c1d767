"""Take a talk off the public pages."""

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar, SeminarState, checked_name
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.note import note
from mediasvc.usecases.versions import Versions, check_version


def withdraw(parts: Parts, actor: Actor, slug: str, notice: str | None = None, versions: Versions = None) -> Seminar:
    """Take everything of the seminar off the public pages, and show viewers this sentence in its place.

    Its sources and releases stay; doing it again changes nothing but the sentence. None keeps that as it is, and an
    empty one takes it away. It goes when the withdrawal ends.

    Raises:
        NotFound: no such seminar, or it was never published.
        Usage: the sentence is too long, or holds what cannot be shown.
        VersionChanged: it has none of these versions.
    """
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.PUBLISH, slug)
        check_version(catalogue, seminar, versions)
        withdraw_found(catalogue, actor, seminar, notice)
        return find_seminar(catalogue, actor, Right.PUBLISH, slug)


def withdraw_found(catalogue: Catalogue, actor: Actor, seminar: Seminar, notice: str | None = None) -> None:
    """Take everything of the seminar, which the actor may publish, off the public pages. Raises as `withdraw`."""
    if seminar.state is SeminarState.DRAFT:
        raise NotFound(f"{seminar.slug} is not published").because("never_published")
    checked = checked_name("sentence for viewers", notice) if notice and notice.strip() else None
    if seminar.state is SeminarState.PUBLISHED:
        catalogue.seminars.withdraw(seminar.id)
        note(catalogue, actor, Action.SEMINAR_WITHDRAWN, seminar)
    if notice is not None and checked != seminar.withdrawal_notice:
        catalogue.seminars.give_notice(seminar.id, checked)
        note(catalogue, actor, Action.NOTICE_CHANGED, seminar, checked or "")
