"""Read what was uploaded for a seminar, before anything is built of it: what a worker asks of the database."""

from dataclasses import dataclass

from mediasvc.domain.build import BuildRequest, Source
from mediasvc.domain.errors import ConversionFailed, NotFound
from mediasvc.domain.reading import MOST_ATTEMPTS, Reading
from mediasvc.domain.seminar import Seminar, SeminarId
from mediasvc.ports import Catalogue, Database
from mediasvc.usecases.hand_in import last_request


@dataclass(frozen=True)
class ToRead:
    """A source that is to be read, and its reading, which has begun."""

    source: Source
    reading: Reading


def begin_reading(database: Database, seminar_id: SeminarId) -> ToRead | None:
    """Return the first source on the seminar's list that is still to be read; None where there is none any more.

    There is none while the seminar is removed. A reading that has begun too often has failed: the source may be what
    brings workers down.
    """
    with database.transaction() as catalogue:
        try:
            seminar = catalogue.seminars.by_id(seminar_id)
        except NotFound:
            return None
        if seminar.removal is not None:
            return None
        listed = catalogue.sources.of_seminar(seminar_id)
        catalogue.readings.add_missing(seminar_id, [source.digest for source in listed])
        readings = catalogue.readings.of_seminar(seminar_id)
        for source in listed:
            reading = readings[source.digest]
            if reading.state.is_final:
                continue
            if reading.attempts < MOST_ATTEMPTS:
                catalogue.readings.put(seminar_id, reading.begun())
                return ToRead(source, reading.begun())
            died = ConversionFailed(f"{source.name}: its worker died every time")
            catalogue.readings.put(seminar_id, reading.failed(died.failure))
    return None


def keep_reading(database: Database, seminar_id: SeminarId, reading: Reading) -> None:
    """Replace the reading of this source. Where the seminar is gone, nothing happens."""
    with database.transaction() as catalogue:
        catalogue.readings.put(seminar_id, reading)


def first_files(database: Database, seminar_id: SeminarId) -> tuple[Source, ...]:
    """Return the files of the seminar's first build; where nothing is built yet, those that it would take now."""
    with database.reading() as catalogue:
        try:
            request = _request(catalogue, catalogue.seminars.by_id(seminar_id))
        except NotFound:
            return ()
        return request.first_files or request.files


def _request(catalogue: Catalogue, seminar: Seminar) -> BuildRequest:
    try:
        return last_request(catalogue, seminar)
    except NotFound:
        return BuildRequest(tuple(catalogue.sources.of_seminar(seminar.id)), seminar.details)
