"""Tokens in one transaction of a SQL database."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select, true
from sqlalchemy.orm import Session

from mediasvc.adapters.db.insert import insert_once
from mediasvc.adapters.db.tables import TokenRow
from mediasvc.domain.errors import NotFound
from mediasvc.domain.person import PersonId
from mediasvc.domain.series import SeriesId
from mediasvc.domain.token import Scope, Token


class SqlTokens:
    """Fills Tokens."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, token: Token) -> None:
        insert_once(self._session, _row(token))

    def by_digest(self, digest: str) -> Token:
        row = self._session.scalar(select(TokenRow).where(TokenRow.digest == digest))
        if row is None:
            raise NotFound("this token")
        return _token(row)

    def all(self) -> Sequence[Token]:
        return self._some(true())

    def of_person(self, person_id: PersonId) -> Sequence[Token]:
        return self._some(TokenRow.person_id == person_id)

    def remove(self, name: str) -> None:
        removed = delete(TokenRow).where(TokenRow.name == name).returning(TokenRow.name)
        if self._session.scalar(removed) is None:
            raise NotFound(name)

    def _some(self, wanted: ColumnElement[bool]) -> Sequence[Token]:
        found = self._session.scalars(select(TokenRow).where(wanted))
        # Sorted here: databases have alphabets of their own.
        return sorted(map(_token, found), key=lambda token: token.name)


def _row(token: Token) -> TokenRow:
    return TokenRow(
        name=token.name,
        digest=token.digest,
        created_at=token.created_at,
        scopes=sorted(token.scopes),
        series_id=token.series,
        person_id=token.person,
        expires_at=token.expires_at,
    )


def _token(row: TokenRow) -> Token:
    return Token(
        name=row.name,
        digest=row.digest,
        created_at=row.created_at,
        scopes=frozenset(map(Scope, row.scopes)),
        series=None if row.series_id is None else SeriesId(row.series_id),
        person=None if row.person_id is None else PersonId(row.person_id),
        expires_at=row.expires_at,
    )
