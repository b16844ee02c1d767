"""Take a talk off the public pages."""

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.note import note


def withdraw(parts: Parts, actor: Actor, slug: str) -> Seminar:
    """Take everything of the seminar off the public pages.

    Its sources and releases stay; doing it again changes nothing.

    Raises:
        NotFound: no such seminar, or it was never published.
    """
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.PUBLISH, slug)
        if seminar.state is SeminarState.DRAFT:
            raise NotFound(f"{slug} is not published")
        if seminar.state is SeminarState.PUBLISHED:
            catalogue.seminars.withdraw(seminar.id)
            note(catalogue, actor, Action.SEMINAR_WITHDRAWN, seminar)
        return catalogue.seminars.by_id(seminar.id)
