"""Releases: publish, plan, send back, go back to one, withdraw, and the manifest of the one that viewers see."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import RedirectResponse

from mediasvc.api.deps import NEEDS_NO_TOKEN, Anyone, Expected, Known, Parts, Slug, problems, problems_of_json
from mediasvc.api.release_schemas import AskedChange, ChangeOut, ReleaseOut, SentBackOut
from mediasvc.api.schemas import Plan, SeminarOut, WarningOut, Withdrawal
from mediasvc.api.versioned import SEMINAR_CHANGED
from mediasvc.bootstrap import Service
from mediasvc.delivery.addresses import media_root, preview_address
from mediasvc.domain.access import Actor
from mediasvc.domain.release import LAST_NUMBER
from mediasvc.domain.seminar import Seminar
from mediasvc.usecases import browse, releases
from mediasvc.usecases import plan as planning
from mediasvc.usecases.restore import restore, restore_sent_back
from mediasvc.usecases.send_back import send_back
from mediasvc.usecases.watch import MANIFEST, watch
from mediasvc.usecases.withdraw import withdraw

router = APIRouter(tags=["releases"])

Number = Annotated[int, Path(ge=1, le=LAST_NUMBER, description="The release's number.")]


@router.get("/seminars/{slug}/releases", responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
def list_releases(parts: Parts, who: Known, slug: Slug) -> list[ReleaseOut]:
    """List a seminar's releases, newest first."""
    found = releases.list_releases(parts, who, slug)
    return [_told(parts, found.seminar, release) for release in found.releases]


@router.post(
    "/seminars/{slug}/releases/{number}/publish",
    responses={**problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE), **SEMINAR_CHANGED},
)
def publish_release(
    parts: Parts,
    who: Known,
    slug: Slug,
    number: Number,
    versions: Expected,
    even_if_sent_back: Annotated[bool, Query(description="Show it also where somebody has sent it back.")] = False,
) -> SeminarOut:
    """Let viewers see this release: one that waits, an earlier one, or that of a withdrawn talk, which comes back."""
    publish = restore_sent_back if even_if_sent_back else restore
    return _seminar_out(parts, who, publish(parts, who, slug, number, versions))


@router.post(
    "/seminars/{slug}/releases/{number}/send-back",
    responses=problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE),
)
def send_release_back(parts: Parts, who: Known, slug: Slug, number: Number, change: AskedChange) -> SeminarOut:
    """Ask whoever handed in this release, which waits for approval, for a change. They are mailed the sentence."""
    send_back(parts, who, slug, number, change.sentence)
    return _seminar_out(parts, who, browse.read_seminar(parts, who, slug))


@router.put(
    "/seminars/{slug}/releases/{number}/plan",
    responses={**problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE), **SEMINAR_CHANGED},
)
def plan_release(parts: Parts, who: Known, slug: Slug, number: Number, plan: Plan, versions: Expected) -> SeminarOut:
    """Plan when viewers see a release that waits. Other releases of the seminar that wait are held back."""
    planning.plan(parts, who, slug, planning.ReleasePlan(number, plan.at), versions)
    return _seminar_out(parts, who, browse.read_seminar(parts, who, slug))


@router.delete(
    "/seminars/{slug}/releases/{number}/plan",
    responses={**problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE), **SEMINAR_CHANGED},
)
def hold_release(parts: Parts, who: Known, slug: Slug, number: Number, versions: Expected) -> SeminarOut:
    """Hold back a release that waits: it is published when somebody does it."""
    planning.plan(parts, who, slug, planning.ReleasePlan(number), versions)
    return _seminar_out(parts, who, browse.read_seminar(parts, who, slug))


@router.post(
    "/seminars/{slug}/withdraw",
    responses={**problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.GONE), **SEMINAR_CHANGED},
)
def withdraw_seminar(
    parts: Parts, who: Known, slug: Slug, versions: Expected, withdrawal: Withdrawal | None = None
) -> SeminarOut:
    """Take a talk off the public pages. Nothing is deleted; publishing a release brings it back.

    Of one that is withdrawn already it changes the notice alone.
    """
    notice = None if withdrawal is None else withdrawal.told
    return _seminar_out(parts, who, withdraw(parts, who, slug, notice, versions))


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


def _seminar_out(parts: Service, who: Actor, seminar: Seminar) -> SeminarOut:
    waiting = browse.waiting_releases(parts, who, [seminar]).get(seminar.id)
    return SeminarOut.of(seminar, parts.settings.watch_url(seminar.slug), waiting)


def _told(parts: Service, seminar: Seminar, told: releases.ReleaseOfSeminar) -> ReleaseOut:
    release = told.release
    return ReleaseOut(
        number=release.number,
        created_at=release.created_at,
        build=release.build_id,
        published=told.is_public,
        waits=told.waits,
        publish_at=release.publish_at if told.waits else None,
        approval=told.approval,
        sent_back=release.sent_back and SentBackOut.of(release.sent_back, told.sent_back_by),
        ordered_by=told.ordered_by,
        duration_ms=told.build.pace.duration_ms,
        changes=None if told.changes is None else [ChangeOut.of(change) for change in told.changes],
        warnings=[WarningOut.of(warning) for warning in told.build.warnings],
        manifest_url=_manifest_url(seminar.slug, release.number),
        preview_url=preview_address(seminar.slug, release.number, parts.settings.public_url.rstrip("/")),
    )


def _manifest_url(slug: str, number: int) -> str:
    return media_root(slug, number) + MANIFEST
