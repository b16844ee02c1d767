"""The list of talks that somebody works on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from starlette.responses import Response

from mediasvc.console.list_filters import address, counted, filters_in
from mediasvc.console.rendering import PACKAGE
from mediasvc.console.visit import Visit
from mediasvc.delivery.rendering import source
from mediasvc.domain.access import Right, may
from mediasvc.domain.listed_talk import ListedTalk, TalkOrder
from mediasvc.domain.stage import Stage
from mediasvc.usecases.list_talks import list_talks, summarise_talks
from mediasvc.usecases.series import list_series

TALKS_A_PAGE = 50
PATH = "/console/"


@dataclass(frozen=True)
class TalkInList:
    id: str
    slug: str
    title: str
    stages: Sequence[Stage]
    duration_ms: int | None
    held_on: date | None
    series: str | None


@dataclass(frozen=True)
class StateLink:
    """A link to the talks in one state; `state` is empty for all of them."""

    state: str
    count: int
    address: str


def talks_page(visit: Visit) -> Response:
    """Show the talks that the person may work on, or those of them that the address asks for."""
    asked, after = filters_in(visit.request.query_params), visit.request.query_params.get("after", "")
    page = list_talks(visit.service, visit.actor, asked.request(after), TALKS_A_PAGE)
    # How many there are in each state does not depend on the one that is looked at.
    summary = summarise_talks(visit.service, visit.actor, replace(asked, state="").wanted)
    counts = {"": summary.counts.total, **counted(summary.counts)}
    same = {**asked.given, **language_of(visit)}
    return visit.page(
        "talks.html",
        "talks",
        talks=[in_list(talk) for talk in page.talks],
        asked=asked,
        given=asked.given,
        states=[
            StateLink(state, count, address(PATH, {**same, "state": state}))
            for state, count in counts.items()
            if count or state in ("", asked.state)
        ],
        matching=counts[asked.state],
        to_approve=summary.to_approve,
        approvals=address(PATH, {"state": "approval", **language_of(visit)}),
        has_any=bool(counts[""]) or asked.is_narrow,
        is_open=bool(asked.given.keys() - {"q", "state"}),
        series=titles_of_series(visit),
        owners=summary.owners if len(summary.owners) > 1 or asked.person else (),
        orders=list(TalkOrder),
        later=bool(after),
        first=address(PATH, same),
        next=address(PATH, {**same, "after": str(page.talks[-1].place)}) if page.has_more else None,
        everything=address(PATH, language_of(visit)),
        also=address("", asked.given).replace("?", "&", 1),
        table=address(f"{PATH}talks.csv", same),
        script=source("list.js", PACKAGE),
    )


def in_list(talk: ListedTalk) -> TalkInList:
    """Return the talk as lists show it."""
    seminar = talk.seminar
    series = None if seminar.series is None else seminar.series.title
    return TalkInList(
        seminar.id,
        seminar.slug,
        seminar.details.title,
        talk.stages,
        talk.duration_ms,
        seminar.details.held_on,
        series,
    )


def language_of(visit: Visit) -> dict[str, str]:
    """Return the parameter by which an address asks for the language of this page, where this one did."""
    return {"lang": visit.reader.language.tag} if visit.reader.asks else {}


def titles_of_series(visit: Visit) -> Sequence[str]:
    """Return the titles of the series that the person may look for."""
    if not (may(visit.actor, Right.READ) or may(visit.actor, Right.HAND_IN)):
        return ()
    return [series.title for series in list_series(visit.service, visit.actor)]
