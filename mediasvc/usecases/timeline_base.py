"""What an edit of a timeline is an edit of."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.build import Build, BuildRequest, BuildState
from mediasvc.domain.errors import Conflict, NotFound
from mediasvc.domain.manifest import Slide
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.timeline import Timeline
from mediasvc.domain.timeline_edit import version_named, version_of
from mediasvc.ports import Catalogue, Storage
from mediasvc.usecases.hand_in import last_build
from mediasvc.usecases.watch import manifest_of


@dataclass(frozen=True)
class ReadTimeline:
    """A timeline, the slides that it is about, and its version, by which a later one is told from it."""

    timeline: Timeline
    slides: Sequence[Slide]
    version: str


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

    def read(self, storage: Storage) -> ReadTimeline:
        """Return the timeline, with the slides of the release."""
        manifest = manifest_of(storage, self.release)
        return ReadTimeline(self.kept or manifest.timeline, manifest.slides, self.version)


def timeline_base(catalogue: Catalogue, seminar: Seminar) -> TimelineBase:
    """Return what the next build follows. Raises NotFound, Conflict."""
    last = last_build(catalogue, seminar)
    builds = [build for build in catalogue.builds.of_seminar(seminar.id) if build.state is not BuildState.FAILED]
    same = (build for build in builds if build.number <= last.number and _times(build.request) == _times(last.request))
    known = next((build for build in same if build.timeline is not None or build.state is BuildState.PUBLISHED), None)
    if known is None:
        raise Conflict(
            f"build {last.id}, of other files or with other times, is on its way; its slide times are not known yet",
            "Wait until that build has ended, then read the slide times again.",
        )
    alike = [known, *(build for build in builds if build.request.files == known.request.files)]
    releases = (catalogue.releases.of_build(build.id) for build in alike)
    release = next((release for release in releases if release is not None), None)
    if release is None:
        raise NotFound(f"nothing was built for {seminar.slug} yet")
    return TimelineBase(known, catalogue.builds.timeline_of(known.id), release)


def version_kept(build: Build, kept: Timeline | None) -> str:
    """Return the version of the timeline that was kept with the build; of one that was not, another for each build."""
    if kept is None:
        return version_named(f"of build {build.id}")
    return version_of(kept, files_of(build))


def files_of(build: Build) -> list[str]:
    """Return the digests of the build's decks and recordings, in their order."""
    return [source.digest for source in build.request.files]


def _times(request: BuildRequest) -> tuple[object, ...]:
    """Return all of a request that its slide times depend on."""
    beside = (request.cues, request.cues_with, request.captions, request.captions_with, request.track)
    return (request.files, request.timing, request.details.language, *beside)
