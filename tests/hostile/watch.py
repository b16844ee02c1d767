"""Runs one program and watches its converters. usage: python -m hostile.watch SEEN LONGEST_S PROGRAM ARGUMENT...

A program of its own: it adopts what the program leaves behind, so that nothing escapes it. What was seen is written to
SEEN as JSON; output and exit status are the program's. A program that runs longer than LONGEST_S is killed.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from benchmark.watch import adopt_orphans, below, proportional_bytes

SAMPLE_EVERY_S = 0.05
# What the program has asked to end may take this long to do so.
GRACE_S = 3.0
LONGEST_WORDS = 160
SANDBOX = "bwrap"
# Files there are memory that no process has as its own.
IN_MEMORY = ("tmp", "dev/shm", "var")


def main(seen: str, longest_s: str, *argv: str) -> int:
    adopt_orphans()
    ended, peaks = threading.Event(), [0]
    sampler = threading.Thread(target=_sample, args=(ended, peaks))
    began = time.monotonic()
    program = subprocess.Popen(argv)
    sampler.start()
    killed = threading.Event()
    timer = threading.Timer(float(longest_s), _kill_all, (killed,))
    timer.start()
    exit_status = program.wait()
    wall_s = time.monotonic() - began
    timer.cancel()
    ended.set()
    sampler.join()
    left = _what_is_left()
    _kill_all(threading.Event())
    figures = {"wall_s": wall_s, "peak_bytes": peaks[0], "left": left, "killed": killed.is_set()}
    Path(seen).write_text(json.dumps(figures))
    return exit_status


def _sample(ended: threading.Event, peaks: list[int]) -> None:
    """Keep in `peaks` the most memory that one sandbox had."""
    while not ended.wait(SAMPLE_EVERY_S):
        for pid in _sandboxes(os.getpid()):
            peaks[0] = max(peaks[0], _sandbox_bytes(pid))


def _sandboxes(pid: int) -> list[int]:
    """Return the outermost process of each sandbox below this process."""
    outermost: list[int] = []
    inner: set[int] = set()
    for child in below(pid):
        if child not in inner and _name(child) == SANDBOX:
            outermost.append(child)
            inner.update(below(child))
    return outermost


def _sandbox_bytes(pid: int) -> int:
    """Return the memory of a sandbox: its processes', and the files that it keeps in memory."""
    members = [pid, *below(pid)]
    return sum(map(proportional_bytes, members)) + max(map(_files_in_memory, members), default=0)


def _files_in_memory(pid: int) -> int:
    total = 0
    for folder in IN_MEMORY:
        # Until the sandbox is made, these are the machine's own folders; and one may be the folder to write in.
        with suppress(OSError):
            root = Path(f"/proc/{pid}/root/{folder}")
            is_own = not os.path.samestat(root.stat(), Path(f"/{folder}").stat())
            if is_own and _is_in_memory(pid, f"/{folder}"):
                room = os.statvfs(root)
                total += (room.f_blocks - room.f_bfree) * room.f_frsize
    return total


def _is_in_memory(pid: int, folder: str) -> bool:
    """Return whether what was mounted last at this folder of the process is in memory (proc(5), mountinfo)."""
    mounts = [mount.split(" ") for mount in Path(f"/proc/{pid}/mountinfo").read_text().splitlines()]
    kinds = [mount[mount.index("-") + 1] for mount in mounts if mount[4] == folder]
    return kinds[-1:] == ["tmpfs"]


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def _words(pid: int) -> str:
    """Return the end of a process's command line, where its module and its function stand."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ").strip()[-LONGEST_WORDS:]
    return ""


def _what_is_left() -> list[str]:
    """Return the command lines of the processes that are there when all had time to end."""
    until = time.monotonic() + GRACE_S
    while True:
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        left = [_words(pid) for pid in below(os.getpid())]
        if not left or time.monotonic() > until:
            return left
        time.sleep(SAMPLE_EVERY_S)


def _kill_all(killed: threading.Event) -> None:
    killed.set()
    while alive := list(below(os.getpid())):
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        time.sleep(SAMPLE_EVERY_S)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
