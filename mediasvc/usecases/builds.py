"""Look at builds."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.access import Actor, Right, check, may
from mediasvc.domain.build import Build, BuildId
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Parts
from mediasvc.usecases.find import find_build, find_seminar


@dataclass(frozen=True)
class BuildOfSeminar:
    """A build, the seminar that it is of, and the release that it made, if it made one."""

    build: Build
    seminar: Seminar
    release: Release | None

    @property
    def waits(self) -> bool:
        """Return whether its release waits to be published."""
        return self.release is not None and self.build.number > self.seminar.decided


def list_builds(parts: Parts, actor: Actor, slug: str) -> Sequence[BuildOfSeminar]:
    """Return every build of the seminar, newest first. Raises NotFound."""
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        builds = catalogue.builds.of_seminar(seminar.id)
        return [BuildOfSeminar(build, seminar, catalogue.releases.of_build(build.id)) for build in builds]


def read_build(parts: Parts, actor: Actor, build_id: BuildId) -> BuildOfSeminar:
    """Return the build. Raises NotFound."""
    with parts.database.reading() as catalogue:
        build, seminar = find_build(catalogue, actor, Right.READ, build_id)
        return BuildOfSeminar(build, seminar, catalogue.releases.of_build(build.id))


def unfinished_builds(parts: Parts, actor: Actor) -> Sequence[Build]:
    """Return every build of a seminar that the actor may read, that waits or runs, oldest first."""
    check(actor, Right.READ)
    with parts.database.reading() as catalogue:
        unfinished = catalogue.builds.unfinished()
        seminars = {build.seminar_id: catalogue.seminars.by_id(build.seminar_id) for build in unfinished}
    return [build for build in unfinished if may(actor, Right.READ, seminars[build.seminar_id])]
