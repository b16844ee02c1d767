"""The contract of Events, for every adapter."""

from dataclasses import replace
from datetime import timedelta

import pytest
from at_once import at_once
from records import AT, EVENT

from mediasvc.domain.errors import Failure
from mediasvc.domain.event import Event, EventKind
from mediasvc.domain.person import PersonId
from mediasvc.ports import Database


def add(database: Database, event: Event) -> None:
    with database.transaction() as catalogue:
        catalogue.events.add(event)


def first(database: Database, limit: int = 100) -> list[Event]:
    with database.reading() as catalogue:
        return list(catalogue.events.first(limit))


def test_events_are_kept_whole_and_in_order(database: Database) -> None:
    failure = Failure("deck_empty", "قاعة: no visible slide 🎤", "")
    published = replace(EVENT, kind=EventKind.BUILD_PUBLISHED, release=3, failure=None)
    events = [EVENT, published, replace(EVENT, failure=failure), EVENT]
    assert first(database) == []
    for event in events:
        add(database, event)
    kept = first(database)
    assert [replace(event, number=0) for event in kept] == events
    numbers = [event.number for event in kept]
    assert numbers[0] > 0
    assert numbers == sorted(set(numbers))
    assert first(database, 2) == kept[:2]


def test_events_are_forgotten_one_by_one_or_when_they_are_old(database: Database) -> None:
    by_people = replace(
        EVENT, kind=EventKind.SENT_BACK, ordered_by="person:amina", by=PersonId("hana"), sentence="لا\n."
    )
    for event in (EVENT, replace(EVENT, occurred_at=AT - timedelta(days=3)), by_people):
        add(database, event)
    kept = first(database)
    with database.transaction() as catalogue:
        catalogue.events.remove([kept[0].number, kept[0].number])
        catalogue.events.remove_before(AT)
    assert [replace(event, number=0) for event in first(database)] == [by_people]


def test_an_event_goes_with_the_transaction_that_it_tells_of(database: Database) -> None:
    def end_badly() -> None:
        with database.transaction() as catalogue:
            catalogue.events.add(EVENT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        end_badly()
    assert first(database) == []


def test_events_written_at_once_are_all_kept(database: Database) -> None:
    at_once([lambda: add(database, EVENT)] * 8)
    assert len({event.number for event in first(database)}) == 8
