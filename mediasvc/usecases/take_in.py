"""Take a source in: whatever the door it came through, this is how it gets onto its seminar's list."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from mediasvc.domain.build import Digest, Source
from mediasvc.domain.errors import TransientError
from mediasvc.domain.reading import Reading, ReadingState, reading_job
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.hand_in import remove_unused
from mediasvc.usecases.waiting import begin_when_complete


@dataclass(frozen=True)
class Arrival:
    """A source that arrives. `keep` puts it into storage and says what it is.

    `admit` decides in a transaction which seminar it is for, or raises. `again` is called where the file went after it
    had been kept, and puts it back, or raises.
    """

    digest: Digest
    keep: Callable[[], Source]
    admit: Callable[[Catalogue], Seminar]
    again: Callable[[], None]


def take_in(parts: Parts, arrival: Arrival) -> Source:
    """Keep the source and put it on its seminar's list; begin the build that waited for it.

    A source that had its name leaves the list. Nothing of it is kept where this fails. Raises what `arrival` raises.
    """
    try:
        source = arrival.keep()
        with parts.database.transaction() as catalogue:
            seminar = arrival.admit(catalogue)
            remove_unused(catalogue, parts.storage, attach(catalogue, seminar, source))
    except BaseException:
        with parts.database.transaction() as catalogue:
            remove_unused(catalogue, parts.storage, [Source(arrival.digest, "", 0)])
        raise
    # The same bytes may have been another build's, which failed and took them along before they came onto our list.
    if not parts.storage.exists(source.key):
        arrival.again()
    _has_come(parts, seminar)
    return source


def _has_come(parts: Parts, seminar: Seminar) -> None:
    """Do what is to be done as soon as a source is on its seminar's list."""
    # Both are tried again when the service reconciles.
    with suppress(TransientError):
        begin_when_complete(parts, seminar.id)
    with suppress(TransientError):
        parts.queue.enqueue(reading_job(seminar.id))


def attach(catalogue: Catalogue, seminar: Seminar, source: Source) -> list[Source]:
    """Put the source on the seminar's list. Return those that left the list for it."""
    before = catalogue.sources.of_seminar(seminar.id)
    catalogue.sources.attach(seminar.id, source)
    catalogue.readings.add_missing(seminar.id, [source.digest])
    if catalogue.readings.of_seminar(seminar.id)[source.digest].state is ReadingState.FAILED:
        # Who uploads the same once more wants it to be tried once more.
        catalogue.readings.put(seminar.id, Reading(source.digest))
    if (waiting := catalogue.waiting_orders.of_seminar(seminar.id)) is not None:
        # Where it could not begin before, it is tried once more.
        catalogue.waiting_orders.put(replace(waiting.without(source.name), failure=None))
    return [other for other in before if other.name == source.name and other.digest != source.digest]
