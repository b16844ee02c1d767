"""Pictures of series: take in what is uploaded to become one, and say what has become of it."""

import uuid
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import Failure, NotFound, QueueUnavailable, SourceTooLarge, Usage
from mediasvc.domain.series import SeriesId, SeriesPicture, picture_job
from mediasvc.ports import Database, Parts, Storage
from mediasvc.usecases.note import note
from mediasvc.usecases.series import find_series

MOST_PICTURE_BYTES = 20_000_000


def give_picture(parts: Parts, actor: Actor, slug: str, file: BinaryIO) -> None:
    """Keep an upload of which a worker makes the picture of the series; until then the one before stays.

    Nothing of it is read here: uploads are hostile.

    Raises:
        NotFound: there is no such series.
        Usage: the file is empty.
        SourceTooLarge
    """
    with parts.database.reading() as catalogue:
        series = find_series(catalogue, actor, Right.ORGANISE, slug)
    key = f"series/{series.id}/given-{uuid.uuid4().hex}"
    _put(parts.storage, key, file)
    with parts.database.transaction() as catalogue:
        series = find_series(catalogue, actor, Right.ORGANISE, slug)
        before = catalogue.series.picture(series.id)
        catalogue.series.change_picture(series.id, replace(before, given=key, failure=None))
        note(catalogue, actor, Action.SERIES_CHANGED, series, "picture")
    if before.given is not None:
        parts.storage.delete(before.given)
    # Where the queue is away, the job is put into it when it is back.
    with suppress(QueueUnavailable):
        parts.queue.enqueue(picture_job(series.id))


def drop_picture(parts: Parts, actor: Actor, slug: str) -> None:
    """Let the series have no picture. Raises NotFound."""
    check(actor, Right.ORGANISE)
    with parts.database.transaction() as catalogue:
        series = find_series(catalogue, actor, Right.ORGANISE, slug)
        before = catalogue.series.picture(series.id)
        if before != SeriesPicture():
            catalogue.series.change_picture(series.id, SeriesPicture())
            note(catalogue, actor, Action.SERIES_CHANGED, series, "no picture")
    if before.given is not None:
        parts.storage.delete(before.given)


def read_picture(parts: Parts, actor: Actor, slug: str) -> bytes:
    """Return the series' picture, a JPEG file. Raises NotFound where there is none."""
    with parts.database.reading() as catalogue:
        shown = catalogue.series.picture(find_series(catalogue, actor, Right.READ, slug).id).shown
    if shown is None:
        raise NotFound(slug)
    with parts.storage.open(shown) as file:
        return file.read()


def given_picture(database: Database, series_id: SeriesId) -> str | None:
    """Return where the upload is kept that is to become the picture of the series, if there is one."""
    with suppress(NotFound), database.reading() as catalogue:
        return catalogue.series.picture(series_id).given
    return None


def keep_picture(database: Database, series_id: SeriesId, given: str, made: str | Failure) -> None:
    """Keep what has become of an upload: where the picture is, or why it is none. Another upload since then goes on."""
    with suppress(NotFound), database.transaction() as catalogue:
        before = catalogue.series.picture(series_id)
        if before.given != given:
            return
        after = SeriesPicture(before.shown, failure=made) if isinstance(made, Failure) else SeriesPicture(made)
        catalogue.series.change_picture(series_id, after)


def _put(storage: Storage, key: str, file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if not size:
        raise Usage("the file is empty").because("picture_missing")
    if size > MOST_PICTURE_BYTES:
        raise SourceTooLarge(f"{size} bytes, {MOST_PICTURE_BYTES} are allowed").because("picture_too_large")
    storage.put(key, file)
