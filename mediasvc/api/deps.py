"""What routes are given: the service's parts, and who asks."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from mediasvc.api.schemas import Problem
from mediasvc.bootstrap import Service
from mediasvc.domain import seminar
from mediasvc.domain.access import Actor, Anonymous
from mediasvc.domain.errors import NotSignedIn
from mediasvc.usecases.tokens import bearer

SLUG = f"^{seminar.SLUG.pattern}$"
MAX_SLUG_CHARACTERS = 100

_scheme = HTTPBearer(auto_error=False, description="A token, which those who run the service give out.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(_scheme)]


def service(request: Request) -> Service:
    """The parts that the app was made with."""
    parts: Service = request.app.state.service
    return parts


Parts = Annotated[Service, Depends(service)]


def asker(parts: Parts, credentials: Credentials) -> Actor:
    """Return who asks. Raises NotSignedIn for a token that is not good."""
    return Anonymous() if credentials is None else bearer(parts, credentials.credentials)


def asker_of(service: Service, request: Request) -> Actor:
    """Return who asks, for routes that the framework gives no parts to. Raises NotSignedIn for a token that is no good.

    The framework's routes ask `asker` the same.
    """
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return bearer(service, secret.strip()) if kind.lower() == "bearer" and secret else Anonymous()


def known_asker(who: Annotated[Actor, Depends(asker)]) -> Actor:
    """Return who asks. Raises NotSignedIn where that is nobody known.

    What they may do is decided by use cases: this only keeps strangers from hearing what is wrong with what they sent.
    """
    if isinstance(who, Anonymous):
        raise NotSignedIn
    return who


Anyone = Annotated[Actor, Depends(asker)]
# What a route says of itself that answers Anyone: the token may be left out.
NEEDS_NO_TOKEN: dict[str, Any] = {"security": [{}]}
Known = Annotated[Actor, Depends(known_asker)]

Slug = Annotated[
    str,
    Path(pattern=SLUG, max_length=MAX_SLUG_CHARACTERS, description="The seminar's name in links.", examples=["a-talk"]),
]
BuildId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="The build's id.")]


def problems(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """How a route may refuse, for its documentation: in these ways, and in those of all routes."""
    always = (HTTPStatus.UNAUTHORIZED, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
    return {status.value: {"model": Problem, "description": status.phrase} for status in (*statuses, *always)}


def problems_of_json(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """As `problems`, for a route that takes JSON: it may be none, too much, or say what there is no room for."""
    of_bodies = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.INSUFFICIENT_STORAGE)
    return problems(*statuses, *of_bodies)
