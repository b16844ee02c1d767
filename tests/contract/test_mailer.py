"""What Mailer promises, held by a real SMTP server on loopback."""

import socket
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from servers.smtp import make_certificate, smtp_server

from mediasvc.adapters.smtp_mailer import SmtpMailer, SmtpServer, server_at
from mediasvc.domain.errors import MailUnavailable, Usage
from mediasvc.domain.mail import Mail
from mediasvc.domain.person import checked_email

SENDER = "Talks of Fridays <talks@example.org>"
MAIL = Mail(
    "amina@example.org", "كلمة مرور جديدة", "Hello Amina,\n\n.\n..\nhttps://talks.example/" + "x" * 3_000 + "\n"
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def mailer(port: int, user: str = "") -> SmtpMailer:
    return SmtpMailer(SmtpServer("127.0.0.1", port, False, user, "p@ss"), SENDER)


def test_a_mail_arrives_as_it_was_written() -> None:
    with smtp_server() as box:
        mailer(box.port).send(MAIL)
    [letter] = box.letters
    assert box.recipients == [letter["To"]] == [MAIL.to]
    assert (letter["Subject"], letter["From"]) == (MAIL.subject, SENDER)
    assert letter.get_content().replace("\r\n", "\n") == MAIL.text
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.org>")
    assert letter["Date"]


def test_mail_is_encrypted_where_that_is_offered(certificate: Path) -> None:
    with smtp_server(certificate) as box:
        mailer(box.port).send(MAIL)
    assert box.were_encrypted == [True]
    assert box.logins == []


@pytest.mark.parametrize("offers_tls", [False, True])
def test_a_password_is_shown_to_nobody_who_cannot_be_trusted(certificate: Path, offers_tls: bool) -> None:
    with smtp_server(certificate if offers_tls else None) as box, pytest.raises(MailUnavailable):
        mailer(box.port, "amina").send(MAIL)
    assert (box.logins, box.letters) == ([], [])
    assert "AUTH" not in box.commands


def test_a_password_goes_to_a_server_that_is_known(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with smtp_server(certificate) as box:
        SmtpMailer(SmtpServer("localhost", box.port, False, "amina", "p@ss"), SENDER).send(MAIL)
    assert box.logins == ["\0amina\0p@ss"]
    assert box.were_encrypted == [True]


@pytest.mark.parametrize("refused", [b"MAIL", b"RCPT", b"DATA"])
def test_a_server_that_refuses_is_told_of(refused: bytes) -> None:
    with smtp_server(refuses=refused) as box, pytest.raises(MailUnavailable):
        mailer(box.port).send(MAIL)
    assert box.letters == []


def test_a_server_that_is_away_is_told_of_without_the_mail() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(MailUnavailable) as told:
        mailer(port).send(MAIL)
    assert "amina" not in told.value.message + repr(MAIL).replace(MAIL.to, "")


@pytest.mark.parametrize("where", ["to", "subject"])
@pytest.mark.parametrize("line", ["\r\nBcc: all@example.org", "\nBcc: all@example.org", "\r\n\r\nanother text"])
def test_no_value_adds_a_line_to_the_head(where: str, line: str) -> None:
    values = {"to": MAIL.to, "subject": "New", where: f"amina@example.org{line}"}
    with smtp_server() as box, pytest.raises(MailUnavailable):
        mailer(box.port).send(Mail(text="Hello", **values))
    assert (box.letters, box.recipients) == ([], [])


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_whatever_passes_for_an_address_is_one_recipient_or_refused(name: str, domain: str) -> None:
    try:
        to = checked_email(f"{name}@{domain}")
    except Usage:
        return
    with smtp_server() as box, suppress(MailUnavailable):
        mailer(box.port).send(Mail(to, "New", "Hello"))
    assert box.recipients in ([], [to])


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 25, False)),
        ("smtps://mail.example/", SmtpServer("mail.example", 465, True)),
        ("smtp://a%40b:p%3A%2F@mail.example:587", SmtpServer("mail.example", 587, False, "a@b", "p:/")),
        ("smtps://[::1]:10465", SmtpServer("::1", 10465, True)),
    ],
)
def test_an_address_names_a_server(url: str, server: SmtpServer) -> None:
    assert server_at(url) == server
    assert "p:/" not in repr(server_at(url))


@pytest.mark.parametrize("url", ["", "mail.example:25", "http://mail.example", "smtp://", "smtp://x:port", "smtp://[x"])
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        server_at(url)
