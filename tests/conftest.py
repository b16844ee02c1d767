"""What holds for every test."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from compiled_once import compiling_once
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, event

# Those that start programs come first. What is left for the end, when some processes have nothing to do, is short.
FOLDERS = ("e2e", "integration", "contract", "api", "unit")
LEFT_OUT = pytest.StashKey[int]()

# Properties are checked without a clock: a busy machine is no failure.
settings.register_profile("few", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("many", settings.get_profile("few"), max_examples=300)
settings.load_profile("few")


@pytest.fixture(scope="session", autouse=True)
def _writing_without_waiting_for_the_disk() -> Iterator[None]:
    """In this process: nobody cuts the power in a test, and what it wrote is thrown away."""

    def keep(_: int) -> None:
        return

    def trust(connection: object, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", keep)
        event.listen(Engine, "connect", trust)
        yield
        event.remove(Engine, "connect", trust)


@pytest.fixture(scope="session", autouse=True)
def _compiling_once() -> Iterator[None]:
    with compiling_once():
        yield


def pytest_configure(config: pytest.Config) -> None:
    # What pages have is to be what the sources say. Processes of xdist have what the first one built.
    if not hasattr(config, "workerinput"):
        subprocess.run([Path(__file__).parents[1] / "script" / "bundle"], check=True)
    # A shell ignores SIGINT in what it runs in the background, and so would every program that a test interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test fails: nothing goes unchecked unnoticed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and item.config.getoption("--no-skips"):
        report.outcome = "failed"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and collector.config.getoption("--no-skips"):
        report.outcome = "failed"
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: FOLDERS.index(item.path.relative_to(Path(__file__).parent).parts[0]))


# How many tests -m "not long" leaves out. Where xdist runs them in several processes, each of these finds all.


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    stash = items[0].config.stash
    stash[LEFT_OUT] = stash.get(LEFT_OUT, 0) + sum(item.get_closest_marker("long") is not None for item in items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    # A process that crashed puts out nothing.
    if (output := getattr(node, "workeroutput", None)) is not None:
        node.config.stash[LEFT_OUT] = output["left_out"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"long tests left out: {left_out} (script/test --all runs them)")
