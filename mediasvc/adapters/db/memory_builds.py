"""Builds, their releases and how they ended, in one transaction of the database in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from mediasvc.adapters.db.memory_state import State
from mediasvc.domain.build import Build, BuildId, BuildState, BuildWarning, Digest
from mediasvc.domain.errors import Failure, NotFound
from mediasvc.domain.outcome import Outcome
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import SeminarId


class MemoryBuilds:
    """Fills Builds."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, build: Build) -> Build:
        if build.seminar_id not in self._state.seminars:
            raise NotFound(build.seminar_id)
        if build.id in self._state.builds:
            raise ValueError(f"there is a build {build.id} already")
        last = max((other.number for other in self._state.builds.values()), default=0)
        kept = replace(build, progress=dict(build.progress), number=last + 1)
        self._state.builds[build.id] = kept
        return kept

    def by_id(self, build_id: BuildId) -> Build:
        if build_id not in self._state.builds:
            raise NotFound(build_id)
        return self._state.builds[build_id]

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[Build]:
        found = [build for build in self._state.builds.values() if build.seminar_id == seminar_id]
        return sorted(found, key=_number, reverse=True)

    def of_source(self, digest: Digest) -> Sequence[Build]:
        builds = self._state.builds.values()
        found = [build for build in builds if digest in {source.digest for source in build.request.sources}]
        return sorted(found, key=_number, reverse=True)

    def unfinished(self) -> Sequence[Build]:
        found = [build for build in self._state.builds.values() if not build.state.is_final]
        return sorted(found, key=_number)

    def count(self) -> Mapping[BuildState, int]:
        counted = Counter(build.state for build in self._state.builds.values())
        return {state: counted[state] for state in BuildState}

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

    def __init__(self, state: State) -> None:
        self._state = state

    def next_number(self, seminar_id: SeminarId) -> int:
        return max((release.number for release in self.of_seminar(seminar_id)), default=0) + 1

    def add(self, release: Release) -> None:
        if release.build_id not in self._state.builds:
            raise NotFound(release.build_id)
        if release.build_id in self._state.releases or self._find(release.seminar_id, release.number):
            raise ValueError(f"there is a release {release.number} already, or another one of that build")
        self._state.releases[release.build_id] = replace(release, files=dict(release.files))

    def add_words(self, seminar_id: SeminarId, number: int, words: Collection[str]) -> None:
        release = self.by_number(seminar_id, number)
        self._state.words.setdefault((release.seminar_id, release.number), tuple(words))

    def without_words(self, limit: int) -> Sequence[Release]:
        found = [
            each for each in self._state.releases.values() if (each.seminar_id, each.number) not in self._state.words
        ]
        return sorted(found, key=lambda release: self._state.builds[release.build_id].number, reverse=True)[:limit]

    def of_build(self, build_id: BuildId) -> Release | None:
        return self._state.releases.get(build_id)

    def by_number(self, seminar_id: SeminarId, number: int) -> Release:
        release = self._find(seminar_id, number)
        if release is None:
            raise NotFound(f"release {number}")
        return release

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[Release]:
        found = [release for release in self._state.releases.values() if release.seminar_id == seminar_id]
        return sorted(found, key=lambda release: release.number, reverse=True)

    def _find(self, seminar_id: SeminarId, number: int) -> Release | None:
        for release in self.of_seminar(seminar_id):
            if release.number == number:
                return release
        return None


class MemoryOutcomes:
    """Fills Outcomes."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, outcome: Outcome) -> None:
        self._state.outcomes[outcome.build_id] = replace(outcome, steps_ms=dict(outcome.steps_ms))

    def all(self) -> Sequence[Outcome]:
        return sorted(self._state.outcomes.values(), key=lambda outcome: outcome.build_id)


def _number(build: Build) -> int:
    return build.number
