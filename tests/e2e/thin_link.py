"""A link that is cut in the middle of an upload, and what it has carried by then."""

import base64
import random
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

LONGEST_S = 200
# What the link itself holds back is little: what its sender counts as sent is soon with the service.
BUFFER_BYTES = 1 << 16
RESUMABLE = {"Tus-Resumable": "1.0.0"}


def begin(site: str, token: str, slug: str, name: str, length: int) -> str:
    """The path of a new upload."""
    told = (("filename", name), ("seminar", slug))
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told)
    headers = {
        **RESUMABLE,
        "Authorization": f"Bearer {token}",
        "Upload-Length": str(length),
        "Upload-Metadata": metadata,
    }
    answer = httpx.post(f"{site}uploads", headers=headers, timeout=LONGEST_S)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


@dataclass
class ThinLink:
    """Sends one file, from one address of loopback, and counts what it sends."""

    path: str
    content: bytes
    source: str = "127.0.0.1"
    sent_bytes: int = field(default=0)

    def offset(self, site: str) -> int:
        """How much of the file is at the service at this address."""
        transport = httpx.HTTPTransport(local_address=self.source)
        with httpx.Client(base_url=site, transport=transport, timeout=LONGEST_S) as http:
            answer = http.head(self.path, headers=RESUMABLE)
            assert answer.status_code == 200, answer
            return int(answer.headers["Upload-Offset"])

    def send(self, site: str, offset: int, until: int) -> socket.socket:
        """Promise the whole rest of the file, and send it up to here. Who closes the socket cuts the link."""
        where = urlsplit(site)
        address = (where.hostname or "", where.port or 80)
        client = socket.create_connection(address, LONGEST_S, source_address=(self.source, 0))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
        lines = [f"PATCH {self.path} HTTP/1.1", "Host: here", "Tus-Resumable: 1.0.0", f"Upload-Offset: {offset}"]
        lines += ["Content-Type: application/offset+octet-stream", f"Content-Length: {len(self.content) - offset}"]
        client.sendall("\r\n".join([*lines, "", ""]).encode())
        view = memoryview(self.content)
        while offset < until:
            count = client.send(view[offset : min(until, offset + BUFFER_BYTES)])
            self.sent_bytes += count
            offset += count
        return client

    def finish(self, site: str, offset: int) -> bytes:
        """Send the rest; return the beginning of the answer."""
        with self.send(site, offset, len(self.content)) as client:
            answer = b""
            with suppress(ConnectionError):
                while b"\r\n\r\n" not in answer and (block := client.recv(1 << 16)):
                    answer += block
            return answer

    @property
    def sent_twice_bytes(self) -> int:
        return self.sent_bytes - len(self.content)


def places(length: int, cuts: int) -> list[int]:
    """Where a link breaks: anywhere, but the same in each run."""
    return sorted(random.Random(7).sample(range(1, length), cuts))
