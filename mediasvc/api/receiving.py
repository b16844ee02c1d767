"""The body of a request that writes to an upload: what has come counts, however the request ends."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.types import Receive

from mediasvc.api.tus import Checksum
from mediasvc.domain.errors import ChecksumMismatch, MediasvcError, ServiceUnavailable, SourceTooLarge, UploadInUse
from mediasvc.domain.upload import Staged, Upload
from mediasvc.ports import Parts
from mediasvc.usecases import receive

# So much, or what has come in so long, is lost at most where the process is killed.
BLOCK_BYTES = 2 << 20
KEEP_EVERY_S = 5.0
BUFFER_BYTES = 1 << 18
# So often somebody looks whether another request wants the upload; what has come is kept when nothing came for so long.
LOOK_EVERY_S = 0.5
# A client that says nothing for so long has gone.
IDLE_S = 120.0
MOST_AT_ONCE = 32

T = TypeVar("T")

# Disks, and waiting for other requests to end, must not hold up pages.
_threads = CapacityLimiter(MOST_AT_ONCE)


async def in_thread(call: Callable[..., T], *arguments: Any) -> T:
    """Return what the call returns, made in a thread of those that uploads have."""
    return await to_thread.run_sync(partial(call, *arguments), limiter=_threads)


class Incoming:
    """The body, read as it comes, from the beginning on: what the server still holds when a link is cut is lost."""

    def __init__(self, receive_message: Receive) -> None:
        self._receive = receive_message
        self._came = bytearray()
        self._is_read = False
        self._has_news, self._has_room = asyncio.Event(), asyncio.Event()
        self._reader = asyncio.ensure_future(self._read())
        self.is_cut = False

    @property
    def has_ended(self) -> bool:
        return self._is_read and not self._came

    async def some(self, within_s: float) -> bytes | None:
        """Return what has come; None where nothing comes in time. At the end it is nothing, and it has ended."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._has_news.wait()
        if not self._came and not self._is_read:
            return None
        some, self._came = bytes(self._came), bytearray()
        self._has_room.set()
        if not self._is_read:
            self._has_news.clear()
        return some

    def close(self) -> None:
        """Wait for nothing more."""
        self._reader.cancel()

    async def _read(self) -> None:
        while not self._is_read:
            message = await self._receive()
            self._came += message.get("body", b"")
            self.is_cut = message["type"] == "http.disconnect"
            self._is_read = self.is_cut or not message.get("more_body", False)
            self._has_news.set()
            if len(self._came) >= BUFFER_BYTES:
                self._has_room.clear()
                await self._has_room.wait()


class Receiver:
    """A request's hold of an upload, while its body comes."""

    def __init__(self, parts: Parts, held: Upload, checksum: Checksum | None = None) -> None:
        self._parts = parts
        self._checksum, self._hash = checksum, checksum and checksum.begin()
        self._block = bytearray()
        self._staged: Staged = held.staged
        self._kept_at = time.monotonic()
        self.upload = held

    async def receive(self, incoming: Incoming) -> None:
        """Take the body in until it ends, or is cut. What has come counts, unless a checksum is to decide.

        Raises:
            SourceTooLarge, ChecksumMismatch, UploadInUse, ServiceUnavailable, StorageFull, …
        """
        try:
            await self._take_all(incoming)
            await self._finish_body(incoming)
        except (SourceTooLarge, ChecksumMismatch):
            raise
        except BaseException:
            # A stop of the service, another request, or a disk that is full: what has come counts all the same.
            with suppress(MediasvcError):
                await asyncio.shield(in_thread(self._save))
            raise
        finally:
            await asyncio.shield(in_thread(receive.release, self._parts, self.upload))

    async def _take_all(self, incoming: Incoming) -> None:
        heard_at = looked_at = time.monotonic()
        while not incoming.has_ended:
            some = await incoming.some(LOOK_EVERY_S)
            now = time.monotonic()
            if some:
                self._add(some)
                heard_at = now
            elif now - heard_at > IDLE_S:
                raise ServiceUnavailable(f"nothing came for {IDLE_S:.0f} seconds")
            if now - looked_at >= LOOK_EVERY_S:
                looked_at = now
                await self._look()
            if not incoming.has_ended:
                await self._write_if_due(is_silent=some is None)

    def _add(self, some: bytes) -> None:
        self._block += some
        if self._came_bytes > self.upload.length_bytes:
            raise SourceTooLarge(f"{self.upload.length_bytes} bytes were announced, and more came")
        if self._hash is not None:
            self._hash.update(some)

    @property
    def _came_bytes(self) -> int:
        return self._staged.size_bytes + len(self._block)

    async def _look(self) -> None:
        if await in_thread(receive.is_wanted, self._parts, self.upload):
            raise UploadInUse

    async def _write_if_due(self, is_silent: bool) -> None:
        # The last bytes count when nothing comes after them: a file that has grown is not complete.
        if not self._block or self._came_bytes == self.upload.length_bytes:
            return
        is_late = time.monotonic() - self._kept_at >= KEEP_EVERY_S
        if len(self._block) >= BLOCK_BYTES or is_silent or is_late:
            await in_thread(self._save)

    async def _finish_body(self, incoming: Incoming) -> None:
        if self._checksum is not None and self._hash is not None:
            if incoming.is_cut or self._hash.digest() != self._checksum.digest:
                raise ChecksumMismatch("its digest is another one than was said")
            self._checksum = None
        await in_thread(self._save)

    def _save(self) -> None:
        """Write what has come, and let it count unless a checksum is to decide."""
        if self._block:
            block, self._block = bytes(self._block), bytearray()
            self._staged = receive.stage(self._parts, self.upload, self._staged, block)
        if self._checksum is None and self._staged != self.upload.staged:
            self.upload = receive.keep(self._parts, self.upload, self._staged)
        self._kept_at = time.monotonic()
