"""Mail links by which people choose a password."""

from mediasvc.domain.link import LinkKind
from mediasvc.domain.mail import MailFacts, MailKind
from mediasvc.domain.person import Person
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.links import link_kind
from mediasvc.usecases.notify import new_mail


def mail_link(parts: Parts, catalogue: Catalogue, person: Person, language: str | None = None) -> None:
    """Let the person be mailed a link, where mail reaches people. `language` is for who has not chosen one.

    The mail that waits holds no link, only whose and the how manieth it is: the link is made when it is sent.
    """
    if parts.mailer.reaches_people:
        kind = MailKind.INVITATION if link_kind(person) is LinkKind.INVITATION else MailKind.RESET
        catalogue.mails.add(new_mail(kind, person, MailFacts(links=person.links), language))
