"""The list of talks that somebody works on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from starlette.responses import Response

from mediasvc.console.visit import Visit
from mediasvc.domain.errors import NotFound
from mediasvc.domain.search import query_of
from mediasvc.domain.seminar import SLUG
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.domain.stage import Stage
from mediasvc.usecases.my_talks import MyTalk, my_talks

TALKS_A_PAGE = 25


@dataclass(frozen=True)
class TalkInList:
    slug: str
    title: str
    stages: Sequence[Stage]
    duration_ms: int | None
    held_on: date | None
    series: str | None


def talks_page(visit: Visit) -> Response:
    """Show the talks that the person may work on, newest first, or those that have the words that are asked for."""
    after = visit.request.query_params.get("after")
    if after is not None and not re.fullmatch(SLUG, after):
        raise NotFound
    asked = query_of(visit.request.query_params.get("q", ""))
    page = my_talks(visit.service, visit.actor, SeminarFilter(words=asked.words), TALKS_A_PAGE, after)
    same = {"q": asked.text, "lang": visit.reader.language.tag if visit.reader.asks else ""}
    return visit.page(
        "talks.html",
        "talks",
        talks=[_in_list(talk) for talk in page.talks],
        asked=asked.text,
        later=after is not None,
        newest=_address(**same),
        earlier=_address(**same, after=page.talks[-1].seminar.slug) if page.has_more else None,
    )


def _in_list(talk: MyTalk) -> TalkInList:
    seminar = talk.seminar
    series = None if seminar.series is None else seminar.series.title
    details = seminar.details
    return TalkInList(seminar.slug, details.title, talk.stages, talk.duration_ms, details.held_on, series)


def _address(**parameters: str) -> str:
    given = {name: value for name, value in parameters.items() if value}
    return f"/console/?{urlencode(given, quote_via=quote)}" if given else "/console/"
