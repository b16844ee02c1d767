"""Stages of talks as conditions of SQL: they find what `stages_of` in domain/stage.py finds for one talk."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import JSON, ColumnElement, Select, and_, false, func, not_, null, or_, select, type_coerce
from sqlalchemy.orm import aliased

from mediasvc.adapters.db.tables import BuildRow, ReleaseRow, SeminarRow, WaitingOrderRow
from mediasvc.domain.build import BuildState
from mediasvc.domain.errors import Cancelled
from mediasvc.domain.seminar import SeminarState
from mediasvc.domain.stage import Stage

Rows = TypeVar("Rows", bound=Select[Any])

IS_REMOVED = SeminarRow.removed_at.is_not(None)
# As `state_unless_removed` of domain/seminar.py.
_UNLESS_REMOVED: Mapping[SeminarState, ColumnElement[bool]] = {
    SeminarState.DRAFT: and_(SeminarRow.withdrawn_at.is_(None), SeminarRow.release.is_(None)),
    SeminarState.PUBLISHED: and_(SeminarRow.withdrawn_at.is_(None), SeminarRow.release.is_not(None)),
    SeminarState.WITHDRAWN: SeminarRow.withdrawn_at.is_not(None),
}
STATES: Mapping[SeminarState, ColumnElement[bool]] = {
    **{state: and_(not_(IS_REMOVED), is_so) for state, is_so in _UNLESS_REMOVED.items()},
    SeminarState.REMOVED: IS_REMOVED,
}

# The newest build of a talk, and its newest release that waits: that no later decision has passed over.
NEWEST, HELD = aliased(BuildRow), aliased(ReleaseRow)
_OTHER, _OF_RELEASE, _RELEASE = aliased(BuildRow), aliased(BuildRow), aliased(ReleaseRow)
_NEWEST_NUMBER = (
    select(func.max(_OTHER.number)).where(_OTHER.seminar_id == SeminarRow.id).correlate(SeminarRow).scalar_subquery()
)
_HELD_BUILD = (
    select(_RELEASE.build_id)
    .join(_OF_RELEASE, _OF_RELEASE.id == _RELEASE.build_id)
    .where(_RELEASE.seminar_id == SeminarRow.id, _OF_RELEASE.number > SeminarRow.decided)
    .order_by(_OF_RELEASE.number.desc())
    .limit(1)
    .correlate(SeminarRow)
    .scalar_subquery()
)


def with_work(rows: Rows) -> Rows:
    """Return the question with what AT_STAGE looks at, of each seminar."""
    return (
        rows.outerjoin(NEWEST, NEWEST.number == _NEWEST_NUMBER)
        .outerjoin(HELD, HELD.build_id == _HELD_BUILD)
        .outerjoin(WaitingOrderRow, WaitingOrderRow.seminar_id == SeminarRow.id)
    )


# None of these is NULL, whatever is missing: each is the opposite of its `not_`.
_STATE = func.coalesce(NEWEST.state, "")
_FAILURE: Any = type_coerce(NEWEST.failure, JSON)
_CODE = func.coalesce(_FAILURE["code"].as_string(), Cancelled.code)
_IS_BUILT = _STATE.in_((BuildState.QUEUED, BuildState.RUNNING))
_IS_HELD, _HAS_ORDER = HELD.build_id.is_not(None), WaitingOrderRow.seminar_id.is_not(None)
_HAS_TIME = and_(HELD.publish_at.is_not(None), SeminarRow.withdrawn_at.is_(None))
_IS_SENT_BACK = and_(_IS_HELD, HELD.sent_back.is_not(null()))
# Who plans a release approves of it, also where a withdrawal keeps it from coming out.
_IS_AWAITED = and_(_IS_HELD, func.coalesce(HELD.needs_approval, false()), HELD.publish_at.is_(None))
_IS_REFUSED = and_(_HAS_ORDER, WaitingOrderRow.failure.is_not(null()))
_HAS_FAILED = and_(not_(_HAS_ORDER), _CODE.not_in((Cancelled.code,)))

_AFTER_DRAFT: Mapping[Stage, ColumnElement[bool]] = {
    Stage.PUBLIC: _UNLESS_REMOVED[SeminarState.PUBLISHED],
    Stage.WITHDRAWN: _UNLESS_REMOVED[SeminarState.WITHDRAWN],
    Stage.READY: and_(_IS_HELD, not_(_HAS_TIME), not_(_IS_SENT_BACK), not_(_IS_AWAITED)),
    Stage.APPROVAL: and_(_IS_AWAITED, not_(_IS_SENT_BACK)),
    Stage.SENT_BACK: and_(_IS_SENT_BACK, not_(_HAS_TIME)),
    Stage.PLANNED: and_(_IS_HELD, _HAS_TIME),
    Stage.WAITING: _STATE == BuildState.QUEUED,
    Stage.WORKING: _STATE == BuildState.RUNNING,
    Stage.ARRIVING: and_(not_(_IS_BUILT), _HAS_ORDER, not_(_IS_REFUSED)),
    Stage.FAILED: and_(not_(_IS_BUILT), or_(_IS_REFUSED, _HAS_FAILED)),
}
# In the order in which the stages of a talk are told.
AT_STAGE: Mapping[Stage, ColumnElement[bool]] = {
    **_AFTER_DRAFT,
    Stage.PREPARING: not_(or_(*_AFTER_DRAFT.values())),
}
