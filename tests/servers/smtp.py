"""An SMTP server on loopback that keeps what it is sent, for tests."""

import base64
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path


@dataclass
class Box:
    """What an SMTP server has got, and how it behaves."""

    certificate: Path | None = None
    """Its certificate and key, with which it offers STARTTLS."""
    refuses: bytes = b""
    """A command that it answers with an error."""
    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list[EmailMessage])
    recipients: list[str] = field(default_factory=list[str])
    commands: list[str] = field(default_factory=list[str])
    logins: list[str] = field(default_factory=list[str])
    were_encrypted: list[bool] = field(default_factory=list[bool])


class _Session(socketserver.StreamRequestHandler):
    timeout = 30

    @property
    def box(self) -> Box:
        assert isinstance(self.server, _Server)
        return self.server.box

    def handle(self) -> None:
        self._tell("220 here")
        while line := self.rfile.readline().strip():
            verb, _, rest = line.partition(b" ")
            self.box.commands.append(verb.decode())
            if verb.upper() == self.box.refuses:
                self._tell("550 no")
            elif not self._answer(verb.upper(), rest.decode()):
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _answer(self, verb: bytes, rest: str) -> bool:
        """Do what is asked, and return whether to go on."""
        match verb:
            case b"EHLO":
                is_open = not isinstance(self.connection, ssl.SSLSocket)
                offers = ["STARTTLS"] if self.box.certificate and is_open else []
                offers += ["AUTH PLAIN", "8BITMIME"]
                self._tell(*(f"250-{each}" for each in ("here", *offers)), "250 SMTPUTF8")
            case b"STARTTLS":
                self._tell("220 go on")
                return self._encrypt()
            case b"AUTH":
                self.box.logins.append(base64.b64decode(rest.split()[1]).decode())
                self._tell("235 ok")
            case b"RCPT":
                self.box.recipients.append(rest.partition("<")[2].partition(">")[0])
                self._tell("250 ok")
            case b"DATA":
                self._tell("354 go on")
                self._take()
                self._tell("250 ok")
            case b"QUIT":
                self._tell("221 bye")
                return False
            case _:
                self._tell("250 ok")
        return True

    def _take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        letter = message_from_bytes(b"".join(lines), policy=default)
        assert isinstance(letter, EmailMessage)
        self.box.letters.append(letter)
        self.box.were_encrypted.append(isinstance(self.connection, ssl.SSLSocket))

    def _encrypt(self) -> bool:
        """Go on by TLS; return False where the client goes away, as one does that does not trust the certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        assert self.box.certificate is not None
        context.load_cert_chain(self.box.certificate)
        try:
            self.connection = self.request = context.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, ConnectionError):
            return False
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        return True

    def _tell(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, box: Box) -> None:
        self.box = box
        super().__init__(("127.0.0.1", 0), _Session)


@contextmanager
def smtp_server(certificate: Path | None = None, refuses: bytes = b"") -> Generator[Box]:
    """Yield the box of a server that listens on a free port, until the block ends."""
    box = Box(certificate, refuses)
    with _Server(box) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()


def make_certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate that nobody but itself has signed."""
    path = folder / "self-signed.pem"
    argv = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*argv, "-keyout", path, "-out", folder / "certificate"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (folder / "certificate").read_bytes())
    return path
