"""Pages for organisers over HTTP: sign in and out, hand a talk in without script, and look after it."""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import brotli
import httpx
import pytest
from house import API, DECK, ORIGIN, PUBLIC_URL, SOUND, House, hex_digest
from people import PASSWORD, add_person, first_link, signed_in
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.testing import capture_logs
from tus_client import OFFSET_STREAM, RESUMABLE, create, metadata

from mediasvc.domain.access import Operator
from mediasvc.domain.build import BuildId, Digest
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import DeckEmpty, DeckUnsupported, RecordingUnreadable
from mediasvc.domain.order import Order
from mediasvc.domain.person import Role
from mediasvc.domain.reading import Reading, ReadingState, SourceKind
from mediasvc.domain.seminar import SeminarState
from mediasvc.usecases.my_talks import my_files, my_talk
from mediasvc.usecases.publish_due import publish_due
from mediasvc.usecases.reading_jobs import keep_reading
from mediasvc.usecases.submit import submit

MOST_BYTES = 30_000
FILES = [("files", ("slides.pdf", DECK)), ("files", ("talk.mp3", SOUND))]
MARKUP = '<b onclick="x">Savings</b> & more'
OVERRIDE, MARK = "\u202e", "\u200f"


def browser(house: House) -> httpx.Client:
    """Return a browser in which nobody is signed in."""
    client = house.client(None)
    client.base_url = httpx.URL(PUBLIC_URL)
    client.headers["Origin"] = PUBLIC_URL
    return client


def token_in(page: str) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', page)
    assert found, page
    return found[1]


def send(client: httpx.Client, path: str, data: Mapping[str, Any], **options: Any) -> httpx.Response:
    """Send a form, as our page would that has its token."""
    return client.post(f"/console/{path}", data={**data, "form_token": client.headers["X-Form-Token"]}, **options)


def organiser(house: House, series: str = "Friday", role: Role = Role.ORGANISER) -> httpx.Client:
    email = f"{role}-{series}@example.org".lower()
    return signed_in(house, add_person(house, email, roles={series: role}))


@pytest.fixture
def amina(house: House) -> httpx.Client:
    """A browser in which an admin is signed in."""
    return signed_in(house, add_person(house, "amina@example.org", is_admin=True))


def sign_in(client: httpx.Client, **fields: str) -> httpx.Response:
    token = token_in(client.get("/console/sign-in").text)
    given = {"email": "amina@example.org", "password": PASSWORD, "form_token": token, **fields}
    return client.post("/console/sign-in", data=given)


def made(client: httpx.Client, title: str = "Savings groups", **fields: Any) -> str:
    """Return the slug of a talk that is made of a form without script."""
    answer = send(client, "new", {"title": title, **fields}, files=FILES)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("/")[2]


def typed_in(page: str, name: str) -> str:
    """Return what stands in a field of the page."""
    found = re.search(rf'<input [^>]*id="{name}"[^>]* value="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


def test_who_signs_in_is_led_on_and_may_sign_out(house: House) -> None:
    add_person(house, "amina@example.org", is_admin=True)
    client = browser(house)
    away = client.get("/console/new")
    assert (away.status_code, away.headers["Location"]) == (303, "/console/sign-in?next=/console/new")
    answer = sign_in(client, next="/console/new")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/new")
    page = client.get("/console/new")
    assert page.status_code == 200
    # Who is signed in needs no form to sign in.
    assert client.get("/console/sign-in").status_code == 303
    old = client.cookies["__Host-mediasvc"]
    out = client.post("/console/sign-out", data={"form_token": token_in(page.text)})
    assert (out.status_code, out.headers["Location"]) == (303, "/console/sign-in")
    client.cookies.set("__Host-mediasvc", old, domain="talks.example")
    assert client.get("/console/").status_code == 303


@pytest.mark.parametrize("fields", [{"password": "wrong"}, {"email": "nobody@example.org"}, {"email": "é"}])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(house: House, fields: dict[str, str]) -> None:
    add_person(house, "amina@example.org")
    answer = sign_in(browser(house), **fields)
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "The e-mail address or the password is wrong." in answer.text
    assert PASSWORD not in answer.text
    assert typed_in(answer.text, "email") == fields.get("email", "amina@example.org")


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "/console/\\elsewhere.example",
        "javascript:alert(1)",
        "/console/new\nSet-Cookie: a=b",
        "/api/v1/me",
        "",
    ],
)
def test_a_sign_in_leads_to_our_own_pages_only(house: House, path: str) -> None:
    add_person(house, "amina@example.org")
    client = browser(house)
    assert sign_in(client, next=path).headers["Location"] == "/console/"
    assert client.get("/console/sign-in", params={"next": path}).headers["Location"] == "/console/"


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Origin": ""}, {"Origin": "null"}])
def test_forms_of_other_sites_are_refused(house: House, amina: httpx.Client, headers: dict[str, str]) -> None:
    assert send(amina, "new", {"title": "Forged"}, headers=headers, files=FILES).status_code == 403
    assert sign_in(browser(house)).status_code == 303
    client = browser(house)
    client.headers.update(headers)
    assert sign_in(client).status_code == 403


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é"])
def test_a_form_without_its_token_is_refused(house: House, amina: httpx.Client, token: str | None) -> None:
    amina.headers.pop("X-Form-Token")
    data = {"title": "Forged", **({} if token is None else {"form_token": token})}
    assert amina.post("/console/new", data=data, files=FILES).status_code == 403
    assert "Forged" not in amina.get("/console/").text
    client = browser(house)
    client.get("/console/sign-in")
    answer = client.post("/console/sign-in", data={"email": "a", "password": "b", "form_token": token or ""})
    assert answer.status_code == 403


def test_over_plain_http_people_sign_in_on_this_machine_only(house: House) -> None:
    settings = house.service.settings.model_copy(update={"public_url": ORIGIN})
    plain = house.with_parts(settings=settings)
    add_person(plain, "amina@example.org")
    for host, status in (("localhost:8000", 303), ("127.0.0.1", 303), ("here.example", 403)):
        client = plain.client(None)
        client.base_url = httpx.URL(f"http://{host}")
        client.headers["Origin"] = f"http://{host}"
        page = client.get("/console/sign-in")
        assert ("HTTPS" in page.text) == (status == 403)
        answer = client.post(
            "/console/sign-in",
            data={"email": "amina@example.org", "password": PASSWORD, "form_token": token_in(page.text)},
        )
        assert answer.status_code in (status, 401 if status == 403 else status)
        assert ("Set-Cookie" in answer.headers and "mediasvc=" in answer.headers["Set-Cookie"]) == (status == 303)


