"""Releases: publish one, go back to one, withdraw, and the manifest of the one that viewers see."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import RedirectResponse

from mediasvc.api.deps import NEEDS_NO_TOKEN, Anyone, Known, Parts, Slug, problems
from mediasvc.api.schemas import ReleaseOut, SeminarOut
from mediasvc.delivery.addresses import media_root
from mediasvc.domain.release import LAST_NUMBER, Release
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.usecases import browse
from mediasvc.usecases.restore import restore
from mediasvc.usecases.watch import MANIFEST, watch
from mediasvc.usecases.withdraw import withdraw

router = APIRouter(tags=["releases"])

Number = Annotated[int, Path(ge=1, le=LAST_NUMBER, description="The release's number.")]


@router.get("/seminars/{slug}/releases", responses=problems(HTTPStatus.NOT_FOUND))
def list_releases(parts: Parts, who: Known, slug: Slug) -> list[ReleaseOut]:
    """List a seminar's releases, newest first."""
    seminar, releases = browse.list_releases(parts, who, slug)
    return [_told(seminar, release) for release in releases]


@router.post("/seminars/{slug}/releases/{number}/publish", responses=problems(HTTPStatus.NOT_FOUND))
def publish_release(parts: Parts, who: Known, slug: Slug, number: Number) -> SeminarOut:
    """Let viewers see this release: go back to an earlier one, or bring a withdrawn talk back."""
    seminar = restore(parts, who, slug, number)
    return SeminarOut.of(seminar, parts.settings.watch_url(seminar.slug))


@router.post("/seminars/{slug}/withdraw", responses=problems(HTTPStatus.NOT_FOUND))
def withdraw_seminar(parts: Parts, who: Known, slug: Slug) -> SeminarOut:
    """Take a talk off the public pages. Nothing is deleted; publishing a release brings it back."""
    seminar = withdraw(parts, who, slug)
    return SeminarOut.of(seminar, parts.settings.watch_url(seminar.slug))


@router.get(
    "/seminars/{slug}/manifest",
    response_class=RedirectResponse,
    status_code=HTTPStatus.TEMPORARY_REDIRECT,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE),
    openapi_extra=NEEDS_NO_TOKEN,
)
def read_manifest(parts: Parts, who: Anyone, slug: Slug) -> str:
    """Go to the manifest of the release that viewers see; the addresses in it are relative to where it is."""
    talk = watch(parts, who, slug)
    return _manifest_url(slug, talk.release.number)


def _told(seminar: Seminar, release: Release) -> ReleaseOut:
    published = seminar.state is SeminarState.PUBLISHED and seminar.release == release.number
    address = _manifest_url(seminar.slug, release.number)
    return ReleaseOut(
        number=release.number,
        created_at=release.created_at,
        build=release.build_id,
        published=published,
        manifest_url=address,
    )


def _manifest_url(slug: str, number: int) -> str:
    return media_root(slug, number) + MANIFEST
