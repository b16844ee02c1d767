"""Readings of sources in one transaction of a SQL database."""

from collections.abc import Collection, Mapping

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from mediasvc.adapters.db.tables import ReadingRow, SeminarRow, SeminarSourceRow
from mediasvc.domain.build import Digest
from mediasvc.domain.errors import NotFound
from mediasvc.domain.reading import Reading, ReadingState
from mediasvc.domain.seminar import SeminarId

_UNFINISHED = tuple(state.value for state in ReadingState if not state.is_final)


class SqlReadings:
    """Fills Readings."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_missing(self, seminar_id: SeminarId, digests: Collection[Digest]) -> None:
        if self._session.get(SeminarRow, seminar_id) is None:
            raise NotFound(seminar_id)
        for digest in set(digests) - self.of_seminar(seminar_id).keys():
            new = Reading(digest)
            self._session.add(ReadingRow(seminar_id=seminar_id, digest=digest, state=new.state, reading=new))
        self._session.flush()

    def put(self, seminar_id: SeminarId, reading: Reading) -> None:
        one = update(ReadingRow).where(ReadingRow.seminar_id == seminar_id, ReadingRow.digest == reading.digest)
        self._session.execute(one.values(state=reading.state, reading=reading))

    def of_seminar(self, seminar_id: SeminarId) -> Mapping[Digest, Reading]:
        rows = self._session.scalars(select(ReadingRow).where(ReadingRow.seminar_id == seminar_id))
        return {Digest(row.digest): row.reading for row in rows}

    def unfinished(self) -> Collection[SeminarId]:
        same = and_(SeminarSourceRow.seminar_id == ReadingRow.seminar_id, SeminarSourceRow.digest == ReadingRow.digest)
        found = select(ReadingRow.seminar_id).join(SeminarSourceRow, same)
        found = found.join(SeminarRow, SeminarRow.id == ReadingRow.seminar_id)
        found = found.where(ReadingRow.state.in_(_UNFINISHED), SeminarRow.removed_at.is_(None))
        return {SeminarId(seminar_id) for seminar_id in self._session.scalars(found)}