def test_what_was_typed_outlives_its_session(house: House, amina: httpx.Client) -> None:
    slug = made(amina)
    typed = {"title": MARKUP, "speakers": "Amina\nJoão", "form_token": amina.headers["X-Form-Token"]}
    form_token = token_in(amina.get("/console/").text)
    send(amina, "sign-out", {})
    client = browser(house)
    asked = client.post(f"/console/talks/{slug}/details?lang=fr", data={**typed, "form_token": form_token})
    assert asked.status_code == 401
    kept = {unescape(name): unescape(value) for name, value in _hidden(asked.text)}
    assert kept["kept:title"] == MARKUP
    assert form_token not in asked.text
    wrong = client.post(
        "/console/sign-in", data={**kept, "email": "amina@example.org", "password": "wrong"}, headers={"Accept": "*/*"}
    )
    assert wrong.status_code == 401
    kept = {unescape(name): unescape(value) for name, value in _hidden(wrong.text)}
    resumed = client.post("/console/sign-in", data={**kept, "email": "amina@example.org", "password": PASSWORD})
    assert resumed.status_code == 200
    action = unescape(re.findall(r'<form method="post" action="([^"]+)" class="narrow"', resumed.text)[0])
    assert action == f"/console/talks/{slug}/details?lang=fr"
    fields = [(unescape(name), unescape(value)) for name, value in _hidden(resumed.text.partition("<main>")[2])]
    again = client.post(action, data=dict(fields))
    assert again.status_code == 303, again.text
    details = house.seminar(slug).details
    assert (details.title, details.speakers) == (MARKUP, ("Amina", "João"))


def test_a_form_from_before_a_sign_in_in_another_tab_is_sent_by_a_click(house: House, amina: httpx.Client) -> None:
    slug = made(amina)
    old = {"title": MARKUP, "form_token": "0" * 64}
    amina.headers.pop("X-Form-Token")
    page = amina.post(f"/console/talks/{slug}/details?lang=ar", data=old)
    assert (page.status_code, house.seminar(slug).details.title) == (403, "Savings groups")
    fields = {unescape(name): unescape(value) for name, value in _hidden(page.text.partition("<main>")[2])}
    assert fields["title"] == MARKUP
    assert f'action="/console/talks/{slug}/details?lang=ar"' in page.text
    assert amina.post(f"/console/talks/{slug}/details", data=fields).status_code == 303
    assert house.seminar(slug).details.title == MARKUP
    # Another site gets no form that only waits for a click.
    forged = amina.post(f"/console/talks/{slug}/details", data=old, headers={"Origin": "https://elsewhere.example"})
    assert (forged.status_code, "form_token" in forged.text) == (403, False)


def _hidden(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)


def test_files_of_an_ended_session_are_asked_for_again(house: House, amina: httpx.Client) -> None:
    nobody = browser(house)
    page = nobody.post("/console/new", data={"title": MARKUP}, files=FILES)
    assert (page.status_code, "The files did not come with it." in page.text) == (401, True)
    page = in_arabic(nobody, page, email="amina@example.org")
    kept = dict(_hidden(page.text)) | {"kept_file": re.findall('name="kept_file" value="([^"]+)"', page.text)}
    kept["kept:title"] = MARKUP
    resumed = nobody.post("/console/sign-in", data={**kept, "email": "amina@example.org", "password": PASSWORD})
    for page in (resumed, in_arabic(nobody, resumed)):
        main = page.text.partition("<main>")[2]
        assert re.search('<input type="file" [^>]*name="files" multiple required', main)
        assert "slides.pdf</bdi>, <bdi>talk.mp3" in main.partition('class="field"')[2]
    fields = {unescape(name): unescape(value) for name, value in _hidden(main)}
    made = nobody.post("/console/new", data=fields, files=FILES)
    assert made.status_code == 303, made.text
    slug = made.headers["Location"].partition("?")[0].rpartition("/")[2]
    assert (house.seminar(slug).details.title, house.listed(slug)) == (MARKUP, ["slides.pdf", "talk.mp3"])
    # Without files in the form, none are asked for.
    assert "kept_file" not in browser(house).post("/console/new", data={"title": MARKUP}).text


def test_a_kept_form_leads_to_our_own_pages_only(house: House) -> None:
    add_person(house, "amina@example.org")
    answer = sign_in(browser(house), kept_action="https://elsewhere.example/", **{"kept:title": "A title"})
    assert answer.status_code == 303


def test_one_form_without_script_makes_a_talk(house: House, amina: httpx.Client) -> None:
    slug = made(amina, "Savings groups that last", speakers="Amina\n\n João ", held_on="2026-11-21", language="sw")
    seminar = house.seminar(slug)
    assert slug == "savings-groups-that-last"
    assert (seminar.details.speakers, seminar.details.language) == (("Amina", "João"), "sw")
    assert house.listed(slug) == ["slides.pdf", "talk.mp3"]
    assert len(house.waiting()) == 1
    page = amina.get(f"/console/talks/{slug}")
    assert '<noscript><meta http-equiv="refresh"' in page.text
    house.work()
    assert house.seminar(slug).state is SeminarState.DRAFT
    assert f"/s/{slug}/preview" in amina.get(f"/console/talks/{slug}").text


@pytest.mark.parametrize("publish", ["at_once", "hold", "at", "whatever"])
def test_when_it_is_published_can_be_chosen_beforehand(house: House, amina: httpx.Client, publish: str) -> None:
    slug = made(amina, publish=publish, publish_at="2126-11-21T18:00")
    house.work()
    is_public = publish == "at_once"
    assert (house.seminar(slug).state is SeminarState.PUBLISHED) == is_public
    assert ("2126" in amina.get(f"/console/talks/{slug}").text) == (publish == "at")


@pytest.mark.parametrize(
    ("fields", "files", "says"),
    [
        ({}, [], "a pas encore de fichiers."),
        ({}, [("files", ("", b""))], "a pas encore de fichiers."),
        ({"title": "   "}, FILES, "Le titre manque."),
        ({"title": "x" * 400}, FILES, "Un titre ou un nom est trop long."),
        ({"title": f"Savings {OVERRIDE}groups"}, FILES, "Un titre ou un nom contient des signes"),
        ({"title": "\u2800"}, FILES, "Un titre ou un nom contient des signes"),
        ({"held_on": "yesterday"}, FILES, ""),
        ({"publish": "at", "publish_at": ""}, FILES, "heure de publication manquent."),
        ({"publish": "at", "publish_at": "1999-01-01T00:00"}, FILES, "heure de publication est passée."),
        ({"language": "Klingonisch"}, FILES, ""),
        ({"speakers": "\n".join(f"Speaker {number}" for number in range(60))}, FILES, ""),
    ],
)
def test_what_is_not_right_is_told_and_what_was_typed_stays(
    house: House, amina: httpx.Client, fields: dict[str, str], files: list[Any], says: str
) -> None:
    typed = {"title": "Savings", "speakers": "Amina", "series": "", "publish": "hold", **fields}
    answer = send(amina, "new?lang=fr", typed, files=files or {"none": ""})
    assert answer.status_code == 422, answer.headers
    assert says in answer.text.partition('class="trouble"')[2].partition("<details")[0]
    assert answer.text.count('class="trouble"') == 1
    assert typed_in(answer.text, "title") == typed["title"]
    assert typed["speakers"] in unescape(answer.text)
    assert not house.waiting()


