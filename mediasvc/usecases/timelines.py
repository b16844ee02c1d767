"""Read the timeline of a talk: the one that an edit replaces, or that of the newest release that the asker may see."""

from contextlib import suppress
from dataclasses import dataclass

from mediasvc.domain.access import Actor, Right, may
from mediasvc.domain.build import Build
from mediasvc.domain.errors import Conflict
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.timeline import Timeline
from mediasvc.domain.timeline_edit import version_of
from mediasvc.domain.timeline_summary import TimelineSummary, summary_of
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.preview import newest_release
from mediasvc.usecases.timeline_base import ReadTimeline, files_of, timeline_base, version_kept
from mediasvc.usecases.watch import manifest_of


@dataclass(frozen=True)
class _Found:
    """A release, its build, and the timeline that was kept with that, for those who may read everything."""

    release: Release
    build: Build
    kept: Timeline | None
    reads: bool


def read_timeline(parts: Parts, actor: Actor, slug: str) -> ReadTimeline:
    """Return the timeline of a talk, as far as the actor may see it.

    Those who may edit it read what an edit is compared with: the timeline that viewers will see in the end. It is that
    of the newest release where a build is on its way whose slide times are not known yet; an edit waits for that one.
    Those who may read everything of the seminar see the release that waits, else the one that viewers see or saw last,
    and all that is known of its cues. Others see what the manifest of the public release says: reasons and findings
    may show what nobody published. For releases of earlier versions the manifest stands in, too.

    Raises:
        NotFound: no such seminar, or nothing of it was released.
        Withdrawn: it is not to be seen any more.
    """
    with parts.database.reading() as catalogue:
        seminar = _seminar(catalogue, actor, slug)
        if may(actor, Right.HAND_IN, seminar):
            with suppress(Conflict):
                return timeline_base(catalogue, seminar).read(parts.storage)
        found = _find(catalogue, actor, seminar)
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
        found = _find(catalogue, actor, seminar)
    if found.reads and found.build.timeline is not None:
        return found.build.timeline
    return summary_of(manifest_of(parts.storage, found.release).timeline)


def _seminar(catalogue: Catalogue, actor: Actor, slug: str) -> Seminar:
    seminar = find_seminar(catalogue, actor, Right.SEE, slug)
    return seminar if may(actor, Right.READ, seminar) else find_seminar(catalogue, actor, Right.WATCH, slug)


def _find(catalogue: Catalogue, actor: Actor, seminar: Seminar) -> _Found:
    reads = may(actor, Right.READ, seminar)
    if reads:
        release = newest_release(catalogue, seminar)
    else:
        release = catalogue.releases.by_number(seminar.id, seminar.release or 0)
    build = catalogue.builds.by_id(release.build_id)
    return _Found(release, build, catalogue.builds.timeline_of(build.id) if reads else None, reads)
