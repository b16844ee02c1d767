"""What Mailer promises, for every adapter: memory, files, and a real SMTP server on loopback."""

import gc
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from servers.smtp import END, GOES_AWAY, HANGS, make_certificate, smtp_server

from mediasvc.adapters.file_mailer import FileMailer
from mediasvc.adapters.mail_message import message_of
from mediasvc.adapters.memory_mailer import MemoryMailer
from mediasvc.adapters.smtp_mailer import SmtpMailer, SmtpServer, Timeouts, server_at
from mediasvc.domain.errors import MailUnavailable, Usage
from mediasvc.domain.mail import Answer, Handover, Mail, MailId
from mediasvc.domain.person import checked_email
from mediasvc.ports import Mailer

SENDER = "Talks of Fridays <talks@example.org>"
# Odd lines, a long one, and one that looks like the end of a mail.
TEXT = "Hello Amina,\n\n.\n..\n.QUIT\nhttps://talks.example/" + "x" * 3_000 + "\n"
MAIL = Mail(
    MailId("0123456789abcdef"),
    datetime(2026, 11, 30, 9, 30, tzinfo=UTC),
    "amina@example.org",
    "كلمة مرور جديدة",
    TEXT,
    "<p>Hello &amp; مرحبًا</p>\n.\n",
)
NO_PATIENCE = Timeouts(step_s=0.5, answer_s=0.5)


class KilledError(BaseException):
    """The process is killed."""


@dataclass(frozen=True)
class Bench:
    """A mailer, and what it has handed over so far."""

    mailer: Mailer
    letters: Callable[[], Sequence[EmailMessage]]

    def send(self, *mails: Mail, before_end: Callable[[], None] = lambda: None) -> list[Handover]:
        with self.mailer.connect() as post:
            return [post.hand_over(mail, before_end) for mail in mails]


@contextmanager
def memory_bench(_: Path) -> Generator[Bench]:
    mailer = MemoryMailer()
    yield Bench(mailer, lambda: [_read(bytes(message_of(mail, SENDER))) for mail in mailer.mails])


@contextmanager
def file_bench(folder: Path) -> Generator[Bench]:
    mails = folder / "mail"
    yield Bench(FileMailer(mails, SENDER), lambda: [_read(path.read_bytes()) for path in sorted(mails.glob("*.eml"))])


@contextmanager
def smtp_bench(_: Path) -> Generator[Bench]:
    with smtp_server() as box:
        yield Bench(mailer(box.port), lambda: box.letters)


