"""Receive the bytes of an upload, for whoever has the secret of its address.

The secret was given to somebody who may hand in, and opens nothing else, so nobody asks here who they are. Whether
those who began the upload still may is asked when the file is put on the seminar's list.
"""

import hashlib
import time
from contextlib import suppress
from datetime import UTC, datetime

from mediasvc.domain.audit import Action
from mediasvc.domain.build import Digest, Source, source_key
from mediasvc.domain.errors import (
    Conflict,
    MediasvcError,
    NotAllowed,
    NotFound,
    Removed,
    SourceDamaged,
    TransientError,
    UploadExpired,
    UploadInUse,
)
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.upload import Staged, Upload, UploadId, upload_id
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.identities import who_still_hands_in
from mediasvc.usecases.note import note_of
from mediasvc.usecases.publishing import hold_order
from mediasvc.usecases.take_in import Arrival, take_in

# A request that is asked to end does so within a second, unless its process has died.
LETS_GO_WITHIN_S = 3.0
LOOK_EVERY_S = 0.03
_CHUNK_BYTES = 1 << 20


def look(parts: Parts, secret: str) -> Upload:
    """Return the upload as it is when nobody writes to it any more; one that is complete is finished.

    Raises:
        NotFound, UploadExpired
        SourceDamaged: it is complete, and not what was announced; it is gone.
    """
    upload = _at_rest(parts, upload_id(secret))
    if upload.is_complete and not upload.is_finished:
        # All bytes are there, which is what was asked; the service tries again by itself.
        with suppress(TransientError):
            return finish(parts, upload)
    return upload


def take(parts: Parts, secret: str, offset_bytes: int) -> Upload:
    """Return the upload, which nobody else may write to from now on; a request that did is told to end.

    Raises:
        NotFound, UploadExpired
        Conflict: another offset is the right one.
        UploadInUse: yet another request has come in between.
        Removed: its seminar was removed; what has come stays until the upload expires.
    """
    _at_rest(parts, upload_id(secret))
    with parts.database.transaction() as catalogue:
        upload = _find(catalogue, upload_id(secret))
        seminar = catalogue.seminars.by_id(upload.seminar_id)
        if seminar.removal is not None:
            raise Removed(seminar.slug)
        if upload.is_held:
            raise UploadInUse
        if upload.offset_bytes != offset_bytes:
            raise Conflict(f"{upload.offset_bytes} bytes have come, and these begin at {offset_bytes}")
        if upload.is_complete:
            return upload
        taken = upload.taken()
        catalogue.uploads.replace(taken)
        return taken


def stage(parts: Parts, held: Upload, staged: Staged, block: bytes) -> Staged:
    """Write a block behind what is staged. It counts once it is kept.

    Raises:
        NotFound, UploadInUse: it is gone, or another request has taken it.
        StorageFull, StorageUnavailable
    """
    try:
        return parts.staging.append(held.id, held.fence, staged, block)
    except NotFound:
        # Who has taken it may have dropped what this request knows of.
        if is_wanted(parts, held):
            raise UploadInUse from None
        raise


def keep(parts: Parts, held: Upload, staged: Staged) -> Upload:
    """Let what is staged count; return the upload as it is now, which may be wanted by another request.

    Raises NotFound, UploadInUse: it is gone, or another request has taken it, and nothing more counts.
    """
    with parts.database.transaction() as catalogue:
        now = _still_held(catalogue, held).advanced(staged, datetime.now(UTC))
        now = now.released() if now.is_complete else now
        catalogue.uploads.replace(now)
    if gone := set(held.staged.pieces) - set(staged.pieces):
        # What cannot be dropped now goes when the upload is finished.
        with suppress(TransientError):
            parts.staging.drop(held.id, gone)
    return now


def is_wanted(parts: Parts, held: Upload) -> bool:
    """Return whether the request that holds the upload is to end."""
    with parts.database.reading() as catalogue:
        now = catalogue.uploads.by_id(held.id)
    return now.is_wanted or now.fence != held.fence


def release(parts: Parts, held: Upload) -> None:
    """Let others write, if the upload is still held."""
    with suppress(NotFound, UploadInUse), parts.database.transaction() as catalogue:
        catalogue.uploads.replace(_still_held(catalogue, held).released())


