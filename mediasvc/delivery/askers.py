"""Who asks, whatever they ask for."""

from starlette.requests import Request

from mediasvc.domain.access import Actor, Anonymous
from mediasvc.ports import Parts
from mediasvc.usecases.tokens import bearer


def session_token_of(service: Parts, request: Request) -> str | None:  # noqa: ARG001 - sessions are still to come
    """Return the token of the session that the browser shows, good or not."""
    return None


def form_token_for(service: Parts, session_token: str) -> str:  # noqa: ARG001 - sessions are still to come
    """Return the form token that belongs to this session's token."""
    return session_token


def asker_of(service: Parts, request: Request) -> Actor:
    """Return who asks, by the bearer token. Raises NotSignedIn for one that is not good."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return bearer(service, secret.strip()) if scheme.lower() == "bearer" else Anonymous()
