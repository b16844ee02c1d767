"""Hand in decks and recordings: a build begins."""

import hashlib
import uuid
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from io import BufferedIOBase, BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from slugify import slugify

from mediasvc.domain.build import Build, BuildId, BuildRequest, Digest, Source, source_key
from mediasvc.domain.errors import Cancelled, MediasvcError, NotFound, Usage
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
    return _hand_in(database, storage, queue, paths, lambda catalogue: _add(catalogue, request, slug))


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

    def add(catalogue: Catalogue) -> Build:
        seminar = catalogue.seminars.by_slug(slug)
        request = catalogue.builds.latest_published(seminar.id).request
        if title is not None:
            request = replace(request, details=replace(request.details, title=title))
        if timing is not None or source is not None:
            request = replace(request, timing=timing or TimingMethod.AUTO, cues=source)
        return _new_build(catalogue, request, seminar)

    return _hand_in(database, storage, queue, _paired(source, cues), add)


def discard(database: Database, storage: Storage, build: Build) -> None:
    """Leave nothing half-made of a failed build: the draft that it was to fill goes, and sources nobody else uses.

    A draft that another build is still to fill stays.
    """
    with database.transaction() as catalogue:
        _discard(catalogue, storage, build)


def _hand_in(
    database: Database,
    storage: Storage,
    queue: BuildQueue,
    paths: Mapping[Source, Path],
    add: Callable[[Catalogue], Build],
) -> Build:
    """Keep the sources and enqueue the build that `add` makes. Where that fails nothing of it stays or begins later."""
    build: Build | None = None
    try:
        _keep(storage, paths)
        with database.transaction() as catalogue:
            build = add(catalogue)
        # A failed build takes along the sources that only it used: the same may have gone before ours came into use.
        _keep(storage, paths)
        queue.enqueue(build.id)
    except BaseException as error:
        failure = error.failure if isinstance(error, MediasvcError) else Cancelled().failure
        with database.transaction() as catalogue:
            if build is None:
                _remove_unused(catalogue, storage, paths)
            else:
                catalogue.builds.fail(build.id, failure)
                _discard(catalogue, storage, build)
        raise
    return build


def _discard(catalogue: Catalogue, storage: Storage, build: Build) -> None:
    if build.seminar_id not in {other.seminar_id for other in catalogue.builds.unfinished()}:
        catalogue.seminars.remove_draft(build.seminar_id)
    _remove_unused(catalogue, storage, build.request.sources)


def _remove_unused(catalogue: Catalogue, storage: Storage, sources: Iterable[Source]) -> None:
    for digest in catalogue.sources.unused([source.digest for source in sources]):
        storage.delete(source_key(digest))


def _source(path: Path) -> Source:
    with _opened(path) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Source(Digest(digest), path.name, path.stat().st_size)


@contextmanager
def _opened(path: Path) -> Generator[BufferedReader]:
    """The file, to be read. Raises NotFound where it is none, Usage where it cannot be read."""
    if not path.is_file():
        raise NotFound(f"{path} is not a file")
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise Usage(f"{path} cannot be read: {error.strerror}") from error


def _paired(source: Source | None, path: Path | None) -> dict[Source, Path]:
    return {} if source is None or path is None else {source: path}


def _keep(storage: Storage, paths: Mapping[Source, Path]) -> None:
    for source, path in paths.items():
        with _opened(path) as file:
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
        try:
            return _new_build(catalogue, request, catalogue.seminars.by_slug(slug))
        except NotFound as new:
            if not slug or slug != slugify(slug, max_length=LONGEST_SLUG):
                form = f"lower-case letters, digits and hyphens, {LONGEST_SLUG} at most"
                raise Usage(f"{slug!r} is not a slug: {form}") from new
            return _new_build(catalogue, request, catalogue.seminars.add(slug, request.details))
    wanted = slugify(request.details.title, max_length=LONGEST_SLUG, word_boundary=True) or "talk"
    return _new_build(catalogue, request, catalogue.seminars.add(wanted, request.details))


def _new_build(catalogue: Catalogue, request: BuildRequest, seminar: Seminar) -> Build:
    build = Build(BuildId(uuid.uuid4().hex), seminar.id, request, datetime.now(UTC))
    catalogue.builds.add(build)
    return build
