"""List the talks that somebody works on, with where each stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mediasvc.domain.access import Actor, Right, may, reach
from mediasvc.domain.listed_talk import ListedTalk, ListRequest, Owner, TalkCounts
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.domain.stage import Stage
from mediasvc.ports import Catalogue, Parts


@dataclass(frozen=True)
class TalkPage:
    """Some talks, and whether more come behind them."""

    talks: Sequence[ListedTalk]
    has_more: bool


@dataclass(frozen=True)
class TalkSummary:
    """How many talks there are, who handed them in, and how many wait for the approval of the one who looks."""

    counts: TalkCounts
    owners: Sequence[Owner]
    to_approve: int


def list_talks(parts: Parts, actor: Actor, request: ListRequest, limit: int) -> TalkPage:
    """Return up to `limit` of the talks that are asked for and that the actor may read."""
    if not may(actor, Right.READ):
        return TalkPage((), False)
    wanted = readable(actor, request.wanted)
    with parts.database.reading() as catalogue:
        found = catalogue.talks.some(limit + 1, replace(request, wanted=wanted))
    return TalkPage(found[:limit], len(found) > limit)


def summarise_talks(parts: Parts, actor: Actor, wanted: SeminarFilter) -> TalkSummary:
    """Count the wanted talks that the actor may read, and name the owners of all that the actor may read."""
    if not may(actor, Right.READ):
        return TalkSummary(TalkCounts(0, dict.fromkeys(Stage, 0)), (), 0)
    with parts.database.reading() as catalogue:
        counts = catalogue.talks.count(readable(actor, wanted))
        owners = catalogue.talks.owners(readable(actor, SeminarFilter()))
        return TalkSummary(counts, owners, _to_approve(catalogue, actor))


def _to_approve(catalogue: Catalogue, actor: Actor) -> int:
    if not may(actor, Right.PUBLISH):
        return 0
    waiting = SeminarFilter(stages=(Stage.APPROVAL,), reach=reach(actor, Right.PUBLISH))
    return catalogue.talks.count(waiting).total


def readable(actor: Actor, wanted: SeminarFilter) -> SeminarFilter:
    """Return the filter, which finds what the actor may read and nothing else."""
    return replace(wanted, reach=reach(actor, Right.READ))
