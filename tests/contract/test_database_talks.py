"""What TalkLists promises, for every adapter; and how many questions a list of many talks asks."""

from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from benchmark.many_talks import KINDS, SERIES, fill
from parts_of import parts_of
from records import AT, DETAILS, EMPTY, GONE, OUTCOME, add_seminar, new_build, source
from sqlalchemy import Engine, event

from mediasvc.adapters.db.engine import SqlDatabase, sqlite_url
from mediasvc.domain.access import Operator
from mediasvc.domain.approval import SentBack
from mediasvc.domain.errors import Cancelled, NotFound
from mediasvc.domain.listed_talk import ListedTalk, ListRequest, TalkOrder, place_in
from mediasvc.domain.order import Order
from mediasvc.domain.person import Person, PersonId
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, Visibility
from mediasvc.domain.seminar_filter import EVERY, SeminarFilter
from mediasvc.domain.stage import Stage
from mediasvc.domain.waiting import WaitingOrder
from mediasvc.ports import Catalogue, Database
from mediasvc.usecases.list_talks import list_talks, summarise_talks
from mediasvc.usecases.my_talks import my_talk

# A few questions are asked about any number of talks, so that all but a long run are content with fewer.
MANY = (200, pytest.param(5_000, marks=pytest.mark.long))
# So many that every stage is among them.
TALKS = 90
SENT_BACK = SentBack(AT, "operator", "Slide 3 is not ours.")
Change = Callable[[Catalogue, Seminar], object]
CHANGES: tuple[Change, ...] = (
    lambda catalogue, seminar: catalogue.seminars.withdraw(seminar.id),
    lambda catalogue, seminar: catalogue.seminars.bring_back(seminar.id),
    lambda catalogue, seminar: catalogue.waiting_orders.put(_order(seminar)),
    lambda catalogue, seminar: catalogue.waiting_orders.put(replace(_order(seminar), failure=EMPTY)),
    lambda catalogue, seminar: catalogue.waiting_orders.remove(seminar.id),
    lambda catalogue, seminar: catalogue.builds.add(new_build(seminar)),
    lambda catalogue, seminar: [catalogue.builds.begin(build.id) for build in catalogue.builds.of_seminar(seminar.id)],
    lambda catalogue, seminar: [
        catalogue.builds.fail(build.id, EMPTY) for build in catalogue.builds.of_seminar(seminar.id)
    ],
    lambda catalogue, seminar: [
        catalogue.builds.fail(build.id, Cancelled().failure) for build in catalogue.builds.of_seminar(seminar.id)
    ],
    lambda catalogue, seminar: _end(catalogue, seminar, None),
    lambda catalogue, seminar: _end(catalogue, seminar, AT),
    lambda catalogue, seminar: _end(catalogue, seminar, None, needs_approval=True),
    lambda catalogue, seminar: _end(catalogue, seminar, AT, needs_approval=True),
    lambda catalogue, seminar: [
        catalogue.releases.send_back(seminar.id, release.number, SENT_BACK)
        for release in catalogue.releases.of_seminar(seminar.id)[:1]
    ],
    lambda catalogue, seminar: [
        catalogue.seminars.point(seminar.id, release.number, seminar.details, release.number)
        for release in catalogue.releases.of_seminar(seminar.id)[-1:]
    ],
)


def _order(seminar: Seminar) -> WaitingOrder:
    return WaitingOrder(seminar.id, Order(), "operator", AT, ("talk.mp3",))


def _end(catalogue: Catalogue, seminar: Seminar, publish_at: datetime | None, *, needs_approval: bool = False) -> None:
    """Let the newest build end with a release that waits, where it has none."""
    for build in catalogue.builds.of_seminar(seminar.id)[:1]:
        if catalogue.releases.of_build(build.id) is None:
            catalogue.builds.publish(build.id, ())
            number = catalogue.releases.next_number(seminar.id)
            release = Release(
                seminar.id, number, build.id, {}, AT, publish_at=publish_at, needs_approval=needs_approval
            )
            catalogue.releases.add(release)
            catalogue.outcomes.add(replace(OUTCOME, build_id=build.id, duration_ms=number))


def _plan(catalogue: Catalogue, seminar: Seminar) -> None:
    """Plan the release of a new build."""
    catalogue.builds.add(new_build(seminar))
    _end(catalogue, seminar, None)
    catalogue.releases.plan(seminar.id, catalogue.releases.next_number(seminar.id) - 1, AT)


