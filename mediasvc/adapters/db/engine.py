"""The database behind a URL: SQLite in a file, or PostgreSQL."""

import importlib
import sqlite3
import time
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import URL, Connection, Engine, NullPool, column, create_engine, event, inspect, make_url, select, table
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.orm import Session

from mediasvc.adapters.db.catalogue import SqlCatalogue
from mediasvc.adapters.db.errors import database_errors

_BUSY_TIMEOUT_S = 60
_BUSY_PAUSE_S = 0.01
_SQLITE_READING = {"mediasvc_read_only": True}
_POSTGRESQL_READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
# A server that cannot be reached, or that goes away, is noticed after so long.
_POSTGRESQL_PATIENCE = {"connect_timeout": 10, "keepalives_idle": 30, "tcp_user_timeout": 60_000}
# The one who writes holds this lock until the end of the transaction; the number is any.
_WRITING = 0x6D656469
# What is up to date, as nearly every database is, does without what it takes to load and to run migrations.
REVISION = "0026"
UPGRADE = "mediasvc.adapters.db.upgrade"


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file, whatever characters its path has."""
    return URL.create("sqlite", database=str(path)).render_as_string()


class SqlDatabase:
    """Fills Database. Close it when it is no longer used.

    Transactions that write follow each other, from their first statement on. One that waits for longer than a minute
    raises StorageUnavailable, and so does one inside another of the same thread. What is read stands still from the
    first statement on.
    """

    def __init__(self, url: str) -> None:
        """`url` is `postgresql://…`, or that of an SQLite file; nothing is opened yet. It is not used across a fork."""
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            self._engine, reading = _postgresql(parsed), _POSTGRESQL_READING
        else:
            self._engine, reading = _sqlite(parsed), _SQLITE_READING
        self._reader = self._engine.execution_options(**reading)
        self._kept: Connection | None = None
        self._keeping = Lock()

    def transaction(self) -> AbstractContextManager[SqlCatalogue]:
        self._keep_open()
        return _catalogue(self._engine)

    def reading(self) -> AbstractContextManager[SqlCatalogue]:
        self._keep_open()
        return _catalogue(self._reader)

    def upgrade(self) -> None:
        """Bring the tables to this version's form. Several processes may do so at once."""
        self._keep_open()
        with database_errors():
            with self._reader.begin() as connection:
                if _revision(connection) == REVISION:
                    return
            with self._engine.begin() as connection:
                importlib.import_module(UPGRADE).upgrade(connection)

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        self._engine.dispose()

    def _keep_open(self) -> None:
        """Hold an idle connection to an SQLite file.

        The last connection that is closed takes SQLite's log along, and on a full disk nobody can make it again, not
        even to read.
        """
        with self._keeping, database_errors():
            if self._kept is None and self._engine.dialect.name == "sqlite":
                kept = self._reader.connect()
                # Who has not read yet may not have opened the log either.
                with kept.begin():
                    kept.exec_driver_sql("SELECT 1 FROM sqlite_master")
                self._kept = kept


def _revision(connection: Connection) -> str | None:
    """The last migration that these tables have seen, as Alembic notes it; None for an empty database."""
    noted = table("alembic_version", column("version_num"))
    return connection.scalar(select(noted)) if inspect(connection).has_table(noted.name) else None


@contextmanager
def _catalogue(engine: Engine) -> Generator[SqlCatalogue]:
    # Rows become values of the domain at once, so what was read before must not hide what others have written.
    with (
        database_errors(),
        Session(engine, execution_options={"populate_existing": True}) as session,
        session.begin(),
    ):
        yield SqlCatalogue(session)


def _sqlite(url: URL) -> Engine:
    # To open a file costs nothing, and a connection that is closed leaves no lock behind. One more is kept, idle.
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
        pool_timeout=_BUSY_TIMEOUT_S,
        connect_args=_POSTGRESQL_PATIENCE,
    )
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_postgresql(connection: DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{_BUSY_TIMEOUT_S}s'")
    cursor.close()
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    # As on SQLite, one writes at a time: what a transaction has read is still true when it writes.
    if not _POSTGRESQL_READING.items() <= connection.get_execution_options().items():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITING})")


def _prepare_sqlite(connection: DBAPIConnection, _: object) -> None:
    # The driver would begin transactions late and end them early; _begin_sqlite does it instead.
    connection.isolation_level = None
    connection.create_function("strpos", 2, _strpos, deterministic=True)
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_S * 1000}")
    _keep_journal(cursor)
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _keep_journal(cursor: DBAPICursor) -> None:
    """Of several who do this first, at one moment, SQLite refuses all but one, and does not let them wait."""
    deadline = time.monotonic() + _BUSY_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_BUSY_PAUSE_S)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    if _SQLITE_READING.items() <= connection.get_execution_options().items():
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
    else:
        # Who begins to write after others have read would otherwise be refused at once instead of waiting.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _strpos(text: str | None, part: str) -> int | None:
    """Return what PostgreSQL's function of this name does: the place of the part, counted from 1, or 0."""
    return None if text is None else text.find(part) + 1