def test_a_series_of_others_is_refused_in_the_language_of_the_page(house: House) -> None:
    client = organiser(house)
    answer = send(client, "new?lang=es", {"title": "Savings", "series": "Monday"}, files=FILES)
    assert (answer.status_code, "Usted no puede entregar charlas en esta serie" in answer.text) == (403, True)
    refused = client.post(f"{API}/seminars", json={"title": "Savings", "series": "Monday"})
    assert (refused.json()["code"], refused.json()["reason"]) == ("not_allowed", "series_not_yours")


def test_titles_are_shown_as_they_were_typed(house: House, amina: httpx.Client) -> None:
    arabic = f"مجموعات {MARK}الادخار"
    for title in (MARKUP, arabic, "{{ 7 * 7 }}", "</script><script>alert(1)</script>"):
        slug = made(amina, title)
        for path in ("", f"talks/{slug}", f"talks/{slug}/files"):
            page = amina.get(f"/console/{path}").text
            assert title in unescape(page)
            assert "<b onclick" not in page
            assert "<script>alert" not in page


def test_a_form_brings_so_many_files_and_no_more(house: House, amina: httpx.Client) -> None:
    many = [("files", (f"{number}.pdf", DECK)) for number in range(101)]
    answer = send(amina, "new", {"title": "A talk"}, files=many)
    assert answer.status_code == 422
    assert "100" in answer.text
    assert not house.waiting()
    assert "A talk" not in amina.get("/console/").text


def test_too_much_is_refused(house: House, amina: httpx.Client) -> None:
    assert send(amina, "talks/none/details", {"title": "x" * 1_100_000}).status_code == 413
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert amina.post("/console/new", content=b"--x\r\nnonsense", headers=broken).status_code in (403, 422)


