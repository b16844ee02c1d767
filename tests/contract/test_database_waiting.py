"""Releases that wait to be published, in every database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from records import DETAILS, add_build, add_release, add_seminar, add_words, new_build, source, unused

from mediasvc.domain.errors import NotFound
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Database

FRIDAY = datetime(2100, 1, 1, 18, 0, 0, 250_000, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def add(database: Database, seminar: Seminar, publish_at: datetime | None = None) -> Release:
    """Add a build and its release; return the release."""
    release = add_release(database, add_build(database, new_build(seminar)))
    with database.transaction() as catalogue:
        catalogue.releases.plan(seminar.id, release.number, publish_at)
        return catalogue.releases.by_number(seminar.id, release.number)


def waiting(database: Database, *seminars: Seminar) -> list[Release]:
    with database.reading() as catalogue:
        return list(catalogue.releases.waiting([seminar.id for seminar in seminars]))


def due(database: Database, now: datetime) -> list[Release]:
    with database.reading() as catalogue:
        return list(catalogue.releases.due(now))


def decide(database: Database, seminar: Seminar, release: Release) -> None:
    """Let viewers see this release, and no older one."""
    with database.transaction() as catalogue:
        number = catalogue.builds.by_id(release.build_id).number
        catalogue.seminars.point(seminar.id, release.number, DETAILS, number)


def test_what_is_newer_than_all_that_was_decided_waits(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    assert waiting(database, seminar, other) == waiting(database) == []
    first, of_other, second, third = (add(database, each) for each in (seminar, other, seminar, seminar))
    assert waiting(database, seminar) == [third, second, first]
    assert waiting(database, seminar, other) == [third, second, of_other, first]
    decide(database, seminar, second)
    assert waiting(database, seminar, other) == [third, of_other]


def test_what_waits_is_due_from_its_time_on(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    held, later, soon = add(database, seminar), add(database, seminar, FRIDAY + SECOND), add(database, other, FRIDAY)
    assert due(database, FRIDAY - timedelta(milliseconds=1)) == []
    assert due(database, FRIDAY) == [soon]
    # A host may tell the time of another zone.
    assert due(database, (FRIDAY + SECOND).astimezone(timezone(timedelta(hours=-9)))) == [later, soon]
    assert held not in due(database, FRIDAY + timedelta(days=365))
    decide(database, seminar, later)
    assert due(database, FRIDAY + SECOND) == [soon]


def test_a_plan_changes_when_and_nothing_else(database: Database) -> None:
    seminar = add_seminar(database)
    release, other = add(database, seminar, FRIDAY), add(database, seminar, FRIDAY)
    with database.transaction() as catalogue:
        catalogue.releases.plan(seminar.id, 1, FRIDAY + SECOND)
        assert catalogue.releases.of_seminar(seminar.id) == [other, replace(release, publish_at=FRIDAY + SECOND)]
        catalogue.releases.plan(seminar.id, 1, None)
        assert catalogue.releases.by_number(seminar.id, 1) == replace(release, publish_at=None)
        with pytest.raises(NotFound):
            catalogue.releases.plan(seminar.id, 3, FRIDAY)


def test_a_draft_is_forgotten_with_what_waits(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    release, kept = add(database, seminar, FRIDAY), add(database, other, FRIDAY)
    add_words(database, release, "savings")
    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(seminar.id)
        assert catalogue.seminars.all() == [other]
        assert catalogue.releases.of_seminar(seminar.id) == []
    assert due(database, FRIDAY) == [kept]
    assert unused(database, source("a").digest) == set()
