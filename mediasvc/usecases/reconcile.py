"""Put back into the queue what the queue has lost: the database is the truth about what is to be built."""

from datetime import UTC, datetime

from mediasvc.domain.errors import ConversionFailed
from mediasvc.domain.job import MAIL_JOB
from mediasvc.domain.reading import reading_job
from mediasvc.domain.series import picture_job
from mediasvc.ports import Database, JobQueue
from mediasvc.usecases.fail import fail

# Stopping the service in the middle of a build is an attempt, too.
MOST_ATTEMPTS = 25


def reconcile(database: Database, queue: JobQueue) -> None:
    """Enqueue every unfinished build, every reading of uploads, pictures of series, and mail, that has no live job.

    One that the queue has given up has failed, and so has one that was begun again and again, although the queue, which
    may have been lost each time, does not know: it may be what brings its workers down.

    Raises:
        QueueUnavailable, StorageUnavailable
    """
    live, given_up = queue.live(), queue.given_up()
    with database.transaction() as catalogue:
        to_read = [reading_job(seminar_id) for seminar_id in catalogue.readings.unfinished()]
        pictures = [picture_job(series_id) for series_id in catalogue.series.with_given_picture()]
        has_news = bool(catalogue.events.first(1)) or catalogue.mails.due(datetime.now(UTC)) is not None
        unfinished = {build.job: build for build in catalogue.builds.unfinished()}
        lost = {job: build for job, build in unfinished.items() if job not in live}
        hopeless = {job for job, build in lost.items() if job in given_up or build.attempts >= MOST_ATTEMPTS}
        for job in hopeless:
            fail(catalogue, lost[job], ConversionFailed("its worker died every time").failure)
    for job in lost:
        if job not in hopeless:
            queue.enqueue(job)
    for job in [*to_read, *pictures, *[MAIL_JOB] * has_news]:
        if job not in live:
            queue.enqueue(job)
