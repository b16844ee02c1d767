"""Put back into the queue what the queue has lost: the database is the truth about what is to be built."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from mediasvc.domain.errors import ConversionFailed, Failure
from mediasvc.domain.job import MAIL_JOB, Job
from mediasvc.domain.reading import reading_job
from mediasvc.domain.series import SeriesPicture, picture_job
from mediasvc.ports import Catalogue, Database, JobQueue
from mediasvc.usecases.build_again import build_with_words
from mediasvc.usecases.fail import fail
from mediasvc.usecases.recognitions import died

# Stopping the service in the middle of a build is an attempt, too.
MOST_ATTEMPTS = 25


def reconcile(database: Database, queue: JobQueue) -> None:
    """Enqueue every unfinished build, recognition, reading of uploads, picture, and mail, that has no live job.

    One that the queue has given up has failed, and so has one that was begun again and again, although the queue, which
    may have been lost each time, does not know: it may be what brings its workers down.

    Raises:
        QueueUnavailable, StorageUnavailable
    """
    live, given_up = queue.live(), queue.given_up()
    with database.transaction() as catalogue:
        to_read = [reading_job(seminar_id) for seminar_id in catalogue.readings.unfinished()]
        pictures = _pictures(catalogue, live, given_up)
        has_news = bool(catalogue.events.first(1)) or catalogue.mails.due(datetime.now(UTC)) is not None
        unfinished = {build.job: build for build in catalogue.builds.unfinished()}
        lost = {job: build for job, build in unfinished.items() if job not in live}
        hopeless = {job for job, build in lost.items() if job in given_up or build.attempts >= MOST_ATTEMPTS}
        for job in hopeless:
            fail(catalogue, lost[job], _died())
        recognitions = _recognitions(catalogue, live, given_up)
    for job in lost:
        if job not in hopeless:
            queue.enqueue(job)
    for job in [*to_read, *pictures, *recognitions, *[MAIL_JOB] * has_news]:
        if job not in live:
            queue.enqueue(job)
    build_with_words(database, queue)


def _recognitions(catalogue: Catalogue, live: Collection[Job], given_up: Collection[Job]) -> Sequence[Job]:
    """Return the jobs of recognitions that are still to be done. One that the queue has given up has failed."""
    lost = [each for each in catalogue.recognitions.unfinished() if each.job not in live]
    for each in lost:
        if each.job in given_up:
            catalogue.recognitions.put(each.failed(died()))
    return [each.job for each in lost if each.job not in given_up]


def _pictures(catalogue: Catalogue, live: Collection[Job], given_up: Collection[Job]) -> Sequence[Job]:
    """Return the jobs of pictures that are still to be made. One that the queue has given up has failed."""
    jobs = {picture_job(series_id): series_id for series_id in catalogue.series.with_given_picture()}
    for job, series_id in jobs.items():
        if job in given_up and job not in live:
            shown = catalogue.series.picture(series_id).shown
            catalogue.series.change_picture(series_id, SeriesPicture(shown, failure=_died()))
    return [job for job in jobs if job not in given_up]


def _died() -> Failure:
    return ConversionFailed("its worker died every time").failure
