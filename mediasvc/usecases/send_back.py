"""Send a release back to whoever handed it in."""

from datetime import UTC, datetime

from mediasvc.domain.access import Actor, Right, identity_of, person_of
from mediasvc.domain.approval import SentBack, checked_sentence
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import Conflict
from mediasvc.domain.event import Event, EventKind
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.identities import named
from mediasvc.usecases.note import note


def send_back(parts: Parts, actor: Actor, slug: str, number: int, sentence: str) -> Release:
    """Ask whoever handed in this release for a change of it, which the sentence names.

    It comes out no more by itself. To do it again with the same sentence changes nothing.

    Raises:
        NotFound: no such seminar, or no such release of it.
        Usage: the sentence is empty or too long.
        Conflict: the release does not wait, or a newer one does; somebody else has sent it back; or it needs nobody's
            approval.
    """
    sent_back = SentBack(datetime.now(UTC), identity_of(actor), checked_sentence(sentence))
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.PUBLISH, slug)
        release = catalogue.releases.by_number(seminar.id, number)
        if _is_same(release.sent_back, sent_back):
            return release
        _check_waits(catalogue, seminar, release)
        catalogue.releases.send_back(seminar.id, number, sent_back)
        note(catalogue, actor, Action.RELEASE_SENT_BACK, seminar, str(number))
        _note_event(catalogue, actor, release, sent_back)
        return catalogue.releases.by_number(seminar.id, number)


def sent_back_before(catalogue: Catalogue, seminar: Seminar, release: Release, sent_back: SentBack) -> str:
    """Return a sentence that says who has sent the release back, when, and with which words."""
    who, at = named(catalogue, sent_back.by), f"{sent_back.at:%Y-%m-%d %H:%M} UTC"
    return f"{who} sent back release {release.number} of {seminar.slug} at {at}: {sent_back.sentence}"


def _is_same(before: SentBack | None, now: SentBack) -> bool:
    return before is not None and (before.by, before.sentence) == (now.by, now.sentence)


def _check_waits(catalogue: Catalogue, seminar: Seminar, release: Release) -> None:
    waiting, what = catalogue.releases.waiting([seminar.id]), f"release {release.number} of {seminar.slug}"
    if release not in waiting:
        raise Conflict(f"{what}, or another one in its place, has been published").because("published_meanwhile")
    if release.sent_back is not None:
        told = sent_back_before(catalogue, seminar, release, release.sent_back)
        raise Conflict(told).because("sent_back_already")
    if release != waiting[0]:
        raise Conflict(f"release {waiting[0].number} is newer than {what}").because("newer_waits")
    if not release.needs_approval:
        raise Conflict(f"{what} was handed in by somebody who may publish it").because("needs_no_approval")


def _note_event(catalogue: Catalogue, actor: Actor, release: Release, sent_back: SentBack) -> None:
    """Keep the event, of which whoever handed the release in is mailed the sentence."""
    seminar, build = catalogue.seminars.by_id(release.seminar_id), catalogue.builds.by_id(release.build_id)
    person = person_of(actor)
    event = Event(
        EventKind.SENT_BACK,
        sent_back.at,
        build.id,
        seminar.id,
        seminar.slug,
        release=release.number,
        ordered_by=build.ordered_by,
        by=None if person is None else person.id,
        sentence=sent_back.sentence,
    )
    catalogue.events.add(event)
