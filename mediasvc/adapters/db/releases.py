"""Releases in one transaction of a SQL database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, and_, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from mediasvc.adapters.db.changes import note_change
from mediasvc.adapters.db.insert import insert_once
from mediasvc.adapters.db.tables import BuildRow, ReleaseListingRow, ReleaseRow, SeminarRow
from mediasvc.domain.approval import SentBack
from mediasvc.domain.build import BuildId
from mediasvc.domain.errors import NotFound
from mediasvc.domain.listing import Card, Listing, Passage
from mediasvc.domain.release import LAST_NUMBER, Release
from mediasvc.domain.seminar import SeminarId

T = TypeVar("T")

# What no later decision has passed over: `decided` is the number of the newest build that has been decided on.
_WAITING = (
    select(ReleaseRow)
    .join(BuildRow, BuildRow.id == ReleaseRow.build_id)
    .join(SeminarRow, SeminarRow.id == ReleaseRow.seminar_id)
    .where(BuildRow.number > SeminarRow.decided)
)


class SqlReleases:
    """Fills Releases."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_number(self, seminar_id: SeminarId) -> int:
        last = self._session.scalar(select(func.max(ReleaseRow.number)).where(ReleaseRow.seminar_id == seminar_id))
        return (last or 0) + 1

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
            publish_at=release.publish_at,
            needs_approval=release.needs_approval,
            sent_back=release.sent_back,
        )
        insert_once(self._session, row)

    def add_listing(self, seminar_id: SeminarId, number: int, listing: Listing) -> None:
        self.by_number(seminar_id, number)
        if self._session.get(ReleaseListingRow, (seminar_id, number)) is None:
            row = ReleaseListingRow(
                seminar_id=seminar_id,
                number=number,
                words=" ".join(listing.words),
                card=listing.card,
                passages=listing.passages,
            )
            self._session.add(row)
            self._session.flush()

    def without_listing(self, limit: int) -> Sequence[Release]:
        kept = select(ReleaseListingRow.number).where(
            ReleaseListingRow.seminar_id == ReleaseRow.seminar_id, ReleaseListingRow.number == ReleaseRow.number
        )
        newest_first = select(ReleaseRow).join(BuildRow).order_by(BuildRow.number.desc()).limit(limit)
        return [_release(row) for row in self._session.scalars(newest_first.where(~kept.exists()))]

    def cards(self, seminar_ids: Collection[SeminarId]) -> Mapping[SeminarId, Card]:
        listed = self._session.execute(_shown_of(ReleaseListingRow.card, seminar_ids))
        return {SeminarId(seminar_id): card for seminar_id, card in listed if card is not None}

    def passages(self, seminar_ids: Collection[SeminarId]) -> Mapping[SeminarId, Sequence[Passage]]:
        if not seminar_ids:
            return {}
        listed = self._session.execute(_shown_of(ReleaseListingRow.passages, seminar_ids))
        return {SeminarId(seminar_id): passages for seminar_id, passages in listed}

    def of_build(self, build_id: BuildId) -> Release | None:
        row = self._session.scalar(select(ReleaseRow).where(ReleaseRow.build_id == build_id))
        return None if row is None else _release(row)

    def by_number(self, seminar_id: SeminarId, number: int) -> Release:
        row = self._session.get(ReleaseRow, (seminar_id, number)) if 0 < number <= LAST_NUMBER else None
        if row is None:
            raise NotFound(f"release {number}")
        return _release(row)

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[Release]:
        newest_first = select(ReleaseRow).order_by(ReleaseRow.number.desc())
        return [_release(row) for row in self._session.scalars(newest_first.where(ReleaseRow.seminar_id == seminar_id))]

    def waiting(self, seminar_ids: Collection[SeminarId]) -> Sequence[Release]:
        of_these = _WAITING.where(ReleaseRow.seminar_id.in_(seminar_ids)).order_by(BuildRow.number.desc())
        return [_release(row) for row in self._session.scalars(of_these)]

    def due(self, now: datetime) -> Sequence[Release]:
        come = _WAITING.where(ReleaseRow.publish_at <= now, SeminarRow.removed_at.is_(None)).order_by(BuildRow.number)
        return [_release(row) for row in self._session.scalars(come)]

    def plan(self, seminar_id: SeminarId, number: int, publish_at: datetime | None) -> None:
        self._set(seminar_id, number, publish_at=publish_at)

    def send_back(self, seminar_id: SeminarId, number: int, sent_back: SentBack) -> None:
        self._set(seminar_id, number, sent_back=sent_back, publish_at=None)

    def accept(self, seminar_id: SeminarId, number: int) -> None:
        self._set(seminar_id, number, sent_back=None)

    def _set(self, seminar_id: SeminarId, number: int, **values: object) -> None:
        """Set these columns of the release. Raises NotFound."""
        this = and_(ReleaseRow.seminar_id == seminar_id, ReleaseRow.number == number)
        if self._session.scalar(update(ReleaseRow).where(this).values(**values).returning(ReleaseRow.number)) is None:
            raise NotFound(f"release {number}")
        note_change(self._session, seminar_id)


def _shown_of(column: InstrumentedAttribute[T], seminar_ids: Collection[SeminarId]) -> Select[str, T]:
    """Select this of the listings of the releases that these seminars point to."""
    shown = and_(SeminarRow.id == ReleaseListingRow.seminar_id, SeminarRow.release == ReleaseListingRow.number)
    return select(ReleaseListingRow.seminar_id, column).join(SeminarRow, shown).where(SeminarRow.id.in_(seminar_ids))


def _release(row: ReleaseRow) -> Release:
    return Release(
        seminar_id=SeminarId(row.seminar_id),
        number=row.number,
        build_id=BuildId(row.build_id),
        files=row.files,
        created_at=row.created_at,
        shown=row.shown,
        publish_at=row.publish_at,
        needs_approval=row.needs_approval,
        sent_back=row.sent_back,
    )
