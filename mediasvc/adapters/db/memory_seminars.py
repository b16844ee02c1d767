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
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, SeminarState, Visibility


class MemorySeminars:
    """Fills Seminars."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, title_slug: str, details: SeminarDetails) -> Seminar:
        slug = free_slug(title_slug, {seminar.slug for seminar in self.all()})
        seminar = Seminar(SeminarId(uuid.uuid4().hex), slug, details, created_at=datetime.now(UTC))
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
        return sorted(self._state.seminars.values(), key=_age, reverse=True)

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
            last = _age(self.by_id(after))
            found = [seminar for seminar in found if _age(seminar) < last]
        wanted = (state, visibility, series, language)
        return [seminar for seminar in found if _has(seminar, wanted) and self._says(seminar, words)][:limit]

    def version(self) -> int:
        return self._state.version

    def describe(self, seminar_id: SeminarId, details: SeminarDetails) -> None:
        self._set(seminar_id, details=details)

    def point(self, seminar_id: SeminarId, release: int, details: SeminarDetails, decided_at: datetime) -> None:
        self._set(seminar_id, release=release, details=details, decided_at=decided_at)

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
        self._state.seminars[seminar_id] = replace(self.by_id(seminar_id), **values)
        self._state.version += 1

    def _says(self, seminar: Seminar, words: Collection[str]) -> bool:
        said = self._state.words.get((seminar.id, seminar.release or 0), ())
        return all(any(word in each for each in said) for word in words)


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


def _age(seminar: Seminar) -> tuple[datetime, SeminarId]:
    return seminar.created_at, seminar.id


def _has(seminar: Seminar, wanted: Sequence[str | None]) -> bool:
    details = seminar.details
    told = (seminar.state, details.visibility, details.series, details.language)
    return all(want is None or want == tell for want, tell in zip(wanted, told, strict=True))
