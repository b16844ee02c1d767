"""Mail as its person reads it: in their language, as text and as HTML that says the same."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from mediasvc.delivery.languages import Language, language_for
from mediasvc.delivery.rendering import Templates
from mediasvc.domain.characters import readable
from mediasvc.domain.errors import Failure
from mediasvc.domain.mail import LINK_MAILS, Mail, MailKind, OutgoingMail
from mediasvc.settings import Settings
from mediasvc.usecases.mails import Letter

LONGEST_TITLE = 120
# Stands for the link of a mail that is shown to somebody else than its person.
HIDDEN = "…"

_TEMPLATES = Templates("mediasvc.delivery")


@dataclass(frozen=True)
class Content:
    """What a mail says: `quoted` is what somebody has typed, or a program has said, in whatever language."""

    subject: str
    paragraphs: tuple[str, ...]
    quoted: str
    button: str
    address: str
    closing: str


def letter_of(settings: Settings) -> Letter:
    """Return what writes the mails of this service."""

    def write(mail: OutgoingMail, token: str | None) -> Mail:
        language = language_of(mail)
        content = content_of(settings, mail, token)
        greeting = language.words["mail"]["greeting"].format(_line(mail.name))
        said = (greeting, *content.paragraphs, content.quoted, f"{content.button}:\n{content.address}", content.closing)
        html = _TEMPLATES.render_mail("mail.html", language, greeting=greeting, content=content)
        text = "\n\n".join(part for part in said if part)
        unsubscribe_url = None if mail.kind in LINK_MAILS else settings.account_url
        return Mail(mail.id, mail.written_at, mail.to, content.subject, f"{text}\n", html, unsubscribe_url)

    return write


def language_of(mail: OutgoingMail) -> Language:
    """Return the language that a mail is in."""
    return language_for(mail.language, "", None)


def content_of(settings: Settings, mail: OutgoingMail, token: str | None) -> Content:
    """Return what the mail says. Without the `token` of its link, the link is not shown."""
    language, site = language_of(mail), urlsplit(settings.public_url).netloc
    words, facts = language.words["mail"], mail.facts
    if mail.kind in LINK_MAILS:
        address = settings.link_url(HIDDEN if token is None else token)
        subject = words[f"{mail.kind}_subject"].format(site)
        return Content(subject, (words[mail.kind].format(site),), "", words["choose"], address, words["ignore"])
    title = _line(facts.title)
    names = (_line(facts.by) or site, title) if mail.kind in (MailKind.HANDED_IN, MailKind.SENT_BACK) else (title,)
    why = () if facts.failure is None else _why(language, facts.failure)
    quoted = facts.failure.message if facts.failure is not None else facts.sentence
    is_public = mail.kind is MailKind.PUBLISHED
    return Content(
        subject=words[f"{mail.kind}_subject"].format(title),
        paragraphs=(words[mail.kind].format(*names), *why),
        quoted=_lines(quoted),
        button=language.words["talk"]["watch"] if is_public else words["open"],
        address=settings.watch_url(facts.slug) if is_public else settings.console_url(facts.slug),
        closing=" ".join((words["why"].format(site), words["stop"].format(settings.account_url))),
    )


def _why(language: Language, failure: Failure) -> tuple[str, ...]:
    """Return why a talk could not be made and what helps; in English where no language has words for it."""
    return tuple(language.words["errors"].get(failure.code, (failure.message, failure.hint)))


def _line(text: str) -> str:
    """Return the text as one line that a head can hold, not too long for a list of mails."""
    line = " ".join(readable(text).split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def _lines(text: str) -> str:
    """Return the text with its lines, and nothing that is no writing."""
    return "\n".join(readable(line).rstrip() for line in text.splitlines()).strip()
