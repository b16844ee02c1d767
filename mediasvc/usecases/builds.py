"""Look at builds."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.access import Actor, Right, check, may
from mediasvc.domain.build import Build, BuildId, BuildState
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_build, find_seminar


@dataclass(frozen=True)
class BuildOfSeminar:
    """A build, the seminar that it is of, and the release that it made, if it made one.

    `place` is how many builds come before it, while it waits for a worker.
    """

    build: Build
    seminar: Seminar
    release: Release | None
    place: int | None = None

    @property
    def waits(self) -> bool:
        """Return whether its release waits to be published."""
        return self.release is not None and self.build.number > self.seminar.decided


def list_builds(parts: Parts, actor: Actor, slug: str) -> Sequence[BuildOfSeminar]:
    """Return every build of the seminar, newest first. Raises NotFound."""
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        builds = catalogue.builds.of_seminar(seminar.id)
        return [_of_seminar(catalogue, build, seminar) for build in builds]


def read_build(parts: Parts, actor: Actor, build_id: BuildId) -> BuildOfSeminar:
    """Return the build. Raises NotFound."""
    with parts.database.reading() as catalogue:
        build, seminar = find_build(catalogue, actor, Right.READ, build_id)
        return _of_seminar(catalogue, build, seminar)


def unfinished_builds(parts: Parts, actor: Actor) -> Sequence[Build]:
    """Return every build of a seminar that the actor may read, that waits or runs, oldest first."""
    check(actor, Right.READ)
    with parts.database.reading() as catalogue:
        unfinished = catalogue.builds.unfinished()
        seminars = {build.seminar_id: catalogue.seminars.by_id(build.seminar_id) for build in unfinished}
    return [build for build in unfinished if may(actor, Right.READ, seminars[build.seminar_id])]


def may_go_on_reading(found: BuildOfSeminar, actor: Actor) -> BuildOfSeminar:
    """Return what was read for somebody else a moment ago, for an actor who may read it, too. Raises as `check`."""
    check(actor, Right.READ)
    check(actor, Right.READ, found.seminar)
    return found


def _of_seminar(catalogue: Catalogue, build: Build, seminar: Seminar) -> BuildOfSeminar:
    waits = build.state is BuildState.QUEUED
    place = catalogue.builds.count_before(build.number) if waits else None
    # A build that is not at its end has made no release.
    release = catalogue.releases.of_build(build.id) if build.state.is_final else None
    return BuildOfSeminar(build, seminar, release, place)
