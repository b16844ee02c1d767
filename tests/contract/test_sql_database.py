"""What SqlDatabase adds to the contract: migrations, other processes, and errors that may pass."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError, StatementError

from mediasvc.adapters.db import engine
from mediasvc.adapters.db.engine import SqlDatabase, sqlite_url
from mediasvc.adapters.db.tables import Table
from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.errors import StorageFull, StorageUnavailable
from mediasvc.domain.seminar import SeminarDetails

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data base %20é.sqlite"


@pytest.fixture
def database(path: Path) -> Iterator[SqlDatabase]:
    with closing(SqlDatabase(sqlite_url(path))) as database:
        yield database


def upgrade_and_add(url: str, start: Barrier) -> None:
    with closing(SqlDatabase(url)) as database:
        start.wait()
        database.upgrade()
        for _ in range(10):
            with database.transaction() as catalogue:
                catalogue.seminars.add("x", SeminarDetails("t"))


def test_the_migrations_make_the_tables(database: SqlDatabase, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    database.upgrade()
    database.upgrade()
    assert capfd.readouterr() == ("", "")
    tables = create_engine(sqlite_url(path))
    with tables.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []
    tables.dispose()


def test_processes_may_upgrade_and_write_at_once(database: SqlDatabase, path: Path) -> None:
    start = SPAWN.Barrier(2)
    other = SPAWN.Process(target=upgrade_and_add, args=(sqlite_url(path), start))
    other.start()
    upgrade_and_add(sqlite_url(path), start)
    other.join()
    assert other.exitcode == 0
    with database.transaction() as catalogue:
        assert {seminar.slug for seminar in catalogue.seminars.all()} == {"x", *(f"x-{n}" for n in range(2, 21))}


def test_a_database_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    missing = sqlite_url(tmp_path / "missing" / "database.sqlite")
    with closing(SqlDatabase(missing)) as database, pytest.raises(StorageUnavailable, match="unable to open"):
        database.upgrade()


def test_who_waits_too_long_is_told(database: SqlDatabase, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database.upgrade()
    monkeypatch.setattr(engine, "_BUSY_TIMEOUT_S", 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="locked"), database.transaction() as catalogue:
            catalogue.seminars.all()


def test_a_full_disk_is_told_and_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare = engine._prepare_sqlite  # pyright: ignore[reportPrivateUsage] - the one place that sees connections

    def prepare_full(connection: DBAPIConnection, record: object) -> None:
        prepare(connection, record)
        connection.cursor().execute("PRAGMA max_page_count = 1")

    def add(database: SqlDatabase, title: str) -> None:
        with database.transaction() as catalogue:
            catalogue.seminars.add("x", SeminarDetails(title))

    with closing(SqlDatabase(sqlite_url(path))) as database:
        database.upgrade()
        monkeypatch.setattr(engine, "_prepare_sqlite", prepare_full)
        with closing(SqlDatabase(sqlite_url(path))) as full, pytest.raises(StorageFull):
            add(full, "title" * 100_000)
        with database.transaction() as catalogue:
            assert catalogue.seminars.all() == []


def test_a_defect_stays_as_it_is_also_after_an_error_that_may_pass(database: SqlDatabase, tmp_path: Path) -> None:
    try:
        with closing(SqlDatabase(sqlite_url(tmp_path / "missing" / "database.sqlite"))) as missing:
            missing.upgrade()
    except StorageUnavailable:
        with pytest.raises(OperationalError, match="no such table"), database.transaction() as catalogue:
            catalogue.seminars.all()


def test_a_file_that_is_no_database_stays_a_defect(database: SqlDatabase, path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(DatabaseError, match="not a database"):
        database.upgrade()


def test_a_time_without_a_zone_is_refused(database: SqlDatabase) -> None:
    database.upgrade()
    naive = datetime(2026, 11, 21)  # noqa: DTZ001 - that is what is refused
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.add("x", SeminarDetails("t"))
        build = Build(BuildId("b"), seminar.id, BuildRequest((), seminar.details), naive)
        with pytest.raises(StatementError, match="without a time zone"):
            catalogue.builds.add(build)
