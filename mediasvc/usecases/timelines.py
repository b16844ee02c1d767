"""Read the timeline of a talk: of the newest release that the one who asks may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.access import Actor, Right, may
from mediasvc.domain.build import Build
from mediasvc.domain.manifest import Slide
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.timeline import Timeline
from mediasvc.domain.timeline_edit import version_named, version_of
from mediasvc.domain.timeline_summary import TimelineSummary, summary_of
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.preview import newest_release
from mediasvc.usecases.watch import manifest_of


@dataclass(frozen=True)
class ReadTimeline:
    """A timeline, the slides that it is about, and its version, by which a later one is told from it."""

    timeline: Timeline
    slides: Sequence[Slide]
    version: str


@dataclass(frozen=True)
class _Found:
    """A release, its build, and the timeline that was kept with that, for those who may read everything."""

    release: Release
    build: Build
    kept: Timeline | None
    reads: bool


def read_timeline(parts: Parts, actor: Actor, slug: str) -> ReadTimeline:
    """Return the timeline of the newest release that the actor may see.

    Those who may read everything of the seminar see the release that waits, else the one that viewers see or saw last,
    and all that is known of its cues. Others see what the manifest of the public release says: reasons and findings
    may show what nobody published. For releases of earlier versions the manifest stands in, too.

    Raises:
        NotFound: no such seminar, or nothing of it was released.
        Withdrawn: it is not to be seen any more.
    """
    with parts.database.reading() as catalogue:
        found = _find(catalogue, actor, slug)
    manifest = manifest_of(parts.storage, found.release)
    timeline = found.kept or manifest.timeline
    version = version_kept(found.build, found.kept) if found.reads else version_of(timeline, files_of(found.build))
    return ReadTimeline(timeline, manifest.slides, version)


def read_summary(parts: Parts, actor: Actor, slug: str) -> TimelineSummary | None:
    """Return in short what `read_timeline` returns; None where nothing was released. Raises as that does."""
    with parts.database.reading() as catalogue:
        seminar = _seminar(catalogue, actor, slug)
        if seminar.release is None and not catalogue.releases.waiting([seminar.id]):
            return None
        found = _find(catalogue, actor, slug)
    if found.reads and found.build.timeline is not None:
        return found.build.timeline
    return summary_of(manifest_of(parts.storage, found.release).timeline)


def version_kept(build: Build, kept: Timeline | None) -> str:
    """Return the version of the timeline that was kept with the build; of one that was not, another for each build."""
    if kept is None:
        return version_named(f"of build {build.id}")
    return version_of(kept, files_of(build))


def files_of(build: Build) -> list[str]:
    """Return the digests of the build's decks and recordings, in their order."""
    return [source.digest for source in build.request.files]


def _seminar(catalogue: Catalogue, actor: Actor, slug: str) -> Seminar:
    seminar = find_seminar(catalogue, actor, Right.SEE, slug)
    return seminar if may(actor, Right.READ, seminar) else find_seminar(catalogue, actor, Right.WATCH, slug)


def _find(catalogue: Catalogue, actor: Actor, slug: str) -> _Found:
    seminar = _seminar(catalogue, actor, slug)
    reads = may(actor, Right.READ, seminar)
    if reads:
        release = newest_release(catalogue, seminar)
    else:
        release = catalogue.releases.by_number(seminar.id, seminar.release or 0)
    build = catalogue.builds.by_id(release.build_id)
    return _Found(release, build, catalogue.builds.timeline_of(build.id) if reads else None, reads)
