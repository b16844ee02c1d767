"""Put back into the queue what the queue has lost: the database is the truth about what is to be built."""

from mediasvc.domain.errors import ConversionFailed
from mediasvc.ports import BuildQueue, Database


def reconcile(database: Database, queue: BuildQueue) -> None:
    """Enqueue every unfinished build that has no live job; one that the queue has given up has failed.

    Raises:
        QueueUnavailable, StorageUnavailable
    """
    live, given_up = queue.live(), queue.given_up()
    with database.transaction() as catalogue:
        lost = [build for build in catalogue.builds.unfinished() if build.id not in live]
        for build in lost:
            if build.id in given_up:
                catalogue.builds.fail(build.id, ConversionFailed("its worker died every time").failure)
    for build in lost:
        if build.id not in given_up:
            queue.enqueue(build.id)
