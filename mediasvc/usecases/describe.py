"""Change what is said about a seminar."""

from contextlib import suppress
from dataclasses import replace

from mediasvc.domain.access import Actor, Right, identity_of
from mediasvc.domain.audit import Action
from mediasvc.domain.build import Build, Source
from mediasvc.domain.detail_changes import NO_CHANGES, DetailChanges
from mediasvc.domain.errors import NotFound, QueueUnavailable
from mediasvc.domain.order import Order, request_of
from mediasvc.domain.publishing import AT_ONCE
from mediasvc.domain.seminar import Seminar, SeminarDetails
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.hand_in import announced_details, last_request, new_build
from mediasvc.usecases.note import note, note_build
from mediasvc.usecases.place import place
from mediasvc.usecases.publishing import as_allowed, hold_order
from mediasvc.usecases.versions import Versions, check_version


def describe(
    parts: Parts, actor: Actor, slug: str, changes: DetailChanges, versions: Versions = None
) -> tuple[Seminar, Build | None]:
    """Give the seminar its details with these changes.

    Visibility, series and `streaming_only` are the seminar's own and change at once. Of the rest a release says what
    was true when it was built: where there is one, or one is on its way, a build of the same sources follows, and
    viewers see the change when it is published: as the release that still waits, on request where the actor may not
    publish, or else at once. Nothing is encoded for it. A withdrawn seminar stays withdrawn.

    Raises:
        NotFound: no such seminar.
        VersionChanged: it has none of these versions.
        NotAllowed: the actor may not put it into this series, or leave it without one.
    """
    with parts.database.transaction() as catalogue:
        found = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        check_version(catalogue, found, versions)
        seminar, build = describe_found(catalogue, actor, found, changes)
    if build is not None:
        # Where the queue is away, the build is put into it when it is back.
        with suppress(QueueUnavailable):
            parts.queue.enqueue(build.job)
    return seminar, build


def describe_found(
    catalogue: Catalogue, actor: Actor, found: Seminar, changes: DetailChanges
) -> tuple[Seminar, Build | None]:
    """Give the seminar, which the actor may hand in, its details with these changes. Raises as `describe`.

    A build that follows is to be enqueued once the transaction has ended.
    """
    seminar = place(catalogue, actor, found, changes)
    if changes != NO_CHANGES:
        note(catalogue, actor, Action.SEMINAR_CHANGED, seminar, ", ".join(changes.given))
    seminar = replace(seminar, details=announced_details(catalogue, seminar))
    details = changes.onto(seminar.details)
    if details == seminar.details:
        return seminar, None
    hold_order(catalogue, actor, seminar)
    build = _follow_up(catalogue, actor, seminar, details)
    if build is None or seminar.release is None or build.request.publishing == AT_ONCE:
        catalogue.seminars.describe(seminar.id, details)
    return replace(seminar, details=details), build


def _follow_up(catalogue: Catalogue, actor: Actor, seminar: Seminar, details: SeminarDetails) -> Build | None:
    order: Order[Source] = as_allowed(actor, seminar, Order())
    try:
        request = request_of(order, last_request(catalogue, seminar), details)
    except NotFound:
        return None
    build = new_build(catalogue, actor, request, seminar)
    note_build(catalogue, identity_of(actor), build, seminar)
    return build
