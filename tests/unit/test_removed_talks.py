"""Talks that are removed, brought back, and purged: what happens meanwhile to all that belongs to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from migrated_database import MigratedDatabase
from parts_of import parts_of

from mediasvc.domain.access import Operator
from mediasvc.domain.audit import Action
from mediasvc.domain.build import Build, BuildState, Digest, source_key
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import Cancelled, Conflict, NotFound, Removed, RemovedForGood
from mediasvc.domain.limits import Limits
from mediasvc.domain.listed_talk import LAST_NUMBER
from mediasvc.domain.mail import Mail, MailFacts, MailKind, MailState
from mediasvc.domain.order import Order
from mediasvc.domain.person import Person, PersonId
from mediasvc.domain.publishing import AT_ONCE, ON_REQUEST, Publishing
from mediasvc.domain.removal import removal_of
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.domain.seminar_filter import EVERY
from mediasvc.domain.stage import Stage
from mediasvc.domain.timeline_edit import SentCue
from mediasvc.domain.upload import Staged
from mediasvc.ports import Parts
from mediasvc.usecases import receive, sweep
from mediasvc.usecases.arrange import arrange
from mediasvc.usecases.build import build
from mediasvc.usecases.bulk import change_talks
from mediasvc.usecases.bulk_actions import Bulk, BulkAction
from mediasvc.usecases.describe import describe
from mediasvc.usecases.drafts import create_draft, name_draft
from mediasvc.usecases.edit_timeline import Edit, edit_timeline
from mediasvc.usecases.hand_in import discard
from mediasvc.usecases.mails import send_due
from mediasvc.usecases.my_talks import my_talk
from mediasvc.usecases.notify import new_mail, tell_of_events
from mediasvc.usecases.plan import ReleasePlan, plan
from mediasvc.usecases.publish import publish
from mediasvc.usecases.publish_due import publish_due
from mediasvc.usecases.purge import discard_draft, purge
from mediasvc.usecases.reading_jobs import begin_reading
from mediasvc.usecases.reconcile import reconcile
from mediasvc.usecases.remove import list_removed, remove, undo_removal
from mediasvc.usecases.restore import restore
from mediasvc.usecases.retry import retry
from mediasvc.usecases.submit import submit
from mediasvc.usecases.upload import Sent, detach, upload
from mediasvc.usecases.uploads import Announced, begin_upload
from mediasvc.usecases.waiting import order_when_complete
from mediasvc.usecases.withdraw import withdraw

WHO = Operator()
DAYS = 30
CONTENT = b"%PDF-1.7 deck"
DIGEST = Digest(sha256(CONTENT).hexdigest())
FRIDAY = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Scene:
    """A talk `a-talk` that has a deck."""

    parts: Parts

    def build(self, publishing: Publishing = AT_ONCE) -> Build:
        return build(self.parts, WHO, "a-talk", Order(publishing=publishing))

    def end(self, begun: Build) -> None:
        def files_of(_: Seminar, number: int) -> Mapping[str, str]:
            key = f"releases/{begun.id}/{number}"
            self.parts.storage.put(key, BytesIO(b"own"))
            return {"manifest.json": key}

        publish(self.parts.database, begun, files_of, [])

    def publish(self, publishing: Publishing = AT_ONCE) -> Build:
        begun = self.build(publishing)
        self.end(begun)
        return begun

    def seminar(self) -> Seminar:
        with self.parts.database.reading() as catalogue:
            return catalogue.seminars.by_slug("a-talk")

    def actions(self) -> list[Action]:
        with self.parts.database.reading() as catalogue:
            return [entry.action for entry in catalogue.audit.some(9, None)]


@pytest.fixture
def scene() -> Scene:
    parts = parts_of(MigratedDatabase())
    create_draft(parts, WHO, DetailChanges("A talk"), None)
    upload(parts, WHO, "a-talk", sent())
    return Scene(parts)


def sent() -> Sent:
    return Sent("slides.pdf", DIGEST, BytesIO(CONTENT), len(CONTENT))


def later(days: float = DAYS) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def published(scene: Scene) -> None:
    scene.publish()


def withdrawn(scene: Scene) -> None:
    scene.publish()
    withdraw(scene.parts, WHO, "a-talk")


def planned(scene: Scene) -> None:
    scene.publish()
    scene.publish(Publishing(at=FRIDAY))


def draft(_: Scene) -> None:
    """A scene begins with one."""


@pytest.mark.parametrize("state", [draft, published, withdrawn, planned])
def test_what_is_brought_back_is_what_it_was(scene: Scene, state: Callable[[Scene], None]) -> None:
    state(scene)
    before = my_talk(scene.parts, WHO, "a-talk")
    removed = remove(scene.parts, WHO, "a-talk", DAYS)
    assert removed.removal is not None
    assert removed.removal.until - removed.removal.at == timedelta(days=DAYS)
    assert undo_removal(scene.parts, WHO, "a-talk") == before.seminar
    assert my_talk(scene.parts, WHO, "a-talk") == before
    assert scene.actions()[:2] == [Action.SEMINAR_BROUGHT_BACK, Action.SEMINAR_REMOVED]


DOES: Mapping[str, Callable[[Parts], Any]] = {
    "build": lambda parts: build(parts, WHO, "a-talk", Order()),
    "order": lambda parts: order_when_complete(parts, WHO, "a-talk", Order()),
    "hand in": lambda parts: submit(parts, WHO, Order((), DetailChanges()), "a-talk"),
    "describe": lambda parts: describe(parts, WHO, "a-talk", DetailChanges("Another")),
    "name": lambda parts: name_draft(parts, WHO, "a-talk", DetailChanges("Another")),
    "upload": lambda parts: upload(parts, WHO, "a-talk", sent()),
    "begin an upload": lambda parts: begin_upload(parts, WHO, "a-talk", Announced("b.mp3", 9), Limits()),
    "take off": lambda parts: detach(parts, WHO, "a-talk", "slides.pdf"),
    "arrange": lambda parts: arrange(parts, WHO, "a-talk", []),
    "publish": lambda parts: restore(parts, WHO, "a-talk", 1),
    "plan": lambda parts: plan(parts, WHO, "a-talk", ReleasePlan(1, FRIDAY)),
    "withdraw": lambda parts: withdraw(parts, WHO, "a-talk"),
    "slide times": lambda parts: edit_timeline(parts, WHO, "a-talk", Edit(None, [SentCue(1, 0)], 9)),
    "read": lambda parts: my_talk(parts, WHO, "a-talk"),
    "remove": lambda parts: remove(parts, WHO, "a-talk", DAYS),
}


@pytest.mark.parametrize("does", DOES.values(), ids=DOES)
def test_nothing_is_done_to_a_talk_that_was_removed(scene: Scene, does: Callable[[Parts], Any]) -> None:
    scene.publish()
    removed = remove(scene.parts, WHO, "a-talk", DAYS)
    with pytest.raises(Removed, match="a-talk"):
        does(scene.parts)
    assert scene.seminar() == removed


def test_a_build_on_its_way_is_stopped_and_can_be_tried_again_afterwards(scene: Scene) -> None:
    begun = scene.build()
    scene.parts.queue.enqueue(begun.job)
    remove(scene.parts, WHO, "a-talk", DAYS)
    assert begun.job not in scene.parts.queue.live()
    scene.end(begun)
    discard(scene.parts, begun)
    reconcile(scene.parts.database, scene.parts.queue)
    assert begun.job not in scene.parts.queue.live()
    undone = undo_removal(scene.parts, WHO, "a-talk")
    assert undone.state is SeminarState.DRAFT
    with scene.parts.database.reading() as catalogue:
        [ended] = catalogue.builds.of_seminar(undone.id)
    assert (ended.state, ended.failure) == (BuildState.FAILED, Cancelled().failure)
    scene.end(retry(scene.parts, WHO, begun.id))
    assert scene.seminar().state is SeminarState.PUBLISHED


def test_a_source_that_is_on_no_list_is_there_when_the_talk_is_brought_back(scene: Scene) -> None:
    begun = scene.build()
    detach(scene.parts, WHO, "a-talk", "slides.pdf")
    remove(scene.parts, WHO, "a-talk", DAYS)
    discard(scene.parts, begun)
    undo_removal(scene.parts, WHO, "a-talk")
    assert scene.parts.storage.exists(begun.request.files[0].key)
    retry(scene.parts, WHO, begun.id)


def test_what_was_planned_for_a_time_that_has_passed_waits_for_somebody(scene: Scene) -> None:
    planned(scene)
    remove(scene.parts, WHO, "a-talk", DAYS)
    soon = datetime.now(UTC) - timedelta(seconds=1)
    with scene.parts.database.transaction() as catalogue:
        catalogue.releases.plan(scene.seminar().id, 2, soon)
    assert publish_due(scene.parts.database, later()) == 0
    undo_removal(scene.parts, WHO, "a-talk")
    assert publish_due(scene.parts.database, later()) == 0
    found = my_talk(scene.parts, WHO, "a-talk")
    assert (found.seminar.release, found.stages) == (1, (Stage.PUBLIC, Stage.READY))
    assert Action.RELEASE_HELD in scene.actions()


@pytest.mark.parametrize(("days", "expected"), [(-1, ON_REQUEST), (1, None)])
def test_an_order_that_waits_does_not_begin_meanwhile_nor_publish_late(
    scene: Scene, days: int, expected: Publishing | None
) -> None:
    at = Publishing(at=later(days))
    order_when_complete(scene.parts, WHO, "a-talk", Order(files=("slides.pdf", "talk.mp3")))
    with scene.parts.database.transaction() as catalogue:
        asked = catalogue.waiting_orders.of_seminar(scene.seminar().id)
        assert asked is not None
        whole = replace(asked, awaits=(), order=Order(publishing=at))
        catalogue.waiting_orders.put(whole)
    remove(scene.parts, WHO, "a-talk", DAYS)
    sweep.go_on(scene.parts)
    with scene.parts.database.reading() as catalogue:
        assert catalogue.waiting_orders.of_seminar(scene.seminar().id) == whole
    undo_removal(scene.parts, WHO, "a-talk")
    sweep.go_on(scene.parts)
    newest = my_talk(scene.parts, WHO, "a-talk").newest
    assert newest is not None
    assert newest.request.publishing == (expected or at)


def test_an_upload_is_shut_out_and_goes_on_when_the_talk_is_brought_back(scene: Scene) -> None:
    _, secret = begin_upload(scene.parts, WHO, "a-talk", Announced("b.mp3", 4), Limits())
    held = receive.take(scene.parts, secret, 0)
    held = receive.keep(scene.parts, held, receive.stage(scene.parts, held, Staged(), b"ab"))
    remove(scene.parts, WHO, "a-talk", DAYS)
    assert receive.is_wanted(scene.parts, held)
    with pytest.raises(Removed):
        receive.take(scene.parts, secret, 2)
    assert receive.look(scene.parts, secret).offset_bytes == 2
    undo_removal(scene.parts, WHO, "a-talk")
    held = receive.take(scene.parts, secret, 2)
    held = receive.keep(scene.parts, held, receive.stage(scene.parts, held, held.staged, b"cd"))
    assert receive.finish(scene.parts, held).is_finished


def test_nobody_is_told_by_mail_of_a_talk_that_was_removed(scene: Scene) -> None:
    scene.publish()
    remove(scene.parts, WHO, "a-talk", DAYS)
    tell_of_events(scene.parts.database)
    with scene.parts.database.reading() as catalogue:
        assert (catalogue.events.first(1), catalogue.mails.due(later())) == ([], None)


def test_a_mail_that_waits_is_dropped_when_its_talk_is_removed(scene: Scene) -> None:
    person = Person(PersonId("amina"), "amina@example.org", "Amina", "hash", True, {}, datetime.now(UTC))
    mails = [
        new_mail(MailKind.READY, person, MailFacts("A talk", slug), None) for slug in ("a-talk", "gone", "renamed")
    ]
    with scene.parts.database.transaction() as catalogue:
        catalogue.people.add(person)
        gone = catalogue.seminars.add("gone", scene.seminar().details)
        catalogue.seminars.point(gone.id, 1, gone.details, 1)
        catalogue.removals.put(gone.id, removal_of(datetime.now(UTC), "operator", DAYS))
        catalogue.removals.purge(gone.id)
        for mail in mails:
            catalogue.mails.add(mail)
    remove(scene.parts, WHO, "a-talk", DAYS)
    send_due(scene.parts, lambda mail, _: Mail(mail.id, mail.written_at, mail.to, "Subject", "Text"))
    with scene.parts.database.reading() as catalogue:
        states = [catalogue.mails.by_id(mail.id).state for mail in mails]
    assert states == [MailState.DROPPED, MailState.DROPPED, MailState.SENT]


def test_what_was_uploaded_is_read_when_the_talk_is_brought_back(scene: Scene) -> None:
    removed = remove(scene.parts, WHO, "a-talk", DAYS)
    assert begin_reading(scene.parts.database, removed.id) is None
    undo_removal(scene.parts, WHO, "a-talk")
    assert begin_reading(scene.parts.database, removed.id) is not None


def test_many_are_removed_at_once_each_with_its_own_time(scene: Scene) -> None:
    create_draft(scene.parts, WHO, DetailChanges("Another"), None)
    scene.publish()
    bulk = Bulk(EVERY, BulkAction.REMOVE, LAST_NUMBER, LAST_NUMBER, kept_days=7)
    assert change_talks(scene.parts, WHO, bulk, 9).done == 2
    again = change_talks(scene.parts, WHO, bulk, 9)
    assert (again.done, again.unchanged, again.refused) == (0, 0, [])
    found = list_removed(scene.parts, WHO, 9)
    assert {each.removal.until - each.removal.at for each in found.talks} == {timedelta(days=7)}
    assert [each.talk.seminar.slug for each in list_removed(scene.parts, WHO, 1).talks] == ["a-talk"]
    [behind] = list_removed(scene.parts, WHO, 1, found.talks[0].talk.place).talks
    assert behind.talk.seminar.slug == "another"


def test_what_is_not_brought_back_goes_with_its_files_and_leaves_those_of_others(scene: Scene) -> None:
    begun = scene.publish()
    own = f"releases/{begun.id}/1"
    create_draft(scene.parts, WHO, DetailChanges("Another"), None)
    upload(scene.parts, WHO, "another", sent())
    remove(scene.parts, WHO, "a-talk", DAYS)
    assert purge(scene.parts, later(DAYS - 1)) == 0
    assert (purge(scene.parts, later()), purge(scene.parts, later())) == (1, 0)
    assert scene.parts.storage.exists(begun.request.files[0].key)
    assert not scene.parts.storage.exists(own)
    assert scene.actions()[0] is Action.SEMINAR_PURGED
    for does in (lambda: undo_removal(scene.parts, WHO, "a-talk"), lambda: my_talk(scene.parts, WHO, "a-talk")):
        with pytest.raises(RemovedForGood):
            does()
    remove(scene.parts, WHO, "another", DAYS)
    assert purge(scene.parts, later()) == 1
    assert not scene.parts.storage.exists(begun.request.files[0].key)
    with pytest.raises(NotFound):
        my_talk(scene.parts, WHO, "another")


def test_it_is_too_late_to_bring_back_what_is_about_to_be_purged(scene: Scene) -> None:
    remove(scene.parts, WHO, "a-talk", 0)
    with pytest.raises(RemovedForGood):
        undo_removal(scene.parts, WHO, "a-talk")
    assert purge(scene.parts, datetime.now(UTC)) == 1


def test_a_talk_that_was_never_removed_stays_as_it_is_when_that_is_undone(scene: Scene) -> None:
    before = scene.seminar()
    assert undo_removal(scene.parts, WHO, "a-talk") == before
    assert Action.SEMINAR_BROUGHT_BACK not in scene.actions()


def test_no_talk_is_handed_in_under_the_address_of_one_that_is_gone(scene: Scene) -> None:
    scene.publish()
    remove(scene.parts, WHO, "a-talk", DAYS)
    purge(scene.parts, later())
    with pytest.raises(RemovedForGood):
        submit(scene.parts, WHO, Order((), DetailChanges("A talk")), "a-talk")
    assert create_draft(scene.parts, WHO, DetailChanges("A talk"), None).slug == "a-talk-2"


def test_a_draft_of_which_nothing_is_to_be_left_is_gone_at_once(scene: Scene) -> None:
    begun = scene.build(ON_REQUEST)
    with pytest.raises(Conflict, match="is being built"):
        discard_draft(scene.parts, WHO, "a-talk")
    scene.end(begun)
    discard_draft(scene.parts, WHO, "a-talk")
    assert not any(scene.parts.storage.exists(key) for key in (source_key(DIGEST), f"releases/{begun.id}/1"))
    with pytest.raises(NotFound):
        undo_removal(scene.parts, WHO, "a-talk")
    assert create_draft(scene.parts, WHO, DetailChanges("A talk"), None).slug == "a-talk"


def test_what_viewers_have_seen_does_not_go_at_once(scene: Scene) -> None:
    scene.publish()
    with pytest.raises(Conflict, match="has been published"):
        discard_draft(scene.parts, WHO, "a-talk")
    assert scene.seminar().state is SeminarState.PUBLISHED
