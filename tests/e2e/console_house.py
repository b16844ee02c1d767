"""A service with talks at every stage and people of its own, for pages that organisers see; no worker runs."""

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from served_talk import publish_release, publish_talk

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.bootstrap import Service, open_service
from mediasvc.delivery.askers import SESSION_COOKIE
from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, Digest
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import DeckEncrypted
from mediasvc.domain.mail import MailFacts, MailKind, MailState
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.order import Order
from mediasvc.domain.person import Person, PersonId
from mediasvc.domain.publishing import ON_REQUEST
from mediasvc.domain.reading import Reading, ReadingState, SourceKind
from mediasvc.settings import Settings
from mediasvc.usecases.build import build
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.fail import fail
from mediasvc.usecases.notify import new_mail
from mediasvc.usecases.people import make_link
from mediasvc.usecases.plan import ReleasePlan, plan
from mediasvc.usecases.sessions import begin_session
from mediasvc.usecases.upload import Sent, detach, upload
from mediasvc.usecases.waiting import order_when_complete
from mediasvc.usecases.withdraw import withdraw

AMINA = Person(PersonId("amina"), "amina@example.org", "Amina", None, True, {}, datetime(2026, 11, 21, tzinfo=UTC))
TITLE = "Savings groups that last: what we have learnt in nine years of visits to villages"
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
            session = begin_session(catalogue, AMINA)[1]
        talk = replace(talk, title=TITLE)
        for slug in ("public", "withdrawn", "withdrawn-failed"):
            publish_talk(service, folder, talk, slug=slug)
        for slug in ("ready", "planned"):
            publish_talk(service, folder, talk, publishing=ON_REQUEST, slug=slug)
        plan(service, Operator(), "planned", ReleasePlan(1, datetime.now(UTC) + timedelta(days=9)))
        _with_versions(service, folder, talk)
        _give_files(service, "withdrawn-failed")
        _fail(service, build(service, Operator(), "withdrawn-failed", Order(files=tuple(SOURCES))))
        for slug in ("withdrawn", "withdrawn-failed"):
            withdraw(service, Operator(), slug)
        yield ConsoleHouse(service, session, _pages(service))


def _pages(service: Service) -> dict[str, str]:
    return {**_open_pages(service), **_of_drafts(service), **_of_talks(), **_of_mail(service)}


def _with_versions(service: Service, folder: Path, talk: Manifest) -> None:
    """Publish a talk with two versions, and some that have slide times and captions of their own."""
    for slug in ("versions", "kept", "replaced"):
        publish_talk(service, folder, talk, slug=slug)
        _give_files(service, slug)
    details = DetailChanges(speakers=("Hana",))
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
    names = ("people", "people/new", "tokens", "tokens/new", "activity", "account")
    return {
        "list": "",
        "bulk": "bulk?all=1",
        **dict(zip(names, names, strict=True)),
        **{stage: f"talks/{stage}" for stage in ("ready", "planned", "public", "withdrawn", "withdrawn-failed")},
    }
