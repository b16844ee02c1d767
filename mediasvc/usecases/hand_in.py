"""What every way to hand something in has in common: a build begins, or nothing of it stays."""

import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from io import BufferedIOBase
from typing import BinaryIO

import structlog

from mediasvc.domain.access import Actor, Right, identity_of, may
from mediasvc.domain.build import Build, BuildId, BuildRequest, BuildState, Digest, Source, source_key
from mediasvc.domain.errors import Cancelled, MediasvcError, NotFound, Usage
from mediasvc.domain.limits import MOST_FILES
from mediasvc.domain.publishing import AT_ONCE, planned
from mediasvc.domain.seminar import Seminar, SeminarDetails
from mediasvc.ports import Catalogue, Parts, Storage
from mediasvc.usecases.fail import fail
from mediasvc.usecases.publishing import hold_order

log = structlog.get_logger()


def begin(
    parts: Parts,
    sources: Iterable[Source],
    keep: Callable[[], None],
    add: Callable[[Catalogue], Build],
) -> Build:
    """Enqueue the build that `add` makes, once `keep` has put its new `sources` into storage.

    Where that fails nothing of it stays or begins later. `keep` is called twice.
    """
    build: Build | None = None
    try:
        keep()
        with parts.database.transaction() as catalogue:
            build = add(catalogue)
        # A failed build takes along the sources that only it used: the same may have gone before ours came into use.
        keep()
        parts.queue.enqueue(build.job)
        log.info("build handed in", build=build.id, seminar=build.seminar_id)
    except BaseException as error:
        failure = error.failure if isinstance(error, MediasvcError) else Cancelled().failure
        with parts.database.transaction() as catalogue:
            if build is None:
                remove_unused(catalogue, parts.storage, sources)
            else:
                fail(catalogue, build, failure)
                _discard(catalogue, parts.storage, build)
        raise
    return build


def discard(parts: Parts, build: Build) -> None:
    """Leave nothing half-made of a failed build: the draft that it was to fill goes, and sources nobody else uses.

    A draft that another build has filled, or is still to fill, stays, and so does one that somebody uploaded sources
    for.
    """
    with parts.database.transaction() as catalogue:
        _discard(catalogue, parts.storage, build)


def remove_unused(catalogue: Catalogue, storage: Storage, sources: Iterable[Source]) -> None:
    """Delete the sources that nobody uses."""
    for digest in catalogue.sources.unused([source.digest for source in sources]):
        storage.delete(source_key(digest))


def new_build(catalogue: Catalogue, actor: Actor, request: BuildRequest, seminar: Seminar) -> Build:
    """A build that is to be enqueued once the transaction has ended. Raises Usage for more than MOST_FILES files.

    An actor who may not publish hands it in for approval, and with it an order that waits, which will build upon it.
    """
    if len(request.files) > MOST_FILES:
        raise Usage(f"These are {len(request.files)} files, and a talk is made of {MOST_FILES} at most: name those.")
    hold_order(catalogue, actor, seminar)
    build = Build(
        BuildId(uuid.uuid4().hex),
        seminar.id,
        request,
        datetime.now(UTC),
        ordered_by=identity_of(actor),
        needs_approval=not may(actor, Right.PUBLISH, seminar),
    )
    return catalogue.builds.add(build)


def last_request(catalogue: Catalogue, seminar: Seminar) -> BuildRequest:
    """Return what viewers will see in the end is made from: the newest build on its way, or the published release's.

    It says when viewers see what is still on its way, and that they see the next one at once where nothing is. Raises
    NotFound where there is neither.
    """
    if (request := _on_its_way(catalogue, seminar)) is not None:
        return request
    return replace(last_build(catalogue, seminar).request, publishing=AT_ONCE)


def last_build(catalogue: Catalogue, seminar: Seminar) -> Build:
    """Return the build of what viewers will see in the end. Raises NotFound as `last_request`."""
    if (build := _build_on_its_way(catalogue, seminar)) is not None:
        return build
    if seminar.release is None:
        raise NotFound(f"nothing was built for {seminar.slug} yet")
    return catalogue.builds.by_id(catalogue.releases.by_number(seminar.id, seminar.release).build_id)


def announced_details(catalogue: Catalogue, seminar: Seminar) -> SeminarDetails:
    """Return the details that the seminar has once everything that is on its way has been published.

    An older build that ends before a newer one gives back to the seminar the details that it was handed in with.
    """
    request = _on_its_way(catalogue, seminar)
    return seminar.details if request is None else request.details


def _on_its_way(catalogue: Catalogue, seminar: Seminar) -> BuildRequest | None:
    """Return the request of the newest build that is still to be seen, with the time for which it is planned now."""
    build = _build_on_its_way(catalogue, seminar)
    release = None if build is None else catalogue.releases.of_build(build.id)
    if build is None or release is None:
        return build and build.request
    return replace(build.request, publishing=planned(release.publish_at))


def _build_on_its_way(catalogue: Catalogue, seminar: Seminar) -> Build | None:
    """Return the newest build that is still to be seen: handed in since somebody last chose a release.

    It is unfinished, or its release waits.
    """
    builds = (build for build in catalogue.builds.of_seminar(seminar.id) if build.state is not BuildState.FAILED)
    return next((build for build in builds if build.number > seminar.decided), None)


class Verified(BufferedIOBase):
    """A stream that must turn out to have this SHA-256: where it ends with another one, it raises `mismatch`."""

    def __init__(self, file: BinaryIO, digest: Digest, mismatch: MediasvcError) -> None:
        self._file, self._digest, self._mismatch, self._hash = file, digest, mismatch, hashlib.sha256()
        self.size_bytes = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        block = self._file.read(-1 if size is None else size)
        self._hash.update(block)
        self.size_bytes += len(block)
        if (not block or size in (None, -1)) and self._hash.hexdigest() != self._digest:
            raise self._mismatch
        return block


def _discard(catalogue: Catalogue, storage: Storage, build: Build) -> None:
    awaited = build.seminar_id in {other.seminar_id for other in catalogue.builds.unfinished()}
    kept = catalogue.sources.of_seminar(build.seminar_id) or catalogue.releases.of_seminar(build.seminar_id)
    if not awaited and not kept:
        catalogue.seminars.remove_draft(build.seminar_id)
    remove_unused(catalogue, storage, build.request.sources)
