"""Builds whose worker is killed, and publishes that are interrupted."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import Mediasvc, children_of, finish, is_running

SECONDS = 20


def test_a_build_survives_its_worker(mediasvc: Mediasvc, pages: Path, make_recording: Callable[[int], Path]) -> None:
    """Worker and work-horse are killed in the middle; the build ends published, once, and nobody helps."""
    publish = mediasvc.start("publish", pages, make_recording(SECONDS), "--title", "Again", "--json")
    horses = wait_for(lambda: working_horses(publish.pid), "a work-horse that runs a converter")
    killed = children_of(publish.pid, "mediasvc worker")
    assert set(horses) <= set(killed)
    for pid in killed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    status, stdout, stderr = finish(publish)
    assert status == 0, stdout + stderr
    assert json.loads(stdout)["release"] == 1
    assert mediasvc.releases() == {"again": 1}
    assert not any(is_running(pid) for pid in killed)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_publish_leaves_nothing(
    mediasvc: Mediasvc, pages: Path, make_recording: Callable[[int], Path], ending: signal.Signals
) -> None:
    publish = mediasvc.start("publish", pages, make_recording(SECONDS), "--title", "Stopped", "--json")
    wait_for(lambda: working_horses(publish.pid), "a work-horse that runs a converter")
    children = children_of(publish.pid, "")
    publish.send_signal(ending)
    status, stdout, _ = finish(publish)
    assert (status, json.loads(stdout)["error"]["code"]) == (2, "cancelled")
    assert mediasvc.releases() == {}
    assert not any(is_running(pid) for pid in children)


def working_horses(pid: int) -> list[int]:
    """Work-horses below `pid` that have a converter running."""
    workers = children_of(pid, "mediasvc worker")
    return [worker for worker in workers if children_of(worker, "bwrap") and not children_of(worker, "mediasvc worker")]


def wait_for(look: Callable[[], Any], what: str) -> Any:
    for _ in range(9_000):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if found := look():
                return found
        time.sleep(0.02)
    pytest.fail(f"{what} never came")
