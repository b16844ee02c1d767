"""Orders that wait until their files have come."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from mediasvc.domain.access import Actor, Right, identity_of
from mediasvc.domain.audit import Action
from mediasvc.domain.build import Build
from mediasvc.domain.errors import NotFound, PermanentError, QueueUnavailable
from mediasvc.domain.order import Order
from mediasvc.domain.seminar import Seminar, SeminarId, listed_name
from mediasvc.domain.waiting import WaitingOrder, files_of
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.build import add_build, build
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.identities import who_still_hands_in
from mediasvc.usecases.note import note, note_build
from mediasvc.usecases.place import place
from mediasvc.usecases.publishing import as_allowed, held_unless_allowed
from mediasvc.usecases.recognitions import check_model
from mediasvc.usecases.versions import Versions, check_version

log = structlog.get_logger()


@dataclass(frozen=True)
class Awaited:
    """An order that waits: the files of `uploading` are on their way, those of `missing` are not."""

    waiting: WaitingOrder
    uploading: Sequence[str]
    missing: Sequence[str]


def order_when_complete(
    parts: Parts, actor: Actor, slug: str, order: Order[str], versions: Versions = None
) -> Build | Awaited:
    """Build what the order asks for at once, or, where files are still on their way, when the last one has come.

    The order may name files that are not there yet. An order that waited for the same seminar is replaced. Where
    everything is there, this raises as `build` does.

    Raises:
        NotFound: no such seminar.
        VersionChanged: it has none of these versions.
        Usage: a name cannot be a file's.
        NotAllowed: it asks for a release that is published, or for another series, and the actor may not.
        NotSupported: it asks for captions that are written automatically, and there is no model.
    """
    check_model(parts, order)
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        check_version(catalogue, seminar, versions)
        catalogue.waiting_orders.remove(seminar.id)
        listed = {source.name for source in catalogue.sources.of_seminar(seminar.id)}
        named = order.with_files(lambda name: listed_name(name, listed))
        uploading = [upload.name for upload in catalogue.uploads.unfinished(seminar.id)]
        awaits = dict.fromkeys((*uploading, *(name for name in files_of(named) if name not in listed)))
        if awaits:
            seminar = place(catalogue, actor, seminar, named.details)
            named = as_allowed(actor, seminar, named)
            note(catalogue, actor, Action.BUILD_STARTED, seminar, "when its files have come")
            asked = WaitingOrder(seminar.id, named, identity_of(actor), datetime.now(UTC), tuple(awaits))
            catalogue.waiting_orders.put(asked)
            return _awaited(catalogue, asked)
    return build(parts, actor, slug, named, versions)


def read_waiting(parts: Parts, actor: Actor, slug: str) -> Awaited:
    """Return the order that waits for the seminar. Raises NotFound where none does."""
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        return _awaited(catalogue, _waiting(catalogue, seminar))


def cancel_waiting(parts: Parts, actor: Actor, slug: str, versions: Versions = None) -> None:
    """Let no order wait for the seminar. Raises NotFound where none does, and VersionChanged."""
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        check_version(catalogue, seminar, versions)
        _waiting(catalogue, seminar)
        catalogue.waiting_orders.remove(seminar.id)


def begin_when_complete(parts: Parts, seminar_id: SeminarId) -> Build | None:
    """Begin the build that is asked for when a seminar's files have come, if they have.

    Where it cannot begin, the order stays, and says why; so it does where whoever asked may not hand in any more. Where
    they may not publish any more, the release is held. It does not begin while the seminar is removed.
    """
    waiting: WaitingOrder | None = None
    try:
        with parts.database.transaction() as catalogue:
            waiting = catalogue.waiting_orders.of_seminar(seminar_id)
            if waiting is None or not _is_complete(catalogue, waiting):
                return None
            seminar = catalogue.seminars.by_id(seminar_id)
            if seminar.removal is not None:
                return None
            actor = who_still_hands_in(catalogue, waiting.asked_by, seminar)
            begun = add_build(catalogue, actor, seminar, held_unless_allowed(actor, seminar, waiting.order))
            note_build(catalogue, waiting.asked_by, begun, seminar)
            catalogue.waiting_orders.remove(seminar_id)
    except PermanentError as error:
        if waiting is not None:
            _note_failure(parts, waiting, error)
        return None
    # What the queue does not hear of now, it hears of when the service reconciles.
    with suppress(QueueUnavailable):
        parts.queue.enqueue(begun.job)
    log.info("build handed in", build=begun.id, seminar=begun.seminar_id)
    return begun


def _is_complete(catalogue: Catalogue, waiting: WaitingOrder) -> bool:
    is_tried = waiting.failure is not None
    return not is_tried and not waiting.awaits and not catalogue.uploads.unfinished(waiting.seminar_id)


def _note_failure(parts: Parts, waiting: WaitingOrder, error: PermanentError) -> None:
    with parts.database.transaction() as catalogue:
        if catalogue.waiting_orders.of_seminar(waiting.seminar_id) == waiting:
            catalogue.waiting_orders.put(replace(waiting, failure=error.failure))


def _waiting(catalogue: Catalogue, seminar: Seminar) -> WaitingOrder:
    waiting = catalogue.waiting_orders.of_seminar(seminar.id)
    if waiting is None:
        raise NotFound(f"no order waits for {seminar.slug}")
    return waiting


def _awaited(catalogue: Catalogue, waiting: WaitingOrder) -> Awaited:
    uploading = [upload.name for upload in catalogue.uploads.unfinished(waiting.seminar_id)]
    return Awaited(waiting, uploading, waiting.missing(uploading))
