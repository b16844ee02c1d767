"""A list within an actor's reach holds what `may` allows, for every adapter."""

import pytest
from records import AT, DETAILS

from mediasvc.domain.access import Actor, Operator, Right, SignedIn, TokenHolder, may, reach
from mediasvc.domain.person import Person, PersonId, Role
from mediasvc.domain.seminar import Visibility
from mediasvc.domain.seminar_filter import Reach, SeminarFilter
from mediasvc.domain.series import SeriesId
from mediasvc.domain.token import Scope
from mediasvc.ports import Database

AMINA, HANA = PersonId("amina"), PersonId("hana")


def person(person_id: PersonId, roles: dict[SeriesId, Role], is_admin: bool = False) -> Person:
    return Person(person_id, f"{person_id}@example.org", "Name", None, is_admin, roles, AT)


def filled(database: Database) -> tuple[SeriesId, SeriesId]:
    """Return two series. In each of them, and in none, there is a talk of each of two people and of nobody."""
    with database.transaction() as catalogue:
        series = [catalogue.series.of_title(title, title.lower()) for title in ("Friday", "Monday")]
        for person_id in (AMINA, HANA):
            catalogue.people.add(person(person_id, {}))
        for of in (*series, None):
            for owner in (AMINA, HANA, None):
                seminar = catalogue.seminars.add("talk", DETAILS, owner)
                catalogue.seminars.place(seminar.id, of, Visibility.PUBLIC)
    return series[0].id, series[1].id


def test_a_list_holds_what_the_actor_may_read(database: Database) -> None:
    friday, monday = filled(database)
    organiser = person(AMINA, {friday: Role.ORGANISER, monday: Role.CONTRIBUTOR})
    actors: list[tuple[Actor, int]] = [
        (Operator(), 9),
        (TokenHolder("service"), 9),
        (TokenHolder("of friday", series=friday), 3),
        (TokenHolder("no reader", frozenset({Scope.PUBLISH})), 0),
        (TokenHolder("hands in", frozenset({Scope.HAND_IN})), 9),
        (SignedIn(person(AMINA, {}, is_admin=True)), 9),
        (SignedIn(person(AMINA, {})), 0),
        (SignedIn(person(AMINA, {monday: Role.CONTRIBUTOR})), 1),
        (SignedIn(organiser), 4),
        (TokenHolder("of an organiser", person=organiser), 4),
        (TokenHolder("of an organiser, on monday", series=monday, person=organiser), 1),
    ]
    with database.reading() as catalogue:
        everything = catalogue.seminars.all()
        for actor, count in actors:
            wanted = SeminarFilter(reach=reach(actor, Right.READ))
            found = catalogue.seminars.all(wanted)
            assert found == [seminar for seminar in everything if may(actor, Right.READ, seminar)], actor
            assert len(found) == count, actor
            assert catalogue.seminars.some(99, None, wanted) == found


@pytest.mark.parametrize("owner", [None, PersonId("nobody")])
def test_what_nobody_owns_is_not_the_own_of_anybody(database: Database, owner: PersonId | None) -> None:
    friday, _ = filled(database)
    with database.reading() as catalogue:
        assert catalogue.seminars.all(SeminarFilter(reach=Reach(own_in=frozenset({friday}), owner=owner))) == []
