"""Releases in one transaction of a SQL database."""

from collections.abc import Collection, Sequence
from contextlib import suppress

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mediasvc.adapters.db.insert import insert_once
from mediasvc.adapters.db.tables import BuildRow, ReleaseRow, ReleaseWordsRow, SeminarRow
from mediasvc.domain.build import BuildId
from mediasvc.domain.errors import NotFound
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import SeminarId

# Databases know no larger integers in such a column.
_LAST_NUMBER = 2**31 - 1


class SqlReleases:
    """Fills Releases."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def last_number(self, seminar_id: SeminarId) -> int:
        last = self._session.scalar(select(func.max(ReleaseRow.number)).where(ReleaseRow.seminar_id == seminar_id))
        return last or 0

    def next_number(self, seminar_id: SeminarId) -> int:
        # Whoever asks next, in another transaction, waits until this one ends, and gets the number after its own.
        self._session.execute(select(SeminarRow.id).where(SeminarRow.id == seminar_id).with_for_update())
        return self.last_number(seminar_id) + 1

    def add(self, release: Release) -> None:
        if self._session.get(BuildRow, release.build_id) is None:
            raise NotFound(release.build_id)
        row = ReleaseRow(
            seminar_id=release.seminar_id,
            number=release.number,
            build_id=release.build_id,
            files=dict(release.files),
            created_at=release.created_at,
            shown=release.shown,
        )
        insert_once(self._session, row)

    def add_words(self, seminar_id: SeminarId, number: int, words: Collection[str]) -> None:
        self.by_number(seminar_id, number)
        row = {"seminar_id": seminar_id, "number": number, "words": " ".join(words)}
        # Inserted before anything is looked up: several may do so at one moment.
        with suppress(IntegrityError), self._session.begin_nested():
            self._session.execute(insert(ReleaseWordsRow).values(row))

    def without_words(self, limit: int) -> Sequence[Release]:
        kept = select(ReleaseWordsRow.number).where(
            ReleaseWordsRow.seminar_id == ReleaseRow.seminar_id, ReleaseWordsRow.number == ReleaseRow.number
        )
        newest_first = select(ReleaseRow).join(BuildRow).order_by(BuildRow.number.desc()).limit(limit)
        return [_release(row) for row in self._session.scalars(newest_first.where(~kept.exists()))]

    def of_build(self, build_id: BuildId) -> Release | None:
        row = self._session.scalar(select(ReleaseRow).where(ReleaseRow.build_id == build_id))
        return None if row is None else _release(row)

    def by_number(self, seminar_id: SeminarId, number: int) -> Release:
        row = self._session.get(ReleaseRow, (seminar_id, number)) if 0 < number <= _LAST_NUMBER else None
        if row is None:
            raise NotFound(f"release {number}")
        return _release(row)

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[Release]:
        newest_first = select(ReleaseRow).order_by(ReleaseRow.number.desc())
        return [_release(row) for row in self._session.scalars(newest_first.where(ReleaseRow.seminar_id == seminar_id))]


def _release(row: ReleaseRow) -> Release:
    return Release(
        seminar_id=SeminarId(row.seminar_id),
        number=row.number,
        build_id=BuildId(row.build_id),
        files=row.files,
        created_at=row.created_at,
        shown=row.shown,
    )
