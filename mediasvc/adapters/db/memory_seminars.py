"""Seminars and their lists of sources, in one transaction of the database in memory."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from mediasvc.adapters.db.memory_state import State
from mediasvc.adapters.db.slugs import free_slug
from mediasvc.domain.build import BuildState, Digest, Source
from mediasvc.domain.errors import NotFound
from mediasvc.domain.search import words_of
from mediasvc.domain.seminar import (
    Seminar,
    SeminarDetails,
    SeminarId,
    SeminarState,
    Series,
    SeriesId,
    Visibility,
)


class MemorySeminars:
    """Fills Seminars."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, title_slug: str, details: SeminarDetails) -> Seminar:
        slug = free_slug(title_slug, {seminar.slug for seminar in self.all()})
        last = max((other.number for other in self.all()), default=0)
        seminar = Seminar(SeminarId(uuid.uuid4().hex), slug, details, created_at=datetime.now(UTC), number=last + 1)
        self._state.seminars[seminar.id] = seminar
        return seminar

    def by_slug(self, slug: str) -> Seminar:
        for seminar in self.all():
            if seminar.slug == slug:
                return seminar
        raise NotFound(slug)

    def by_id(self, seminar_id: SeminarId) -> Seminar:
        if seminar_id not in self._state.seminars:
            raise NotFound(seminar_id)
        return self._state.seminars[seminar_id]

    def all(self) -> Sequence[Seminar]:
        return sorted(self._state.seminars.values(), key=_number, reverse=True)

    def some(
        self,
        limit: int,
        after: SeminarId | None = None,
        state: SeminarState | None = None,
        visibility: Visibility | None = None,
        series: str | None = None,
        language: str | None = None,
        words: Collection[str] = (),
    ) -> Sequence[Seminar]:
        found = self.all()
        if after is not None:
            last = self.by_id(after).number
            found = [seminar for seminar in found if seminar.number < last]
        wanted = (state, visibility, series, language)
        return [seminar for seminar in found if _has(seminar, wanted) and self._says(seminar, words)][:limit]

    def version(self) -> int:
        return self._state.version

    def place(self, seminar_id: SeminarId, series: Series | None, visibility: Visibility) -> None:
        self._set(seminar_id, series=series, visibility=visibility)

    def describe(self, seminar_id: SeminarId, details: SeminarDetails) -> None:
        self._set(seminar_id, details=details)

    def point(self, seminar_id: SeminarId, release: int, details: SeminarDetails, decided: int) -> None:
        self._set(seminar_id, release=release, details=details, decided=decided, decided_at=datetime.now(UTC))

    def bring_back(self, seminar_id: SeminarId) -> None:
        self._set(seminar_id, withdrawn_at=None)

    def withdraw(self, seminar_id: SeminarId) -> None:
        self._set(seminar_id, withdrawn_at=datetime.now(UTC))

    def remove_draft(self, seminar_id: SeminarId) -> None:
        if any(release.seminar_id == seminar_id for release in self._state.releases.values()):
            return
        for build in list(self._state.builds.values()):
            if build.seminar_id == seminar_id:
                del self._state.builds[build.id]
        for attached in list(self._state.sources):
            if attached[0] == seminar_id:
                del self._state.sources[attached]
        self._state.seminars.pop(seminar_id, None)

    def _set(self, seminar_id: SeminarId, **values: Any) -> None:
        seminar = replace(self.by_id(seminar_id), **values)
        self._state.seminars[seminar_id] = seminar
        self._state.version += 1
        for release in self._state.releases.values():
            if seminar.is_open and (release.seminar_id, release.number) == (seminar.id, seminar.release):
                self._state.releases[release.build_id] = replace(release, shown=True)

    def _says(self, seminar: Seminar, words: Collection[str]) -> bool:
        of_series = () if seminar.series is None else words_of([seminar.series.title])
        said = [*self._state.words.get((seminar.id, seminar.release or 0), ()), *of_series]
        return all(any(word in each for each in said) for word in words)


class MemorySeries:
    """Fills AllSeries."""

    def __init__(self, state: State) -> None:
        self._state = state

    def of_title(self, title: str, title_slug: str) -> Series:
        if title not in self._state.series:
            slug = free_slug(title_slug, {series.slug for series in self._state.series.values()})
            self._state.series[title] = Series(SeriesId(uuid.uuid4().hex), slug, title)
        return self._state.series[title]


class MemorySources:
    """Fills Sources."""

    def __init__(self, state: State) -> None:
        self._state = state

    def attach(self, seminar_id: SeminarId, source: Source) -> None:
        if seminar_id not in self._state.seminars:
            raise NotFound(seminar_id)
        self._state.sources[seminar_id, source.name] = source

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[Source]:
        return [source for (owner, _), source in self._state.sources.items() if owner == seminar_id]

    def detach(self, seminar_id: SeminarId, name: str) -> None:
        if self._state.sources.pop((seminar_id, name), None) is None:
            raise NotFound(name)

    def unused(self, digests: Collection[Digest]) -> Collection[Digest]:
        builds = [build for build in self._state.builds.values() if build.state is not BuildState.FAILED]
        used = {source.digest for build in builds for source in build.request.sources}
        return set(digests) - used - {source.digest for source in self._state.sources.values()}


def _number(seminar: Seminar) -> int:
    return seminar.number


def _has(seminar: Seminar, wanted: Sequence[str | None]) -> bool:
    series = seminar.series and seminar.series.title
    told = (seminar.state, seminar.visibility, series, seminar.details.language)
    return all(want is None or want == tell for want, tell in zip(wanted, told, strict=True))
