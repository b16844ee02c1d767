"""Who asks, by a bearer token or by a session's cookie, and that nobody else has made their browser ask.

API, pages and console share this. Cookies are sent by a browser whatever page makes it ask, so a request that changes
something has to come from our own pages: its `Origin` says so, and it carries a form token, which only our pages know.
A bearer token is sent by nobody unasked, and needs none of that.
"""

import hashlib
import hmac
import ipaddress
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from mediasvc.bootstrap import Service
from mediasvc.domain.access import Actor, Anonymous, SignedIn
from mediasvc.domain.errors import FormExpired, NotAllowed
from mediasvc.domain.session import LONGEST
from mediasvc.usecases import sessions
from mediasvc.usecases.secrets import Secret, secret_of
from mediasvc.usecases.tokens import bearer

SESSION_COOKIE = "mediasvc"
# What ties a form to a browser that has not signed in.
FORM_COOKIE = "mediasvc-form"
# Browsers take a cookie of this name only over HTTPS, from this very host, for all of it.
OVER_HTTPS = "__Host-"
FORM_FIELD, FORM_HEADER = "form_token", "X-Form-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SCHEME = "bearer "
_FORM_COOKIE_BYTES = 16
_IPV6_NETWORK_BITS = 64


def asker_of(service: Service, request: Request, form_token: str | None = None) -> Actor:
    """Return who asks. It reads the database, so it is called in a thread.

    `form_token` is what the form that was sent has in its field FORM_FIELD; a program sends the header FORM_HEADER.

    Raises:
        NotSignedIn: the bearer token is not good.
        NotAllowed: the request would change something by a session, and does not come from one of our pages.
        TooManyAttempts: many bearer tokens of this client were wrong.
    """
    who = shown_by(service, request)
    if isinstance(who, SignedIn) and request.method not in SAFE_METHODS:
        check_form(service, request, form_token)
    return who


def shown_by(service: Service, request: Request) -> Actor:
    """Return whom the request shows, whoever made their browser send it. It reads the database.

    Raises NotSignedIn, TooManyAttempts as `asker_of`.
    """
    given = request.headers.get("authorization", "")
    if given.lower().startswith(_SCHEME):
        return bearer(service, given[len(_SCHEME) :].strip(), client_of(request))
    token = session_token_of(service, request)
    who = None if token is None else sessions.session_of(service, token)
    return Anonymous() if who is None else who


def session_token_of(service: Service, request: Request) -> str | None:
    """Return the token of the session that the browser shows, good or not."""
    return request.cookies.get(_cookie_name(service, SESSION_COOKIE))


def form_token_of(service: Service, request: Request, response: Response | None = None) -> str:
    """Return the token that forms on this browser's pages carry.

    It belongs to the session. Where there is none, it belongs to a cookie of its own, which is set on `response`; that
    is needed for the forms of people who are not signed in, and for no others.
    """
    tied_to = _tied_to(service, request)
    if tied_to is None:
        tied_to = secrets.token_urlsafe(_FORM_COOKIE_BYTES)
        if response is not None:
            _set_cookie(service, response, FORM_COOKIE, tied_to, None)
    return form_token_for(service, tied_to)


def form_token_for(service: Service, session_token: str) -> str:
    """Return the form token that belongs to this session's token."""
    return hmac.new(
        secret_of(service, Secret.FORMS).encode(), session_token.encode(errors="replace"), hashlib.sha256
    ).hexdigest()


def check_form(service: Service, request: Request, form_token: str | None = None) -> None:
    """Raise an error unless the form comes from one of our pages, in this browser.

    Raises:
        NotAllowed: another site has sent it.
        FormExpired: its token belongs to another session, or there is none.
    """
    check_site(service, request, is_form=True)
    shown, tied_to = form_token or request.headers.get(FORM_HEADER, ""), _tied_to(service, request)
    is_right = tied_to is not None and hmac.compare_digest(
        shown.encode(errors="replace"), form_token_for(service, tied_to).encode()
    )
    if not is_right:
        # In a second tab a form may be open from before the sign-in, or of the session before.
        raise FormExpired("it was opened before you signed in or out, or cookies are blocked")


def check_site(service: Service, request: Request, *, is_form: bool = False) -> None:
    """Raise NotAllowed where a page of another site has made the browser ask.

    A request that says nothing of where it comes from is not a browser's; where a form `is_form`, it has to say it.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    is_elsewhere = origin not in (None, origin_of(service, request)) or site not in (None, "same-origin", "none")
    is_unknown = origin is None and site != "same-origin"
    if not is_elsewhere and not (is_form and is_unknown):
        return
    raise NotAllowed(f"it was sent from another site than {origin_of(service, request)}", "Open the page there.")


def begin_session(service: Service, response: Response, session_token: str) -> None:
    """Let the browser show this session from now on."""
    _set_cookie(service, response, SESSION_COOKIE, session_token, round(LONGEST.total_seconds()))


def end_session(service: Service, request: Request, response: Response) -> None:
    """End the session that the browser shows, and let the browser forget it."""
    token = session_token_of(service, request)
    if token is not None:
        sessions.sign_out(service, token)
    is_https = _is_https(service)
    response.delete_cookie(
        _cookie_name(service, SESSION_COOKIE), path="/", secure=is_https, httponly=True, samesite="lax"
    )


def check_can_sign_in(service: Service, request: Request) -> None:
    """Raise NotAllowed where passwords and sessions would travel openly: neither over HTTPS nor on one machine."""
    if _is_https(service) or _is_loopback(request.url.hostname or ""):
        return
    raise NotAllowed(
        "people can sign in over HTTPS only, or on the machine itself at http://localhost",
        "Those who run the service put it behind a proxy that speaks HTTPS, and set MEDIASVC_PUBLIC_URL to its "
        "address, as in https://talks.example.org.",
    )


def origin_of(service: Service, request: Request) -> str:
    """Return the origin of our own pages, as a browser names it."""
    if _is_https(service):
        address = urlsplit(service.settings.public_url)
        return f"{address.scheme}://{address.netloc}".lower()
    return f"{request.url.scheme}://{request.url.netloc}".lower()


def client_of(request: Request) -> str:
    """Return the address of the client, for counting attempts; of IPv6 the network, as one client has all of that."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, _IPV6_NETWORK_BITS), strict=False))
    return str(address)


def _tied_to(service: Service, request: Request) -> str | None:
    """Return the cookie that the form token of this browser belongs to."""
    return session_token_of(service, request) or request.cookies.get(_cookie_name(service, FORM_COOKIE)) or None


def _set_cookie(service: Service, response: Response, name: str, value: str, max_age_s: int | None) -> None:
    is_https = _is_https(service)
    response.set_cookie(
        _cookie_name(service, name),
        value,
        max_age=max_age_s,
        path="/",
        secure=is_https,
        httponly=True,
        samesite="lax",
    )


def _cookie_name(service: Service, name: str) -> str:
    return f"{OVER_HTTPS}{name}" if _is_https(service) else name


def _is_https(service: Service) -> bool:
    # A proxy ends TLS, so the request itself does not say it.
    return urlsplit(service.settings.public_url).scheme == "https"


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
