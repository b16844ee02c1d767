"""Bodies of requests: how large they may be, and how a thread reads one as a stream."""

import asyncio
import re
from http import HTTPStatus
from io import BufferedReader, RawIOBase
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mediasvc.delivery.problems import problem
from mediasvc.domain.errors import SourceDamaged, Usage

MOST_JSON_BYTES = 1_000_000
BUFFER_BYTES = 1 << 20
IDLE_S = 120.0

STREAMED = re.compile(r"/seminars/[^/]+/sources/[^/]+")


class LimitBody:
    """Refuses bodies over a limit, unless they are the sources that are streamed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["method"] == "PUT" and STREAMED.search(scope["path"])):
            await self._app(scope, receive, send)
            return
        rest = MOST_JSON_BYTES
        began = False

        async def limited() -> Message:
            nonlocal rest
            message = await receive()
            rest -= len(message.get("body", b""))
            if rest < 0:
                raise _TooLarge
            return message

        async def noticed(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            if int(Headers(scope=scope).get("content-length", "0")) > MOST_JSON_BYTES:
                raise _TooLarge
            await self._app(scope, limited, noticed)
        except _TooLarge:
            if not began:
                too_large = Usage(f"the body is over {MOST_JSON_BYTES} bytes")
                await problem(too_large, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, send)


class _TooLarge(BaseException):
    """The body is over the limit. No framework's `except Exception` is to make something else of it."""


def body_of(request: Request) -> BufferedReader:
    """The request's body, to be read in a thread; never more than a megabyte of it is held.

    Reading raises SourceDamaged where the client goes away, or sends nothing for two minutes.
    """
    return BufferedReader(_Body(request, asyncio.get_running_loop()), BUFFER_BYTES)


class _Body(RawIOBase):
    def __init__(self, request: Request, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._request = request
        self._chunks = request.stream()
        self._loop = loop
        self._chunk = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self._chunk:
            self._chunk = memoryview(asyncio.run_coroutine_threadsafe(self._next(), self._loop).result())
        size = min(len(buffer), len(self._chunk))
        buffer[:size] = self._chunk[:size]
        self._chunk = self._chunk[size:]
        return size

    async def _next(self) -> bytes:
        try:
            async with asyncio.timeout(IDLE_S):
                async for chunk in self._chunks:
                    if chunk:
                        return chunk
        except ClientDisconnect as error:
            raise SourceDamaged("it was cut short") from error
        except TimeoutError as error:
            raise SourceDamaged(f"nothing came for {IDLE_S:.0f} seconds") from error
        # What came behind the body's end has broken the connection.
        if await self._request.is_disconnected():
            raise SourceDamaged("more came than was said, or the client has gone")
        return b""
