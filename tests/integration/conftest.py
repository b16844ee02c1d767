"""What the integration tests share."""

import pytest
from workshop import Workshop


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Workshop:
    """One workshop for the whole run, also where xdist splits it over processes."""
    own = tmp_path_factory.getbasetemp()
    return Workshop((own if worker_id == "master" else own.parent) / "workshop")
