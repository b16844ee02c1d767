"""Publish a release that waits, or bring back an earlier one, or a talk that was withdrawn."""

from mediasvc.domain.access import Actor, Right, person_of
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.note import note
from mediasvc.usecases.pointer import note_published, point
from mediasvc.usecases.versions import Versions, check_version


def restore(parts: Parts, actor: Actor, slug: str, number: int | None = None, versions: Versions = None) -> Seminar:
    """Let viewers see this release, with the details that it carries; without a number, end the withdrawal.

    The seminar's visibility and series stay as they are.

    What is on its way when a withdrawal ends, or when a release is published that waited, is still shown when it is
    built or due. What is on its way when somebody goes back to a release is not.

    Raises:
        NotFound: no such seminar, or no such release of it.
        VersionChanged: the seminar has none of these versions.
    """
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.PUBLISH, slug)
        check_version(catalogue, seminar, versions)
        if seminar.release is None and number is None:
            raise NotFound(f"{slug} has no release that was published")
        returns = seminar.state is SeminarState.WITHDRAWN and number == seminar.release
        if number is not None and not returns:
            point(catalogue, seminar, catalogue.releases.by_number(seminar.id, number))
        catalogue.seminars.bring_back(seminar.id)
        note(catalogue, actor, Action.RELEASE_PUBLISHED, seminar, str(number or seminar.release))
        person = person_of(actor)
        note_published(catalogue, seminar, None if person is None else person.id)
        return catalogue.seminars.by_id(seminar.id)
