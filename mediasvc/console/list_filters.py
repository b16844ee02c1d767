"""Filters and order of the list of talks, as addresses and forms have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from urllib.parse import quote, urlencode

from mediasvc.domain.errors import NotFound, Usage
from mediasvc.domain.listed_talk import ListRequest, TalkCounts, TalkOrder, place_in
from mediasvc.domain.person import PersonId
from mediasvc.domain.search import query_of
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.domain.stage import Stage

# States by which people look for talks. The stages of one exclude each other, so that a talk counts once in it.
STATES: Mapping[str, Sequence[Stage]] = {
    "draft": (Stage.PREPARING,),
    "building": (Stage.ARRIVING, Stage.WAITING, Stage.WORKING),
    "failed": (Stage.FAILED,),
    "ready": (Stage.READY,),
    "approval": (Stage.APPROVAL,),
    "sent_back": (Stage.SENT_BACK,),
    "planned": (Stage.PLANNED,),
    "published": (Stage.PUBLIC,),
    "withdrawn": (Stage.WITHDRAWN,),
}


@dataclass(frozen=True)
class ListFilters:
    """Filters and order, each by its name in addresses; what is empty stands for any, and for the usual order."""

    q: str = ""
    state: str = ""
    series: str = ""
    person: str = ""
    since: str = ""
    until: str = ""
    sort: str = ""

    @property
    def given(self) -> dict[str, str]:
        """The filters and the order that are given, as addresses have them."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}

    @property
    def is_narrow(self) -> bool:
        """Return whether some talks may be left out."""
        return bool(self.given.keys() - {"sort"})

    @property
    def wanted(self) -> SeminarFilter:
        """What the filters find."""
        return SeminarFilter(
            words=query_of(self.q).words,
            stages=STATES[self.state] if self.state else None,
            series=self.series or None,
            owner=PersonId(self.person) if self.person else None,
            held_from=date.fromisoformat(self.since) if self.since else None,
            held_to=date.fromisoformat(self.until) if self.until else None,
        )

    @property
    def order(self) -> TalkOrder:
        """The order of the list."""
        return TalkOrder(self.sort or TalkOrder.CHANGED)

    def request(self, after: str) -> ListRequest:
        """Return what is asked for behind the place `after`, if one is given. Raises NotFound where it is none."""
        return ListRequest(self.wanted, self.order, place_in(self.order, after) if after else None)


def filters_in(sent: Mapping[str, str]) -> ListFilters:
    """Return the filters that an address or a form holds.

    None is passed over that cannot be understood: something would be done to talks that nobody meant.

    Raises:
        NotFound: there is no such state or order.
        Usage: a date is none.
    """
    given = {each.name: sent.get(each.name, "").strip() for each in fields(ListFilters)}
    if given["state"] not in ("", *STATES) or given["sort"] not in ("", *TalkOrder):
        raise NotFound("there is no such list")
    for name in ("since", "until"):
        given[name] = _day(given[name])
    return ListFilters(**{**given, "q": query_of(given["q"]).text})


def counted(counts: TalkCounts) -> Mapping[str, int]:
    """Return how many talks are in each state."""
    return {state: sum(counts.at[stage] for stage in stages) for state, stages in STATES.items()}


def address(path: str, parameters: Mapping[str, str]) -> str:
    """Return the path with those of the parameters that are given."""
    given = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(given, quote_via=quote)}" if given else path


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise Usage(f"{text[:50]!r} is no date; one looks like 2026-11-21") from error
