"""Series, and their members."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from mediasvc.api.deps import Expected, Known, Parts, problems, problems_of_json
from mediasvc.api.routes.people import PersonId
from mediasvc.api.series_schemas import (
    Joined,
    MemberOut,
    NewMemberIn,
    NewSeries,
    RoleChange,
    SeriesChanges,
    SeriesOut,
    WholeSeries,
)
from mediasvc.api.versioned import NOT_MODIFIED, SERIES_CHANGED, answered, versioned_series
from mediasvc.delivery.addresses import API
from mediasvc.delivery.languages import reader_of
from mediasvc.domain import person
from mediasvc.usecases import members, series
from mediasvc.usecases.slugs import LONGEST_SLUG

router = APIRouter(tags=["series"])

SeriesSlug = Annotated[str, Path(max_length=2 * LONGEST_SLUG, description="The series' slug, which never changes.")]


@router.get("/series", responses=problems())
def list_series(parts: Parts, who: Known) -> list[SeriesOut]:
    """List the series whose talks one may read, or hand in, by title."""
    return [SeriesOut.of(*each) for each in series.list_described_series(parts, who)]


@router.post("/series", status_code=HTTPStatus.CREATED, responses=problems_of_json(HTTPStatus.CONFLICT))
def create_series(parts: Parts, who: Known, new: NewSeries, response: Response) -> WholeSeries:
    """Make a series."""
    made = series.create_series(parts, who, series.SeriesText(new.title, new.description))
    response.headers["Location"] = f"{API}/series/{made.slug}"
    return WholeSeries.seen(series.read_series(parts, who, made.slug))


@router.get("/series/{slug}", response_model=WholeSeries, responses={**problems(HTTPStatus.NOT_FOUND), **NOT_MODIFIED})
def read_series(parts: Parts, who: Known, slug: SeriesSlug, request: Request) -> Response:
    """Read a series, with its members; the ETag says which version that is, for `If-Match`."""
    return answered(request, versioned_series(series.read_series(parts, who, slug)))


@router.patch(
    "/series/{slug}",
    responses={**problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT), **SERIES_CHANGED},
)
def change_series(
    parts: Parts, who: Known, slug: SeriesSlug, changes: SeriesChanges, versions: Expected
) -> WholeSeries:
    """Change the title or the description of a series. Its slug and the address of its podcast stay."""
    change = series.SeriesChange(changes.title, changes.description)
    return WholeSeries.seen(series.describe_series(parts, who, slug, change, versions))


@router.delete(
    "/series/{slug}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
)
def remove_series(parts: Parts, who: Known, slug: SeriesSlug) -> None:
    """Remove a series. One with talks in it stays: `conflict`."""
    series.remove_series(parts, who, slug)


@router.post(
    "/series/{slug}/members",
    status_code=HTTPStatus.CREATED,
    responses=problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
)
def invite_member(parts: Parts, who: Known, slug: SeriesSlug, new: NewMemberIn, request: Request) -> Joined:
    """Let somebody be a member. Who has no account gets one, and a link by which they choose a password."""
    tag = reader_of(request).language.tag
    invited = members.NewMember(new.email, new.role, new.name, tag)
    member, token = members.invite_member(parts, who, slug, invited)
    link_url = None if token is None else parts.settings.link_url(token)
    return Joined(member=MemberOut.of(member, with_email=True), link_url=link_url)


@router.patch(
    "/series/{slug}/members/{person_id}", responses=problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
)
def change_role(parts: Parts, who: Known, slug: SeriesSlug, person_id: PersonId, change: RoleChange) -> WholeSeries:
    """Give a member another role."""
    asked = members.RoleChange(person.PersonId(person_id), change.role)
    return WholeSeries.seen(members.change_role(parts, who, slug, asked))


@router.delete(
    "/series/{slug}/members/{person_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
)
def remove_member(parts: Parts, who: Known, slug: SeriesSlug, person_id: PersonId) -> None:
    """Let somebody be a member no more."""
    members.remove_member(parts, who, slug, person.PersonId(person_id))
