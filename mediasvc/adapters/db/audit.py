"""The audit log in one transaction of a SQL database."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediasvc.adapters.db.tables import AuditRow
from mediasvc.domain.audit import Action, AuditEntry, Kind


class SqlAudit:
    """Fills Audit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, entry: AuditEntry) -> None:
        row = AuditRow(
            at=entry.at, who=entry.who, action=entry.action, kind=entry.kind, what=entry.what, detail=entry.detail
        )
        self._session.add(row)
        self._session.flush()

    def some(self, limit: int, before: int | None = None) -> Sequence[AuditEntry]:
        newest_first = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
        if before is not None:
            newest_first = newest_first.where(AuditRow.number < before)
        return [_entry(row) for row in self._session.scalars(newest_first)]

    def of(self, kind: Kind, what: str, limit: int) -> Sequence[AuditEntry]:
        about = select(AuditRow).where(AuditRow.kind == kind, AuditRow.what == what)
        return [_entry(row) for row in self._session.scalars(about.order_by(AuditRow.number.desc()).limit(limit))]


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.at, row.who, Action(row.action), Kind(row.kind), row.what, row.detail, row.number)
