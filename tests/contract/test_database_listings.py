"""What Seminars.by_day, Releases.cards and Releases.passages promise, for every adapter."""

from datetime import date
from itertools import pairwise

from records import add_build, add_release, add_seminar, new_build, place

from mediasvc.domain.listing import Card, Listing, Passage
from mediasvc.domain.manifest import Image
from mediasvc.domain.seminar import Seminar, SeminarDetails, Visibility
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.ports import Database

CARD = Card(60_000, 8_000_000, (Image("image/avif", 480, 270, "slides/0001-480.avif", 6_000),))
PASSAGES = (Passage(0, "Łódź “'\n"), Passage(None, "شبكة"))


def add_open(database: Database, title: str, held_on: date | None) -> Seminar:
    seminar = add_seminar(database, title.lower(), details=SeminarDetails(title, held_on=held_on))
    release = add_release(database, add_build(database, new_build(seminar)))
    with database.transaction() as catalogue:
        catalogue.seminars.point(seminar.id, release.number, seminar.details, 1)
    return seminar


def pages(database: Database, limit: int, wanted: SeminarFilter) -> list[str]:
    """Return the titles on all pages, of so many talks each."""
    titles: list[str] = []
    after = None
    with database.reading() as catalogue:
        while found := catalogue.seminars.by_day(limit, after, wanted):
            titles += [each.seminar.details.title for each in found]
            after = found[-1].place
    return titles


def test_pages_by_day_hold_every_open_talk_once_the_last_day_first(database: Database) -> None:
    days = [date(2020, 1, 2), None, date(2031, 1, 1), date(2020, 1, 2), date(1, 1, 1), None]
    for number, day in enumerate(days):
        add_open(database, f"t{number}", day)
    add_seminar(database, "draft")
    # A day that has not come is before those without one, which stand at their publication.
    expected = ["t2", "t5", "t1", "t3", "t0", "t4"]
    for limit in (1, 2, 5, 6, 7):
        assert pages(database, limit, SeminarFilter()) == expected
    with database.reading() as catalogue:
        places = [each.place for each in catalogue.seminars.by_day(9)]
    assert all(earlier > later for earlier, later in pairwise(places))


def test_pages_by_day_hold_what_is_wanted(database: Database) -> None:
    one, other = (add_open(database, title, date(2020, 1, 1)) for title in ("One", "Other"))
    place(database, one, "Fridays")
    with database.transaction() as catalogue:
        catalogue.releases.add_listing(other.id, 1, Listing(("needle",)))
    assert pages(database, 1, SeminarFilter(series="Fridays")) == ["One"]
    assert pages(database, 1, SeminarFilter(words=["needl"])) == ["Other"]
    assert pages(database, 1, SeminarFilter(words=["nothing"])) == []


def test_a_place_follows_the_date_and_keeps_the_first_publication(database: Database) -> None:
    first, second = (add_open(database, title, None) for title in ("First", "Second"))
    third = add_open(database, "Third", None)
    with database.transaction() as catalogue:
        catalogue.seminars.point(first.id, 1, first.details, 2)
        catalogue.seminars.withdraw(second.id)
        catalogue.seminars.bring_back(second.id)
        catalogue.seminars.place(second.id, None, Visibility.UNLISTED)
        catalogue.seminars.place(second.id, None, Visibility.PUBLIC)
    assert pages(database, 2, SeminarFilter()) == ["Third", "Second", "First"]
    with database.transaction() as catalogue:
        catalogue.seminars.point(third.id, 1, SeminarDetails("Third", held_on=date(2000, 1, 1)), 2)
        catalogue.seminars.describe(first.id, SeminarDetails("First", held_on=date(2099, 1, 1)))
    assert pages(database, 2, SeminarFilter()) == ["First", "Second", "Third"]


def test_cards_and_passages_are_those_of_the_release_that_is_shown(database: Database) -> None:
    seminar, bare = add_open(database, "talk", None), add_open(database, "bare", None)
    add_release(database, add_build(database, new_build(seminar)))
    with database.transaction() as catalogue:
        catalogue.releases.add_listing(seminar.id, 1, Listing(("word",), CARD, PASSAGES))
        catalogue.releases.add_listing(seminar.id, 2, Listing((), Card(1), ()))
        catalogue.releases.add_listing(bare.id, 1, Listing(("bare",)))
        # What is kept stays.
        catalogue.releases.add_listing(seminar.id, 1, Listing(()))
    with database.reading() as catalogue:
        ids = [seminar.id, bare.id]
        assert catalogue.releases.cards(ids) == {seminar.id: CARD}
        assert catalogue.releases.passages(ids) == {seminar.id: PASSAGES, bare.id: ()}
        assert catalogue.releases.cards([]) == catalogue.releases.passages([]) == {}
