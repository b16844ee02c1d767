"""Remove a talk, so that it can be brought back for a while, and bring it back."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediasvc.domain.access import Actor, Right, SignedIn, identity_of, may
from mediasvc.domain.audit import Action
from mediasvc.domain.build import Build
from mediasvc.domain.errors import Cancelled, QueueUnavailable, Removed, RemovedForGood
from mediasvc.domain.listed_talk import ListedTalk, ListRequest, Place
from mediasvc.domain.publishing import ON_REQUEST
from mediasvc.domain.removal import Removal, removal_of
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.ports import Catalogue, JobQueue, Parts
from mediasvc.usecases.fail import fail
from mediasvc.usecases.find import find_removable
from mediasvc.usecases.list_talks import readable
from mediasvc.usecases.note import note
from mediasvc.usecases.pointer import take_plans
from mediasvc.usecases.versions import Versions, check_version


@dataclass(frozen=True)
class Removable:
    """A seminar that somebody is about to remove: how many releases it has, and whether a build is stopped by that."""

    seminar: Seminar
    releases: int
    is_being_built: bool


@dataclass(frozen=True)
class RemovedTalk:
    """A talk that was removed. `by` is the name of the person who did it; empty where it was none, or is gone."""

    talk: ListedTalk
    removal: Removal
    by: str


@dataclass(frozen=True)
class RemovedPage:
    """Some removed talks, and whether more come behind them."""

    talks: Sequence[RemovedTalk]
    has_more: bool


def list_removed(parts: Parts, actor: Actor, limit: int, after: Place | None = None) -> RemovedPage:
    """Return up to `limit` of the removed talks that the actor may read, those removed last first.

    Where `after` is given, they are those behind it. Nothing of a talk changes while it is removed, so its last change
    is its removal.
    """
    if not may(actor, Right.READ):
        return RemovedPage((), False)
    wanted = readable(actor, SeminarFilter(SeminarState.REMOVED))
    with parts.database.reading() as catalogue:
        found = catalogue.talks.some(limit + 1, ListRequest(wanted, after=after))
        names = {identity_of(SignedIn(person)): person.name for person in catalogue.people.all()}
    removed = [(talk, talk.seminar.removal) for talk in found[:limit]]
    told = [RemovedTalk(talk, removal, names.get(removal.by, "")) for talk, removal in removed if removal is not None]
    return RemovedPage(told, len(found) > limit)


def removable(parts: Parts, actor: Actor, slug: str) -> Removable:
    """Return what the actor is about to remove.

    Raises:
        NotFound: no such seminar.
        Removed: it was removed already.
    """
    with parts.database.reading() as catalogue:
        seminar = _not_removed(find_removable(catalogue, actor, slug))
        releases = len(catalogue.releases.of_seminar(seminar.id))
        return Removable(seminar, releases, bool(_unfinished(catalogue, seminar)))


def remove(parts: Parts, actor: Actor, slug: str, kept_days: int, versions: Versions = None) -> Seminar:
    """Let nobody see or change the seminar, and forget it after so many days unless it is brought back before.

    Builds on their way are stopped, and nobody is told by mail. What else there is stays as it is: releases, sources,
    and an order that waits for files.

    Raises:
        NotFound: no such seminar.
        Removed: it was removed already.
        VersionChanged: it has none of these versions.
    """
    with parts.database.transaction() as catalogue:
        seminar = _not_removed(find_removable(catalogue, actor, slug))
        check_version(catalogue, seminar, versions)
        stopped = remove_found(catalogue, actor, seminar, kept_days)
        removed = catalogue.seminars.by_id(seminar.id)
    stop(parts.queue, stopped)
    return removed


def remove_found(catalogue: Catalogue, actor: Actor, seminar: Seminar, kept_days: int) -> Sequence[Build]:
    """Remove the seminar, which the actor may remove. Return the builds that are to be stopped once that is kept."""
    unfinished = _unfinished(catalogue, seminar)
    for build in unfinished:
        note(catalogue, actor, Action.BUILD_CANCELLED, seminar)
        fail(catalogue, build, Cancelled().failure)
    for upload in catalogue.uploads.unfinished(seminar.id):
        if upload.is_held:
            # Whoever sends it now is shut out; what has come so far is there when the removal is undone.
            catalogue.uploads.replace(upload.taken().released())
    removal = removal_of(datetime.now(UTC), identity_of(actor), kept_days)
    catalogue.removals.put(seminar.id, removal)
    note(catalogue, actor, Action.SEMINAR_REMOVED, seminar, f"until {removal.until:%Y-%m-%d %H:%M} UTC")
    return unfinished


def stop(queue: JobQueue, builds: Sequence[Build]) -> None:
    """Tell whoever runs these builds, which have ended, to stop."""
    with suppress(QueueUnavailable):
        for build in builds:
            queue.cancel(build.job)


def undo_removal(parts: Parts, actor: Actor, slug: str) -> Seminar:
    """Let the seminar be what it was when it was removed. Doing it again changes nothing.

    What was planned for a time that has passed meanwhile waits for a request.

    Raises:
        NotFound: no such seminar.
        RemovedForGood: it is too late.
    """
    with parts.database.transaction() as catalogue:
        seminar, now = find_removable(catalogue, actor, slug), datetime.now(UTC)
        if seminar.removal is not None:
            if seminar.removal.is_over(now):
                # Some of its files may be gone already.
                raise RemovedForGood(seminar.slug)
            catalogue.removals.undo(seminar.id)
            _hold_what_is_late(catalogue, seminar, now)
            note(catalogue, actor, Action.SEMINAR_BROUGHT_BACK, seminar)
        return catalogue.seminars.by_id(seminar.id)


def _hold_what_is_late(catalogue: Catalogue, seminar: Seminar, now: datetime) -> None:
    waiting = catalogue.releases.waiting([seminar.id])
    late = [release for release in waiting if release.publish_at is not None and release.publish_at <= now]
    take_plans(catalogue, seminar, late, "its time passed while the talk was removed")
    order = catalogue.waiting_orders.of_seminar(seminar.id)
    publishing = None if order is None else order.order.publishing
    if order is not None and publishing is not None and publishing.at is not None and publishing.at <= now:
        catalogue.waiting_orders.put(replace(order, order=replace(order.order, publishing=ON_REQUEST)))


def _not_removed(seminar: Seminar) -> Seminar:
    if seminar.removal is not None:
        raise Removed(seminar.slug)
    return seminar


def _unfinished(catalogue: Catalogue, seminar: Seminar) -> Sequence[Build]:
    return [build for build in catalogue.builds.of_seminar(seminar.id) if not build.state.is_final]
