"""The releases of a seminar: who ordered each, and what it has otherwise than another one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.approval import Approval
from mediasvc.domain.build import Build, BuildId
from mediasvc.domain.file_kinds import FileKinds
from mediasvc.domain.manifest import Manifest, Slide
from mediasvc.domain.release import Release
from mediasvc.domain.release_changes import Change, changes_between
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.domain.slide_changes import SlideChange, SlideLook, TimeChange, slide_changes, time_changes
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.identities import named
from mediasvc.usecases.watch import manifest_of

# Of a slide without a title, so much of its text tells it from others.
WORDS_OF_TEXT = 200


@dataclass(frozen=True)
class ReleaseOfSeminar:
    """A release and its build, whether viewers see it, and whether it waits to be published.

    `ordered_by` is who ordered it, by name where that is a person; None for releases of earlier versions.
    `sent_back_by` is who sent it back, in the same way; None where nobody did. `changes` say
    what it has otherwise than the release before it; None for the first one.
    """

    release: Release
    build: Build
    is_public: bool
    waits: bool
    ordered_by: str | None
    sent_back_by: str | None
    changes: Sequence[Change] | None

    @property
    def approval(self) -> Approval | None:
        """The state of its approval, where it needs one."""
        return self.release.approval(waits=self.waits)


@dataclass(frozen=True)
class Releases:
    """A seminar and its releases, newest first. `is_building` tells whether another one is on its way."""

    seminar: Seminar
    releases: Sequence[ReleaseOfSeminar]
    is_building: bool


@dataclass(frozen=True)
class Side:
    """One of two releases that are compared, with its manifest."""

    release: Release
    manifest: Manifest


@dataclass(frozen=True)
class Comparison:
    """Two releases of a seminar, with what became of each slide, and the slide times that are others."""

    seminar: Seminar
    numbers: Sequence[int]
    before: Side
    now: Side
    changes: Sequence[Change]
    slides: Sequence[SlideChange]
    times: Sequence[TimeChange]


def list_releases(parts: Parts, actor: Actor, slug: str) -> Releases:
    """Return the seminar and its releases. Raises NotFound."""
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        releases, waiting = catalogue.releases.of_seminar(seminar.id), catalogue.releases.waiting([seminar.id])
        builds = {build.id: build for build in catalogue.builds.of_seminar(seminar.id)}
        kinds = FileKinds(catalogue.readings.of_seminar(seminar.id))
        names = _names(catalogue, builds.values(), releases)
    shown = seminar.release if seminar.state is SeminarState.PUBLISHED else None
    changes = _changes(releases, builds, kinds)
    told = [
        ReleaseOfSeminar(
            release=each,
            build=(build := builds[each.build_id]),
            is_public=each.number == shown,
            waits=each in waiting,
            ordered_by=build.ordered_by and names[build.ordered_by],
            sent_back_by=each.sent_back and names[each.sent_back.by],
            changes=changes.get(each.number),
        )
        for each in releases
    ]
    is_building = any(not build.state.is_final and build.number > seminar.decided for build in builds.values())
    return Releases(seminar, told, is_building)


def compare(parts: Parts, actor: Actor, slug: str, before: int, now: int) -> Comparison:
    """Return what the release `now` has otherwise than the one `before`.

    Raises:
        NotFound: no such seminar, or it has no such release.
        NotSupported: a later version of the service has made one of them.
    """
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        releases = [catalogue.releases.by_number(seminar.id, number) for number in (before, now)]
        builds = [catalogue.builds.by_id(release.build_id) for release in releases]
        kinds = FileKinds(catalogue.readings.of_seminar(seminar.id))
        newest = catalogue.releases.next_number(seminar.id) - 1
    sides = [Side(release, manifest_of(parts.storage, release)) for release in releases]
    slides = slide_changes(*(_looks(side) for side in sides))
    return Comparison(
        seminar=seminar,
        numbers=range(newest, 0, -1),
        before=sides[0],
        now=sides[1],
        changes=changes_between(builds[0], builds[1], kinds),
        slides=slides,
        times=time_changes(slides, *(side.manifest.cues for side in sides)),
    )


def _names(catalogue: Catalogue, builds: Iterable[Build], releases: Iterable[Release]) -> Mapping[str, str]:
    """Return what people call those who ordered these builds, and who sent back these releases."""
    identities = {build.ordered_by for build in builds}
    identities |= {release.sent_back.by for release in releases if release.sent_back is not None}
    return {identity: named(catalogue, identity) for identity in identities if identity is not None}


def _changes(
    releases: Sequence[Release], builds: Mapping[BuildId, Build], kinds: FileKinds
) -> Mapping[int, Sequence[Change]]:
    """Return what each release has otherwise than the one before it, by its number; nothing of the first one."""
    return {
        release.number: changes_between(builds[before.build_id], builds[release.build_id], kinds)
        for release, before in pairwise(releases)
    }


def _looks(side: Side) -> Sequence[SlideLook]:
    """Return how the slides look: those whose pictures are the same files in storage look the same."""
    return [
        SlideLook(_look(side.release, slide), slide.title or slide.text[:WORDS_OF_TEXT])
        for slide in side.manifest.slides
    ]


def _look(release: Release, slide: Slide) -> str:
    return "\n".join(sorted(release.files.get(image.href, image.href) for image in slide.images))
