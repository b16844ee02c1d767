"""Mail: what was sent, what is on its way, and what was not delivered."""

from dataclasses import dataclass

from starlette.responses import Response

from mediasvc.console.activity import number_in
from mediasvc.console.rendering import PACKAGE
from mediasvc.console.visit import Visit
from mediasvc.delivery.languages import Language
from mediasvc.delivery.letters import Content, content_of, language_of
from mediasvc.delivery.rendering import source
from mediasvc.domain.mail import LINK_MAILS, SENT_AGAIN_ON_REQUEST, MailId, MailState, OutgoingMail
from mediasvc.usecases.mails import is_stuck, list_mails, read_mail, send_again

MAILS_A_PAGE = 50
UNSENT = "unsent"


@dataclass(frozen=True)
class ShownMail:
    """A mail as it is listed, and as it is read by somebody else than its person: without its link."""

    mail: OutgoingMail
    content: Content
    language: Language

    @property
    def has_hidden_link(self) -> bool:
        """Whether the mail has a link that is not shown."""
        return self.mail.kind in LINK_MAILS

    @property
    def can_be_sent_again(self) -> bool:
        """Whether somebody may ask for it once more."""
        return self.mail.state in SENT_AGAIN_ON_REQUEST


def mails_page(visit: Visit) -> Response:
    """Show the newest mails, or those before the number in the address; all, or only what was not delivered."""
    asked = visit.request.query_params
    before, is_unsent = number_in(asked.get("before")), asked.get("show") == UNSENT
    states = SENT_AGAIN_ON_REQUEST if is_unsent else tuple(MailState)
    found = list_mails(visit.service, visit.actor, MAILS_A_PAGE + 1, before, states)
    mails = found[:MAILS_A_PAGE]
    lang = f"&lang={visit.reader.language.tag}" if visit.reader.asks else ""
    unsent = f"/console/mail?show={UNSENT}{lang}"
    here = f"{unsent}&" if is_unsent else f"/console/mail?{lang[1:]}{'&' if lang else ''}"
    return visit.page(
        "mails.html",
        "mail",
        mails=[_shown(visit, mail) for mail in mails],
        is_kept=not visit.service.mailer.reaches_people,
        is_stuck=is_stuck(visit.service, visit.actor),
        is_unsent=is_unsent,
        unsent=unsent,
        newest=here.rstrip("?&") if before is not None else None,
        earlier=f"{here}before={mails[-1].number}" if len(found) > len(mails) else None,
        script=source("times.js", PACKAGE),
    )


def mail_page(visit: Visit) -> Response:
    """Show what a mail says, how far it is, and what was said of it."""
    mail = read_mail(visit.service, visit.actor, _id_in(visit))
    return visit.page("mail_read.html", "mail", shown=_shown(visit, mail), script=source("times.js", PACKAGE))


def send_mail(visit: Visit) -> Response:
    """Let a mail be sent once more."""
    send_again(visit.service, visit.actor, _id_in(visit))
    return visit.lead(f"/console/mail/{_id_in(visit)}")


def _id_in(visit: Visit) -> MailId:
    return MailId(visit.request.path_params["mail_id"])


def _shown(visit: Visit, mail: OutgoingMail) -> ShownMail:
    return ShownMail(mail, content_of(visit.service.settings, mail, None), language_of(mail))
