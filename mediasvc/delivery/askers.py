"""Who asks, whatever they ask for."""

from starlette.requests import Request

from mediasvc.domain.access import Actor, Anonymous
from mediasvc.ports import Parts
from mediasvc.usecases.tokens import bearer


def asker_of(service: Parts, request: Request) -> Actor:
    """Return who asks, by the bearer token. Raises NotSignedIn for one that is not good."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return bearer(service, secret.strip()) if scheme.lower() == "bearer" else Anonymous()
