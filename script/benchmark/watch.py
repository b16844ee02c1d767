"""Runs one program and measures its whole process tree. usage: python -m benchmark.watch COST PROGRAM ARGUMENT...

A program of its own: it adopts what the program leaves behind, so that all that was ended below it, and nothing else,
is in its account. The figures are written to COST as JSON; output and exit status are the program's.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SAMPLE_EVERY_S = 0.2
PR_SET_CHILD_SUBREAPER = 36
KILOBYTE = 1024


def main(cost: str, *argv: str) -> int:
    adopt_orphans()
    ended, peaks = threading.Event(), [0]
    sampler = threading.Thread(target=_sample, args=(ended, peaks))
    began = time.monotonic()
    program = subprocess.Popen(argv)
    sampler.start()
    exit_status = program.wait()
    wall_s = time.monotonic() - began
    with suppress(ChildProcessError):
        while True:
            os.wait()
    ended.set()
    sampler.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {
        "wall_ms": round(wall_s * 1000),
        "cpu_ms": round((used.ru_utime + used.ru_stime) * 1000),
        "peak_tree_bytes": peaks[0],
        "peak_process_bytes": used.ru_maxrss * KILOBYTE,
    }
    Path(cost).write_text(json.dumps(figures))
    return exit_status


def adopt_orphans() -> None:
    """Become the parent of each process below this one whose own parent ends."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "cannot adopt orphans")


def _sample(ended: threading.Event, peaks: list[int]) -> None:
    """Keep in `peaks` the most memory that was in use at once."""
    while not ended.wait(SAMPLE_EVERY_S):
        peaks[0] = max(peaks[0], sum(map(proportional_bytes, below(os.getpid()))))


def below(pid: int) -> Iterator[int]:
    """Yield the processes below this one, at any depth. They come and go meanwhile."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                yield child
                yield from below(child)


def proportional_bytes(pid: int) -> int:
    """Return the process's memory; of what several processes share, its part."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * KILOBYTE
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
