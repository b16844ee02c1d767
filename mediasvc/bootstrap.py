"""The one place that chooses adapters."""

import hashlib
import importlib
import os
import re
import stat
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from mediasvc.adapters.argon2_passwords import Argon2Passwords
from mediasvc.adapters.db.engine import SqlDatabase, sqlite_url
from mediasvc.adapters.file_mailer import FileMailer
from mediasvc.adapters.limited_attempts import LimitedAttempts
from mediasvc.adapters.rq_queue import RqJobQueue
from mediasvc.adapters.smtp_mailer import SmtpMailer, server_at
from mediasvc.adapters.staging.local import LocalStaging
from mediasvc.adapters.staging.pieces import PieceStaging
from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.domain.errors import QueueUnavailable, StorageUnavailable, Usage
from mediasvc.domain.person import checked_email
from mediasvc.domain.recognition_job import model_name
from mediasvc.ports import Mailer, Parts, Staging, Storage
from mediasvc.settings import Settings

# It loads boto3, which takes long, and few need it.
S3 = "mediasvc.adapters.storage.s3"
# sockaddr_un.sun_path holds 108 bytes, the last one zero; and redis-py reads the path out of a list of words.
PATIENT = 20
# Nobody answers to mail that is not sent.
UNSENT = "mediasvc <nobody@localhost.invalid>"
SOCKET_PATH = re.compile(r"[\w./-]{1,107}", re.ASCII)


@dataclass(frozen=True)
class Service(Parts):
    """The service's parts, and the settings that chose them."""

    settings: Settings


@contextmanager
def open_service(settings: Settings) -> Generator[Service]:
    """The parts, ready for use: the data folder is there, and the database is up to date.

    Raises:
        Usage: an address in the settings is none.
        StorageUnavailable, StorageFull
    """
    try:
        _make_private(settings.data_dir)
    except OSError as error:
        raise StorageUnavailable(f"{settings.data_dir}: {error.strerror}") from error
    with (
        closing(_database(settings)) as database,
        _files(settings) as (storage, staging),
        closing(redis_connection(settings)) as connection,
        closing(redis_connection(settings, retries=0)) as attempts,
    ):
        database.upgrade()
        yield Service(
            database=database,
            storage=storage,
            queue=RqJobQueue(connection),
            passwords=Argon2Passwords(),
            attempts=LimitedAttempts(attempts.connection_pool),
            staging=staging,
            mailer=mailer_of(settings),
            settings=settings,
            model=settings.asr_model and model_name(settings.asr_model),
        )


def _make_private(folder: Path) -> None:
    """Make the data folder for its owner alone. One that everybody may enter is closed; a group's stays the group's."""
    folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    status = folder.stat()
    if status.st_mode & stat.S_IRWXO and status.st_uid == os.getuid():
        folder.chmod(stat.S_IRWXU)


def redis_connection(settings: Settings, retries: int = PATIENT) -> Redis:
    """The queue's server. It is given some seconds to come back, unless without retries: somebody starts it again.

    Raises:
        Usage: its address is none.
        QueueUnavailable: somebody else could reach the embedded queue's socket.
    """
    retry = Retry(ExponentialBackoff(cap=1, base=0.1), retries)
    if not settings.redis_url:
        return Redis(unix_socket_path=str(redis_socket(settings)), retry=retry, retry_on_error=[RedisConnectionError])
    try:
        return Redis.from_url(  # pyright: ignore[reportUnknownMemberType] - as redis's own types are
            settings.redis_url, retry=retry, retry_on_error=[RedisConnectionError]
        )
    except ValueError:
        # Its password may be in what the parser says.
        raise Usage("MEDIASVC_REDIS_URL is not of the form redis://host:6379/0") from None


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


def mailer_of(settings: Settings) -> Mailer:
    """Return what sends mail, or keeps it as files where no server is set. Raises Usage."""
    if not settings.smtp_url:
        return FileMailer(mail_folder(settings), settings.mail_from or UNSENT)
    try:
        server = server_at(settings.smtp_url)
    except ValueError:
        # Its password may be in what the parser says.
        form = "smtps://user:password@host:465 or smtp://host:25, where signs of the password are written as %40"
        raise Usage(f"MEDIASVC_SMTP_URL is not of the form {form}") from None
    sender = settings.mail_from or ""
    try:
        checked_email(parseaddr(sender)[1])
    except Usage as error:
        raise Usage("MEDIASVC_MAIL_FROM is not of the form Talks <talks@example.org>") from error
    return SmtpMailer(server, sender)


def mail_folder(settings: Settings) -> Path:
    """Return the folder of mail that is not sent."""
    return settings.data_dir / "mail"


def _database(settings: Settings) -> SqlDatabase:
    if not settings.database_url:
        return SqlDatabase(sqlite_url(settings.data_dir / "mediasvc.sqlite3"))
    try:
        url = make_url(settings.database_url)
        is_usable = url.get_backend_name() == "postgresql" and "@" not in (url.host or "")
    except (ArgumentError, ValueError):
        is_usable = False
    if not is_usable:
        # Its password may be in what the parser says, and a sign of it in what the parser takes for the host.
        form = "postgresql://user:password@host/name, where signs of the password are written as %40"
        raise Usage(f"MEDIASVC_DATABASE_URL is not of the form {form}")
    return SqlDatabase(settings.database_url)


@contextmanager
def _files(settings: Settings) -> Generator[tuple[Storage, Staging]]:
    """Yield the storage, and the staging of what is on its way into it."""
    if not settings.s3_bucket:
        local = LocalStorage(settings.data_dir / "storage")
        local.remove_unfinished()
        yield local, LocalStaging(settings.data_dir / "staging", local)
        return
    try:
        s3 = importlib.import_module(S3).S3Storage(
            settings.s3_bucket,
            settings.s3_prefix,
            settings.s3_endpoint_url,
            settings.s3_public_endpoint_url,
            settings.s3_region,
        )
    except ValueError as error:
        raise Usage(
            f"MEDIASVC_S3_ENDPOINT_URL, MEDIASVC_S3_PUBLIC_ENDPOINT_URL or MEDIASVC_S3_REGION: {error}"
        ) from error
    with closing(s3):
        yield s3, PieceStaging(s3)
