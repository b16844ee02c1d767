"""Ask for a link to choose a new password, which is mailed. Nobody learns from that who has an account."""

from collections.abc import Callable
from dataclasses import dataclass

from mediasvc.domain.access import Actor, Anonymous, Right, check
from mediasvc.domain.attempts import Attempt
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import NotFound, NotSupported
from mediasvc.domain.link import Link, LinkKind
from mediasvc.domain.mail import Mail
from mediasvc.domain.person import Person, checked_email
from mediasvc.ports import Parts
from mediasvc.usecases.links import link_token
from mediasvc.usecases.note import note
from mediasvc.usecases.secrets import Secret, secret_of

# Writes the mail to this person that has the link of this token.
Letter = Callable[[Person, str], Mail]


@dataclass(frozen=True)
class AskedReset:
    """An e-mail address that somebody typed, and the address of their client."""

    email: str
    client: str


def ask_for_reset(parts: Parts, asked: AskedReset) -> str:
    """Return the address to which `mail_reset` is to send a link, in the form in which addresses are kept.

    Raises:
        NotSupported: no mail is set up.
        Usage: it is no address.
        TooManyAttempts
    """
    if parts.mailer is None:
        raise NotSupported("this service sends no mail; ask those who run it for a link")
    email = checked_email(asked.email)
    # Counted whether or not there is an account, as the answer is the same.
    parts.attempts.count(Attempt.RESET_FROM_CLIENT, asked.client)
    parts.attempts.count(Attempt.RESET_OF_EMAIL, email)
    return email


def mail_reset(parts: Parts, email: str, letter: Letter) -> None:
    """Mail a link to who has this address; do nothing where that is nobody. Raises MailUnavailable.

    It takes longer for those who have an account, so it is called when the answer is on its way.
    """
    secret = secret_of(parts, Secret.LINKS)
    try:
        with parts.database.transaction() as catalogue:
            person = catalogue.people.by_email(email)
            if person.disabled_at:
                return
            # The count of links stays: a stranger who asks must not take a link away that an admin has made.
            kind = LinkKind.INVITATION if person.password_hash is None else LinkKind.RESET
            note(catalogue, Anonymous(), Action.LINK_MADE, person, kind)
    except NotFound:
        return
    if parts.mailer is not None:
        parts.mailer.send(letter(person, link_token(secret, Link(kind, person.id, person.links))))


def mail_link(parts: Parts, actor: Actor, mail: Mail) -> bool:
    """Mail a link that an admin has made. Return whether mail is set up. Raises MailUnavailable."""
    check(actor, Right.ADMINISTER)
    if parts.mailer is None:
        return False
    parts.mailer.send(mail)
    return True