@pytest.fixture(params=[memory_bench, file_bench, smtp_bench], ids=["memory", "files", "smtp"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Bench]:
    with request.param(tmp_path) as bench:
        yield bench


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def mailer(port: int, user: str = "", timeouts: Timeouts = NO_PATIENCE) -> SmtpMailer:
    return SmtpMailer(SmtpServer("127.0.0.1", port, False, user, "p@ss"), SENDER, timeouts)


def send(port: int, mail: Mail = MAIL) -> Handover:
    with mailer(port).connect() as post:
        return post.hand_over(mail, lambda: None)


def _read(content: bytes) -> EmailMessage:
    letter = message_from_bytes(content, policy=default)
    assert isinstance(letter, EmailMessage)
    return letter


def test_a_mail_arrives_as_it_was_written(bench: Bench) -> None:
    assert [each.answer for each in bench.send(MAIL)] == [Answer.ACCEPTED]
    [letter] = bench.letters()
    assert (letter["To"], letter["Subject"], letter["From"]) == (MAIL.to, MAIL.subject, SENDER)
    assert letter.get_content_type() == "multipart/alternative"
    text, html = (part.get_content().replace("\r\n", "\n") for part in letter.iter_parts())  # type: ignore[attr-defined]
    assert (text, html) == (MAIL.text, MAIL.html)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == "<0123456789abcdef@example.org>"
    assert letter["Date"].datetime == MAIL.written_at


def test_a_mail_may_be_text_alone(bench: Bench) -> None:
    bench.send(replace(MAIL, html=None))
    [letter] = bench.letters()
    assert letter.get_content().replace("\r\n", "\n") == MAIL.text


def test_one_connection_takes_many_mails_and_tells_each_end_before_it_comes(bench: Bench) -> None:
    mails = [replace(MAIL, id=MailId(f"{number}")) for number in range(3)]
    before: list[int] = []
    answers = bench.send(*mails, before_end=lambda: before.append(len(bench.letters())))
    assert [each.answer for each in answers] == [Answer.ACCEPTED] * 3
    assert before == [0, 1, 2]
    assert len({letter["Message-ID"] for letter in bench.letters()}) == 3


@pytest.mark.parametrize("error", [RuntimeError, KilledError])
def test_who_is_stopped_before_the_end_has_sent_nothing(bench: Bench, error: type[BaseException]) -> None:
    def stop() -> None:
        raise error

    with pytest.raises(error):
        bench.send(MAIL, before_end=stop)
    assert bench.letters() == []
    assert bench.send(MAIL)[0].answer is Answer.ACCEPTED
    assert len(bench.letters()) == 1


@pytest.mark.parametrize("where", ["to", "subject"])
@pytest.mark.parametrize("line", ["\r\nBcc: all@example.org", "\nBcc: all@example.org", "\r\n\r\nanother text"])
def test_no_value_adds_a_line_to_the_head(bench: Bench, where: str, line: str) -> None:
    hostile = replace(MAIL, **{where: f"amina@example.org{line}"})
    refused, accepted = bench.send(hostile, MAIL)
    assert (refused.answer, accepted.answer) == (Answer.REFUSED, Answer.ACCEPTED)
    assert [letter["Message-ID"] for letter in bench.letters()] == ["<0123456789abcdef@example.org>"]


def test_mail_is_encrypted_where_that_is_offered(certificate: Path) -> None:
    with smtp_server(certificate) as box:
        send(box.port)
    assert box.were_encrypted == [True]
    assert box.logins == []


# What asyncio leaves of a server's connection whose TLS has failed is cleared up here, and not in another test.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("offers_tls", [False, True])
def test_a_password_is_shown_to_nobody_who_cannot_be_trusted(certificate: Path, offers_tls: bool) -> None:
    with (
        smtp_server(certificate if offers_tls else None) as box,
        pytest.raises(MailUnavailable),
        mailer(box.port, "amina").connect(),
    ):
        pass
    assert (box.logins, box.letters) == ([], [])
    assert "AUTH" not in box.commands
    gc.collect()


def test_a_password_goes_to_a_server_that_is_known(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = SmtpServer("localhost", 0, False, "amina", "p@ss")
    with smtp_server(certificate) as box, SmtpMailer(replace(server, port=box.port), SENDER).connect() as post:
        post.hand_over(MAIL, lambda: None)
    assert box.logins == ["amina:p@ss"]
    assert box.were_encrypted == [True]


@pytest.mark.parametrize(
    ("command", "answer", "expected"),
    [
        ("RCPT", "550 5.1.1 no such user", Answer.REFUSED),
        ("RCPT", "451 4.7.1 greylisted", Answer.LATER),
        ("DATA", "554 no", Answer.REFUSED),
        ("DATA", "452 full", Answer.LATER),
        (END, "552 too large", Answer.REFUSED),
        (END, "451 try later", Answer.LATER),
        ("MAIL", "451 busy", Answer.LATER),
        # That the sender is refused is no fault of the mail's: somebody sees to it, and then it is sent.
        ("MAIL", "550 who are you", Answer.LATER),
    ],
)
def test_the_answer_says_whether_to_try_again(command: str, answer: str, expected: Answer) -> None:
    with smtp_server(answers={command: answer}) as box, mailer(box.port).connect() as post:
        handover = post.hand_over(MAIL, lambda: None)
        assert (handover.answer, handover.detail) == (expected, answer)
        assert box.letters == []
        box.answers.clear()
        assert post.hand_over(MAIL, lambda: None).answer is Answer.ACCEPTED
        assert box.connections == 1


@pytest.mark.parametrize("command", ["GREETING", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("instead", [HANGS, GOES_AWAY, "421 closing"])
def test_a_server_that_goes_away_before_the_end_is_told_of_and_has_nothing(command: str, instead: str) -> None:
    ends: list[bool] = []
    with smtp_server(answers={command: instead}) as box, pytest.raises(MailUnavailable) as told:  # noqa: SIM117
        with mailer(box.port).connect() as post:
            post.hand_over(MAIL, lambda: ends.append(True))
    assert (box.letters, ends) == ([], [])
    assert "amina" not in told.value.message


@pytest.mark.parametrize("instead", [HANGS, GOES_AWAY])
def test_a_server_that_goes_away_instead_of_answering_the_end_leaves_it_open(instead: str) -> None:
    with smtp_server(answers={END: instead}) as box, mailer(box.port).connect() as post:
        assert post.hand_over(MAIL, lambda: None).answer is Answer.UNSURE
        with pytest.raises(MailUnavailable):
            post.hand_over(MAIL, lambda: None)


def test_a_server_that_is_away_is_told_of_without_the_mail() -> None:
    with smtp_server() as box:
        port = box.port
    with pytest.raises(MailUnavailable), mailer(port).connect():
        pass
    assert "Hello" not in repr(MAIL)


def test_an_address_outside_of_ascii_is_sent_in_utf_8() -> None:
    with smtp_server() as box:
        assert send(box.port, replace(MAIL, to="أمينة@example.org")).answer is Answer.ACCEPTED
    assert box.recipients == ["أمينة@example.org"]


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_whatever_passes_for_an_address_is_one_recipient_or_refused(name: str, domain: str) -> None:
    try:
        to = checked_email(f"{name}@{domain}")
    except Usage:
        return
    with smtp_server() as box:
        send(box.port, replace(MAIL, to=to))
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


def test_old_files_go_when_new_ones_come(tmp_path: Path) -> None:
    old, new = tmp_path / "old.eml", tmp_path / "new.eml"
    for path in (old, new):
        path.write_text("kept")
    os.utime(old, (0, 0))
    with FileMailer(tmp_path, SENDER).connect():
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["new.eml"]


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("no folder")
    with pytest.raises(MailUnavailable), FileMailer(tmp_path / "mail", SENDER).connect():
        pass
