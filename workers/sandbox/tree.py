"""What all processes of a sandbox take together, read from /proc while they run."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
PROC = Path("/proc")
# These lie in memory; larger temporary files go to the folder that may be written.
SCRATCH_FOLDERS, SCRATCH_BYTES = ("/dev/shm", "/tmp", "/var"), 64 * 1024 * 1024

# Fields of /proc/PID/stat behind the name, which may hold anything: proc_pid_stat(5), counted from `state`.
UTIME, CSTIME, THREADS = 11, 14, 17


@dataclass(frozen=True)
class Usage:
    """What a tree of processes takes. `cpu_s` and `written_bytes` count processes that have ended and were waited for.

    `resident_bytes` counts what two processes share twice: it is never too little. `scratch_bytes` and `scratch_files`
    are what lies in the folders that are memory.
    """

    processes: int = 0
    threads: int = 0
    cpu_s: float = 0.0
    resident_bytes: int = 0
    written_bytes: int = 0
    sockets: int = 0
    scratch_bytes: int = 0
    scratch_files: int = 0


def usage_of(root: int) -> Usage:
    """Return what the process of this id and all below it take; of one that ends meanwhile, nothing.

    That one is the first process of a sandbox.
    """
    processes = threads = ticks = pages = written = 0
    for process in _below(root):
        try:
            fields = (PROC / f"{process}/stat").read_bytes().rpartition(b")")[2].split()
            pages += int((PROC / f"{process}/statm").read_bytes().split()[1])
        except OSError:
            continue
        processes += 1
        threads += int(fields[THREADS])
        ticks += sum(map(int, fields[UTIME : CSTIME + 1]))
        written += _written_bytes(process)
    cpu_s, resident_bytes = ticks / TICKS_PER_SECOND, pages * PAGE_BYTES
    return Usage(processes, threads, cpu_s, resident_bytes, written, _sockets(root), *_scratch(root))


def _sockets(process: int) -> int:
    """Return how many sockets there are in its network (proc_pid_net(5), sockstat)."""
    try:
        return int((PROC / f"{process}/net/sockstat").read_bytes().split(maxsplit=3)[2])
    except (OSError, LookupError, ValueError):
        return 0


def _scratch(process: int) -> tuple[int, int]:
    """Return the bytes and the number of files in its folders that are memory.

    Until the sandbox is made, other folders are in their places: these are known by their size.
    """
    size = count = 0
    for folder in SCRATCH_FOLDERS:
        with suppress(OSError):
            room = os.statvfs(f"/proc/{process}/root{folder}")
            if room.f_blocks * room.f_frsize == SCRATCH_BYTES:
                size += (room.f_blocks - room.f_bfree) * room.f_frsize
                count += room.f_files - room.f_ffree
    return size, count


def _below(root: int) -> Iterator[int]:
    """Yield the process and its descendants: whoever loses its parent in a sandbox becomes a child of the first one."""
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process
        waiting += _children_of(process)


def _children_of(process: int) -> list[int]:
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{process}/task"):  # noqa: PTH208 - this runs ten times a second
            with open(f"/proc/{process}/task/{thread}/children", "rb") as file:  # noqa: PTH123 - the same
                found += map(int, file.read().split())
    except OSError:
        return found
    return found


def _written_bytes(process: int) -> int:
    """Return what it has sent to disks; 0 where the kernel does not let us see it."""
    try:
        lines = (PROC / f"{process}/io").read_bytes().split(b"\n")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(b"write_bytes:")), 0)
