"""Sessions in one transaction of a SQL database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session as Transaction

from mediasvc.adapters.db.insert import insert_once
from mediasvc.adapters.db.tables import SessionRow
from mediasvc.domain.errors import NotFound
from mediasvc.domain.person import PersonId
from mediasvc.domain.session import LONGEST, LONGEST_IDLE, Session


class SqlSessions:
    """Fills Sessions."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, session: Session) -> None:
        row = SessionRow(
            digest=session.digest,
            person_id=session.person_id,
            created_at=session.created_at,
            seen_at=session.seen_at,
        )
        insert_once(self._transaction, row)

    def by_digest(self, digest: str) -> Session:
        row = self._transaction.scalar(select(SessionRow).where(SessionRow.digest == digest))
        if row is None:
            raise NotFound("this session")
        return _session(row)

    def of_person(self, person_id: PersonId) -> Sequence[Session]:
        of_person = select(SessionRow).where(SessionRow.person_id == person_id)
        last_first = of_person.order_by(SessionRow.seen_at.desc(), SessionRow.created_at.desc(), SessionRow.digest)
        return [_session(row) for row in self._transaction.scalars(last_first)]

    def note_seen(self, digest: str, at: datetime) -> None:
        self._transaction.execute(update(SessionRow).where(SessionRow.digest == digest).values(seen_at=at))

    def remove(self, digest: str) -> None:
        self._transaction.execute(delete(SessionRow).where(SessionRow.digest == digest))

    def remove_all_of(self, person_id: PersonId) -> None:
        self._transaction.execute(delete(SessionRow).where(SessionRow.person_id == person_id))

    def remove_ended(self, now: datetime) -> None:
        ended = or_(SessionRow.created_at <= now - LONGEST, SessionRow.seen_at <= now - LONGEST_IDLE)
        self._transaction.execute(delete(SessionRow).where(ended))


def _session(row: SessionRow) -> Session:
    return Session(row.digest, PersonId(row.person_id), row.created_at, row.seen_at)
