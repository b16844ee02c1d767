"""Sessions: a person who has signed in is known by a random token until the session ends."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mediasvc.domain.person import PersonId

_BYTES = 32

LONGEST = timedelta(days=30)
LONGEST_IDLE = timedelta(days=7)
# Not every request is worth a write.
SEEN_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Session:
    """A session as it is kept: of its token only the SHA-256 (lower-case hex), which is enough for 256 random bits.

    `seen_at` is when the person was last here, to about an hour.
    """

    digest: str
    person_id: PersonId
    created_at: datetime
    seen_at: datetime

    def is_good(self, now: datetime) -> bool:
        """Return whether the session has not ended by time."""
        return now < self.created_at + LONGEST and now < self.seen_at + LONGEST_IDLE

    def is_to_be_noted(self, now: datetime) -> bool:
        """Return whether `seen_at` is so old that it is to be kept anew."""
        return now >= self.seen_at + SEEN_AGAIN_AFTER


def new_session(person_id: PersonId) -> tuple[Session, str]:
    """Return a session, and its token, which the person's browser shows; the token is not known again."""
    token, now = secrets.token_urlsafe(_BYTES), datetime.now(UTC)
    return Session(session_digest(token), person_id, now, now), token


def session_digest(token: str) -> str:
    """Return what is kept of this token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
