"""Lists of talks in one transaction of a SQL database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from mediasvc.adapters.db.changes import last_change
from mediasvc.adapters.db.filters import HELD_ON, narrowed
from mediasvc.adapters.db.seminars import seminar_of
from mediasvc.adapters.db.stages import AT_STAGE, HELD, with_work
from mediasvc.adapters.db.tables import OutcomeRow, PersonRow, ReleaseRow, SeminarRow
from mediasvc.domain.errors import NotFound
from mediasvc.domain.listed_talk import (
    LAST_CHANGED,
    TITLE_CHARACTERS,
    ListedTalk,
    ListRequest,
    Owner,
    Place,
    TalkCounts,
    TalkOrder,
)
from mediasvc.domain.person import PersonId
from mediasvc.domain.seminar import SeminarId
from mediasvc.domain.seminar_filter import EVERY, SeminarFilter


@dataclass(frozen=True)
class _By:
    """Column that a list is ordered by, and how its values are read from a place."""

    key: ColumnElement[Any]
    read: Callable[[str], str | int]
    rises: bool = False


# A seminar's words begin with those of its title.
_ORDERS: Mapping[TalkOrder, _By] = {
    TalkOrder.CHANGED: _By(SeminarRow.change.expression, int),
    TalkOrder.NEWEST: _By(SeminarRow.number.expression, int),
    TalkOrder.HELD: _By(HELD_ON, str),
    TalkOrder.TITLE: _By(func.substr(SeminarRow.words, 1, TITLE_CHARACTERS), str, rises=True),
}
_SEEN = aliased(ReleaseRow)
_DURATION = OutcomeRow.duration_ms.label("duration_ms")


class SqlTalkLists:
    """Fills TalkLists."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def some(self, limit: int, request: ListRequest = LAST_CHANGED) -> Sequence[ListedTalk]:
        rows = narrowed(_rows(request.order), request.wanted, has_work=True)
        if request.after is not None:
            rows = rows.where(_behind(request.order, request.after))
        by = _ORDERS[request.order]
        ordered = rows.order_by(by.key.asc() if by.rises else by.key.desc(), SeminarRow.number.desc())
        return [_listed(row) for row in self._session.execute(ordered.limit(limit))]

    def count(self, wanted: SeminarFilter = EVERY) -> TalkCounts:
        at_stages = (func.coalesce(func.sum(case((at, 1), else_=0)), 0) for at in AT_STAGE.values())
        counts = with_work(select(func.count(), *at_stages).select_from(SeminarRow))
        total, *at = self._session.execute(narrowed(counts, wanted, has_work=True)).one()
        return TalkCounts(total, dict(zip(AT_STAGE, map(int, at), strict=True)))

    def owners(self, wanted: SeminarFilter = EVERY) -> Sequence[Owner]:
        owned = narrowed(select(SeminarRow.owner_id), wanted)
        found = self._session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(owned)))
        # Sorted here: databases have alphabets of their own.
        return sorted((Owner(PersonId(row.id), row.name) for row in found), key=lambda each: (each.name, each.id))

    def by_id(self, seminar_id: SeminarId) -> ListedTalk:
        row = self._session.execute(_rows(TalkOrder.NEWEST).where(SeminarRow.id == seminar_id)).one_or_none()
        if row is None:
            raise NotFound(seminar_id)
        return _listed(row)

    def last_change(self) -> int:
        return last_change(self._session)


def _rows(order: TalkOrder) -> Select[Any]:
    at_stages = (case((at, 1), else_=0).label(stage) for stage, at in AT_STAGE.items())
    rows = select(SeminarRow, _DURATION, PersonRow.name.label("owner"), _ORDERS[order].key.label("key"), *at_stages)
    return (
        with_work(rows.select_from(SeminarRow))
        .outerjoin(_SEEN, and_(_SEEN.seminar_id == SeminarRow.id, _SEEN.number == SeminarRow.release))
        .outerjoin(OutcomeRow, OutcomeRow.build_id == func.coalesce(HELD.build_id, _SEEN.build_id))
        .outerjoin(PersonRow, PersonRow.id == SeminarRow.owner_id)
    )


def _behind(order: TalkOrder, place: Place) -> ColumnElement[bool]:
    by = _ORDERS[order]
    key = by.read(place.key)
    is_behind = by.key > key if by.rises else by.key < key
    return or_(is_behind, and_(by.key == key, SeminarRow.number < place.number))


def _listed(row: Any) -> ListedTalk:
    seminar: SeminarRow = row.SeminarRow
    return ListedTalk(
        seminar=seminar_of(seminar),
        stages=tuple(stage for stage in AT_STAGE if row._mapping[stage]),
        duration_ms=row.duration_ms,
        owner=row.owner,
        change=seminar.change,
        place=Place(str(row.key), seminar.number),
    )
