"""Who may change something: the bearer of a token."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

_BYTES = 32


@dataclass(frozen=True)
class Token:
    """A token as it is kept: never itself, only its SHA-256 (lower-case hex), which is enough for 256 random bits."""

    name: str
    digest: str
    created_at: datetime


def new_token(name: str) -> tuple[Token, str]:
    """A token, and the secret that its bearer shows; the secret is not known again."""
    secret = f"mediasvc_{secrets.token_urlsafe(_BYTES)}"
    return Token(name, token_digest(secret), datetime.now(UTC)), secret


def token_digest(secret: str) -> str:
    """What is kept of this secret."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
