"""A service with talks at every stage and people of its own, for pages that organisers see; no worker runs."""

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from served_talk import publish_release, publish_talk

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.bootstrap import Service, open_service
from mediasvc.delivery.askers import SESSION_COOKIE
from mediasvc.domain.access import Operator, SignedIn
from mediasvc.domain.build import Build, Digest
from mediasvc.domain.consent import Consent, ConsentMethod
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import DeckEncrypted, Failure
from mediasvc.domain.mail import MailFacts, MailKind, MailState
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.order import Order
from mediasvc.domain.person import Person, PersonId, Role
from mediasvc.domain.publishing import ON_REQUEST
from mediasvc.domain.reading import Reading, ReadingState, SourceKind
from mediasvc.domain.removal import KEPT_DAYS
from mediasvc.domain.series import SeriesPicture
from mediasvc.domain.token import new_token
from mediasvc.settings import Settings
from mediasvc.usecases.build import build
from mediasvc.usecases.consents import ConsentEdit, edit_consents
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.fail import fail
from mediasvc.usecases.members import NewMember, invite_member
from mediasvc.usecases.notify import new_mail
from mediasvc.usecases.people import make_link
from mediasvc.usecases.plan import ReleasePlan, plan
from mediasvc.usecases.remove import remove
from mediasvc.usecases.send_back import send_back
from mediasvc.usecases.series import SeriesText, create_series
from mediasvc.usecases.sessions import begin_session
from mediasvc.usecases.upload import Sent, detach, upload
from mediasvc.usecases.waiting import order_when_complete
from mediasvc.usecases.withdraw import withdraw

AMINA = Person(PersonId("amina"), "amina@example.org", "Amina", None, True, {}, datetime(2026, 11, 21, tzinfo=UTC))
HANA = Person(PersonId("hana"), "hana@example.org", "هناء", None, False, {}, datetime(2026, 11, 21, tzinfo=UTC))
SENTENCE = "Slide 3 shows the names of the members.\nسلسلة"
TITLE = "Savings groups that last: what we have learnt in nine years of visits to villages"
UNUSABLE = Failure("picture_unusable", "this is no picture", "Choose another one.")
SOURCES = {"slides.pdf": (SourceKind.DECK, 12), "talk.mp3": (SourceKind.RECORDING, None)}
# Addresses of pages for which nobody has to be signed in.
FOR_ANYBODY = ("sign-in", "forgotten", "link")


@dataclass(frozen=True)
class ConsoleHouse:
    """The service, the token of a session of an admin, and the address of each kind of page."""

    service: Service
    session: str
    pages: dict[str, str]

    def cookie(self, root: str) -> Any:
        """Return the cookie of the session, as Playwright takes it."""
        return {"name": SESSION_COOKIE, "value": self.session, "url": root}


@contextmanager
def console_house(data_dir: Path, folder: Path, talk: Manifest) -> Generator[ConsoleHouse]:
    """A house in which `talk`, whose files are in `folder`, is public, withdrawn, and waits to be either."""
    with open_service(Settings(data_dir=data_dir, public_url="http://localhost")) as opened:
        service = replace(opened, queue=MemoryJobQueue())
        with service.database.transaction() as catalogue:
            catalogue.people.add(AMINA)
            catalogue.people.add(HANA)
            begin_session(catalogue, AMINA)
            session = begin_session(catalogue, AMINA)[1]
        _with_series(service)
        talk = replace(talk, title=TITLE)
        for slug in ("public", "withdrawn", "withdrawn-failed"):
            publish_talk(service, folder, talk, slug=slug)
        for slug in ("ready", "planned"):
            publish_talk(service, folder, talk, publishing=ON_REQUEST, slug=slug)
        plan(service, Operator(), "planned", ReleasePlan(1, datetime.now(UTC) + timedelta(days=9)))
        for slug in ("awaited", "sent-back"):
            publish_talk(service, folder, talk, publishing=ON_REQUEST, asker=SignedIn(HANA), slug=slug)
        send_back(service, SignedIn(AMINA), "sent-back", 1, SENTENCE)
        _with_versions(service, folder, talk)
        _give_files(service, "withdrawn-failed")
        _fail(service, build(service, Operator(), "withdrawn-failed", Order(files=tuple(SOURCES))))
        for slug in ("withdrawn", "withdrawn-failed"):
            withdraw(service, Operator(), slug, "سحبت المتحدثة موافقتها.")
        publish_talk(service, folder, talk, slug="removed")
        remove(service, SignedIn(AMINA), "removed", KEPT_DAYS)
        remove(service, Operator(), draft(service, "removed-draft"), KEPT_DAYS)
        yield ConsoleHouse(service, session, _pages(service))


def _pages(service: Service) -> dict[str, str]:
    return {**_open_pages(service), **_of_drafts(service), **_of_talks(), **_of_mail(service)}


def _with_series(service: Service) -> None:
    """Make a series with members, one of whom was invited, and a picture that could not be used."""
    create_series(service, Operator(), SeriesText("Friday", "Talks on savings.\nEvery week."))
    with service.database.transaction() as catalogue:
        series = catalogue.series.by_slug("friday")
        catalogue.series.change_picture(series.id, SeriesPicture(failure=UNUSABLE))
        token = replace(new_token("A script")[0], person=AMINA.id, series=series.id)
        catalogue.tokens.add(token)
    for email, role in (("hana@example.org", Role.ORGANISER), ("omar@example.org", Role.CONTRIBUTOR)):
        invite_member(service, Operator(), "friday", NewMember(email, role))


