"""The only place that starts a converter: sandboxed, limited, timed, with its last words kept.

Uploads are hostile, so every program that reads one runs under bubblewrap: no network, no other process in sight, the
system read-only, and one folder to write in. It dies with the worker that started it.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

from mediasvc.domain.errors import ConversionFailed, ConversionTimeout, StorageFull

OURS = Path(__file__).resolve().parents[1]
LAST_WORDS_BYTES = 64 * 1024
PIECE_BYTES = 1024 * 1024

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


@dataclass(frozen=True)
class Limits:
    """What one run of a program may take."""

    seconds: float = 600.0
    memory_mb: int = 4_096
    file_mb: int = 16_384


@dataclass(frozen=True)
class Finished:
    """How a program ended. `last_words` is the end of what it wrote to standard error, 64 KiB at most."""

    exit_status: int
    stdout: bytes
    last_words: str


class Children:
    """The running programs of one build, which can be stopped together."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False
        self._lock = threading.Lock()

    def add(self, child: "subprocess.Popen[bytes]") -> None:
        with self._lock:
            self._running.add(child)
            if self._stopped:
                _kill(child)

    def remove(self, child: "subprocess.Popen[bytes]") -> None:
        with self._lock:
            self._running.discard(child)

    def stop(self) -> None:
        """Kill every program, and each one that is started from now on."""
        with self._lock:
            self._stopped = True
            for child in self._running:
                _kill(child)


_CHILDREN: ContextVar[Children] = ContextVar("children", default=Children())  # noqa: B039 - outside a build it only counts


def belong_to(children: Children) -> None:
    """Programs that this context starts from now on are these children."""
    _CHILDREN.set(children)


def run(
    argv: Sequence[str],
    *,
    folder: Path,
    reads: Sequence[Path] = (),
    limits: Limits = Limits(),
    variables: Mapping[str, str] = MappingProxyType({}),
    on_line: Callable[[str], None] | None = None,
    on_bytes: Callable[[bytes], None] | None = None,
    check: bool = True,
) -> Finished:
    """Run `argv` in the sandbox, in `folder`, the one place it may write; `reads` are visible under their own paths.

    `variables` are added to its environment.

    Standard output goes to `on_line` line by line, or to `on_bytes`, as it comes, and is not kept then.

    Raises:
        ConversionTimeout: it ran longer than `limits.seconds`, and was killed with all that it started.
        ConversionFailed: with `check`, it exited with another status than 0.
        StorageFull: it failed because the disk is full.
    """
    with tempfile.TemporaryFile() as stderr:
        child = subprocess.Popen(
            _sandboxed(argv, folder.absolute(), reads, limits, variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
        )
        timed_out = threading.Event()
        siblings = _CHILDREN.get()
        siblings.add(child)
        timer = threading.Timer(limits.seconds, _time_out, (child, timed_out))
        timer.start()
        try:
            stdout = _read(child.stdout, on_line, on_bytes)
            exit_status = child.wait()
        finally:
            timer.cancel()
            if child.poll() is None:
                _kill(child)
                child.wait()
            siblings.remove(child)
            if child.stdout is not None:
                child.stdout.close()
        last_words = _tail(stderr)
    if timed_out.is_set():
        raise ConversionTimeout(f"{Path(argv[0]).name} had {limits.seconds:g} s")
    if exit_status and "No space left on device" in last_words:
        raise StorageFull
    if exit_status and check:
        raise ConversionFailed(f"{Path(argv[0]).name} exited with {exit_status}: {sentence_of(last_words)}")
    return Finished(exit_status, stdout, last_words)


def run_python(
    module: str,
    *arguments: str,
    folder: Path,
    reads: Sequence[Path] = (),
    limits: Limits = Limits(),
) -> Finished:
    """Run one of our own modules, as `run` does, for code of ours that reads uploads."""
    python = [Path(sys.prefix), Path(sys.base_prefix), OURS / "mediasvc", OURS / "workers"]
    argv = [sys.executable, "-P", "-m", module, *arguments]
    return run(argv, folder=folder, reads=[*python, *reads], limits=limits)


def sentence_of(last_words: str) -> str:
    """The last lines that say something, on one line."""
    lines = [line.strip() for line in last_words.splitlines() if line.strip()]
    return " | ".join(lines[-3:])[-500:] or "it said nothing"


def _sandboxed(
    argv: Sequence[str], folder: Path, reads: Sequence[Path], limits: Limits, variables: Mapping[str, str]
) -> list[str]:
    megabyte = 1024 * 1024
    mounts: list[str] = ["--proc", "/proc", "--dev", "/dev"]
    # Temporary files are in memory, where prlimit does not count them.
    for scratch in ("/dev/shm", "/tmp", "/var"):
        mounts += ["--size", str(limits.memory_mb * megabyte), "--tmpfs", scratch]
    for system in SYSTEM_FOLDERS:
        path = Path(system)
        if path.is_symlink():
            mounts += ["--symlink", str(path.readlink()), system]
        elif path.exists():
            mounts += ["--ro-bind", system, system]
    for system in SYSTEM_FILES:
        mounts += ["--ro-bind-try", system, system]
    # A mount hides what was mounted below it, so parents come first: what is read stays read-only in the folder too.
    binds = {read.absolute(): "--ro-bind" for read in reads} | {folder: "--bind"}
    for path in sorted(binds):
        mounts += [binds[path], str(path), str(path)]
    mounts += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", str(folder)]
    surroundings = {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(OURS),
        **variables,
    }
    environment = [word for name, value in surroundings.items() for word in ("--setenv", name, value)]
    bounds = [f"--as={limits.memory_mb * megabyte}", f"--fsize={limits.file_mb * megabyte}", "--core=0"]
    return [
        *("bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"),
        *(*environment, *mounts, "--"),
        *("prlimit", *bounds, "--", *argv),
    ]


def _time_out(child: "subprocess.Popen[bytes]", timed_out: threading.Event) -> None:
    timed_out.set()
    _kill(child)


def _kill(child: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _read(
    stdout: IO[bytes] | None, on_line: Callable[[str], None] | None, on_bytes: Callable[[bytes], None] | None
) -> bytes:
    assert stdout is not None
    if on_bytes is not None:
        while piece := stdout.read(PIECE_BYTES):
            on_bytes(piece)
        return b""
    if on_line is None:
        return stdout.read()
    for line in stdout:
        on_line(line.decode(errors="replace").rstrip("\n"))
    return b""


def _tail(stderr: IO[bytes]) -> str:
    size = stderr.seek(0, os.SEEK_END)
    stderr.seek(max(0, size - LAST_WORDS_BYTES))
    return stderr.read().decode(errors="replace")
