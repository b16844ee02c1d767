"""Filters of seminars as conditions of SQL."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import JSON, ColumnElement, and_, false, func, literal, not_, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from mediasvc.adapters.db.stages import AT_STAGE, IS_REMOVED, STATES, Rows, with_work
from mediasvc.adapters.db.tables import ReleaseListingRow, SeminarRow, SeriesRow, Text, can_be_kept
from mediasvc.domain.seminar_filter import Reach, SeminarFilter

_SEEN = and_(ReleaseListingRow.seminar_id == SeminarRow.id, ReleaseListingRow.number == SeminarRow.release)
_DETAILS: Any = type_coerce(SeminarRow.details, JSON)
_LANGUAGE: ColumnElement[str] = _DETAILS["language"].as_string()
# As ISO 8601 has it, so that what is later is greater; empty where it is not known.
HELD_ON: ColumnElement[str] = func.coalesce(_DETAILS["held_on"].as_string(), "")


def narrowed(rows: Rows, wanted: SeminarFilter, has_work: bool = False) -> Rows:
    """Return the question about seminars, narrowed to the wanted ones. `has_work` tells whether it is `with_work`."""
    if wanted.words:
        rows = rows.outerjoin(ReleaseListingRow, _SEEN)
    if wanted.stages is not None and not has_work:
        rows = with_work(rows)
    return rows.where(*_own(wanted), *_surrounding(wanted))


def _own(wanted: SeminarFilter) -> Iterator[ColumnElement[bool]]:
    """Yield what is true of the rows of the wanted seminars."""
    yield not_(IS_REMOVED) if wanted.state is None else STATES[wanted.state]
    exact = {SeminarRow.visibility: wanted.visibility, SeminarRow.streaming_only: wanted.streaming_only}
    for column, value in exact.items():
        if value is not None:
            yield column == value
    if wanted.language is not None:
        yield _is(_LANGUAGE, wanted.language)
    if wanted.owner is not None:
        yield _is(SeminarRow.owner_id, wanted.owner)
    yield from _held(wanted)
    if wanted.ids is not None:
        yield SeminarRow.id.in_([each for each in wanted.ids if can_be_kept(each)])


def _held(wanted: SeminarFilter) -> Iterator[ColumnElement[bool]]:
    """Yield what is true of the day on which the wanted seminars were held."""
    if wanted.held_from is not None:
        yield HELD_ON.between(wanted.held_from.isoformat(), date.max.isoformat())
    if wanted.held_to is not None:
        yield HELD_ON.between(date.min.isoformat(), wanted.held_to.isoformat())


def _surrounding(wanted: SeminarFilter) -> Iterator[ColumnElement[bool]]:
    """Yield what is true of what belongs to the wanted seminars."""
    if wanted.series is not None:
        yield SeminarRow.series_id.in_(select(SeriesRow.id).where(_is(SeriesRow.title, wanted.series)))
    if wanted.stages is not None:
        yield or_(false(), *(AT_STAGE[stage] for stage in wanted.stages))
    if wanted.reach is not None and not wanted.reach.is_everything:
        yield _within(wanted.reach)
    yield from map(_said, wanted.words)


def _within(reach: Reach) -> ColumnElement[bool]:
    # To compare with nobody would find what has no owner.
    is_own = false() if reach.owner is None else SeminarRow.owner_id == reach.owner
    own = and_(is_own, SeminarRow.series_id.in_(reach.own_in))
    return or_(SeminarRow.series_id.in_(reach.series), own)


def _said(word: str) -> ColumnElement[bool]:
    """Return whether the word, or one that it is a part of, is among the seminar's, the release's or the series'."""
    # LIKE takes many times as long where the word begins with a frequent letter; SQLite's strpos is engine.py's.
    part = literal(word, Text())
    series = select(SeriesRow.id).where(func.strpos(SeriesRow.words, part) > 0)
    own = (func.strpos(words, part) > 0 for words in (SeminarRow.words, ReleaseListingRow.words))
    return or_(*own, SeminarRow.series_id.in_(series))


def _is(
    column: ColumnElement[str] | InstrumentedAttribute[str] | InstrumentedAttribute[str | None], value: str
) -> ColumnElement[bool]:
    return column == value if can_be_kept(value) else false()
