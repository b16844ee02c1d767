"""Actions on many talks: what each does to one of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mediasvc.domain.access import Actor, Right, check, identity_of, reach, right_to_remove
from mediasvc.domain.audit import Action
from mediasvc.domain.build import Build, BuildState
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import NotFound
from mediasvc.domain.listed_talk import ListedTalk
from mediasvc.domain.order import Order
from mediasvc.domain.removal import KEPT_DAYS
from mediasvc.domain.seminar import SeminarState
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.domain.stage import Stage
from mediasvc.ports import Catalogue, JobQueue, Parts
from mediasvc.usecases.build import add_build
from mediasvc.usecases.hand_in import last_request
from mediasvc.usecases.note import note, note_build
from mediasvc.usecases.place import place
from mediasvc.usecases.publishing import as_allowed
from mediasvc.usecases.remove import remove_found, stop
from mediasvc.usecases.restore import publish_newest
from mediasvc.usecases.retry import build_again
from mediasvc.usecases.withdraw import withdraw_found

UNDER_WAY = (Stage.ARRIVING, Stage.WAITING, Stage.WORKING)


class BulkAction(StrEnum):
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    SERIES = "series"
    REBUILD = "rebuild"
    REMOVE = "remove"


@dataclass(frozen=True)
class Bulk:
    """An action on all wanted talks whose number is below `below`, the newest first.

    What has changed after the change of number `as_of` is refused, so that an action that is sent once more does
    nothing, and nothing is undone that somebody else has done meanwhile. `series` is the title of the series that talks
    are put into; with None they are taken out of theirs. `notice` is what viewers read in place of talks that are
    withdrawn. What is removed can be brought back for `kept_days`.
    """

    wanted: SeminarFilter
    action: BulkAction
    as_of: int
    below: int
    series: str | None = None
    notice: str | None = None
    kept_days: int = KEPT_DAYS


@dataclass(frozen=True)
class Scene:
    """A transaction in which an actor changes a talk."""

    parts: Parts
    actor: Actor
    catalogue: Catalogue


@dataclass(frozen=True)
class Kind:
    """An action on one talk: the right that it takes, whether nothing is left to do, and what does it.

    That returns what is to be done with the queue once the transaction has ended, if something is.
    """

    right: Right
    is_done: Callable[[ListedTalk, Bulk], bool]
    change: Callable[[Scene, ListedTalk, Bulk], Callable[[JobQueue], None] | None]


def _awaits_nothing(talk: ListedTalk, _: Bulk) -> bool:
    return Stage.APPROVAL not in talk.stages


def _publish(scene: Scene, talk: ListedTalk, _: Bulk) -> None:
    publish_newest(scene.catalogue, scene.actor, talk.seminar)


def _is_withdrawn(talk: ListedTalk, _: Bulk) -> bool:
    return talk.seminar.state is SeminarState.WITHDRAWN


def _withdraw(scene: Scene, talk: ListedTalk, bulk: Bulk) -> None:
    withdraw_found(scene.catalogue, scene.actor, talk.seminar, bulk.notice)


def _is_in_series(talk: ListedTalk, bulk: Bulk) -> bool:
    series = talk.seminar.series
    return (None if series is None else series.title) == bulk.series


def _place(scene: Scene, talk: ListedTalk, bulk: Bulk) -> None:
    cleared = frozenset({"series"}) if bulk.series is None else frozenset[str]()
    if bulk.series is not None and reach(scene.actor, Right.HAND_IN).is_everything:
        _check_series(scene.catalogue, bulk.series)
    placed = place(scene.catalogue, scene.actor, talk.seminar, DetailChanges(series=bulk.series, cleared=cleared))
    note(scene.catalogue, scene.actor, Action.SEMINAR_CHANGED, placed, "series")


def _check_series(catalogue: Catalogue, title: str) -> None:
    """Raise NotFound where the series was deleted or has another title by now, as a new one would be made."""
    try:
        catalogue.series.by_title(title)
    except NotFound as error:
        raise error.because("series_gone") from error


def _is_under_way(talk: ListedTalk, _: Bulk) -> bool:
    return any(stage in UNDER_WAY for stage in talk.stages)


def _rebuild(scene: Scene, talk: ListedTalk, _: Bulk) -> Callable[[JobQueue], None]:
    build = _built_anew(scene, talk)
    return lambda queue: queue.enqueue(build.job)


def _built_anew(scene: Scene, talk: ListedTalk) -> Build:
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


def _is_removed(talk: ListedTalk, _: Bulk) -> bool:
    return talk.seminar.removal is not None


def _remove(scene: Scene, talk: ListedTalk, bulk: Bulk) -> Callable[[JobQueue], None]:
    check(scene.actor, right_to_remove(talk.seminar), talk.seminar)
    stopped = remove_found(scene.catalogue, scene.actor, talk.seminar, bulk.kept_days)
    return lambda queue: stop(queue, stopped)


KINDS: Mapping[BulkAction, Kind] = {
    BulkAction.PUBLISH: Kind(Right.PUBLISH, _awaits_nothing, _publish),
    BulkAction.WITHDRAW: Kind(Right.PUBLISH, _is_withdrawn, _withdraw),
    BulkAction.SERIES: Kind(Right.HAND_IN, _is_in_series, _place),
    BulkAction.REBUILD: Kind(Right.HAND_IN, _is_under_way, _rebuild),
    BulkAction.REMOVE: Kind(Right.HAND_IN, _is_removed, _remove),
}
