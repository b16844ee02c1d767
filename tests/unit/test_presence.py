"""Whether a command knows of a service that runs with its data folder."""

import fcntl
from pathlib import Path

from mediasvc.presence import announced, reached_at, service_of
from mediasvc.settings import Settings

ADDRESS = "http://127.0.0.1:8123/"


def test_a_service_is_known_while_it_runs(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert service_of(settings) is None
    with announced(settings, ADDRESS):
        assert service_of(settings) == ADDRESS
        assert service_of(settings) == ADDRESS
        assert service_of(Settings(data_dir=tmp_path / "other")) is None
    assert service_of(settings) is None


def test_one_of_two_services_ends(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with announced(settings, "http://127.0.0.1:9000/"):
        with announced(settings, ADDRESS):
            assert service_of(settings) == ADDRESS
        assert service_of(settings) == "http://127.0.0.1:9000/"


def test_a_service_that_was_killed_is_gone(tmp_path: Path) -> None:
    """Its note stays, and nobody holds its lock."""
    settings = Settings(data_dir=tmp_path)
    with announced(settings, ADDRESS):
        left = next((tmp_path / "run").iterdir())
    left.write_text("http://127.0.0.1:8123/of-old")
    assert service_of(settings) is None
    with announced(settings, ADDRESS):
        assert service_of(settings) == ADDRESS


def test_two_commands_that_look_at_once_are_no_service(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    (tmp_path / "run").mkdir()
    with (tmp_path / "run" / "service-8123").open("w") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        assert service_of(settings) is None


def test_an_address_that_people_were_given_stays() -> None:
    assert reached_at(Settings(), ADDRESS).public_url == ADDRESS
    public = Settings(public_url="https://talks.example")
    assert reached_at(public, ADDRESS).public_url == "https://talks.example"
