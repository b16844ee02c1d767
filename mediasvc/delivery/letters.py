"""Mail about links by which people choose a password, in the language of the page that asked for it."""

from urllib.parse import urlsplit

import structlog

from mediasvc.bootstrap import Service
from mediasvc.delivery.languages import Language
from mediasvc.domain.errors import MediasvcError
from mediasvc.domain.mail import Mail
from mediasvc.domain.person import Person
from mediasvc.usecases.resets import Letter, mail_reset

log = structlog.get_logger()


def letter_in(service: Service, language: Language) -> Letter:
    """Return what writes the mail with a link of this service: an invitation for who has no password yet."""
    words, settings = language.words["mail"], service.settings
    site = urlsplit(settings.public_url).netloc

    def write(person: Person, token: str) -> Mail:
        is_invitation = person.password_hash is None
        about = words["invitation" if is_invitation else "reset"].format(site)
        parts = (words["greeting"].format(person.name), about, settings.link_url(token), words["ignore"])
        subject = words["invitation_subject" if is_invitation else "reset_subject"]
        return Mail(person.email, subject.format(site), "\n\n".join(parts) + "\n")

    return write


def send_reset(service: Service, email: str, language: Language) -> None:
    """Mail a link to who has this address. Who asked has been answered, so what goes wrong is logged."""
    try:
        mail_reset(service, email, letter_in(service, language))
    except MediasvcError as error:
        log.warning("link not mailed", code=error.code, error=error.message)
