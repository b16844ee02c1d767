"""Change many talks at once: withdraw them, put them into another series, or build them anew."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from mediasvc.domain.access import Actor, Right, check, identity_of
from mediasvc.domain.audit import Action
from mediasvc.domain.build import Build, BuildState
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import Conflict, MediasvcError, NotFound, QueueUnavailable, TransientError
from mediasvc.domain.listed_talk import ListedTalk, ListRequest, Place, TalkCounts, TalkOrder
from mediasvc.domain.order import Order
from mediasvc.domain.seminar import SeminarState
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.domain.stage import Stage
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.build import add_build
from mediasvc.usecases.hand_in import last_request
from mediasvc.usecases.list_talks import readable
from mediasvc.usecases.note import note, note_build
from mediasvc.usecases.place import place
from mediasvc.usecases.publishing import as_allowed
from mediasvc.usecases.retry import build_again
from mediasvc.usecases.withdraw import withdraw_found

UNDER_WAY = (Stage.ARRIVING, Stage.WAITING, Stage.WORKING)


class BulkAction(StrEnum):
    WITHDRAW = "withdraw"
    SERIES = "series"
    REBUILD = "rebuild"


@dataclass(frozen=True)
class Bulk:
    """An action on all wanted talks whose number is below `below`, the newest first.

    What has changed after the change of number `as_of` is refused, so that an action that is sent once more does
    nothing, and nothing is undone that somebody else has done meanwhile. `series` is the title of the series that talks
    are put into; with None they are taken out of theirs. `notice` is what viewers read in place of talks that are
    withdrawn.
    """

    wanted: SeminarFilter
    action: BulkAction
    as_of: int
    below: int
    series: str | None = None
    notice: str | None = None


@dataclass(frozen=True)
class BulkPlan:
    """What an action would be about: how many talks, and the `first` of them; `as_of` and `below` are those of Bulk."""

    counts: TalkCounts
    first: Sequence[ListedTalk]
    as_of: int
    below: int


@dataclass(frozen=True)
class Refused:
    """A talk that stays as it was, and why."""

    slug: str
    title: str
    error: MediasvcError


@dataclass(frozen=True)
class BulkReport:
    """What has been done to some talks: `unchanged` were so already. `below` is that of those left, if some are."""

    done: int
    unchanged: int
    refused: Sequence[Refused]
    below: int | None


def plan_bulk(parts: Parts, actor: Actor, wanted: SeminarFilter, limit: int) -> BulkPlan:
    """Return what an action on the wanted talks would be about, with up to `limit` of them, newest first."""
    check(actor, Right.HAND_IN)
    found = readable(actor, wanted)
    with parts.database.reading() as catalogue:
        first = catalogue.talks.some(limit, ListRequest(found, TalkOrder.NEWEST))
        below = first[0].seminar.number + 1 if first else 0
        return BulkPlan(catalogue.talks.count(found), first, catalogue.talks.last_change(), below)


def change_talks(parts: Parts, actor: Actor, bulk: Bulk, limit: int) -> BulkReport:
    """Do the action to up to `limit` talks that the actor may read, each in a transaction of its own.

    What cannot be done to a talk is reported, and does not keep it from the others. Where the queue is away, builds are
    put into it when it is back.

    Raises:
        NotSignedIn, NotAllowed: the actor may hand in nothing.
        StorageFull, StorageUnavailable
    """
    check(actor, Right.HAND_IN)
    behind = Place(str(bulk.below), bulk.below)
    request = ListRequest(readable(actor, bulk.wanted), TalkOrder.NEWEST, behind)
    with parts.database.reading() as catalogue:
        found = catalogue.talks.some(limit + 1, request)
    some, changed = found[:limit], 0
    refused: list[Refused] = []
    for talk in some:
        try:
            changed += _change(parts, actor, bulk, talk)
        except TransientError:
            raise
        except MediasvcError as error:
            refused.append(Refused(talk.seminar.slug, talk.seminar.details.title, error))
    below = some[-1].seminar.number if len(found) > limit else None
    return BulkReport(changed, len(some) - changed - len(refused), refused, below)


def _change(parts: Parts, actor: Actor, bulk: Bulk, listed: ListedTalk) -> bool:
    """Do the action to the talk, and return whether there was something to do."""
    kind = _KINDS[bulk.action]
    with parts.database.transaction() as catalogue:
        talk = catalogue.talks.by_id(listed.seminar.id)
        check(actor, kind.right, talk.seminar)
        if kind.is_done(talk, bulk):
            return False
        if talk.change > bulk.as_of:
            raise Conflict("the talk has changed since").because("changed_since")
        build = kind.change(_Scene(parts, actor, catalogue), talk, bulk)
    if build is not None:
        with suppress(QueueUnavailable):
            parts.queue.enqueue(build.job)
    return True


@dataclass(frozen=True)
class _Scene:
    """A transaction in which an actor changes a talk."""

    parts: Parts
    actor: Actor
    catalogue: Catalogue


@dataclass(frozen=True)
class _Kind:
    """An action on one talk: the right that it takes, whether nothing is left to do, and what does it.

    A build that it adds is to be enqueued.
    """

    right: Right
    is_done: Callable[[ListedTalk, Bulk], bool]
    change: Callable[[_Scene, ListedTalk, Bulk], Build | None]


def _is_withdrawn(talk: ListedTalk, _: Bulk) -> bool:
    return talk.seminar.state is SeminarState.WITHDRAWN


def _withdraw(scene: _Scene, talk: ListedTalk, bulk: Bulk) -> None:
    withdraw_found(scene.catalogue, scene.actor, talk.seminar, bulk.notice)


def _is_in_series(talk: ListedTalk, bulk: Bulk) -> bool:
    series = talk.seminar.series
    return (None if series is None else series.title) == bulk.series


def _place(scene: _Scene, talk: ListedTalk, bulk: Bulk) -> None:
    cleared = frozenset({"series"}) if bulk.series is None else frozenset[str]()
    placed = place(scene.catalogue, scene.actor, talk.seminar, DetailChanges(series=bulk.series, cleared=cleared))
    note(scene.catalogue, scene.actor, Action.SEMINAR_CHANGED, placed, "series")


def _is_under_way(talk: ListedTalk, _: Bulk) -> bool:
    return any(stage in UNDER_WAY for stage in talk.stages)


def _rebuild(scene: _Scene, talk: ListedTalk, _: Bulk) -> Build:
    """Build what has failed once more; of any other talk, a new release of the same sources."""
    catalogue, actor, seminar = scene.catalogue, scene.actor, talk.seminar
    newest = next(iter(catalogue.builds.of_seminar(seminar.id)), None)
    if Stage.FAILED in talk.stages and newest is not None and newest.state is BuildState.FAILED:
        return build_again(catalogue, scene.parts.storage, actor, newest, seminar)
    try:
        last_request(catalogue, seminar)
    except NotFound as error:
        raise error.because("nothing_built") from error
    build = add_build(catalogue, actor, seminar, as_allowed(actor, seminar, Order()))
    note_build(catalogue, identity_of(actor), build, seminar)
    return build


_KINDS: Mapping[BulkAction, _Kind] = {
    BulkAction.WITHDRAW: _Kind(Right.PUBLISH, _is_withdrawn, _withdraw),
    BulkAction.SERIES: _Kind(Right.HAND_IN, _is_in_series, _place),
    BulkAction.REBUILD: _Kind(Right.HAND_IN, _is_under_way, _rebuild),
}
