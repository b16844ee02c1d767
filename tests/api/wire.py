"""A real server on loopback, and clients that say what well-behaved ones never do."""

import socket
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property

import httpx
import uvicorn
from house import House
from starlette.types import ASGIApp

from mediasvc.server import listen, server_of

LONGEST_S = 60


@dataclass(frozen=True)
class Answer:
    """What came over the wire, up to the server's end of it."""

    status: int
    head: bytes
    body: bytes


@dataclass(frozen=True)
class Wire:
    """A house, and the port of loopback that it answers at."""

    house: House
    server: "Server"

    @property
    def port(self) -> int:
        return self.server.port

    def stop(self) -> None:
        """Stop the server as its operators do, and wait until it has ended."""
        self.server.stop()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def http(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.house.token}"}
        return httpx.Client(base_url=self.address, headers=headers, timeout=LONGEST_S)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), LONGEST_S)

    def head(self, method: str, path: str, *headers: str) -> bytes:
        """The beginning of a request of the organiser's."""
        lines = [f"{method} {path} HTTP/1.1", "Host: here", f"Authorization: Bearer {self.house.token}", *headers]
        return "\r\n".join([*lines, "", ""]).encode()

    def say(self, request: bytes) -> Answer:
        """What the server answers to these bytes."""
        with self.connect() as client:
            client.sendall(request)
            return read_answer(client)


def read_answer(client: socket.socket) -> Answer:
    """The first answer, where the server closes after it or says its length."""
    came = b""
    while b"\r\n\r\n" not in came:
        came += _some(client)
    head, body = came.split(b"\r\n\r\n", 1)
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += _some(client)
    return Answer(int(head.split()[1]), head, body)


def _some(client: socket.socket) -> bytes:
    block = client.recv(1 << 16)
    assert block, "the server has hung up before its answer's end"
    return block


@dataclass(frozen=True)
class Server:
    """A server that runs in a thread."""

    port: int
    uvicorn: uvicorn.Server
    thread: threading.Thread

    def stop(self) -> None:
        self.uvicorn.should_exit = True
        self.thread.join()


@contextmanager
def served(app: ASGIApp) -> Generator[Server]:
    """A server of this application, on a free port of loopback."""
    with closing(listen("127.0.0.1", 0)) as listening:
        runs = server_of(app, stop_within_s=1)
        thread = threading.Thread(target=runs.run, kwargs={"sockets": [listening]})
        server = Server(listening.getsockname()[1], runs, thread)
        thread.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def on_the_wire(house: House) -> Generator[Wire]:
    with served(house.app) as server:
        wire = Wire(house, server)
        try:
            yield wire
        finally:
            wire.http.close()