def _day(day: int | None) -> date | None:
    return None if day is None else date(2026, 11, day)


def listed(database: Database, limit: int = 99, **asked: Any) -> list[ListedTalk]:
    with database.reading() as catalogue:
        return list(catalogue.talks.some(limit, ListRequest(**asked)))


def titles(database: Database, **asked: Any) -> list[str]:
    return [talk.seminar.details.title for talk in listed(database, **asked)]


def found(database: Database, **wanted: Any) -> set[str]:
    return set(titles(database, wanted=SeminarFilter(**wanted)))


def test_a_list_tells_of_each_talk_what_is_told_of_it_alone(database: Database) -> None:
    """Whatever has happened to them, and in whichever order."""
    chance = Random(17)
    with database.transaction() as catalogue:
        for _ in range(TALKS):
            seminar = catalogue.seminars.add("talk", DETAILS)
            for change in chance.choices(CHANGES, k=chance.randrange(11)):
                change(catalogue, seminar)
    parts, talks = parts_of(database), listed(database)
    alone = [my_talk(parts, Operator(), talk.seminar.slug) for talk in talks]
    assert [(talk.seminar, talk.stages, talk.duration_ms) for talk in talks] == [
        (each.seminar, each.stages, each.duration_ms) for each in alone
    ]
    assert {stage for talk in talks for stage in talk.stages} == set(Stage)
    with database.reading() as catalogue:
        counts = catalogue.talks.count()
        for stage in Stage:
            at = [talk.seminar for talk in talks if stage in talk.stages]
            wanted = SeminarFilter(stages=(stage,))
            assert [talk.seminar for talk in catalogue.talks.some(99, ListRequest(wanted))] == at
            assert {seminar.id for seminar in catalogue.seminars.all(wanted)} == {seminar.id for seminar in at}
            assert counts.at[stage] == len(at)
            assert catalogue.talks.count(wanted).total == len(at)
        assert counts.total == len(talks) == TALKS
        assert catalogue.talks.some(9, ListRequest(SeminarFilter(stages=()))) == []


def test_talks_are_in_the_order_that_is_asked_for(database: Database) -> None:
    for title, day in (("Beta", 3), ("élan", 1), ("Alpha", None), ("Zulu", 2), ("alpha", 3)):
        add_seminar(database, details=SeminarDetails(title, held_on=_day(day)))
    zulu = listed(database)[1].seminar
    with database.transaction() as catalogue:
        catalogue.seminars.withdraw(zulu.id)
    assert titles(database) == ["Zulu", "alpha", "Alpha", "élan", "Beta"]
    assert titles(database, order=TalkOrder.NEWEST) == ["alpha", "Zulu", "Alpha", "élan", "Beta"]
    assert titles(database, order=TalkOrder.HELD) == ["alpha", "Beta", "Zulu", "élan", "Alpha"]
    assert titles(database, order=TalkOrder.TITLE) == ["alpha", "Alpha", "Beta", "élan", "Zulu"]


@pytest.mark.parametrize("order", TalkOrder)
def test_pages_hold_every_talk_once_whatever_changes_meanwhile(database: Database, order: TalkOrder) -> None:
    for number in range(11):
        day = date(2026, 11, 1 + number % 3) if number % 4 else None
        add_seminar(database, details=SeminarDetails(f"Title {number % 5}" * 9, held_on=day))
    whole = [talk.seminar.id for talk in listed(database, order=order)]
    seen: list[SeminarId] = []
    after = None
    while talks := listed(database, 2, order=order, after=after):
        seen += [talk.seminar.id for talk in talks]
        after = place_in(order, str(talks[-1].place))
        # What a page ends with may be gone, and what was seen may change: nothing else is skipped or comes twice.
        with database.transaction() as catalogue:
            catalogue.seminars.place(seen[0], None, Visibility.UNLISTED)
            if len(seen) == 4:
                catalogue.seminars.remove_draft(seen[3])
    assert seen == whole


