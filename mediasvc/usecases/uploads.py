"""Uploads that go on after breaks, for those who may hand something in."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from mediasvc.domain.access import Actor, Right, check, identity_of
from mediasvc.domain.build import Digest
from mediasvc.domain.errors import NotFound, SourceTooLarge, TalkGone, TransientError, UploadsTooMany, Usage
from mediasvc.domain.limits import Limits
from mediasvc.domain.seminar import checked_file_name
from mediasvc.domain.upload import KEPT, Upload, UploadId, new_secret, upload_id
from mediasvc.ports import Parts
from mediasvc.usecases.find import find_seminar


@dataclass(frozen=True)
class Announced:
    """A file that somebody is going to send: its name, its length, and its SHA-256 if they say it.

    `seminar_id` is the seminar that it is meant for, where they know more than its slug.
    """

    name: str
    length_bytes: int
    digest: Digest | None = None
    seminar_id: str | None = None


def begin_upload(parts: Parts, actor: Actor, slug: str, announced: Announced, limits: Limits) -> tuple[Upload, str]:
    """Return a new upload into the seminar, and the secret of its address, which is shown once and kept nowhere.

    Raises:
        NotFound: no such seminar.
        TalkGone: another seminar has the slug than the one that it is meant for.
        Usage: its name cannot be a name.
        SourceTooLarge: it is going to be larger than any source may be.
        UploadsTooMany: the actor has begun too many, or too large ones, and not finished them.
    """
    check(actor, Right.HAND_IN)
    name, owner, secret, now = checked_file_name(announced.name), identity_of(actor), new_secret(), datetime.now(UTC)
    if announced.length_bytes < 0:
        raise Usage("a file has no negative length")
    most_bytes = max(limits.deck_bytes, limits.recording_bytes)
    if announced.length_bytes > most_bytes:
        raise SourceTooLarge(f"{name} has {announced.length_bytes} bytes, {most_bytes} are allowed")
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        if announced.seminar_id not in (None, seminar.id):
            raise TalkGone
        _check_quota(catalogue.uploads.unfinished(owner=owner), announced.length_bytes, limits)
        upload = Upload(
            id=upload_id(secret),
            seminar_id=seminar.id,
            name=name,
            owner=owner,
            length_bytes=announced.length_bytes,
            created_at=now,
            expires_at=now + KEPT,
            announced=announced.digest,
        )
        if (waiting := catalogue.waiting_orders.of_seminar(seminar.id)) is not None:
            catalogue.waiting_orders.put(waiting.awaiting(name))
        return catalogue.uploads.add(upload), secret


def list_uploads(parts: Parts, actor: Actor, slug: str) -> Sequence[Upload]:
    """Return the unfinished uploads into the seminar, oldest first. Raises NotFound."""
    with parts.database.reading() as catalogue:
        return catalogue.uploads.unfinished(find_seminar(catalogue, actor, Right.READ, slug).id)


def remove_upload(parts: Parts, actor: Actor, slug: str, upload: UploadId) -> None:
    """Forget an unfinished upload into the seminar, and what has come of it. Raises NotFound."""
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        if upload not in {each.id for each in catalogue.uploads.unfinished(seminar.id)}:
            raise NotFound("this upload")
        catalogue.uploads.remove(upload)
    # What cannot be removed now is swept later.
    with suppress(TransientError):
        parts.staging.discard(upload)


def _check_quota(unfinished: Sequence[Upload], length_bytes: int, limits: Limits) -> None:
    if len(unfinished) >= limits.unfinished_uploads:
        raise UploadsTooMany(f"{len(unfinished)} are unfinished, {limits.unfinished_uploads} are allowed")
    waiting_bytes = sum(upload.length_bytes for upload in unfinished)
    if waiting_bytes + length_bytes > limits.unfinished_bytes:
        allowed = f"{limits.unfinished_bytes} bytes are allowed"
        raise UploadsTooMany(f"unfinished ones have {waiting_bytes} bytes, this one has {length_bytes}, and {allowed}")
