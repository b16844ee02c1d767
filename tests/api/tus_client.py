"""A sender of files by tus 1.0, as simple as the protocol lets it be."""

import base64
from dataclasses import dataclass
from typing import Any

import httpx

RESUMABLE = {"Tus-Resumable": "1.0.0"}
OFFSET_STREAM = {"Content-Type": "application/offset+octet-stream"}
UPLOADS = "/uploads"


def metadata(**told: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())


def create(http: httpx.Client, slug: str, name: str, length: int | str, **headers: Any) -> httpx.Response:
    """Ask for a new upload."""
    content = headers.pop("content", b"")
    told = {"Upload-Length": str(length), "Upload-Metadata": metadata(filename=name, seminar=slug)}
    return http.post(UPLOADS, headers={**RESUMABLE, **told, **headers}, content=content)


def head(http: httpx.Client, address: str) -> httpx.Response:
    return http.head(address, headers=RESUMABLE)


def patch(http: httpx.Client, address: str, offset: int | str, content: Any, **headers: Any) -> httpx.Response:
    told = {**RESUMABLE, **OFFSET_STREAM, "Upload-Offset": str(offset)}
    return http.patch(address, headers={**told, **headers}, content=content)


def offset_of(answer: httpx.Response) -> int:
    return int(answer.headers["Upload-Offset"])


@dataclass(frozen=True)
class Begun:
    """An upload that was begun, by who may go on with it."""

    http: httpx.Client
    address: str

    def patch(self, offset: int, content: Any, **headers: Any) -> httpx.Response:
        return patch(self.http, self.address, offset, content, **headers)

    def head(self) -> httpx.Response:
        return head(self.http, self.address)

    @property
    def offset(self) -> int:
        answer = self.head()
        assert answer.status_code == 200, answer
        return offset_of(answer)


def begun(http: httpx.Client, slug: str, name: str, length: int, goes_on: httpx.Client, **headers: Any) -> Begun:
    """Begin an upload that `goes_on` may go on with."""
    answer = create(http, slug, name, length, **headers)
    assert answer.status_code == 201, answer.text
    return Begun(goes_on, answer.headers["Location"])
