"""How a build ends: others hear of each end once, and nobody waits for storage while it is recorded."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from migrated_database import MigratedDatabase
from parts_of import parts_of

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.errors import Cancelled, DeckEmpty
from mediasvc.domain.event import Event, EventKind
from mediasvc.domain.job import Job
from mediasvc.domain.seminar import Seminar, SeminarDetails
from mediasvc.usecases.fail import fail
from mediasvc.usecases.follow import cancel
from mediasvc.usecases.publish import publish
from mediasvc.usecases.reconcile import reconcile

EMPTY = DeckEmpty("slides.pdf").failure


@pytest.fixture
def database() -> MigratedDatabase:
    return MigratedDatabase()


@pytest.fixture
def seminar(database: MigratedDatabase) -> Seminar:
    with database.transaction() as catalogue:
        return catalogue.seminars.add("a-talk", SeminarDetails("A talk"))


@pytest.fixture
def build(database: MigratedDatabase, seminar: Seminar) -> Build:
    return add_build(database, seminar)


def add_build(database: MigratedDatabase, seminar: Seminar) -> Build:
    build = Build(BuildId(uuid4().hex), seminar.id, BuildRequest((), seminar.details), datetime.now(UTC))
    with database.transaction() as catalogue:
        return catalogue.builds.add(build)


def files_of(_: Seminar, number: int) -> Mapping[str, str]:
    return {"manifest.json": f"releases/{number}/manifest.json"}


def events(database: MigratedDatabase) -> list[Event]:
    with database.reading() as catalogue:
        return list(catalogue.events.first(100))


def fail_it(database: MigratedDatabase, build: Build) -> None:
    with database.transaction() as catalogue:
        fail(catalogue, build, EMPTY)


def test_a_published_build_is_one_event_and_so_is_its_release(database: MigratedDatabase, build: Build) -> None:
    for _ in range(2):
        publish(database, build, files_of, [])
    found = events(database)
    assert {event.kind for event in found} == {EventKind.BUILD_PUBLISHED, EventKind.RELEASE_PUBLISHED}
    assert len(found) == 2
    for event in found:
        assert (event.build_id, event.seminar_id) == (build.id, build.seminar_id)
        assert (event.slug, event.release, event.failure) == ("a-talk", 1, None)


def give_up(database: MigratedDatabase, build: Build) -> None:
    def die(_: Job) -> None:
        raise RuntimeError("killed")

    queue = MemoryJobQueue()
    queue.enqueue(build.job)
    queue.work(die)
    reconcile(database, queue)


def cancel_it(database: MigratedDatabase, build: Build) -> None:
    cancel(parts_of(database), Operator(), build.id)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (fail_it, EMPTY.code),
        (cancel_it, Cancelled.code),
        (give_up, "conversion_failed"),
    ],
    ids=["failed", "cancelled", "given up"],
)
def test_a_failed_build_is_one_event(
    database: MigratedDatabase, build: Build, end: Callable[[MigratedDatabase, Build], None], code: str
) -> None:
    for _ in range(2):
        end(database, build)
    fail_it(database, build)
    publish(database, build, files_of, [])
    [event] = events(database)
    assert (event.kind, event.build_id, event.slug, event.release) == (
        EventKind.BUILD_FAILED,
        build.id,
        "a-talk",
        None,
    )
    assert event.failure is not None
    assert event.failure.code == code


def test_an_event_stays_when_the_draft_goes_with_its_build(database: MigratedDatabase, build: Build) -> None:
    with database.transaction() as catalogue:
        fail(catalogue, build, EMPTY)
        catalogue.seminars.remove_draft(build.seminar_id)
    assert [event.slug for event in events(database)] == ["a-talk"]


def test_a_build_that_is_gone_is_no_event(database: MigratedDatabase, build: Build) -> None:
    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(build.seminar_id)
        fail(catalogue, build, EMPTY)
    assert events(database) == []


def test_others_write_while_files_are_and_a_number_that_was_taken_meanwhile_is_left(
    database: MigratedDatabase, seminar: Seminar, build: Build
) -> None:
    others = [add_build(database, seminar) for _ in range(2)]
    written: list[int] = []

    def write(_: Seminar, number: int) -> Mapping[str, str]:
        written.append(number)
        if others:
            publish(database, others.pop(0), files_of, [])
        return {"manifest.json": f"releases/{build.id}/{number}/manifest.json"}

    publish(database, build, write, [])
    assert written == [1, 2, 3]
    with database.reading() as catalogue:
        releases = catalogue.releases.of_seminar(seminar.id)
        shown = catalogue.seminars.by_id(seminar.id).release
    assert releases[0].build_id == build.id
    assert [(each.number, each.files["manifest.json"]) for each in releases] == [
        (3, f"releases/{build.id}/3/manifest.json"),
        (2, "releases/2/manifest.json"),
        (1, "releases/1/manifest.json"),
    ]
    # The others were handed in later, so viewers go on seeing them.
    assert shown == 2


def test_a_build_that_is_cancelled_while_its_files_are_written_stays_so(
    database: MigratedDatabase, build: Build
) -> None:
    def write(seminar: Seminar, number: int) -> Mapping[str, str]:
        cancel_it(database, build)
        return files_of(seminar, number)

    publish(database, build, write, [])
    assert [event.kind for event in events(database)] == [EventKind.BUILD_FAILED]
    with database.reading() as catalogue:
        assert catalogue.releases.of_build(build.id) is None


def test_a_final_build_writes_nothing(database: MigratedDatabase, build: Build) -> None:
    fail_it(database, build)

    def write(_: Seminar, __: int) -> Mapping[str, str]:
        raise AssertionError("nobody needs these files")

    publish(database, build, write, [])
