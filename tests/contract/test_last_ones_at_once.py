"""Of several who would go at one moment, the last admin stays, and so does the last organiser of a series."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from at_once import at_once
from parts_of import parts_of
from test_database_people import new_person

from mediasvc.domain.access import Operator, SignedIn
from mediasvc.domain.errors import Conflict
from mediasvc.domain.person import Person, Role
from mediasvc.domain.series import Series
from mediasvc.ports import Database, Parts
from mediasvc.usecases.members import RoleChange, change_role, remove_member
from mediasvc.usecases.people import PersonChange, change_person, list_people
from mediasvc.usecases.series import SeriesText, create_series, read_series

ROUNDS = 4
NAMES = ("amina", "hana", "omar")


def is_done(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Conflict:
        return False
    return True


def add_people(parts: Parts, is_admin: bool = False, series: Series | None = None) -> list[Person]:
    """Return people who are admins, or organisers of this series."""
    memberships = {} if series is None else {series.id: Role.ORGANISER}
    with parts.database.transaction() as catalogue:
        people = [replace(new_person(f"{name}@example.org", memberships), is_admin=is_admin) for name in NAMES]
        for person in people:
            catalogue.people.add(person)
    return people


@pytest.mark.parametrize("change", [PersonChange(is_admin=False), PersonChange(is_disabled=True)], ids=["role", "off"])
def test_of_admins_who_remove_each_other_one_stays(database: Database, change: PersonChange) -> None:
    parts = parts_of(database)
    admins = add_people(parts, is_admin=True)
    for _ in range(ROUNDS):
        pairs = zip(admins, [*admins[1:], admins[0]], strict=True)
        calls = [partial(change_person, parts, SignedIn(by), whom.id, change) for by, whom in pairs]
        done = at_once([partial(is_done, call) for call in calls])
        assert sorted(done) == [False, True, True]
        left = [each.person for each in list_people(parts, Operator()) if each.person.is_admin]
        assert [each.disabled_at for each in left].count(None) == 1
        for person in admins:
            change_person(parts, Operator(), person.id, PersonChange(is_admin=True, is_disabled=False))


def test_the_last_admin_does_not_go_by_themselves(database: Database) -> None:
    parts = parts_of(database)
    first, *others = add_people(parts, is_admin=True)
    for other in others:
        change_person(parts, SignedIn(first), other.id, PersonChange(is_admin=False))
    for change in (PersonChange(is_admin=False), PersonChange(is_disabled=True)):
        with pytest.raises(Conflict, match="only admin"):
            change_person(parts, SignedIn(first), first.id, change)


def test_of_organisers_who_remove_each_other_one_stays(database: Database) -> None:
    parts = parts_of(database)
    series = create_series(parts, Operator(), SeriesText("Friday"))
    people = add_people(parts, series=series)
    pairs = [*zip(people, [*people[1:], people[0]], strict=True)]
    for number in range(ROUNDS):
        if number % 2:
            calls = [partial(remove_member, parts, SignedIn(by), series.slug, whom.id) for by, whom in pairs]
        else:
            lower = Role.CONTRIBUTOR
            changes = [(by, RoleChange(whom.id, lower)) for by, whom in pairs]
            calls = [partial(change_role, parts, SignedIn(by), series.slug, change) for by, change in changes]
        assert sorted(at_once([partial(is_done, call) for call in calls])) == [False, True, True]
        members = read_series(parts, Operator(), series.slug).members
        assert [each.role for each in members].count(Role.ORGANISER) == 1
        with parts.database.transaction() as catalogue:
            for person in people:
                catalogue.people.change(person)
