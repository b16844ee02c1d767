"""The library that uploads files in pieces, fetched by the script when a file is chosen.

It is tus-js-client, as npm has it; `vendor/tus.min.js` is a copy of its build for browsers, which a test compares.
"""

import hashlib
from functools import cache
from http import HTTPStatus
from importlib import resources

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mediasvc.console.rendering import PACKAGE
from mediasvc.delivery.answers import BEST, IN_ANY_LANGUAGE, PackedPage, answer, packed
from mediasvc.delivery.headers import FOR_EVER
from mediasvc.delivery.rendering import NOTHING, Page

NAME = "tus.min.js"


@cache
def library_path() -> str:
    """Return where the library is: by its digest, so that it can be kept for ever."""
    return f"/console/{_digest()}/{NAME}"


def library(request: Request) -> Response:
    """Answer with the library."""
    if request.path_params["digest"] != _digest():
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return answer(
        request, _packed(), headers={**IN_ANY_LANGUAGE, "Cache-Control": FOR_EVER}, media_type="text/javascript"
    )


@cache
def _text() -> str:
    return resources.files(PACKAGE).joinpath("vendor", NAME).read_text(encoding="utf-8")


@cache
def _digest() -> str:
    return hashlib.sha256(_text().encode()).hexdigest()[:16]


@cache
def _packed() -> PackedPage:
    return packed(Page(_text(), NOTHING), BEST)
