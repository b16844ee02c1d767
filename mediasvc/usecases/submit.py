"""Hand in decks and recordings: a build begins."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, cast

from slugify import slugify

from mediasvc.domain.build import Build, BuildId, BuildRequest, Digest, Source, source_key
from mediasvc.domain.errors import NotFound, TransientError, Usage
from mediasvc.domain.seminar import Seminar, SeminarDetails
from mediasvc.domain.timeline import TimingMethod
from mediasvc.ports import BuildQueue, Catalogue, Database, Storage

LONGEST_SLUG = 60


def submit(
    database: Database,
    storage: Storage,
    queue: BuildQueue,
    files: Sequence[Path],
    details: SeminarDetails,
    timing: TimingMethod,
    cues: Path | None,
    slug: str | None,
) -> Build:
    """Keep the files and build a release of them, for a new seminar, or for the one that has this `slug`.

    Raises:
        NotFound: one of the files is not there.
        Usage: `slug` is not a slug.
        StorageFull, StorageUnavailable, QueueUnavailable
    """
    sources = tuple(_source(file) for file in files)
    cues_source = None if cues is None else _source(cues)
    request = BuildRequest(sources, details, timing, cues_source)
    paths = dict(zip(sources, files, strict=True)) | _paired(cues_source, cues)
    _keep(storage, paths)
    with database.transaction() as catalogue:
        build = _add(catalogue, request, slug)
    # A failed build takes along the sources that only it used: the same ones may have gone before ours came into use.
    _keep(storage, paths)
    _enqueue(database, storage, queue, build)
    return build


def rebuild(
    database: Database,
    storage: Storage,
    queue: BuildQueue,
    slug: str,
    title: str | None,
    timing: TimingMethod | None,
    cues: Path | None,
) -> Build:
    """Build a new release of the same sources, with what is given changed.

    Raises:
        NotFound: no such seminar, or none that was published; or the cues file is not there.
    """
    source = None if cues is None else _source(cues)
    paths = _paired(source, cues)
    _keep(storage, paths)
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.by_slug(slug)
        request = catalogue.builds.latest_published(seminar.id).request
        if title is not None:
            request = replace(request, details=replace(request.details, title=title))
        if timing is not None or source is not None:
            request = replace(request, timing=timing or TimingMethod.AUTO, cues=source)
        build = _new_build(catalogue, request, seminar)
    _keep(storage, paths)
    _enqueue(database, storage, queue, build)
    return build


def discard(database: Database, storage: Storage, build: Build) -> None:
    """Leave nothing half-made of a failed build: the draft that it was to fill goes, and sources nobody else uses."""
    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(build.seminar_id)
        for digest in catalogue.sources.unused([source.digest for source in build.request.sources]):
            storage.delete(source_key(digest))


def _source(path: Path) -> Source:
    if not path.is_file():
        raise NotFound(f"{path} is not a file")
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Usage(f"{path} cannot be read: {error.strerror}") from error
    return Source(Digest(digest), path.name, path.stat().st_size)


def _enqueue(database: Database, storage: Storage, queue: BuildQueue, build: Build) -> None:
    """Enqueue the build; one that whoever hands it in is told has failed must not begin later."""
    try:
        queue.enqueue(build.id)
    except TransientError as error:
        with database.transaction() as catalogue:
            catalogue.builds.fail(build.id, error.failure)
        discard(database, storage, build)
        raise


def _paired(source: Source | None, path: Path | None) -> dict[Source, Path]:
    return {} if source is None or path is None else {source: path}


def _keep(storage: Storage, paths: Mapping[Source, Path]) -> None:
    for source, path in paths.items():
        with path.open("rb") as file:
            storage.put(source.key, cast("BinaryIO", _Unchanged(file, source)))


class _Unchanged(BufferedIOBase):
    """A file that is still what it was when its digest was taken; another one raises Usage where it ends."""

    def __init__(self, file: BinaryIO, source: Source) -> None:
        self._file, self._source, self._hash = file, source, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        block = self._file.read(-1 if size is None else size)
        self._hash.update(block)
        if (not block or size in (None, -1)) and self._hash.hexdigest() != self._source.digest:
            raise Usage(f"{self._source.name} changed while it was read; hand it in when it is complete")
        return block


def _add(catalogue: Catalogue, request: BuildRequest, slug: str | None) -> Build:
    """A build for the seminar of this slug; for a new one where there is none, or none was asked for."""
    if slug is not None:
        if slug != slugify(slug, max_length=LONGEST_SLUG):
            raise Usage(f"{slug} is not a slug: lower-case letters, digits and hyphens, {LONGEST_SLUG} at most")
        try:
            return _new_build(catalogue, request, catalogue.seminars.by_slug(slug))
        except NotFound:
            return _new_build(catalogue, request, catalogue.seminars.add(slug, request.details))
    wanted = slugify(request.details.title, max_length=LONGEST_SLUG, word_boundary=True) or "talk"
    return _new_build(catalogue, request, catalogue.seminars.add(wanted, request.details))


def _new_build(catalogue: Catalogue, request: BuildRequest, seminar: Seminar) -> Build:
    build = Build(BuildId(uuid.uuid4().hex), seminar.id, request, datetime.now(UTC))
    catalogue.builds.add(build)
    return build
