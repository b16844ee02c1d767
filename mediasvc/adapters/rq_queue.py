"""Builds on RQ. A job carries a build's id and nothing else, and is named by it."""

import ctypes
import importlib
import signal
from collections.abc import Collection, Generator
from contextlib import contextmanager
from typing import Any

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, Retry, Worker
from rq.command import send_stop_job_command  # pyright: ignore[reportUnknownVariableType] - as RQ's own types are
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Job
from rq.registry import FailedJobRegistry, StartedJobRegistry
from rq.worker_registration import get_keys, register

from mediasvc.domain.build import MAX_ATTEMPTS, BuildId
from mediasvc.domain.errors import QueueUnavailable

QUEUE = "build"
REFUSAL = "refusal"
RUNNER = "workers.runner.run_build"
JOB_TIMEOUT_S = 8 * 3600
LOCK_TIMEOUT_S = 10
LOCK_SLEEP_S = 0.02

# A dead worker's build is taken up again after its last heartbeat's time-out, at the next maintenance: RQ's own
# defaults come to more than a quarter of an hour. These come to 20 s at most.
HEARTBEAT_S = 5
HEARTBEAT_LATE_S = 5
MAINTENANCE_S = 5
WORKER_TTL_S = 20

PR_SET_PDEATHSIG = 1


class RqBuildQueue:
    """The port BuildQueue on Redis."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._queue = Queue(QUEUE, connection=connection)

    def enqueue(self, build_id: BuildId) -> None:
        # Nothing comes between the look and the job: a build may be handed in and reconciled at one moment.
        with _reachable(), self._connection.lock(f"enqueue:{build_id}", timeout=LOCK_TIMEOUT_S, sleep=LOCK_SLEEP_S):
            if build_id in self.live():
                return
            self._queue.enqueue_call(  # pyright: ignore[reportUnknownMemberType] - as RQ's own types are
                RUNNER,
                args=(build_id,),
                job_id=build_id,
                timeout=JOB_TIMEOUT_S,
                retry=Retry(max=MAX_ATTEMPTS - 1),
                result_ttl=60,
                failure_ttl=86_400,
                description=f"build {build_id}",
            )

    def live(self) -> Collection[BuildId]:
        with _reachable():
            waiting = self._queue.get_job_ids()
            started = StartedJobRegistry(queue=self._queue).get_job_ids()
            return {BuildId(job_id) for job_id in (*waiting, *started)}

    def given_up(self) -> Collection[BuildId]:
        with _reachable():
            return {BuildId(job_id) for job_id in FailedJobRegistry(queue=self._queue).get_job_ids()}

    def workers(self) -> int:
        with _reachable():
            known = get_keys(self._queue)
            # A worker's own key lives as long as its last heartbeat is good.
            return self._connection.exists(*known) if known else 0

    def refusals(self) -> Collection[str]:
        with _reachable():
            found: list[Any] = [self._connection.hget(key, REFUSAL) for key in get_keys(self._queue)]
            return sorted({sentence.decode() for sentence in found if sentence})

    def cancel(self, build_id: BuildId) -> None:
        with _reachable():
            try:
                job = Job.fetch(build_id, connection=self._connection)  # pyright: ignore[reportUnknownMemberType] - RQ's
                if job.is_started:
                    send_stop_job_command(self._connection, build_id)
                else:
                    job.cancel()
            except (NoSuchJobError, InvalidJobOperation):
                return


class BuildWorker(Worker):
    """A worker whose death is noticed soon, and whose work-horse does not outlive it.

    `refusal` is why it will refuse every build, which the queue knows as long as it lives.
    """

    refusal: str | None = None

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002 - as RQ calls it
        return self.job_monitoring_interval + HEARTBEAT_LATE_S

    def register_birth(self) -> None:
        super().register_birth()
        self.heartbeat()

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:  # noqa: ARG002 - RQ's
        super().heartbeat(HEARTBEAT_S + HEARTBEAT_LATE_S, pipeline)
        # A queue that was lost, or has given up a worker that was only late, knows it again.
        register(self, pipeline)
        if self.refusal is not None:
            self.connection.hset(self.key, REFUSAL, self.refusal)
            self.connection.expire(self.key, HEARTBEAT_S + HEARTBEAT_LATE_S)

    def setup_work_horse_signals(self) -> None:
        super().setup_work_horse_signals()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def work(connection: Redis, refusal: str | None = None) -> None:
    """Run builds, one at a time, until told to stop by SIGTERM or SIGINT.

    `refusal` is for the queue: why each of them will be refused. Raises QueueUnavailable.
    """
    # What is loaded here, every build's process has from its start on.
    importlib.import_module(RUNNER.rpartition(".")[0])
    with _reachable():
        worker = BuildWorker(
            [QUEUE],
            connection=connection,
            job_monitoring_interval=HEARTBEAT_S,
            maintenance_interval=MAINTENANCE_S,
            worker_ttl=WORKER_TTL_S,
        )
        worker.refusal = refusal
        worker.work(logging_level="WARNING")


@contextmanager
def _reachable() -> Generator[None]:
    try:
        yield
    except RedisError as error:
        raise QueueUnavailable(str(error)) from error
