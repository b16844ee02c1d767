"""What holds for a database in a file alone: errors that may pass, and files that are none."""

import resource
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
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


@contextmanager
def no_room() -> Generator[None]:
    """No file of this process grows, but for the smallest, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


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


def test_what_is_there_can_be_read_while_the_disk_is_full(database: SqlDatabase) -> None:
    database.upgrade()
    with database.transaction() as catalogue:
        catalogue.seminars.add("x", SeminarDetails("t"))
    for _ in range(2):
        with no_room(), database.reading() as catalogue:
            found = catalogue.seminars.all()
        assert [seminar.slug for seminar in found] == ["x"]
        with no_room(), pytest.raises((StorageFull, StorageUnavailable)), database.transaction() as catalogue:
            catalogue.seminars.add("y", SeminarDetails("t"))


def test_one_that_is_opened_while_the_disk_is_full_is_told(database: SqlDatabase, path: Path) -> None:
    database.upgrade()
    database.close()
    with closing(SqlDatabase(sqlite_url(path))) as late:
        with no_room(), pytest.raises(StorageFull), late.reading() as catalogue:
            catalogue.seminars.all()
        with late.reading() as catalogue:
            assert catalogue.seminars.all() == []


def test_nothing_stays_open_once_it_is_closed(database: SqlDatabase, path: Path) -> None:
    database.upgrade()
    assert {found.name for found in path.parent.iterdir()} == {path.name, f"{path.name}-wal", f"{path.name}-shm"}
    database.close()
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_file_that_is_no_database_stays_a_defect(database: SqlDatabase, path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(DatabaseError, match="not a database"):
        database.upgrade()