def _with_versions(service: Service, folder: Path, talk: Manifest) -> None:
    """Publish a talk with two versions, and some that have slide times and captions of their own."""
    for slug in ("versions", "kept", "replaced"):
        publish_talk(service, folder, talk, slug=slug)
        _give_files(service, slug)
    details = DetailChanges(speakers=("Hana", "أمينة"))
    consent = Consent("Somebody else", date(2026, 6, 18), ConsentMethod.SIGNED, "in the folder of 2026")
    order = Order(files=tuple(SOURCES), cues="cues.csv", captions="words.vtt", details=details)
    first, *others = talk.slides
    slides = tuple(replace(slide, index=place, number=place + 1) for place, slide in enumerate([*others, first]))
    for slug in ("versions", "kept", "replaced"):
        for name in ("cues.csv", "words.vtt"):
            content = name.encode()
            upload(service, Operator(), slug, Sent(name, _digest(content), BytesIO(content), len(content)))
        begun = build(service, Operator(), slug, order)
        publish_release(service, folder, replace(talk, slides=slides), begun)
        detach(service, Operator(), slug, "cues.csv")
        edit_consents(service, Operator(), slug, ConsentEdit(None, [consent, replace(consent, speaker="Hana")]))


def draft(service: Service, slug: str) -> str:
    """Return the slug of a new draft that has a deck and a recording, which were read."""
    create_draft(service, Operator(), DetailChanges(title=TITLE), slug)
    _give_files(service, slug)
    return slug


def _give_files(service: Service, slug: str) -> None:
    for name, (kind, slides) in SOURCES.items():
        content = f"{slug} {name}".encode()
        source = upload(service, Operator(), slug, Sent(name, _digest(content), BytesIO(content), len(content)))
        reading = Reading(source.digest, ReadingState.READ, kind=kind, slides=slides)
        with service.database.transaction() as catalogue:
            catalogue.readings.put(catalogue.seminars.by_slug(slug).id, reading)


def _digest(content: bytes) -> Digest:
    return Digest(hashlib.sha256(content).hexdigest())


def _open_pages(service: Service) -> dict[str, str]:
    link = make_link(service, Operator(), AMINA.id)[1]
    return {"sign-in": "sign-in", "forgotten": "forgotten", "link": f"link/{link}"}


def _of_drafts(service: Service) -> dict[str, str]:
    """Return the addresses of pages of talks that nobody has seen."""
    draft(service, "draft")
    order_when_complete(service, Operator(), draft(service, "arriving"), Order(files=("slides.pdf", "more.mp3")))
    build(service, Operator(), draft(service, "waiting"), Order())
    working = build(service, Operator(), draft(service, "working"), Order())
    failed = build(service, Operator(), draft(service, "failed"), Order())
    with service.database.transaction() as catalogue:
        catalogue.builds.begin(working.id)
    _fail(service, failed)
    return {
        "new": "new",
        "draft": "talks/draft",
        **{stage: f"talks/{stage}" for stage in ("arriving", "waiting", "working", "failed")},
    }


def _fail(service: Service, failed: Build) -> None:
    with service.database.transaction() as catalogue:
        fail(catalogue, failed, DeckEncrypted().about("slides.pdf").failure)


def _of_mail(service: Service) -> dict[str, str]:
    """Return the addresses of the list of mails and of one that was refused, in another language than the page."""
    failed = MailFacts(TITLE, "failed", DeckEncrypted().about("slides.pdf").failure)
    refused = new_mail(MailKind.FAILED, replace(AMINA, language="ar"), failed, None)
    with service.database.transaction() as catalogue:
        catalogue.mails.add(replace(refused.ended(MailState.REFUSED, "550 5.1.1 no such user"), attempts=1))
        catalogue.mails.add(new_mail(MailKind.READY, AMINA, MailFacts(TITLE, "ready"), "en"))
    return {"mail": "mail", "mail/refused": f"mail/{refused.id}"}


def _of_talks() -> dict[str, str]:
    names = ("people", "people/new", "tokens", "tokens/new", "activity")
    own = ("account", "account/tokens", "account/tokens/new", "series", "new-series", "series/friday")
    return {
        "list": "",
        "bulk": "bulk?all=1",
        "talks/versions/consent": "talks/versions/consent",
        "deleted": "deleted",
        "remove": "talks/versions/remove",
        "removed": "talks/removed",
        "awaited": "talks/awaited",
        "send-back": "talks/awaited/send-back",
        "sent-back": "talks/sent-back",
        **{name: name for name in (*names, *own)},
        **{stage: f"talks/{stage}" for stage in ("ready", "planned", "public", "withdrawn", "withdrawn-failed")},
        "give": "talks/public/give",
        "give/shown": "talks/public/give?show=1&size=800&slide=2&language=ar&colour=%23b3261e",
        "give/refused": "talks/public/give?size=640&slide=99",
        "give/not-yet": "talks/ready/give",
    }
