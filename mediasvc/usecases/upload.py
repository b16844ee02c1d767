"""Take in a source that is sent, as a stream."""

from dataclasses import dataclass
from typing import BinaryIO, cast

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.audit import Action
from mediasvc.domain.build import Digest, Source, source_key
from mediasvc.domain.errors import SourceDamaged, SourceTooLarge
from mediasvc.domain.seminar import Seminar, checked_file_name, listed_name
from mediasvc.domain.waiting import files_of
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.hand_in import Verified, remove_unused
from mediasvc.usecases.note import note
from mediasvc.usecases.publishing import hold_order
from mediasvc.usecases.take_in import Arrival, take_in

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
    name, digest = checked_file_name(sent.name), sent.digest
    with parts.database.reading() as catalogue:
        find_seminar(catalogue, actor, Right.HAND_IN, slug)
    mismatch = SourceDamaged(f"{name} has not the digest that was said")
    stream = Verified(_limited(sent.file, sent.most_bytes), digest, mismatch)

    def keep() -> Source:
        parts.storage.put(source_key(digest), cast("BinaryIO", stream))
        # Where the same bytes were there already, put has not looked at these.
        while stream.read(_CHUNK_BYTES):
            pass
        return Source(digest, name, stream.size_bytes)

    def admit(catalogue: Catalogue) -> Seminar:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        hold_order(catalogue, actor, seminar)
        note(catalogue, actor, Action.SOURCE_ADDED, seminar, name)
        return seminar

    def again() -> None:
        detach(parts, actor, slug, name)
        raise SourceDamaged(name)

    return take_in(parts, Arrival(digest, keep, admit, again))


def detach(parts: Parts, actor: Actor, slug: str, name: str) -> None:
    """Take the source off the seminar's list; its bytes stay while a build needs them.

    Raises:
        NotFound: no such seminar, or no such name on its list.
        Usage: `name` cannot be a name.
    """
    check(actor, Right.HAND_IN)
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        listed = catalogue.sources.of_seminar(seminar.id)
        name = listed_name(name, {source.name for source in listed})
        found = [source for source in listed if source.name == name]
        catalogue.sources.detach(seminar.id, name)
        remove_unused(catalogue, parts.storage, found)
        hold_order(catalogue, actor, seminar)
        waiting = catalogue.waiting_orders.of_seminar(seminar.id)
        if waiting is not None and name in files_of(waiting.order):
            catalogue.waiting_orders.put(waiting.awaiting(name))
        note(catalogue, actor, Action.SOURCE_REMOVED, seminar, name)


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
