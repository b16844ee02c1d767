"""An SMTP server on loopback that keeps what it is sent, for tests; it can refuse, hang or go away at any command."""

import asyncio
import ssl
import subprocess
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

# Instead of an answer: none at all, and the end of the connection.
HANGS, GOES_AWAY = "hangs", "goes away"
# Beside the commands: the moment at which all of a mail has come.
END = "END"


@dataclass
class Box:
    """What an SMTP server has got, and how it behaves."""

    certificate: Path | None = None
    """Its certificate and key, with which it offers STARTTLS."""
    answers: dict[str, str] = field(default_factory=dict[str, str])
    """Its answers to commands, instead of what they would do: `550 no`, HANGS or GOES_AWAY."""
    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list[EmailMessage])
    recipients: list[str] = field(default_factory=list[str])
    commands: list[str] = field(default_factory=list[str])
    logins: list[str] = field(default_factory=list[str])
    were_encrypted: list[bool] = field(default_factory=list[bool])
    connections: int = 0
    is_hanging: threading.Event = field(default_factory=threading.Event)
    """Set once the server does not answer somebody."""
    transports: list[asyncio.Transport] = field(default_factory=list[asyncio.Transport])


class _Server(SMTP):
    def __init__(self, box: Box) -> None:
        self._box = box
        context = None
        if box.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(box.certificate)
        super().__init__(
            _Handler(box),
            enable_SMTPUTF8=True,
            tls_context=context,
            auth_require_tls=False,
            authenticator=self._log_in,
            hostname="localhost",
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert isinstance(transport, asyncio.Transport)
        self._box.transports.append(transport)
        # With STARTTLS a connection is made twice.
        self._box.connections += transport.get_extra_info("sslcontext") is None

    async def push(self, status: Any) -> None:
        # The greeting is the first that a server says.
        if str(status).startswith("220 localhost") and await self._instead("GREETING"):
            return
        await super().push(status)

    async def smtp_MAIL(self, arg: str | None) -> None:
        if not await self._instead("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        if not await self._instead("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if not await self._instead("DATA"):
            await super().smtp_DATA(arg)

    async def smtp_AUTH(self, arg: str) -> None:
        if not await self._instead("AUTH"):
            await super().smtp_AUTH(arg)

    async def _instead(self, verb: str) -> bool:
        """Do what is to happen instead of what the command would do. Return whether anything is."""
        self._box.commands.append(verb)
        answer = await answer_of(self._box, verb)
        if answer == GOES_AWAY:
            assert self.transport is not None
            self.transport.close()
        elif answer is not None:
            await super().push(answer)
        return answer is not None

    def _log_in(self, _: SMTP, __: Any, ___: Any, ____: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self._box.logins.append(f"{data.login.decode()}:{data.password.decode()}")
        return AuthResult(success=True)


async def answer_of(box: Box, verb: str) -> str | None:
    """Return the answer that the box gives by itself, if any; do not return where it hangs."""
    answer = box.answers.get(verb)
    if answer == HANGS:
        box.is_hanging.set()
        await asyncio.Event().wait()
    return answer


@dataclass
class _Handler:
    box: Box

    async def handle_RCPT(self, _: SMTP, __: Any, envelope: Any, address: str, ___: Any) -> str:
        envelope.rcpt_tos.append(address)
        self.box.recipients.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        answer = await answer_of(self.box, END)
        if answer == GOES_AWAY:
            assert server.transport is not None
            server.transport.close()
        elif answer is not None:
            return answer
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.box.letters.append(letter)
        self.box.were_encrypted.append(session.ssl is not None)
        return "250 OK"


@contextmanager
def smtp_server(certificate: Path | None = None, answers: Mapping[str, str] | None = None) -> Generator[Box]:
    """Yield the box of a server that listens on a free port, until the block ends."""
    box = Box(certificate, dict(answers or {}))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        listening = loop.create_server(lambda: _Server(box), "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(listening, loop).result()
        box.port = server.sockets[0].getsockname()[1]
        yield box
        asyncio.run_coroutine_threadsafe(_end(server, box), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: asyncio.Server, box: Box) -> None:
    """End the server, with whoever still waits for an answer."""
    server.close()
    for transport in box.transports:
        transport.abort()
    # What is ended begins to end others.
    while waiting := asyncio.all_tasks() - {asyncio.current_task()}:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


def make_certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate that nobody but itself has signed."""
    path = folder / "self-signed.pem"
    argv = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*argv, "-keyout", path, "-out", folder / "certificate"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (folder / "certificate").read_bytes())
    return path
