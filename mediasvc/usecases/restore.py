"""Publish a release that waits, or bring back an earlier one, or a talk that was withdrawn."""

from mediasvc.domain.access import Actor, Right, person_of
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import Conflict, NotFound, Withdrawn
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.note import note
from mediasvc.usecases.pointer import note_published, point
from mediasvc.usecases.send_back import sent_back_before
from mediasvc.usecases.versions import Versions, check_version


def restore(parts: Parts, actor: Actor, slug: str, number: int | None = None, versions: Versions = None) -> Seminar:
    """Let viewers see this release, with the details that it carries; without a number, end the withdrawal.

    The seminar's visibility and series stay as they are.

    What is on its way when a withdrawal ends, or when a release is published that waited, is still shown when it is
    built or due. What is on its way when somebody goes back to a release is not.

    Raises:
        NotFound: no such seminar, or no such release of it.
        Conflict: somebody has sent the release back.
        VersionChanged: the seminar has none of these versions.
    """
    return _restored(parts, actor, slug, number, versions)


def restore_sent_back(parts: Parts, actor: Actor, slug: str, number: int, versions: Versions = None) -> Seminar:
    """Let viewers see this release even if somebody has sent it back. Otherwise it is as with `restore`."""
    return _restored(parts, actor, slug, number, versions, even_if_sent_back=True)


def _restored(
    parts: Parts, actor: Actor, slug: str, number: int | None, versions: Versions, *, even_if_sent_back: bool = False
) -> Seminar:
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.PUBLISH, slug)
        check_version(catalogue, seminar, versions)
        if seminar.release is None and number is None:
            raise NotFound(f"{slug} has no release that was published")
        if number is None or (seminar.state is SeminarState.WITHDRAWN and number == seminar.release):
            return _shown(catalogue, actor, seminar, number or seminar.release)
        release = catalogue.releases.by_number(seminar.id, number)
        if not even_if_sent_back:
            _refuse_sent_back(catalogue, seminar, release)
        return _pointed(catalogue, actor, seminar, release)


def publish_newest(catalogue: Catalogue, actor: Actor, seminar: Seminar) -> None:
    """Let viewers see the newest release that waits, of a seminar that the actor may publish.

    Raises:
        NotFound: none waits.
        Withdrawn: viewers see nothing of the seminar, and whoever publishes many at once does not mean to change that.
        Conflict: somebody has sent the release back.
    """
    waiting = catalogue.releases.waiting([seminar.id])
    if not waiting:
        raise NotFound(f"no release of {seminar.slug} waits to be published")
    if seminar.state is SeminarState.WITHDRAWN:
        raise Withdrawn(seminar.slug)
    _refuse_sent_back(catalogue, seminar, waiting[0])
    _pointed(catalogue, actor, seminar, waiting[0])


def _refuse_sent_back(catalogue: Catalogue, seminar: Seminar, release: Release) -> None:
    if release.sent_back is not None:
        told = sent_back_before(catalogue, seminar, release, release.sent_back)
        raise Conflict(told, "It can be published all the same.").because("was_sent_back")


def _pointed(catalogue: Catalogue, actor: Actor, seminar: Seminar, release: Release) -> Seminar:
    catalogue.releases.accept(seminar.id, release.number)
    point(catalogue, seminar, release)
    return _shown(catalogue, actor, seminar, release.number)


def _shown(catalogue: Catalogue, actor: Actor, before: Seminar, number: int | None) -> Seminar:
    """Let viewers see the release that the seminar points to, and tell of it. `before` is how it was."""
    catalogue.seminars.bring_back(before.id)
    note(catalogue, actor, Action.RELEASE_PUBLISHED, before, str(number))
    person = person_of(actor)
    note_published(catalogue, before, None if person is None else person.id)
    return catalogue.seminars.by_id(before.id)
