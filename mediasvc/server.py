"""The service as one web application, and the server that runs it."""

import asyncio
import errno
import socket
import time
from contextlib import suppress
from http import HTTPStatus

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mediasvc.api import errors
from mediasvc.api.app import create_api
from mediasvc.api.health import health_routes
from mediasvc.api.media import media_routes
from mediasvc.api.metrics import metrics_route
from mediasvc.api.uploads import upload_routes
from mediasvc.bootstrap import Service
from mediasvc.console.app import create_console
from mediasvc.delivery.addresses import API, CONSOLE, told_path
from mediasvc.delivery.problems import problem
from mediasvc.domain.errors import InternalError, ServiceUnavailable, Usage
from mediasvc.web.app import create_pages

STOP_WITHIN_S = 3
BACKLOG = 2048
DEFAULT_PORT, HIGHEST_PORT = 8000, 65535
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - nothing is bound to it here

# What machines ask for every few seconds is not worth a line each.
UNTOLD = ("/healthz", "/readyz", "/metrics")

log = structlog.get_logger()


def create_app(service: Service) -> ASGIApp:
    """Everything that answers over HTTP: the API, the files, what watches over the service, and the pages."""
    routes = [
        Mount(API, create_api(service)),
        media_routes(service),
        *health_routes(service),
        metrics_route(service),
        *upload_routes(service),
        Mount(CONSOLE, create_console(service)),
        Mount("/", create_pages(service)),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(TellRequests)])
    errors.install(app)
    return app


class TellRequests:
    """A line for each request, and a new context for what is bound to the lines of one.

    One that the end of the service cuts short is told so, or ends with what it has been told. What fails by a defect of
    ours is told here, with all that is known.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in UNTOLD:
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status: int | None = None

        async def told(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        structlog.contextvars.clear_contextvars()
        try:
            await self._app(scope, receive, told)
        except asyncio.CancelledError:
            await _stopped(scope, receive, told, began=status is not None)
        except Exception as error:
            # Where pages or API could still answer, they have; what has begun breaks off.
            log.error("defect", path=told_path(scope["path"]), exc_info=error)
            if status is None:
                await problem(InternalError())(scope, receive, told)
        finally:
            elapsed_ms = round((time.monotonic() - began) * 1000)
            path = told_path(scope["path"])
            log.info("request", method=scope["method"], path=path, status=status, elapsed_ms=elapsed_ms)


async def _stopped(scope: Scope, receive: Receive, send: Send, began: bool) -> None:
    if began:
        # A file has said its length: it breaks off.
        with suppress(RuntimeError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    else:
        await problem(ServiceUnavailable("it is being stopped"))(scope, receive, send)


class _Http(HttpToolsProtocol):
    """HTTP, with a problem for requests that are none, as for all others."""

    def send_400_response(self, msg: str) -> None:
        answer = problem(Usage(msg.removesuffix(".")), HTTPStatus.BAD_REQUEST, {"Connection": "close"})
        head = b"".join(name + b": " + value + b"\r\n" for name, value in answer.raw_headers)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + head + b"\r\n" + bytes(answer.body))
        self.transport.close()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that clients can connect to from now on; port 0 is any free one. Raises Usage."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise Usage(_why_not(host, port, error)) from error


def _why_not(host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return (
            f"{host} is no address of this machine; --host 127.0.0.1 is for this machine alone, --host 0.0.0.0 for all"
        )
    if error.errno == errno.EADDRINUSE:
        another = port + 1 if port < HIGHEST_PORT else DEFAULT_PORT
        return f"port {port} of {host} is in use by another program; choose another, such as --port {another}"
    if error.errno == errno.EACCES:
        return f"port {port} is for administrators alone; choose one from 1024 on, such as --port {DEFAULT_PORT}"
    return f"--host {host} --port {port} cannot be listened on: {error.strerror}"


def address_of(listening: socket.socket) -> str:
    """What to open in a browser on this machine."""
    host, port = listening.getsockname()[:2]
    host = "localhost" if host in EVERYWHERE else host
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def server_of(app: ASGIApp, stop_within_s: int = STOP_WITHIN_S) -> uvicorn.Server:
    """A server of this application. When it is to stop, what is being answered is given so many seconds."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=_Http,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=stop_within_s,
    )
    return uvicorn.Server(config)


def run(service: Service, listening: socket.socket) -> None:
    """Answer requests until SIGINT or SIGTERM."""
    server_of(create_app(service)).run(sockets=[listening])
