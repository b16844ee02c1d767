"""Which adapters the settings choose, and that no password in them is ever told."""

import stat
from pathlib import Path
from typing import Any

import pytest
from redis.backoff import NoBackoff

from mediasvc import bootstrap
from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.adapters.storage.s3 import S3Storage
from mediasvc.bootstrap import open_service
from mediasvc.domain.errors import QueueUnavailable, StorageUnavailable, Usage
from mediasvc.domain.job import JobKind
from mediasvc.settings import Settings
from mediasvc.supervisor import missing_programs

NOWHERE = "127.0.0.1:1"
ADDRESSES_THAT_ARE_NONE: list[dict[str, Any]] = [
    {"database_url": "mysql://user:hidden@host/name"},
    {"database_url": "user:hidden@host"},
    {"database_url": "postgresql://user:hidden@host:port/name"},
    {"database_url": "postgresql://user:hid@den@host/name"},
    {"redis_url": "http://:hidden@host/0"},
    {"redis_url": "redis://:hidden@host:port/0"},
    {"redis_url": "redis://[hidden"},
    {"smtp_url": "https://user:hidden@host"},
    {"smtp_url": "smtps://user:hidden@host:port"},
    {"smtp_url": "smtps://user:hidden@host"},
    {"smtp_url": "smtps://user:hidden@host", "mail_from": "Talks"},
    {"s3_bucket": "talks", "s3_endpoint_url": "the server"},
]


def no_backoff(**_: float) -> NoBackoff:
    return NoBackoff()


def opened(settings: Settings) -> None:
    with open_service(settings):
        pass


@pytest.mark.parametrize("addresses", ADDRESSES_THAT_ARE_NONE, ids=lambda each: next(iter(each)))
def test_an_address_that_is_none_is_refused_without_its_password(addresses: dict[str, Any], tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, **addresses)
    with pytest.raises(Usage, match="MEDIASVC_") as told:
        opened(settings)
    assert "hidden" not in str(told.value)
    assert "den@" not in str(told.value)
    assert "hidden" not in str(told.getrepr(chain=True, showlocals=False, style="value"))
    assert "hidden" not in repr(settings)


def test_servers_that_are_gone_are_told_without_their_passwords(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ExponentialBackoff", no_backoff)
    settings = Settings(data_dir=tmp_path, redis_url=f"redis://user:hidden@{NOWHERE}/0")
    with open_service(settings) as service, pytest.raises(QueueUnavailable) as told:
        service.queue.workers(JobKind.BUILD)
    assert "hidden" not in str(told.value)
    settings = Settings(data_dir=tmp_path, database_url=f"postgresql://user:hidden@{NOWHERE}/name")
    with pytest.raises(StorageUnavailable) as refused:
        opened(settings)
    assert "hidden" not in str(refused.value)


def test_without_addresses_everything_is_on_this_machine(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", database_url="", redis_url="", s3_bucket="")
    with open_service(settings) as service:
        assert isinstance(service.storage, LocalStorage)
    assert (tmp_path / "data" / "mediasvc.sqlite3").exists()


def test_a_bucket_is_where_files_are(tmp_path: Path) -> None:
    with open_service(Settings(data_dir=tmp_path, s3_bucket="talks", s3_region="eu-west-1")) as service:
        assert isinstance(service.storage, S3Storage)
    assert not (tmp_path / "storage").exists()


def test_only_an_embedded_queue_needs_its_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert missing_programs(Settings()) == ["redis-server", "setpriv"]
    assert missing_programs(Settings(redis_url="redis://host")) == ["setpriv"]


@pytest.mark.parametrize(("before", "after"), [(None, 0o700), (0o755, 0o700), (0o777, 0o700), (0o750, 0o750)])
def test_the_data_folder_is_closed_to_others(before: int | None, after: int, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    if before is not None:
        folder.mkdir()
        folder.chmod(before)
    opened(Settings(data_dir=folder))
    assert stat.S_IMODE(folder.stat().st_mode) == after
