"""Bring back a talk that was withdrawn, or an earlier release of it."""

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.note import note


def restore(parts: Parts, actor: Actor, slug: str, number: int | None = None) -> Seminar:
    """Let viewers see this release, with the details that it carries; without a number, end the withdrawal.

    The seminar's visibility and series stay as they are.

    What is on its way when a withdrawal ends is still shown when it is built. What is on its way when somebody goes
    back to a release is not.

    Raises:
        NotFound: no such seminar, or no such release of it.
    """
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.PUBLISH, slug)
        if seminar.release is None:
            raise NotFound(f"{slug} has no release yet")
        returns = seminar.state is SeminarState.WITHDRAWN and number == seminar.release
        if number is not None and not returns:
            release = catalogue.releases.by_number(seminar.id, number)
            details = catalogue.builds.by_id(release.build_id).request.details
            newest = catalogue.builds.of_seminar(seminar.id)[0]
            catalogue.seminars.point(seminar.id, number, details, newest.number)
        catalogue.seminars.bring_back(seminar.id)
        note(catalogue, actor, Action.RELEASE_PUBLISHED, seminar, str(number or seminar.release))
        return catalogue.seminars.by_id(seminar.id)
