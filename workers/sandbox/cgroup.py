"""A cgroup (version 2) for each run, where this machine lets us make some: there the kernel holds the limits itself.

The kernel's rules are in its cgroup-v2.rst. A group may hand its controllers on only while no process is in it, so all
that is in ours goes to a group below it first, as systemd asks of services to which it delegates theirs.
"""

import os
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from mediasvc.domain.errors import SandboxUnavailable
from workers.sandbox.bounds import MEGABYTE, Limits

MOUNT, OWN = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
CONTROLLERS = ("memory", "pids")
SERVICE, RUN = "service", "run-"
# What systemd sets on a group that it delegates: systemd.exec(5), Delegate=.
MARKS = ("user.delegate", "trusted.delegate")
ATTEMPTS, PAUSE_S = 50, 0.02
ENTER = 'echo $$ >"$0" && exec "$@"'


class Group:
    """The cgroup of one run."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder, self._limits = folder, limits
        (folder / "memory.max").write_text(str(limits.memory_mb * MEGABYTE))
        (folder / "memory.oom.group").write_text("1")
        (folder / "pids.max").write_text(str(limits.threads))
        # It is not there where the kernel knows no swap.
        with suppress(OSError):
            (folder / "memory.swap.max").write_text("0")

    def entering(self, argv: Sequence[str]) -> list[str]:
        """Return the command line that runs `argv` in this group from its start on."""
        return ["sh", "-c", ENTER, str(self._folder / "cgroup.procs"), *argv]

    def too_much(self) -> str | None:
        """Return which limit the kernel has held it to, in words, or None."""
        if _events(self._folder / "memory.events").get("oom_kill"):
            return f"it took more than {self._limits.memory_mb} MB of memory"
        if _events(self._folder / "pids.events").get("max"):
            return f"it took more than {self._limits.threads} threads"
        return None

    def remove(self) -> None:
        """Kill what may be left in the group, and remove it."""
        with suppress(OSError):
            (self._folder / "cgroup.kill").write_text("1")
        for _ in range(ATTEMPTS):
            with suppress(OSError):
                return self._folder.rmdir()
            time.sleep(PAUSE_S)


@contextmanager
def group(limits: Limits) -> Generator[Group | None]:
    """A group for one run with these limits, for as long as the block lasts; None where we may make none.

    Raises SandboxUnavailable where it cannot be made although groups are ours to make.
    """
    parent = delegated()
    if parent is None:
        yield None
        return
    try:
        made = Group(Path(mkdtemp(prefix=f"{RUN}{os.getpid()}-", dir=parent)), limits)
    except OSError as error:
        raise SandboxUnavailable(f"cgroup: {error.strerror}") from error
    try:
        yield made
    finally:
        made.remove()


@lru_cache(maxsize=1)
def delegated() -> Path | None:
    """Return the group below which we may make our own, ready for that; None where nobody has delegated one to us."""
    parent = next((group for group in _own_groups() if _is_ours(group) and _hands_on(group)), None)
    if parent is not None:
        _remove_what_others_left(parent)
    return parent


def _own_groups() -> Iterator[Path]:
    """Yield the group that this process is in, and the one above it: this one may be the service's already."""
    with suppress(OSError):
        for line in OWN.read_text().splitlines():
            if line.startswith("0::/"):
                own = MOUNT / line.removeprefix("0::/")
                yield own
                if own.name == SERVICE:
                    yield own.parent


def _is_ours(group: Path) -> bool:
    """Return whether the group was delegated, or is the top of a namespace, and has what we need."""
    try:
        has = (group / "cgroup.controllers").read_text().split()
        # The machine's own top has no type.
        is_top = group == MOUNT and (group / "cgroup.type").exists()
        return (
            set(CONTROLLERS) <= set(has) and os.access(group / "cgroup.procs", os.W_OK) and (is_top or _marked(group))
        )
    except OSError:
        return False


def _marked(group: Path) -> bool:
    for mark in MARKS:
        with suppress(OSError):
            if os.getxattr(group, mark) == b"1":
                return True
    return False


def _hands_on(group: Path) -> bool:
    """Move all processes out of the group, and let those below have its controllers; others may do so beside us."""
    wanted = " ".join(f"+{controller}" for controller in CONTROLLERS)
    for _ in range(ATTEMPTS):
        with suppress(OSError):
            (group / SERVICE).mkdir(exist_ok=True)
            for process in (group / "cgroup.procs").read_text().split():
                with suppress(ProcessLookupError):
                    (group / SERVICE / "cgroup.procs").write_text(process)
            (group / "cgroup.subtree_control").write_text(wanted)
            return True
        time.sleep(PAUSE_S)
    return False


def _remove_what_others_left(parent: Path) -> None:
    """Remove the groups of workers that were killed."""
    for left in parent.glob(f"{RUN}*"):
        owner = left.name.removeprefix(RUN).partition("-")[0]
        if not Path(f"/proc/{owner}").exists():
            with suppress(OSError):
                left.rmdir()


def _events(file: Path) -> dict[str, int]:
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return {}
    return {name: int(count) for name, count in (line.split() for line in lines)}
