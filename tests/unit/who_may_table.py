"""A call of each use case, and who may make it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from migrated_database import MigratedDatabase
from parts_of import parts_of
from test_manifest import TALK

from mediasvc.adapters.memory_mailer import MemoryMailer
from mediasvc.domain.access import Actor, Anonymous, Operator, SignedIn, TokenHolder
from mediasvc.domain.build import Build, BuildId, Digest
from mediasvc.domain.consent import Consent, ConsentMethod
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.limits import Limits
from mediasvc.domain.listed_talk import LAST_NUMBER, ListRequest
from mediasvc.domain.mail import MailFacts, MailKind, MailState
from mediasvc.domain.order import Order
from mediasvc.domain.person import Person, PersonId, Role
from mediasvc.domain.publishing import ON_REQUEST
from mediasvc.domain.reading import Reading, ReadingState, SourceKind, reading_job
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.seminar_filter import EVERY
from mediasvc.domain.series import SeriesPicture
from mediasvc.domain.short_code import code_of
from mediasvc.domain.timeline_edit import SentCue
from mediasvc.domain.token import Scope, new_token
from mediasvc.domain.upload import UploadId
from mediasvc.ports import Parts
from mediasvc.usecases import (
    account,
    audit,
    browse,
    builds,
    bulk,
    changers,
    consents,
    drafts,
    export,
    follow,
    links,
    list_talks,
    mails,
    members,
    monitor,
    my_sessions,
    my_talks,
    my_tokens,
    notify,
    people,
    preview,
    purge,
    readings,
    releases,
    remove,
    series,
    series_feed,
    series_pictures,
    timelines,
    tokens,
    upload,
    uploads,
    versions,
    waiting,
    watch,
)
from mediasvc.usecases.arrange import arrange, list_last_files
from mediasvc.usecases.belongings import belongings
from mediasvc.usecases.build import build
from mediasvc.usecases.bulk_actions import Bulk, BulkAction
from mediasvc.usecases.describe import describe
from mediasvc.usecases.edit_timeline import Edit, edit_timeline
from mediasvc.usecases.give_away import give_away
from mediasvc.usecases.listed import listed
from mediasvc.usecases.plan import ReleasePlan, plan
from mediasvc.usecases.publish import publish
from mediasvc.usecases.reading_jobs import keep_reading
from mediasvc.usecases.restore import restore, restore_sent_back
from mediasvc.usecases.retry import retry
from mediasvc.usecases.send_back import send_back
from mediasvc.usecases.short_links import find_by_code
from mediasvc.usecases.submit import submit
from mediasvc.usecases.withdraw import withdraw

CONTENT = b"%PDF-1.7 deck"
SHA256 = Digest(hashlib.sha256(CONTENT).hexdigest())
DECK = "slides.pdf"
FILE = "manifest.json"
NO_UPLOAD = UploadId("0" * 64)
NO_BUILD = BuildId("0" * 32)
NO_CODE = "0" * 9
TOKEN = "Amina's laptop"

PASSWORD = "one two three four"
PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$5RBNYaoXTG5srOXEktRztA$tFE9RnNgrQQFgP5DX87Rz/N+F/fZgsH8+kqjLR2CnB8"
AT = datetime(2026, 11, 21, tzinfo=UTC)
# Somebody who is a member of no series, and an admin.
VIEWER = SignedIn(Person(PersonId("viewer"), "viewer@example.org", "Viewer", PASSWORD_HASH, False, {}, AT))
ADMIN = SignedIn(Person(PersonId("admin"), "admin@example.org", "Admin", PASSWORD_HASH, True, {}, AT))

# A series, a member of it, and one who was invited.
SERIES = "friday"
MEMBER = Person(PersonId("member"), "member@example.org", "Member", PASSWORD_HASH, False, {}, AT)
INVITED = Person(PersonId("invited"), "invited@example.org", "Invited", None, False, {}, AT, links=1)
JOINS = members.NewMember("hana@example.org", Role.CONTRIBUTOR)
SERIES_CHANGE = series.SeriesChange("Sunday", "Talks")
NEW_SERIES = series.SeriesText("Saturday", "Talks")

ANYBODY = (Anonymous(), VIEWER, TokenHolder(TOKEN), ADMIN, Operator())
IDENTIFIED = ANYBODY[1:]
KNOWN = (TokenHolder(TOKEN), ADMIN, Operator())
PEOPLE = (VIEWER, ADMIN)
OPERATORS = (ADMIN, Operator())


@dataclass(frozen=True)
class House:
    """Parts, and what is in them: a talk that was published and has a release that waits, a draft, a token, and people.

    The draft's build failed. A file is on its way into the talk, and an order waits for it. A release of the `awaited`
    talk waits for approval.
    """

    parts: Parts
    folder: Path
    talk: str
    draft: str
    build_id: BuildId
    upload_id: UploadId = NO_UPLOAD
    failed_id: BuildId = NO_BUILD
    awaited: str = "awaited"
    code: str = NO_CODE

    @property
    def order(self) -> Order[Path]:
        return Order((self.folder / DECK,), DetailChanges("A talk"))


def own_token(who: Actor) -> str:
    """Return the name of the token of this person."""
    return f"of {who.person.name}" if isinstance(who, SignedIn) else "none"


@dataclass(frozen=True)
class Row:
    """A use case, who may ask for it, and how they do. `is_of_one` tells whether it is about one seminar."""

    name: str
    who: Iterable[Actor]
    call: Callable[[House, Actor], object]
    is_of_one: bool = True


def furnished(folder: Path) -> House:
    """Return a house whose folder has a deck in it: a copy, as to furnish one takes twenty times as long."""
    first, database = _first_house()
    # Together, so that the copy of the one holds the copy of the other.
    storage, staging, queue = deepcopy((first.parts.storage, first.parts.staging, first.parts.queue))
    (folder / DECK).write_bytes(CONTENT)
    parts = replace(parts_of(MigratedDatabase(database), storage), staging=staging, queue=queue)
    return replace(first, parts=parts, folder=folder)


@cache
def _first_house() -> tuple[House, bytes]:
    """Return what each house is a copy of, and the file of its database."""
    database = MigratedDatabase()
    with TemporaryDirectory() as folder:
        (Path(folder) / DECK).write_bytes(CONTENT)
        return _furnish(parts_of(database), Path(folder)), database.closed_file()


def _furnish(parts: Parts, folder: Path) -> House:
    house = House(parts, folder, "a-talk", "a-draft", BuildId(""))
    begun = submit(parts, Operator(), house.order, None)
    _end(parts, begun)
    _end(parts, submit(parts, Operator(), replace(house.order, publishing=ON_REQUEST), "a-talk"))
    handed_in = submit(parts, TokenHolder("portal", frozenset({Scope.HAND_IN})), house.order, house.awaited)
    _end(parts, handed_in)
    drafts.create_draft(parts, Operator(), DetailChanges("A draft"), None)
    upload.upload(parts, Operator(), "a-talk", sent(DECK))
    parts.queue.cancel(reading_job(begun.seminar_id))
    read = Reading(
        SHA256, ReadingState.READ, kind=SourceKind.DECK, slides=1, thumbnails=(f"releases/{begun.id}/{FILE}",)
    )
    keep_reading(parts.database, begun.seminar_id, read)
    upload.upload(parts, Operator(), "a-draft", sent(DECK))
    failed = build(parts, Operator(), "a-draft", Order())
    follow.cancel(parts, Operator(), failed.id)
    parts.queue.cancel(reading_job(failed.seminar_id))
    tokens.create_token(parts, Operator(), TOKEN)
    parts.storage.put("series/picture.jpg", BytesIO(b"jpeg"))
    with parts.database.transaction() as catalogue:
        friday = catalogue.series.of_title("Friday", SERIES)
        catalogue.series.change_picture(friday.id, SeriesPicture("series/picture.jpg"))
        for member in (MEMBER, INVITED):
            catalogue.people.add(replace(member, memberships={friday.id: Role.CONTRIBUTOR}))
        for who in PEOPLE:
            catalogue.people.add(who.person)
        for who in PEOPLE:
            catalogue.tokens.add(replace(new_token(own_token(who))[0], person=who.person.id))
        catalogue.mails.add(MAIL.ended(MailState.REFUSED))
    announced = uploads.Announced("long.mp3", len(CONTENT))
    on_its_way, _ = uploads.begin_upload(parts, Operator(), "a-talk", announced, Limits())
    waiting.order_when_complete(parts, Operator(), "a-talk", Order())
    code = code_of(begun.seminar_id)
    return replace(house, build_id=begun.id, failed_id=failed.id, upload_id=on_its_way.id, code=code)


NEW = account.NewPassword(PASSWORD, "five six seven eight")
CONSENT = Consent("Hana", date(2026, 6, 18), ConsentMethod.SIGNED)
WITHDRAW = Bulk(EVERY, BulkAction.WITHDRAW, LAST_NUMBER, LAST_NUMBER)
MAIL = notify.new_mail(MailKind.READY, VIEWER.person, MailFacts("A talk", "a-talk"), None)
STATES = tuple(MailState)
INVITATION = people.Invitation("hana@example.org")


def _mailing(parts: Parts) -> Parts:
    return replace(parts, mailer=MemoryMailer())


def _end(parts: Parts, build: Build) -> None:
    parts.queue.cancel(build.job)

    def files_of(seminar: Seminar, number: int) -> Mapping[str, str]:
        key = f"releases/{build.id}/{FILE}"
        parts.storage.put(key, BytesIO(replace(TALK, slug=seminar.slug, release=number).to_json().encode()))
        return {FILE: key}

    publish(parts.database, build, files_of, [])


def sent(name: str) -> upload.Sent:
    return upload.Sent(name, SHA256, BytesIO(CONTENT), len(CONTENT))


def _page(*_: object) -> str:
    return "<!doctype html>"


def _healthy() -> None:
    """Nothing stands in the way of a build."""


TABLE: tuple[Row, ...] = (
    Row("account.change_password", PEOPLE, lambda h, who: account.change_password(h.parts, who, NEW), is_of_one=False),
    Row("account.read_account", IDENTIFIED, lambda h, who: account.read_account(h.parts, who), is_of_one=False),
    Row(
        "account.change_account",
        PEOPLE,
        lambda h, who: account.change_account(h.parts, who, account.AccountChange("Another name")),
        is_of_one=False,
    ),
    Row(
        "account.sign_out_everywhere", PEOPLE, lambda h, who: account.sign_out_everywhere(h.parts, who), is_of_one=False
    ),
    Row("audit.read", OPERATORS, lambda h, who: audit.read(h.parts, who, 9), is_of_one=False),
    Row("browse.list_page", ANYBODY, lambda h, who: browse.list_page(h.parts, who, EVERY, 9, None), is_of_one=False),
    Row("browse.list_seminars", KNOWN, lambda h, who: browse.list_seminars(h.parts, who), is_of_one=False),
    Row("browse.list_sources", KNOWN, lambda h, who: browse.list_sources(h.parts, who, h.talk)),
    Row("browse.read_announced", KNOWN, lambda h, who: browse.read_announced(h.parts, who, h.talk)),
    Row("browse.read_seminar", ANYBODY, lambda h, who: browse.read_seminar(h.parts, who, h.talk)),
    Row("browse.show", KNOWN, lambda h, who: browse.show(h.parts, who, h.talk)),
    Row(
        "browse.waiting_releases",
        ANYBODY,
        lambda h, who: browse.waiting_releases(h.parts, who, []),
        is_of_one=False,
    ),
    Row("belongings.belongings", KNOWN, lambda h, who: belongings(h.parts, who, h.talk)),
    Row("bulk.change_talks", KNOWN, lambda h, who: bulk.change_talks(h.parts, who, WITHDRAW, 9), is_of_one=False),
    Row("bulk.plan_bulk", KNOWN, lambda h, who: bulk.plan_bulk(h.parts, who, EVERY, 9), is_of_one=False),
    Row("build.build", KNOWN, lambda h, who: build(h.parts, who, h.talk, Order())),
    Row("builds.list_builds", KNOWN, lambda h, who: builds.list_builds(h.parts, who, h.talk)),
    Row("builds.read_build", KNOWN, lambda h, who: builds.read_build(h.parts, who, h.build_id)),
    Row("builds.unfinished_builds", KNOWN, lambda h, who: builds.unfinished_builds(h.parts, who), is_of_one=False),
    Row(
        "consents.edit_consents",
        KNOWN,
        lambda h, who: consents.edit_consents(h.parts, who, h.talk, consents.ConsentEdit(None, [CONSENT])),
    ),
    Row("consents.read_consents", KNOWN, lambda h, who: consents.read_consents(h.parts, who, h.talk)),
    Row(
        "changers.changers_of_person",
        OPERATORS,
        lambda h, who: changers.changers_of_person(h.parts, who, VIEWER.person.id, ["name"]),
        is_of_one=False,
    ),
    Row(
        "changers.changers_of_series",
        OPERATORS,
        lambda h, who: changers.changers_of_series(h.parts, who, SERIES, ["title"]),
        is_of_one=False,
    ),
    Row("changers.changers_of_talk", KNOWN, lambda h, who: changers.changers_of_talk(h.parts, who, h.talk, ["title"])),
    Row("describe.describe", KNOWN, lambda h, who: describe(h.parts, who, h.talk, DetailChanges("Another title"))),
    Row(
        "drafts.create_draft",
        KNOWN,
        lambda h, who: drafts.create_draft(h.parts, who, DetailChanges("New"), None),
        is_of_one=False,
    ),
    Row("arrange.arrange", KNOWN, lambda h, who: arrange(h.parts, who, h.talk, ["slides.pdf"])),
    Row("arrange.list_last_files", KNOWN, lambda h, who: list_last_files(h.parts, who, h.talk)),
    Row("drafts.name_draft", KNOWN, lambda h, who: drafts.name_draft(h.parts, who, h.draft, DetailChanges("New"))),
    Row(
        "export.export",
        KNOWN,
        lambda h, who: export.export(h.parts, who, h.talk, h.folder / "out", export.Handout(_page)),
    ),
    Row(
        "edit_timeline.edit_timeline",
        KNOWN,
        lambda h, who: edit_timeline(h.parts, who, h.talk, Edit(None, [SentCue(1, 0)], 9)),
    ),
    Row("follow.await_words", KNOWN, lambda h, who: follow.await_words(h.parts, who, h.build_id, _healthy)),
    Row("follow.cancel", KNOWN, lambda h, who: follow.cancel(h.parts, who, h.build_id)),
    Row("follow.follow", KNOWN, lambda h, who: follow.follow(h.parts, who, h.build_id, lambda _: None, _healthy)),
    Row("give_away.give_away", KNOWN, lambda h, who: give_away(h.parts, who, h.talk)),
    Row("links.first_admin_link", OPERATORS, lambda h, who: links.first_admin_link(h.parts, who), is_of_one=False),
    Row(
        "list_talks.list_talks",
        ANYBODY,
        lambda h, who: list_talks.list_talks(h.parts, who, ListRequest(), 9),
        is_of_one=False,
    ),
    Row(
        "list_talks.summarise_talks",
        ANYBODY,
        lambda h, who: list_talks.summarise_talks(h.parts, who, EVERY),
        is_of_one=False,
    ),
    Row("monitor.checks", ANYBODY, lambda h, who: monitor.checks(h.parts, who), is_of_one=False),
    Row("monitor.figures", ANYBODY, lambda h, who: monitor.figures(h.parts, who), is_of_one=False),
    Row("monitor.count_workers", ANYBODY, lambda h, who: monitor.count_workers(h.parts, who), is_of_one=False),
    Row(
        "people.change_person",
        OPERATORS,
        lambda h, who: people.change_person(h.parts, who, VIEWER.person.id, people.PersonChange(is_admin=True)),
        is_of_one=False,
    ),
    Row(
        "people.find_person",
        OPERATORS,
        lambda h, who: people.find_person(h.parts, who, VIEWER.person.email),
        is_of_one=False,
    ),
    Row("people.invite", OPERATORS, lambda h, who: people.invite(h.parts, who, INVITATION), is_of_one=False),
    Row("people.list_people", OPERATORS, lambda h, who: people.list_people(h.parts, who), is_of_one=False),
    Row(
        "people.read_person",
        OPERATORS,
        lambda h, who: people.read_person(h.parts, who, VIEWER.person.id),
        is_of_one=False,
    ),
    Row(
        "people.make_link", OPERATORS, lambda h, who: people.make_link(h.parts, who, VIEWER.person.id), is_of_one=False
    ),
    Row("mails.count_mails", ANYBODY, lambda h, who: mails.count_mails(h.parts, who), is_of_one=False),
    Row("mails.is_stuck", OPERATORS, lambda h, who: mails.is_stuck(h.parts, who), is_of_one=False),
    Row("mails.list_mails", OPERATORS, lambda h, who: mails.list_mails(h.parts, who, 9, None, STATES), is_of_one=False),
    Row("mails.read_mail", OPERATORS, lambda h, who: mails.read_mail(h.parts, who, MAIL.id), is_of_one=False),
    Row("mails.send_again", OPERATORS, lambda h, who: mails.send_again(h.parts, who, MAIL.id), is_of_one=False),
    Row("my_talks.my_files", KNOWN, lambda h, who: my_talks.my_files(h.parts, who, h.talk)),
    Row("my_talks.my_talk", KNOWN, lambda h, who: my_talks.my_talk(h.parts, who, h.talk)),
    Row("my_talks.warnings_of", KNOWN, lambda h, who: my_talks.warnings_of(h.parts, who, h.talk)),
    Row("plan.plan", KNOWN, lambda h, who: plan(h.parts, who, h.talk, ReleasePlan(2))),
    Row("preview.preview", KNOWN, lambda h, who: preview.preview(h.parts, who, h.talk)),
    Row(
        "preview.preview_file_key",
        KNOWN,
        lambda h, who: preview.preview_file_key(h.parts, who, h.talk, 2, FILE),
    ),
    Row("readings.readings", KNOWN, lambda h, who: readings.readings(h.parts, who, h.talk)),
    Row("readings.thumbnail_key", KNOWN, lambda h, who: readings.thumbnail_key(h.parts, who, h.talk, SHA256, 1)),
    Row("releases.compare", KNOWN, lambda h, who: releases.compare(h.parts, who, h.talk, 1, 2)),
    Row("releases.list_releases", KNOWN, lambda h, who: releases.list_releases(h.parts, who, h.talk)),
    Row("purge.discard_draft", KNOWN, lambda h, who: purge.discard_draft(h.parts, who, h.draft)),
    Row("remove.list_removed", ANYBODY, lambda h, who: remove.list_removed(h.parts, who, 9), is_of_one=False),
    Row("remove.removable", KNOWN, lambda h, who: remove.removable(h.parts, who, h.talk)),
    Row("remove.remove", KNOWN, lambda h, who: remove.remove(h.parts, who, h.talk, 30)),
    Row("remove.undo_removal", KNOWN, lambda h, who: remove.undo_removal(h.parts, who, h.talk)),
    Row("restore.restore", KNOWN, lambda h, who: restore(h.parts, who, h.talk, 1)),
    Row("restore.restore_sent_back", KNOWN, lambda h, who: restore_sent_back(h.parts, who, h.talk, 1)),
    Row("retry.retry", KNOWN, lambda h, who: retry(h.parts, who, h.failed_id)),
    Row("send_back.send_back", KNOWN, lambda h, who: send_back(h.parts, who, h.awaited, 1, "Slide 3 is not ours.")),
    Row(
        "members.change_role",
        OPERATORS,
        lambda h, who: members.change_role(h.parts, who, SERIES, members.RoleChange(MEMBER.id, Role.ORGANISER)),
        is_of_one=False,
    ),
    Row(
        "members.invite_again",
        OPERATORS,
        lambda h, who: members.invite_again(_mailing(h.parts), who, SERIES, INVITED.id),
        is_of_one=False,
    ),
    Row(
        "members.invite_member",
        OPERATORS,
        lambda h, who: members.invite_member(h.parts, who, SERIES, JOINS),
        is_of_one=False,
    ),
    Row(
        "members.remove_member",
        OPERATORS,
        lambda h, who: members.remove_member(h.parts, who, SERIES, MEMBER.id),
        is_of_one=False,
    ),
    Row(
        "my_sessions.end_other_sessions",
        PEOPLE,
        lambda h, who: my_sessions.end_other_sessions(h.parts, who, "t"),
        is_of_one=False,
    ),
    Row(
        "my_sessions.end_session",
        PEOPLE,
        lambda h, who: my_sessions.end_session(h.parts, who, "0" * 64),
        is_of_one=False,
    ),
    Row(
        "my_sessions.list_sessions",
        PEOPLE,
        lambda h, who: my_sessions.list_sessions(h.parts, who, "t"),
        is_of_one=False,
    ),
    Row(
        "my_tokens.create_my_token",
        PEOPLE,
        lambda h, who: my_tokens.create_my_token(h.parts, who, "New"),
        is_of_one=False,
    ),
    Row("my_tokens.list_my_tokens", PEOPLE, lambda h, who: my_tokens.list_my_tokens(h.parts, who), is_of_one=False),
    Row(
        "my_tokens.revoke_my_token",
        PEOPLE,
        lambda h, who: my_tokens.revoke_my_token(h.parts, who, own_token(who)),
        is_of_one=False,
    ),
    Row(
        "series_feed.read_series_feed",
        ANYBODY,
        lambda h, who: series_feed.read_series_feed(h.parts, who, "Friday"),
        is_of_one=False,
    ),
    Row(
        "series_pictures.drop_picture",
        OPERATORS,
        lambda h, who: series_pictures.drop_picture(h.parts, who, SERIES),
        is_of_one=False,
    ),
    Row(
        "series_pictures.give_picture",
        OPERATORS,
        lambda h, who: series_pictures.give_picture(h.parts, who, SERIES, BytesIO(b"png")),
        is_of_one=False,
    ),
    Row(
        "series_pictures.read_picture",
        KNOWN,
        lambda h, who: series_pictures.read_picture(h.parts, who, SERIES),
        is_of_one=False,
    ),
    Row(
        "series.create_series",
        OPERATORS,
        lambda h, who: series.create_series(h.parts, who, NEW_SERIES),
        is_of_one=False,
    ),
    Row(
        "series.describe_series",
        OPERATORS,
        lambda h, who: series.describe_series(h.parts, who, SERIES, SERIES_CHANGE),
        is_of_one=False,
    ),
    Row("series.list_series", KNOWN, lambda h, who: series.list_series(h.parts, who), is_of_one=False),
    Row(
        "series.list_described_series",
        KNOWN,
        lambda h, who: series.list_described_series(h.parts, who),
        is_of_one=False,
    ),
    Row("series.list_series_sizes", KNOWN, lambda h, who: series.list_series_sizes(h.parts, who), is_of_one=False),
    Row("series.read_series", KNOWN, lambda h, who: series.read_series(h.parts, who, SERIES), is_of_one=False),
    Row("series.remove_series", OPERATORS, lambda h, who: series.remove_series(h.parts, who, SERIES), is_of_one=False),
    Row("submit.submit", KNOWN, lambda h, who: submit(h.parts, who, h.order, None), is_of_one=False),
    Row("timelines.read_summary", ANYBODY, lambda h, who: timelines.read_summary(h.parts, who, h.talk)),
    Row("timelines.read_timeline", ANYBODY, lambda h, who: timelines.read_timeline(h.parts, who, h.talk)),
    Row("tokens.create_token", OPERATORS, lambda h, who: tokens.create_token(h.parts, who, "New"), is_of_one=False),
    Row("tokens.list_tokens", OPERATORS, lambda h, who: tokens.list_tokens(h.parts, who), is_of_one=False),
    Row("tokens.revoke_token", OPERATORS, lambda h, who: tokens.revoke_token(h.parts, who, TOKEN), is_of_one=False),
    Row("upload.detach", KNOWN, lambda h, who: upload.detach(h.parts, who, h.talk, "slides.pdf")),
    Row("upload.upload", KNOWN, lambda h, who: upload.upload(h.parts, who, h.talk, sent("more.pdf"))),
    Row(
        "uploads.begin_upload",
        KNOWN,
        lambda h, who: uploads.begin_upload(h.parts, who, h.talk, uploads.Announced("b.mp3", 9), Limits()),
    ),
    Row("uploads.list_uploads", KNOWN, lambda h, who: uploads.list_uploads(h.parts, who, h.talk)),
    Row("uploads.remove_upload", KNOWN, lambda h, who: uploads.remove_upload(h.parts, who, h.talk, h.upload_id)),
    Row("waiting.cancel_waiting", KNOWN, lambda h, who: waiting.cancel_waiting(h.parts, who, h.talk)),
    Row(
        "waiting.order_when_complete",
        KNOWN,
        lambda h, who: waiting.order_when_complete(h.parts, who, h.talk, Order()),
    ),
    Row("waiting.read_waiting", KNOWN, lambda h, who: waiting.read_waiting(h.parts, who, h.talk)),
    Row("listed.listed", ANYBODY, lambda h, who: listed(h.parts, who, 9, None, ()), is_of_one=False),
    Row("short_links.find_by_code", ANYBODY, lambda h, who: find_by_code(h.parts, who, h.code)),
    Row("versions.read_version", ANYBODY, lambda h, who: versions.read_version(h.parts, who, h.talk)),
    Row("watch.file_key", ANYBODY, lambda h, who: watch.file_key(h.parts, who, h.talk, 1, FILE)),
    Row("watch.saved_file_key", ANYBODY, lambda h, who: watch.saved_file_key(h.parts, who, h.talk, 1, FILE)),
    Row("watch.talks", ANYBODY, lambda h, who: watch.talks(h.parts, who, 9), is_of_one=False),
    Row("watch.version_of_talks", ANYBODY, lambda h, who: watch.version_of_talks(h.parts, who), is_of_one=False),
    Row("watch.watch", ANYBODY, lambda h, who: watch.watch(h.parts, who, h.talk)),
    Row("withdraw.withdraw", KNOWN, lambda h, who: withdraw(h.parts, who, h.talk)),
)
