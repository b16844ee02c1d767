"""Events in one transaction of a SQL database."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mediasvc.adapters.db.tables import EventRow
from mediasvc.domain.build import BuildId
from mediasvc.domain.event import Event, EventKind
from mediasvc.domain.person import PersonId
from mediasvc.domain.seminar import SeminarId


class SqlEvents:
    """Fills Events."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, event: Event) -> None:
        row = EventRow(
            kind=event.kind,
            occurred_at=event.occurred_at,
            build_id=event.build_id,
            seminar_id=event.seminar_id,
            slug=event.slug,
            release=event.release,
            failure=event.failure,
            ordered_by=event.ordered_by,
            by=event.by,
            sentence=event.sentence,
        )
        self._session.add(row)
        self._session.flush()

    def first(self, limit: int) -> Sequence[Event]:
        oldest_first = select(EventRow).order_by(EventRow.number).limit(limit)
        return [_event(row) for row in self._session.scalars(oldest_first)]

    def remove(self, numbers: Collection[int]) -> None:
        self._session.execute(delete(EventRow).where(EventRow.number.in_(numbers)))

    def remove_before(self, time: datetime) -> None:
        self._session.execute(delete(EventRow).where(EventRow.occurred_at < time))


def _event(row: EventRow) -> Event:
    return Event(
        kind=EventKind(row.kind),
        occurred_at=row.occurred_at,
        build_id=BuildId(row.build_id),
        seminar_id=SeminarId(row.seminar_id),
        slug=row.slug,
        release=row.release,
        failure=row.failure,
        ordered_by=row.ordered_by,
        by=PersonId(row.by) if row.by else None,
        sentence=row.sentence,
        number=row.number,
    )
