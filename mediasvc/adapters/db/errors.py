"""What databases refuse, as the domain's errors."""

import sqlite3
import sys
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from mediasvc.domain.errors import StorageFull, StorageUnavailable, TransientError

# By the variety of error, which all its bytes tell, or by its kind alone, which is the low one. Where a write finds the
# disk full, SQLite says so by itself; of the index beside its log it says only that this could not grow.
_SQLITE_KINDS: dict[int, type[TransientError]] = {
    sqlite3.SQLITE_FULL: StorageFull,
    sqlite3.SQLITE_IOERR_SHMSIZE: StorageFull,
    sqlite3.SQLITE_BUSY: StorageUnavailable,
    sqlite3.SQLITE_LOCKED: StorageUnavailable,
    sqlite3.SQLITE_IOERR: StorageUnavailable,
    sqlite3.SQLITE_CANTOPEN: StorageUnavailable,
    sqlite3.SQLITE_READONLY: StorageUnavailable,
}
# PostgreSQL's classes of SQLSTATE: connection lost, transaction rolled back, out of resources, waited too long for
# another one, shutting down, I/O.
_SQLSTATE_FULL = "53100"
_SQLSTATE_UNAVAILABLE = ("08", "40", "53", "55P03", "57P", "58")


@contextmanager
def database_errors() -> Generator[None]:
    """What may pass, as the domain's errors; the rest are defects and stay as they are."""
    handled_before = sys.exception()
    try:
        yield
    except NoConnectionFree as error:
        raise StorageUnavailable(f"database: {error}") from error
    except DBAPIError as error:
        # Where its disk is full, SQLite ends the transaction by itself, and then cleaning up fails: look further back.
        cause: BaseException | None = error
        while cause is not None and cause is not handled_before:
            kind = _transient_kind(cause)
            if kind is not None:
                raise kind(f"database: {getattr(cause, 'orig', cause)}") from error
            cause = cause.__context__
        raise


def _transient_kind(error: BaseException) -> type[TransientError] | None:
    if isinstance(error, sqlite3.Error):
        code = error.sqlite_errorcode
        return _SQLITE_KINDS.get(code) or _SQLITE_KINDS.get(code & 0xFF)
    return _postgresql_kind(error.orig) if isinstance(error, OperationalError) else None


def _postgresql_kind(error: BaseException | None) -> type[TransientError] | None:
    if not hasattr(error, "sqlstate"):
        return None
    state: str | None = getattr(error, "sqlstate", None)
    if state == _SQLSTATE_FULL:
        return StorageFull
    # Without a state, no server has answered.
    return StorageUnavailable if state is None or state.startswith(_SQLSTATE_UNAVAILABLE) else None
