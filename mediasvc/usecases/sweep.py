"""Go on with uploads that nobody asks about any more: finish those that are complete, remove those that expired."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog

from mediasvc.domain.errors import MediasvcError, NotFound, PermanentError
from mediasvc.domain.upload import Upload
from mediasvc.ports import Parts
from mediasvc.usecases.receive import finish
from mediasvc.usecases.waiting import begin_when_complete

# The request that brought the last byte finishes the upload by itself, unless its process has died.
FINISHED_WITHIN = timedelta(seconds=30)

log = structlog.get_logger()


def go_on(parts: Parts) -> None:
    """Finish complete uploads that were left, and begin builds whose files have all come."""
    with parts.database.reading() as catalogue:
        left = datetime.now(UTC) - FINISHED_WITHIN
        complete = [each for each in catalogue.uploads.unfinished() if each.is_complete and each.touched_at < left]
        waiting = catalogue.waiting_orders.all()
    for upload in complete:
        try:
            finish(parts, upload)
        except MediasvcError as error:
            log.warning("upload not finished", upload=upload.name, error=error.message)
            _leave(parts, upload, error)
    for order in waiting:
        begin_when_complete(parts, order.seminar_id)


def sweep(parts: Parts) -> None:
    """Remove uploads that expired, and what the staging keeps of uploads that are gone or finished."""
    # What has no row at the second look never has one again: a row is there before anything is staged for it.
    staged = parts.staging.uploads()
    with parts.database.transaction() as catalogue:
        for upload in catalogue.uploads.expired(datetime.now(UTC)):
            catalogue.uploads.remove(upload.id)
        known = catalogue.uploads.known(staged)
    for each in set(staged) - set(known):
        with suppress(PermanentError):
            parts.staging.discard(each)


def _leave(parts: Parts, upload: Upload, error: MediasvcError) -> None:
    """Try again later where that may help; what is lost is forgotten."""
    with suppress(NotFound), parts.database.transaction() as catalogue:
        if isinstance(error, PermanentError):
            catalogue.uploads.remove(upload.id)
        else:
            now = catalogue.uploads.by_id(upload.id)
            catalogue.uploads.replace(now.advanced(now.staged, datetime.now(UTC)))
