"""The contract of JobQueue, for every adapter, with a worker that does jobs in this process."""

import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from at_once import at_once
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue, SimpleWorker
from rq.timeouts import TimerDeathPenalty
from rq.worker_registration import get_keys
from servers.redis import redis_at_socket

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.adapters.rq_queue import RUNNERS, RqJobQueue
from mediasvc.domain.errors import QueueUnavailable
from mediasvc.domain.job import JOB_LIMITS, Job, JobKind
from mediasvc.ports import JobQueue

BUILD = JobKind.BUILD
ONE, TWO, THREE = Job(BUILD, "one"), Job(BUILD, "two"), Job(BUILD, "three")
MOST_ATTEMPTS = JOB_LIMITS[BUILD].attempts
WAIT_S = 60


@dataclass(frozen=True)
class Bench:
    """A queue, and a worker that does all that waits in it. `hear` lets it hear, meanwhile, that it is to stop."""

    queue: JobQueue
    work: Callable[[Callable[[Job], None]], None]
    hear: Callable[[], None]

    def run_all(self) -> list[Job]:
        """Return the jobs in the order in which they ran, all without an error."""
        ran: list[Job] = []
        self.work(ran.append)
        return ran


class WorkerInThisProcess(SimpleWorker):
    """RQ's worker without a fork and a thread, and without signals and alarms, which are pytest's here."""

    death_penalty_class = TimerDeathPenalty

    def _install_signal_handlers(self) -> None:
        return

    def subscribe(self) -> None:
        connection: Any = self.connection
        self.commands: Any = connection.pubsub()
        self.commands.subscribe(self.pubsub_channel_name)
        assert self.commands.get_message(timeout=WAIT_S)

    def unsubscribe(self) -> None:
        self.commands.close()

    def hear(self) -> None:
        """Obey one command, as the thread would."""
        command = self.commands.get_message(timeout=WAIT_S)
        assert command, "it was told nothing"
        self.handle_payload(command)  # pyright: ignore[reportUnknownMemberType] - as RQ's own types are


def connected(socket: Path) -> Redis:
    return Redis(unix_socket_path=str(socket), retry=Retry(NoBackoff(), 0))


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Path]:
    """The socket of one server for all tests of this process."""
    with redis_at_socket() as socket:
        yield socket


@pytest.fixture
def redis(redis_server: Path) -> Iterator[Redis]:
    with connected(redis_server) as connection:
        connection.flushall()  # pyright: ignore[reportUnknownMemberType] - as redis's own types are
        yield connection


