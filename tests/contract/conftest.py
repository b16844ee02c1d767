"""One adapter after the other behind each port: to hold another one to the contract, add a parameter here."""

from pathlib import Path

import pytest

from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.ports import Storage


@pytest.fixture(params=["memory", "local"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return MemoryStorage() if request.param == "memory" else LocalStorage(tmp_path / "storage")
