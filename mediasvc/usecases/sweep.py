"""Go on with what nobody asks about any more: finish complete uploads, remove those that expired, and old mail."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog

from mediasvc.domain.errors import MediasvcError, NotFound, PermanentError
from mediasvc.domain.mail import KEPT_FOR, PATIENCE
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
    """Remove uploads that expired, what the staging keeps of uploads that are gone or finished, and old mail.

    Events that nobody was told of for so long are of no use: no mail would be sent of them any more.
    """
    # What has no row at the second look never has one again: a row is there before anything is staged for it.
    staged = parts.staging.uploads()
    with parts.database.transaction() as catalogue:
        for upload in catalogue.uploads.expired(datetime.now(UTC)):
            catalogue.uploads.remove(upload.id)
        known = catalogue.uploads.known(staged)
        catalogue.mails.remove_ended(datetime.now(UTC) - KEPT_FOR)
        catalogue.events.remove_before(datetime.now(UTC) - PATIENCE)
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
