"""Secrets of the service in one transaction of a SQL database."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediasvc.adapters.db.insert import insert_once
from mediasvc.adapters.db.tables import SecretRow


class SqlSecrets:
    """Fills Secrets."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> str | None:
        return self._session.scalar(select(SecretRow.value).where(SecretRow.name == name))

    def add(self, name: str, value: str) -> None:
        insert_once(self._session, SecretRow(name=name, value=value))
