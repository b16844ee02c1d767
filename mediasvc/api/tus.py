"""The headers of tus 1.0, a protocol for uploads that go on after breaks (https://tus.io/protocols/resumable-upload)."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any

from starlette.datastructures import Headers

from mediasvc.domain.build import Digest
from mediasvc.domain.errors import NotSupported, Usage
from mediasvc.domain.upload import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
ALGORITHMS = ("sha1", "sha256")
OFFSET_STREAM = "application/offset+octet-stream"
CHECKSUM_MISMATCH = 460

# Python refuses to read numbers of thousands of digits.
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
_CHECKSUM = re.compile(r"(\S+) ([A-Za-z0-9+/]+=*)")
# Nobody else is to learn the address, nor to keep an answer.
PRIVATE = {"Tus-Resumable": VERSION, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def number(headers: Headers, name: str) -> int:
    """Return the whole number in this header. Raises Usage where it is missing or none."""
    given = headers.get(name, "")
    if not _NUMBER.fullmatch(given):
        raise Usage(f"the header {name} is to be a number of bytes, such as {name}: 4096")
    return int(given)


def length(headers: Headers) -> int:
    """Return the length of the file that is announced. Raises Usage, NotSupported."""
    if "upload-defer-length" in headers:
        raise NotSupported("a file whose length is said later; send Upload-Length at once")
    if "upload-concat" in headers:
        raise NotSupported("a file in parallel parts; send it as one")
    return number(headers, "Upload-Length")


def metadata(headers: Headers) -> dict[str, str]:
    """Return what is said about the file, each value by its key. Raises Usage where it is not of the form."""
    told: dict[str, str] = {}
    for pair in filter(None, (each.strip() for each in headers.get("upload-metadata", "").split(","))):
        key, _, value = pair.partition(" ")
        try:
            told[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError) as error:
            raise Usage(f"Upload-Metadata: the value of {key[:50]!a} is not text in base64") from error
    return told


def repr_digest(headers: Headers) -> Digest | None:
    """Return the SHA-256 that the whole file is to have, if one is said. Raises Usage."""
    return None if "repr-digest" not in headers else Digest(_digest_of("Repr-Digest", headers["repr-digest"]).hex())


def repr_digest_line(digest: Digest) -> str:
    """Return the value of Repr-Digest that says this digest."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:"


@dataclass(frozen=True)
class Checksum:
    """A digest that the body of a request is to have. `mismatch` is the status that says it has another one."""

    algorithm: str
    digest: bytes
    mismatch: int

    def begin(self) -> Any:
        """Return a hash to feed the body to."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def checksum(headers: Headers) -> Checksum | None:
    """Return the digest that the body is to have, by Content-Digest or by Upload-Checksum, if one is said.

    Raises:
        Usage: it is not of the form, or of another algorithm.
    """
    if "content-digest" in headers:
        return Checksum("sha256", _digest_of("Content-Digest", headers["content-digest"]), 400)
    if "upload-checksum" not in headers:
        return None
    found = _CHECKSUM.fullmatch(headers["upload-checksum"])
    if found is None or found[1] not in ALGORITHMS:
        raise Usage(f"Upload-Checksum is to be one of {', '.join(ALGORITHMS)}, a space, and the digest in base64")
    try:
        return Checksum(found[1], base64.b64decode(found[2], validate=True), CHECKSUM_MISMATCH)
    except binascii.Error as error:
        raise Usage("the digest in Upload-Checksum is not in base64") from error


def progress(upload: Upload) -> dict[str, str]:
    """Return the headers that say how far the upload is."""
    told = {"Upload-Offset": str(upload.offset_bytes)}
    if upload.source is None:
        return {**told, "Upload-Expires": format_datetime(upload.expires_at, usegmt=True)}
    return {**told, "Repr-Digest": repr_digest_line(upload.source)}


def _digest_of(name: str, value: str) -> bytes:
    found = _DIGEST.fullmatch(value.strip())
    if found is None:
        raise Usage(f"the header {name} is to be sha-256=: + the digest in base64 + :")
    return base64.b64decode(found[1])
