"""Who is told of what: those who asked, who hand in, and who publish; nobody of what they did themselves."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from migrated_database import MigratedDatabase
from parts_of import parts_of

from mediasvc.domain.access import Actor, Operator, SignedIn, TokenHolder
from mediasvc.domain.build import Build, BuildRequest, Digest, Source
from mediasvc.domain.errors import Cancelled, DeckEmpty, Failure
from mediasvc.domain.mail import MailKind, MailState, OutgoingMail
from mediasvc.domain.person import Person, PersonId, Role
from mediasvc.domain.publishing import AT_ONCE, ON_REQUEST, Publishing
from mediasvc.domain.seminar import Seminar, SeminarDetails
from mediasvc.domain.token import new_token
from mediasvc.ports import Parts
from mediasvc.usecases.fail import fail
from mediasvc.usecases.hand_in import new_build
from mediasvc.usecases.notify import EVENTS_AT_ONCE, tell_of_events
from mediasvc.usecases.publish import publish
from mediasvc.usecases.restore import restore
from mediasvc.usecases.send_back import send_back
from mediasvc.usecases.sweep import sweep

FRIDAY = "Friday"


@dataclass
class Scene:
    """A seminar of a series: its contributor, two organisers, an admin, and somebody who has nothing to do with it."""

    parts: Parts = field(default_factory=lambda: parts_of(MigratedDatabase()))
    people: dict[str, Person] = field(default_factory=dict[str, Person])

    def __post_init__(self) -> None:
        self.add("contributor", FRIDAY, Role.CONTRIBUTOR)
        self.add("organiser", FRIDAY, Role.ORGANISER, language="ar")
        self.add("other", FRIDAY, Role.ORGANISER)
        self.add("monday", "Monday", Role.ORGANISER)
        self.add("admin", is_admin=True)
        self.add("invited", FRIDAY, Role.ORGANISER, password_hash=None)
        self.add("off", FRIDAY, Role.ORGANISER, disabled_at=datetime.now(UTC))
        self.seminar = self.seminar_of("contributor", FRIDAY)

    def add(self, name: str, series: str = "", role: Role = Role.CONTRIBUTOR, **values: object) -> None:
        with self.parts.database.transaction() as catalogue:
            memberships = {catalogue.series.of_title(series, "series").id: role} if series else {}
            email, now = f"{name}@example.org", datetime.now(UTC)
            person = Person(PersonId(uuid.uuid4().hex), email, name, "hash", False, memberships, now)
            self.people[name] = replace(person, **values)  # type: ignore[arg-type]
            catalogue.people.add(self.people[name])

    def seminar_of(self, owner: str, series: str | None) -> Seminar:
        with self.parts.database.transaction() as catalogue:
            details = SeminarDetails("Savings", language="fr")
            added = catalogue.seminars.add("savings", details, self.people[owner].id)
            found = None if series is None else catalogue.series.of_title(series, "series")
            catalogue.seminars.place(added.id, found, added.visibility)
            return catalogue.seminars.by_id(added.id)

    def who(self, name: str) -> Actor:
        return SignedIn(self.people[name])

    def build(self, actor: Actor, publishing: Publishing = AT_ONCE, deck: str = "a") -> Build:
        source = Source(Digest(deck * 64), "slides.pdf", 10)
        request = BuildRequest((source,), self.seminar.details, publishing=publishing)
        with self.parts.database.transaction() as catalogue:
            return new_build(catalogue, actor, request, catalogue.seminars.by_id(self.seminar.id))

    def publish(self, actor: Actor, publishing: Publishing = AT_ONCE, deck: str = "a") -> None:
        build = self.build(actor, publishing, deck)
        publish(self.parts.database, build, lambda _, number: {"manifest.json": f"{build.id}/{number}"}, [])

    def fail(self, actor: Actor, failure: Failure) -> None:
        build = self.build(actor)
        with self.parts.database.transaction() as catalogue:
            fail(catalogue, build, failure)

    def mails(self) -> list[OutgoingMail]:
        """Return what is written of the events so far, and forget it."""
        for _ in range(2):
            tell_of_events(self.parts.database)
        with self.parts.database.transaction() as catalogue:
            assert catalogue.events.first(1) == []
            found = catalogue.mails.some(1_000, None, tuple(MailState))
            for mail in found:
                catalogue.mails.replace(
                    replace(mail, state=MailState.SENT, written_at=datetime(2000, 1, 1, tzinfo=UTC))
                )
            catalogue.mails.remove_ended(datetime.now(UTC))
        return list(reversed(found))

    def told(self) -> Mapping[str, MailKind]:
        """Return who is told of the events so far, and of what."""
        mails = self.mails()
        told = {mail.name: mail.kind for mail in mails}
        assert len(told) == len(mails)
        return told


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_what_an_organiser_asked_for_is_told_to_them_and_to_its_owner(scene: Scene) -> None:
    scene.publish(scene.who("organiser"))
    assert scene.told() == {"organiser": MailKind.PUBLISHED, "contributor": MailKind.PUBLISHED}


def test_what_a_contributor_hands_in_waits_for_the_organisers_of_the_series(scene: Scene) -> None:
    scene.publish(scene.who("contributor"), ON_REQUEST)
    mails = scene.mails()
    assert {(mail.name, mail.kind) for mail in mails} == {
        ("contributor", MailKind.READY),
        ("organiser", MailKind.HANDED_IN),
        ("other", MailKind.HANDED_IN),
    }
    assert {(mail.name, mail.language) for mail in mails} == {
        ("contributor", "fr"),
        ("organiser", "ar"),
        ("other", "fr"),
    }
    assert {(mail.facts.title, mail.facts.slug, mail.facts.by) for mail in mails} == {
        ("Savings", "savings", "contributor")
    }


def test_an_admin_is_told_of_what_waits_where_there_is_no_organiser(scene: Scene) -> None:
    scene.add("lonely", "Sunday", Role.CONTRIBUTOR)
    scene.seminar = scene.seminar_of("lonely", "Sunday")
    scene.publish(scene.who("lonely"), ON_REQUEST)
    assert scene.told() == {"lonely": MailKind.READY, "admin": MailKind.HANDED_IN}


def test_who_does_not_want_mail_is_told_of_no_talk() -> None:
    scene = Scene()
    scene.add("quiet", FRIDAY, Role.ORGANISER, wants_mail=False)
    scene.build(scene.who("contributor"), ON_REQUEST)
    scene.publish(scene.who("contributor"), ON_REQUEST)
    assert "other" in scene.told()
    assert "quiet" not in scene.told()


def test_who_may_publish_waits_for_nobody(scene: Scene) -> None:
    scene.publish(scene.who("organiser"), ON_REQUEST)
    assert scene.told() == {"organiser": MailKind.READY}


def test_who_publishes_tells_the_others_and_not_themselves(scene: Scene) -> None:
    scene.publish(scene.who("contributor"), ON_REQUEST)
    scene.mails()
    restore(scene.parts, scene.who("organiser"), "savings", 1)
    assert scene.told() == {"contributor": MailKind.PUBLISHED}


def test_a_title_put_right_is_no_news_and_another_deck_is(scene: Scene) -> None:
    scene.publish(scene.who("organiser"))
    scene.mails()
    scene.publish(scene.who("organiser"))
    assert scene.told() == {}
    scene.publish(scene.who("organiser"), deck="b")
    assert set(scene.told()) == {"organiser", "contributor"}


def test_of_a_release_that_was_overtaken_nobody_is_told_that_it_can_be_looked_at(scene: Scene) -> None:
    scene.publish(scene.who("organiser"), ON_REQUEST)
    scene.publish(scene.who("organiser"), ON_REQUEST, "b")
    assert scene.told() == {"organiser": MailKind.READY}


def test_who_asked_is_told_of_a_failure_and_nobody_of_what_was_stopped(scene: Scene) -> None:
    scene.fail(scene.who("organiser"), DeckEmpty("slides.pdf").failure)
    [mail] = scene.mails()
    assert (mail.name, mail.kind, mail.facts.failure) == (
        "organiser",
        MailKind.FAILED,
        DeckEmpty("slides.pdf").failure,
    )
    scene.fail(scene.who("organiser"), Cancelled().failure)
    assert scene.told() == {}


def test_the_owner_is_told_of_what_a_service_or_the_command_line_asked_for(scene: Scene) -> None:
    for actor in (Operator(), TokenHolder("service")):
        scene.fail(actor, DeckEmpty("slides.pdf").failure)
        assert scene.told() == {"contributor": MailKind.FAILED}


def test_whose_token_asked_is_told_until_it_is_revoked(scene: Scene) -> None:
    organiser = scene.people["organiser"]
    token = replace(new_token("laptop")[0], person=organiser.id)
    with scene.parts.database.transaction() as catalogue:
        catalogue.tokens.add(token)
    scene.fail(TokenHolder("laptop", person=organiser), DeckEmpty("slides.pdf").failure)
    assert scene.told() == {"organiser": MailKind.FAILED}
    scene.fail(TokenHolder("laptop", person=organiser), DeckEmpty("slides.pdf").failure)
    with scene.parts.database.transaction() as catalogue:
        catalogue.tokens.remove("laptop")
    assert scene.told() == {"contributor": MailKind.FAILED}


def test_what_is_sent_back_goes_to_who_handed_it_in_with_the_sentence(scene: Scene) -> None:
    scene.publish(scene.who("contributor"), ON_REQUEST)
    scene.mails()
    for _ in range(2):
        send_back(scene.parts, scene.who("organiser"), scene.seminar.slug, 1, "Slide 3 is not ours.")
    [mail] = scene.mails()
    assert (mail.name, mail.kind) == ("contributor", MailKind.SENT_BACK)
    assert (mail.facts.sentence, mail.facts.by) == ("Slide 3 is not ours.", "organiser")


def test_of_a_talk_that_is_gone_nobody_is_told(scene: Scene) -> None:
    scene.fail(scene.who("contributor"), DeckEmpty("slides.pdf").failure)
    with scene.parts.database.transaction() as catalogue:
        catalogue.seminars.remove_draft(scene.seminar.id)
    assert scene.told() == {}


def test_many_events_are_told_of_once_each(scene: Scene) -> None:
    for _ in range(EVENTS_AT_ONCE + 1):
        scene.fail(scene.who("contributor"), DeckEmpty("slides.pdf").failure)
    assert len(scene.mails()) == EVENTS_AT_ONCE + 1


def test_old_events_go_and_so_does_old_mail(scene: Scene) -> None:
    scene.fail(scene.who("contributor"), DeckEmpty("slides.pdf").failure)
    tell_of_events(scene.parts.database)
    scene.fail(scene.who("contributor"), DeckEmpty("slides.pdf").failure)
    long_ago = datetime.now(UTC) - timedelta(days=31)
    with scene.parts.database.transaction() as catalogue:
        [event] = catalogue.events.first(9)
        catalogue.events.remove([event.number])
        catalogue.events.add(replace(event, occurred_at=long_ago))
        [mail] = catalogue.mails.some(9, None, tuple(MailState))
        catalogue.mails.replace(replace(mail, state=MailState.SENT, written_at=long_ago))
    sweep(scene.parts)
    with scene.parts.database.reading() as catalogue:
        assert catalogue.events.first(9) == []
        assert catalogue.mails.some(9, None, tuple(MailState)) == []
