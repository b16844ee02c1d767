"""Hand in decks and recordings that are on this machine: a build begins."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from mediasvc.domain.build import Build, BuildRequest, Digest, Source
from mediasvc.domain.errors import NotFound, Usage
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.wishes import AS_BEFORE, Wishes
from mediasvc.ports import BuildQueue, Catalogue, Database, Storage
from mediasvc.usecases.drafts import checked_slug, slug_of
from mediasvc.usecases.given_files import opened
from mediasvc.usecases.hand_in import Verified, begin, last_request, new_build


def submit(
    database: Database,
    storage: Storage,
    queue: BuildQueue,
    files: Sequence[Path],
    details: SeminarDetails,
    timing: TimingMethod,
    cues: Path | None,
    slug: str | None,
    wishes: Wishes = AS_BEFORE,
    captions: Path | None = None,
) -> Build:
    """Keep the files and build a release of them, for a new seminar, or for the one that has this `slug`.

    What is not among the `wishes` is not done, whatever was wished before.

    Raises:
        NotFound: one of the files is not there.
        Usage: `slug` is not a slug.
        StorageFull, StorageUnavailable, QueueUnavailable
    """
    sources = tuple(_source(file) for file in files)
    cues_source, captions_source = _source_of(cues), _source_of(captions)
    request = wishes.onto(BuildRequest(sources, details, timing, cues_source, captions=captions_source))
    paths = dict(zip(sources, files, strict=True)) | _paired(cues_source, cues) | _paired(captions_source, captions)
    return begin(
        database,
        storage,
        queue,
        paths,
        partial(_keep, storage, paths),
        lambda catalogue: _add(catalogue, request, slug),
    )


def rebuild(
    database: Database,
    storage: Storage,
    queue: BuildQueue,
    slug: str,
    title: str | None,
    timing: TimingMethod | None,
    cues: Path | None,
    wishes: Wishes = AS_BEFORE,
    captions: Path | None = None,
) -> Build:
    """Build a new release of the same sources, with what is given changed.

    Raises:
        NotFound: no such seminar, or nothing was built for it; or the cues or captions file is not there.
    """
    source, captions_source = _source_of(cues), _source_of(captions)
    paths = _paired(source, cues) | _paired(captions_source, captions)

    def add(catalogue: Catalogue) -> Build:
        seminar = catalogue.seminars.by_slug(slug)
        details = seminar.details if title is None else replace(seminar.details, title=title)
        request = wishes.onto(replace(last_request(catalogue, seminar), details=details))
        if timing is not None or source is not None:
            request = replace(request, timing=timing or TimingMethod.AUTO, cues=source)
        if captions_source is not None:
            request = replace(request, captions=captions_source)
        return new_build(catalogue, request, seminar)

    return begin(database, storage, queue, paths, partial(_keep, storage, paths), add)


def _source(path: Path) -> Source:
    with opened(path) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Source(Digest(digest), path.name, path.stat().st_size)


def _source_of(path: Path | None) -> Source | None:
    return None if path is None else _source(path)


def _paired(source: Source | None, path: Path | None) -> dict[Source, Path]:
    return {} if source is None or path is None else {source: path}


def _keep(storage: Storage, paths: Mapping[Source, Path]) -> None:
    for source, path in paths.items():
        with opened(path) as file:
            changed = Usage(f"{source.name} changed while it was read; hand it in when it is complete")
            storage.put(source.key, cast("BinaryIO", Verified(file, source.digest, changed)))


def _add(catalogue: Catalogue, request: BuildRequest, slug: str | None) -> Build:
    """A build for the seminar of this slug; for a new one where there is none, or none was asked for."""
    if slug is not None:
        try:
            return new_build(catalogue, request, catalogue.seminars.by_slug(slug))
        except NotFound:
            return new_build(catalogue, request, catalogue.seminars.add(checked_slug(slug), request.details))
    return new_build(catalogue, request, catalogue.seminars.add(slug_of(request.details), request.details))
