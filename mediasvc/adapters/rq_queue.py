"""Jobs on RQ. One carries the id of what it is about and nothing else."""

import ctypes
import importlib
import signal
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, Retry, Worker
from rq.command import send_stop_job_command  # pyright: ignore[reportUnknownVariableType] - as RQ's own types are
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Job as RqJob
from rq.registry import FailedJobRegistry, StartedJobRegistry
from rq.worker_registration import get_keys, register

from mediasvc.domain.errors import QueueUnavailable
from mediasvc.domain.job import JOB_LIMITS, Job, JobKind

# The function that does a job of each kind, given its id. This side never imports it.
RUNNERS: Mapping[JobKind, str] = {
    JobKind.BUILD: "workers.runner.run_build",
    JobKind.READ: "workers.reader.run_reading",
    JobKind.PICTURE: "workers.pictures.run_picture",
    JobKind.TRANSCRIBE: "workers.transcriber.run_recognition",
    JobKind.NOTIFY: "mediasvc.notifier.run_mail",
}
REFUSAL = "refusal"
LOCK_TIMEOUT_S = 10
LOCK_SLEEP_S = 0.02

# A dead worker's job is taken up again after its last heartbeat's time-out, at the next maintenance: RQ's own
# defaults come to more than a quarter of an hour. These come to 20 s at most.
HEARTBEAT_S = 5
HEARTBEAT_LATE_S = 5
MAINTENANCE_S = 5
WORKER_TTL_S = 20

PR_SET_PDEATHSIG = 1


class RqJobQueue:
    """The port JobQueue on Redis: an RQ queue for each kind of job."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._queues = {kind: Queue(kind, connection=connection) for kind in RUNNERS}

    def enqueue(self, job: Job) -> None:
        limits, job_id = JOB_LIMITS[job.kind], _rq_id(job)
        # Nothing comes between the look and the job: a build may be handed in and reconciled at one moment.
        with _reachable(), self._connection.lock(f"enqueue:{job_id}", timeout=LOCK_TIMEOUT_S, sleep=LOCK_SLEEP_S):
            if job in self.live():
                return
            self._queues[job.kind].enqueue_call(  # pyright: ignore[reportUnknownMemberType] - as RQ's own types are
                RUNNERS[job.kind],
                args=(job.id,),
                job_id=job_id,
                timeout=limits.attempt_s,
                retry=Retry(max=limits.attempts - 1),
                result_ttl=60,
                failure_ttl=86_400,
                description=f"{job.kind} {job.id}",
            )

    def live(self) -> Collection[Job]:
        with _reachable():
            return {
                _job(kind, job_id)
                for kind, queue in self._queues.items()
                for job_id in (*queue.get_job_ids(), *StartedJobRegistry(queue=queue).get_job_ids())
            }

    def given_up(self) -> Collection[Job]:
        with _reachable():
            return {
                _job(kind, job_id)
                for kind, queue in self._queues.items()
                for job_id in FailedJobRegistry(queue=queue).get_job_ids()
            }

    def workers(self, kind: JobKind) -> int:
        with _reachable():
            known = get_keys(self._queues[kind])
            # A worker's own key lives as long as its last heartbeat is good.
            return self._connection.exists(*known) if known else 0

    def refusals(self, kind: JobKind) -> Collection[str]:
        with _reachable():
            found: list[Any] = [self._connection.hget(key, REFUSAL) for key in get_keys(self._queues[kind])]
            return sorted({sentence.decode() for sentence in found if sentence})

    def cancel(self, job: Job) -> None:
        with _reachable():
            try:
                known = RqJob.fetch(_rq_id(job), connection=self._connection)  # pyright: ignore[reportUnknownMemberType] - RQ's
                if known.is_started:
                    send_stop_job_command(self._connection, known.id)
                else:
                    known.cancel()
            except (NoSuchJobError, InvalidJobOperation):
                return


def _rq_id(job: Job) -> str:
    """Return the name of RQ's job. Those of all queues are kept side by side; builds' have no prefix from the first."""
    return job.id if job.kind is JobKind.BUILD else f"{job.kind}-{job.id}"


def _job(kind: JobKind, rq_id: str) -> Job:
    return Job(kind, rq_id if kind is JobKind.BUILD else rq_id.removeprefix(f"{kind}-"))


class JobWorker(Worker):
    """A worker whose death is noticed soon, and whose work-horse does not outlive it.

    `refusal` is why it will refuse every job, which the queue knows as long as it lives.
    """

    refusal: str | None = None

    def get_heartbeat_ttl(self, job: RqJob, working_time: float = 0.0) -> int:  # noqa: ARG002 - as RQ calls it
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


def work(connection: Redis, kinds: Sequence[JobKind], refusal: str | None = None) -> None:
    """Do jobs of these kinds, those of the first one first, one at a time, until told to stop by SIGTERM or SIGINT.

    `refusal` is for the queue: why each of them will be refused. Raises QueueUnavailable.
    """
    # What is loaded here, every job's process has from its start on.
    for kind in kinds:
        importlib.import_module(RUNNERS[kind].rpartition(".")[0])
    with _reachable():
        worker = JobWorker(
            list(kinds),
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
