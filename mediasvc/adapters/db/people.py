"""People in one transaction of a SQL database."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, delete, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mediasvc.adapters.db.tables import MemberRow, PersonRow
from mediasvc.domain.errors import NotFound
from mediasvc.domain.person import Person, PersonId, Role
from mediasvc.domain.series import SeriesId


class SqlPeople:
    """Fills People."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, person: Person) -> None:
        self._keep(PersonRow(id=person.id), person)

    def change(self, person: Person) -> None:
        row = self._session.get(PersonRow, person.id)
        if row is None:
            raise NotFound(person.id)
        self._keep(row, person)

    def by_id(self, person_id: PersonId) -> Person:
        return self._one(PersonRow.id == person_id, person_id)

    def by_email(self, email: str) -> Person:
        return self._one(PersonRow.email == email, email)

    def all(self) -> Sequence[Person]:
        return self._some(true(), true())

    def members(self, series_id: SeriesId) -> Sequence[Person]:
        of_series = select(PersonRow.id).join(MemberRow).where(MemberRow.series_id == series_id)
        return self._some(PersonRow.id.in_(of_series), MemberRow.person_id.in_(of_series))

    def has_admin(self) -> bool:
        admins = select(PersonRow.id).where(PersonRow.is_admin, PersonRow.disabled_at.is_(None))
        return self._session.scalar(admins.limit(1)) is not None

    def _some(self, wanted: ColumnElement[bool], of_wanted: ColumnElement[bool]) -> Sequence[Person]:
        """Return the wanted people; `of_wanted` is true of their memberships."""
        found = self._session.scalars(select(PersonRow).where(wanted))
        # Sorted here: databases have alphabets of their own.
        people = sorted(map(_person, found), key=lambda person: person.email)
        memberships_of = select(MemberRow.person_id, MemberRow.series_id, MemberRow.role).where(of_wanted)
        members = self._session.execute(memberships_of)
        memberships: dict[str, dict[SeriesId, Role]] = {person.id: {} for person in people}
        for person_id, series_id, role in members:
            memberships[person_id][SeriesId(series_id)] = Role(role)
        return [replace(person, memberships=memberships[person.id]) for person in people]

    def _one(self, condition: ColumnElement[bool], name: str) -> Person:
        row = self._session.scalar(select(PersonRow).where(condition))
        if row is None:
            raise NotFound(name)
        of_person = select(MemberRow.series_id, MemberRow.role).where(MemberRow.person_id == row.id)
        memberships = {SeriesId(series): Role(role) for series, role in self._session.execute(of_person)}
        return replace(_person(row), memberships=memberships)

    def _keep(self, row: PersonRow, person: Person) -> None:
        """Let the row, and the rows of the person's memberships, say what the person is, or change nothing."""
        try:
            with self._session.begin_nested():
                row.email, row.name, row.password_hash = person.email, person.name, person.password_hash
                row.is_admin, row.created_at = person.is_admin, person.created_at
                row.links, row.disabled_at, row.language = person.links, person.disabled_at, person.language
                row.wants_mail = person.wants_mail
                self._session.add(row)
                self._session.flush()
                self._session.execute(delete(MemberRow).where(MemberRow.person_id == person.id))
                self._session.add_all(
                    MemberRow(person_id=person.id, series_id=series, role=role)
                    for series, role in person.memberships.items()
                )
        except IntegrityError as error:
            raise ValueError(f"refused by the database: {error.orig}") from error


def _person(row: PersonRow) -> Person:
    return Person(
        id=PersonId(row.id),
        email=row.email,
        name=row.name,
        password_hash=row.password_hash,
        is_admin=row.is_admin,
        memberships={},
        created_at=row.created_at,
        links=row.links,
        disabled_at=row.disabled_at,
        language=row.language,
        wants_mail=row.wants_mail,
    )
