"""Replace the slide times of a talk by those that somebody has edited."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.audit import Action
from mediasvc.domain.build import Build, Digest, Source
from mediasvc.domain.clock import clock_ms
from mediasvc.domain.differences import Difference, differences
from mediasvc.domain.errors import TimelineChanged
from mediasvc.domain.order import Order, request_of
from mediasvc.domain.timeline import Timeline, TimingMethod
from mediasvc.domain.timeline_edit import (
    SentCue,
    edited_timeline,
    edited_times,
    is_same,
    shown_in,
    to_cues_file,
    version_of,
)
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.hand_in import announced_details, begin, last_request, new_build
from mediasvc.usecases.note import note
from mediasvc.usecases.publishing import as_allowed
from mediasvc.usecases.timeline_base import ReadTimeline, TimelineBase, files_of, timeline_base, version_kept
from mediasvc.usecases.watch import manifest_of

SOURCE_NAME = "edited-slide-times.json"
# How far back it is looked for the version that somebody has read, and how many differences a sentence names.
MOST_BUILDS, FEW = 50, 5


@dataclass(frozen=True)
class Edit:
    """Cues that replace those of a timeline of one of these `versions`; None replaces whatever is there.

    `most` is how many cues a timeline may have.
    """

    versions: Collection[str] | None
    cues: Sequence[SentCue]
    most: int


@dataclass(frozen=True)
class Edited:
    """The talk's timeline `now`, and the build that makes a release of it.

    It is new unless nothing was changed; then the `build` is the one that the timeline came from.
    """

    build: Build
    now: ReadTimeline
    is_new: bool = True


class _OvertakenError(Exception):
    """Somebody else has changed the talk since it was looked at."""


def edit_timeline(parts: Parts, actor: Actor, slug: str, edit: Edit) -> Edited:
    """Build a release with these cues, which stay the talk's own until others are given, as a cues file's do.

    What is compared with the edit's versions is the timeline that viewers will see in the end: that of the newest build
    on its way, where one is. Of two who edit the same version, one is refused. No sound is encoded for it. Where the
    cues are those that are there, nothing is built.

    Raises:
        NotFound: no such seminar, or nothing was built for it.
        TimelineChanged: the timeline has none of these versions.
        Conflict: a build is on its way whose timeline is not known yet.
        TimelineInvalid: a cue cannot be one of this talk.
        StorageFull, StorageUnavailable, QueueUnavailable
    """
    check(actor, Right.HAND_IN)
    while True:
        with parts.database.reading() as catalogue:
            base = timeline_base(catalogue, find_seminar(catalogue, actor, Right.HAND_IN, slug))
        if edit.versions is not None and base.version not in edit.versions:
            raise _refusal(parts, actor, slug, edit.versions)
        try:
            return _begun(parts, actor, slug, edit, base)
        except _OvertakenError:
            continue


def _begun(parts: Parts, actor: Actor, slug: str, edit: Edit, base: TimelineBase) -> Edited:
    read = base.read(parts.storage)
    times = edited_times(edit.cues, read.timeline, [slide.title for slide in read.slides], edit.most)
    timeline = edited_timeline(times, read.timeline.duration_ms)
    if is_same(timeline, read.timeline):
        return Edited(base.build, read, is_new=False)
    content = to_cues_file(times).encode()
    source = Source(Digest(hashlib.sha256(content).hexdigest()), SOURCE_NAME, len(content))

    def keep() -> None:
        parts.storage.put(source.key, BytesIO(content))

    def add(catalogue: Catalogue) -> Build:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        now = timeline_base(catalogue, seminar)
        if now.version != base.version:
            raise _OvertakenError
        order = as_allowed(actor, seminar, Order(timing=TimingMethod.EDITED, cues=source))
        request = request_of(order, last_request(catalogue, seminar), announced_details(catalogue, seminar))
        build = new_build(catalogue, actor, request, seminar)
        # So that the next one who edits is told what this one has changed, before it is built.
        catalogue.builds.keep_timeline(build.id, timeline)
        note(catalogue, actor, Action.BUILD_STARTED, seminar, "edited slide times")
        return build

    build = begin(parts, [source], keep, add)
    return Edited(build, ReadTimeline(timeline, read.slides, version_of(timeline, files_of(build))))


def _refusal(parts: Parts, actor: Actor, slug: str, versions: Collection[str]) -> TimelineChanged:
    """Return the error for somebody who has read one of these versions, with what was changed since."""
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        base = timeline_base(catalogue, seminar)
        release = catalogue.releases.of_build(base.build.id)
        # What was read may be of a build that has failed since.
        builds = catalogue.builds.of_seminar(seminar.id)[:MOST_BUILDS]
        kept = ((build, catalogue.builds.timeline_of(build.id)) for build in builds)
        read = next((each for each in kept if version_kept(*each) in versions), None)
        read_release = None if read is None else catalogue.releases.of_build(read[0].id)
    now = base.kept or manifest_of(parts.storage, base.release).timeline
    there = f"build {base.build.id}, which is on its way," if release is None else f"release {release.number}"
    before = None if read is None else read[1]
    if before is None and read_release is not None:
        before = manifest_of(parts.storage, read_release).timeline
    if before is None or read is None:
        return TimelineChanged(f"{there} has others, and the version that was read is not known")
    changed = differences(shown_in(before), shown_in(now))
    told = [f"others: {_sentence(changed)}" if changed else "the same slides at the same times"]
    if files_of(read[0]) != files_of(base.build):
        told.append("its files are others")
    told += [] if changed else _beside_times(before, now)
    return TimelineChanged(f"{there} has {'; '.join(told)}", differences=changed)


def _beside_times(before: Timeline, now: Timeline) -> list[str]:
    """Return what is different in two timelines that show the same."""
    told: list[str] = []
    if before.method != now.method:
        told.append(f"they come from {now.method} instead of {before.method}")
    if others := sum(was.confidence != cue.confidence for was, cue in zip(before.cues, now.cues, strict=False)):
        told.append(f"{others} of them more or less sure than before")
    return told


def _sentence(changed: Sequence[Difference]) -> str:
    some = [
        f"from {clock_ms(each.start_ms)} to {clock_ms(each.end_ms)} {_slide(each.now)} instead of {_slide(each.before)}"
        for each in changed[:FEW]
    ]
    return "; ".join([*some, *([f"and {len(changed) - FEW} more"] if len(changed) > FEW else [])])


def _slide(number: int | None) -> str:
    return "nothing" if number is None else f"slide {number}"
