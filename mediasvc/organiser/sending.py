"""Send files to a service elsewhere by tus 1.0: after a break, or a kill, sending goes on where it stopped."""

import base64
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from http import HTTPStatus
from typing import BinaryIO

import httpx

from mediasvc.delivery.addresses import UPLOADS
from mediasvc.domain.errors import ServiceUnavailable
from mediasvc.organiser.answers import refuse
from mediasvc.organiser.notes import Notes

CHUNK_BYTES = 1 << 18
LOOK_EVERY_S = 1.0
# A thin link may be away for a while.
AWAY_S = 300.0
RESUMABLE = {"Tus-Resumable": "1.0.0"}
# The upload is gone; another request is still at it, or it is further than we thought.
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_LATER = (HTTPStatus.LOCKED, HTTPStatus.CONFLICT)


@dataclass(frozen=True)
class Outgoing:
    """A file that is to be sent into a talk: `digest` is its SHA-256, as Repr-Digest has it."""

    slug: str
    name: str
    digest: str
    size_bytes: int
    file: BinaryIO


class Sender:
    """Sends files over one client. Addresses of unfinished uploads are noted: each opens its upload, and no more."""

    def __init__(self, http: httpx.Client, notes: Notes) -> None:
        self._http, self._notes = http, notes
        self._addresses: dict[Outgoing, str] = {}

    def send(self, outgoing: Outgoing, on_sent: Callable[[int], None]) -> bool:
        """Send the file; `on_sent` hears how many bytes are there. Return False where the service is an earlier one.

        A link that is away is waited for, for five minutes after the last byte that came through.

        Raises:
            RefusedError: the service refuses the file.
            ServiceUnavailable: it cannot be reached any more.
        """
        heard_at, most_bytes = time.monotonic(), -1
        while True:
            try:
                offset_bytes = self._offset(outgoing)
                if offset_bytes is None:
                    return False
                on_sent(offset_bytes)
                if offset_bytes >= outgoing.size_bytes:
                    self._notes.forget(*self._about(outgoing))
                    return True
                if offset_bytes > most_bytes:
                    heard_at, most_bytes = time.monotonic(), offset_bytes
                self._send_rest(outgoing, offset_bytes, on_sent)
            except (httpx.TransportError, _LaterError) as error:
                if time.monotonic() - heard_at > AWAY_S:
                    raise ServiceUnavailable(f"{self._http.base_url}: {error}") from error
                time.sleep(LOOK_EVERY_S)

    def _about(self, outgoing: Outgoing) -> tuple[str, ...]:
        return ("upload", str(self._http.base_url), outgoing.slug, outgoing.name, outgoing.digest)

    def _offset(self, outgoing: Outgoing) -> int | None:
        """Return how much of the file is there; None where the service knows no such uploads."""
        address = self._addresses.get(outgoing) or self._notes.read(*self._about(outgoing))
        if address is None:
            return self._begin(outgoing)
        self._addresses[outgoing] = address
        answer = self._ask("HEAD", address)
        if answer.status_code in _GONE:
            self._forget(outgoing)
            return self._begin(outgoing)
        return _offset_in(answer)

    def _begin(self, outgoing: Outgoing) -> int | None:
        told = (("filename", outgoing.name), ("seminar", outgoing.slug))
        metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told)
        headers = {
            "Upload-Length": str(outgoing.size_bytes),
            "Upload-Metadata": metadata,
            "Repr-Digest": outgoing.digest,
        }
        request = self._http.build_request("POST", UPLOADS, headers={**RESUMABLE, **headers})
        answer = self._http.send(request, follow_redirects=False)
        _raise_where_it_may_pass(answer)
        if "Tus-Resumable" not in answer.headers:
            return None
        refuse(answer)
        address = answer.headers.get("Location", "")
        if not address.startswith(f"{UPLOADS}/"):
            raise ServiceUnavailable(f"{answer.url} answers with an address that is none of its own")
        self._notes.write(address, *self._about(outgoing))
        self._addresses[outgoing] = address
        return _offset_in(answer)

    def _send_rest(self, outgoing: Outgoing, offset_bytes: int, on_sent: Callable[[int], None]) -> None:
        outgoing.file.seek(offset_bytes)
        rest_bytes = outgoing.size_bytes - offset_bytes
        headers = {
            "Upload-Offset": str(offset_bytes),
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(rest_bytes),
        }
        answer = self._ask("PATCH", self._addresses[outgoing], headers, _blocks(outgoing.file, rest_bytes, on_sent))
        if answer.status_code == HTTPStatus.BAD_REQUEST:
            self._forget(outgoing)
        if answer.status_code not in _GONE:
            refuse(answer)

    def _ask(
        self, method: str, address: str, headers: dict[str, str] | None = None, content: Generator[bytes] | None = None
    ) -> httpx.Response:
        request = self._http.build_request(method, address, headers={**RESUMABLE, **(headers or {})}, content=content)
        # The address is enough, and who is asked need not have the token.
        request.headers.pop("Authorization", None)
        answer = self._http.send(request, follow_redirects=False)
        if answer.is_redirect:
            raise ServiceUnavailable(f"{self._http.base_url} sends uploads elsewhere; give that address")
        _raise_where_it_may_pass(answer)
        return answer

    def _forget(self, outgoing: Outgoing) -> None:
        self._notes.forget(*self._about(outgoing))
        self._addresses.pop(outgoing, None)


class _LaterError(Exception):
    """The service asks to come back."""


def _raise_where_it_may_pass(answer: httpx.Response) -> None:
    if answer.status_code in _LATER or answer.is_server_error:
        raise _LaterError(f"it answers {answer.status_code}")


def _offset_in(answer: httpx.Response) -> int:
    refuse(answer)
    try:
        return int(answer.headers["Upload-Offset"])
    except (KeyError, ValueError) as error:
        raise ServiceUnavailable(f"{answer.url} answers {answer.status_code}, not as mediasvc does") from error


def _blocks(file: BinaryIO, rest_bytes: int, on_sent: Callable[[int], None]) -> Generator[bytes]:
    # What a file has grown by meanwhile is not a part of what was announced.
    while rest_bytes and (block := file.read(min(CHUNK_BYTES, rest_bytes))):
        yield block
        rest_bytes -= len(block)
        on_sent(file.tell())
