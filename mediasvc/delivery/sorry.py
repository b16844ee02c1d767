"""What is said instead of a page, with its status."""

import re
from collections.abc import Mapping
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from mediasvc.delivery.answers import answer, packed
from mediasvc.delivery.languages import Reader, reader_of
from mediasvc.delivery.rendering import Page, Templates, source
from mediasvc.domain.errors import NotFound, NotSupported, Removed, StreamingOnly, TransientError, Withdrawn

RETRY_AFTER_S = 10
EMBED = re.compile(r"/embed/?$")

log = structlog.get_logger()


def handlers() -> dict[Any, Any]:
    """Starlette's handlers by what was raised. They tell a viewer no detail: it speaks of files and servers."""
    return {
        HTTPException: _refused,
        NotFound: _not_found,
        Withdrawn: _gone,
        Removed: _gone,
        StreamingOnly: _not_saved,
        NotSupported: _too_new,
        TransientError: _not_now,
        ClientDisconnect: _cut_short,
        Exception: _failed,
    }


def _refused(request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:
        return _not_found(request, error)
    return _say(request, error.status_code, "refused", error.headers)


def _not_found(request: Request, _error: Exception) -> Response:
    return _say(request, 404, "not_found")


def _gone(request: Request, error: Exception) -> Response:
    return _say(request, 410, "gone", notice=error.notice if isinstance(error, Withdrawn) else None)


def _not_saved(request: Request, _error: Exception) -> Response:
    return _say(request, 403, "not_saved")


def _too_new(request: Request, error: Exception) -> Response:
    log.warning("page not to be made", path=request.url.path, error=str(error))
    return _say(request, 501, "too_new")


def _not_now(request: Request, error: Exception) -> Response:
    log.warning("page not to be had", path=request.url.path, error=str(error))
    again = {"Retry-After": str(RETRY_AFTER_S)}
    return _say(request, 503, "not_now", again)


def _cut_short(request: Request, _error: Exception) -> Response:
    # Nobody is there any more to read this.
    log.info("cut short by the client", path=request.url.path)
    return _say(request, 400, "refused")


def _failed(request: Request, _error: Exception) -> Response:
    # Who runs the app hears of it: the error goes on, after this answer.
    return _say(request, 500, "failed")


def _say(
    request: Request, status: int, what: str, headers: Mapping[str, str] | None = None, notice: str | None = None
) -> Response:
    # Also inside of the frame that the page would have been in, where other pages refuse to be.
    page = sorry_page(what, reader_of(request), EMBED.search(request.url.path) is not None, notice)
    return answer(request, packed(page), status, headers, framed=True)


def sorry_page(what: str, reader: Reader, framed: bool, notice: str | None = None) -> Page:
    """Return what is said instead of a page, perhaps of one that is `framed`; `what` names it among the words.

    `notice` is what the talk's organisers have written about it.
    """
    style = source("page.css") + source("head.css") + source("front.css")
    render = Templates("mediasvc.delivery").render
    return render(
        "sorry.html",
        reader.language,
        style,
        what=what,
        notice=notice,
        query=reader.query,
        service_links=reader.service_links,
        framed=framed,
    )
