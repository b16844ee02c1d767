"""A mail in the form in which it travels (RFC 5322)."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from mediasvc.domain.mail import Mail

# Lines of any text stay below the limit of SMTP, and every server can pass them on.
_ENCODING = "quoted-printable"


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """Return the message. `sender` is an address, perhaps with a name, as `Talks <talks@example.org>`.

    The same mail has always the same Message-ID and the same date. Raises ValueError, LookupError or MessageError for a
    value that no head can hold.
    """
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, mail.to, mail.subject
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = f"<{mail.id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    # RFC 3834: nobody's program is to answer that its owner is away.
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url is not None:
        # RFC 2369: readers of mail offer it as a button.
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
    message.set_content(mail.text, cte=_ENCODING)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html", cte=_ENCODING)
    return message


def bytes_of(message: EmailMessage, *, is_international: bool = False) -> bytes:
    """Return the message as it is sent; with UTF-8 in its head where addresses are not ASCII (RFC 6532)."""
    return message.as_bytes(policy=SMTP.clone(utf8=is_international))
