"""How builds ended, in one transaction of a SQL database."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediasvc.adapters.db.tables import OutcomeRow
from mediasvc.domain.build import BuildId
from mediasvc.domain.outcome import Outcome


class SqlOutcomes:
    """Fills Outcomes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, outcome: Outcome) -> None:
        row = OutcomeRow(
            build_id=outcome.build_id,
            finished_at=outcome.finished_at,
            code=outcome.code,
            duration_ms=outcome.duration_ms,
            elapsed_ms=outcome.elapsed_ms,
            steps_ms=dict(outcome.steps_ms),
        )
        self._session.merge(row)
        self._session.flush()

    def of_build(self, build_id: BuildId) -> Outcome | None:
        row = self._session.get(OutcomeRow, build_id)
        return None if row is None else _outcome(row)

    def all(self) -> Sequence[Outcome]:
        return [_outcome(row) for row in self._session.scalars(select(OutcomeRow).order_by(OutcomeRow.build_id))]


def _outcome(row: OutcomeRow) -> Outcome:
    return Outcome(
        build_id=BuildId(row.build_id),
        finished_at=row.finished_at,
        code=row.code,
        duration_ms=row.duration_ms,
        elapsed_ms=row.elapsed_ms,
        steps_ms=row.steps_ms,
    )
