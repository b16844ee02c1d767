"""Answers with an ETag, by which a later request says which version it changes."""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel

from mediasvc.api.account_schemas import PersonOut, PersonProblem
from mediasvc.api.schemas import SeminarOut, SeminarProblem, TimelineInShort
from mediasvc.api.series_schemas import SeriesProblem, WholeSeries
from mediasvc.bootstrap import Service
from mediasvc.delivery.askers import asker_of
from mediasvc.delivery.etags import etag_of, etag_of_version, is_known
from mediasvc.domain.access import Actor
from mediasvc.domain.errors import MediasvcError
from mediasvc.domain.person import PersonId
from mediasvc.domain.seminar import Seminar
from mediasvc.usecases import browse, people
from mediasvc.usecases.series import SeriesView, read_series
from mediasvc.usecases.timelines import read_summary
from mediasvc.usecases.versions import read_version

Documented = dict[int | str, dict[str, Any]]
# What is there depends on who asks.
FOR_ITS_ASKER = {"Cache-Control": "private, no-cache"}
NOT_MODIFIED: Documented = {304: {"description": "The client has it."}}
SEMINAR_CHANGED: Documented = {412: {"model": SeminarProblem, "description": "It was changed since it was read."}}
PERSON_CHANGED: Documented = {412: {"model": PersonProblem, "description": "They were changed since they were read."}}

SERIES_CHANGED: Documented = {412: {"model": SeriesProblem, "description": "It was changed since it was read."}}


@dataclass(frozen=True)
class Versioned:
    """An answer about something, and its version; None for those who are not to know when it changes."""

    told: BaseModel
    version: str | None

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that say which version this is; the same is told by the same ETag."""
        content = self.told.model_dump_json().encode()
        etag = (
            etag_of(hashlib.sha256(content).hexdigest())
            if self.version is None
            else etag_of_version(self.version, content)
        )
        return {"ETag": etag, **FOR_ITS_ASKER}


def answered(request: Request, found: Versioned) -> Response:
    """Return the answer that tells this; without a body where the client has it already."""
    headers = dict(found.headers)
    if is_known(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(found.told.model_dump_json(), headers=headers, media_type="application/json")


def versioned_seminar(parts: Service, who: Actor, slug: str) -> Versioned:
    """Return what is told of a seminar. Raises NotFound, Withdrawn."""
    # Before the rest: what is changed in between is then told with a version that is not good any more.
    version = read_version(parts, who, slug)
    told = seminars_out(parts, who, [browse.read_seminar(parts, who, slug)])[0]
    summary = read_summary(parts, who, slug)
    return Versioned(told.model_copy(update={"timeline": summary and TimelineInShort.of(summary)}), version)


def versioned_person(parts: Service, who: Actor, person_id: str) -> Versioned:
    """Return what is told of a person. Raises NotFound."""
    account = people.read_person(parts, who, PersonId(person_id))
    return Versioned(PersonOut.of(account), account.version)


def versioned_series(view: SeriesView) -> Versioned:
    """Return what is told of a series."""
    return Versioned(WholeSeries.seen(view), view.version)


def seminars_out(parts: Service, who: Actor, seminars: Sequence[Seminar]) -> list[SeminarOut]:
    """Return what is told of seminars in lists."""
    waiting = browse.waiting_releases(parts, who, seminars)
    return [SeminarOut.of(each, parts.settings.watch_url(each.slug), waiting.get(each.id)) for each in seminars]


def now_of(request: Request) -> tuple[Mapping[str, str], Mapping[str, Any]]:
    """Return headers and members of a problem that tell what is there now, of what the request's path names."""
    parts: Service = request.app.state.service
    with suppress(MediasvcError):
        found = _now(request, parts, asker_of(parts, request))
        return found.headers, {"now": found.told.model_dump(mode="json")}
    return {}, {"now": None}


def _now(request: Request, parts: Service, who: Actor) -> Versioned:
    named, path = request.path_params, request.scope["route"].path
    if "person_id" in named:
        return versioned_person(parts, who, named["person_id"])
    if "/series/" in path:
        return versioned_series(read_series(parts, who, named["slug"]))
    return versioned_seminar(parts, who, named["slug"])
