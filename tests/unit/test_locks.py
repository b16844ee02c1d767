"""The lock files hold what pyproject.toml asks for, and nothing that ties them to one place."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = ROOT / "requirements.lock"
RECOGNITION = ROOT / "asr.lock"
DEVELOPMENT = ROOT / "tests" / "requirements.lock"


def pins(lock: Path) -> set[str]:
    return set(re.findall(r"^([a-z][^ ]*==[^ ]+)", lock.read_text("utf-8"), re.MULTILINE))


def names(requirements: list[str] | set[str]) -> set[str]:
    return {re.split(r"[^\w-]", requirement, maxsplit=1)[0] for requirement in requirements}


def _development() -> list[str]:
    """What all groups name themselves; what they have else is other groups."""
    groups: dict[str, list[Any]] = PROJECT["dependency-groups"]
    return [requirement for group in groups.values() for requirement in group if isinstance(requirement, str)]


def test_each_lock_holds_every_declared_package() -> None:
    runtime = names(PROJECT["project"]["dependencies"])
    assert runtime <= names(pins(RUNTIME))
    assert runtime | names(PROJECT["project"]["optional-dependencies"]["asr"]) <= names(pins(RECOGNITION))
    assert runtime | names(_development()) <= names(pins(DEVELOPMENT))


def test_development_has_the_versions_that_run_in_production() -> None:
    assert pins(RUNTIME) <= pins(RECOGNITION) <= pins(DEVELOPMENT)


def test_locks_name_no_address() -> None:
    for lock in (RUNTIME, RECOGNITION, DEVELOPMENT, ROOT / "script" / "uv.lock"):
        assert "://" not in lock.read_text("utf-8"), lock
