"""What an edit of a timeline is an edit of."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.build import Build, BuildRequest, BuildState
from mediasvc.domain.errors import Conflict, NotFound
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.timeline import Timeline
from mediasvc.ports import Catalogue
from mediasvc.usecases.hand_in import last_build
from mediasvc.usecases.timelines import version_kept


@dataclass(frozen=True)
class TimelineBase:
    """What an edit changes: the build that the next one follows, its timeline, and a release with the same slides.

    The timeline is None where it was not kept, and the release's manifest says it.
    """

    build: Build
    kept: Timeline | None
    release: Release

    @property
    def version(self) -> str:
        return version_kept(self.build, self.kept)


def timeline_base(catalogue: Catalogue, seminar: Seminar) -> TimelineBase:
    """Return what the next build follows. Raises NotFound, Conflict."""
    last = last_build(catalogue, seminar)
    builds = good_builds(catalogue, seminar)
    same = (build for build in builds if build.number <= last.number and _times(build.request) == _times(last.request))
    known = next((build for build in same if build.timeline is not None or build.state is BuildState.PUBLISHED), None)
    if known is None:
        raise Conflict(
            "a release of other files or with other times is on its way, and its slide times are not known yet",
            "Wait until it is built, then read its slide times.",
        )
    alike = [known, *(build for build in builds if build.request.files == known.request.files)]
    releases = (catalogue.releases.of_build(build.id) for build in alike)
    release = next((release for release in releases if release is not None), None)
    if release is None:
        raise NotFound(f"nothing was built for {seminar.slug} yet")
    return TimelineBase(known, catalogue.builds.timeline_of(known.id), release)


def good_builds(catalogue: Catalogue, seminar: Seminar) -> Sequence[Build]:
    """Return the seminar's builds that have made something or will, newest first."""
    return [build for build in catalogue.builds.of_seminar(seminar.id) if build.state is not BuildState.FAILED]


def _times(request: BuildRequest) -> tuple[object, ...]:
    """Return all of a request that its slide times depend on."""
    beside = (request.cues, request.cues_with, request.captions, request.captions_with, request.track)
    return (request.files, request.timing, request.details.language, *beside)
