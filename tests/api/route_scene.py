"""The nine who ask at every route, what each usually gets there, and a house to try it in."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from io import BytesIO
from typing import Any

import httpx
from house import API, DECK, PUBLIC_URL, SOUND, House, hex_digest
from people import add_person, session_token
from tus_client import create

from mediasvc.adapters.memory_mailer import MemoryMailer
from mediasvc.delivery.askers import form_token_for
from mediasvc.domain.access import Operator, SignedIn
from mediasvc.domain.build import Digest
from mediasvc.domain.mail import MailFacts, MailKind, MailState
from mediasvc.domain.order import Order
from mediasvc.domain.person import Person, Role
from mediasvc.domain.reading import Reading, ReadingState, SourceKind
from mediasvc.domain.seminar import SeminarDetails, Visibility
from mediasvc.domain.series import SeriesPicture
from mediasvc.domain.session import new_session
from mediasvc.domain.token import Scope
from mediasvc.usecases.build import build
from mediasvc.usecases.notify import new_mail
from mediasvc.usecases.people import make_link
from mediasvc.usecases.tokens import TokenTerms, create_token

OK = 200


class Asker(StrEnum):
    NOBODY = "nobody"
    VIEWER = "viewer"
    CONTRIBUTOR = "contributor, whose draft it is"
    OTHER_ORGANISER = "organiser of another series"
    ORGANISER = "organiser"
    ADMIN = "admin"
    TOKEN = "token of a service"
    SCOPELESS = "token without the scope"
    ENDED = "expired session"


Expected = Mapping[Asker, int]
Values = Mapping[str, str]

ANYBODY: Expected = dict.fromkeys(Asker, OK)
# Everything of a draft of the contributor's. Whether it is there is not told to those who may read others.
READ: Expected = {
    **ANYBODY,
    Asker.NOBODY: 401,
    Asker.VIEWER: 403,
    Asker.OTHER_ORGANISER: 404,
    Asker.SCOPELESS: 403,
    Asker.ENDED: 401,
}
# To publish a draft of the contributor's.
PUBLISH: Expected = {**READ, Asker.CONTRIBUTOR: 403}
# To change a talk of the contributor's that everybody sees.
HAND_IN_PUBLISHED: Expected = {**READ, Asker.OTHER_ORGANISER: 403}
PUBLISH_PUBLISHED: Expected = {**PUBLISH, Asker.OTHER_ORGANISER: 403}
ADMINISTER: Expected = {**dict.fromkeys(Asker, 403), Asker.NOBODY: 401, Asker.ENDED: 401, Asker.ADMIN: OK}
# To look after a series of the organiser's.
ORGANISE: Expected = {**READ, Asker.CONTRIBUTOR: 403, Asker.TOKEN: 403}
# The page of a series of theirs; who is nobody may sign in first.
SERIES_PAGE: Expected = {**READ, Asker.NOBODY: OK, Asker.ENDED: OK}
# One's own account.
ACCOUNT: Expected = {**ANYBODY, Asker.NOBODY: 401, Asker.ENDED: 401, Asker.TOKEN: 403, Asker.SCOPELESS: 403}
KNOWN: Expected = {**ANYBODY, Asker.NOBODY: 401, Asker.ENDED: 401}
# A page for those who may read a draft: for others it is not there, and who is nobody may sign in first.
READ_PAGE: Expected = {
    **{asker: 404 if status == 403 else status for asker, status in READ.items()},
    Asker.NOBODY: OK,
    Asker.ENDED: OK,
}
READ_FILE: Expected = {**READ_PAGE, Asker.NOBODY: 404, Asker.ENDED: 404}


@dataclass(frozen=True)
class Scene:
    """A house with people in it, in which routes are tried. Every method makes something anew."""

    house: House
    people: Mapping[Asker, Person]
    tokens: Mapping[Asker, str]

    def client(self, asker: Asker) -> httpx.Client:
        """Return what the asker sends requests with: its pages are our own, and its sessions new."""
        client = self.house.client(self.tokens.get(asker))
        client.base_url = httpx.URL(PUBLIC_URL)
        client.headers.update({"Origin": PUBLIC_URL, "Accept-Encoding": "identity"})
        if asker in self.people:
            self._tie(client, "__Host-mediasvc", session_token(self.house, self.people[asker]))
        elif asker is Asker.ENDED:
            self._tie(client, "__Host-mediasvc", self._ended_session())
        elif asker is Asker.NOBODY:
            self._tie(client, "__Host-mediasvc-form", "any")
        return client

    def draft(self) -> Values:
        """Return the slug of a draft of the contributor's, in the series Friday, that has a deck and a recording."""
        with self.house.database.transaction() as catalogue:
            owner = self.people[Asker.CONTRIBUTOR].id
            seminar = catalogue.seminars.add(f"talk-{uuid.uuid4().hex[:8]}", SeminarDetails("A talk"), owner)
            series = catalogue.series.of_title("Friday", "friday")
            catalogue.seminars.place(seminar.id, series, Visibility.PUBLIC)
        for name, content in (("slides.pdf", DECK), ("talk.mp3", SOUND)):
            assert self.house.put(seminar.slug, name, content).status_code == 201
        return {"slug": seminar.slug, "name": "slides.pdf"}

    def published(self) -> Values:
        """Return a talk of the contributor's that everybody sees: its slug, its release and a file of it."""
        slug = self.draft()["slug"]
        self.house.order(slug)
        self.house.work()
        return {"slug": slug, "number": "1", "href": "chapters.vtt", "variant": "audio-low"}

    def held(self) -> Values:
        """Return a draft whose release waits to be published: its slug, the release, and a file of it."""
        slug = self.draft()["slug"]
        self.house.order(slug, publishing={"hold": True})
        self.house.work()
        return {"slug": slug, "number": "1", "href": "chapters.vtt"}

    def handed_in(self) -> Values:
        """Return a draft whose contributor has handed in a release, which waits for approval: its slug, the release."""
        slug = self.draft()["slug"]
        build(self.house.service, SignedIn(self.people[Asker.CONTRIBUTOR]), slug, Order())
        self.house.work()
        return {"slug": slug, "number": "1"}

    def read(self) -> Values:
        """Return a draft whose deck was read: its slug, the deck's digest, and the number of a slide."""
        slug, digest = self.draft()["slug"], Digest(hex_digest(DECK))
        key = f"thumbnails/{slug}.jpg"
        self.house.storage.put(key, BytesIO(b"jpeg"))
        with self.house.database.transaction() as catalogue:
            seminar = catalogue.seminars.by_slug(slug)
            reading = Reading(digest, ReadingState.READ, kind=SourceKind.DECK, slides=1, thumbnails=(key,))
            catalogue.readings.put(seminar.id, reading)
        return {"slug": slug, "sha256": digest, "number": "1"}

    def upload(self) -> Values:
        """Return an upload of two bytes into a draft, that has begun: its secret, and its id."""
        slug = self.draft()["slug"]
        # Of a token of its own: each may have so many open.
        sender = self.house.client(create_token(self.house.service, Operator(), uuid.uuid4().hex))
        secret = create(sender, slug, "more.pdf", 2).headers["Location"].rpartition("/")[2]
        [listed] = self.house.http.get(f"{API}/seminars/{slug}/uploads").json()
        return {"slug": slug, "secret": secret, "upload_id": listed["id"]}

    def waiting(self) -> Values:
        """Return the slug of a draft that has an order which waits for a file."""
        slug = self.upload()["slug"]
        order = {"files": ["slides.pdf", "talk.mp3", "more.pdf"]}
        assert self.house.http.put(f"{API}/seminars/{slug}/waiting-order", json=order).status_code == 202
        return {"slug": slug}

    def failed(self) -> Values:
        """Return the slug of a draft whose build has failed."""
        values = self.draft()
        self.house.fail(self.house.order(values["slug"]))
        return values

    def withdrawn(self) -> Values:
        values = self.published()
        assert self.house.http.post(f"{API}/seminars/{values['slug']}/withdraw").status_code == 200
        return values

    def removed(self) -> Values:
        values = self.draft()
        assert self.house.http.delete(f"{API}/seminars/{values['slug']}").status_code == 200
        return values

    def ended_build(self) -> Values:
        """Return the id of a build of a draft, at its end."""
        build_id = self.house.order(self.draft()["slug"])
        self.house.fail(build_id)
        return {"build_id": build_id}

    def person(self) -> Values:
        return {"person_id": add_person(self.house, new_email()).id}

    def series(self) -> Values:
        """Return a series that the contributor and the organiser are members of, and another member of it."""
        title = f"series-{uuid.uuid4().hex}"
        member = add_person(self.house, new_email(), roles={title: Role.CONTRIBUTOR})
        roles = {Asker.CONTRIBUTOR: Role.CONTRIBUTOR, Asker.ORGANISER: Role.ORGANISER}
        with self.house.database.transaction() as catalogue:
            series = catalogue.series.by_title(title)
            for asker, role in roles.items():
                person = catalogue.people.by_id(self.people[asker].id)
                catalogue.people.change(replace(person, memberships={**person.memberships, series.id: role}))
            shown = f"series/{series.id}/picture.jpg"
            self.house.storage.put(shown, BytesIO(b"jpeg"))
            catalogue.series.change_picture(series.id, SeriesPicture(shown))
        return {"slug": series.slug, "series": series.slug, "person_id": member.id}

    def link(self) -> Values:
        person = add_person(self.house, new_email())
        return {"token": make_link(self.house.service, Operator(), person.id)[1]}

    def mail(self) -> Values:
        refused = new_mail(MailKind.READY, self.people[Asker.ADMIN], MailFacts("A talk"), None).ended(MailState.REFUSED)
        with self.house.database.transaction() as catalogue:
            catalogue.mails.add(refused)
        return {"mail_id": refused.id}

    def token(self) -> Values:
        name = f"token-{uuid.uuid4().hex}"
        create_token(self.house.service, Operator(), name)
        return {"name": name}

    def _tie(self, client: httpx.Client, cookie: str, value: str) -> None:
        """Let the client show this cookie, and the form token that belongs to it."""
        client.cookies.set(cookie, value, domain="talks.example")
        client.headers["X-Form-Token"] = form_token_for(self.house.service, value)

    def _ended_session(self) -> str:
        session, token = new_session(self.people[Asker.ADMIN].id)
        with self.house.database.transaction() as catalogue:
            long_ago = datetime.now(UTC) - timedelta(days=8)
            catalogue.sessions.add(replace(session, created_at=long_ago, seen_at=long_ago))
        return token


