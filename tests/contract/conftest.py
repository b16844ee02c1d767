"""One adapter after the other behind each port: to hold another one to the contract, add a parameter here."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from migrated_database import MigratedDatabase
from servers.postgresql import PostgresqlServer, postgresql
from servers.seaweedfs import BUCKET, CREDENTIALS, S3Server, seaweedfs

from mediasvc.adapters.db.engine import SqlDatabase
from mediasvc.adapters.staging.local import LocalStaging
from mediasvc.adapters.staging.pieces import PieceStaging
from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.adapters.storage.s3 import S3Storage
from mediasvc.ports import Database, Staging, Storage


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """One server for all tests of this process."""
    with seaweedfs() as server:
        yield server


@pytest.fixture
def s3_storage(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Storage]:
    """What begins with a prefix that is this test's own."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with closing(S3Storage(BUCKET, f"{uuid4().hex}/", s3_server.endpoint_url)) as storage:
        yield storage


@pytest.fixture(params=["memory", "local", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "s3":
        s3_storage: S3Storage = request.getfixturevalue("s3_storage")
        return s3_storage
    return MemoryStorage() if request.param == "memory" else LocalStorage(tmp_path / "storage")


@pytest.fixture
def staging(storage: Storage, tmp_path: Path) -> Staging:
    """The staging of what is on its way into this storage."""
    if isinstance(storage, LocalStorage):
        return LocalStaging(tmp_path / "staging", storage)
    assert isinstance(storage, MemoryStorage | S3Storage)
    return PieceStaging(storage)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """One server for all tests of this process."""
    with postgresql() as server:
        yield server


@pytest.fixture
def empty_postgresql(postgresql_server: PostgresqlServer) -> Iterator[str]:
    """The URL of a database without tables."""
    name = postgresql_server.create()
    yield postgresql_server.url(name)
    postgresql_server.drop(name)


@pytest.fixture(scope="session")
def kept_postgresql(postgresql_server: PostgresqlServer) -> str:
    """The name of a database that is up to date, and has nothing else in it before a test, as each leaves it so."""
    name = postgresql_server.create()
    with closing(SqlDatabase(postgresql_server.url(name))) as database:
        database.upgrade()
    postgresql_server.remember(name)
    return name


@pytest.fixture
def postgresql_database(postgresql_server: PostgresqlServer, kept_postgresql: str) -> Iterator[SqlDatabase]:
    """The database of this process's tests: to make another one for each takes the server ten times as long."""
    with closing(SqlDatabase(postgresql_server.url(kept_postgresql))) as database:
        yield database
    postgresql_server.restore(kept_postgresql)


@pytest.fixture
def sqlite_database() -> Iterator[SqlDatabase]:
    with closing(MigratedDatabase()) as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    filled: SqlDatabase = request.getfixturevalue(f"{request.param}_database")
    return filled
