"""Sends mail by an SMTP server."""

import re
import smtplib
import ssl
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from mediasvc.adapters.mail_message import bytes_of, message_of
from mediasvc.domain.characters import readable
from mediasvc.domain.errors import MailUnavailable
from mediasvc.domain.mail import Answer, Handover, Mail

_PORTS = {"smtp": 25, "smtps": 465}
_OK, _GO_ON, _CLOSING, _FOR_GOOD = range(200, 300), range(300, 400), 421, 500
_LONGEST_DETAIL = 300
_GOODBYE_S = 5


@dataclass(frozen=True)
class SmtpServer:
    """Where an SMTP server is, and who sends. With `is_tls` the connection begins with TLS."""

    host: str
    port: int
    is_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Timeouts:
    """How long a server may take for each step, and, as it may look at all of a mail before, to answer its end.

    Both are shorter than what the domain thinks of a worker's life (SENDING_TAKES, ANSWER_TAKES).
    """

    step_s: float = 30
    answer_s: float = 300


PATIENT = Timeouts()


class SmtpMailer:
    """Fills Mailer. A server that offers STARTTLS is spoken to by TLS.

    A password is sent by TLS only, to a server whose certificate is good. Without one, TLS is better than none whatever
    the certificate is: mail servers of the same machine have one that nobody has signed.
    """

    reaches_people = True

    def __init__(self, server: SmtpServer, sender: str, timeouts: Timeouts = PATIENT) -> None:
        """`sender` is an address, perhaps with a name, as `Talks <talks@example.org>`."""
        self._server, self._sender, self._timeouts = server, sender, timeouts

    @contextmanager
    def connect(self) -> Generator["SmtpPost"]:
        with _reachable(self._server.host):
            smtp = self._connection()
        try:
            with _reachable(self._server.host):
                self._begin(smtp)
            yield SmtpPost(smtp, self._server.host, self._sender, self._timeouts)
        finally:
            _say_goodbye(smtp)

    def _connection(self) -> smtplib.SMTP:
        server, step_s = self._server, self._timeouts.step_s
        if server.is_tls:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=step_s, context=ssl.create_default_context())
        return smtplib.SMTP(server.host, server.port, timeout=step_s)

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


class SmtpPost:
    """Fills Post: the commands of one SMTP session.

    `smtplib` would give the server the end of a mail together with the mail. Here the end is given by itself, so that
    what happens to a mail is known up to that moment.
    """

    def __init__(self, smtp: smtplib.SMTP, host: str, sender: str, timeouts: Timeouts) -> None:
        self._smtp, self._host, self._sender, self._timeouts = smtp, host, sender, timeouts

    def hand_over(self, mail: Mail, before_end: Callable[[], None]) -> Handover:
        is_international = not (mail.to + parseaddr(self._sender)[1]).isascii()
        try:
            content = bytes_of(message_of(mail, self._sender), is_international=is_international)
            with _reachable(self._host):
                refusal = self._begin(mail.to, is_international)
                if refusal is not None:
                    self._smtp.rset()
                    return refusal
                self._smtp.send(re.sub(rb"(?m)^\.", b"..", content))
        except (ValueError, LookupError, MessageError) as error:
            # An address or a text that no head or command can have.
            return Handover(Answer.REFUSED, type(error).__name__)
        try:
            before_end()
        except BaseException:
            # A server drops a mail whose end it has not got.
            self._smtp.close()
            raise
        return self._end()

    def _begin(self, to: str, is_international: bool) -> Handover | None:
        """Say whom the mail is from and for. Return what the server says to that where it does not want the mail."""
        if is_international and not self._smtp.has_extn("smtputf8"):
            return Handover(Answer.REFUSED, "the server takes no addresses outside of ASCII")
        code, reply = self._smtp.mail(parseaddr(self._sender)[1], ["SMTPUTF8"] if is_international else [])
        if code not in _OK:
            # That is about us and no fault of the mail's: it waits until somebody sees to it.
            self._check_stays(code, reply)
            return Handover(Answer.LATER, _detail(code, reply))
        for command in (lambda: self._smtp.rcpt(to), lambda: self._smtp.docmd("DATA")):
            code, reply = command()
            if code not in _OK and code not in _GO_ON:
                self._check_stays(code, reply)
                return _refusal(code, reply)
        return None

    def _end(self) -> Handover:
        """Give the server the end of the mail, and return its answer."""
        try:
            self._wait(self._timeouts.answer_s)
            self._smtp.send(b".\r\n")
            code, reply = self._smtp.getreply()
            self._wait(self._timeouts.step_s)
        except OSError as error:
            self._smtp.close()
            return Handover(Answer.UNSURE, type(error).__name__)
        return Handover(Answer.ACCEPTED) if code in _OK else _refusal(code, reply)

    def _wait(self, seconds: float) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)

    def _check_stays(self, code: int, reply: bytes) -> None:
        if code == _CLOSING:
            raise smtplib.SMTPResponseException(code, reply)


def server_at(url: str) -> SmtpServer:
    """Return the server of an address as `smtps://user:password@host:465` or `smtp://host:25`. Raises ValueError."""
    address = urlsplit(url)
    if address.scheme not in _PORTS or not address.hostname or address.path.strip("/") or address.query:
        raise ValueError("it is no address of an SMTP server")
    user, password = (unquote(part or "") for part in (address.username, address.password))
    port = _PORTS[address.scheme] if address.port is None else address.port
    return SmtpServer(address.hostname, port, address.scheme == "smtps", user, password)


def _refusal(code: int, reply: bytes) -> Handover:
    return Handover(Answer.REFUSED if code >= _FOR_GOOD else Answer.LATER, _detail(code, reply))


def _detail(code: int, reply: bytes) -> str:
    """Return what a server said, as somebody may read it."""
    return readable(f"{code} {reply.decode(errors='replace')}")[:_LONGEST_DETAIL]


@contextmanager
def _reachable(host: str) -> Generator[None]:
    try:
        yield
    except OSError as error:
        # An SMTPException is an OSError. What it says may hold an address, and what the server says of it helps.
        raise MailUnavailable(f"{host}: {_why(error)}") from error


def _why(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        return _detail(error.smtp_code, reply if isinstance(reply, bytes) else reply.encode())
    return type(error).__name__


def _say_goodbye(smtp: smtplib.SMTP) -> None:
    """End the session, without waiting long for a server that does not answer."""
    with suppress(OSError):
        if smtp.sock is not None:
            smtp.sock.settimeout(_GOODBYE_S)
            smtp.quit()
    smtp.close()


def _context(*, is_checked: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not is_checked:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
