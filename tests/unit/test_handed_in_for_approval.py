"""What a contributor hands in is seen by nobody before an organiser publishes it, whatever door it comes through."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from migrated_database import MigratedDatabase
from parts_of import parts_of

from mediasvc.domain.access import Actor, Operator, SignedIn, TokenHolder
from mediasvc.domain.approval import MOST_SENTENCE_CHARACTERS, Approval
from mediasvc.domain.build import Build, BuildId, Digest
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import Conflict, DeckEmpty, NotAllowed, Usage
from mediasvc.domain.event import EventKind
from mediasvc.domain.limits import Limits
from mediasvc.domain.listed_talk import LAST_NUMBER
from mediasvc.domain.order import Order
from mediasvc.domain.person import Person, PersonId, Role
from mediasvc.domain.publishing import AT_ONCE, ON_REQUEST, Publishing, planned
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.seminar_filter import EVERY
from mediasvc.domain.stage import Stage
from mediasvc.domain.token import ALL_SCOPES, Scope
from mediasvc.ports import Parts
from mediasvc.usecases import receive
from mediasvc.usecases.arrange import arrange
from mediasvc.usecases.build import build
from mediasvc.usecases.bulk import change_talks
from mediasvc.usecases.bulk_actions import Bulk, BulkAction
from mediasvc.usecases.describe import describe
from mediasvc.usecases.drafts import create_draft, name_draft
from mediasvc.usecases.fail import fail
from mediasvc.usecases.list_talks import summarise_talks
from mediasvc.usecases.my_talks import my_talk
from mediasvc.usecases.people import PersonChange, change_person
from mediasvc.usecases.plan import ReleasePlan, plan
from mediasvc.usecases.publish import publish
from mediasvc.usecases.publish_due import publish_due
from mediasvc.usecases.restore import restore, restore_sent_back
from mediasvc.usecases.retry import retry
from mediasvc.usecases.send_back import send_back
from mediasvc.usecases.tokens import create_token
from mediasvc.usecases.upload import Sent, detach, upload
from mediasvc.usecases.uploads import Announced, begin_upload
from mediasvc.usecases.waiting import begin_when_complete, order_when_complete

DECK, SOUND = "slides.pdf", "talk.mp3"
SENTENCE = "Слайд 3 не наш.\nسلسلة"
LATER = datetime(2100, 1, 1, tzinfo=UTC)
ROLES = {"contributor": Role.CONTRIBUTOR, "organiser": Role.ORGANISER, "other": Role.ORGANISER}


@dataclass
class Scene:
    """A talk of the series Friday that everybody sees, whose owner is a contributor; two organisers of the series."""

    parts: Parts = field(default_factory=lambda: parts_of(MigratedDatabase()))
    people: dict[str, Person] = field(default_factory=dict[str, Person])
    slug: str = ""

    def __post_init__(self) -> None:
        with self.parts.database.transaction() as catalogue:
            friday = catalogue.series.of_title("Friday", "friday")
            for name, role in ROLES.items():
                email, now = f"{name}@example.org", datetime.now(UTC)
                person = Person(PersonId(uuid.uuid4().hex), email, name, "hash", False, {friday.id: role}, now)
                catalogue.people.add(person)
                self.people[name] = person
        self.slug = self.draft()
        self.end(build(self.parts, self.organiser, self.slug, Order(publishing=AT_ONCE)))
        assert (self.seen().release, self.seen().details.title) == (1, "A talk")

    def who(self, name: str) -> Actor:
        """Return the person as they are now."""
        with self.parts.database.reading() as catalogue:
            return SignedIn(catalogue.people.by_id(self.people[name].id))

    @property
    def contributor(self) -> Actor:
        return self.who("contributor")

    @property
    def organiser(self) -> Actor:
        return self.who("organiser")

    def draft(self, *files: str) -> str:
        slug = create_draft(self.parts, self.contributor, DetailChanges("A talk", series="Friday"), None).slug
        for name in files or (DECK, SOUND):
            self.give(self.organiser, slug, name)
        return slug

    def give(self, actor: Actor, slug: str, name: str, content: str = "first") -> None:
        data = f"{slug} {name} {content}".encode()
        digest = Digest(hashlib.sha256(data).hexdigest())
        upload(self.parts, actor, slug, Sent(name, digest, BytesIO(data), len(data)))

    def end(self, ordered: Build) -> None:
        publish(self.parts.database, ordered, lambda _, number: {"manifest.json": f"{ordered.id}/{number}"}, [])

    def end_all(self) -> None:
        """Let every build end that is on its way, and let the day come on which everything is due that is planned."""
        with self.parts.database.reading() as catalogue:
            unfinished = catalogue.builds.unfinished()
        for ordered in unfinished:
            self.end(ordered)
        publish_due(self.parts.database, LATER + timedelta(days=1))

    def seen(self, slug: str = "") -> Seminar:
        with self.parts.database.reading() as catalogue:
            return catalogue.seminars.by_slug(slug or self.slug)

    def waiting(self, slug: str = "") -> Release | None:
        return my_talk(self.parts, Operator(), slug or self.slug).waiting

    def stages(self, slug: str = "") -> set[Stage]:
        return set(my_talk(self.parts, Operator(), slug or self.slug).stages)

    def hand_in(self, title: str = "Changed") -> int:
        """Let the contributor hand in a change, and return the number of its release."""
        describe(self.parts, self.contributor, self.slug, DetailChanges(title))
        self.end_all()
        waiting = self.waiting()
        assert waiting is not None
        return waiting.number

    def send_back(self, number: int, sentence: str = SENTENCE, by: str = "organiser") -> Release:
        return send_back(self.parts, self.who(by), self.slug, number, sentence)

    def sent_back_mails(self) -> list[str]:
        with self.parts.database.reading() as catalogue:
            return [event.sentence for event in catalogue.events.first(99) if event.kind is EventKind.SENT_BACK]

    def give_role(self, name: str, roles: Mapping[str, Role]) -> None:
        change_person(self.parts, Operator(), self.people[name].id, PersonChange(roles=roles))


@pytest.fixture
def scene() -> Scene:
    return Scene()


def failed_of_an_organiser(scene: Scene) -> BuildId:
    ordered = build(scene.parts, scene.organiser, scene.slug, Order(publishing=AT_ONCE, details=DetailChanges("Mine")))
    with scene.parts.database.transaction() as catalogue:
        fail(catalogue, ordered, DeckEmpty().failure)
    return ordered.id


def caption(scene: Scene) -> None:
    scene.give(scene.contributor, scene.slug, "words.vtt")
    build(scene.parts, scene.contributor, scene.slug, Order(captions="words.vtt"))


def replace_deck(scene: Scene) -> None:
    scene.give(scene.contributor, scene.slug, DECK, "second")
    order_when_complete(scene.parts, scene.contributor, scene.slug, Order(files=(DECK, SOUND)))


def build_many(scene: Scene) -> None:
    change_talks(scene.parts, scene.contributor, Bulk(EVERY, BulkAction.REBUILD, LAST_NUMBER, LAST_NUMBER), 9)


def by_a_token(scene: Scene) -> None:
    holder = TokenHolder("laptop", ALL_SCOPES, person=scene.people["contributor"])
    describe(scene.parts, holder, scene.slug, DetailChanges("By a token"))


def promoted_meanwhile(scene: Scene) -> None:
    describe(scene.parts, scene.contributor, scene.slug, DetailChanges("Before the role"))
    scene.give_role("contributor", {"Friday": Role.ORGANISER})


def removed_meanwhile(scene: Scene) -> None:
    describe(scene.parts, scene.contributor, scene.slug, DetailChanges("Before the end"))
    scene.give_role("contributor", {})


DOORS: Mapping[str, Callable[[Scene], object]] = {
    "details": lambda scene: describe(scene.parts, scene.contributor, scene.slug, DetailChanges("Another title")),
    "build": lambda scene: build(scene.parts, scene.contributor, scene.slug, Order()),
    "captions": caption,
    "deck": replace_deck,
    "many": build_many,
    "retry": lambda scene: retry(scene.parts, scene.contributor, failed_of_an_organiser(scene)),
    "token": by_a_token,
    "promoted": promoted_meanwhile,
    "removed": removed_meanwhile,
}


@pytest.mark.parametrize("door", DOORS)
def test_what_a_contributor_changes_of_a_public_talk_waits(scene: Scene, door: str) -> None:
    DOORS[door](scene)
    scene.end_all()
    seen, waiting = scene.seen(), scene.waiting()
    assert (seen.release, seen.details.title) == (1, "A talk")
    assert waiting is not None
    assert waiting.approval(waits=True) is Approval.AWAITED
    assert scene.stages() == {Stage.PUBLIC, Stage.APPROVAL}


@pytest.mark.parametrize("publishing", [AT_ONCE, planned(LATER)])
def test_who_may_not_publish_cannot_say_when(scene: Scene, publishing: Publishing) -> None:
    with pytest.raises(NotAllowed):
        build(scene.parts, scene.contributor, scene.slug, Order(publishing=publishing))
    number = scene.hand_in()
    for change in (
        lambda: plan(scene.parts, scene.contributor, scene.slug, ReleasePlan(number, LATER)),
        lambda: restore(scene.parts, scene.contributor, scene.slug, number),
        lambda: send_back(scene.parts, scene.contributor, scene.slug, number, SENTENCE),
    ):
        with pytest.raises(NotAllowed):
            change()
    assert scene.seen().release == 1


CHANGES: Mapping[str, Callable[[Scene, str], object]] = {
    "title": lambda scene, slug: describe(scene.parts, scene.contributor, slug, DetailChanges("Another title")),
    "name": lambda scene, slug: name_draft(scene.parts, scene.contributor, slug, DetailChanges("Another title")),
    "file": lambda scene, slug: scene.give(scene.contributor, slug, DECK, "second"),
    "missing file": lambda scene, slug: scene.give(scene.contributor, slug, SOUND, "theirs"),
    "less": lambda scene, slug: (detach(scene.parts, scene.contributor, slug, DECK), scene.give(OPERATOR, slug, DECK)),
    "order": lambda scene, slug: arrange(scene.parts, scene.contributor, slug, [DECK]),
    "series": lambda scene, slug: moved(scene, slug),
    "build": lambda scene, slug: build(scene.parts, scene.contributor, slug, Order(files=(DECK,))),
    "upload": lambda scene, slug: received(scene, slug),
}
OPERATOR = Operator()


def moved(scene: Scene, slug: str) -> None:
    """Let the contributor put the talk into another series of theirs."""
    scene.give_role("contributor", {"Friday": Role.CONTRIBUTOR, "Monday": Role.CONTRIBUTOR})
    describe(scene.parts, scene.contributor, slug, DetailChanges(series="Monday"))


def received(scene: Scene, slug: str) -> None:
    """Let the contributor send a file in pieces, as browsers do."""
    content = f"{slug} in pieces".encode()
    begun, secret = begin_upload(scene.parts, scene.contributor, slug, Announced(SOUND, len(content)), Limits())
    held = receive.take(scene.parts, secret, 0)
    receive.finish(
        scene.parts, receive.keep(scene.parts, held, receive.stage(scene.parts, held, begun.staged, content))
    )


@pytest.mark.parametrize("change", CHANGES)
def test_an_organisers_order_that_waits_is_held_where_a_contributor_changes_what_it_uses(
    scene: Scene, change: str
) -> None:
    slug = scene.draft(DECK)
    order = Order(files=(DECK, SOUND), publishing=AT_ONCE)
    order_when_complete(scene.parts, scene.organiser, slug, order)
    CHANGES[change](scene, slug)
    slug = my_talk(scene.parts, OPERATOR, slug).seminar.slug
    scene.give(OPERATOR, slug, SOUND)
    begin_when_complete(scene.parts, scene.seen(slug).id)
    scene.end_all()
    assert (scene.seen(slug).release, scene.stages(slug)) == (None, {Stage.APPROVAL})


def test_an_order_whose_last_file_an_organiser_gives_is_published(scene: Scene) -> None:
    slug = scene.draft(DECK)
    order_when_complete(scene.parts, scene.organiser, slug, Order(files=(DECK, SOUND), publishing=AT_ONCE))
    scene.give(scene.who("other"), slug, SOUND)
    scene.end_all()
    assert scene.seen(slug).release == 1


@pytest.mark.parametrize("roles", [{"Friday": Role.CONTRIBUTOR}, {}])
@pytest.mark.parametrize("publishing", [AT_ONCE, planned(LATER)])
def test_a_build_of_somebody_who_may_not_publish_any_more_waits(
    scene: Scene, roles: Mapping[str, Role], publishing: Publishing
) -> None:
    build(scene.parts, scene.organiser, scene.slug, Order(publishing=publishing))
    scene.give_role("organiser", roles)
    scene.end_all()
    assert (scene.seen().release, scene.stages()) == (1, {Stage.PUBLIC, Stage.APPROVAL})


def test_nobody_puts_a_talk_into_a_series_in_which_it_would_be_public_without_its_organisers(scene: Scene) -> None:
    scene.give_role("contributor", {"Friday": Role.CONTRIBUTOR, "Monday": Role.ORGANISER})
    into_friday = DetailChanges("A talk", series="Friday")
    slug = create_draft(scene.parts, scene.contributor, replace(into_friday, series="Monday"), None).slug
    scene.give(scene.contributor, slug, DECK)
    with pytest.raises(NotAllowed):
        build(scene.parts, scene.contributor, slug, Order(details=into_friday, publishing=AT_ONCE))
    begun = build(scene.parts, scene.contributor, slug, Order(publishing=planned(LATER)))
    with pytest.raises(NotAllowed):
        describe(scene.parts, scene.contributor, slug, into_friday)
    scene.end(begun)
    with pytest.raises(NotAllowed):
        describe(scene.parts, scene.contributor, slug, into_friday)
    scene.end_all()
    with pytest.raises(NotAllowed):
        describe(scene.parts, scene.contributor, slug, into_friday)
    series = scene.seen(slug).series
    assert series is not None
    assert (scene.seen(slug).release, series.title) == (1, "Monday")


@pytest.mark.parametrize("actor", [Operator(), TokenHolder("portal"), "organiser"])
def test_what_others_hand_in_needs_no_approval(scene: Scene, actor: Actor | str) -> None:
    asker = scene.who(actor) if isinstance(actor, str) else actor
    if isinstance(actor, TokenHolder):
        create_token(scene.parts, Operator(), actor.name)
    build(scene.parts, asker, scene.slug, Order(publishing=AT_ONCE))
    scene.end_all()
    assert (scene.seen().release, scene.stages()) == (2, {Stage.PUBLIC})
    build(scene.parts, asker, scene.slug, Order(publishing=ON_REQUEST))
    scene.end_all()
    assert scene.stages() == {Stage.PUBLIC, Stage.READY}


def test_a_token_that_may_hand_in_alone_waits_for_approval(scene: Scene) -> None:
    build(scene.parts, TokenHolder("portal", frozenset({Scope.HAND_IN})), scene.slug, Order())
    scene.end_all()
    assert scene.stages() == {Stage.PUBLIC, Stage.APPROVAL}


def test_what_is_sent_back_says_so_until_it_is_handed_in_again(scene: Scene) -> None:
    number = scene.hand_in()
    scene.send_back(number, f"  {SENTENCE}\r\n")
    told = my_talk(scene.parts, scene.contributor, scene.slug)
    assert told.waiting is not None
    assert told.waiting.sent_back is not None
    assert told.handed_in is not None
    assert told.waiting.sent_back.sentence == SENTENCE
    assert (told.handed_in.by, told.handed_in.sent_back_by) == ("person:contributor", "person:organiser")
    assert scene.stages() == {Stage.PUBLIC, Stage.SENT_BACK}
    again = scene.hand_in("Better")
    assert (again, scene.stages()) == (number + 1, {Stage.PUBLIC, Stage.APPROVAL})
    restore(scene.parts, scene.organiser, scene.slug, again)
    assert (scene.seen().details.title, scene.stages()) == ("Better", {Stage.PUBLIC})


def test_it_is_sent_back_once_however_often_it_is_asked_for(scene: Scene) -> None:
    number = scene.hand_in()
    first = scene.send_back(number)
    assert scene.send_back(number) == first
    for sentence, by in ((SENTENCE, "other"), ("Another one", "organiser")):
        with pytest.raises(Conflict, match=r"person:organiser sent back release 2 .*Слайд 3") as caught:
            scene.send_back(number, sentence, by)
        assert caught.value.reason == "sent_back_already"
    assert scene.sent_back_mails() == [SENTENCE]


def test_who_comes_later_is_told_what_the_other_did(scene: Scene) -> None:
    number = scene.hand_in()
    scene.send_back(number)
    for change in (
        lambda: restore(scene.parts, scene.who("other"), scene.slug, number),
        lambda: plan(scene.parts, scene.who("other"), scene.slug, ReleasePlan(number, LATER)),
    ):
        with pytest.raises(Conflict, match="person:organiser sent back") as caught:
            change()
        assert caught.value.reason == "was_sent_back"
    assert scene.seen().release == 1
    restore_sent_back(scene.parts, scene.who("other"), scene.slug, number)
    assert (scene.seen().release, scene.stages()) == (number, {Stage.PUBLIC})
    with pytest.raises(Conflict) as caught:
        scene.send_back(number)
    assert caught.value.reason == "published_meanwhile"
    with scene.parts.database.reading() as catalogue:
        assert catalogue.releases.by_number(scene.seen().id, number).sent_back is None


def test_what_was_planned_and_is_sent_back_does_not_come_out(scene: Scene) -> None:
    number = scene.hand_in()
    plan(scene.parts, scene.organiser, scene.slug, ReleasePlan(number, LATER))
    assert scene.stages() == {Stage.PUBLIC, Stage.PLANNED}
    scene.send_back(number)
    scene.end_all()
    assert (scene.seen().release, scene.stages()) == (1, {Stage.PUBLIC, Stage.SENT_BACK})


def test_only_the_newest_version_that_needs_approval_is_sent_back(scene: Scene) -> None:
    older = scene.hand_in("First")
    newer = scene.hand_in("Second")
    build(scene.parts, scene.organiser, scene.slug, Order(publishing=ON_REQUEST))
    with pytest.raises(Conflict) as caught:
        scene.send_back(older)
    assert caught.value.reason == "newer_waits"
    scene.end_all()
    with pytest.raises(Conflict) as caught:
        scene.send_back(newer + 1)
    assert caught.value.reason == "needs_no_approval"


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("", "sentence_missing"),
        (" \r\n\t\x00", "sentence_missing"),
        ("ش" * (MOST_SENTENCE_CHARACTERS + 1), "sentence_too_long"),
        ("a" * 1_000_000, "sentence_too_long"),
    ],
)
def test_a_sentence_that_is_none_changes_nothing(scene: Scene, sentence: str, reason: str) -> None:
    number = scene.hand_in()
    with pytest.raises(Usage) as caught:
        scene.send_back(number, sentence)
    assert caught.value.reason == reason
    assert (scene.stages(), scene.sent_back_mails()) == ({Stage.PUBLIC, Stage.APPROVAL}, [])
    kept = scene.send_back(number, "ش" * MOST_SENTENCE_CHARACTERS + "\ud800\x00").sent_back
    assert kept is not None
    assert kept.sentence == "ش" * MOST_SENTENCE_CHARACTERS


def test_a_bulk_publishes_what_waits_for_approval_and_nothing_else(scene: Scene) -> None:
    scene.hand_in()
    withdrawn, sent_back, ready = (scene.draft() for _ in range(3))
    for slug in (withdrawn, sent_back):
        build(scene.parts, scene.contributor, slug, Order())
    build(scene.parts, scene.organiser, ready, Order(publishing=ON_REQUEST))
    scene.end_all()
    send_back(scene.parts, scene.organiser, sent_back, 1, SENTENCE)
    restore(scene.parts, scene.organiser, withdrawn, 1)
    describe(scene.parts, scene.contributor, withdrawn, DetailChanges("Changed"))
    scene.end_all()
    with scene.parts.database.transaction() as catalogue:
        catalogue.seminars.withdraw(catalogue.seminars.by_slug(withdrawn).id)
    bulk = Bulk(EVERY, BulkAction.PUBLISH, LAST_NUMBER, LAST_NUMBER)
    refused = change_talks(scene.parts, scene.contributor, bulk, 9).refused
    assert [(len(refused), {type(each.error) for each in refused})] == [(4, {NotAllowed})]
    report = change_talks(scene.parts, scene.organiser, bulk, 9)
    assert (report.done, report.unchanged, [each.slug for each in report.refused]) == (1, 2, [withdrawn])
    assert (scene.seen().release, scene.seen().details.title) == (2, "Changed")
    assert [scene.stages(slug) for slug in (sent_back, ready)] == [{Stage.SENT_BACK}, {Stage.READY}]
    assert change_talks(scene.parts, scene.organiser, bulk, 9).done == 0


def test_those_who_publish_are_told_how_many_talks_wait_for_them(scene: Scene) -> None:
    scene.hand_in()
    waiting = {
        name: summarise_talks(scene.parts, scene.who(name), EVERY).to_approve for name in ("contributor", "organiser")
    }
    assert waiting == {"contributor": 0, "organiser": 1}
    # What they handed in themselves waits for others, also where they publish talks of another series.
    scene.give_role("contributor", {"Monday": Role.ORGANISER, "Friday": Role.CONTRIBUTOR})
    assert summarise_talks(scene.parts, scene.contributor, EVERY).to_approve == 0
