"""Seminars: create, read, change, list."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from mediasvc.api.deps import (
    MAX_SLUG_CHARACTERS,
    NEEDS_NO_TOKEN,
    SLUG,
    Anyone,
    Expected,
    Known,
    Parts,
    Slug,
    problems,
    problems_of_json,
)
from mediasvc.api.schemas import (
    BuildOut,
    ChangedSeminar,
    Changes,
    Day,
    NewSeminar,
    SeminarOut,
    SeminarPage,
)
from mediasvc.api.versioned import NOT_MODIFIED, SEMINAR_CHANGED, answered, seminars_out, versioned_seminar
from mediasvc.delivery.addresses import API
from mediasvc.domain.person import PersonId
from mediasvc.domain.search import query_of
from mediasvc.domain.seminar import (
    MAX_NAME_CHARACTERS,
    SeminarState,
)
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.domain.stage import Stage
from mediasvc.usecases import browse
from mediasvc.usecases.describe import describe
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.purge import discard_draft
from mediasvc.usecases.remove import remove
from mediasvc.usecases.remove import undo_removal as undo

router = APIRouter(tags=["seminars"])

MOST_ON_A_PAGE = 100

# Databases refuse texts that hold NUL by errors of their own.
Filter = Annotated[str | None, Query(max_length=MAX_NAME_CHARACTERS, pattern=r"^[^\x00]*$")]
After = Annotated[
    str | None,
    Query(
        pattern=SLUG,
        max_length=MAX_SLUG_CHARACTERS,
        description="The slug of the last seminar on the page before.",
    ),
]


@router.post(
    "/seminars",
    status_code=HTTPStatus.CREATED,
    responses=problems_of_json(HTTPStatus.CONFLICT),
)
def create_seminar(parts: Parts, who: Known, seminar: NewSeminar, response: Response) -> SeminarOut:
    """Create a seminar, as a draft: nobody sees it before its first release."""
    created = create_draft(parts, who, seminar.changes, seminar.slug)
    response.headers["Location"] = f"{API}/seminars/{created.slug}"
    return seminars_out(parts, who, [created])[0]


@router.get("/seminars", responses=problems(HTTPStatus.NOT_FOUND), openapi_extra=NEEDS_NO_TOKEN)
def list_seminars(
    parts: Parts,
    who: Anyone,
    state: SeminarState | None = None,
    series: Filter = None,
    language: Filter = None,
    q: Annotated[Filter, Query(description="Words of the title, the speakers, the slides or the series.")] = None,
    held_from: Day | None = None,
    held_to: Day | None = None,
    stage: Annotated[list[Stage] | None, Query(description="Talks at one of these stages.")] = None,
    person: Annotated[Filter, Query(description="The id of the person who handed the talk in.")] = None,
    after: After = None,
    limit: Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)] = 20,
) -> SeminarPage:
    """List seminars, newest first: without a token those that are published."""
    wanted = SeminarFilter(
        state=state,
        series=series,
        language=language,
        words=query_of(q or "").words,
        held_from=held_from,
        held_to=held_to,
        stages=stage,
        owner=None if person is None else PersonId(person),
    )
    page = browse.list_page(parts, who, wanted, limit, after)
    filters = {"state": state, "series": series, "language": language, "q": q, "held_from": held_from}
    filters |= {"held_to": held_to, "stage": stage, "person": person, "limit": limit}
    given = {name: value for name, value in filters.items() if value is not None}
    following = {**given, "after": page.seminars[-1].slug} if page.has_more else {}
    address = f"{API}/seminars?{urlencode(following, doseq=True)}" if following else None
    return SeminarPage(seminars=seminars_out(parts, who, page.seminars), next=address)


@router.get(
    "/seminars/{slug}",
    response_model=SeminarOut,
    responses={**problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE), **NOT_MODIFIED},
    openapi_extra=NEEDS_NO_TOKEN,
)
def read_seminar(parts: Parts, who: Anyone, slug: Slug, request: Request) -> Response:
    """Read a seminar: without a token, one that is published.

    The ETag changes with what is told here, and with all else that is changed of the seminar; it is for `If-Match`.
    """
    return answered(request, versioned_seminar(parts, who, slug))


@router.patch(
    "/seminars/{slug}",
    responses={**problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.GONE), **SEMINAR_CHANGED},
)
def change_seminar(parts: Parts, who: Known, slug: Slug, changes: Changes, versions: Expected) -> ChangedSeminar:
    """Change what is said about a seminar.

    Its visibility and its series change at once. Where viewers see something of it, a build brings the rest to them; a
    release that waits is followed by one that says what is new, and waits likewise.
    """
    seminar, build = describe(parts, who, slug, changes.changes, versions)
    told = None if build is None else BuildOut.of_build(build, seminar.slug)
    return ChangedSeminar(seminar=seminars_out(parts, who, [seminar])[0], build=told)


@router.delete(
    "/seminars/{slug}",
    responses={**problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE), **SEMINAR_CHANGED},
)
def remove_seminar(
    parts: Parts,
    who: Known,
    slug: Slug,
    versions: Expected,
    at_once: Annotated[bool, Query(description="Let nothing be left of a draft: it cannot be brought back.")] = False,
) -> SeminarOut:
    """Remove a seminar: nobody sees or changes it, and from a time on, which the answer says, it is gone for good."""
    if at_once:
        removed = discard_draft(parts, who, slug, versions)
    else:
        removed = remove(parts, who, slug, parts.settings.removed_talks_kept_days, versions)
    return seminars_out(parts, who, [removed])[0]


@router.post("/seminars/{slug}/undo-removal", responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
def undo_removal(parts: Parts, who: Known, slug: Slug) -> SeminarOut:
    """Bring a removed seminar back, as it was. What was planned for a time that has passed waits for a request."""
    return seminars_out(parts, who, [undo(parts, who, slug)])[0]
