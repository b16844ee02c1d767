"""Hand in decks and recordings that are on this machine: a build begins."""

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from mediasvc.domain.access import Actor, Right, check, identity_of
from mediasvc.domain.build import Build, BuildRequest, Digest, Source
from mediasvc.domain.characters import readable
from mediasvc.domain.errors import NotFound, RemovedForGood, Usage
from mediasvc.domain.order import Order, check_first, request_of
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Catalogue, Parts, Storage
from mediasvc.usecases.drafts import add_draft
from mediasvc.usecases.given_files import opened
from mediasvc.usecases.hand_in import Verified, announced_details, begin, last_request, new_build
from mediasvc.usecases.note import note_build
from mediasvc.usecases.place import place
from mediasvc.usecases.publishing import as_allowed
from mediasvc.usecases.recognitions import check_model


def submit(parts: Parts, actor: Actor, order: Order[Path], slug: str | None) -> Build:
    """Keep the order's files and build the release that it asks for.

    It is a release of the seminar that has this `slug`. An order with files makes a new seminar where there is none
    of this slug, or where no slug is asked for. What the order does not give stays as it was for the seminar. Its
    visibility and its series change at once.

    Raises:
        NotFound: a file is not there; or the order has no files, and there is no such seminar or nothing built for it.
        Usage: `slug` is not a slug, a new seminar has no title, timing by cues has no cues file, or the time to publish
            has passed.
        RemovedForGood: a seminar had the `slug` that was removed.
        NotAllowed: it asks for a release that is published, and the actor may not publish.
        NotSupported: it asks for captions that are written automatically, and there is no model.
        StorageFull, StorageUnavailable, QueueUnavailable
    """
    paths: dict[Source, Path] = {}

    def source_of(path: Path) -> Source:
        source = _source(path)
        paths[source] = path
        return source

    def add(catalogue: Catalogue) -> Build:
        seminar = _seminar(catalogue, actor, found, slug)
        check(actor, Right.HAND_IN, seminar)
        # What is published is published where it is then.
        seminar = place(catalogue, actor, seminar, order.details)
        allowed = as_allowed(actor, seminar, found)
        before = _before(catalogue, found, seminar)
        request = request_of(allowed, before, announced_details(catalogue, seminar))
        build = new_build(catalogue, actor, request, seminar)
        note_build(catalogue, identity_of(actor), build, seminar)
        return build

    check(actor, Right.HAND_IN)
    check_model(parts, order)
    if slug is None:
        check_first(order)
    found = order.with_files(source_of)
    return begin(parts, paths, partial(_keep, parts.storage, paths), add)


def _seminar(catalogue: Catalogue, actor: Actor, order: Order[Source], slug: str | None) -> Seminar:
    """Return the seminar of this slug; a new one where there is none, and the order brings files for it."""
    try:
        return catalogue.seminars.by_slug(slug or "")
    except NotFound:
        if slug is not None and catalogue.removals.is_gone(slug):
            raise RemovedForGood(slug) from None
        if order.files is None:
            raise
        return add_draft(catalogue, actor, order.details, slug)


def _before(catalogue: Catalogue, order: Order[Source], seminar: Seminar) -> BuildRequest:
    """Return what the seminar's last build was made from; nothing for the first one, which brings its files."""
    try:
        return last_request(catalogue, seminar)
    except NotFound:
        if order.files is None:
            raise
        return BuildRequest((), seminar.details)


def _source(path: Path) -> Source:
    with opened(path) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Source(Digest(digest), readable(path.name), path.stat().st_size)


def _keep(storage: Storage, paths: Mapping[Source, Path]) -> None:
    for source, path in paths.items():
        with opened(path) as file:
            changed = Usage(f"{source.name} changed while it was read; hand it in when it is complete")
            storage.put(source.key, cast("BinaryIO", Verified(file, source.digest, changed)))
