"""The command line of bubblewrap: what a program in the sandbox sees and may do. Pure but for a look at the system."""

import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workers.sandbox.bounds import MEGABYTE, Limits
from workers.sandbox.tree import SCRATCH_BYTES, SCRATCH_FOLDERS

SYSTEM_FOLDERS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
SYSTEM_FILES = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/libreoffice",
    "/usr",
    "/var/cache/fontconfig",
)
NOBODY = "65534"
OPEN_FILES = 1_024
# No way to become anybody else, and none to make a namespace in which one would be somebody else.
AS_NOBODY = ("--unshare-user", "--disable-userns", "--uid", NOBODY, "--gid", NOBODY)
CONFINED = (
    *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--cap-drop", "ALL"),
    *("--die-with-parent", "--new-session", "--clearenv"),
)


@dataclass(frozen=True)
class Confinement:
    """How a program is confined: as nobody in a user namespace of its own, and with a filter of system calls."""

    as_nobody: bool = True
    filters_calls: bool = True

    @property
    def lacks(self) -> str:
        """What is missing to full confinement, in words."""
        parts = (("a user of its own", self.as_nobody), ("a filter of system calls", self.filters_calls))
        return " and ".join(words for words, is_there in parts if not is_there)


FULL = Confinement()


@dataclass(frozen=True)
class View:
    """What a program sees: `workplace`, which it finds at `folder` and may write, `reads`, and these `variables`."""

    workplace: Path
    folder: Path
    reads: Sequence[Path]
    variables: Mapping[str, str]


def command_line(
    argv: Sequence[str], view: View, limits: Limits, confinement: Confinement, status: int, calls: int | None = None
) -> list[str]:
    """Return bubblewrap's command line for the program.

    `status` is a descriptor that it writes its JSON to, `calls` one that it reads the filter of system calls from.
    """
    confined = [*CONFINED, *(AS_NOBODY if confinement.as_nobody else ())]
    if calls is not None:
        confined += ["--seccomp", str(calls)]
    environment = [word for name, value in view.variables.items() for word in ("--setenv", name, value)]
    return [
        *("prlimit", *_bounds(limits), "--"),
        *("bwrap", *confined, "--json-status-fd", str(status)),
        *(*environment, *_mounts(view), "--"),
        # Outside, others of the same user would count.
        *("prlimit", f"--nproc={limits.threads}", "--", *argv),
    ]


def _bounds(limits: Limits) -> list[str]:
    """Return what the kernel holds each process to; what they take together is watched from outside."""
    cpu_s = round(limits.cpu_seconds) + 1
    return [
        f"--as={limits.address_mb * MEGABYTE}",
        f"--fsize={limits.file_mb * MEGABYTE}",
        f"--cpu={cpu_s}:{cpu_s + 5}",
        f"--nofile={OPEN_FILES}",
        "--core=0",
        "--msgqueue=0",
    ]


@lru_cache(maxsize=1)
def _closed_places_of_proc() -> tuple[str, ...]:
    """Return the mounts that make the kernel's own settings read-only.

    Outside the sandbox its nobody is the worker's user. Where that is root, files of /proc that are root's would be
    open for writing, such as core_pattern, which names a program that the kernel runs.
    """
    return tuple(word for path in _settings_of_kernel() for word in ("--ro-bind", str(path), str(path)))


def _settings_of_kernel() -> Iterator[Path]:
    for path in sorted(Path("/proc").iterdir()):
        # What changes with the process that looks is a link, or a number.
        if path.name.isdecimal() or path.is_symlink():
            continue
        with suppress(OSError):
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode) or mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
                yield path


def _mounts(view: View) -> list[str]:
    mounts = ["--proc", "/proc", *_closed_places_of_proc(), "--dev", "/dev"]
    # Mapped, that gives memory which is in no process's count. No device can be opened behind such a mount.
    mounts += ["--ro-bind", "/dev/null", "/dev/zero"]
    for scratch in SCRATCH_FOLDERS:
        mounts += ["--size", str(SCRATCH_BYTES), "--tmpfs", scratch]
    for system in SYSTEM_FOLDERS:
        path = Path(system)
        if path.is_symlink():
            mounts += ["--symlink", str(path.readlink()), system]
        elif path.exists():
            mounts += ["--ro-bind", system, system]
    for system in SYSTEM_FILES:
        mounts += ["--ro-bind-try", system, system]
    # A mount hides what was mounted below it, so parents come first: what is read stays read-only in the folder too.
    binds = {read: ("--ro-bind", read) for read in view.reads} | {view.folder: ("--bind", view.workplace)}
    for path in sorted(binds):
        how, source = binds[path]
        mounts += [how, str(source), str(path)]
    return [*mounts, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", str(view.folder)]
