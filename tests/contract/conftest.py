"""One adapter after the other behind each port: to hold another one to the contract, add a parameter here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mediasvc.adapters.db.engine import SqlDatabase, sqlite_url
from mediasvc.adapters.db.memory import MemoryDatabase
from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.ports import Database, Storage


@pytest.fixture(params=["memory", "local"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return MemoryStorage() if request.param == "memory" else LocalStorage(tmp_path / "storage")


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "memory":
        yield MemoryDatabase()
        return
    sql = SqlDatabase(sqlite_url(tmp_path / "database.sqlite"))
    sql.upgrade()
    yield sql
    sql.close()
