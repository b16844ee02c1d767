"""Tokens, by which programs and people change something from elsewhere."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from mediasvc.domain.person import PersonId
from mediasvc.domain.series import SeriesId

_BYTES = 32


class Scope(StrEnum):
    """Something that a token may be good for."""

    READ = "read"
    HAND_IN = "hand_in"
    PUBLISH = "publish"
    MONITOR = "monitor"


ALL_SCOPES = frozenset(Scope)


@dataclass(frozen=True)
class Token:
    """A token as it is kept: never itself, only its SHA-256 (lower-case hex), which is enough for 256 random bits.

    It belongs to a person, or, where there is none, to a service. `series` is the only one that it is for; None stands
    for all. It is good until `expires_at`, or until it is revoked.
    """

    name: str
    digest: str
    created_at: datetime
    scopes: frozenset[Scope] = ALL_SCOPES
    series: SeriesId | None = None
    person: PersonId | None = None
    expires_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        """Return whether the token has not expired."""
        return self.expires_at is None or now < self.expires_at


def new_token(name: str) -> tuple[Token, str]:
    """Return a token that is good for everything, and the secret that its bearer shows; that is not known again."""
    secret = f"mediasvc_{secrets.token_urlsafe(_BYTES)}"
    return Token(name, token_digest(secret), datetime.now(UTC)), secret


def token_digest(secret: str) -> str:
    """Return what is kept of this secret."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
