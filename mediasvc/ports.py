"""What the service needs from the outside, each with its contract. One suite in tests/contract holds every adapter."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

from mediasvc.domain.build import Build, BuildId, BuildWarning, Digest
from mediasvc.domain.errors import Failure
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId


class Storage(Protocol):
    """Immutable files by key. A key is `/`-separated names of letters, digits, `.`, `-` and `_`; none starts with `.`.

    The alphabet is ASCII; a name has up to 200 characters, a key up to 900. No key may also be a folder of others.
    What was put under a key never changes. An adapter raises StorageFull or StorageUnavailable for what may pass, and
    ValueError for a key of another form.
    """

    def exists(self, key: str) -> bool:
        """True from the moment that a put of this key has returned, whoever put it."""
        ...

    def put(self, key: str, file: BinaryIO) -> None:
        """Keep the rest of `file`, read as a stream, under `key`, all or nothing.

        Where the key exists already, what is there stays, also under concurrent puts. After a failed or interrupted
        put the key does not exist.
        """
        ...

    def open(self, key: str) -> BinaryIO:
        """A new readable stream from the first byte, which the caller closes. Raises NotFound."""
        ...

    def fetch(self, key: str, into: Path) -> None:
        """Make the bytes readable at the path `into`, free so far, never to be written to.

        Raises NotFound; FileExistsError or another OSError for an `into` that cannot be made.
        """
        ...

    def delete(self, key: str) -> None:
        """After this the key does not exist, whether it did before or not."""
        ...


class Seminars(Protocol):
    """Seminars in one transaction."""

    def add(self, title_slug: str, details: SeminarDetails) -> Seminar:
        """A new draft. Its slug is `title_slug`, or that with the lowest free `-2`, `-3`, … behind it."""
        ...

    def by_slug(self, slug: str) -> Seminar:
        """Raises NotFound."""
        ...

    def by_id(self, seminar_id: SeminarId) -> Seminar:
        """Raises NotFound."""
        ...

    def all(self) -> Sequence[Seminar]:
        """Every seminar, newest first."""
        ...

    def point(self, seminar_id: SeminarId, release: int, details: SeminarDetails) -> None:
        """Publish this release: the pointer and the details change together, and a withdrawal ends. Raises NotFound."""
        ...

    def withdraw(self, seminar_id: SeminarId) -> None:
        """Nothing of the seminar is public any more; the pointer stays, so that it can come back. Raises NotFound."""
        ...

    def remove_draft(self, seminar_id: SeminarId) -> None:
        """Forget a seminar that has no release, with its builds. One that has a release, or is gone, stays as it is."""
        ...


class Builds(Protocol):
    """Builds in one transaction."""

    def add(self, build: Build) -> None:
        """Keep a new build, and know its sources.

        Raises NotFound for a seminar that is not there, ValueError for a build that is there already.
        """
        ...

    def by_id(self, build_id: BuildId) -> Build:
        """Raises NotFound."""
        ...

    def latest_published(self, seminar_id: SeminarId) -> Build:
        """The build whose release is the newest. Raises NotFound."""
        ...

    def unfinished(self) -> Sequence[Build]:
        """Every build that is queued or running, oldest first."""
        ...

    def begin(self, build_id: BuildId) -> Build:
        """The build is running, on one more attempt. A final build stays as it is. Raises NotFound."""
        ...

    def report(self, build_id: BuildId, progress: Mapping[str, float]) -> None:
        """Replace the progress of an unfinished build; one that is final, or gone, stays as it is."""
        ...

    def publish(self, build_id: BuildId, warnings: Sequence[BuildWarning]) -> None:
        """The build is published, for good, also where another run of it has failed. Raises NotFound."""
        ...

    def fail(self, build_id: BuildId, failure: Failure) -> None:
        """The build has failed, for good; one that is final already, or gone, stays as it is."""
        ...


class Releases(Protocol):
    """Releases in one transaction."""

    def next_number(self, seminar_id: SeminarId) -> int:
        """1 for a seminar's first release. Two transactions that both add that number do not both commit."""
        ...

    def add(self, release: Release) -> None:
        """Keep a release. There is one for each (seminar, number), and one for each build.

        Raises NotFound for a build that is not there, ValueError for a second release.
        """
        ...

    def of_build(self, build_id: BuildId) -> Release | None:
        """The release that this build made, if it made one."""
        ...

    def by_number(self, seminar_id: SeminarId, number: int) -> Release:
        """Raises NotFound."""
        ...


class Sources(Protocol):
    """Which sources are in use, in one transaction."""

    def unused(self, digests: Collection[Digest]) -> Collection[Digest]:
        """Those of `digests` that no build is made from; a build that failed does not count.

        Until this transaction ends, none of them comes into use.
        """
        ...


class Catalogue(Protocol):
    """What is known, in one transaction."""

    @property
    def seminars(self) -> Seminars: ...
    @property
    def builds(self) -> Builds: ...
    @property
    def releases(self) -> Releases: ...
    @property
    def sources(self) -> Sources: ...


class Database(Protocol):
    """The truth about seminars, builds and releases. StorageFull and StorageUnavailable tell what may pass."""

    def transaction(self) -> AbstractContextManager[Catalogue]:
        """All changes made inside are kept when the block ends, and none when it raises.

        Transactions that write do not see each other half-way; a block may be entered while another thread's is open,
        and may wait for it. So a block is never entered inside another, and does nothing slow.
        """
        ...


class BuildQueue(Protocol):
    """Hands builds to workers. It may be lost: what is to be built stands in the database."""

    def enqueue(self, build_id: BuildId) -> None:
        """Some worker runs this build, soon. Of a build that is waiting or running there is no second job.

        That holds also where several enqueue it at one moment. A build that has run can be enqueued again.
        Raises QueueUnavailable.
        """
        ...

    def live(self) -> Collection[BuildId]:
        """The builds that wait for a worker, or that a worker which is alive is running. Raises QueueUnavailable."""
        ...

    def given_up(self) -> Collection[BuildId]:
        """The builds that died or failed so often that the queue does not try again. Raises QueueUnavailable."""
        ...

    def cancel(self, build_id: BuildId) -> None:
        """The build does not wait any more, and if it runs, its worker is told to stop; it is not tried again.

        A build that the queue does not know stays unknown. Raises QueueUnavailable.
        """
        ...
