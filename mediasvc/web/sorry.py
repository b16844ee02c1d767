"""What is said instead of a page, with its status."""

from collections.abc import Mapping
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mediasvc.domain.errors import NotFound, TransientError, Withdrawn
from mediasvc.web.answers import answer, packed
from mediasvc.web.pages import sorry_page

RETRY_AFTER_S = 10

log = structlog.get_logger()


def handlers() -> dict[Any, Any]:
    """Starlette's handlers by what was raised. They tell a viewer no detail: it speaks of files and servers."""
    return {
        HTTPException: _refused,
        NotFound: _not_found,
        Withdrawn: _gone,
        TransientError: _not_now,
        Exception: _failed,
    }


def _refused(request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:
        return _not_found(request, error)
    return _say(request, error.status_code, "This cannot be done here.", "Pages can only be read.", error.headers)


def _not_found(request: Request, _error: Exception) -> Response:
    return _say(request, 404, "There is no such page.", "Check the address: a talk never changes its own.")


def _gone(request: Request, _error: Exception) -> Response:
    return _say(request, 410, "This talk was taken off by its organisers.", "Ask them whether it will come back.")


def _not_now(request: Request, error: Exception) -> Response:
    log.warning("page not to be had", path=request.url.path, error=str(error))
    again = {"Retry-After": str(RETRY_AFTER_S)}
    return _say(request, 503, "This page cannot be had at the moment.", "Try again in a minute.", again)


def _failed(request: Request, _error: Exception) -> Response:
    # Who runs the app hears of it: the error goes on, after this answer.
    return _say(request, 500, "Something went wrong on our side.", "It has been noted. Try again later.")


def _say(request: Request, status: int, sentence: str, hint: str, headers: Mapping[str, str] | None = None) -> Response:
    # Also inside of the frame that the page would have been in.
    return answer(request, packed(sorry_page(sentence, hint)), status, headers, framed=True)
