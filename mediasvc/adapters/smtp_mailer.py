"""Sends mail by an SMTP server."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from mediasvc.domain.errors import MailUnavailable
from mediasvc.domain.mail import Mail

# Of each step; somebody waits for the page on which a mail is sent.
TIMEOUT_S = 10
_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True)
class SmtpServer:
    """Where an SMTP server is, and who sends. With `is_tls` the connection begins with TLS."""

    host: str
    port: int
    is_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)


class SmtpMailer:
    """Fills Mailer. A server that offers STARTTLS is spoken to by TLS.

    A password is sent by TLS only, to a server whose certificate is good. Without one, TLS is better than none whatever
    the certificate is: mail servers of the same machine have one that nobody has signed.
    """

    def __init__(self, server: SmtpServer, sender: str) -> None:
        """`sender` is an address, perhaps with a name, as `Talks <talks@example.org>`."""
        self._server, self._sender = server, sender

    def send(self, mail: Mail) -> None:
        try:
            message = self._message(mail)
            with self._connection() as smtp:
                self._begin(smtp)
                smtp.send_message(message, parseaddr(self._sender)[1], [mail.to])
        except (OSError, ValueError, LookupError, MessageError) as error:
            # An SMTPException is an OSError; the others are an address or a text that no header or command can have.
            raise MailUnavailable(f"{self._server.host}: {type(error).__name__}") from error

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, mail.to, mail.subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=parseaddr(self._sender)[1].rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        return message

    def _connection(self) -> smtplib.SMTP:
        server = self._server
        if server.is_tls:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)

    def _begin(self, smtp: smtplib.SMTP) -> None:
        """Encrypt the connection where that can be, and log in."""
        smtp.ehlo()
        is_encrypted = self._server.is_tls
        if not is_encrypted and smtp.has_extn("starttls"):
            smtp.starttls(context=_context(is_checked=bool(self._server.user)))
            smtp.ehlo()
            is_encrypted = True
        if self._server.user:
            if not is_encrypted:
                raise smtplib.SMTPNotSupportedError("the password would travel openly")
            smtp.login(self._server.user, self._server.password)


def server_at(url: str) -> SmtpServer:
    """Return the server of an address as `smtps://user:password@host:465` or `smtp://host:25`. Raises ValueError."""
    address = urlsplit(url)
    if address.scheme not in _PORTS or not address.hostname or address.path.strip("/") or address.query:
        raise ValueError("it is no address of an SMTP server")
    user, password = (unquote(part or "") for part in (address.username, address.password))
    port = _PORTS[address.scheme] if address.port is None else address.port
    return SmtpServer(address.hostname, port, address.scheme == "smtps", user, password)


def _context(*, is_checked: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not is_checked:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
