"""Consents of speakers in one transaction of a SQL database."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from mediasvc.adapters.db.changes import next_change
from mediasvc.adapters.db.tables import ConsentRow, SeminarRow
from mediasvc.domain.consent import Consent, ConsentMethod, RecordedConsent
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import SeminarId


class SqlConsents:
    """Fills Consents."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[RecordedConsent]:
        found = [_read(row) for row in self._session.scalars(select(ConsentRow).where(_of(seminar_id)))]
        # Databases order letters by rules of their own.
        return sorted(found, key=lambda each: each.consent.key)

    def replace(self, seminar_id: SeminarId, consents: Sequence[RecordedConsent]) -> None:
        changed = update(SeminarRow).where(SeminarRow.id == seminar_id).values(change=next_change(self._session))
        if self._session.scalar(changed.returning(SeminarRow.id)) is None:
            raise NotFound(seminar_id)
        self._session.execute(delete(ConsentRow).where(_of(seminar_id)))
        self._session.add_all(_row(seminar_id, each) for each in consents)
        self._session.flush()


def _of(seminar_id: SeminarId) -> ColumnElement[bool]:
    return ConsentRow.seminar_id == seminar_id


def _row(seminar_id: SeminarId, recorded: RecordedConsent) -> ConsentRow:
    consent = recorded.consent
    return ConsentRow(
        seminar_id=seminar_id,
        speaker=consent.speaker,
        namesake=consent.namesake,
        given_on=consent.given_on,
        method=consent.method,
        note=consent.note,
        recorded_by=recorded.recorded_by,
        recorded_at=recorded.recorded_at,
    )


def _read(row: ConsentRow) -> RecordedConsent:
    consent = Consent(row.speaker, row.given_on, ConsentMethod(row.method), row.note, row.namesake)
    return RecordedConsent(consent, row.recorded_by, row.recorded_at)
