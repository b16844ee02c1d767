"""Orders that wait for files, in one transaction of a SQL database."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mediasvc.adapters.db.changes import note_change
from mediasvc.adapters.db.tables import SeminarRow, WaitingOrderRow
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import SeminarId
from mediasvc.domain.waiting import WaitingOrder


class SqlWaitingOrders:
    """Fills WaitingOrders."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, waiting: WaitingOrder) -> None:
        if self._session.get(SeminarRow, waiting.seminar_id) is None:
            raise NotFound(waiting.seminar_id)
        row = WaitingOrderRow(
            seminar_id=waiting.seminar_id,
            order=waiting.order,
            asked_by=waiting.asked_by,
            asked_at=waiting.asked_at,
            awaits=list(waiting.awaits),
            failure=waiting.failure,
        )
        self._session.merge(row)
        self._session.flush()
        note_change(self._session, waiting.seminar_id)

    def of_seminar(self, seminar_id: SeminarId) -> WaitingOrder | None:
        row = self._session.get(WaitingOrderRow, seminar_id)
        return None if row is None else _waiting(row)

    def all(self) -> Sequence[WaitingOrder]:
        oldest_first = select(WaitingOrderRow).order_by(WaitingOrderRow.asked_at)
        return [_waiting(row) for row in self._session.scalars(oldest_first)]

    def remove(self, seminar_id: SeminarId) -> None:
        self._session.execute(delete(WaitingOrderRow).where(WaitingOrderRow.seminar_id == seminar_id))


def _waiting(row: WaitingOrderRow) -> WaitingOrder:
    return WaitingOrder(
        SeminarId(row.seminar_id), row.order, row.asked_by, row.asked_at, tuple(row.awaits), row.failure
    )
