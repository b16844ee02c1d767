"""Seminars' lists of sources, and which sources are in use, in one transaction of a SQL database."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from mediasvc.adapters.db.changes import note_change
from mediasvc.adapters.db.tables import BuildRow, BuildSourceRow, SeminarRow, SeminarSourceRow
from mediasvc.domain.build import BuildState, Digest, Source
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import SeminarId


class SqlSources:
    """Fills Sources."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def attach(self, seminar_id: SeminarId, source: Source) -> None:
        if self._session.get(SeminarRow, seminar_id) is None:
            raise NotFound(seminar_id)
        of_this_name = update(SeminarSourceRow).where(_is(seminar_id, source.name))
        replaced = of_this_name.values(digest=source.digest, size_bytes=source.size_bytes)
        if self._session.scalar(replaced.returning(SeminarSourceRow.position)) is None:
            self._append(seminar_id, source)
        note_change(self._session, seminar_id)

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[Source]:
        listed = select(SeminarSourceRow).where(SeminarSourceRow.seminar_id == seminar_id)
        rows = self._session.scalars(listed.order_by(SeminarSourceRow.position))
        return [Source(Digest(row.digest), row.name, row.size_bytes) for row in rows]

    def detach(self, seminar_id: SeminarId, name: str) -> None:
        detached = delete(SeminarSourceRow).where(_is(seminar_id, name)).returning(SeminarSourceRow.position)
        if self._session.scalar(detached) is None:
            raise NotFound(name)
        note_change(self._session, seminar_id)

    def arrange(self, seminar_id: SeminarId, names: Sequence[str]) -> None:
        listed = [source.name for source in self.of_seminar(seminar_id)]
        first = [name for name in dict.fromkeys(names) if name in listed]
        for position, name in enumerate([*first, *(name for name in listed if name not in first)]):
            self._session.execute(update(SeminarSourceRow).where(_is(seminar_id, name)).values(position=position))

    def unused(self, digests: Collection[Digest]) -> Collection[Digest]:
        listed = select(SeminarSourceRow.digest).where(SeminarSourceRow.digest.in_(digests))
        # A build that a removal has ended can be tried again when that is undone.
        counts = or_(BuildRow.state != BuildState.FAILED, SeminarRow.removed_at.is_not(None))
        built = select(BuildSourceRow.digest).join(BuildRow, BuildRow.id == BuildSourceRow.build_id)
        built = built.join(SeminarRow, SeminarRow.id == BuildRow.seminar_id)
        built = built.where(BuildSourceRow.digest.in_(digests), counts)
        return set(digests) - set(self._session.scalars(listed)) - set(self._session.scalars(built))

    def _append(self, seminar_id: SeminarId, source: Source) -> None:
        listed = select(func.max(SeminarSourceRow.position)).where(SeminarSourceRow.seminar_id == seminar_id)
        last = self._session.scalar(listed)
        row = SeminarSourceRow(
            seminar_id=seminar_id,
            name=source.name,
            position=0 if last is None else last + 1,
            digest=source.digest,
            size_bytes=source.size_bytes,
        )
        self._session.add(row)
        self._session.flush()


def _is(seminar_id: SeminarId, name: str) -> ColumnElement[bool]:
    return and_(SeminarSourceRow.seminar_id == seminar_id, SeminarSourceRow.name == name)
