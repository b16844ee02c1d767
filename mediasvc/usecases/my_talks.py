"""Look at a talk that somebody works on: how far it is, and what it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.build import Build, BuildWarning, Source
from mediasvc.domain.errors import Failure
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.stage import Stage, stages_of
from mediasvc.domain.translations import OWN
from mediasvc.domain.upload import Upload
from mediasvc.domain.waiting import WaitingOrder
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.identities import named


@dataclass(frozen=True)
class HandedIn:
    """The person who handed in the release that waits, and when; `sent_back_by` has sent it back, where somebody did.

    Both are called by name where they are people; `by` is None where nobody knows.
    """

    by: str | None
    at: datetime
    sent_back_by: str | None = None


@dataclass(frozen=True)
class MyTalk:
    """A talk, and where it stands: its `newest` build, the newest release that is still to be published, if one is, and
    the `order` that waits for its files, or could not begin. All `stages` that it is at are true. `handed_in` is of the
    release that waits.
    """

    seminar: Seminar
    stages: Sequence[Stage]
    newest: Build | None
    waiting: Release | None
    order: WaitingOrder | None
    duration_ms: int | None
    handed_in: HandedIn | None

    @property
    def stage(self) -> Stage:
        """The stage that asks for something first: of the work, of what is to be published, of what viewers see."""
        return self.stages[-1]

    @property
    def failure(self) -> Failure | None:
        """Why it has failed, where it has."""
        if self.stage is not Stage.FAILED:
            return None
        if self.order is not None:
            return self.order.failure
        return None if self.newest is None else self.newest.failure


@dataclass(frozen=True)
class MyFiles:
    """Files of a talk: those that are here, and those on their way.

    `said` are the names of the captions or manuscripts that the talk was last ordered with, by their languages, OWN for
    the talk's. They may not be here.
    """

    sources: Sequence[Source]
    uploads: Sequence[Upload]
    said: Mapping[str, str] = field(default_factory=dict[str, str])


def my_talk(parts: Parts, actor: Actor, slug: str) -> MyTalk:
    """Return the talk of this slug. Raises NotFound."""
    with parts.database.reading() as catalogue:
        return _my_talk(catalogue, find_seminar(catalogue, actor, Right.READ, slug))


def my_files(parts: Parts, actor: Actor, slug: str) -> MyFiles:
    """Return the files of the talk of this slug. Raises NotFound."""
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        sources, uploads = catalogue.sources.of_seminar(seminar.id), catalogue.uploads.unfinished(seminar.id)
        return MyFiles(sources, uploads, _said(catalogue, seminar))


def warnings_of(parts: Parts, actor: Actor, slug: str) -> Sequence[BuildWarning]:
    """Return the warnings of the release that is seen, or that waits to be. Raises NotFound."""
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        release = _seen_or_waiting(catalogue, seminar, _waiting(catalogue, seminar))
        return () if release is None else catalogue.builds.by_id(release.build_id).warnings


def _said(catalogue: Catalogue, seminar: Seminar) -> Mapping[str, str]:
    """Return the names of the captions of the newest build, as the order that waits changes them."""
    said: dict[str, str | None] = {}
    if newest := next(iter(catalogue.builds.of_seminar(seminar.id)), None):
        # The talk's own come first: a file of the name of another one is listed by another name.
        said[OWN] = newest.request.captions and newest.request.captions.name
        said |= {each.language: each.source.name for each in newest.request.translations}
    if waiting := catalogue.waiting_orders.of_seminar(seminar.id):
        order = waiting.order
        if "captions" in order.cleared:
            said.clear()
        said |= order.captions_in or {}
        if order.captions is not None:
            said[OWN] = order.captions
    return {language: name for language, name in said.items() if name is not None}


def _my_talk(catalogue: Catalogue, seminar: Seminar) -> MyTalk:
    newest = next(iter(catalogue.builds.of_seminar(seminar.id)), None)
    waiting = _waiting(catalogue, seminar)
    order = catalogue.waiting_orders.of_seminar(seminar.id)
    stages = stages_of(seminar, newest, waiting, order)
    duration_ms, handed_in = _duration_ms(catalogue, seminar, waiting), _handed_in(catalogue, waiting)
    return MyTalk(seminar, stages, newest, waiting, order, duration_ms, handed_in)


def _handed_in(catalogue: Catalogue, waiting: Release | None) -> HandedIn | None:
    if waiting is None:
        return None
    build, sent_back = catalogue.builds.by_id(waiting.build_id), waiting.sent_back
    by = build.ordered_by and named(catalogue, build.ordered_by)
    return HandedIn(by, build.created_at, sent_back and named(catalogue, sent_back.by))


def _duration_ms(catalogue: Catalogue, seminar: Seminar, waiting: Release | None) -> int | None:
    """Return how long the talk is that viewers see, or that they will see."""
    release = _seen_or_waiting(catalogue, seminar, waiting)
    outcome = None if release is None else catalogue.outcomes.of_build(release.build_id)
    return None if outcome is None else outcome.duration_ms


def _waiting(catalogue: Catalogue, seminar: Seminar) -> Release | None:
    """Return the newest release that is still to be published, if one is."""
    return next(iter(catalogue.releases.waiting([seminar.id])), None)


def _seen_or_waiting(catalogue: Catalogue, seminar: Seminar, waiting: Release | None) -> Release | None:
    """Return the release that is `waiting`, or else the one that viewers see; None where there is neither."""
    if waiting is not None or seminar.release is None:
        return waiting
    return catalogue.releases.by_number(seminar.id, seminar.release)
