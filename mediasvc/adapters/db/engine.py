"""The database behind a URL: SQLite in a file, or PostgreSQL."""

import sqlite3
import sys
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, func, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from mediasvc.adapters.db.catalogue import SqlCatalogue
from mediasvc.domain.errors import StorageFull, StorageUnavailable, TransientError

_BUSY_TIMEOUT_S = 60
_SQLITE_READING = {"mediasvc_read_only": True}
_POSTGRESQL_READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
# A server that cannot be reached, or that goes away, is noticed after so long.
_POSTGRESQL_PATIENCE = {"connect_timeout": 10, "keepalives_idle": 30, "tcp_user_timeout": 60_000}
_MIGRATIONS = "mediasvc.adapters.db:migrations"
_UPGRADE_LOCK = 0x6D656469

_SQLITE_KINDS: dict[int, type[TransientError]] = {
    sqlite3.SQLITE_FULL: StorageFull,
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


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file, whatever characters its path has."""
    return URL.create("sqlite", database=str(path)).render_as_string()


class SqlDatabase:
    """Fills Database. Close it when it is no longer used.

    A transaction that waits for others for longer than a minute raises StorageUnavailable. On SQLite, transactions
    follow each other from their first statement on, so one inside another of the same thread does as well. What is
    read stands still from the first statement on.
    """

    def __init__(self, url: str) -> None:
        """`url` is `postgresql://…`, or that of an SQLite file; nothing is opened yet. It is not used across a fork."""
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            self._engine, reading = _postgresql(parsed), _POSTGRESQL_READING
        else:
            self._engine, reading = _sqlite(parsed), _SQLITE_READING
        self._reader = self._engine.execution_options(**reading)

    def transaction(self) -> AbstractContextManager[SqlCatalogue]:
        return _catalogue(self._engine)

    def reading(self) -> AbstractContextManager[SqlCatalogue]:
        return _catalogue(self._reader)

    def upgrade(self) -> None:
        """Bring the tables to this version's form. Several processes may do so at once."""
        config = Config()
        config.set_main_option("script_location", _MIGRATIONS)
        with _database_errors(), self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def _catalogue(engine: Engine) -> Generator[SqlCatalogue]:
    # Rows become values of the domain at once, so what was read before must not hide what others have written.
    with (
        _database_errors(),
        Session(engine, execution_options={"populate_existing": True}) as session,
        session.begin(),
    ):
        yield SqlCatalogue(session)


def _sqlite(url: URL) -> Engine:
    # To open a file costs nothing, and a connection that is closed leaves no lock behind.
    engine = create_engine(url, poolclass=NullPool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgresql(url: URL) -> Engine:
    # Connections are kept, as a new one costs more than most transactions. None of them is there yet when a process
    # forks: a worker opens the service in the child that it forks for a build.
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=5,
        max_overflow=15,
        pool_pre_ping=True,
        connect_args=_POSTGRESQL_PATIENCE,
    )
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{_BUSY_TIMEOUT_S}s'")
    cursor.close()
    connection.commit()


def _prepare_sqlite(connection: DBAPIConnection, _: object) -> None:
    # The driver would begin transactions late and end them early; _begin_sqlite does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_S * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if _SQLITE_READING.items() <= connection.get_execution_options().items():
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
    else:
        # Who begins to write after others have read would otherwise be refused at once instead of waiting.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _database_errors() -> Generator[None]:
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
        # The low byte is the kind of error, the others tell its variety.
        return _SQLITE_KINDS.get(error.sqlite_errorcode & 0xFF)
    return _postgresql_kind(error.orig) if isinstance(error, OperationalError) else None


def _postgresql_kind(error: BaseException | None) -> type[TransientError] | None:
    if not hasattr(error, "sqlstate"):
        return None
    state: str | None = getattr(error, "sqlstate", None)
    if state == _SQLSTATE_FULL:
        return StorageFull
    # Without a state, no server has answered.
    return StorageUnavailable if state is None or state.startswith(_SQLSTATE_UNAVAILABLE) else None
