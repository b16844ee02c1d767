"""What People, Sessions, Secrets and Audit promise, for every adapter."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from at_once import at_once
from records import AT, DETAILS

from mediasvc.domain.audit import Action, AuditEntry, Kind
from mediasvc.domain.errors import NotFound
from mediasvc.domain.person import Person, PersonId, Role
from mediasvc.domain.series import SeriesId
from mediasvc.domain.session import LONGEST, LONGEST_IDLE, Session, new_session
from mediasvc.domain.token import Scope, new_token
from mediasvc.ports import Catalogue, Database

ENTRY = AuditEntry(AT, "operator", Action.TOKEN_CREATED, Kind.TOKEN, "قاعة", "read")


def new_person(email: str = "amina@example.org", memberships: Mapping[SeriesId, Role] | None = None) -> Person:
    return Person(PersonId(uuid.uuid4().hex), email, "Amina حسن", "hash", False, memberships or {}, AT, links=3)


def add_person(database: Database, email: str = "amina@example.org") -> Person:
    person = new_person(email)
    with database.transaction() as catalogue:
        catalogue.people.add(person)
    return person


def series_of(catalogue: Catalogue, *titles: str) -> list[SeriesId]:
    return [catalogue.series.of_title(title, "series").id for title in titles]


def test_a_person_is_kept_with_all_that_is_said_of_them(database: Database) -> None:
    with database.transaction() as catalogue:
        friday, monday = series_of(catalogue, "Friday", "Monday")
        person = new_person(memberships={friday: Role.ORGANISER, monday: Role.CONTRIBUTOR})
        catalogue.people.add(person)
    with database.reading() as catalogue:
        assert catalogue.people.by_id(person.id) == person
        assert catalogue.people.by_email(person.email) == person
        assert catalogue.people.all() == [person]
        with pytest.raises(NotFound):
            catalogue.people.by_email("hana@example.org")
        with pytest.raises(NotFound):
            catalogue.people.by_id(PersonId("nobody"))


def test_an_admin_is_there_who_is_not_disabled(database: Database) -> None:
    def has_admin(**changes: Any) -> bool:
        with database.transaction() as catalogue:
            catalogue.people.change(replace(person, **changes))
            return catalogue.people.has_admin()

    with database.reading() as catalogue:
        assert not catalogue.people.has_admin()
    person = add_person(database)
    add_person(database, "hana@example.org")
    assert not has_admin()
    assert has_admin(is_admin=True)
    assert not has_admin(is_admin=True, disabled_at=datetime.now(UTC))


def test_a_person_changes_and_memberships_with_them(database: Database) -> None:
    with database.transaction() as catalogue:
        friday, monday = series_of(catalogue, "Friday", "Monday")
        person = new_person(memberships={friday: Role.ORGANISER, monday: Role.CONTRIBUTOR})
        catalogue.people.add(person)
    changed = replace(
        person,
        name="Amina",
        password_hash=None,
        is_admin=True,
        memberships={monday: Role.ORGANISER},
        links=4,
        disabled_at=AT + timedelta(days=1),
    )
    with database.transaction() as catalogue:
        catalogue.people.change(changed)
        assert catalogue.people.by_id(person.id) == changed
        with pytest.raises(NotFound):
            catalogue.people.change(replace(changed, id=PersonId("nobody")))
    with database.reading() as catalogue:
        assert catalogue.people.all() == [changed]


def test_there_is_one_person_of_an_address_and_nothing_of_a_second_stays(database: Database) -> None:
    amina, hana = add_person(database), add_person(database, "hana@example.org")
    with database.transaction() as catalogue:
        with pytest.raises(ValueError, match="refused"):
            catalogue.people.add(new_person())
        with pytest.raises(ValueError, match="refused"):
            catalogue.people.change(replace(hana, email=amina.email, is_admin=True))
        with pytest.raises(ValueError, match="refused"):
            catalogue.people.change(replace(hana, is_admin=True, memberships={SeriesId("gone"): Role.ORGANISER}))
    with database.reading() as catalogue:
        assert catalogue.people.all() == [amina, hana]


def test_of_people_of_one_address_who_come_at_once_one_is_kept(database: Database) -> None:
    def add() -> bool:
        try:
            add_person(database)
        except ValueError:
            return False
        return True

    assert sorted(at_once([add] * 4)) == [False, False, False, True]


def test_people_are_sorted_by_address(database: Database) -> None:
    emails = ["b@x", "a@y", "a-b@x", "z@x", "é@x", "10@x", "9@x"]
    for email in emails:
        add_person(database, email)
    with database.reading() as catalogue:
        assert [person.email for person in catalogue.people.all()] == sorted(emails)


def test_a_seminar_knows_its_owner(database: Database) -> None:
    person = add_person(database)
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.add("talk", DETAILS, person.id)
        nobodys = catalogue.seminars.add("talk", DETAILS)
    with database.reading() as catalogue:
        assert catalogue.seminars.by_slug(seminar.slug).owner == person.id
        assert catalogue.seminars.by_slug(nobodys.slug).owner is None


def add_session(
    database: Database, person: Person, seen: timedelta = timedelta(), made: timedelta = timedelta()
) -> Session:
    session = replace(new_session(person.id)[0], created_at=AT + made, seen_at=AT + seen)
    with database.transaction() as catalogue:
        catalogue.sessions.add(session)
    return session


def kept(database: Database, *sessions: Session) -> list[bool]:
    found: list[bool] = []
    with database.reading() as catalogue:
        for session in sessions:
            try:
                found.append(catalogue.sessions.by_digest(session.digest) == session)
            except NotFound:
                found.append(False)
    return found


def test_a_session_is_kept_until_it_is_removed(database: Database) -> None:
    person = add_person(database)
    one, other = add_session(database, person), add_session(database, person)
    assert kept(database, one, other) == [True, True]
    with database.transaction() as catalogue:
        with pytest.raises(ValueError, match="refused"):
            catalogue.sessions.add(one)
        with pytest.raises(ValueError, match="refused"):
            catalogue.sessions.add(new_session(PersonId("nobody"))[0])
        catalogue.sessions.note_seen(one.digest, AT + timedelta(hours=2))
        catalogue.sessions.remove(other.digest)
        catalogue.sessions.remove(other.digest)
        catalogue.sessions.note_seen(other.digest, AT)
    assert kept(database, replace(one, seen_at=AT + timedelta(hours=2)), other) == [True, False]


def test_all_sessions_of_one_person_end_together(database: Database) -> None:
    amina, hana = add_person(database), add_person(database, "hana@example.org")
    sessions = [add_session(database, amina), add_session(database, amina), add_session(database, hana)]
    with database.transaction() as catalogue:
        catalogue.sessions.remove_all_of(amina.id)
    assert kept(database, *sessions) == [False, False, True]


def test_what_has_ended_by_time_is_forgotten(database: Database) -> None:
    person, now, second = add_person(database), AT + timedelta(days=365), timedelta(seconds=1)
    year = timedelta(days=365)
    sessions = [
        add_session(database, person, seen=year, made=year - LONGEST + second),
        add_session(database, person, seen=year, made=year - LONGEST),
        add_session(database, person, seen=year - LONGEST_IDLE + second, made=year - LONGEST_IDLE),
        add_session(database, person, seen=year - LONGEST_IDLE, made=year - LONGEST_IDLE),
    ]
    good = [session.is_good(now) for session in sessions]
    assert good == [True, False, True, False]
    with database.transaction() as catalogue:
        catalogue.sessions.remove_ended(now)
    assert kept(database, *sessions) == good


def test_a_secret_is_kept_once(database: Database) -> None:
    with database.transaction() as catalogue:
        assert catalogue.secrets.get("links") is None
        catalogue.secrets.add("links", "a secret")
        with pytest.raises(ValueError, match="refused"):
            catalogue.secrets.add("links", "another one")
    with database.reading() as catalogue:
        assert catalogue.secrets.get("links") == "a secret"
        assert catalogue.secrets.get("forms") is None


def test_the_audit_log_is_read_backwards(database: Database) -> None:
    with database.transaction() as catalogue:
        assert catalogue.audit.some(9) == []
        for what in ("one", "two", "three"):
            catalogue.audit.add(replace(ENTRY, what=what))
    with database.reading() as catalogue:
        entries = catalogue.audit.some(9)
        assert [entry.what for entry in entries] == ["three", "two", "one"]
        assert replace(entries[0], number=0) == replace(ENTRY, what="three")
        assert entries[0].number > entries[1].number > entries[2].number > 0
        assert catalogue.audit.some(1) == entries[:1]
        assert catalogue.audit.some(9, entries[0].number) == entries[1:]
        assert catalogue.audit.some(9, entries[2].number) == []


def test_the_audit_log_is_read_of_one_thing(database: Database) -> None:
    with database.transaction() as catalogue:
        for what, detail in (("one", "1"), ("two", "2"), ("one", "3"), ("one", "4")):
            catalogue.audit.add(replace(ENTRY, what=what, detail=detail))
        catalogue.audit.add(replace(ENTRY, kind=Kind.PERSON, what="one"))
    with database.reading() as catalogue:
        assert [entry.detail for entry in catalogue.audit.of(ENTRY.kind, "one", 9)] == ["4", "3", "1"]
        assert [entry.detail for entry in catalogue.audit.of(ENTRY.kind, "one", 1)] == ["4"]
        assert catalogue.audit.of(ENTRY.kind, "three", 9) == []


def test_an_entry_goes_with_the_change_that_it_tells_of(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as catalogue:
            catalogue.audit.add(ENTRY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading() as catalogue:
        assert catalogue.audit.some(9) == []


def test_a_token_is_kept_with_what_it_is_good_for(database: Database) -> None:
    person = add_person(database)
    with database.transaction() as catalogue:
        [series] = series_of(catalogue, "Friday")
        token = replace(
            new_token("one")[0],
            scopes=frozenset({Scope.READ}),
            series=series,
            person=person.id,
            expires_at=AT,
        )
        catalogue.tokens.add(token)
        with pytest.raises(ValueError, match="refused"):
            catalogue.tokens.add(replace(new_token("two")[0], person=PersonId("nobody")))
    with database.reading() as catalogue:
        assert catalogue.tokens.all() == [token]


def test_series_are_found_and_sorted_by_title(database: Database) -> None:
    titles = ["b", "B", "a c", "ab", "é", "سلسلة"]
    with database.transaction() as catalogue:
        ids = series_of(catalogue, *titles)
        assert [series.title for series in catalogue.series.all()] == sorted(titles)
        assert catalogue.series.by_title("سلسلة") == catalogue.series.by_id(ids[-1])
        for ask in (lambda: catalogue.series.by_title("A C"), lambda: catalogue.series.by_id(SeriesId("gone"))):
            with pytest.raises(NotFound):
                ask()
