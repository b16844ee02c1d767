"""Take in a source that is sent, as a stream."""

from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.build import Digest, Source
from mediasvc.domain.errors import QueueUnavailable, SourceDamaged, SourceTooLarge, Usage
from mediasvc.domain.reading import Reading, ReadingState, reading_job
from mediasvc.domain.seminar import Seminar, checked_name
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.hand_in import Verified, remove_unused

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Sent:
    """A file that somebody sends: its name, its SHA-256 as they say, its bytes, and how many are taken at most."""

    name: str
    digest: Digest
    file: BinaryIO
    most_bytes: int


def upload(parts: Parts, actor: Actor, slug: str, sent: Sent) -> Source:
    """Keep the file that is sent, and put it on the seminar's list of sources under its name.

    A source that had the name leaves the list. Nothing of the stream is kept where this fails.

    Raises:
        NotFound: no such seminar.
        Usage: its name cannot be a name.
        SourceDamaged: what came has another digest.
        SourceTooLarge: more than `most_bytes` came.
        StorageFull, StorageUnavailable
    """
    check(actor, Right.HAND_IN)
    name, digest = _checked_file_name(sent.name), sent.digest
    with parts.database.reading() as catalogue:
        find_seminar(catalogue, actor, Right.HAND_IN, slug)
    mismatch = SourceDamaged(f"{name} has not the digest that was said")
    stream = Verified(_limited(sent.file, sent.most_bytes), digest, mismatch)
    source = Source(digest, name, 0)
    try:
        parts.storage.put(source.key, cast("BinaryIO", stream))
        # Where the same bytes were there already, put has not looked at these.
        while stream.read(_CHUNK_BYTES):
            pass
        source = Source(digest, name, stream.size_bytes)
        with parts.database.transaction() as catalogue:
            seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
            remove_unused(catalogue, parts.storage, _attach(catalogue, seminar, source))
    except BaseException:
        with parts.database.transaction() as catalogue:
            remove_unused(catalogue, parts.storage, [source])
        raise
    # The same bytes may have been another build's, which failed and took them along before they came onto our list.
    if not parts.storage.exists(source.key):
        detach(parts, actor, slug, name)
        raise SourceDamaged(name)
    begin_to_read(parts, seminar)
    return source


def begin_to_read(parts: Parts, seminar: Seminar) -> None:
    """Let a worker read what has come onto the seminar's list. Where the queue is away, it does so when it is back."""
    with suppress(QueueUnavailable):
        parts.queue.enqueue(reading_job(seminar.id))


def detach(parts: Parts, actor: Actor, slug: str, name: str) -> None:
    """Take the source off the seminar's list; its bytes stay while a build needs them.

    Raises:
        NotFound: no such seminar, or no such name on its list.
        Usage: `name` cannot be a name.
    """
    check(actor, Right.HAND_IN)
    name = checked_name("file's name", name)
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        found = [source for source in catalogue.sources.of_seminar(seminar.id) if source.name == name]
        catalogue.sources.detach(seminar.id, name)
        remove_unused(catalogue, parts.storage, found)


def _checked_file_name(name: str) -> str:
    name = checked_name("file's name", name)
    # Programs on the way take these for other addresses, and nobody could take the source off the list again.
    if name in (".", ".."):
        raise Usage(f"{name} is no name of a file")
    return name


def _attach(catalogue: Catalogue, seminar: Seminar, source: Source) -> list[Source]:
    """Put the source on the seminar's list. Return those that left the list for it."""
    before = catalogue.sources.of_seminar(seminar.id)
    catalogue.sources.attach(seminar.id, source)
    catalogue.readings.add_missing(seminar.id, [source.digest])
    if catalogue.readings.of_seminar(seminar.id)[source.digest].state is ReadingState.FAILED:
        # Who uploads the same once more wants it to be tried once more.
        catalogue.readings.put(seminar.id, Reading(source.digest))
    return [other for other in before if other.name == source.name and other.digest != source.digest]


class _Limited:
    """A stream that raises SourceTooLarge where it goes on after so many bytes."""

    def __init__(self, file: BinaryIO, most_bytes: int) -> None:
        self._file, self._rest, self._most = file, most_bytes, most_bytes

    def read(self, size: int = -1, /) -> bytes:
        block = self._file.read(size)
        self._rest -= len(block)
        if self._rest < 0:
            raise SourceTooLarge(f"{self._most} bytes are allowed")
        return block


def _limited(file: BinaryIO, most_bytes: int) -> BinaryIO:
    return cast("BinaryIO", _Limited(file, most_bytes))
