"""Ask for a link to choose a new password, which is mailed. Nobody learns from that who has an account."""

from contextlib import suppress
from dataclasses import dataclass

from mediasvc.domain.access import Anonymous
from mediasvc.domain.attempts import Attempt
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import NotFound, NotSupported
from mediasvc.domain.person import checked_email
from mediasvc.ports import Parts
from mediasvc.usecases.links import link_kind
from mediasvc.usecases.mailed_links import mail_link
from mediasvc.usecases.note import note


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
    if not parts.mailer.reaches_people:
        raise NotSupported("this service sends no mail; ask those who run it for a link")
    email = checked_email(asked.email)
    # Counted whether or not there is an account, as the answer is the same.
    parts.attempts.count(Attempt.RESET_FROM_CLIENT, asked.client)
    parts.attempts.count(Attempt.RESET_OF_EMAIL, email)
    return email


def mail_reset(parts: Parts, email: str, language: str) -> None:
    """Let who has this address be mailed a link, in the language of this tag; do nothing where that is nobody.

    It takes longer for those who have an account, so it is called when the answer is on its way.
    """
    with suppress(NotFound), parts.database.transaction() as catalogue:
        person = catalogue.people.by_email(email)
        if person.disabled_at:
            return
        # The count of links stays: a stranger who asks must not take a link away that an admin has made.
        note(catalogue, Anonymous(), Action.LINK_MADE, person, link_kind(person))
        mail_link(parts, catalogue, person, language)
