"""Recognitions of talks' words in one transaction of a SQL database."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediasvc.adapters.db.tables import RecognitionRow
from mediasvc.domain.build import Digest
from mediasvc.domain.errors import NotFound
from mediasvc.domain.recognition_job import Recognition, RecognitionState

_UNFINISHED = tuple(state.value for state in RecognitionState if not state.is_final)


class SqlRecognitions:
    """Fills Recognitions."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def by_id(self, recognition_id: Digest) -> Recognition:
        row = self._session.get(RecognitionRow, recognition_id)
        if row is None:
            raise NotFound(recognition_id)
        return row.recognition

    def put(self, recognition: Recognition) -> None:
        self._session.merge(RecognitionRow(id=recognition.id, state=recognition.state, recognition=recognition))
        self._session.flush()

    def unfinished(self) -> Sequence[Recognition]:
        in_order = select(RecognitionRow).order_by(RecognitionRow.id)
        return [row.recognition for row in self._session.scalars(in_order.where(RecognitionRow.state.in_(_UNFINISHED)))]
