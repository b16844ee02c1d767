"""What holds for a database in a file alone: errors that may pass, and files that are none."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError

from mediasvc.adapters.db import engine
from mediasvc.adapters.db.engine import SqlDatabase, sqlite_url
from mediasvc.domain.errors import StorageFull, StorageUnavailable
from mediasvc.domain.seminar import SeminarDetails


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "database.sqlite"


@pytest.fixture
def database(path: Path) -> Iterator[SqlDatabase]:
    with closing(SqlDatabase(sqlite_url(path))) as database:
        yield database


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


def test_a_file_that_is_no_database_stays_a_defect(database: SqlDatabase, path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(DatabaseError, match="not a database"):
        database.upgrade()
