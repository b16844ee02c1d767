"""What the figures were measured on."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmark.programs import run


@dataclass(frozen=True)
class Machine:
    processor: str
    cores: int
    memory_bytes: int
    ffmpeg: str
    libreoffice: str
    moviepy: str
    day: str


def this_machine() -> Machine:
    """This machine, and today."""
    models = _values(Path("/proc/cpuinfo"), "model name")
    [memory] = _values(Path("/proc/meminfo"), "MemTotal")
    return Machine(
        processor=models[0] if models else os.uname().machine,
        cores=len(os.sched_getaffinity(0)),
        memory_bytes=int(memory.split()[0]) * 1024,
        ffmpeg=run("ffmpeg", "-version")[0].decode().split()[2],
        libreoffice=run("soffice", "--version")[0].decode().split()[1],
        moviepy=version("moviepy"),
        day=datetime.now(UTC).date().isoformat(),
    )


def _values(path: Path, name: str) -> list[str]:
    lines = (line.partition(":") for line in path.read_text().splitlines())
    return [value.strip() for key, _, value in lines if key.strip() == name]