@pytest.fixture(params=["memory", "rq"])
def bench(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Bench:
    if request.param == "memory":
        memory = MemoryJobQueue()
        return Bench(memory, memory.work, hear=lambda: None)
    connection: Redis = request.getfixturevalue("redis")
    worker = WorkerInThisProcess([BUILD], connection=connection)

    def work(run: Callable[[Job], None]) -> None:
        def run_build(build_id: str) -> None:
            run(Job(BUILD, build_id))

        monkeypatch.setattr(RUNNERS[BUILD], run_build)
        worker.work(burst=True, logging_level="CRITICAL")

    return Bench(RqJobQueue(connection), work, worker.hear)


def test_a_new_queue_is_empty(bench: Bench) -> None:
    assert set(bench.queue.live()) == set(bench.queue.given_up()) == set()
    assert bench.run_all() == []


def test_what_is_enqueued_waits_and_is_run_in_order(bench: Bench) -> None:
    for job in (ONE, TWO, THREE):
        bench.queue.enqueue(job)
    assert set(bench.queue.live()) == {ONE, TWO, THREE}
    assert bench.run_all() == [ONE, TWO, THREE]
    assert set(bench.queue.live()) == set(bench.queue.given_up()) == set()


def test_enqueued_twice_is_one_job(bench: Bench) -> None:
    for job in (ONE, TWO, ONE):
        bench.queue.enqueue(job)
    assert set(bench.queue.live()) == {ONE, TWO}
    assert bench.run_all() == [ONE, TWO]


def test_enqueued_by_many_at_once_is_one_job(bench: Bench) -> None:
    jobs = [Job(BUILD, f"build-{number}") for number in range(5)]
    for job in jobs:
        at_once([partial(bench.queue.enqueue, job)] * 8)
    assert bench.run_all() == jobs


def test_a_running_job_is_live_and_gets_no_second_job(bench: Bench) -> None:
    seen: list[tuple[Job, bool]] = []

    def run(job: Job) -> None:
        seen.append((job, job in bench.queue.live()))
        if len(seen) == 1:
            bench.queue.enqueue(job)

    bench.queue.enqueue(ONE)
    bench.work(run)
    assert seen == [(ONE, True)]
    assert set(bench.queue.live()) == set()


def test_a_job_that_has_run_can_run_again(bench: Bench) -> None:
    for _ in range(2):
        bench.queue.enqueue(ONE)
        assert bench.run_all() == [ONE]


def test_a_job_that_fails_is_tried_again_and_then_given_up(bench: Bench) -> None:
    tried: list[bool] = []

    def fail(job: Job) -> None:
        tried.append(job in bench.queue.live() and job not in bench.queue.given_up())
        raise RuntimeError("the disk is full")

    bench.queue.enqueue(ONE)
    bench.work(fail)
    assert tried == [True] * MOST_ATTEMPTS
    assert set(bench.queue.given_up()) == {ONE}
    assert set(bench.queue.live()) == set()
    assert bench.run_all() == []


def test_a_job_that_works_at_last_is_not_given_up(bench: Bench) -> None:
    tried: list[Job] = []

    def run(job: Job) -> None:
        tried.append(job)
        if len(tried) < MOST_ATTEMPTS:
            raise RuntimeError("not yet")

    bench.queue.enqueue(ONE)
    bench.work(run)
    assert tried == [ONE] * MOST_ATTEMPTS
    assert set(bench.queue.live()) == set(bench.queue.given_up()) == set()


def test_a_cancelled_job_does_not_wait_any_more(bench: Bench) -> None:
    for job in (ONE, TWO, THREE):
        bench.queue.enqueue(job)
    bench.queue.cancel(TWO)
    bench.queue.cancel(TWO)
    assert set(bench.queue.live()) == {ONE, THREE}
    assert set(bench.queue.given_up()) == set()
    assert bench.run_all() == [ONE, THREE]


def test_a_cancelled_job_that_runs_is_stopped_and_not_tried_again(bench: Bench) -> None:
    ran: list[Job] = []

    def run(job: Job) -> None:
        ran.append(job)
        bench.queue.cancel(job)
        bench.hear()
        raise RuntimeError("killed")

    bench.queue.enqueue(ONE)
    bench.work(run)
    assert ran == [ONE]
    assert set(bench.queue.live()) == set()


def test_cancelling_what_is_not_there_is_nothing(bench: Bench) -> None:
    bench.queue.cancel(ONE)
    bench.queue.enqueue(ONE)
    assert bench.run_all() == [ONE]
    bench.queue.cancel(ONE)
    assert set(bench.queue.live()) == set(bench.queue.given_up()) == set()


def test_workers_refuse_nothing_unless_they_say_so(bench: Bench) -> None:
    seen: list[object] = []
    bench.queue.enqueue(ONE)
    bench.work(lambda _: seen.extend(bench.queue.refusals(BUILD)))
    assert seen == list(bench.queue.refusals(BUILD)) == []


def test_workers_count_while_they_are_there(bench: Bench) -> None:
    seen: list[int] = []
    assert bench.queue.workers(BUILD) == 0
    bench.queue.enqueue(ONE)
    bench.work(lambda _: seen.append(bench.queue.workers(BUILD)))
    assert seen == [1]
    assert bench.queue.workers(BUILD) == 0


@contextmanager
def worker_at(socket: Path, refusal: str | None = None) -> "Generator[subprocess.Popen[bytes]]":
    """A real worker, in a process of its own, which dies with this one. Its death is noticed in two seconds."""
    program = "from redis import Redis; from mediasvc.adapters import rq_queue; "
    # RQ waits for a job, from one heartbeat of an idle worker to the next, 15 s less than this time to live.
    program += "rq_queue.HEARTBEAT_S = rq_queue.HEARTBEAT_LATE_S = 1; rq_queue.WORKER_TTL_S = 16; "
    program += f"rq_queue.work(Redis(unix_socket_path={str(socket)!r}), list(rq_queue.RUNNERS), {refusal!r})"
    with subprocess.Popen(["setpriv", "--pdeathsig", "KILL", sys.executable, "-c", program]) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def states(redis: Redis) -> list[Any]:
    """What each worker says of itself: one that is idle can be told to stop."""
    return [redis.hget(key, "state") for key in get_keys(Queue(BUILD, connection=redis))]


def test_a_worker_that_is_killed_does_not_count_any_more(redis: Redis, redis_server: Path) -> None:
    queue = RqJobQueue(redis)
    with worker_at(redis_server) as first, worker_at(redis_server) as second:
        wait_for(lambda: queue.workers(BUILD) == states(redis).count(b"idle") == 2, "both workers")
        first.terminate()
        wait_for(lambda: queue.workers(BUILD) == 1, "the end of a worker that was told to stop")
        redis.flushall()  # pyright: ignore[reportUnknownMemberType] - as redis's own types are
        wait_for(lambda: queue.workers(BUILD) == 1, "the worker that a lost queue has forgotten")
        second.kill()
        wait_for(lambda: queue.workers(BUILD) == 0, "the end of the last heartbeat")


def wait_for(look: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WAIT_S
    while not look():
        assert time.monotonic() < deadline, f"{what} never came"
        time.sleep(0.1)


def test_a_job_carries_an_id_and_nothing_else(redis: Redis) -> None:
    RqJobQueue(redis).enqueue(ONE)
    jobs: list[Any] = Queue(BUILD, connection=redis).jobs
    [job] = jobs
    assert (job.id, job.func_name, job.args, job.kwargs) == ("one", RUNNERS[BUILD], ("one",), {})
    assert (job.timeout, job.retries_left) == (JOB_LIMITS[BUILD].attempt_s, MOST_ATTEMPTS - 1)


CALLS: list[Callable[[JobQueue], object]] = [
    lambda queue: queue.enqueue(ONE),
    lambda queue: queue.live(),
    lambda queue: queue.given_up(),
    lambda queue: queue.workers(BUILD),
    lambda queue: queue.refusals(BUILD),
    lambda queue: queue.cancel(ONE),
]


@pytest.mark.parametrize("call", CALLS, ids=["enqueue", "live", "given_up", "workers", "refusals", "cancel"])
def test_a_server_that_is_gone_is_told(tmp_path: Path, call: Callable[[JobQueue], object]) -> None:
    with connected(tmp_path / "no.sock") as connection, pytest.raises(QueueUnavailable):
        call(RqJobQueue(connection))


def test_a_worker_says_that_it_refuses_builds_as_long_as_it_lives(redis: Redis, redis_server: Path) -> None:
    queue, why = RqJobQueue(redis), "bubblewrap is missing"
    with worker_at(redis_server, why) as first, worker_at(redis_server, why):
        wait_for(lambda: states(redis).count(b"idle") == 2, "both workers")
        wait_for(lambda: list(queue.refusals(BUILD)) == [why], "both refusals, as one")
        redis.flushall()  # pyright: ignore[reportUnknownMemberType] - as redis's own types are
        wait_for(lambda: list(queue.refusals(BUILD)) == [why], "what a lost queue has forgotten")
        first.kill()
    wait_for(lambda: not queue.refusals(BUILD), "the end of the last heartbeat")


def test_a_kind_of_job_has_a_queue_and_limits_of_its_own(redis: Redis) -> None:
    queue, other = RqJobQueue(redis), Job(JobKind.NOTIFY, "one")
    queue.enqueue(ONE)
    queue.enqueue(other)
    assert set(queue.live()) == {ONE, other}
    [job] = cast("list[Any]", Queue("notify", connection=redis).jobs)
    limits = JOB_LIMITS[JobKind.NOTIFY]
    assert (job.func_name, job.args) == (RUNNERS[JobKind.NOTIFY], ("one",))
    assert (job.timeout, job.retries_left) == (limits.attempt_s, limits.attempts - 1)
    queue.cancel(ONE)
    assert set(queue.live()) == {other}
