"""Change many talks at once, each as `bulk_actions` says."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from mediasvc.domain.access import Actor, Right, check, check_apart_from_removal
from mediasvc.domain.errors import Conflict, MediasvcError, QueueUnavailable, TransientError
from mediasvc.domain.listed_talk import ListedTalk, ListRequest, Place, TalkCounts, TalkOrder
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.ports import Parts
from mediasvc.usecases.bulk_actions import KINDS, Bulk, Scene
from mediasvc.usecases.list_talks import readable


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
    kind = KINDS[bulk.action]
    with parts.database.transaction() as catalogue:
        talk = catalogue.talks.by_id(listed.seminar.id)
        check_apart_from_removal(actor, kind.right, talk.seminar)
        if kind.is_done(talk, bulk):
            return False
        check(actor, kind.right, talk.seminar)
        if talk.change > bulk.as_of:
            raise Conflict("the talk has changed since").because("changed_since")
        tell_queue = kind.change(Scene(parts, actor, catalogue), talk, bulk)
    if tell_queue is not None:
        with suppress(QueueUnavailable):
            tell_queue(parts.queue)
    return True
