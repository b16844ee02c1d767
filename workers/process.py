"""The only place that starts a converter: sandboxed, limited, timed, with its last words kept.

Uploads are hostile, so every program that reads one runs under bubblewrap: no network, no other process in sight, the
system read-only, no capability, a filter on system calls, and one folder to write in, of which only the files that were
asked for come back. It dies with the worker that started it.
"""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from mediasvc.domain.errors import (
    ConversionFailed,
    ConversionTimeout,
    ConverterOverLimit,
    OutOfMemory,
    SandboxUnavailable,
    StorageFull,
)
from workers.sandbox.bounds import MEGABYTE, Limits
from workers.sandbox.bubblewrap import FULL, Confinement, View, command_line
from workers.sandbox.cgroup import Group, group
from workers.sandbox.system_calls import open_filter
from workers.sandbox.watch import Watch
from workers.sandbox.workplace import hand_over, workplace

__all__ = [
    *("Children", "Finished", "Limits"),
    *("belong_to", "confine", "is_stopped", "run", "run_python", "sentence_of"),
]

OURS = Path(__file__).resolve().parents[1]
PROGRAMS = "/usr/bin:/bin"
PIECE_BYTES = 1024 * 1024
LIMITS = Limits()
# For our own modules. NumPy's matrices would keep every core busy, also with waiting for each other; and memory that is
# given back and asked for anew a thousand times takes a third of the time that arithmetic on it takes: 32 MB are kept.
KEPT_BYTES = str(32 * MEGABYTE)
FOR_NUMPY = {
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": KEPT_BYTES,
    "MALLOC_TRIM_THRESHOLD_": KEPT_BYTES,
}
# A status of 128 and a signal's number: SIGKILL, SIGXCPU, SIGXFSZ.
KILLED, OUT_OF_CPU, TOO_LARGE_A_FILE = 128 + 9, 128 + 24, 128 + 25
# A line that tells of a crash: backtrace(3).
FRAME = re.compile(r"\[0x[0-9a-f]+\]")


@dataclass(frozen=True)
class Finished:
    """How a program ended. `last_words` is the end of what it wrote to standard error, 64 KiB at most."""

    exit_status: int
    stdout: bytes
    last_words: str


class Children:
    """The running programs of one build, which can be stopped together."""

    def __init__(self) -> None:
        self._running: set[Watch] = set()
        self._stopped = False
        self._lock = threading.Lock()

    @property
    def are_stopped(self) -> bool:
        return self._stopped

    def add(self, child: Watch) -> None:
        with self._lock:
            self._running.add(child)
            if self._stopped:
                child.end()

    def remove(self, child: Watch) -> None:
        with self._lock:
            self._running.discard(child)

    def stop(self) -> None:
        """Kill every program, and each one that is started from now on."""
        with self._lock:
            self._stopped = True
            for child in self._running:
                child.end()


_CHILDREN: ContextVar[Children] = ContextVar("children", default=Children())  # noqa: B039 - outside a build it only counts


_CONFINEMENT: ContextVar[Confinement] = ContextVar("confinement", default=FULL)


def confine(confinement: Confinement) -> None:
    """Programs that this context starts from now on are confined so."""
    _CONFINEMENT.set(confinement)


def belong_to(children: Children) -> None:
    """Programs that this context starts from now on are these children."""
    _CHILDREN.set(children)


def is_stopped() -> bool:
    """Return whether the programs of this context were stopped, so that one that failed may be none that is broken."""
    return _CHILDREN.get().are_stopped


def run(
    argv: Sequence[str],
    *,
    folder: Path,
    reads: Sequence[Path] = (),
    makes: Sequence[Path] = (),
    texts: Mapping[Path, str] = MappingProxyType({}),
    limits: Limits = LIMITS,
    variables: Mapping[str, str] = MappingProxyType({}),
    on_bytes: Callable[[bytes], None] | None = None,
    check: bool = True,
) -> Finished:
    """Run `argv` in the sandbox, in `folder`, which it finds empty but for `texts`, by their paths in it.

    `reads` are visible under their own paths. Of what it writes, `makes` are afterwards in `folder`, as far as it made
    them; the rest is lost. `variables` are added to its environment. Standard output goes to `on_bytes` as it comes,
    and is not kept then.

    Raises:
        ConversionTimeout: it took too long, and was killed with all that it started.
        ConverterOverLimit: it took too much of something else, and was killed so.
        ConversionFailed: with `check`, it exited with another status than 0; or what it made is no ordinary file.
        OutOfMemory: the kernel killed it.
        SandboxUnavailable: it cannot be confined on this machine.
        StorageFull: it failed because the disk is full.
    """
    folder = folder.absolute()
    surroundings = {
        "PATH": PROGRAMS,
        "HOME": "/tmp",
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(OURS),
        **variables,
    }
    with workplace(folder, texts) as place, group(limits) as own_group:
        view = View(place, folder, [read.absolute() for read in reads], surroundings)
        finished = _Run(argv, view, limits, own_group, on_bytes).finished(check=check)
        hand_over(place, folder, [path.absolute() for path in makes], limits.file_mb * MEGABYTE)
    return finished


