"""Reading by scripts of any page, by the rules of the Fetch Standard (CORS)."""

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mediasvc.delivery.headers import FOR_ANYBODY

# What a script may send besides what needs no question, and what it may read besides what always may be.
ASKED_WITH, TOLD_WITH = "If-None-Match", "ETag"
FOR_A_DAY_S = 86_400
CREDENTIALS = ("authorization", "cookie")


def leave(methods: str, headers: str) -> Response:
    """Return the answer to a browser that asks whether a script of any page may send these methods and headers."""
    return Response(
        status_code=HTTPStatus.NO_CONTENT,
        headers={
            **FOR_ANYBODY,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": headers,
            "Access-Control-Max-Age": str(FOR_A_DAY_S),
        },
    )


class PublicReads:
    """Lets scripts of any page read what anybody may read: the answers to GET without credentials.

    An answer to somebody who has shown a token or a session is for nobody else: a browser that keeps it gives it to no
    other page's script, and refuses a script that would send the header `Authorization`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        if scope["method"] == "OPTIONS":
            is_about_reading = asked.get("access-control-request-method") == "GET"
            await (_ALLOWED if is_about_reading else self._app)(scope, receive, send)
            return
        is_anybody = not any(name in asked for name in CREDENTIALS)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Authorization, Cookie")
                if is_anybody:
                    headers.update(_READ_BY_ANYBODY)
            await send(message)

        await self._app(scope, receive, told)


_READ_BY_ANYBODY = {**FOR_ANYBODY, "Access-Control-Expose-Headers": TOLD_WITH}
_ALLOWED = leave("GET", ASKED_WITH)
