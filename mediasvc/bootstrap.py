"""The one place that chooses adapters."""

import hashlib
import os
import re
import stat
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
from mediasvc.domain.errors import QueueUnavailable, StorageUnavailable
from mediasvc.ports import BuildQueue, Database, Storage
from mediasvc.settings import Settings

# sockaddr_un.sun_path holds 108 bytes, the last one zero; and redis-py reads the path out of a list of words.
SOCKET_PATH = re.compile(r"[\w./-]{1,107}", re.ASCII)


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
        storage = LocalStorage(settings.data_dir / "storage")
        storage.remove_unfinished()
        yield Service(settings, database, storage, RqBuildQueue(connection))
    finally:
        connection.close()
        database.close()


def redis_connection(settings: Settings) -> Redis:
    """The queue's server. It is given some seconds to come back: the supervisor starts it again."""
    retry = Retry(ExponentialBackoff(cap=1, base=0.1), retries=20)
    return Redis(unix_socket_path=str(redis_socket(settings)), retry=retry, retry_on_error=[RedisConnectionError])


def redis_socket(settings: Settings) -> Path:
    """The embedded queue's socket: in the data folder, or in the system's where that path is too long or too odd.

    Raises:
        QueueUnavailable: somebody else could reach the folder that the socket is in.
    """
    socket = settings.data_dir / "run" / "redis.sock"
    if SOCKET_PATH.fullmatch(str(socket)):
        return socket
    name = hashlib.sha256(os.fsencode(settings.data_dir)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"mediasvc-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise QueueUnavailable(f"{folder} is not only ours")
    return folder / "redis.sock"
