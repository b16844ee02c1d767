"""Put back into the queue what the queue has lost: the database is the truth about what is to be built."""

from mediasvc.domain.errors import ConversionFailed
from mediasvc.ports import BuildQueue, Database

# Stopping the service in the middle of a build is an attempt, too.
MOST_ATTEMPTS = 25


def reconcile(database: Database, queue: BuildQueue) -> None:
    """Enqueue every unfinished build that has no live job.

    One that the queue has given up has failed, and so has one that was begun again and again, although the queue, which
    may have been lost each time, does not know: it may be what brings its workers down.

    Raises:
        QueueUnavailable, StorageUnavailable
    """
    live, given_up = queue.live(), queue.given_up()
    with database.transaction() as catalogue:
        lost = [build for build in catalogue.builds.unfinished() if build.id not in live]
        hopeless = {build.id for build in lost if build.id in given_up or build.attempts >= MOST_ATTEMPTS}
        for build_id in hopeless:
            catalogue.builds.fail(build_id, ConversionFailed("its worker died every time").failure)
    for build in lost:
        if build.id not in hopeless:
            queue.enqueue(build.id)
