"""The supervisor with a real queue and without workers."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from servers.redis import redis_at_socket
from talk_that_says import talk_that_says

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.adapters.rq_queue import RqJobQueue
from mediasvc.bootstrap import Service, open_service, redis_connection
from mediasvc.domain.access import Anonymous, Operator
from mediasvc.domain.build import Build
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import QueueUnavailable
from mediasvc.domain.job import Job, JobKind
from mediasvc.domain.order import Order
from mediasvc.domain.release import Release
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.settings import Settings
from mediasvc.supervisor import Supervisor
from mediasvc.usecases.submit import submit
from mediasvc.usecases.watch import MANIFEST, talks

WAIT_S = 60
STALE = Job(JobKind.BUILD, "stale")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with open_service(Settings(data_dir=tmp_path / "data")) as service:
        yield service


OF_APPLES = talk_that_says("Apples", "")
APPLES = SeminarFilter(words=["apples"])


def build_that_no_queue_knows(service: Service, folder: Path) -> Build:
    deck = folder / "deck.pdf"
    deck.write_text("nobody opens it")
    order = Order((deck,), DetailChanges(title="A talk"))
    return submit(replace(service, queue=MemoryJobQueue()), Operator(), order, None)


def wait_for(look: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_it_begins_with_what_the_database_says_and_nothing_else(service: Service, tmp_path: Path) -> None:
    with Supervisor(service, workers=0):
        service.queue.enqueue(STALE)
        assert set(service.queue.live()) == {STALE}
    build = build_that_no_queue_knows(service, tmp_path)
    with Supervisor(service, workers=0) as supervisor:
        wait_for(lambda: build.job in service.queue.live())
        assert set(service.queue.live()) == {build.job}
        supervisor.check()


def test_talks_that_were_published_before_there_was_a_search_are_found(service: Service, tmp_path: Path) -> None:
    build = build_that_no_queue_knows(service, tmp_path)
    with service.database.transaction() as catalogue:
        files = {MANIFEST: "releases/old/manifest.json"}
        catalogue.releases.add(Release(build.seminar_id, 1, build.id, files, build.created_at))
        catalogue.seminars.point(build.seminar_id, 1, build.request.details, build.number)
    service.storage.put("releases/old/manifest.json", BytesIO(OF_APPLES.to_json().encode()))
    assert talks(service, Anonymous(), 9, wanted=APPLES) == []
    with Supervisor(service, workers=0) as supervisor:
        wait_for(lambda: len(talks(service, Anonymous(), 9, wanted=APPLES)) == 1)
        supervisor.check()


def test_a_queue_that_redis_refuses_is_set_aside(service: Service, tmp_path: Path) -> None:
    build = build_that_no_queue_knows(service, tmp_path)
    queue = service.settings.data_dir / "queue"
    with Supervisor(service, workers=0) as supervisor, redis_connection(service.settings) as redis:
        wait_for(lambda: build.job in service.queue.live())
        told: Any = redis.info("server")  # pyright: ignore[reportUnknownMemberType] - as redis's own types are
        for path in queue.rglob("*.aof"):
            path.write_bytes(b"no queue of Redis at all " * 40)
        os.kill(told["process_id"], signal.SIGKILL)
        wait_for(lambda: any(queue.parent.glob("queue-refused-*")))
        wait_for(lambda: build.job in service.queue.live())
        supervisor.check()


def test_many_look_after_a_queue_that_they_share(service: Service, tmp_path: Path) -> None:
    """Three processes that start no program; what is lost is enqueued once."""
    build = build_that_no_queue_knows(service, tmp_path)
    with redis_at_socket() as socket, ExitStack() as running:
        settings = [Settings(data_dir=tmp_path / f"api-{number}", redis_url=f"unix://{socket}") for number in range(3)]
        for each in settings:
            each.data_dir.mkdir()
            queue = RqJobQueue(running.enter_context(redis_connection(each)))
            running.enter_context(Supervisor(replace(service, queue=queue, settings=each), workers=0))
        watching = RqJobQueue(running.enter_context(redis_connection(settings[0])))
        wait_for(lambda: build.job in watching.live())
        assert set(watching.live()) == {build.job}
        assert not any(list(each.data_dir.glob("queue")) + list(each.data_dir.glob("run/*.log")) for each in settings)


@pytest.mark.parametrize("model", ["base", None])
def test_a_worker_recognises_words_where_there_is_a_model(tmp_path: Path, model: str | None) -> None:
    data_dir = tmp_path / "data"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MEDIASVC_DATA_DIR", str(data_dir))
        patched.setenv("MEDIASVC_ASR_MODEL", model or "")
        with open_service(Settings()) as service, Supervisor(service, workers=1):
            wait_for(lambda: _workers(service, JobKind.BUILD) == 1)
            if model is None:
                assert not (data_dir / "run" / "recogniser.log").exists()
            else:
                wait_for(lambda: _workers(service, JobKind.TRANSCRIBE) == 1)


def _workers(service: Service, kind: JobKind) -> int:
    try:
        return service.queue.workers(kind)
    except QueueUnavailable:  # it is only beginning
        return 0
