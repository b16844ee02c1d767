"""Starts programs: plain ones, and ones whose whole process tree is measured."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Cost:
    """What a program took, with all that it started.

    `cpu_ms` is user and system time. `peak_tree_bytes` is the most that all processes had in memory at once (PSS,
    looked at five times a second), `peak_process_bytes` the most that any one had (RSS, as the kernel counts it).
    """

    wall_ms: int
    cpu_ms: int
    peak_tree_bytes: int
    peak_process_bytes: int


@dataclass(frozen=True)
class Measured:
    """What a program took, and what it said on standard output and on standard error."""

    cost: Cost
    stdout: str
    stderr: str


class ProgramFailedError(Exception):
    """A program of the bench ended badly."""


def run(*argv: str | Path) -> tuple[bytes, str]:
    """What a program said on standard output and on standard error. Raises ProgramFailedError."""
    words = list(map(str, argv))
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).decode(errors="replace")
        raise ProgramFailedError(f"{' '.join(words)}\n{said[-4000:]}")
    return done.stdout, done.stderr.decode(errors="replace")


def measured(*argv: str | Path) -> Measured:
    """Run a program and measure it. Raises ProgramFailedError."""
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "cost.json"
        stdout, stderr = run(sys.executable, "-m", "benchmark.watch", figures, *argv)
        return Measured(Cost(**json.loads(figures.read_text())), stdout.decode(), stderr)


def ffmpeg(*arguments: str | Path) -> tuple[bytes, str]:
    """What ffmpeg said. Raises ProgramFailedError."""
    return run("ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-y", *arguments)


def ffprobe(path: Path, *arguments: str) -> Any:
    """What ffprobe says of a file, as JSON."""
    return json.loads(run("ffprobe", "-v", "error", *arguments, "-of", "json", path)[0])


@contextmanager
def running(log: Path, *argv: str | Path) -> Generator["subprocess.Popen[bytes]"]:
    """A program that runs beside the block, and is asked to end with it. What it says goes to `log`."""
    with log.open("wb") as said, subprocess.Popen(list(map(str, argv)), stdout=said, stderr=said) as process:
        try:
            yield process
        finally:
            process.terminate()
