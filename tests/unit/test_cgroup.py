"""Cgroups of runs, in folders that look like the kernel's; what the kernel does with them is its own."""

import errno
import os
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest

from mediasvc.domain.errors import SandboxUnavailable
from workers.sandbox import cgroup
from workers.sandbox.bounds import Limits
from workers.sandbox.cgroup import Group, delegated, group

LIMITS = Limits(memory_mb=100, threads=30)
GONE = 2**22 + 1


@pytest.fixture
def mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """The top of the machine's cgroups. This process is in the group `unit`, which nobody has delegated."""
    make_group(tmp_path / "mount").joinpath("cgroup.type").unlink()
    (tmp_path / "own").write_text("4:memory:/elsewhere\n0::/unit\n")
    monkeypatch.setattr(cgroup, "MOUNT", tmp_path / "mount")
    monkeypatch.setattr(cgroup, "OWN", tmp_path / "own")
    monkeypatch.setattr(cgroup, "PAUSE_S", 0)
    make_group(tmp_path / "mount" / "unit")
    delegated.cache_clear()
    yield tmp_path / "mount"
    delegated.cache_clear()


@pytest.fixture
def unit(mount: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The group of this process, which systemd has delegated."""
    mark(monkeypatch, mount / "unit")
    return mount / "unit"


def make_group(folder: Path, controllers: str = "cpu io memory pids") -> Path:
    folder.mkdir()
    for name, text in {"controllers": controllers, "type": "domain", "procs": "", "subtree_control": ""}.items():
        (folder / f"cgroup.{name}").write_text(f"{text}\n")
    return folder


def mark(monkeypatch: pytest.MonkeyPatch, marked: Path) -> None:
    def getxattr(path: Path, name: str) -> bytes:
        if (path, name) == (marked, "user.delegate"):
            return b"1"
        raise OSError(errno.ENODATA, "No data available")

    monkeypatch.setattr(os, "getxattr", getxattr)


def test_a_delegated_group_hands_on_and_has_no_process_of_its_own(unit: Path) -> None:
    (unit / "cgroup.procs").write_text(f"{os.getpid()}\n")
    assert delegated() == unit
    assert (unit / "service" / "cgroup.procs").read_text() == str(os.getpid())
    assert (unit / "cgroup.subtree_control").read_text() == "+memory +pids"


def test_whoever_is_in_the_services_group_already_has_the_one_above(unit: Path, tmp_path: Path) -> None:
    make_group(unit / "service", "")
    (tmp_path / "own").write_text("0::/unit/service\n")
    assert delegated() == unit


def test_the_top_of_a_namespace_is_ours(mount: Path, tmp_path: Path) -> None:
    (tmp_path / "own").write_text("0::/\n")
    assert delegated() is None
    delegated.cache_clear()
    (mount / "cgroup.type").write_text("domain\n")
    assert delegated() == mount


def test_what_nobody_delegated_is_left_alone(mount: Path) -> None:
    assert delegated() is None
    assert not (mount / "unit" / "service").exists()
    with group(LIMITS) as made:
        assert made is None


@pytest.mark.parametrize("controllers", ["cpu memory", "pids", ""])
def test_a_group_without_the_controllers_is_none(unit: Path, controllers: str) -> None:
    (unit / "cgroup.controllers").write_text(controllers)
    assert delegated() is None


def test_a_group_that_cannot_hand_on_is_none(unit: Path) -> None:
    (unit / "cgroup.subtree_control").unlink()
    (unit / "cgroup.subtree_control").mkdir()
    assert delegated() is None


@pytest.mark.parametrize("text", ["", "4:memory:/elsewhere\n", "nonsense"])
def test_a_machine_without_version_2_has_none(unit: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "own").write_text(text)
    assert delegated() is None
    assert unit.exists()


def test_a_run_has_its_limits_and_enters_before_it_begins(unit: Path) -> None:
    with group(LIMITS) as made:
        assert made is not None
        (folder,) = unit.glob(f"run-{os.getpid()}-*")
        found = {file.name: file.read_text() for file in folder.iterdir()}
        assert found["memory.max"] == str(100 * 1024 * 1024)
        assert (found["memory.swap.max"], found["memory.oom.group"], found["pids.max"]) == ("0", "1", "30")
        ended = subprocess.run(
            made.entering(["sh", "-c", 'echo "$$ $1"', "sh", "a b"]), capture_output=True, check=True
        )
        assert ended.stdout.decode() == f"{(folder / 'cgroup.procs').read_text().strip()} a b\n"


def test_where_no_more_groups_can_be_made_nothing_runs(unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> str:
        raise OSError(errno.EAGAIN, "too many")

    assert delegated() == unit
    monkeypatch.setattr(cgroup, "mkdtemp", refuse)
    with pytest.raises(SandboxUnavailable, match="cgroup: too many"), group(LIMITS):
        pass


def test_a_program_that_cannot_enter_does_not_begin(unit: Path) -> None:
    made = Group(unit, LIMITS)
    (unit / "cgroup.procs").unlink()
    (unit / "cgroup.procs").mkdir()
    assert subprocess.run(made.entering(["true"]), stderr=subprocess.DEVNULL, check=False).returncode


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("memory.events", "low 0\nhigh 0\nmax 17\noom 2\noom_kill 3\n", "it took more than 100 MB of memory"),
        ("memory.events", "low 0\nhigh 0\nmax 17\noom 2\noom_kill 0\n", None),
        ("pids.events", "max 1\n", "it took more than 30 threads"),
        ("pids.events", "max 0\n", None),
    ],
)
def test_what_the_kernel_has_refused_is_said(tmp_path: Path, file: str, text: str, words: str | None) -> None:
    made = Group(make_group(tmp_path / "run"), LIMITS)
    (tmp_path / "run" / file).write_text(text)
    assert made.too_much() == words


def test_groups_of_workers_that_are_gone_are_removed(unit: Path) -> None:
    left, ours = unit / f"run-{GONE}-x", unit / f"run-{os.getpid()}-x"
    left.mkdir()
    ours.mkdir()
    assert delegated() == unit
    assert (left.exists(), ours.exists()) == (False, True)
