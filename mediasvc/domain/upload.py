"""An upload that goes on after breaks: how far it is, and who may write to it.

It is a value; each method returns what it becomes. The database keeps it, so its offset is the truth.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NewType, Self

from mediasvc.domain.build import Digest
from mediasvc.domain.seminar import SeminarId
from mediasvc.domain.token import token_digest

UploadId = NewType("UploadId", str)

# An unfinished upload is kept for so long after its last byte came.
KEPT = timedelta(days=7)
_BYTES = 32


@dataclass(frozen=True)
class Piece:
    """A part of a file in a staging, under the name that the staging gave to it."""

    name: str
    size_bytes: int


@dataclass(frozen=True)
class Staged:
    """The beginning of a file, as a staging holds it: its pieces, in their order."""

    pieces: tuple[Piece, ...] = ()

    @property
    def size_bytes(self) -> int:
        return sum(piece.size_bytes for piece in self.pieces)


@dataclass(frozen=True)
class Upload:
    """One upload. `id` is the SHA-256 of the secret in its address; whoever has the secret may send the file.

    `owner` is who began it, as `identity_of` names them. `announced` is the SHA-256 that the whole file is to have, if
    its sender said so, and `source` the one that it had when it came onto the seminar's list.

    `fence` grows with each request that begins to write: who has an earlier one may write no more. `is_held` tells
    whether such a request is still at work, as far as is known, and `is_wanted` asks it to end.

    `number` counts all uploads in the order in which they were begun; it is 0 for one that is not kept.
    """

    id: UploadId
    seminar_id: SeminarId
    name: str
    owner: str
    length_bytes: int
    created_at: datetime
    expires_at: datetime
    announced: Digest | None = None
    staged: Staged = Staged()
    source: Digest | None = None
    fence: int = 0
    is_held: bool = False
    is_wanted: bool = False
    number: int = 0

    @property
    def offset_bytes(self) -> int:
        return self.staged.size_bytes if self.source is None else self.length_bytes

    @property
    def is_complete(self) -> bool:
        """Return whether every byte is there; the file may not be on the seminar's list yet."""
        return self.offset_bytes == self.length_bytes

    @property
    def is_finished(self) -> bool:
        """Return whether the file has come onto the seminar's list."""
        return self.source is not None

    @property
    def touched_at(self) -> datetime:
        """Return when the last byte came."""
        return self.expires_at - KEPT

    def taken(self) -> Self:
        """Let another request write, and nobody else."""
        return replace(self, fence=self.fence + 1, is_held=True, is_wanted=False)

    def wanted(self) -> Self:
        """Ask the request that writes to end."""
        return replace(self, is_wanted=self.is_held)

    def released(self) -> Self:
        """Let nobody write."""
        return replace(self, is_held=False, is_wanted=False)

    def advanced(self, staged: Staged, now: datetime) -> Self:
        """Let so much have come."""
        return replace(self, staged=staged, expires_at=now + KEPT)

    def finished(self, source: Digest) -> Self:
        """Let the file have come onto the seminar's list."""
        return replace(self.released(), staged=Staged(), source=source)


def new_secret() -> str:
    """Return the secret of a new upload's address: 256 random bits. It is kept nowhere."""
    return secrets.token_urlsafe(_BYTES)


def upload_id(secret: str) -> UploadId:
    """Return the id of the upload whose address has this secret."""
    return UploadId(token_digest(secret))