def run_python(
    module: str,
    *arguments: str,
    folder: Path,
    reads: Sequence[Path] = (),
    makes: Sequence[Path] = (),
    limits: Limits = LIMITS,
    variables: Mapping[str, str] = MappingProxyType({}),
    on_bytes: Callable[[bytes], None] | None = None,
) -> Finished:
    """Run one of our own modules, as `run` does, for code of ours that reads uploads."""
    python = [Path(sys.prefix), Path(sys.base_prefix), OURS / "mediasvc", OURS / "workers"]
    argv = [sys.executable, "-P", "-m", module, *arguments]
    surroundings = {**FOR_NUMPY, **variables}
    seen = [*python, *reads]
    return run(argv, folder=folder, reads=seen, makes=makes, limits=limits, variables=surroundings, on_bytes=on_bytes)


def sentence_of(last_words: str) -> str:
    """The last lines that say something, on one line, without addresses in memory."""
    lines = [line.strip() for line in last_words.splitlines() if line.strip() and not FRAME.search(line)]
    return " | ".join(lines[-3:])[-500:] or "it said nothing"


class _Run:
    """One program, from its start to the end of all that it started."""

    def __init__(
        self,
        argv: Sequence[str],
        view: View,
        limits: Limits,
        own_group: Group | None,
        on_bytes: Callable[[bytes], None] | None,
    ) -> None:
        self._name, self._limits, self._group = Path(argv[0]).name, limits, own_group
        self._folder = view.folder
        self._on_bytes = on_bytes
        self._kept: list[bytes] = []
        self._ooms = _out_of_memory_kills()
        confinement = _CONFINEMENT.get()
        calls = [open_filter()] if confinement.filters_calls else []
        status, errors = os.pipe(), os.pipe()
        try:
            command = command_line(argv, view, limits, confinement, status[1], *calls)
            self._child = subprocess.Popen(
                command if own_group is None else own_group.entering(command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors[1],
                # In a sandbox, the first process's own environment can be read: the worker's has secrets.
                env={"PATH": PROGRAMS},
                pass_fds=(status[1], *calls),
                start_new_session=True,
            )
        except OSError as error:
            os.close(status[0])
            os.close(errors[0])
            raise SandboxUnavailable(f"bubblewrap: {error.strerror}") from error
        finally:
            for descriptor in (status[1], errors[1], *calls):
                os.close(descriptor)
        self._watch = Watch(limits, view.workplace, status[0], errors[0])

    def finished(self, *, check: bool) -> Finished:
        """Read all that the program prints until it ends. Raises as `run` does."""
        siblings = _CHILDREN.get()
        self._watch.start()
        siblings.add(self._watch)
        try:
            self._read()
            exit_status = self._child.wait()
        finally:
            self._watch.end()
            self._child.wait()
            self._watch.wait_until_gone()
            siblings.remove(self._watch)
            if self._child.stdout is not None:
                self._child.stdout.close()
        self._refuse_ended(exit_status, is_stopped=siblings.are_stopped)
        # Paths are the same in the sandbox, and say where the service keeps what.
        last_words = self._watch.last_words.replace(f"{self._folder}/", "")
        if exit_status and "No space left on device" in last_words:
            raise StorageFull
        if exit_status and check:
            raise ConversionFailed(f"{self._name} exited with {exit_status}: {sentence_of(last_words)}")
        return Finished(exit_status, b"".join(self._kept), last_words)

    def _refuse_ended(self, exit_status: int, *, is_stopped: bool) -> None:
        """Raise why the program did not end by itself, if it did not."""
        if too_much := self._watch.too_much or (self._group and self._group.too_much()):
            raise ConverterOverLimit(f"{self._name}: {too_much}")
        if exit_status == TOO_LARGE_A_FILE:
            raise ConverterOverLimit(f"{self._name}: it wrote a file of more than {self._limits.file_mb} MB")
        if self._watch.too_slow or exit_status == OUT_OF_CPU:
            raise ConversionTimeout(f"{self._name}: {self._watch.too_slow or 'it used up its time'}")
        if is_stopped:
            raise ConversionFailed(f"{self._name} was stopped")
        killed = exit_status in (KILLED, -9)
        if killed or (exit_status and _out_of_memory_kills() != self._ooms):
            raise OutOfMemory(self._name)
        if self._watch.exit_code is None:
            raise SandboxUnavailable(sentence_of(self._watch.last_words))

    def _read(self) -> None:
        stdout, printed = self._child.stdout, 0
        assert stdout is not None
        while piece := os.read(stdout.fileno(), PIECE_BYTES):
            printed += len(piece)
            if printed > self._limits.printed_mb * MEGABYTE:
                self._watch.end(f"it printed more than {self._limits.printed_mb} MB")
                continue
            self._watch.hear(busy=True)
            (self._on_bytes or self._kept.append)(piece)
            self._watch.hear(busy=False)


def _out_of_memory_kills() -> int:
    """Return how many processes the kernel of this machine has killed as memory ran out."""
    try:
        lines = Path("/proc/vmstat").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
