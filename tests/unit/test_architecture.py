"""What the house's rules say that no import checker sees."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import mediasvc
import workers
from mediasvc.adapters.rq_queue import RUNNERS
from mediasvc.cli.operation import WORKERS_DOCTOR
from mediasvc.domain.job import JOB_LIMITS, JobKind

ROOT = Path(mediasvc.__file__).parents[1]

# What an import must not do, as Python's own audit hooks tell it; a file may be opened for reading.
IMPORT_EVERYTHING = """
import os, pkgutil, sys

DOES = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.mkdir", "os.rename", "os.remove",
        "os.link", "os.symlink", "os.putenv", "socket.", "sqlite3.", "shutil.", "tempfile.", "urllib.", "signal.")

def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if (writes or event.startswith(DOES)) and event not in ("socket.__new__", "os.putenv"):
        doing = sys._getframe(1)
        while doing is not None:
            if doing.f_globals.get("__name__", "").partition(".")[0] == "urllib3":
                return  # it looks whether this machine has IPv6
            if doing.f_globals.get("__name__", "").partition(".")[0] in ("mediasvc", "workers"):
                done.append(f"{event} {arguments} in {doing.f_globals['__name__']}")
                return
            doing = doing.f_back

done = []
import mediasvc, workers
sys.addaudithook(watch)
names = [
    module.name
    for package in (mediasvc, workers)
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    if not module.name.endswith(".__main__")
]
for name in names:
    __import__(name)
import threading
print(len(names), threading.active_count(), done)
"""


def test_nothing_happens_at_import(tmp_path: Path) -> None:
    """Every module, in a process without an environment and without programs."""
    nowhere = tmp_path / "home"
    nowhere.mkdir()
    ended = subprocess.run(
        [sys.executable, "-I", "-B", "-W", "error", "-c", IMPORT_EVERYTHING],
        cwd=nowhere,
        env={"HOME": str(nowhere), "PATH": str(nowhere)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    modules, threads, done = ended.stdout.split(maxsplit=2)
    assert int(modules) > 50
    assert (threads, done) == ("1", "[]\n")
    assert list(nowhere.iterdir()) == []


def test_each_kind_of_job_has_limits_and_a_runner_that_takes_an_id() -> None:
    assert set(RUNNERS) == set(JOB_LIMITS) == set(JobKind)
    for runner in RUNNERS.values():
        module, _, name = runner.rpartition(".")
        parameters = inspect.signature(getattr(importlib.import_module(module), name)).parameters
        assert [each.annotation for each in parameters.values()] == [str]


@pytest.mark.parametrize(
    ("change", "place"),
    [(r"\bbuilds\.fail\(", "mediasvc/usecases/fail.py"), (r"\bbuilds\.publish\(", "mediasvc/usecases/publish.py")],
)
def test_a_build_ends_in_one_place(change: str, place: str) -> None:
    found = [path for folder in ("mediasvc", "workers") for path in (ROOT / folder).rglob("*.py")]
    assert [str(path.relative_to(ROOT)) for path in found if re.search(change, path.read_text())] == [place]


def test_the_command_line_names_a_doctor_that_has_checks() -> None:
    doctor: Any = importlib.import_module(WORKERS_DOCTOR)
    assert inspect.isgeneratorfunction(doctor.checks)


def sources() -> list[Path]:
    roots = [Path(package.__file__ or "").parent for package in (mediasvc, workers)]
    return sorted(path for root in roots for path in root.rglob("*.py"))


def test_every_import_is_at_the_top() -> None:
    """A cycle is broken by moving what is shared down, never by an import inside of a function or a condition."""
    found = {
        f"{path}:{below.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.If)
        for below in ast.walk(node)
        if isinstance(below, ast.Import | ast.ImportFrom)
    }
    assert found == set()
