"""Mail as people read it: in six languages, as text and HTML that say the same, whatever a title holds."""

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.adapters.mail_message import bytes_of, message_of
from mediasvc.delivery.languages import TAGS, language
from mediasvc.delivery.letters import content_of, letter_of
from mediasvc.domain.errors import DeckEmpty, Failure
from mediasvc.domain.mail import LINK_MAILS, Mail, MailFacts, MailKind, OutgoingMail
from mediasvc.domain.person import Person, PersonId
from mediasvc.settings import Settings
from mediasvc.usecases.notify import new_mail

SETTINGS = Settings(public_url="https://talks.example/")
AMINA = Person(PersonId("amina"), "amina@example.org", "Amina", "hash", False, {}, datetime.now(UTC))
FAILURE = DeckEmpty("slides.pdf").failure
FACTS = MailFacts("Savings groups", "savings-groups", None, "Slide 3\nis not ours.", "Hana", 1)
TOKEN = "a-secret-token"


def outgoing(kind: MailKind, tag: str | None = "en", facts: MailFacts = FACTS) -> OutgoingMail:
    failure = FAILURE if kind is MailKind.FAILED else None
    return new_mail(kind, replace(AMINA, language=tag), replace(facts, failure=facts.failure or failure), None)


def written(kind: MailKind, tag: str | None = "en", facts: MailFacts = FACTS) -> Mail:
    return letter_of(SETTINGS)(outgoing(kind, tag, facts), TOKEN if kind in LINK_MAILS else None)


class Reader(HTMLParser):
    """The text of a page, where its links lead, and its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.links, self.tags, self.dirs = "", set[str](), set[str](), list[str | None]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        found = dict(attrs)
        self.links |= {found["href"] or ""} if "href" in found else set()
        self.dirs += [found["dir"]] if "dir" in found else []

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("kind", MailKind)
def test_a_mail_says_the_same_as_text_and_as_html_in_every_language(kind: MailKind, tag: str) -> None:
    mail, content = written(kind, tag), content_of(SETTINGS, outgoing(kind, tag), TOKEN)
    assert mail.html is not None
    html = Reader(mail.html)
    for part in (*content.paragraphs, content.quoted, content.button, content.address, content.closing, "Amina"):
        assert part in mail.text
        assert part in html.text
    assert html.links == {content.address}
    assert html.dirs[0] == ("rtl" if tag == "ar" else "ltr")
    assert "{" not in mail.subject + mail.text
    assert "style=" in mail.html
    # Nothing is loaded, so nobody learns when the mail is read.
    assert not html.tags & {"img", "link", "script", "iframe"}
    if kind not in LINK_MAILS:
        assert "Savings groups" in mail.subject


def test_each_language_has_words_of_its_own() -> None:
    for kind in MailKind:
        assert len({written(kind, tag).text for tag in TAGS}) == len(TAGS)


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (MailKind.INVITATION, f"https://talks.example/console/link/{TOKEN}"),
        (MailKind.RESET, f"https://talks.example/console/link/{TOKEN}"),
        (MailKind.READY, "https://talks.example/console/talks/savings-groups"),
        (MailKind.HANDED_IN, "https://talks.example/console/talks/savings-groups"),
        (MailKind.FAILED, "https://talks.example/console/talks/savings-groups"),
        (MailKind.SENT_BACK, "https://talks.example/console/talks/savings-groups"),
        (MailKind.PUBLISHED, "https://talks.example/s/savings-groups"),
    ],
)
def test_a_mail_leads_to_what_it_tells_of(kind: MailKind, address: str) -> None:
    assert f"\n{address}\n" in written(kind).text


def test_a_mail_of_a_failure_says_what_helps() -> None:
    text = written(MailKind.FAILED, "fr").text
    for sentence in language("fr").words["errors"]["deck_empty"]:
        assert sentence in text
    assert FAILURE.message in text
    unknown = replace(FACTS, failure=Failure("new_code", "Something new.", "Do this."))
    assert "Do this." in written(MailKind.FAILED, "ar", unknown).text


def test_who_is_no_reader_of_a_mail_is_not_shown_its_link() -> None:
    assert content_of(SETTINGS, outgoing(MailKind.RESET), None).address.endswith("/console/link/…")


@pytest.mark.parametrize("tag", [None, "de", "x" * 99, "pt-BR"])
def test_who_reads_none_of_the_languages_reads_english(tag: str | None) -> None:
    expected = "pt" if tag == "pt-BR" else "en"
    assert written(MailKind.READY, tag).text == written(MailKind.READY, expected).text


HOSTILE = ["A\r\nBcc: all@example.org", "A\n\nB", "<img src=x>", "\x00\x1b[2J", "x" * 5_000, "\ufdd0{}{0}", "محاضرة"]


@pytest.mark.parametrize("kind", MailKind)
@given(text=st.sampled_from(HOSTILE) | st.text(max_size=200))
def test_whatever_a_title_holds_stays_in_its_place(kind: MailKind, text: str) -> None:
    failure = Failure("new_code", text, text)
    mail = written(kind, "ar", MailFacts(text, "a-talk", failure if kind is MailKind.FAILED else None, text, text))
    assert mail.subject.isprintable() or "\n" not in mail.subject
    assert len(mail.subject) < 200
    sent = bytes_of(message_of(mail, "Talks <talks@example.org>"))
    head = sent.partition(b"\r\n\r\n")[0].decode("ascii")
    names = {line.partition(":")[0] for line in head.split("\r\n") if line[0] not in " \t"}
    always = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
    # Links to choose a password are sent to everybody.
    assert names == always | (set() if kind in LINK_MAILS else {"List-Unsubscribe"})
    assert ("/console/account>" in head) == (kind not in LINK_MAILS)
    assert "img" not in Reader(mail.html or "").tags
