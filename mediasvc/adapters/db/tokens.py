"""Tokens in one transaction of a SQL database."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mediasvc.adapters.db.insert import insert_once
from mediasvc.adapters.db.tables import TokenRow
from mediasvc.domain.errors import NotFound
from mediasvc.domain.token import Token


class SqlTokens:
    """Fills Tokens."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, token: Token) -> None:
        insert_once(self._session, TokenRow(name=token.name, digest=token.digest, created_at=token.created_at))

    def by_digest(self, digest: str) -> Token:
        row = self._session.scalar(select(TokenRow).where(TokenRow.digest == digest))
        if row is None:
            raise NotFound("this token")
        return _token(row)

    def all(self) -> Sequence[Token]:
        # Sorted here: databases have alphabets of their own.
        return sorted(map(_token, self._session.scalars(select(TokenRow))), key=lambda token: token.name)

    def remove(self, name: str) -> None:
        removed = delete(TokenRow).where(TokenRow.name == name).returning(TokenRow.name)
        if self._session.scalar(removed) is None:
            raise NotFound(name)


def _token(row: TokenRow) -> Token:
    return Token(row.name, row.digest, row.created_at)