def test_every_change_of_a_talk_brings_it_to_the_top(database: Database) -> None:
    first, second = add_seminar(database), add_seminar(database)
    changes: list[Change] = [
        *CHANGES,
        lambda catalogue, seminar: catalogue.seminars.describe(seminar.id, SeminarDetails("other")),
        _plan,
        lambda catalogue, seminar: catalogue.sources.attach(seminar.id, source("a")),
        lambda catalogue, seminar: catalogue.sources.detach(seminar.id, "a.pdf"),
    ]
    last = 0
    for change in changes:
        for seminar in (second, first):
            with database.transaction() as catalogue:
                change(catalogue, seminar)
        talks = listed(database)
        # To begin a build that is queued, or to end an order, tells its people nothing new.
        assert [talk.seminar.id for talk in talks] == [first.id, second.id]
        with database.reading() as catalogue:
            assert last <= (last := catalogue.talks.last_change()) == talks[0].change


def test_a_number_of_a_change_is_not_used_again(database: Database) -> None:
    kept, gone = add_seminar(database), add_seminar(database)
    with database.transaction() as catalogue:
        last = catalogue.talks.last_change()
        catalogue.seminars.remove_draft(gone.id)
        catalogue.seminars.describe(kept.id, SeminarDetails("other"))
        assert catalogue.talks.by_id(kept.id).change > last
        with pytest.raises(NotFound):
            catalogue.talks.by_id(gone.id)
        with pytest.raises(NotFound):
            catalogue.talks.by_id(GONE)


def test_talks_are_found_by_day_and_by_person(database: Database) -> None:
    people = [Person(PersonId(each), f"{each}@example.org", each.title(), None, False, {}, AT) for each in "ba"]
    with database.transaction() as catalogue:
        for who in people:
            catalogue.people.add(who)
        for title, day, owner in (("1", 1, 0), ("2", 2, 1), ("3", 3, 0), ("none", None, None)):
            details = SeminarDetails(title, held_on=_day(day))
            catalogue.seminars.add("talk", details, None if owner is None else people[owner].id)
    assert found(database, held_from=date(2026, 11, 2)) == {"2", "3"}
    assert found(database, held_to=date(2026, 11, 2)) == {"1", "2"}
    assert found(database, held_from=date.min) == {"1", "2", "3"}
    assert found(database, held_from=date(2026, 11, 3), held_to=date(2026, 11, 2)) == set()
    assert found(database, owner=people[0].id) == {"1", "3"}
    assert found(database, owner=PersonId("nobody\0")) == set()
    ids = [talk.seminar.id for talk in listed(database)]
    assert found(database, ids=frozenset(ids[:2])) == {"none", "3"}
    assert (
        found(database, ids=frozenset({SeminarId("\0"), SeminarId("x")})) == found(database, ids=frozenset()) == set()
    )
    with database.reading() as catalogue:
        assert [each.name for each in catalogue.talks.owners()] == ["A", "B"]
        wanted = SeminarFilter(owner=people[0].id)
        assert [each.id for each in catalogue.talks.owners(wanted)] == [people[0].id]
    assert {talk.owner for talk in listed(database)} == {"A", "B", None}


@contextmanager
def questions() -> Generator[list[str]]:
    """What is asked of any database meanwhile, but for what begins and ends a transaction."""
    asked: list[str] = []

    def note(*given: Any) -> None:
        if given[2].lstrip().startswith(("SELECT", "WITH", "UPDATE", "INSERT")):
            asked.append(given[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "many.sqlite")
    return str(request.getfixturevalue("empty_postgresql"))


@pytest.mark.parametrize("many", MANY)
def test_a_list_asks_a_few_questions_however_many_talks_there_are(url: str, many: int) -> None:
    with closing(SqlDatabase(url)) as database:
        database.upgrade()
        fill(url, many)
        parts = parts_of(database)
        seen = [number for number in range(1, many + 1) if KINDS[number % len(KINDS)] is Stage.PUBLIC]
        wanted = [
            (EVERY, many),
            (SeminarFilter(stages=(Stage.FAILED,)), many // len(KINDS)),
            (SeminarFilter(series="Series 3 سلسلة"), many // SERIES),
            (SeminarFilter(words=("only7",), stages=(Stage.PUBLIC,)), sum(str(each)[0] == "7" for each in seen)),
        ]
        for (each, count), order in product(wanted, TalkOrder):
            with questions() as asked:
                page = list_talks(parts, Operator(), ListRequest(each, order), 50)
                summary = summarise_talks(parts, Operator(), each)
            assert len(asked) == 4, asked
            assert summary.counts.total == count
            assert (len(page.talks), page.has_more) == (min(count, 50), count > 50)
