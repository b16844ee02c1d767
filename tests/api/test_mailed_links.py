"""Links to choose a password, as they are mailed: to who was invited, and to who has forgotten theirs."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from house import API, PUBLIC_URL, House, refused
from people import PASSWORD, add_person, signed_in
from servers.smtp import Box, smtp_server
from structlog.testing import capture_logs

from mediasvc.bootstrap import mailer_of
from mediasvc.delivery.languages import TAGS, language
from mediasvc.domain.access import Operator
from mediasvc.domain.attempts import ATTEMPT_LIMITS, Attempt
from mediasvc.usecases.links import ShownLink, read_link
from mediasvc.usecases.people import PersonChange, change_person, find_person, make_link

ORIGIN = {"Origin": PUBLIC_URL}
LINK = re.compile(rf"{PUBLIC_URL}/console/link/([\w.-]+)")


@pytest.fixture
def box() -> Iterator[Box]:
    with smtp_server() as box:
        yield box


def mailing(house: House, port: int) -> House:
    """Return the same house, with mail set up."""
    changes = {"smtp_url": f"smtp://127.0.0.1:{port}", "mail_from": "Talks <talks@example.org>"}
    settings = house.service.settings.model_copy(update=changes)
    return house.with_parts(settings=settings, mailer=mailer_of(settings))


def visitor(house: House) -> httpx.Client:
    client = house.client(None)
    client.base_url = httpx.URL(PUBLIC_URL)
    client.headers.update(ORIGIN)
    return client


def ask(client: httpx.Client, email: str, tag: str = "en") -> httpx.Response:
    page = client.get(f"/console/forgotten?lang={tag}").text
    [form_token] = set(re.findall(r'name="form_token" value="(\w+)"', page))
    return client.post(f"/console/forgotten?lang={tag}", data={"email": email, "form_token": form_token})


def link_in(text: str) -> str:
    [token] = set(LINK.findall(unescape(text)))
    return token


def test_who_has_forgotten_the_password_is_mailed_a_link_in_the_language_of_the_page(house: House, box: Box) -> None:
    house = mailing(house, box.port)
    add_person(house, "amina@example.org")
    client = visitor(house)
    with capture_logs() as logs:
        answer = ask(client, " Amina@Example.org", "ar")
    assert answer.status_code == 200
    assert language("ar").words["forgotten"]["sent"] in answer.text
    [letter] = box.letters
    assert box.recipients == ["amina@example.org"]
    assert letter["Subject"] == language("ar").words["mail"]["reset_subject"].format("talks.example")
    token = link_in(letter.get_content())
    page = client.get(f"/console/link/{token}")
    assert page.status_code == 200
    [form_token] = re.findall(r'name="form_token" value="(\w+)"', page.text)
    chosen = {"password": PASSWORD, "form_token": form_token}
    with capture_logs() as more_logs:
        assert client.post(f"/console/link/{token}", data=chosen).status_code == 303
        client.get(f"{API}/links/{token}")
    assert visitor(house).get(f"/console/link/{token}").status_code == 403
    assert token not in repr([*logs, *more_logs])
    assert {line["path"] for line in more_logs if line["event"] == "request"} == {"/console/link/…", f"{API}/links/…"}


def test_the_answer_is_the_same_whether_or_not_there_is_an_account(house: House, box: Box) -> None:
    house = mailing(house, box.port)
    add_person(house, "amina@example.org")
    off = add_person(house, "off@example.org")
    change_person(house.service, Operator(), off.id, PersonChange(is_disabled=True))
    client = visitor(house)
    answers = [ask(client, email) for email in ("amina@example.org", "nobody@example.org", "off@example.org")]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    told = [
        client.post(f"{API}/resets", json={"email": email}) for email in ("amina@example.org", "nobody@example.org")
    ]
    assert {(answer.status_code, answer.text) for answer in told} == {(202, "null")}
    assert box.recipients == ["amina@example.org", "amina@example.org"]


def test_who_asks_again_and_again_is_stopped_whoever_it_is_about(house: House, box: Box) -> None:
    house = mailing(house, box.port)
    add_person(house, "amina@example.org")
    client = visitor(house)
    most = ATTEMPT_LIMITS[Attempt.RESET_OF_EMAIL].count
    for email in ("amina@example.org", "nobody@example.org"):
        assert [ask(client, email).status_code for _ in range(most + 1)] == [200] * most + [429]
        refused(client.post(f"{API}/resets", json={"email": email}), 429, "too_many_attempts")
    assert len(box.letters) == most
    rest = ATTEMPT_LIMITS[Attempt.RESET_FROM_CLIENT].count
    answers = [client.post(f"{API}/resets", json={"email": f"x{number}@example.org"}) for number in range(rest)]
    assert answers[-1].status_code == 429


def test_a_stranger_does_not_take_a_link_away_that_an_admin_has_made(house: House, box: Box) -> None:
    house = mailing(house, box.port)
    person = add_person(house, "amina@example.org")
    _, given = make_link(house.service, Operator(), person.id)
    ask(visitor(house), person.email)
    mailed = link_in(box.letters[0].get_content())
    for token in (given, mailed):
        assert read_link(house.service, ShownLink(token, "")).person is not None


@pytest.mark.parametrize("email", ["", "amina", "a@b\r\nBcc: all@example.org", "x" * 400 + "@example.org", "<b>@x"])
def test_what_is_no_address_is_refused_with_what_was_typed(house: House, box: Box, email: str) -> None:
    house = mailing(house, box.port)
    answer = ask(visitor(house), email)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<b>@x" not in answer.text
    assert box.commands == []


def test_a_reset_that_cannot_be_mailed_is_logged_and_looks_the_same(house: House) -> None:
    with smtp_server(refuses=b"RCPT") as box:
        house = mailing(house, box.port)
        add_person(house, "amina@example.org")
        with capture_logs() as logs:
            answers = [ask(visitor(house), email).text for email in ("amina@example.org", "nobody@example.org")]
    assert all(language("en").words["forgotten"]["sent"] in answer for answer in answers)
    [told] = [line for line in logs if line["event"] == "link not mailed"]
    assert told["code"] == "mail_unavailable"
    assert "console/link" not in repr(logs).replace("console/link/…", "")


def test_without_mail_the_page_says_whom_to_ask(house: House) -> None:
    client = visitor(house)
    assert language("en").words["forgotten"]["no_mail"] in client.get("/console/forgotten").text
    refused(client.post(f"{API}/resets", json={"email": "amina@example.org"}), 422, "not_supported")


def test_an_invitation_is_shown_and_mailed(house: House, box: Box) -> None:
    house = mailing(house, box.port)
    admin = signed_in(house, add_person(house, "admin@example.org", is_admin=True))
    form = {"email": "hana@example.org", "name": "<b>Hana</b>", "form_token": admin.headers["X-Form-Token"]}
    page = admin.post("/console/people/new?lang=fr", data=form).text
    [letter] = box.letters
    assert link_in(page) == link_in(letter.get_content())
    assert "envoyé à <bdi>hana@example.org</bdi>" in page
    assert letter["Subject"] == "Votre compte sur talks.example"
    assert "<b>Hana</b>" in letter.get_content()
    made = admin.post(f"{API}/people", json={"email": "omar@example.org"}, headers={"Accept-Language": "es"}).json()
    assert made["is_mailed"]
    assert box.recipients == ["hana@example.org", "omar@example.org"]
    assert made["link_url"] in box.letters[1].get_content()
    assert box.letters[1]["Subject"] == "Su cuenta en talks.example"


def test_an_invitation_that_cannot_be_mailed_is_shown_and_said_to_be_so(house: House) -> None:
    with smtp_server(refuses=b"MAIL") as box:
        house = mailing(house, box.port)
        admin = signed_in(house, add_person(house, "admin@example.org", is_admin=True))
        form = {"email": "hana@example.org", "form_token": admin.headers["X-Form-Token"]}
        page = admin.post("/console/people/new", data=form).text
        made = admin.post(f"{API}/people", json={"email": "omar@example.org"}).json()
    assert "The mail could not be sent." in page
    assert read_link(house.service, ShownLink(link_in(page), "")).person is not None
    assert not made["is_mailed"]
    assert find_person(house.service, Operator(), "omar@example.org").person.links == 1


@pytest.mark.parametrize("tag", TAGS)
def test_a_mail_can_be_written_in_every_language(tag: str) -> None:
    words = language(tag).words["mail"]
    gaps = {name: text.count("{}") for name, text in words.items()}
    assert gaps == {**dict.fromkeys(gaps, 1), "ignore": 0}
