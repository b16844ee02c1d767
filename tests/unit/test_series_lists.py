"""Lists of series ask the database as often for many series as for one."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest
from parts_of import parts_of
from sqlalchemy import Engine, event

from mediasvc.domain.access import Actor, Operator
from mediasvc.domain.person import Role
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.domain.seminar_filter import EVERY
from mediasvc.ports import Parts
from mediasvc.usecases.members import NewMember, invite_member
from mediasvc.usecases.series import (
    SeriesText,
    create_series,
    list_described_series,
    list_series_sizes,
    read_series,
)

WHO = Operator()


def furnish(parts: Parts, first: int, last: int) -> None:
    """Make series with descriptions, members and talks; those of the first one among them."""
    for number in range(first, last):
        series = create_series(parts, WHO, SeriesText(f"Series {number}", "A description"))
        for slug in {series.slug, "series-0"}:
            invite_member(parts, WHO, slug, NewMember(f"{slug}-{number}@example.org", Role.CONTRIBUTOR))
        with parts.database.transaction() as catalogue:
            added = catalogue.seminars.add("talk", SeminarDetails("A talk"))
            catalogue.seminars.place(added.id, series, added.visibility)


@contextmanager
def statements() -> Generator[list[str]]:
    """Yield what the database is asked."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def statements_of(ask: Callable[[], object]) -> list[str]:
    with statements() as asked:
        ask()
    return asked


def read_first(parts: Parts, actor: Actor) -> object:
    return read_series(parts, actor, "series-0")


@pytest.mark.parametrize("ask", [list_series_sizes, list_described_series, read_first])
def test_many_series_are_as_many_questions_as_one(ask: Callable[[Parts, Actor], object]) -> None:
    parts = parts_of()
    furnish(parts, 0, 1)
    few = statements_of(lambda: ask(parts, WHO))
    furnish(parts, 1, 6)
    assert statements_of(lambda: ask(parts, WHO)) == few


def test_a_list_of_talks_does_not_read_descriptions() -> None:
    parts = parts_of()
    furnish(parts, 0, 2)
    with statements() as asked, parts.database.reading() as catalogue:
        found = catalogue.seminars.all(EVERY)
    assert {seminar.series.title for seminar in found if seminar.series} == {"Series 0", "Series 1"}
    assert not any("description" in statement for statement in asked)
