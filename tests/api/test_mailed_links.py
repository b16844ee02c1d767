"""Links to choose a password, as they are mailed: to who was invited, and to who has forgotten theirs."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from html import unescape

import httpx
import pytest
from house import API, PUBLIC_URL, House, refused, repr_digest
from people import PASSWORD, add_person, signed_in
from servers.smtp import END, GOES_AWAY, Box, smtp_server
from structlog.testing import capture_logs

from mediasvc.bootstrap import mailer_of
from mediasvc.delivery.languages import TAGS, language
from mediasvc.delivery.letters import letter_of
from mediasvc.domain.access import Operator
from mediasvc.domain.attempts import ATTEMPT_LIMITS, Attempt
from mediasvc.domain.mail import MailFacts, MailKind
from mediasvc.domain.person import Role
from mediasvc.usecases.links import ShownLink, read_link
from mediasvc.usecases.mails import send_due
from mediasvc.usecases.notify import new_mail, tell_of_events
from mediasvc.usecases.people import Invitation, PersonChange, change_person, find_person, invite, make_link

ORIGIN = {"Origin": PUBLIC_URL}
SITE = "talks.example"
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


def deliver(house: House) -> None:
    """Do what a worker for mail does."""
    tell_of_events(house.database)
    send_due(house.service, letter_of(house.service.settings))


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


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
        deliver(house)
    assert answer.status_code == 200
    assert language("ar").words["forgotten"]["sent"] in answer.text
    [letter] = box.letters
    assert box.recipients == ["amina@example.org"]
    assert letter["Subject"] == language("ar").words["mail"]["reset_subject"].format("talks.example")
    token = link_in(text_of(letter))
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
    deliver(house)
    assert box.recipients == ["amina@example.org", "amina@example.org"]


def test_who_asks_again_and_again_is_stopped_whoever_it_is_about(house: House, box: Box) -> None:
    house = mailing(house, box.port)
    add_person(house, "amina@example.org")
    client = visitor(house)
    most = ATTEMPT_LIMITS[Attempt.RESET_OF_EMAIL].count
    for email in ("amina@example.org", "nobody@example.org"):
        assert [ask(client, email).status_code for _ in range(most + 1)] == [200] * most + [429]
        refused(client.post(f"{API}/resets", json={"email": email}), 429, "too_many_attempts")
    deliver(house)
    assert len(box.letters) == most
    rest = ATTEMPT_LIMITS[Attempt.RESET_FROM_CLIENT].count
    answers = [client.post(f"{API}/resets", json={"email": f"x{number}@example.org"}) for number in range(rest)]
    assert answers[-1].status_code == 429


def test_a_stranger_does_not_take_a_link_away_that_an_admin_has_made(house: House, box: Box) -> None:
    house = mailing(house, box.port)
    person = add_person(house, "amina@example.org")
    _, given = make_link(house.service, Operator(), person.id)
    ask(visitor(house), person.email)
    deliver(house)
    [mailed] = {link_in(text_of(letter)) for letter in box.letters[-1:]}
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


def test_a_reset_that_is_refused_looks_the_same_and_an_admin_sees_why_but_no_link(house: House) -> None:
    admin = signed_in(house, add_person(house, "admin@example.org", is_admin=True))
    with smtp_server(answers={"RCPT": "550 no such user"}) as box:
        house = mailing(house, box.port)
        add_person(house, "amina@example.org")
        with capture_logs() as logs:
            answers = [ask(visitor(house), email).text for email in ("amina@example.org", "nobody@example.org")]
            deliver(house)
    assert all(language("en").words["forgotten"]["sent"] in answer for answer in answers)
    [told] = [line for line in logs if line["event"] == "mail answered"]
    assert told["state"] == "refused"
    assert "console/link" not in repr(logs).replace("console/link/…", "")
    listed = admin.get("/console/mail?show=unsent&lang=en").text
    [page] = set(re.findall(r'href="(/console/mail/\w+\?lang=en)"', listed))
    read = admin.get(page).text
    assert "550 no such user" in read
    assert LINK.findall(unescape(read)) == []


def test_without_mail_the_page_says_whom_to_ask(house: House) -> None:
    client = visitor(house)
    assert language("en").words["forgotten"]["no_mail"] in client.get("/console/forgotten").text
    refused(client.post(f"{API}/resets", json={"email": "amina@example.org"}), 422, "not_supported")


def test_an_invitation_is_shown_and_mailed(house: House, box: Box) -> None:
    house = mailing(house, box.port)
    admin = signed_in(house, add_person(house, "admin@example.org", is_admin=True))
    form = {"email": "hana@example.org", "name": "<b>Hana</b>", "form_token": admin.headers["X-Form-Token"]}
    page = admin.post("/console/people/new?lang=fr", data=form).text
    made = admin.post(f"{API}/people", json={"email": "omar@example.org"}, headers={"Accept-Language": "es"}).json()
    deliver(house)
    hanas, omars = box.letters
    for token in (link_in(page), link_in(text_of(hanas))):
        target = read_link(house.service, ShownLink(token, "")).person
        assert target is not None
        assert target.email == "hana@example.org"
    assert "envoyé à <bdi>hana@example.org</bdi>" in page
    assert hanas["Subject"] == "Votre compte sur talks.example"
    assert "<b>Hana</b>" in text_of(hanas)
    assert made["is_mailed"]
    assert box.recipients == ["hana@example.org", "omar@example.org"]
    assert omars["Subject"] == "Su cuenta en talks.example"


def test_who_is_invited_is_written_to_in_the_language_in_which_they_choose_a_password(house: House, box: Box) -> None:
    house = mailing(house, box.port)
    invited, link = invite(house.service, Operator(), Invitation("hana@example.org", language="fr"))
    assert invited.person.language == "fr"
    answer = visitor(house).post(f"{API}/links/{link}", json={"password": PASSWORD}, headers={"Accept-Language": "sw"})
    assert answer.status_code == 201
    # Somebody elsewhere, with another browser, does not change what they have chosen.
    _, link = make_link(house.service, Operator(), invited.person.id, "es")
    deliver(house)
    assert [letter["Subject"] for letter in box.letters] == [language("sw").words["mail"]["reset_subject"].format(SITE)]
    visitor(house).post(f"{API}/links/{link}", json={"password": PASSWORD}, headers={"Accept-Language": "es"})
    assert find_person(house.service, Operator(), "hana@example.org").person.language == "sw"


def test_a_talk_that_failed_is_told_to_who_asked_and_an_admin_reads_and_repeats_it(house: House) -> None:
    admin = signed_in(house, add_person(house, "admin@example.org", is_admin=True))
    hana = signed_in(house, add_person(house, "hana@example.org", roles={"Friday": Role.ORGANISER}))
    slug = hana.post(f"{API}/seminars", json={"title": "<i>Savings</i>", "series": "Friday"}).json()["slug"]
    hana.put(f"{API}/seminars/{slug}/sources/slides.pdf", content=b"%PDF-1.7", headers=repr_digest(b"%PDF-1.7"))
    house.fail(hana.post(f"{API}/seminars/{slug}/builds", json={}).json()["id"])
    with smtp_server(answers={END: GOES_AWAY}) as box:
        house = mailing(house, box.port)
        deliver(house)
        listed = admin.get("/console/mail?lang=en").text
        assert "&lt;i&gt;Savings" in listed
        assert "hana@example.org" in listed
        [page] = set(re.findall(r'href="(/console/mail/\w+)\?lang=en"', listed))
        assert "Perhaps sent" in listed
        assert "The deck has no visible slide." in admin.get(f"{page}?lang=en").text
        assert hana.get(page).status_code == 403
        box.answers.clear()
        form = {"form_token": admin.headers["X-Form-Token"]}
        before = len(box.letters)
        for status in (303, 409):
            assert admin.post(page, data=form).status_code == status
        deliver(house)
    assert len(box.letters) == before + 1
    assert len({letter["Message-ID"] for letter in box.letters}) == 1
    assert "Send once more" not in admin.get(f"{page}?lang=en").text
    metrics = house.anybody.get("/metrics").text
    assert 'mediasvc_mails{state="sent"} 1.0' in metrics


@pytest.mark.parametrize("address", ["/console/mail?before=0", "/console/mail?before=x", "/console/mail/none"])
def test_there_is_no_other_mail(house: House, address: str) -> None:
    admin = signed_in(house, add_person(house, "admin@example.org", is_admin=True))
    assert admin.get(address).status_code == 404


def test_many_mails_are_shown_page_by_page(house: House) -> None:
    person = add_person(house, "admin@example.org", is_admin=True)
    with house.database.transaction() as catalogue:
        for number in range(60):
            catalogue.mails.add(new_mail(MailKind.READY, person, MailFacts(f"Talk {number}.", "a-talk"), "en"))
    admin = signed_in(house, person)
    page = admin.get("/console/mail?lang=en").text
    assert ("Talk 10." in page, "Talk 9." in page) == (True, False)
    assert language("en").words["mails"]["only_files"] in page
    [earlier] = re.findall(r'href="([^"]+)" rel="next"', page)
    rest = admin.get(unescape(earlier)).text
    assert ("Talk 10." in rest, "Talk 9." in rest) == (False, True)
    assert language("en").words["mails"]["none_unsent"] in admin.get("/console/mail?show=unsent&lang=en").text


@pytest.mark.parametrize("tag", TAGS)
def test_a_mail_can_be_written_in_every_language(tag: str) -> None:
    words = language(tag).words["mail"]
    gaps = {name: text.count("{}") for name, text in words.items()}
    assert gaps == {
        **dict.fromkeys(gaps, 1),
        **dict.fromkeys(("ignore", "choose", "open"), 0),
        **dict.fromkeys(("handed_in", "sent_back"), 2),
    }
