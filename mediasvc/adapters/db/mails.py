"""Mails in one transaction of a SQL database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mediasvc.adapters.db.insert import insert_once
from mediasvc.adapters.db.tables import MailRow
from mediasvc.domain.errors import NotFound
from mediasvc.domain.mail import MailId, MailKind, MailState, OutgoingMail
from mediasvc.domain.person import PersonId

_UNFINISHED = tuple(state.value for state in MailState if not state.is_final)
_FIRST = select(MailRow).order_by(MailRow.urgency, MailRow.due_at, MailRow.number).limit(1)
_FINAL = tuple(state.value for state in MailState if state.is_final)


class SqlMails:
    """Fills Mails."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, mail: OutgoingMail) -> None:
        row = MailRow(
            id=mail.id,
            kind=mail.kind,
            person_id=mail.person_id,
            to=mail.to,
            name=mail.name,
            language=mail.language,
            facts=mail.facts,
            urgency=0 if mail.is_urgent else 1,
        )
        _bring(row, mail)
        insert_once(self._session, row)

    def by_id(self, mail_id: MailId) -> OutgoingMail:
        return _mail(self._row(mail_id))

    def due(self, now: datetime) -> OutgoingMail | None:
        # Asked for one state after the other, the index finds each at once, however many mails wait.
        found = (
            self._session.scalar(_FIRST.where(MailRow.state == state, MailRow.due_at <= now)) for state in _UNFINISHED
        )
        rows = [row for row in found if row is not None]
        return _mail(min(rows, key=lambda row: (row.urgency, row.due_at, row.number))) if rows else None

    def replace(self, mail: OutgoingMail) -> None:
        _bring(self._row(mail.id), mail)
        self._session.flush()

    def some(self, limit: int, before: int | None, states: Collection[MailState]) -> Sequence[OutgoingMail]:
        newest_first = select(MailRow).where(MailRow.state.in_(states)).order_by(MailRow.number.desc()).limit(limit)
        if before is not None:
            newest_first = newest_first.where(MailRow.number < before)
        return [_mail(row) for row in self._session.scalars(newest_first)]

    def count(self) -> Mapping[MailState, int]:
        counted = self._session.execute(select(MailRow.state, func.count()).group_by(MailRow.state))
        return dict.fromkeys(MailState, 0) | {MailState(state): number for state, number in counted}

    def remove_ended(self, before: datetime) -> None:
        self._session.execute(delete(MailRow).where(MailRow.state.in_(_FINAL), MailRow.written_at < before))

    def _row(self, mail_id: MailId) -> MailRow:
        row = self._session.scalar(select(MailRow).where(MailRow.id == mail_id))
        if row is None:
            raise NotFound(mail_id)
        return row


def _bring(row: MailRow, mail: OutgoingMail) -> None:
    """Let the row say how far the mail is."""
    row.written_at, row.due_at = mail.written_at, mail.due_at
    row.state, row.attempts, row.detail = mail.state, mail.attempts, mail.detail


def _mail(row: MailRow) -> OutgoingMail:
    return OutgoingMail(
        id=MailId(row.id),
        kind=MailKind(row.kind),
        person_id=PersonId(row.person_id),
        to=row.to,
        name=row.name,
        language=row.language,
        facts=row.facts,
        written_at=row.written_at,
        due_at=row.due_at,
        state=MailState(row.state),
        attempts=row.attempts,
        detail=row.detail,
        number=row.number,
    )
