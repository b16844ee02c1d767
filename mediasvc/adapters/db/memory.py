"""The database in memory, for tests."""

import threading
import uuid
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from mediasvc.adapters.db.slugs import free_slug
from mediasvc.domain.build import Build, BuildId, BuildState, BuildWarning, Digest
from mediasvc.domain.errors import Failure, NotFound, StorageUnavailable
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId

_BUSY_TIMEOUT_S = 60


@dataclass
class _State:
    """All that is known. The values are frozen, so a copy of the dicts is a copy of everything."""

    seminars: dict[SeminarId, Seminar] = field(default_factory=dict[SeminarId, Seminar])
    builds: dict[BuildId, Build] = field(default_factory=dict[BuildId, Build])
    releases: dict[BuildId, Release] = field(default_factory=dict[BuildId, Release])

    def copy(self) -> "_State":
        return _State(dict(self.seminars), dict(self.builds), dict(self.releases))


class MemoryDatabase:
    """Fills Database. One transaction after the other; one inside another waits for a minute, in vain."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = _State()

    @contextmanager
    def transaction(self) -> Generator["MemoryCatalogue"]:
        if not self._lock.acquire(timeout=_BUSY_TIMEOUT_S):
            raise StorageUnavailable("database: another transaction does not end")
        try:
            state = self._state.copy()
            yield MemoryCatalogue(state)
            self._state = state
        finally:
            self._lock.release()


class MemoryCatalogue:
    """Fills Catalogue."""

    def __init__(self, state: _State) -> None:
        self.seminars = MemorySeminars(state)
        self.builds = MemoryBuilds(state)
        self.releases = MemoryReleases(state)
        self.sources = MemorySources(state)


class MemorySeminars:
    """Fills Seminars."""

    def __init__(self, state: _State) -> None:
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
        return list(reversed(self._state.seminars.values()))

    def point(self, seminar_id: SeminarId, release: int, details: SeminarDetails) -> None:
        published = replace(self.by_id(seminar_id), release=release, details=details, withdrawn_at=None)
        self._state.seminars[seminar_id] = published

    def withdraw(self, seminar_id: SeminarId) -> None:
        self._state.seminars[seminar_id] = replace(self.by_id(seminar_id), withdrawn_at=datetime.now(UTC))

    def remove_draft(self, seminar_id: SeminarId) -> None:
        if any(release.seminar_id == seminar_id for release in self._state.releases.values()):
            return
        for build in list(self._state.builds.values()):
            if build.seminar_id == seminar_id:
                del self._state.builds[build.id]
        self._state.seminars.pop(seminar_id, None)


class MemoryBuilds:
    """Fills Builds."""

    def __init__(self, state: _State) -> None:
        self._state = state

    def add(self, build: Build) -> None:
        if build.seminar_id not in self._state.seminars:
            raise NotFound(build.seminar_id)
        if build.id in self._state.builds:
            raise ValueError(f"there is a build {build.id} already")
        self._state.builds[build.id] = replace(build, progress=dict(build.progress))

    def by_id(self, build_id: BuildId) -> Build:
        if build_id not in self._state.builds:
            raise NotFound(build_id)
        return self._state.builds[build_id]

    def latest_published(self, seminar_id: SeminarId) -> Build:
        releases = [release for release in self._state.releases.values() if release.seminar_id == seminar_id]
        if not releases:
            raise NotFound(seminar_id)
        return self.by_id(max(releases, key=lambda release: release.number).build_id)

    def unfinished(self) -> Sequence[Build]:
        found = [build for build in self._state.builds.values() if not build.state.is_final]
        return sorted(found, key=lambda build: (build.created_at, build.id))

    def begin(self, build_id: BuildId) -> Build:
        build = self.by_id(build_id)
        self._replace(replace(build, state=BuildState.RUNNING, attempts=build.attempts + 1))
        return self.by_id(build_id)

    def report(self, build_id: BuildId, progress: Mapping[str, float]) -> None:
        if build_id in self._state.builds:
            self._replace(replace(self.by_id(build_id), progress=dict(progress)))

    def publish(self, build_id: BuildId, warnings: Sequence[BuildWarning]) -> None:
        published = replace(self.by_id(build_id), state=BuildState.PUBLISHED, warnings=tuple(warnings), failure=None)
        self._state.builds[build_id] = published

    def fail(self, build_id: BuildId, failure: Failure) -> None:
        if build_id in self._state.builds:
            self._replace(replace(self.by_id(build_id), state=BuildState.FAILED, failure=failure))

    def _replace(self, build: Build) -> None:
        """Keep this state of a build, unless it is final already."""
        if not self.by_id(build.id).state.is_final:
            self._state.builds[build.id] = build


class MemoryReleases:
    """Fills Releases."""

    def __init__(self, state: _State) -> None:
        self._state = state

    def next_number(self, seminar_id: SeminarId) -> int:
        numbers = (release.number for release in self._state.releases.values() if release.seminar_id == seminar_id)
        return max(numbers, default=0) + 1

    def add(self, release: Release) -> None:
        if release.build_id not in self._state.builds:
            raise NotFound(release.build_id)
        if release.build_id in self._state.releases or self._find(release.seminar_id, release.number):
            raise ValueError(f"there is a release {release.number} already, or another one of that build")
        self._state.releases[release.build_id] = replace(release, files=dict(release.files))

    def of_build(self, build_id: BuildId) -> Release | None:
        return self._state.releases.get(build_id)

    def by_number(self, seminar_id: SeminarId, number: int) -> Release:
        release = self._find(seminar_id, number)
        if release is None:
            raise NotFound(f"release {number}")
        return release

    def _find(self, seminar_id: SeminarId, number: int) -> Release | None:
        for release in self._state.releases.values():
            if (release.seminar_id, release.number) == (seminar_id, number):
                return release
        return None


class MemorySources:
    """Fills Sources."""

    def __init__(self, state: _State) -> None:
        self._state = state

    def unused(self, digests: Collection[Digest]) -> Collection[Digest]:
        builds = [build for build in self._state.builds.values() if build.state is not BuildState.FAILED]
        used = {source.digest for build in builds for source in build.request.sources}
        return set(digests) - used
