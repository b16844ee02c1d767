"""The one place that chooses adapters."""

import hashlib
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

from mediasvc.adapters.db.engine import SqlDatabase, sqlite_url
from mediasvc.adapters.rq_queue import RqBuildQueue
from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.domain.errors import StorageUnavailable
from mediasvc.ports import BuildQueue, Database, Storage
from mediasvc.settings import Settings

# sockaddr_un.sun_path holds 108 bytes, the last one zero.
LONGEST_SOCKET_PATH = 107


@dataclass(frozen=True)
class Service:
    """The service's parts, as its settings chose them."""

    settings: Settings
    database: Database
    storage: Storage
    queue: BuildQueue


@contextmanager
def open_service(settings: Settings) -> Generator[Service]:
    """The parts, ready for use: the data folder is there, and the database is up to date.

    Raises:
        StorageUnavailable, StorageFull
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageUnavailable(f"{settings.data_dir}: {error.strerror}") from error
    database = SqlDatabase(sqlite_url(settings.data_dir / "mediasvc.sqlite3"))
    connection = redis_connection(settings)
    try:
        database.upgrade()
        yield Service(settings, database, LocalStorage(settings.data_dir / "storage"), RqBuildQueue(connection))
    finally:
        connection.close()
        database.close()


def redis_connection(settings: Settings) -> Redis:
    """The queue's server. It is given some seconds to come back: the supervisor starts it again."""
    retry = Retry(ExponentialBackoff(cap=1, base=0.1), retries=8)
    return Redis(unix_socket_path=str(redis_socket(settings)), retry=retry, retry_on_error=[RedisConnectionError])


def redis_socket(settings: Settings) -> Path:
    """The embedded queue's socket: in the data folder, or in the system's folder where that path is too long."""
    socket = settings.data_dir / "run" / "redis.sock"
    if len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH:
        return socket
    name = hashlib.sha256(os.fsencode(settings.data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"mediasvc-{os.getuid()}-{name}" / "redis.sock"
