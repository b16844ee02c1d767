"""Every route of the application, and what each of nine who ask gets there.

To add a route: a `Row` in ROUTES, named by its method and its path as the application has it. `expected` says what each
asker gets: OK for any answer below 400, or the status of the refusal. The patterns below are those of most routes; a
row may change one for some askers, as `{**READ, Asker.TOKEN: 403}`. `values` returns what stands for the placeholders
of the path. Where the method is not GET it is called for each asker, so it makes what it names anew (`Scene` says how).
`given` is what else is sent, as httpx takes it, or a function that returns it. A form's field `form_token` is filled in
by the test.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from io import BytesIO
from typing import Any

import httpx
from house import API, DECK, PUBLIC_URL, SOUND, House, hex_digest, repr_digest
from people import PASSWORD, add_person, session_token

from mediasvc.delivery.askers import form_token_for
from mediasvc.delivery.languages import language
from mediasvc.domain.access import Operator
from mediasvc.domain.build import Digest
from mediasvc.domain.person import Person, Role
from mediasvc.domain.reading import Reading, ReadingState, SourceKind
from mediasvc.domain.seminar import SeminarDetails, Visibility
from mediasvc.domain.session import new_session
from mediasvc.domain.token import Scope
from mediasvc.usecases.people import make_link
from mediasvc.usecases.tokens import TokenTerms, create_token
from mediasvc.web.modules import modules_path

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
        if asker is Asker.ENDED:
            self._let_in(client, self._ended_session())
        elif asker in self.people:
            session = session_token(self.house, self.people[asker])
            self._let_in(client, session)
            client.headers["X-Form-Token"] = form_token_for(self.house.service, session)
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

    def ended_build(self) -> Values:
        """Return the id of a build of a draft, at its end."""
        build_id = self.house.order(self.draft()["slug"])
        self.house.fail(build_id)
        return {"build_id": build_id}

    def person(self) -> Values:
        return {"person_id": add_person(self.house, _email()).id}

    def link(self) -> Values:
        person = add_person(self.house, _email())
        return {"token": make_link(self.house.service, Operator(), person.id)[1]}

    def token(self) -> Values:
        name = f"token-{uuid.uuid4().hex}"
        create_token(self.house.service, Operator(), name)
        return {"name": name}

    def _let_in(self, client: httpx.Client, session: str) -> None:
        client.cookies.set("__Host-mediasvc", session, domain="talks.example")

    def _ended_session(self) -> str:
        session, token = new_session(self.people[Asker.ADMIN].id)
        with self.house.database.transaction() as catalogue:
            long_ago = datetime.now(UTC) - timedelta(days=8)
            catalogue.sessions.add(replace(session, created_at=long_ago, seen_at=long_ago))
        return token


def furnished(house: House) -> Scene:
    """Return a scene with somebody for each asker who is known."""
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
    route: str
    expected: Expected
    values: Callable[[Scene], Values] = nothing
    given: Mapping[str, Any] | Callable[[], Mapping[str, Any]] = field(default_factory=dict[str, Any])

    @property
    def request(self) -> Mapping[str, Any]:
        return self.given() if callable(self.given) else self.given


def _email() -> str:
    return f"{uuid.uuid4().hex}@example.org"


def _module(_: Scene) -> Values:
    digest = modules_path(language("en")).split("/")[2]
    return {"digest": digest, "language": "en", "name": "search"}


def _at(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def _api(route: str) -> str:
    method, path = route.split(" ")
    return f"{method} {API}{path}"


PASSWORDS = {"json": {"old": PASSWORD, "new": PASSWORD}}
OF_API: tuple[Row, ...] = (
    Row("GET /openapi.json", ANYBODY),
    Row("GET /seminars", ANYBODY),
    Row("POST /seminars", {**READ, Asker.OTHER_ORGANISER: 403}, given={"json": {"title": "New", "series": "Friday"}}),
    Row("GET /seminars/{slug}", {**ANYBODY}, Scene.published),
    Row("PATCH /seminars/{slug}", READ, Scene.draft, {"json": {"title": "Another title"}}),
    Row("DELETE /seminars/{slug}", READ, Scene.draft),
    Row("GET /seminars/{slug}/sources", READ, Scene.draft),
    Row(
        "PUT /seminars/{slug}/sources/{name}",
        READ,
        Scene.draft,
        {"content": b"more", "headers": repr_digest(b"more")},
    ),
    Row("DELETE /seminars/{slug}/sources/{name}", READ, Scene.draft),
    Row("GET /seminars/{slug}/readings", READ, Scene.draft),
    Row("GET /seminars/{slug}/readings/{sha256}/slides/{number}", READ, Scene.read),
    Row("GET /seminars/{slug}/builds", READ, Scene.draft),
    Row("POST /seminars/{slug}/builds", READ, Scene.draft, {"json": {}}),
    Row("GET /builds/{build_id}", READ, Scene.ended_build),
    Row("GET /builds/{build_id}/events", READ, Scene.ended_build),
    Row("POST /builds/{build_id}/cancel", READ, Scene.ended_build),
    Row("GET /seminars/{slug}/releases", READ, Scene.draft),
    Row("GET /seminars/{slug}/manifest", ANYBODY, Scene.published),
    Row("POST /seminars/{slug}/releases/{number}/publish", PUBLISH, Scene.held),
    Row(
        "PUT /seminars/{slug}/releases/{number}/plan",
        PUBLISH,
        Scene.held,
        lambda: {"json": {"at": _at(days=1)}},
    ),
    Row("DELETE /seminars/{slug}/releases/{number}/plan", PUBLISH, Scene.held),
    Row("POST /seminars/{slug}/withdraw", PUBLISH_PUBLISHED, Scene.published),
    Row("POST /session", ANYBODY, given={"json": {"email": "viewer@example.org", "password": PASSWORD}}),
    Row("DELETE /session", ANYBODY),
    Row("GET /me", KNOWN),
    Row("PATCH /me", ACCOUNT, given={"json": {"name": "Another name"}}),
    Row("PUT /me/password", ACCOUNT, given=PASSWORDS),
    Row("DELETE /me/sessions", ACCOUNT),
    Row("GET /links/{token}", ANYBODY, Scene.link),
    Row("POST /links/{token}", ANYBODY, Scene.link, {"json": {"password": PASSWORD}}),
    Row("GET /people", ADMINISTER),
    Row("POST /people", ADMINISTER, given=lambda: {"json": {"email": _email()}}),
    Row("PATCH /people/{person_id}", ADMINISTER, Scene.person, {"json": {"is_admin": True}}),
    Row("POST /people/{person_id}/link", ADMINISTER, Scene.person),
    Row("GET /tokens", ADMINISTER),
    Row("POST /tokens", ADMINISTER, given=lambda: {"json": {"name": uuid.uuid4().hex}}),
    Row("DELETE /tokens/{name}", ADMINISTER, Scene.token),
    Row("GET /series", {**KNOWN, Asker.VIEWER: 403, Asker.SCOPELESS: 403}),
    Row("GET /audit", ADMINISTER),
)
OF_PAGES: tuple[Row, ...] = (
    Row("GET /media/{slug}/{number}/{href:path}", ANYBODY, Scene.published),
    Row("GET /healthz", ANYBODY),
    Row("GET /readyz", ANYBODY),
    Row("GET /metrics", ANYBODY),
    Row("GET /", ANYBODY),
    Row("GET /s/{slug}", ANYBODY, Scene.published),
    Row("GET /s/{slug}/", ANYBODY, Scene.published),
    Row("GET /s/{slug}/embed", ANYBODY, Scene.published),
    Row("GET /s/{slug}/embed/", ANYBODY, Scene.published),
    Row("GET /s/{slug}/text", ANYBODY, Scene.published),
    Row("GET /s/{slug}/text/", ANYBODY, Scene.published),
    Row("GET /s/{slug}/takeaway/{variant}.zip", ANYBODY, Scene.published),
    Row("GET /s/{slug}/preview", READ_PAGE, Scene.held),
    Row("GET /s/{slug}/preview/", ANYBODY, Scene.held),
    Row("GET /s/{slug}/preview/{number}", READ_PAGE, Scene.held),
    Row("GET /s/{slug}/preview/{number}/text", READ_FILE, Scene.held),
    Row("GET /s/{slug}/preview/{number}/files/{href:path}", READ_FILE, Scene.held),
    Row("GET /oembed", ANYBODY, Scene.published, {"params": {"url": f"{PUBLIC_URL}/s/{{slug}}"}}),
    Row("GET /player/{digest}/{language}/{name}.js", ANYBODY, _module),
    Row("GET /player/seminar-player.js", ANYBODY),
    Row("GET /feeds/podcast.xml", ANYBODY),
    Row("GET /feeds/talks.atom", ANYBODY),
    Row("GET /feeds/{slug}/chapters.json", ANYBODY, Scene.published),
    Row("GET /sitemap.xml", ANYBODY),
)
ROUTES: tuple[Row, ...] = (*(replace(row, route=_api(row.route)) for row in OF_API), *OF_PAGES)
