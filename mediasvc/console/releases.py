"""The versions of a talk: what each changed, how two of them differ, and which one viewers see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from starlette.responses import Response

from mediasvc.console.approval import ShownApproval, name_in
from mediasvc.console.change_words import ShownChange, other_length, shown_changes
from mediasvc.console.identity_words import words_of_identity
from mediasvc.console.rendering import PACKAGE
from mediasvc.console.standing import publish_as_it_stood, stands
from mediasvc.console.visit import Visit
from mediasvc.delivery.addresses import preview_address
from mediasvc.delivery.figures import clock, lasting
from mediasvc.delivery.rendering import source
from mediasvc.domain.approval import Approval
from mediasvc.domain.errors import NotFound
from mediasvc.domain.manifest import Image, Slide
from mediasvc.domain.release import number_in
from mediasvc.domain.slide_changes import SlideState, TimeChange
from mediasvc.domain.stage import OF_APPROVALS, Stage
from mediasvc.usecases.releases import Comparison, ReleaseOfSeminar, Releases, Side, compare, list_releases

RELEASES_A_PAGE = 20
# More than people read; a page of 1,000 slides stays small.
MOST_TIMES = 200
PICTURE = "image/jpeg"


@dataclass(frozen=True)
class ShownRelease:
    """A release as its talk's page lists it. `before` is the number of the one that its `changes` are compared with.

    `sent_back` is there where somebody asked for a change of it.
    """

    number: int
    at: datetime
    by: str
    duration_ms: int | None
    stage: Stage | None
    planned_at: datetime | None
    sent_back: ShownApproval | None
    preview: str
    before: int | None
    changes: Sequence[ShownChange]


@dataclass(frozen=True)
class ShownSlide:
    """A slide's number, and the address, width and height of a small picture of it."""

    number: int
    picture: str
    width: int
    height: int


@dataclass(frozen=True)
class ShownPair:
    """A slide before and now, either of which may not be there."""

    state: SlideState
    before: ShownSlide | None
    now: ShownSlide | None


@dataclass(frozen=True)
class ShownTime:
    """When the slide of this number is shown now, and was before; `shift` is how much later or earlier that is."""

    number: int
    before: str
    now: str
    shift: str


def releases_page(visit: Visit) -> Response:
    """Show the versions of the talk, newest first, or those before the number in the address."""
    found = list_releases(visit.service, visit.actor, visit.slug)
    if found.seminar.slug != visit.slug:
        return visit.lead(f"/console/talks/{found.seminar.slug}/releases")
    asked = visit.request.query_params.get("before")
    behind = [each for each in found.releases if asked is None or each.release.number < number_in(asked)]
    page = behind[:RELEASES_A_PAGE]
    address = f"/console/talks/{visit.slug}/releases"
    return visit.page(
        "releases.html",
        "talks",
        seminar=found.seminar,
        talk=found.seminar,
        stands=stands(found.seminar),
        releases=[_shown(visit, each, found) for each in page],
        is_on_its_way=found.is_building or any(each.waits and each.release.publish_at for each in found.releases),
        later=f"{address}{visit.reader.query}" if asked is not None else None,
        earlier=_address(visit, address, before=page[-1].release.number) if len(behind) > len(page) else None,
        script=source("times.js", PACKAGE),
    )


def send_release(visit: Visit) -> Response:
    """Let viewers see this version from now on."""
    publish_as_it_stood(visit, number_in(visit.text("release")))
    return visit.lead(f"/console/talks/{visit.slug}/releases")


def compare_page(visit: Visit) -> Response:
    """Show two versions side by side: without numbers in the address, the two newest ones."""
    asked = visit.request.query_params
    now = number_in(asked["to"]) if "to" in asked else _newest(visit)
    before = number_in(asked["from"]) if "from" in asked else max(1, now - 1)
    found = compare(visit.service, visit.actor, visit.slug, before, now)
    slides = [[*same] for _, same in groupby(_pairs(found), key=lambda pair: pair.state is SlideState.SAME)]
    language = visit.reader.language
    length = other_length(found.before.manifest.duration_ms, found.now.manifest.duration_ms, language)
    return visit.page(
        "compare.html",
        "talks",
        seminar=found.seminar,
        talk=found.seminar,
        numbers=found.numbers,
        before=before,
        now=now,
        changes=[*shown_changes(found.changes, language), *length],
        slides=slides,
        are_same=all(change.state is SlideState.SAME for change in found.slides),
        times=[_time(visit, each) for each in found.times[:MOST_TIMES]],
        more_times=max(0, len(found.times) - MOST_TIMES),
    )


def _shown(visit: Visit, each: ReleaseOfSeminar, among: Releases) -> ShownRelease:
    release, numbers = each.release, [other.release.number for other in among.releases]
    is_planned = each.waits and release.publish_at is not None
    waiting = Stage.PLANNED if is_planned else OF_APPROVALS[each.approval]
    stage = Stage.PUBLIC if each.is_public else waiting if each.waits else None
    place = numbers.index(release.number) + 1
    return ShownRelease(
        number=release.number,
        at=release.created_at,
        by=words_of_identity(each.ordered_by, visit.reader.language),
        duration_ms=each.build.pace.duration_ms,
        stage=stage,
        planned_at=release.publish_at if is_planned else None,
        sent_back=_sent_back(each),
        preview=preview_address(visit.slug, release.number),
        before=None if each.changes is None else numbers[place],
        changes=shown_changes(each.changes or (), visit.reader.language),
    )


def _sent_back(each: ReleaseOfSeminar) -> ShownApproval | None:
    if (sent_back := each.release.sent_back) is None:
        return None
    return ShownApproval(Approval.SENT_BACK, name_in(each.sent_back_by), sent_back.at, sent_back.sentence.splitlines())


def _newest(visit: Visit) -> int:
    releases = list_releases(visit.service, visit.actor, visit.slug).releases
    if not releases:
        raise NotFound(f"{visit.slug} has no release")
    return releases[0].release.number


def _pairs(found: Comparison) -> Sequence[ShownPair]:
    return [
        ShownPair(change.state, _slide(found, found.before, change.before), _slide(found, found.now, change.now))
        for change in found.slides
    ]


def _slide(found: Comparison, side: Side, number: int | None) -> ShownSlide | None:
    if number is None:
        return None
    image = _small(side.manifest.slides[number - 1])
    address = f"{preview_address(found.seminar.slug, side.release.number)}/files/{image.href}"
    return ShownSlide(number, address, image.width, image.height)


def _small(slide: Slide) -> Image:
    """Return the smallest picture that every browser shows."""
    return min((image for image in slide.images if image.type == PICTURE), key=lambda image: image.width)


def _time(visit: Visit, change: TimeChange) -> ShownTime:
    words = visit.reader.language.words["compare"]
    before, now = (words["not_shown"] if ms is None else clock(ms) for ms in (change.before_ms, change.now_ms))
    return ShownTime(change.now, before, now, _shift(visit, change))


def _shift(visit: Visit, change: TimeChange) -> str:
    if change.before_ms is None or change.now_ms is None:
        return ""
    language, by_ms = visit.reader.language, change.now_ms - change.before_ms
    direction = "later" if by_ms > 0 else "earlier"
    return str(language.words["compare"][direction].format(lasting(abs(by_ms), language.locale)))


def _address(visit: Visit, path: str, **asked: int) -> str:
    language = {"lang": visit.reader.language.tag} if visit.reader.asks else {}
    return f"{path}?{urlencode({**asked, **language})}"
