"""Attempts counted by the library `limits`, in Redis or in memory."""

import hashlib
import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool
from redis.exceptions import RedisError

from mediasvc.domain.attempts import ATTEMPT_LIMITS, Attempt
from mediasvc.domain.errors import TooManyAttempts

PREFIX = "mediasvc-attempts"
# The library wants the address of a server, and does not use it where it is given connections.
ANY_ADDRESS = "redis://localhost"

T = TypeVar("T")
log = structlog.get_logger()


class LimitedAttempts:
    """Fills Attempts: in Redis, where that answers, and otherwise in this process's memory."""

    def __init__(self, connections: ConnectionPool | None = None) -> None:
        """`connections` lead to Redis; without them everything is counted in memory."""
        self._connections = connections
        self._shared: MovingWindowRateLimiter | None = None
        self._own = MovingWindowRateLimiter(MemoryStorage())

    def check(self, attempt: Attempt, key: str) -> None:
        item = _item(attempt)
        if not self._ask(lambda limiter: limiter.test(item, *_names(attempt, key))):
            raise self._too_many(attempt, key)

    def count(self, attempt: Attempt, key: str) -> None:
        item = _item(attempt)
        if not self._ask(lambda limiter: limiter.hit(item, *_names(attempt, key))):
            raise self._too_many(attempt, key)

    def forget(self, attempt: Attempt, key: str) -> None:
        item = _item(attempt)
        self._ask(lambda limiter: limiter.clear(item, *_names(attempt, key)))

    def _too_many(self, attempt: Attempt, key: str) -> TooManyAttempts:
        item = _item(attempt)
        stats = self._ask(lambda limiter: limiter.get_window_stats(item, *_names(attempt, key)))
        return TooManyAttempts(retry_after_s=max(1, round(stats.reset_time - time.time())))

    def _ask(self, question: Callable[[MovingWindowRateLimiter], T]) -> T:
        """Return the answer of what all processes share; of this process alone, where that cannot be reached."""
        if self._connections is not None:
            try:
                if self._shared is None:
                    # It asks the server for its scripts at once, so it is not made before it is used.
                    storage = RedisStorage(ANY_ADDRESS, connection_pool=self._connections, key_prefix=PREFIX)
                    self._shared = MovingWindowRateLimiter(storage)
                return question(self._shared)
            except RedisError as error:
                log.warning("attempts are counted by this process alone", error=str(error))
        return question(self._own)


def _item(attempt: Attempt) -> RateLimitItem:
    limit = ATTEMPT_LIMITS[attempt]
    return RateLimitItemPerSecond(limit.count, limit.window_s)


def _names(attempt: Attempt, key: str) -> tuple[str, str]:
    """Return what is counted under: of the key only a digest, as it is of any length and form, and people's own."""
    return attempt.name.lower(), hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
