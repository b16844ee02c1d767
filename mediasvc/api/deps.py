"""What routes are given: the service's parts, and who asks."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from mediasvc.api.schemas import Problem
from mediasvc.bootstrap import Service
from mediasvc.delivery.askers import FORM_HEADER, OVER_HTTPS, SESSION_COOKIE, asker_of
from mediasvc.delivery.etags import versions_in
from mediasvc.domain import seminar
from mediasvc.domain.access import Actor, Anonymous
from mediasvc.domain.errors import NotSignedIn, VersionChanged, VersionWeak
from mediasvc.usecases.versions import Versions

SLUG = f"^{seminar.SLUG.pattern}$"
MAX_SLUG_CHARACTERS = 100
MAX_LINK_CHARACTERS = 500

_bearer = HTTPBearer(auto_error=False, description="A token, which those who run the service give out.")
_session = APIKeyCookie(
    name=f"{OVER_HTTPS}{SESSION_COOKIE}",
    scheme_name="Session",
    auto_error=False,
    description=f"The session of somebody who has signed in; over plain HTTP the cookie is `{SESSION_COOKIE}`. What "
    f"changes something needs the session's form token too, in the header `{FORM_HEADER}`.",
)


def service(request: Request) -> Service:
    """The parts that the app was made with."""
    parts: Service = request.app.state.service
    return parts


Parts = Annotated[Service, Depends(service)]


def asker(
    parts: Parts,
    request: Request,
    _token: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    _cookie: Annotated[str | None, Security(_session)],
) -> Actor:
    """Return who asks, as `asker_of` does. The last two are there for the documentation."""
    return asker_of(parts, request)


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


def expected_versions(
    if_match: Annotated[
        str | None,
        Header(description="The ETag of what was read: where that has changed since, nothing is changed."),
    ] = None,
) -> Versions:
    """Return the versions that a request is about; None where it is about any. Raises Usage, VersionChanged."""
    try:
        return None if if_match is None else versions_in(if_match)
    except VersionWeak as error:
        raise VersionChanged(error.message, error.hint) from error


Expected = Annotated[Versions, Depends(expected_versions)]

Slug = Annotated[
    str,
    Path(pattern=SLUG, max_length=MAX_SLUG_CHARACTERS, description="The seminar's name in links.", examples=["a-talk"]),
]
LinkToken = Annotated[str, Path(max_length=MAX_LINK_CHARACTERS, description="The last part of the link's address.")]
BuildId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="The build's id.")]


def problems(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """How a route may refuse, for its documentation: in these ways, and in those of all routes."""
    always = (
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    )
    return {status.value: {"model": Problem, "description": status.phrase} for status in (*statuses, *always)}


def problems_of_json(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """As `problems`, for a route that takes JSON: it may be none, too much, or say what there is no room for."""
    of_bodies = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.INSUFFICIENT_STORAGE)
    return problems(*statuses, *of_bodies)