def test_of_nobody_no_file_is_kept_and_what_was_typed_is(
    house: House, amina: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    onto_the_disk: list[object] = []
    rollover = SpooledTemporaryFile[bytes].rollover

    def noted(file: SpooledTemporaryFile[bytes]) -> None:
        onto_the_disk.append(file)
        rollover(file)

    monkeypatch.setattr(SpooledTemporaryFile, "rollover", noted)
    # The text comes behind the file, as an attacker or a later page may order it.
    files = [("files", ("talk.mp3", bytes(3_000_000))), ("title", (None, MARKUP.encode()))]
    answer = browser(house).post("/console/new", files=files)
    assert (answer.status_code, onto_the_disk) == (401, [])
    assert {unescape(name): unescape(value) for name, value in _hidden(answer.text)}["kept:title"] == MARKUP
    form_token = ("form_token", (None, amina.headers["X-Form-Token"].encode()))
    assert amina.post("/console/new", files=[*files, form_token]).status_code == 303
    assert onto_the_disk


def test_nobody_sends_much_text(house: House) -> None:
    client = browser(house)
    assert client.post("/console/new", data={"title": "x" * 1_100_000}).status_code == 413
    fields = [(f"field{number}", (None, bytes(400_000))) for number in range(3)]
    assert client.post("/console/new", files=fields).status_code == 413


def test_the_address_that_a_draft_had_leads_on(house: House, amina: httpx.Client) -> None:
    slug = house.uploaded("presentation")
    made = send(amina, f"talks/{slug}/make", {"title": "Water points"})
    assert made.headers["Location"] == "/console/talks/water-points"
    for path in ("", "/files"):
        answer = amina.get(f"/console/talks/{slug}{path}?lang=fr")
        assert answer.headers["Location"] == f"/console/talks/water-points{path}?lang=fr"
    # A second tab that is still open there goes on with the same talk.
    assert amina.get(f"/console/talks/{slug}/files/part").status_code == 200
    send(amina, f"talks/{slug}/arrange", {"order": ["talk.mp3", "slides.pdf"]})
    assert house.listed("water-points") == ["talk.mp3", "slides.pdf"]
    assert house.draft("presentation") == "presentation-2"
    assert house.anybody.get(f"/s/{slug}").status_code == 404


def test_a_page_of_a_talk_that_is_gone_does_nothing_to_the_one_that_has_its_address_now(
    house: House, amina: httpx.Client
) -> None:
    def page_of(path: str) -> str:
        found = re.search(r'name="talk" value="(\w+)"', amina.get(f"/console/talks/{path}").text)
        assert found
        return found[1]

    slug = house.uploaded()
    gone = page_of(f"{slug}/files")
    house.purge(slug)
    typed = {"talk": gone, "title": "Mine", "order": ["talk.mp3", "slides.pdf"], "remove": "talk.mp3", "release": "1"}
    for is_there_another in (False, True):
        if is_there_another:
            assert house.uploaded() == slug
        actions = ("arrange", "cancel", "details", "make", "plan", "publish", "remove", "restore", "retry", "withdraw")
        for action in actions:
            answer = send(amina, f"talks/{slug}/{action}", typed)
            assert answer.status_code == 404, action
            assert "The talk that this page was about is not here any more." in answer.text
        assert amina.get(f"/console/talks/{slug}/files/part?talk={gone}").status_code == 404
    assert house.listed(slug) == ["slides.pdf", "talk.mp3"]
    assert house.seminar(slug).details.title == "A talk"
    told = metadata(filename="more.mp3", seminar=slug, talk=gone)
    assert create(house.http, slug, "more.mp3", 2, **{"Upload-Metadata": told}).json()["code"] == "talk_gone"
    # Those of the talk that is there do what they did.
    send(amina, f"talks/{slug}/make", {**typed, "talk": page_of(f"{slug}/files")})
    assert page_of("mine") == house.seminar("mine").id


def test_files_are_arranged_and_taken_away(house: House, amina: httpx.Client) -> None:
    slug = house.uploaded()
    order = ["slides.pdf", "talk.mp3"]
    page = send(amina, f"talks/{slug}/arrange", {"order": order, "down": "slides.pdf", "title": "Another"})
    assert page.status_code == 200
    assert typed_in(page.text, "title") == "Another"
    assert house.listed(slug) == ["talk.mp3", "slides.pdf"]
    send(amina, f"talks/{slug}/arrange", {"order": order[::-1], "up": "slides.pdf"})
    assert house.listed(slug) == order
    for out_of_reach in ({"up": "slides.pdf"}, {"down": "talk.mp3"}, {"up": "none.pdf"}):
        assert send(amina, f"talks/{slug}/arrange", {"order": order, **out_of_reach}).status_code == 200
        assert house.listed(slug) == order
    send(amina, f"talks/{slug}/arrange", {"order": order, "remove": "talk.mp3"})
    assert house.listed(slug) == ["slides.pdf"]
    # The same once more, as by a second tab.
    assert send(amina, f"talks/{slug}/arrange", {"order": order, "remove": "talk.mp3"}).status_code == 200


def test_files_of_one_name_are_told_apart_by_a_number(house: House, amina: httpx.Client) -> None:
    def add(*contents: bytes) -> list[str]:
        form = {"title": "", "order": house.listed(slug)}
        files = [("files", ("REC001.mp3", content)) for content in contents]
        assert send(amina, f"talks/{slug}/make", form, files=files).status_code == 422
        return house.listed(slug)

    slug = house.draft()
    assert add(b"one") == ["REC001.mp3"]
    # The same file once more is the same file.
    assert add(b"two", b"one", b"three") == ["REC001.mp3", "REC001 (2).mp3", "REC001 (3).mp3"]
    upload_part(house, slug, "REC001 (4).mp3")
    assert add(b"four")[3:] == ["REC001 (5).mp3"]
    with house.database.transaction() as catalogue:
        first = catalogue.sources.of_seminar(house.seminar(slug).id)[0]
        broken = Reading(first.digest, ReadingState.FAILED, failure=RecordingUnreadable().failure)
        catalogue.readings.put(house.seminar(slug).id, broken)
    # What cannot be used makes room for one that may.
    assert len(add(b"mended")) == 4
    assert amina.get(f"{API}/seminars/{slug}/sources").json()[0]["sha256"] == hex_digest(b"mended")


def test_a_file_that_is_on_its_way_can_be_taken_away(house: House, amina: httpx.Client) -> None:
    slug = house.uploaded()
    upload_part(house, slug, "more.mp3")
    assert "more.mp3" in amina.get(f"/console/talks/{slug}/files").text
    page = send(amina, f"talks/{slug}/arrange", {"order": ["slides.pdf"], "remove": "more.mp3"})
    assert page.status_code == 200
    assert "more.mp3" not in page.text
    assert my_files(house.service, Operator(), slug).uploads == []


@pytest.mark.parametrize(
    ("narrated", "missing"),
    [(8, "All files are here."), (1, "The recording is missing."), (0, "The recording is missing."), (None, "")],
    ids=["narrated", "not", "silent", "read by an earlier version"],
)
def test_a_narrated_deck_needs_no_recording(
    house: House, amina: httpx.Client, narrated: int | None, missing: str
) -> None:
    slug = house.draft()
    assert house.put(slug, "slides.pdf", DECK).status_code == 201
    deck = Reading(Digest(hex_digest(DECK)), ReadingState.READ, kind=SourceKind.DECK, slides=9, narrated=narrated)
    keep_reading(house.database, house.seminar(slug).id, deck)
    part = amina.get(f"/console/talks/{slug}/files/part").json()
    assert part["missing"] == missing
    assert ("with narration" in part["html"]) is (narrated == 8)


MANUSCRIPT = b"%PDF-1.7 words"
MARKED = re.compile(r'name="said" value="([^"]+)" checked')


def with_manuscript(house: House) -> str:
    """Return the slug of a draft that has two PDFs and a recording, which were read."""
    slug = house.uploaded()
    assert house.put(slug, "words.pdf", MANUSCRIPT).status_code == 201
    for content, kind in ((DECK, SourceKind.DECK), (MANUSCRIPT, SourceKind.DECK), (SOUND, SourceKind.RECORDING)):
        reading = Reading(Digest(hex_digest(content)), ReadingState.READ, kind=kind, slides=9)
        keep_reading(house.database, house.seminar(slug).id, reading)
    return slug


def ordered(house: House, slug: str) -> tuple[list[str], str | None]:
    """Return the names of the files that the newest build is made of, and of its captions."""
    newest = my_talk(house.service, Operator(), slug).newest
    assert newest is not None
    request = newest.request
    return [source.name for source in request.files], request.captions and request.captions.name


def test_a_pdf_is_a_manuscript_where_somebody_says_so_until_they_say_otherwise(
    house: House, amina: httpx.Client
) -> None:
    slug = with_manuscript(house)
    page = amina.get(f"/console/talks/{slug}/files").text
    assert re.findall(r'name="said" value="([^"]+)"', page) == ["slides.pdf", "words.pdf"]
    assert MARKED.findall(page) == []
    part = amina.get(f"/console/talks/{slug}/files/part?said=&said=words.pdf").json()
    assert MARKED.findall(part["html"]) == ["words.pdf"]
    assert part["html"].count("Slides: 9") == 1
    assert "Captions or manuscript of what is said" in part["html"]
    form = {"title": "A talk", "order": ["slides.pdf", "talk.mp3", "words.pdf"]}
    kept = send(amina, f"talks/{slug}/arrange", {**form, "said": "words.pdf", "down": "slides.pdf"}).text
    assert MARKED.findall(kept) == ["words.pdf"]
    assert send(amina, f"talks/{slug}/make", {**form, "said": "words.pdf"}).status_code == 303
    assert ordered(house, slug) == (["slides.pdf", "talk.mp3"], "words.pdf")
    house.work()
    assert MARKED.findall(amina.get(f"/console/talks/{slug}/files").text) == ["words.pdf"]
    # A page that has no list yet leaves it to the service.
    assert MARKED.findall(amina.get(f"/console/talks/{slug}/files/part").json()["html"]) == ["words.pdf"]
    assert MARKED.findall(amina.get(f"/console/talks/{slug}/files/part?said=").json()["html"]) == []
    assert send(amina, f"talks/{slug}/make", form).status_code == 303
    assert ordered(house, slug) == (["slides.pdf", "talk.mp3", "words.pdf"], None)
    assert MARKED.findall(amina.get(f"/console/talks/{slug}/files").text) == []


def test_a_pdf_that_is_alone_is_the_slides(house: House, amina: httpx.Client) -> None:
    slug = house.uploaded()
    assert 'name="said"' not in amina.get(f"/console/talks/{slug}/files").text
    assert house.put(slug, "more.pptx", b"PK slides").status_code == 201
    found = re.findall(r'name="said" value="([^"]+)"', amina.get(f"/console/talks/{slug}/files").text)
    assert found == ["slides.pdf"]


def test_slides_that_are_marked_as_a_manuscript_are_missing(house: House, amina: httpx.Client) -> None:
    slug = with_manuscript(house)
    both = amina.get(f"/console/talks/{slug}/files/part?said=slides.pdf&said=words.pdf").json()
    assert both["missing"] == "The slides are missing."
    form = {"title": "A talk", "order": ["slides.pdf", "talk.mp3", "words.pdf"], "said": ["slides.pdf", "words.pdf"]}
    answer = send(amina, f"talks/{slug}/make", form)
    assert answer.status_code == 422
    assert "Two files hold what is said in the same language." in answer.text
    assert MARKED.findall(answer.text) == ["slides.pdf", "words.pdf"]
    # What is marked has to be a PDF: nobody makes a recording a manuscript.
    assert send(amina, f"talks/{slug}/make", {**form, "said": "talk.mp3"}).status_code == 303
    assert ordered(house, slug) == (["slides.pdf", "talk.mp3", "words.pdf"], None)


def test_without_script_two_pdfs_are_asked_about_before_the_talk_is_made(house: House, amina: httpx.Client) -> None:
    files = [*FILES, ("files", ("words.pdf", MANUSCRIPT))]
    page = send(amina, "new", {"title": "Savings", "publish": "at_once"}, files=files)
    assert page.status_code == 200
    assert "If one of the PDFs is a manuscript" in page.text
    assert typed_in(page.text, "title") == "Savings"
    found = re.search(r"/console/talks/([\w-]+)/make", page.text)
    assert found
    assert my_talk(house.service, Operator(), found[1]).newest is None
    form = {"title": "Savings", "order": ["slides.pdf", "talk.mp3", "words.pdf"], "said": "words.pdf"}
    assert send(amina, f"talks/{found[1]}/make", form).status_code == 303
    assert ordered(house, "savings") == (["slides.pdf", "talk.mp3"], "words.pdf")
    # What comes in the place of a manuscript is one.
    other = [("files", ("other.pdf", b"%PDF-1.7 other words"))]
    assert send(amina, "talks/savings/make", {**form, "replace": "words.pdf"}, files=other).status_code == 303
    assert ordered(house, "savings") == (["slides.pdf", "talk.mp3"], "other.pdf")


def test_a_manuscript_that_waits_for_other_files_stays_one(house: House, amina: httpx.Client) -> None:
    slug = with_manuscript(house)
    upload_part(house, slug, "more.mp3")
    form = {"title": "A talk", "order": ["slides.pdf", "talk.mp3", "words.pdf", "more.mp3"], "said": "words.pdf"}
    assert send(amina, f"talks/{slug}/make", form).status_code == 303
    assert MARKED.findall(amina.get(f"/console/talks/{slug}/files").text) == ["words.pdf"]
    assert send(amina, f"talks/{slug}/make", {**form, "said": ""}).status_code == 303
    assert MARKED.findall(amina.get(f"/console/talks/{slug}/files").text) == []


def test_captions_have_a_language_each_that_is_guessed_and_can_be_changed(house: House, amina: httpx.Client) -> None:
    slug = house.uploaded()
    for name in ("talk.vtt", "talk.fr.vtt", "talk_ar.srt"):
        assert house.put(slug, name, name.encode()).status_code == 201
    chosen = re.compile(r'<option value="([a-z]+)" selected')
    assert chosen.findall(files_of(amina, slug)) == ["fr", "ar"]
    asked = f"/console/talks/{slug}/files/part?said=&language:talk.fr.vtt=es&language:talk_ar.srt=und"
    assert chosen.findall(amina.get(asked).json()["html"]) == ["es"]

    def made(**fields: str) -> dict[str, str]:
        form = {"title": "A talk", "order": ["slides.pdf", "talk.mp3", "talk.vtt", "talk.fr.vtt", "talk_ar.srt"]}
        assert send(amina, f"talks/{slug}/make", {**form, **fields}).status_code == 303
        newest = my_talk(house.service, Operator(), slug).newest
        assert newest is not None
        return {each.language: each.source.name for each in newest.request.translations}

    assert made() == {"fr": "talk.fr.vtt", "ar": "talk_ar.srt"}
    assert ordered(house, slug) == (["slides.pdf", "talk.mp3"], "talk.vtt")
    assert made(**{"language:talk.fr.vtt": "es"}) == {"es": "talk.fr.vtt", "ar": "talk_ar.srt"}
    assert chosen.findall(files_of(amina, slug)) == ["es", "ar"]
    twice = {
        "title": "A talk",
        "order": ["slides.pdf", "talk.mp3", "talk.vtt", "talk.fr.vtt"],
        "language:talk.fr.vtt": "und",
    }
    answer = send(amina, f"talks/{slug}/make", twice)
    assert (answer.status_code, "in the same language" in answer.text) == (422, True)


def test_captions_that_the_command_line_gave_are_listed_in_their_languages(
    house: House, amina: httpx.Client, tmp_path: Path
) -> None:
    paths = {name: tmp_path / name for name in ("slides.pdf", "talk.mp3", "talk.vtt", "fr/talk.vtt", "sw/words.srt")}
    for name, path in paths.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    order = Order(
        files=(paths["slides.pdf"], paths["talk.mp3"]),
        details=DetailChanges(title="A talk"),
        captions=paths["talk.vtt"],
        captions_in={"fr": paths["fr/talk.vtt"], "sw": paths["sw/words.srt"]},
    )
    submit(house.service, Operator(), order, None)
    house.work()
    listed = files_of(amina, "a-talk")
    names = re.findall(r'name="order" value="([^"]+)"', listed)
    assert names == ["slides.pdf", "talk.mp3", "talk.vtt", "talk.fr.vtt", "words.srt"]
    assert re.findall(r'<option value="([a-z]+)" selected', listed) == ["fr", "sw"]
    assert files_of(amina, "a-talk") == listed
    assert send(amina, "talks/a-talk/make", {"title": "A talk", "order": names}).status_code == 303
    newest = my_talk(house.service, Operator(), "a-talk").newest
    assert newest is not None
    assert ordered(house, "a-talk") == (["slides.pdf", "talk.mp3"], "talk.vtt")
    digests = {each.language: each.source.digest for each in newest.request.translations}
    assert digests == {"fr": hex_digest(b"fr/talk.vtt"), "sw": hex_digest(b"sw/words.srt")}


def files_of(client: httpx.Client, slug: str) -> str:
    """Return the list of files on the page on which they are chosen."""
    return client.get(f"/console/talks/{slug}/files").text.partition('id="listed"')[2].partition("</div>")[0]


def test_a_manuscript_of_any_other_kind_is_listed_as_one(house: House, amina: httpx.Client) -> None:
    slug = house.uploaded()
    assert house.put(slug, "words.docx", b"PK words").status_code == 201
    refused = Reading(Digest(hex_digest(b"PK words")), ReadingState.FAILED, failure=DeckUnsupported().failure)
    keep_reading(house.database, house.seminar(slug).id, refused)
    page = amina.get(f"/console/talks/{slug}/files").text
    assert "Captions or manuscript of what is said" in page
    assert 'class="trouble"' not in page
    form = {"title": "A talk", "order": ["slides.pdf", "talk.mp3", "words.docx"]}
    assert send(amina, f"talks/{slug}/make", form).status_code == 303
    assert ordered(house, slug) == (["slides.pdf", "talk.mp3"], "words.docx")


def test_a_talk_waits_for_its_files_and_says_why_it_cannot_begin(house: House, amina: httpx.Client) -> None:
    slug = house.draft()
    secret = upload_part(house, slug, "talk.mp3")
    answer = send(amina, f"talks/{slug}/make", {"title": "Savings", "order": ["talk.mp3"]})
    slug = answer.headers["Location"].rpartition("/")[2]
    assert slug == "savings"
    page = amina.get(f"/console/talks/{slug}").text
    assert "talk.mp3" in page.partition("<section id=")[2]
    cues = {"files": ["talk.mp3"], "timing": "cues"}
    assert house.http.put(f"{API}/seminars/{slug}/waiting-order", json=cues).status_code == 202
    finish_upload(house, secret)
    page = amina.get(f"/console/talks/{slug}").text
    assert page.count('class="trouble"') == 1
    assert amina.get(f"/console/talks/{slug}/work").json()["stage"] == "failed"
    # Nothing was built that could be built again.
    assert "/retry" not in page
    assert f"/console/talks/{slug}/files" in page


def test_a_build_that_begins_when_its_files_have_come_is_noted_of_who_asked_for_it(
    house: House, amina: httpx.Client
) -> None:
    slug = house.draft()
    secret = upload_part(house, slug, "slides.pdf")
    fields = {"title": "Savings", "order": ["slides.pdf"], "publish": "at_once"}
    assert send(amina, f"talks/{slug}/make", fields).status_code == 303
    finish_upload(house, secret)
    with house.database.reading() as catalogue:
        newest = catalogue.audit.some(1)[0]
        asked = catalogue.people.by_email("amina@example.org")
    assert (newest.who, str(newest.action), newest.detail) == (
        f"person:{asked.id}",
        "build started",
        "publish at once",
    )


def upload_part(house: House, slug: str, name: str) -> str:
    """Begin an upload of two bytes, and return its secret."""
    return create(house.http, slug, name, 2).headers["Location"].rpartition("/")[2]


def finish_upload(house: House, secret: str) -> None:
    headers = {**RESUMABLE, **OFFSET_STREAM, "Upload-Offset": "0"}
    assert house.http.patch(f"/uploads/{secret}", headers=headers, content=b"ab").status_code == 204


def test_a_contributor_hands_in_and_does_not_publish(house: House) -> None:
    client = organiser(house, role=Role.CONTRIBUTOR)
    slug = made(client, series="Friday", publish="at_once")
    house.work()
    assert house.seminar(slug).state is SeminarState.DRAFT
    page = client.get(f"/console/talks/{slug}").text
    assert "An organiser of the series looks at it, then publishes it or sends it back." in page
    for action in ("publish", "plan", "withdraw", "restore"):
        assert f"/{action}" not in page
        answer = send(client, f"talks/{slug}/{action}", {"release": "1"})
        assert answer.status_code in (403, 409, 422), (action, answer.status_code)
    assert house.seminar(slug).state is SeminarState.DRAFT
    assert 'name="publish"' not in client.get("/console/new").text


def test_who_hands_in_to_several_series_chooses_one_before_the_files(house: House) -> None:
    def field(client: httpx.Client) -> tuple[bool, str]:
        """Whether the series is asked for before the files, and its field."""
        before, found, _ = client.get("/console/new").text.partition('id="files"')
        page = before if 'id="series"' in before else client.get("/console/new").text
        return page is before and bool(found), page.partition('id="series"')[2].partition("</select>")[0]

    for title in ("Alpha", "Beta"):
        house.draft(series=title)
    both = signed_in(
        house, add_person(house, "both@example.org", roles=dict.fromkeys(("Alpha", "Beta"), Role.CONTRIBUTOR))
    )
    is_first, chosen = field(both)
    assert is_first
    assert " required>" in chosen
    assert '<option value="">Choose a series</option>' in chosen
    slug = made(both, series="Beta")
    is_first, chosen = field(both)
    assert not is_first
    assert "<option selected>Beta</option>" in chosen
    assert 'value=""' not in chosen
    assert 'value=""' not in field(organiser(house, "Alpha", Role.CONTRIBUTOR))[1]
    assert "Beta" in both.get(f"/console/talks/{slug}").text
    is_first, chosen = field(signed_in(house, add_person(house, "amina@example.org", is_admin=True)))
    assert not is_first
    assert '<option value="">None</option>' in chosen


def test_an_organiser_of_another_series_finds_nothing(house: House) -> None:
    slug = made(organiser(house), series="Friday")
    other = organiser(house, "Monday")
    assert slug not in other.get("/console/").text
    for path in ("", "/files", "/files/part", "/work"):
        assert other.get(f"/console/talks/{slug}{path}").status_code == 404
    for action in ("arrange", "cancel", "details", "make", "plan", "publish", "remove", "restore", "retry", "withdraw"):
        answer = send(other, f"talks/{slug}/{action}", {"title": "Mine", "release": "1"})
        assert answer.status_code == 404, action


def test_an_organiser_publishes_plans_withdraws_and_restores(house: House) -> None:
    client = organiser(house)
    slug = made(client, series="Friday")
    house.work()

    def act(action: str, **fields: str) -> str:
        answer = send(client, f"talks/{slug}/{action}", fields)
        assert (answer.status_code, answer.headers.get("Location")) == (303, f"/console/talks/{slug}"), answer.text
        return str(my_talk(house.service, Operator(), slug).stage)

    assert act("plan", release="1", publish_at="2126-11-21T18:00") == "planned"
    assert act("plan", release="1") == "ready"
    assert act("publish", release="1") == "public"
    assert f"{PUBLIC_URL}/s/{slug}" in client.get(f"/console/talks/{slug}").text
    assert act("withdraw") == "withdrawn"
    assert act("restore") == "public"
    for release in ("", "2", "-1", "\u0661", "9" * 30):
        assert send(client, f"talks/{slug}/publish", {"release": release}).status_code in (404, 422)


def stages_in(page: str) -> list[str]:
    """Return what stands beside the title of a talk on its page, or on a list of one talk."""
    return re.findall(r'class="stage \w+">([^<]+)<', page)


def newer(house: House, slug: str, **publishing: Any) -> BuildId:
    """Order another release of a talk, and return its build."""
    return BuildId(house.order(slug, publishing=publishing))


def test_what_viewers_see_is_told_whatever_becomes_of_a_newer_version(house: House, amina: httpx.Client) -> None:
    slug = house.published()
    failed = newer(house, slug, hold=True)
    assert stages_in(amina.get("/console/").text) == ["Public", "New version waiting"]
    house.fail(failed)
    for path in ("", f"talks/{slug}"):
        assert stages_in(amina.get(f"/console/{path}").text) == ["Public", "New version did not work"]
    assert "Everybody can see it." in amina.get(f"/console/talks/{slug}").text
    send(amina, f"talks/{slug}/withdraw", {})
    page = amina.get(f"/console/talks/{slug}").text
    assert stages_in(page) == ["Withdrawn", "New version did not work"]
    assert "The deck has no visible slide." in page
    assert "It was withdrawn: nobody sees it." in page
    assert f'action="/console/talks/{slug}/restore"' in page
    send(amina, f"talks/{slug}/restore", {})
    assert stages_in(amina.get("/console/").text) == ["Public", "New version did not work"]


def test_a_page_tells_what_viewers_are_going_to_see(house: House, amina: httpx.Client) -> None:
    slug = made(amina, publish="at", publish_at="2126-11-21T18:00")
    house.work()
    assert "It becomes public on" in amina.get(f"/console/talks/{slug}").text
    failed = newer(house, slug, hold=True)
    house.fail(failed)
    page = amina.get(f"/console/talks/{slug}").text
    assert stages_in(page) == ["Will be public", "New version did not work"]
    assert "It becomes public on" in page
    newer(house, slug, hold=True)
    house.work()
    page = amina.get(f"/console/talks/{slug}").text
    assert stages_in(page) == ["Ready, not public"]
    assert "becomes public" not in page
    assert publish_due(house.database, datetime(2127, 1, 1, tzinfo=UTC)) == 0
    send(amina, f"talks/{slug}/publish", {"release": "2"})
    newer(house, slug, at="2126-11-21T18:00Z")
    house.work()
    page = amina.get(f"/console/talks/{slug}").text
    assert stages_in(page) == ["Public", "New version planned"]
    assert "The newer version becomes public on" in page


def test_of_a_withdrawn_talk_nothing_is_said_to_become_public(house: House, amina: httpx.Client) -> None:
    slug = house.published()
    newer(house, slug, at="2126-11-21T18:00Z")
    house.work()
    send(amina, f"talks/{slug}/withdraw", {})
    page = amina.get(f"/console/talks/{slug}").text
    assert stages_in(page) == ["Withdrawn", "New version ready"]
    assert "becomes public" not in page
    assert "Nobody sees it unless the talk is brought back." in page
    assert "Viewers see it from" not in amina.get(f"/s/{slug}/preview").text
    send(amina, f"talks/{slug}/plan", {"release": "2"})
    page = amina.get(f"/console/talks/{slug}").text
    assert "A newer version is ready." in page
    assert 'name="publish_at"' not in page
    send(amina, f"talks/{slug}/publish", {"release": "2"})
    assert stages_in(amina.get("/console/").text) == ["Public"]


def test_a_failed_build_is_tried_again_stopped_and_deleted(house: House, amina: httpx.Client) -> None:
    slug = made(amina)
    build = my_talk(house.service, Operator(), slug).newest
    assert build is not None
    house.fail(build.id)
    page = amina.get(f"/console/talks/{slug}").text
    assert "The deck has no visible slide." in page
    assert send(amina, f"talks/{slug}/retry", {}).status_code == 303
    assert my_talk(house.service, Operator(), slug).stage == "waiting"
    assert send(amina, f"talks/{slug}/cancel", {}).status_code == 303
    assert send(amina, f"talks/{slug}/cancel", {}).status_code == 303
    assert my_talk(house.service, Operator(), slug).stage == "preparing"
    assert send(amina, f"talks/{slug}/remove", {}).headers["Location"] == "/console/deleted"
    assert amina.get(f"/console/talks/{slug}").status_code == 410


@pytest.mark.parametrize("name", ["slides.pdf", "mended.pdf"])
def test_without_script_a_file_is_replaced_where_it_was(house: House, amina: httpx.Client, name: str) -> None:
    slug = made(amina)
    build = my_talk(house.service, Operator(), slug).newest
    assert build is not None
    house.fail(build.id, DeckEmpty().about("slides.pdf").failure)
    link = re.search(r'href="/console/(talks/[^"]+replace=slides.pdf)"', amina.get(f"/console/talks/{slug}").text)
    assert link
    page = amina.get(f"/console/{unescape(link[1])}").text
    assert "Choose another file in place of <bdi>slides.pdf</bdi></h1>" in page
    form = {"title": "", "order": house.listed(slug), "replace": typed_hidden(page, "replace")}
    # Nothing came yet, and it is still to be replaced.
    page = send(amina, f"talks/{slug}/make", form, files={"none": ""}).text
    assert typed_hidden(page, "replace") == "slides.pdf"
    mended = [("files", (name, b"%PDF-1.7 mended"))]
    assert send(amina, f"talks/{slug}/make", {**form, "title": "Mended"}, files=mended).status_code == 303
    assert house.listed(slug) == [name, "talk.mp3"]
    build = my_talk(house.service, Operator(), slug).newest
    assert build is not None
    assert [source.name for source in build.request.sources] == [name, "talk.mp3"]
    assert build.request.sources[0].digest == hex_digest(b"%PDF-1.7 mended")
    # Nothing of this name is there to be replaced.
    page = amina.get(f"/console/talks/{slug}/files", params={"replace": "other.pdf"}).text
    assert "Change the files</h1>" in page
    assert 'type="hidden" name="replace"' not in page


def typed_hidden(page: str, name: str) -> str:
    """Return what a hidden field of the page has."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


def test_the_form_of_a_draft_leads_to_its_deletion(house: House, amina: httpx.Client) -> None:
    slug = house.uploaded()
    assert (
        f'href="/console/talks/{slug}/remove">Delete this draft</a>' in amina.get(f"/console/talks/{slug}/files").text
    )
    send(amina, f"talks/{slug}/make", {"title": "A talk", "publish": "at", "publish_at": "2126-11-21T18:00"})
    for is_made in (False, True):
        assert my_talk(house.service, Operator(), slug).stage == ("planned" if is_made else "waiting")
        assert f"{slug}/remove" in amina.get(f"/console/talks/{slug}").text
        house.work()
    assert f"{house.published('Public')}/remove" in amina.get("/console/talks/public").text


def test_details_are_corrected_and_nothing_typed_is_lost(house: House, amina: httpx.Client) -> None:
    slug = made(amina)
    house.work()
    wrong = send(amina, f"talks/{slug}/details", {"title": "", "speakers": "Somebody new"})
    assert wrong.status_code == 422
    assert "Somebody new" in wrong.text
    assert send(amina, f"talks/{slug}/details", {"title": "Right", "speakers": "Somebody new"}).status_code == 303
    assert house.seminar(slug).details.speakers == ("Somebody new",)


def test_without_script_no_page_is_loaded_again_while_something_is_typed_on_it(
    house: House, amina: httpx.Client
) -> None:
    slug = made(amina)
    address = f"/console/talks/{slug}"
    assert f'content="10; url={address}?lang=fr"' in amina.get(f"{address}?lang=fr").text
    assert f'href="{address}/details"' in amina.get(address).text
    details = amina.get(f"{address}/details")
    assert '<details class="part" id="details" open>' in details.text
    wrong = send(amina, f"talks/{slug}/details", {"title": "", "speakers": "Somebody new"})
    late = send(amina, f"talks/{slug}/plan", {"release": "9", "publish_at": "2126-11-21T18:00"})
    for page in (details, wrong, late):
        assert "http-equiv" not in page.text


def test_a_time_to_publish_that_is_refused_stays(house: House, amina: httpx.Client) -> None:
    slug = made(amina)
    house.work()
    page = send(amina, f"talks/{slug}/plan", {"release": "1", "publish_at": "1999-01-01T00:00"})
    assert page.status_code == 422
    assert typed_in(page.text, "publish_at") == "1999-01-01T00:00"
    assert typed_in(page.text, "title") == "Savings groups"


def in_arabic(client: httpx.Client, page: httpx.Response, **typed: str) -> httpx.Response:
    """Return what the page's button for Arabic answers, in whose form so much is typed besides."""
    [button] = [tag for tag in re.findall("<button [^>]+>", page.text) if 'lang="ar"' in tag]
    form, address, value = (
        unescape(re.findall(f' {name}="([^"]+)"', button)[0]) for name in ("form", "formaction", "value")
    )
    known: dict[str, list[str]] = {}
    for name, text in _hidden(page.text.partition(f'id="{form}"')[2].partition("</form>")[0]):
        known.setdefault(unescape(name), []).append(unescape(text))
    return client.post(address, data={**known, **typed, "show": value})


def test_a_page_that_answers_a_form_is_shown_in_another_language_with_what_was_typed(
    house: House, amina: httpx.Client
) -> None:
    slug = made(amina)
    wrong: Mapping[str, httpx.Response] = {
        "details": send(amina, f"talks/{slug}/details", {"title": ""}),
        "plan": send(amina, f"talks/{slug}/plan", {"release": "9"}),
        "make": send(amina, f"talks/{house.uploaded()}/make", {"title": ""}),
        "arrange": send(amina, f"talks/{house.uploaded()}/arrange", {"order": ["slides.pdf"], "title": "Here"}),
        "new": send(amina, "new", {"title": ""}, files={"none": ""}),
    }
    for name, page in wrong.items():
        shown = in_arabic(amina, page, title=MARKUP, speakers="Somebody new")
        assert (shown.status_code, '<html lang="ar"' in shown.text) == (200, True), name
        assert (typed_in(shown.text, "title"), "Somebody new" in shown.text) == (MARKUP, True), name
    assert house.seminar(slug).details.title == "Savings groups"


def test_a_kept_form_is_kept_in_another_language(house: House, amina: httpx.Client) -> None:
    slug = made(amina)
    nobody = browser(house)
    page = nobody.post(f"/console/talks/{slug}/details?lang=fr", data={"title": MARKUP})
    page = in_arabic(nobody, page, email="amina@example.org")
    assert (page.status_code, '<html lang="ar"' in page.text) == (200, True)
    kept = {unescape(name): unescape(text) for name, text in _hidden(page.text)}
    assert (kept["kept:title"], typed_in(page.text, "email")) == (MARKUP, "amina@example.org")
    resumed = nobody.post("/console/sign-in?lang=ar", data={**kept, "email": "amina@example.org", "password": PASSWORD})
    assert f'action="/console/talks/{slug}/details?lang=ar"' in resumed.text
    again = in_arabic(nobody, resumed)
    assert '<html lang="ar"' in again.text
    fields = {unescape(name): unescape(text) for name, text in _hidden(again.text.partition("<main>")[2])}
    assert nobody.post(f"/console/talks/{slug}/details?lang=ar", data=fields).status_code == 303
    assert house.seminar(slug).details.title == MARKUP


def test_the_languages_of_a_refusal_lead_to_the_page_of_its_form(house: House) -> None:
    client = organiser(house, role=Role.CONTRIBUTOR)
    slug = made(client, series="Friday")
    refused = send(client, f"talks/{slug}/releases", {"release": "1"})
    [address] = re.findall(r'<a href="([^"]+)"[^>]* lang="ar"', refused.text)
    assert (refused.status_code, client.get(address).status_code) == (403, 200)


Reach = Callable[[House, httpx.Client], str]
PAGES: Mapping[str, Reach] = {
    "sign in": lambda _, __: "sign-in",
    "forgotten": lambda _, __: "forgotten",
    "link": lambda house, _: f"link/{first_link(house)}",
    "no such link": lambda _, __: "link/none",
    "list": lambda _, amina: made(amina) and "",
    "search": lambda _, amina: made(amina) and "?q=savings",
    "new": lambda _, __: "new",
    "draft": lambda house, _: f"talks/{house.uploaded()}/files",
    "waiting": lambda _, amina: f"talks/{made(amina)}",
    "ready": lambda house, amina: f"talks/{_worked(house, made(amina))}",
    "public": lambda house, _: f"talks/{house.published()}",
    "withdrawn": lambda house, _: f"talks/{house.withdrawn()}",
    "none": lambda _, __: "talks/none",
    **{name: lambda _, __, name=name: name for name in ("people", "tokens", "activity", "account")},
}


def _worked(house: House, slug: str) -> str:
    house.work()
    return slug


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_light_kept_by_nobody_and_tells_no_path(house: House, name: str) -> None:
    somebody = browser(house)
    link = PAGES[name](house, somebody) if name == "link" else None
    amina = signed_in(house, add_person(house, "amina@example.org", is_admin=True))
    client = somebody if name in ("sign in", "forgotten", "link") else amina
    path = link or PAGES[name](house, amina)
    for language in ("en", "ar"):
        page = client.get(f"/console/{path}", params={"lang": language} if "?" not in path else None)
        assert "no-store" in page.headers["Cache-Control"] or page.status_code == 404
        assert str(house.service.settings.data_dir) not in page.text
        assert "/tmp" not in page.text
        assert len(brotli.compress(page.text.encode(), quality=5)) <= MOST_BYTES


def test_a_client_that_goes_away_during_a_form_is_no_defect(house: House, amina: httpx.Client) -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": b"--x\r\n", "more_body": True},
        {"type": "http.disconnect"},
    ]
    answers: list[Message] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        answers.append(message)

    form = {"Content-Type": "multipart/form-data; boundary=x"}
    request = amina.build_request("POST", "/console/new", headers=form)
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": request.url.path,
        "raw_path": request.url.raw_path,
        "root_path": "",
        "query_string": b"",
        "headers": [(name.lower(), value) for name, value in request.headers.raw if name.lower() != b"content-length"],
        "client": ("198.51.100.1", 1),
        "server": ("talks.example", 443),
    }
    with capture_logs() as logs:
        asyncio.run(invoke(house.app, scope, receive, send))
    assert answers[0]["status"] == 400
    assert "cut short by the client" in [each["event"] for each in logs]


async def invoke(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)