def finish(parts: Parts, upload: Upload) -> Upload:
    """Put a complete upload on its seminar's list of sources. It may be done twice, also at one moment.

    Raises:
        SourceDamaged: it is not what was announced; it is gone.
        NotFound: the seminar is gone, and so is the upload.
        NotAllowed: whoever began it may not hand in to the seminar any more; it is gone.
        StorageFull, StorageUnavailable
    """
    try:
        return _finish(parts, upload)
    except MediasvcError:
        # Somebody else may have been quicker, and cleared up.
        with suppress(NotFound), parts.database.reading() as catalogue:
            if (now := catalogue.uploads.by_id(upload.id)).is_finished:
                return now
        raise


def abandon(parts: Parts, secret: str) -> None:
    """Forget the upload and what has come of it. A file that has come onto the list stays there. Raises NotFound."""
    with parts.database.transaction() as catalogue:
        upload = _find(catalogue, upload_id(secret))
        catalogue.uploads.remove(upload.id)
    with suppress(TransientError):
        parts.staging.discard(upload.id)


def _finish(parts: Parts, upload: Upload) -> Upload:
    digest = _digest(parts, upload)
    if upload.announced not in (None, digest):
        _forget(parts, upload.id)
        raise SourceDamaged(f"{upload.name} is not the file that was announced; it may have changed meanwhile")
    try:
        take_in(parts, _arrival(parts, upload, Source(digest, upload.name, upload.length_bytes)))
    except NotAllowed:
        _forget(parts, upload.id)
        raise
    with suppress(TransientError):
        parts.staging.discard(upload.id)
    return upload.finished(digest)


def _at_rest(parts: Parts, upload: UploadId) -> Upload:
    """Return the upload once nobody writes to it. A request that does not end when it is asked to is shut out."""
    with parts.database.reading() as catalogue:
        found = _find(catalogue, upload)
    if not found.is_held:
        return found
    with parts.database.transaction() as catalogue:
        found = _find(catalogue, upload).wanted()
        catalogue.uploads.replace(found)
    deadline = time.monotonic() + LETS_GO_WITHIN_S
    while found.is_held and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)
        with parts.database.reading() as catalogue:
            found = _find(catalogue, upload)
    if found.is_held:
        with parts.database.transaction() as catalogue:
            found = _find(catalogue, upload).taken().released()
            catalogue.uploads.replace(found)
    return found


def _find(catalogue: Catalogue, upload: UploadId) -> Upload:
    found = catalogue.uploads.by_id(upload)
    if found.expires_at < datetime.now(UTC):
        raise UploadExpired
    return found


def _still_held(catalogue: Catalogue, held: Upload) -> Upload:
    now = catalogue.uploads.by_id(held.id)
    if now.fence != held.fence or now.is_complete:
        raise UploadInUse
    return now


def _digest(parts: Parts, upload: Upload) -> Digest:
    found = hashlib.sha256()
    with parts.staging.open(upload.id, upload.staged) as file:
        while block := file.read(_CHUNK_BYTES):
            found.update(block)
    return Digest(found.hexdigest())


def _arrival(parts: Parts, upload: Upload, source: Source) -> Arrival:
    def deliver() -> None:
        parts.staging.deliver(upload.id, upload.fence, upload.staged, source_key(source.digest))

    def keep_source() -> Source:
        deliver()
        return source

    def admit(catalogue: Catalogue) -> Seminar:
        now = catalogue.uploads.by_id(upload.id)
        if now.is_finished:
            raise UploadInUse
        catalogue.uploads.replace(now.finished(source.digest))
        seminar = catalogue.seminars.by_id(upload.seminar_id)
        hold_order(catalogue, who_still_hands_in(catalogue, upload.owner, seminar), seminar)
        note_of(catalogue, upload.owner, Action.SOURCE_ADDED, seminar, upload.name)
        return seminar

    return Arrival(source.digest, keep_source, admit, deliver)


def _forget(parts: Parts, upload: UploadId) -> None:
    with parts.database.transaction() as catalogue:
        catalogue.uploads.remove(upload)
    with suppress(TransientError):
        parts.staging.discard(upload)
