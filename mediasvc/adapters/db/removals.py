"""Removals of seminars, and what is gone for good, in one transaction of a SQL database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mediasvc.adapters.db.changes import next_change
from mediasvc.adapters.db.tables import (
    BuildRow,
    BuildSourceRow,
    ConsentRow,
    FormerSlugRow,
    GoneSeminarRow,
    ReadingRow,
    ReleaseListingRow,
    ReleaseRow,
    SeminarRow,
    SeminarSourceRow,
    UploadRow,
    WaitingOrderRow,
)
from mediasvc.domain.errors import NotFound
from mediasvc.domain.removal import Removal
from mediasvc.domain.seminar import SeminarId, Visibility


class SqlRemovals:
    """Fills Removals."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, seminar_id: SeminarId, removal: Removal) -> None:
        self._set(seminar_id, removed_at=removal.at, removed_by=removal.by, removed_until=removal.until)

    def undo(self, seminar_id: SeminarId) -> None:
        self._set(seminar_id, removed_at=None, removed_by=None, removed_until=None)

    def over(self, now: datetime, limit: int) -> Sequence[SeminarId]:
        oldest_first = select(SeminarRow.id).order_by(SeminarRow.removed_until, SeminarRow.number)
        found = self._session.scalars(oldest_first.where(SeminarRow.removed_until <= now).limit(limit))
        return [SeminarId(each) for each in found]

    def purge(self, seminar_id: SeminarId) -> None:
        removed = select(SeminarRow).where(SeminarRow.id == seminar_id, SeminarRow.removed_at.is_not(None))
        row = self._session.scalar(removed)
        if row is None:
            return
        if row.release is not None:
            was_open = row.visibility != Visibility.RESTRICTED
            self._session.add(GoneSeminarRow(slug=row.slug, seminar_id=row.id, version=row.version, was_open=was_open))
            self._session.flush()
        forget(self._session, seminar_id)

    def is_gone(self, slug: str) -> bool:
        gone = select(GoneSeminarRow.slug).where(GoneSeminarRow.slug == slug, GoneSeminarRow.was_open)
        return self._session.scalar(gone) is not None

    def gone_between(self, first: SeminarId, last: SeminarId) -> str | None:
        of_these = GoneSeminarRow.seminar_id.between(first, last)
        return self._session.scalar(select(GoneSeminarRow.slug).where(of_these, GoneSeminarRow.was_open).limit(1))

    def _set(self, seminar_id: SeminarId, **values: object) -> None:
        values |= {"version": SeminarRow.version + 1, "change": next_change(self._session)}
        changed = update(SeminarRow).where(SeminarRow.id == seminar_id).values(**values).returning(SeminarRow.id)
        if self._session.scalar(changed) is None:
            raise NotFound(seminar_id)


def forget(session: Session, seminar_id: SeminarId) -> None:
    """Delete the seminar's row, and those of all that belongs to it."""
    session.execute(delete(ReleaseListingRow).where(ReleaseListingRow.seminar_id == seminar_id))
    session.execute(delete(ReleaseRow).where(ReleaseRow.seminar_id == seminar_id))
    builds = select(BuildRow.id).where(BuildRow.seminar_id == seminar_id)
    session.execute(delete(BuildSourceRow).where(BuildSourceRow.build_id.in_(builds)))
    session.execute(delete(BuildRow).where(BuildRow.seminar_id == seminar_id))
    for owned in (ConsentRow, FormerSlugRow, ReadingRow, SeminarSourceRow, UploadRow, WaitingOrderRow):
        session.execute(delete(owned).where(owned.seminar_id == seminar_id))
    session.execute(delete(SeminarRow).where(SeminarRow.id == seminar_id))