def furnished(house: House) -> Scene:
    """Return a scene with somebody for each asker who is known."""
    house = house.with_parts(mailer=MemoryMailer())
    people = {
        Asker.VIEWER: add_person(house, "viewer@example.org"),
        Asker.CONTRIBUTOR: add_person(house, "contributor@example.org", roles={"Friday": Role.CONTRIBUTOR}),
        Asker.OTHER_ORGANISER: add_person(house, "other@example.org", roles={"Monday": Role.ORGANISER}),
        Asker.ORGANISER: add_person(house, "organiser@example.org", roles={"Friday": Role.ORGANISER}),
        Asker.ADMIN: add_person(house, "admin@example.org", is_admin=True),
    }
    scopeless = create_token(house.service, Operator(), "scopeless", TokenTerms(frozenset({Scope.MONITOR})))
    return Scene(house, people, {Asker.TOKEN: house.token, Asker.SCOPELESS: scopeless})


def nothing(_: Scene) -> Values:
    return {}


@dataclass(frozen=True)
class Row:
    """A route, by its method and path, and what it answers; `values` stand for the placeholders of its path."""

    route: str
    expected: Expected
    values: Callable[[Scene], Values] = nothing
    given: Mapping[str, Any] | Callable[[Values], Mapping[str, Any]] = field(default_factory=dict[str, Any])

    def request(self, values: Values) -> dict[str, Any]:
        """Return what is sent beside the address."""
        return dict(self.given(values) if callable(self.given) else self.given)


def new_email() -> str:
    return f"{uuid.uuid4().hex}@example.org"
