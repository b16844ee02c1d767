"""What Database.reading promises, for every adapter."""

import threading
from collections.abc import Callable

import pytest
from at_once import at_once
from records import DETAILS, EMPTY, EVENT, OUTCOME, TOKEN, add_build, add_release, add_seminar, new_build, slugs, source

from mediasvc.domain.build import Build
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar, SeminarDetails, Visibility
from mediasvc.ports import Catalogue, Database

PATIENCE_S = 20
CHANGES: dict[str, Callable[[Catalogue, Seminar, Build], object]] = {
    "seminar": lambda catalogue, seminar, build: catalogue.seminars.add("new", DETAILS),
    "details": lambda catalogue, seminar, build: catalogue.seminars.describe(seminar.id, SeminarDetails("changed")),
    "series": lambda catalogue, seminar, build: catalogue.seminars.place(
        seminar.id, catalogue.series.of_title("Friday", "friday"), Visibility.PUBLIC
    ),
    "visibility": lambda catalogue, seminar, build: catalogue.seminars.place(seminar.id, None, Visibility.UNLISTED),
    "withdrawal": lambda catalogue, seminar, build: catalogue.seminars.withdraw(seminar.id),
    "removal": lambda catalogue, seminar, build: catalogue.seminars.remove_draft(seminar.id),
    "build": lambda catalogue, seminar, build: catalogue.builds.add(new_build(seminar)),
    "attempt": lambda catalogue, seminar, build: catalogue.builds.begin(build.id),
    "failure": lambda catalogue, seminar, build: catalogue.builds.fail(build.id, EMPTY),
    "source": lambda catalogue, seminar, build: catalogue.sources.attach(seminar.id, source("b")),
    "no source": lambda catalogue, seminar, build: catalogue.sources.detach(seminar.id, "a.pdf"),
    "token": lambda catalogue, seminar, build: catalogue.tokens.add(TOKEN),
    "outcome": lambda catalogue, seminar, build: catalogue.outcomes.add(OUTCOME),
    "event": lambda catalogue, seminar, build: catalogue.events.add(EVENT),
}


def everything(catalogue: Catalogue) -> list[object]:
    seminars, builds, sources = catalogue.seminars.all(), catalogue.builds, catalogue.sources
    every = [(builds.of_seminar(seminar.id), sources.of_seminar(seminar.id)) for seminar in seminars]
    return [seminars, every, catalogue.tokens.all(), catalogue.outcomes.all(), catalogue.events.first(9)]


def test_what_is_known_can_be_read(database: Database) -> None:
    seminar = add_seminar(database)
    build = add_build(database, new_build(seminar))
    release = add_release(database, build)
    with database.reading() as catalogue:
        assert catalogue.seminars.by_slug(seminar.slug) == seminar
        assert catalogue.builds.of_seminar(seminar.id) == [build]
        assert catalogue.releases.of_build(build.id) == release


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_changed_by_who_reads(database: Database, change: str) -> None:
    seminar = add_seminar(database)
    build = add_build(database, new_build(seminar))
    with database.transaction() as catalogue:
        catalogue.sources.attach(seminar.id, source("a"))
        before = everything(catalogue)
    with pytest.raises(Exception, match=r"read-?only"), database.reading() as catalogue:
        CHANGES[change](catalogue, seminar, build)
    with database.transaction() as catalogue:
        assert everything(catalogue) == before
        CHANGES[change](catalogue, seminar, build)
        assert everything(catalogue) != before


def test_who_reads_sees_one_moment(database: Database) -> None:
    seminar = add_seminar(database, "one")
    with database.reading() as catalogue:
        before = everything(catalogue)

        def change() -> None:
            with database.transaction() as others:
                others.seminars.add("two", DETAILS)
                others.seminars.withdraw(seminar.id)
                others.tokens.add(TOKEN)

        at_once([change])
        assert everything(catalogue) == before
        with database.reading() as later:
            assert everything(later) != before
    assert slugs(database) == ["two", "one"]


def test_who_reads_waits_for_nobody(database: Database) -> None:
    seminar = add_seminar(database, "one")
    written, read = threading.Event(), threading.Event()

    def write() -> bool:
        with database.transaction() as catalogue:
            catalogue.seminars.add("two", DETAILS)
            catalogue.seminars.withdraw(seminar.id)
            catalogue.sources.attach(seminar.id, source("a"))
            written.set()
            return read.wait(PATIENCE_S)

    def look() -> bool:
        written.wait()
        with database.reading() as catalogue:
            assert catalogue.seminars.all() == [seminar]
            assert catalogue.sources.of_seminar(seminar.id) == []
        read.set()
        return True

    assert at_once([write, look]) == [True, True]
    assert slugs(database) == ["two", "one"]


def test_what_raises_in_a_reader_is_raised(database: Database) -> None:
    with pytest.raises(NotFound), database.reading() as catalogue:
        catalogue.seminars.by_slug("gone")
    assert slugs(database) == []
