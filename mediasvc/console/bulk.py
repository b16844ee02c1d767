"""Many talks at once: what would be done to which, doing it in parts, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from mediasvc.console.list_filters import ListFilters, address, counted, filters_in
from mediasvc.console.rendering import PACKAGE
from mediasvc.console.talks import PATH, TALKS_A_PAGE, in_list, language_of, titles_of_series
from mediasvc.console.visit import Visit
from mediasvc.delivery.rendering import source
from mediasvc.delivery.statuses import status_of
from mediasvc.domain.access import Right, may, reach
from mediasvc.domain.errors import MediasvcError, Usage
from mediasvc.domain.listed_talk import LAST_NUMBER, TalkCounts
from mediasvc.domain.seminar import SeminarId, checked_name
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.domain.stage import Stage
from mediasvc.usecases.bulk import BulkReport, change_talks, plan_bulk
from mediasvc.usecases.bulk_actions import UNDER_WAY, Bulk, BulkAction

# So many are changed before an answer is given: a second's work, after which somebody can still stop.
TALKS_AT_ONCE = 100
TALKS_SHOWN = 10
REFUSALS_SHOWN = 100


@dataclass(frozen=True)
class Selection:
    """The talks that were ticked, or all that the filters find."""

    filters: ListFilters
    ticked: Sequence[str]
    is_all: bool

    @property
    def wanted(self) -> SeminarFilter:
        """Return what is selected; nothing, where neither talks nor all of them are ticked."""
        if self.is_all:
            return self.filters.wanted
        return SeminarFilter(ids=frozenset(map(SeminarId, self.ticked)))

    @property
    def fields(self) -> Sequence[tuple[str, str]]:
        """The fields of a form that selects the same."""
        chosen = [("all", "1")] if self.is_all else [("talk", each) for each in self.ticked]
        return [*self.filters.given.items(), *chosen]


@dataclass(frozen=True)
class Concerned:
    """How many of the selected talks each action changes, as far as their stages tell."""

    publish: int
    withdraw: int
    series: int
    rebuild: int
    remove: int


@dataclass(frozen=True)
class Left:
    """A talk that stays as it was: its slug, and the code of the sentence that says why."""

    slug: str
    code: str


@dataclass(frozen=True)
class Tally:
    """Result of an action so far; `refused` also counts talks that are not among `left`."""

    total: int
    done: int = 0
    unchanged: int = 0
    refused: int = 0
    left: Sequence[Left] = ()

    @property
    def rest(self) -> int:
        """How many talks are still to be looked at."""
        return max(self.total - self.done - self.unchanged - self.refused, 0)

    def and_(self, report: BulkReport, code_of: Mapping[str, str]) -> "Tally":
        """Return the tally with what has come of the next talks; `code_of` has the codes of refusals by slugs."""
        left = [*self.left, *(Left(each.slug, code_of[each.slug]) for each in report.refused)]
        return Tally(
            self.total,
            self.done + report.done,
            self.unchanged + report.unchanged,
            self.refused + len(report.refused),
            left[:REFUSALS_SHOWN],
        )


def bulk_page(visit: Visit) -> Response:
    """Show what can be done to the selected talks, and how many of them each action would change."""
    sent = visit.request.query_params
    return _page(visit, _selection(dict(sent), sent.getlist("talk")))


def _page(visit: Visit, selection: Selection, mistake: MediasvcError | None = None) -> Response:
    plan = plan_bulk(visit.service, visit.actor, selection.wanted, TALKS_SHOWN)
    titles = titles_of_series(visit)
    return visit.page(
        "bulk.html",
        "talks",
        HTTPStatus.OK if mistake is None else status_of(mistake),
        fields=selection.fields,
        also="".join(f"&{urlencode({name: value})}" for name, value in selection.fields),
        total=plan.counts.total,
        states={state: count for state, count in counted(plan.counts).items() if count},
        talks=[in_list(talk) for talk in plan.first],
        more=max(plan.counts.total - len(plan.first), 0),
        concerned=_concerned(plan.counts),
        as_of=plan.as_of,
        below=plan.below,
        titles=titles,
        may_be_alone=reach(visit.actor, Right.HAND_IN).is_everything,
        notice=visit.text("notice"),
        mistake=None if mistake is None else visit.failure(mistake),
        may_publish=may(visit.actor, Right.PUBLISH),
        back=_back(visit, selection),
    )


def send_bulk(visit: Visit) -> Response:
    """Do the action to the next of the selected talks, and say what came of it."""
    selection = _selection({name: visit.text(name) for name in visit.form}, visit.texts("talk"))
    try:
        bulk = _bulk(visit, selection)
    except Usage as error:
        return _page(visit, selection, error)
    report = change_talks(visit.service, visit.actor, bulk, TALKS_AT_ONCE)
    tally = _tally(visit).and_(report, {each.slug: visit.failure(each.error).code for each in report.refused})
    return visit.page(
        "bulk_report.html",
        "talks",
        fields=[*selection.fields, *_again(bulk, report, tally)],
        action=bulk.action,
        tally=tally,
        has_more=report.below is not None,
        back=_back(visit, selection),
        script=source("list.js", PACKAGE),
    )


def _selection(sent: Mapping[str, str], ticked: Sequence[str]) -> Selection:
    if len(ticked) > TALKS_A_PAGE:
        raise Usage(f"{len(ticked)} talks were ticked; choose {TALKS_A_PAGE} at most, or all that a filter finds")
    return Selection(filters_in(sent), ticked, bool(sent.get("all")))


def _bulk(visit: Visit, selection: Selection) -> Bulk:
    if visit.text("do") not in list(BulkAction):
        raise Usage("there is nothing of this kind to do")
    action, into = BulkAction(visit.text("do")), visit.text("into")
    series = checked_name("series", into) if action is BulkAction.SERIES and into else None
    notice = visit.text("notice").strip() if action is BulkAction.WITHDRAW else ""
    told = checked_name("sentence for viewers", notice) if notice else None
    kept_days = visit.service.settings.removed_talks_kept_days
    return Bulk(selection.wanted, action, _number(visit, "as_of"), _number(visit, "below"), series, told, kept_days)


def _tally(visit: Visit) -> Tally:
    """Return the tally of the talks before, as the form brings it along."""
    left = [Left(slug, code) for slug, _, code in (text.partition(" ") for text in visit.texts("left"))]
    known = visit.reader.language.words["errors"]
    return Tally(
        total=_number(visit, "total"),
        done=_number(visit, "done"),
        unchanged=_number(visit, "unchanged"),
        refused=_number(visit, "refused"),
        left=[each for each in left[:REFUSALS_SHOWN] if each.code in known],
    )


def _again(bulk: Bulk, report: BulkReport, tally: Tally) -> Sequence[tuple[str, str]]:
    """Return the fields that go on with the talks that are left, beside those of the selection."""
    told: dict[str, Any] = {"do": bulk.action, "into": bulk.series or "", "notice": bulk.notice or ""}
    told |= {"as_of": bulk.as_of, "below": report.below}
    counts = {name: getattr(tally, name) for name in ("total", "done", "unchanged", "refused")}
    return [
        *((name, str(value)) for name, value in (told | counts).items()),
        *(("left", f"{each.slug} {each.code}") for each in tally.left),
    ]


def _concerned(counts: TalkCounts) -> Concerned:
    under_way = sum(counts.at[stage] for stage in UNDER_WAY)
    return Concerned(
        publish=counts.at[Stage.APPROVAL],
        withdraw=counts.at[Stage.PUBLIC],
        series=counts.total,
        rebuild=counts.total - counts.at[Stage.PREPARING] - under_way,
        remove=counts.total,
    )


def _back(visit: Visit, selection: Selection) -> str:
    return address(PATH, {**selection.filters.given, **language_of(visit)})


def _number(visit: Visit, name: str) -> int:
    """Return the number that was sent; 0 where there is none. Raises Usage where it is none."""
    text = visit.text(name) or "0"
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_NUMBER)) and int(text) <= LAST_NUMBER):
        raise Usage(f"{name} is no number")
    return int(text)
