"""Files on their way as pieces in a storage whose files never change, such as S3."""

from collections.abc import Collection, Iterable
from functools import partial
from io import BytesIO
from secrets import token_hex
from typing import BinaryIO, Protocol

from mediasvc.adapters.staging.joined import joined
from mediasvc.domain.errors import NotFound
from mediasvc.domain.upload import Piece, Staged, UploadId
from mediasvc.ports import Storage

# What is held in memory to make one piece of several: 4 GB are some 500 pieces, whatever the size of blocks.
PIECE_BYTES = 8 << 20
FOLDER = "staging/"


class ListedStorage(Storage, Protocol):
    """A storage that knows which keys it has."""

    def keys(self, prefix: str) -> Iterable[str]:
        """Return every key that begins so."""
        ...


class PieceStaging:
    """Fills Staging. Each block is a new file, whose name nobody else chooses, so no late writer harms what counts.

    A block takes in the pieces before it that are no larger than itself, as long as all fits into PIECE_BYTES. So
    small blocks make few pieces, and each byte is written again only as often as its piece doubles.
    """

    def __init__(self, storage: ListedStorage) -> None:
        self._storage = storage

    def append(self, upload: UploadId, fence: int, staged: Staged, block: bytes) -> Staged:  # noqa: ARG002 - see above
        pieces = list(staged.pieces)
        while pieces and pieces[-1].size_bytes <= min(len(block), PIECE_BYTES - len(block)):
            with self._open(upload, pieces.pop()) as before:
                block = before.read() + block
        piece = Piece(token_hex(16), len(block))
        self._storage.put(_key(upload, piece), BytesIO(block))
        return Staged((*pieces, piece))

    def drop(self, upload: UploadId, pieces: Collection[Piece]) -> None:
        for piece in pieces:
            self._storage.delete(_key(upload, piece))

    def open(self, upload: UploadId, staged: Staged) -> BinaryIO:
        return joined((partial(self._open, upload, piece), piece.size_bytes) for piece in staged.pieces)

    def deliver(self, upload: UploadId, fence: int, staged: Staged, key: str) -> None:  # noqa: ARG002 - see above
        with self.open(upload, staged) as file:
            self._storage.put(key, file)

    def discard(self, upload: UploadId) -> None:
        for key in self._storage.keys(f"{FOLDER}{upload}/"):
            self._storage.delete(key)

    def uploads(self) -> Collection[UploadId]:
        return {UploadId(key.split("/")[1]) for key in self._storage.keys(FOLDER)}

    def _open(self, upload: UploadId, piece: Piece) -> BinaryIO:
        try:
            return self._storage.open(_key(upload, piece))
        except NotFound:
            raise NotFound("what has come of this upload") from None


def _key(upload: UploadId, piece: Piece) -> str:
    return f"{FOLDER}{upload}/{piece.name}"
