"""Builds in one transaction of a SQL database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from mediasvc.adapters.db.changes import note_change
from mediasvc.adapters.db.insert import insert_once
from mediasvc.adapters.db.tables import BuildRow, BuildSourceRow, SeminarRow
from mediasvc.domain.build import AT_FIRST, Build, BuildId, BuildState, BuildWarning, Digest, Pace
from mediasvc.domain.errors import Failure, NotFound
from mediasvc.domain.seminar import SeminarId
from mediasvc.domain.timeline import Timeline
from mediasvc.domain.timeline_summary import summary_of

_NEWEST_FIRST = select(BuildRow).order_by(BuildRow.number.desc())
_UNFINISHED = tuple(state.value for state in BuildState if not state.is_final)


class SqlBuilds:
    """Fills Builds."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, build: Build) -> Build:
        if self._session.get(SeminarRow, build.seminar_id) is None:
            raise NotFound(build.seminar_id)
        last = self._session.scalar(select(func.max(BuildRow.number)))
        build = replace(build, number=(last or 0) + 1)
        insert_once(self._session, _row(build))
        digests = {source.digest for source in build.request.sources}
        self._session.add_all(BuildSourceRow(build_id=build.id, digest=digest) for digest in digests)
        self._session.flush()
        note_change(self._session, build.seminar_id)
        return build

    def by_id(self, build_id: BuildId) -> Build:
        row = self._session.get(BuildRow, build_id)
        if row is None:
            raise NotFound(build_id)
        return _build(row)

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[Build]:
        return [_build(row) for row in self._session.scalars(_NEWEST_FIRST.where(BuildRow.seminar_id == seminar_id))]

    def of_source(self, digest: Digest) -> Sequence[Build]:
        made_of_it = _NEWEST_FIRST.join(BuildSourceRow).where(BuildSourceRow.digest == digest)
        return [_build(row) for row in self._session.scalars(made_of_it)]

    def unfinished(self) -> Sequence[Build]:
        oldest_first = select(BuildRow).order_by(BuildRow.number)
        return [_build(row) for row in self._session.scalars(oldest_first.where(BuildRow.state.in_(_UNFINISHED)))]

    def count(self) -> Mapping[BuildState, int]:
        counted = self._session.execute(select(BuildRow.state, func.count()).group_by(BuildRow.state))
        return dict.fromkeys(BuildState, 0) | {BuildState(state): number for state, number in counted}

    def count_before(self, number: int) -> int:
        earlier = select(func.count()).where(BuildRow.number < number, BuildRow.state.in_(_UNFINISHED))
        return self._session.scalar(earlier) or 0

    def begin(self, build_id: BuildId) -> Build:
        self._set_unfinished(build_id, state=BuildState.RUNNING, attempts=BuildRow.attempts + 1)
        return self.by_id(build_id)

    def report(self, build_id: BuildId, progress: Mapping[str, float], pace: Pace = AT_FIRST) -> None:
        self._set_unfinished(build_id, progress=dict(progress), pace=pace)

    def publish(self, build_id: BuildId, warnings: Sequence[BuildWarning]) -> None:
        values = {"state": BuildState.PUBLISHED, "warnings": tuple(warnings), "failure": None}
        published = update(BuildRow).where(BuildRow.id == build_id).values(**values).returning(BuildRow.seminar_id)
        seminar_id = self._session.scalar(published)
        if seminar_id is None:
            raise NotFound(build_id)
        note_change(self._session, seminar_id)

    def keep_timeline(self, build_id: BuildId, timeline: Timeline) -> None:
        values = {"timeline": timeline, "timeline_summary": summary_of(timeline)}
        kept = update(BuildRow).where(BuildRow.id == build_id).values(**values).returning(BuildRow.id)
        if self._session.scalar(kept) is None:
            raise NotFound(build_id)

    def timeline_of(self, build_id: BuildId) -> Timeline | None:
        return self._session.scalar(select(BuildRow.timeline).where(BuildRow.id == build_id))

    def await_words(self, build_id: BuildId, recognition: Digest | None) -> None:
        awaits = update(BuildRow).where(BuildRow.id == build_id).values(awaits_words=recognition)
        if self._session.scalar(awaits.returning(BuildRow.id)) is None:
            raise NotFound(build_id)

    def warn(self, build_id: BuildId, warning: BuildWarning) -> None:
        build = self.by_id(build_id)
        warned = update(BuildRow).where(BuildRow.id == build_id)
        self._session.execute(warned.values(warnings=(*build.warnings, warning)))
        note_change(self._session, build.seminar_id)

    def awaiting_words(self) -> Sequence[Build]:
        oldest_first = select(BuildRow).order_by(BuildRow.number)
        return [_build(row) for row in self._session.scalars(oldest_first.where(BuildRow.awaits_words.is_not(None)))]

    def fail(self, build_id: BuildId, failure: Failure) -> bool:
        seminar_id = self._set_unfinished(build_id, state=BuildState.FAILED, failure=failure)
        if seminar_id is not None:
            note_change(self._session, seminar_id)
        return seminar_id is not None

    def _set_unfinished(self, build_id: BuildId, **values: object) -> str | None:
        """Set these columns of the build and return its seminar; None where it is final or gone, and stays so."""
        unfinished = update(BuildRow).where(BuildRow.id == build_id, BuildRow.state.in_(_UNFINISHED))
        return self._session.scalar(unfinished.values(**values).returning(BuildRow.seminar_id))


def _row(build: Build) -> BuildRow:
    return BuildRow(
        id=build.id,
        number=build.number,
        seminar_id=build.seminar_id,
        request=build.request,
        created_at=build.created_at,
        state=build.state,
        attempts=build.attempts,
        progress=dict(build.progress),
        failure=build.failure,
        warnings=build.warnings,
        pace=build.pace,
        timeline_summary=build.timeline,
        ordered_by=build.ordered_by,
        needs_approval=build.needs_approval,
        awaits_words=build.awaits_words,
    )


def _build(row: BuildRow) -> Build:
    return Build(
        id=BuildId(row.id),
        seminar_id=SeminarId(row.seminar_id),
        request=row.request,
        created_at=row.created_at,
        state=BuildState(row.state),
        attempts=row.attempts,
        progress=row.progress,
        failure=row.failure,
        warnings=row.warnings,
        number=row.number,
        pace=row.pace or AT_FIRST,
        timeline=row.timeline_summary,
        ordered_by=row.ordered_by,
        needs_approval=row.needs_approval,
        awaits_words=None if row.awaits_words is None else Digest(row.awaits_words),
    )
