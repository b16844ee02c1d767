"""What Seminars.some promises, for every adapter."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta, tzinfo
from itertools import product
from typing import Any

import pytest
from records import AT, DETAILS, add_seminar, place

from mediasvc.domain.errors import NotFound
from mediasvc.domain.removal import removal_of
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, SeminarState, Visibility
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.ports import Catalogue, Database

CLOCK = "mediasvc.adapters.db.seminars.datetime"


class StoppedClock(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return AT.astimezone(tz)


class BackwardClock(datetime):
    """Each seminar seems to be older than the one before it."""

    calls = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        cls.calls += 1
        return (AT - timedelta(days=cls.calls)).astimezone(tz)


def page(database: Database, limit: int, after: SeminarId | None = None, **wanted: Any) -> list[Seminar]:
    with database.reading() as catalogue:
        return list(catalogue.seminars.some(limit, after, SeminarFilter(**wanted)))


def pages(database: Database, limit: int) -> list[Seminar]:
    found = page(database, limit)
    while len(following := page(database, limit, found[-1].id)) > 0:
        assert len(following) <= limit
        found += following
    return found


def everything(database: Database) -> list[Seminar]:
    with database.reading() as catalogue:
        return list(catalogue.seminars.all())


def titles(seminars: Collection[Seminar]) -> list[str]:
    return [seminar.details.title for seminar in seminars]


def test_the_first_seminars_are_the_newest(database: Database) -> None:
    assert page(database, 3) == []
    seminars = [add_seminar(database) for _ in range(3)][::-1]
    assert page(database, 1) == seminars[:1]
    assert page(database, 3) == page(database, 100) == seminars
    assert page(database, 2, seminars[0].id) == seminars[1:]
    assert page(database, 2, seminars[1].id) == seminars[2:]
    assert page(database, 2, seminars[2].id) == []


@pytest.mark.parametrize("clock", [StoppedClock, BackwardClock])
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 11])
def test_pages_hold_every_seminar_once(
    database: Database, monkeypatch: pytest.MonkeyPatch, clock: type[datetime], limit: int
) -> None:
    monkeypatch.setattr(CLOCK, clock)
    seminars = [add_seminar(database) for _ in range(10)]
    assert pages(database, limit) == everything(database) == seminars[::-1]


def test_pages_stay_right_while_seminars_come_and_go(database: Database) -> None:
    seminars = [add_seminar(database) for _ in range(7)][::-1]
    first = page(database, 3)
    add_seminar(database)
    with database.transaction() as catalogue:
        for gone in (0, 3):
            catalogue.seminars.remove_draft(seminars[gone].id)
        catalogue.seminars.describe(seminars[4].id, SeminarDetails("changed"))
    second = page(database, 3, first[-1].id)
    assert [seminar.id for seminar in second] == [seminar.id for seminar in seminars[4:]]

    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(second[0].id)
    with pytest.raises(NotFound):
        page(database, 3, second[0].id)


def test_a_page_may_come_behind_a_seminar_that_is_not_wanted_any_more(database: Database) -> None:
    oldest, middle, _ = (add_seminar(database) for _ in range(3))
    with database.transaction() as catalogue:
        catalogue.seminars.withdraw(middle.id)
    assert page(database, 3, middle.id, state=SeminarState.DRAFT) == [oldest]


def test_seminars_are_chosen_by_their_state(database: Database) -> None:
    draft, published, withdrawn, withdrawn_draft, back, removed = (
        add_seminar(database, details=SeminarDetails(title)) for title in ("d", "p", "w", "wd", "b", "r")
    )
    with database.transaction() as catalogue:
        for seminar in (published, withdrawn, back):
            catalogue.seminars.point(seminar.id, 1, seminar.details, 0)
        for seminar in (withdrawn, withdrawn_draft, back):
            catalogue.seminars.withdraw(seminar.id)
        catalogue.seminars.bring_back(back.id)
        catalogue.removals.put(removed.id, removal_of(AT, "operator", 30))
    found = {state: titles(page(database, 9, state=state)) for state in SeminarState}
    assert found == {
        SeminarState.DRAFT: ["d"],
        SeminarState.PUBLISHED: ["b", "p"],
        SeminarState.WITHDRAWN: ["wd", "w"],
        SeminarState.REMOVED: ["r"],
    }
    assert page(database, 9, draft.id, state=SeminarState.DRAFT) == []
    assert titles(page(database, 1, back.id, state=SeminarState.PUBLISHED)) == ["p"]


def test_what_is_wanted_is_wanted_together(database: Database) -> None:
    every = list(product(Visibility, ("سلسلة الجمعة", "Friday ✨", '"', None), ("ar", "zh-Hant", None)))
    for (visibility, series, language), _ in product(every, range(2)):
        place(database, add_seminar(database, details=SeminarDetails("t", (), None, language)), series, visibility)
    with database.transaction() as catalogue:
        for seminar in catalogue.seminars.all()[::2]:
            catalogue.seminars.point(seminar.id, 1, seminar.details, 0)
    for visibility, series, language in every:
        named = {"visibility": visibility, "series": series, "language": language, "state": SeminarState.PUBLISHED}
        wanted: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
        expected = [seminar for seminar in everything(database) if _is(seminar, wanted)]
        assert page(database, 100, **wanted) == expected
        assert page(database, 2, expected[0].id, **wanted) == expected[1:3]


def test_values_are_wanted_as_they_are(database: Database) -> None:
    for series in ("Friday", "friday", "Friday ", "", "%", "null", "1", "e\u0301", "é"):
        place(database, add_seminar(database), series)
    add_seminar(database, details=SeminarDetails("no series"))
    for series in ("Friday", "", "%", "null", "1", "é"):
        assert [each.series and each.series.title for each in page(database, 9, series=series)] == [series]
    for series in ("Fri%", "Saturday", "_", "None", "$.title", "' OR 1=1 --"):
        assert page(database, 9, series=series) == []


def test_what_was_described_is_found_by_it(database: Database) -> None:
    seminar = add_seminar(database, details=DETAILS)
    with database.transaction() as catalogue:
        catalogue.seminars.describe(seminar.id, SeminarDetails("t", language="he"))
    place(database, seminar, "חמישי")
    assert page(database, 9, language="ar") == []
    assert titles(page(database, 9, language="he", series="חמישי")) == ["t"]


def _is(seminar: Seminar, wanted: dict[str, Any]) -> bool:
    series = seminar.series and seminar.series.title
    own = {"state": seminar.state, "visibility": seminar.visibility, "series": series}
    return all((own | vars(seminar.details))[name] == value for name, value in wanted.items())


def version(database: Database) -> int:
    with database.reading() as catalogue:
        return catalogue.seminars.version()


def test_a_version_grows_with_every_change_of_what_has_a_release(database: Database) -> None:
    seminar, draft = add_seminar(database), add_seminar(database, "draft")
    other = SeminarDetails("other")
    changes: list[Callable[[Catalogue], None]] = [
        lambda catalogue: catalogue.seminars.point(seminar.id, 1, DETAILS, 2),
        lambda catalogue: catalogue.seminars.describe(seminar.id, other),
        # Neither what was decided on nor its release need be later.
        lambda catalogue: catalogue.seminars.point(seminar.id, 1, other, 1),
        lambda catalogue: catalogue.seminars.place(seminar.id, None, Visibility.UNLISTED),
        lambda catalogue: catalogue.seminars.withdraw(seminar.id),
        lambda catalogue: catalogue.seminars.bring_back(seminar.id),
    ]
    with database.transaction() as catalogue:
        catalogue.seminars.describe(draft.id, other)
    versions = [version(database)]
    for change in changes:
        with database.transaction() as catalogue:
            change(catalogue)
        versions += [version(database), version(database)]
    assert versions[0] < versions[1]
    assert all(first == second for first, second in zip(versions[1::2], versions[2::2], strict=True))
    assert len(set(versions[1::2])) == len(changes)
    assert sorted(versions) == versions
    # What is forgotten takes nothing back.
    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(draft.id)
    assert version(database) == versions[-1]
