"""What Attempts promises, for every adapter, and in memory where Redis is away."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from at_once import at_once
from redis import ConnectionPool, Redis, UnixDomainSocketConnection
from servers.redis import redis_at_socket

from mediasvc.adapters.limited_attempts import LimitedAttempts
from mediasvc.domain.attempts import ATTEMPT_LIMITS, Attempt
from mediasvc.domain.errors import TooManyAttempts
from mediasvc.ports import Attempts

MOST = ATTEMPT_LIMITS[Attempt.SIGN_IN_OF_EMAIL_FROM_CLIENT].count
Make = Callable[[], Attempts]


def redis_pool(socket: Path) -> ConnectionPool:
    return ConnectionPool(connection_class=UnixDomainSocketConnection, path=str(socket))  # pyright: ignore[reportArgumentType] - of redis


def empty(socket: Path) -> None:
    Redis(unix_socket_path=str(socket)).flushall()  # pyright: ignore[reportUnknownMemberType] - redis's own types


@pytest.fixture(scope="session")
def redis_socket() -> Iterator[Path]:
    with redis_at_socket() as socket:
        yield socket


@pytest.fixture(params=["memory", "redis", "redis away"])
def attempts(request: pytest.FixtureRequest, tmp_path: Path) -> Attempts:
    if request.param == "memory":
        return LimitedAttempts()
    if request.param == "redis away":
        return LimitedAttempts(redis_pool(tmp_path / "nobody.sock"))
    socket: Path = request.getfixturevalue("redis_socket")
    empty(socket)
    return LimitedAttempts(redis_pool(socket))


def is_refused(
    call: Callable[[Attempt, str], None], key: str, attempt: Attempt = Attempt.SIGN_IN_OF_EMAIL_FROM_CLIENT
) -> bool:
    try:
        call(attempt, key)
    except TooManyAttempts as error:
        return 0 < error.retry_after_s <= ATTEMPT_LIMITS[attempt].window_s
    return False


def test_so_many_are_allowed_and_no_more(attempts: Attempts) -> None:
    for _ in range(MOST):
        assert not is_refused(attempts.check, "amina")
        assert not is_refused(attempts.count, "amina")
    assert is_refused(attempts.check, "amina")
    assert is_refused(attempts.count, "amina")


def test_each_key_and_each_kind_is_counted_apart(attempts: Attempts) -> None:
    for _ in range(MOST + 1):
        is_refused(attempts.count, "amina")
    for key in ("hana", "Amina", "", "x" * 10_000, "محاضرة", "a/b:c*\0\ud800"):
        assert not is_refused(attempts.count, key)
    assert not is_refused(attempts.count, "amina", Attempt.SIGN_IN_FROM_CLIENT)


def test_what_is_forgotten_is_counted_anew(attempts: Attempts) -> None:
    for _ in range(MOST + 1):
        is_refused(attempts.count, "amina")
    attempts.forget(Attempt.SIGN_IN_OF_EMAIL_FROM_CLIENT, "amina")
    attempts.forget(Attempt.SIGN_IN_OF_EMAIL_FROM_CLIENT, "nobody")
    assert [is_refused(attempts.count, "amina") for _ in range(MOST + 1)] == [False] * MOST + [True]


def test_of_many_at_one_moment_so_many_are_counted(attempts: Attempts) -> None:
    refused = at_once([lambda: is_refused(attempts.count, "amina")] * (2 * MOST))
    assert sorted(refused) == [False] * MOST + [True] * MOST


def test_processes_that_share_a_server_count_together(redis_socket: Path) -> None:
    empty(redis_socket)
    one, other = LimitedAttempts(redis_pool(redis_socket)), LimitedAttempts(redis_pool(redis_socket))
    for _ in range(MOST):
        one.count(Attempt.SIGN_IN_OF_EMAIL_FROM_CLIENT, "amina")
    assert is_refused(other.check, "amina")


def test_redis_is_told_nobodys_address(redis_socket: Path) -> None:
    connection = Redis(unix_socket_path=str(redis_socket))
    LimitedAttempts(redis_pool(redis_socket)).count(Attempt.SIGN_IN_OF_EMAIL_FROM_CLIENT, "amina@example.org")
    keys: list[bytes] = list(connection.scan_iter())  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - redis's own
    assert keys
    assert not any(b"amina" in key for key in keys)
