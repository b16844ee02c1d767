"""Tell people by mail of what has happened: who is told of which event, and in which language."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediasvc.domain.access import Right, SignedIn, may
from mediasvc.domain.errors import Cancelled, NotFound
from mediasvc.domain.event import Event, EventKind
from mediasvc.domain.mail import MailFacts, MailId, MailKind, OutgoingMail
from mediasvc.domain.person import Person, PersonId
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Catalogue, Database
from mediasvc.usecases.identities import person_behind

EVENTS_AT_ONCE = 50


def tell_of_events(database: Database) -> None:
    """Write a mail for each person who is to be told of an event, and forget the event, until there is none any more.

    Both is one change: a mail is written once, however often this is begun, and by however many at once.
    """
    while True:
        with database.transaction() as catalogue:
            events = catalogue.events.first(EVENTS_AT_ONCE)
            if not events:
                return
            people = {person.id: person for person in catalogue.people.all()}
            for event in events:
                for kind, person in _told(catalogue, event, people):
                    if person.wants_mail:
                        catalogue.mails.add(_mail_of(catalogue, event, kind, person, people))
            catalogue.events.remove([event.number for event in events])


def new_mail(kind: MailKind, person: Person, facts: MailFacts, language: str | None) -> OutgoingMail:
    """Return a mail to the person, which is due at once. It is written in the person's language, else in this one."""
    now, spoken = datetime.now(UTC), person.language or language
    mail_id = MailId(uuid.uuid4().hex)
    return OutgoingMail(mail_id, kind, person.id, person.email, person.name, spoken, facts, now, now)


@dataclass(frozen=True)
class _Concerned:
    """The people whom an event may be about: who asked for the build, who handed the seminar in, and who publishes it.

    Those who cannot sign in are none of them.
    """

    asker: Person | None
    owner: Person | None
    publishers: Sequence[Person]


def _told(catalogue: Catalogue, event: Event, people: Mapping[PersonId, Person]) -> list[tuple[MailKind, Person]]:
    """Return who is told, and of what. Nobody is told of what they did themselves, or of a talk that was removed."""
    try:
        seminar = catalogue.seminars.by_id(event.seminar_id)
    except NotFound:
        return []
    if seminar.removal is not None:
        return []
    concerned = _concerned(catalogue, seminar, event, people)
    owners = _once(concerned.asker, concerned.owner)
    match event.kind:
        case EventKind.BUILD_FAILED:
            is_told = event.failure is not None and event.failure.code != Cancelled.code
            return [(MailKind.FAILED, person) for person in owners[:1] if is_told]
        case EventKind.BUILD_PUBLISHED:
            return _ready(catalogue, concerned, event) if _is_to_be_looked_at(catalogue, seminar, event) else []
        case EventKind.RELEASE_PUBLISHED:
            is_told = event.by is not None or _is_new_to_viewers(catalogue, seminar, event)
            return [(MailKind.PUBLISHED, person) for person in owners if is_told and person.id != event.by]
        case EventKind.SENT_BACK:
            return [(MailKind.SENT_BACK, person) for person in owners if person.id != event.by]


def _is_to_be_looked_at(catalogue: Catalogue, seminar: Seminar, event: Event) -> bool:
    """Return whether the release is the newest and viewers do not see it. What they see is an event of its own."""
    if seminar.release == event.release:
        return seminar.state is SeminarState.WITHDRAWN
    waiting = catalogue.releases.waiting([seminar.id])
    return bool(waiting) and waiting[0].number == event.release


def _is_new_to_viewers(catalogue: Catalogue, seminar: Seminar, event: Event) -> bool:
    """Return whether viewers see the talk for the first time, or made of other files: not only of another title."""
    releases = (each for each in catalogue.releases.of_seminar(seminar.id) if each.build_id != event.build_id)
    before = next((release for release in releases if release.shown), None)
    if before is None:
        return True
    new, old = (catalogue.builds.by_id(build_id).request.files for build_id in (event.build_id, before.build_id))
    return {source.digest for source in new} != {source.digest for source in old}


def _ready(catalogue: Catalogue, concerned: _Concerned, event: Event) -> list[tuple[MailKind, Person]]:
    """Return who is told of a release that waits: who asked for it, and, where it needs approval, who publishes it."""
    owners = _once(concerned.asker, concerned.owner)[:1]
    ready = [(MailKind.READY, person) for person in owners]
    release = catalogue.releases.of_build(event.build_id)
    if release is None or not release.needs_approval:
        return ready
    return ready + [(MailKind.HANDED_IN, person) for person in concerned.publishers if person not in owners]


def _concerned(catalogue: Catalogue, seminar: Seminar, event: Event, people: Mapping[PersonId, Person]) -> _Concerned:
    def reachable(person_id: PersonId | None) -> Person | None:
        person = None if person_id is None else people.get(person_id)
        return person if person is not None and person.can_sign_in else None

    active = [person for person in people.values() if person.can_sign_in]
    # Those of the series know the talk. Where there is nobody, it is for those who look after everything.
    by_role = [each for each in active if may(SignedIn(replace(each, is_admin=False)), Right.PUBLISH, seminar)]
    publishers = by_role or [each for each in active if each.is_admin]
    return _Concerned(reachable(person_behind(catalogue, event.ordered_by)), reachable(seminar.owner), publishers)


def _once(*people: Person | None) -> list[Person]:
    return list({person.id: person for person in people if person is not None}.values())


def _mail_of(
    catalogue: Catalogue, event: Event, kind: MailKind, person: Person, people: Mapping[PersonId, Person]
) -> OutgoingMail:
    seminar, details = (
        catalogue.seminars.by_id(event.seminar_id),
        catalogue.builds.by_id(event.build_id).request.details,
    )
    by = _name(people, event.by if kind is MailKind.SENT_BACK else person_behind(catalogue, event.ordered_by))
    facts = MailFacts(details.title, seminar.slug, event.failure, event.sentence, by)
    return new_mail(kind, person, facts, details.language)


def _name(people: Mapping[PersonId, Person], person_id: PersonId | None) -> str:
    person = None if person_id is None else people.get(person_id)
    return "" if person is None else person.name
