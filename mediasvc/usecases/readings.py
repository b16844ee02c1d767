"""Look at what was read of a seminar's sources before anything is built of them, and at what it lets guess."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediasvc.domain.access import Actor, Right, reach
from mediasvc.domain.build import Digest, Source
from mediasvc.domain.errors import NotFound
from mediasvc.domain.guesses import Guesses, Told, guesses
from mediasvc.domain.reading import Reading, SourceKind
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar


@dataclass(frozen=True)
class ReadSource:
    """A source on a seminar's list, and its reading."""

    source: Source
    reading: Reading


@dataclass(frozen=True)
class ReadSources:
    """A seminar's sources with their readings, in the list's order, and what they let guess of its details."""

    seminar: Seminar
    sources: Sequence[ReadSource]
    guesses: Guesses


def readings(parts: Parts, actor: Actor, slug: str) -> ReadSources:
    """Return the reading of each source on the seminar's list, and what they let guess. Raises NotFound.

    A source that was uploaded before there were readings is told as one that waits.
    """
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        listed, known = catalogue.sources.of_seminar(seminar.id), catalogue.readings.of_seminar(seminar.id)
        series = _last_series(catalogue, actor, seminar)
    found = [ReadSource(source, known.get(source.digest, Reading(source.digest))) for source in listed]
    told = [
        Told(each.source.name, each.reading.properties, each.reading.kind is SourceKind.DECK)
        for each in found
        if each.reading.kind in (SourceKind.DECK, SourceKind.RECORDING)
    ]
    return ReadSources(seminar, found, replace(guesses(told, datetime.now(UTC).date()), series=series))


def thumbnail_key(parts: Parts, actor: Actor, slug: str, digest: Digest, number: int) -> str:
    """Return where the small picture of a deck's slide is kept in storage; slides count from 1, without hidden ones.

    Raises:
        NotFound: no such seminar, no such source on its list, or no picture of such a slide yet.
    """
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        listed = {source.digest for source in catalogue.sources.of_seminar(seminar.id)}
        reading = catalogue.readings.of_seminar(seminar.id).get(digest)
    if digest not in listed or reading is None or not 1 <= number <= len(reading.thumbnails):
        raise NotFound(f"slide {number} of {digest}")
    return reading.thumbnails[number - 1]


def _last_series(catalogue: Catalogue, actor: Actor, seminar: Seminar) -> str | None:
    """Return the series of the actor's newest talk before this one, where that is in one."""
    readable = SeminarFilter(reach=reach(actor, Right.READ))
    before = next(iter(catalogue.seminars.some(1, seminar.id, readable)), None)
    return None if before is None or before.series is None else before.series.title
