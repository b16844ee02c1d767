"""What AllSeries promises, for every adapter."""

from datetime import UTC, datetime

import pytest
from records import DETAILS
from test_database_people import new_person

from mediasvc.domain.errors import NotFound, Usage
from mediasvc.domain.person import Role
from mediasvc.domain.removal import removal_of
from mediasvc.domain.search import query_of
from mediasvc.domain.seminar import Visibility
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.domain.series import Series, SeriesId, SeriesPicture, SeriesSize
from mediasvc.ports import Database

GONE = SeriesId("gone")
LONG = "وصف\n" * 4_000
FAILURE = Usage("it is no picture").failure


def add_series(database: Database, title: str = "Friday") -> Series:
    with database.transaction() as catalogue:
        return catalogue.series.of_title(title, title.lower())


def add_talk(database: Database, series: Series) -> None:
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.add("talk", DETAILS)
        catalogue.seminars.place(seminar.id, series, Visibility.PUBLIC)
        catalogue.seminars.point(seminar.id, 1, DETAILS, 0)


def test_a_series_is_described_and_found_by_its_new_title(database: Database) -> None:
    friday, monday = add_series(database), add_series(database, "Monday")
    add_talk(database, friday)
    with database.transaction() as catalogue:
        before = catalogue.seminars.version()
        changed = catalogue.series.describe(friday.id, "Harvest", LONG)
        assert (changed.slug, changed.title, changed.feed) == ("friday", "Harvest", "Friday")
        assert catalogue.seminars.version() > before
        with pytest.raises(ValueError, match="refused"):
            catalogue.series.describe(monday.id, "Harvest", "")
    with database.reading() as catalogue:
        assert catalogue.series.description(friday.id) == LONG
        assert catalogue.series.descriptions() == {friday.id: LONG, monday.id: ""}
        assert catalogue.series.by_slug("friday") == catalogue.series.by_feed("Friday") == changed
        assert len(catalogue.seminars.all(SeminarFilter(words=query_of("harv").words))) == 1
        assert catalogue.seminars.all(SeminarFilter(words=query_of("frid").words)) == []
        assert catalogue.series.by_id(monday.id) == monday
        for ask in (catalogue.series.by_slug, catalogue.series.by_feed):
            with pytest.raises(NotFound):
                ask("Harvest")


def test_no_two_series_have_the_same_feed(database: Database) -> None:
    first = add_series(database)
    with database.transaction() as catalogue:
        first = catalogue.series.describe(first.id, "Harvest", "")
    second = add_series(database)
    assert (first.feed, second.feed) == ("Friday", "Friday-2")
    with database.transaction() as catalogue:
        second = catalogue.series.describe(second.id, "Seeds", "")
    third = add_series(database)
    assert len({first.feed, second.feed, third.feed}) == 3
    with database.transaction() as catalogue:
        catalogue.series.describe(third.id, "Sowing", "")
        back = catalogue.series.describe(first.id, "Friday", "")
    assert back.feed == "Friday"


def test_a_picture_is_kept_with_what_was_uploaded(database: Database) -> None:
    friday, monday = add_series(database), add_series(database, "Monday")
    with database.transaction() as catalogue:
        assert catalogue.series.picture(friday.id) == SeriesPicture()
        catalogue.series.change_picture(friday.id, SeriesPicture("a.jpg", "given", FAILURE))
        catalogue.series.change_picture(monday.id, SeriesPicture("b.jpg"))
    with database.reading() as catalogue:
        assert catalogue.series.picture(friday.id) == SeriesPicture("a.jpg", "given", FAILURE)
        assert catalogue.series.with_given_picture() == [friday.id]


def test_series_know_how_large_they_are_and_go_when_they_are_empty(database: Database) -> None:
    friday, monday = add_series(database), add_series(database, "Monday")
    person = new_person(memberships={friday.id: Role.ORGANISER, monday.id: Role.CONTRIBUTOR})
    with database.transaction() as catalogue:
        catalogue.people.add(person)
        catalogue.people.add(new_person("hana@example.org", {monday.id: Role.CONTRIBUTOR}))
    for _ in range(2):
        add_talk(database, friday)
    with database.transaction() as catalogue:
        assert catalogue.series.sizes() == {friday.id: SeriesSize(2, 1), monday.id: SeriesSize(0, 2)}
        assert [each.email for each in catalogue.people.members(monday.id)] == ["amina@example.org", "hana@example.org"]
        assert catalogue.people.members(friday.id) == [person]
        with pytest.raises(ValueError, match="refused"):
            catalogue.series.remove(friday.id)
        catalogue.series.remove(monday.id)
    with database.reading() as catalogue:
        assert catalogue.series.all() == [friday]
        assert catalogue.people.by_id(person.id).memberships == {friday.id: Role.ORGANISER}


def test_a_removed_talk_is_not_counted_and_comes_back_without_a_series_that_went(database: Database) -> None:
    friday, now = add_series(database), datetime.now(UTC)
    add_talk(database, friday)
    with database.transaction() as catalogue:
        (talk,) = catalogue.seminars.all()
        catalogue.removals.put(talk.id, removal_of(now, "somebody", 30))
        assert catalogue.series.sizes() == {friday.id: SeriesSize(0, 0, 1)}
        assert catalogue.seminars.by_id(talk.id).series == friday
        catalogue.series.remove(friday.id)
    with database.transaction() as catalogue:
        assert catalogue.series.all() == []
        catalogue.removals.undo(talk.id)
        back = catalogue.seminars.by_id(talk.id)
    assert (back.series, back.release, back.removal) == (None, 1, None)


def test_what_is_not_there_is_not_found(database: Database) -> None:
    with database.transaction() as catalogue:
        series = catalogue.series
        for ask in (
            lambda: series.description(GONE),
            lambda: series.picture(GONE),
            lambda: series.describe(GONE, "A", ""),
            lambda: series.change_picture(GONE, SeriesPicture()),
            lambda: series.remove(GONE),
        ):
            with pytest.raises(NotFound):
                ask()
