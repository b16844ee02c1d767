"""Whether the service lives, and which part is not well, in a sentence."""

import threading
from collections.abc import Collection, Generator
from contextlib import contextmanager
from typing import Any, Never

import httpx
import pytest
from house import House
from wire import on_the_wire

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.api import health
from mediasvc.domain.errors import QueueUnavailable, StorageUnavailable
from mediasvc.domain.job import Job, JobKind
from mediasvc.ports import Catalogue, Database

WELL = {"ok": True, "detail": ""}
PARTS = {"database", "queue", "sandbox", "storage", "workers"}
REFUSAL = "Converters cannot be confined on this machine: bubblewrap is missing"


class WithWorkers(MemoryJobQueue):
    def workers(self, kind: JobKind) -> int:
        return 1


class Refusing(WithWorkers):
    def refusals(self, kind: JobKind) -> Collection[str]:
        return [REFUSAL]


class Unwell(Database, MemoryStorage, MemoryJobQueue):
    """A database, a storage and a queue that cannot be reached."""

    def transaction(self) -> Never:
        raise StorageUnavailable("database: gone")

    def reading(self) -> Never:
        raise StorageUnavailable("database: gone")

    def exists(self, key: str) -> bool:
        raise StorageUnavailable("the disk is away")

    def live(self) -> Collection[Job]:
        raise QueueUnavailable("no server")

    def workers(self, kind: JobKind) -> int:
        raise QueueUnavailable("no server")

    def refusals(self, kind: JobKind) -> Collection[str]:
        raise QueueUnavailable("no server")


@pytest.fixture
def well(house: House) -> House:
    return house.with_parts(queue=WithWorkers())


def ready(house: House) -> httpx.Response:
    return house.anybody.get("/readyz")


def test_a_service_that_is_well_says_so(well: House) -> None:
    answer = ready(well)
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "parts": dict.fromkeys(sorted(PARTS), WELL)})


def test_without_a_worker_builds_wait_and_everything_else_goes_on(house: House) -> None:
    answer = ready(house)
    assert (answer.status_code, answer.json()["ok"]) == (200, True)
    assert answer.json()["parts"]["workers"] == {"ok": False, "detail": "No worker is running; builds wait for one."}


def test_workers_that_cannot_confine_converters_say_so(house: House) -> None:
    answer = ready(house.with_parts(queue=Refusing()))
    assert (answer.status_code, answer.json()["ok"]) == (503, False)
    assert answer.json()["parts"]["sandbox"] == {"ok": False, "detail": REFUSAL}


@pytest.mark.parametrize(
    ("part", "sentences"),
    [
        ("database", {"database": "The files cannot be reached: database: gone"}),
        ("storage", {"storage": "The files cannot be reached: the disk is away"}),
        ("queue", dict.fromkeys(("queue", "sandbox", "workers"), "The queue of builds cannot be reached: no server")),
    ],
)
def test_a_part_that_is_not_well_says_why(well: House, part: str, sentences: dict[str, str]) -> None:
    unwell = well.with_parts(**{part: Unwell()})
    answer = ready(unwell)
    parts = answer.json()["parts"]
    assert (answer.status_code, answer.json()["ok"]) == (503, False)
    assert {name: told["detail"] for name, told in parts.items() if not told["ok"]} == sentences
    assert [parts[name] for name in PARTS - sentences.keys()] == [WELL] * (len(PARTS) - len(sentences))
    assert unwell.anybody.get("/healthz").json() == {"ok": True}


class Slow(MemoryStorage):
    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def exists(self, key: str) -> bool:
        self.let_go.wait(60)
        return True


@contextmanager
def slow() -> Generator[Slow]:
    storage = Slow()
    try:
        yield storage
    finally:
        storage.let_go.set()


def test_a_part_that_does_not_answer_is_not_waited_for(well: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "WITHIN_S", 0.5)
    with slow() as storage, on_the_wire(well.with_parts(storage=storage)) as wire:
        answer = wire.http.get("/readyz")
        assert not storage.let_go.is_set()
        storage.let_go.set()
    parts: dict[str, Any] = answer.json()["parts"]
    assert answer.status_code == 503
    assert parts["storage"] == {"ok": False, "detail": "There was no answer within 0 seconds."}
    assert parts["queue"] == WELL


def test_looking_changes_nothing(well: House) -> None:
    ready(well)
    with well.database.reading() as catalogue:
        assert _is_empty(catalogue)
    assert well.kept() == []


def _is_empty(catalogue: Catalogue) -> bool:
    return not catalogue.seminars.all() and not catalogue.builds.unfinished()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_nobody_needs_a_token_to_look(house: House, path: str) -> None:
    assert house.anybody.get(path).status_code == 200
    assert house.client("mediasvc_wrong").get(path).status_code == 200


def test_without_a_recogniser_words_wait_and_everything_else_goes_on(well: House) -> None:
    recognising = well.with_parts(model="base")
    assert recognising.anybody.get("/readyz").json()["parts"]["recogniser"] == WELL
    alone = recognising.with_parts(queue=MemoryJobQueue())
    answer = alone.anybody.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["recogniser"]["ok"]) == (200, False)
