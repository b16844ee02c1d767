"""The embedded queue and workers as child processes, started again when they die.

Of all processes that use one data folder, the one that holds its lock supervises. The others only wait for their
builds, and one of them takes over when the first ends.
"""

import fcntl
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Self

import structlog

from mediasvc.bootstrap import Service, redis_socket
from mediasvc.domain.errors import MediasvcError, QueueUnavailable, TransientError
from mediasvc.domain.job import JobKind
from mediasvc.settings import Settings
from mediasvc.usecases.catch_up import catch_up
from mediasvc.usecases.publish_due import publish_due
from mediasvc.usecases.purge import purge
from mediasvc.usecases.reconcile import reconcile
from mediasvc.usecases.sweep import go_on, sweep

LOOK_EVERY_S = 0.2
RECONCILE_EVERY_S = 10.0
SWEEP_EVERY_S = 600.0
LONGEST_PAUSE_S = 10.0
MOST_DEATHS = 8
DEATHS_OF_A_BROKEN_LOG = 2
QUEUE_READY_AFTER_S = 0.5
LONGEST_LOG_BYTES = 5_000_000

log = structlog.get_logger()


@dataclass
class _Child:
    """A program that is kept running. The pause before its next start doubles with every `death` soon after a start."""

    name: str
    argv: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    deaths: int = 0

    @property
    def pause_s(self) -> float:
        return min(LONGEST_PAUSE_S, LOOK_EVERY_S * 2**self.deaths)


class Supervisor:
    """Keeps the queue and the workers running until the block ends, whenever no other process does."""

    def __init__(self, service: Service, workers: int | None = None, *, sends_mail: bool = False) -> None:
        """`workers` is how many there are, 0 where they run on other machines; the settings say it where it is None.

        With `sends_mail` there is one more, which does nothing else: so no mail waits behind a build. Where a model is
        set and there are workers, one more recognises words.
        """
        self._service = service
        self._run = service.settings.data_dir / "run"
        self._queue_folder = service.settings.data_dir / "queue"
        # A queue that others share is theirs to keep running.
        self._queue = None if service.settings.redis_url else _Child("queue", _redis_argv(service.settings))
        count = service.settings.workers if workers is None else workers
        self._children = [] if self._queue is None else [self._queue]
        self._children += [_Child("worker", _worker_argv()) for _ in range(count)]
        if service.model is not None and count:
            self._children.append(_Child("recogniser", [*_worker_argv(), "--kind", JobKind.TRANSCRIBE]))
        if sends_mail:
            self._children.append(_Child("notifier", [*_worker_argv(), "--kind", JobKind.NOTIFY]))
        self._lock: IO[str] | None = None
        self._reconciled_at: float | None = None
        self._swept_at: float | None = None
        self._broken: str | None = None
        self._stopping = threading.Event()
        # Children die with the thread that started them, so one thread starts and ends them all.
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)

    def __enter__(self) -> Self:
        self._run.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def check(self) -> None:
        """Raises QueueUnavailable where the queue or the workers cannot be kept running."""
        if self._broken is not None:
            raise QueueUnavailable(self._broken)

    def _supervise(self) -> None:
        try:
            self._keep_all_running()
        except (OSError, MediasvcError) as error:
            self._broken = str(error)
        finally:
            self._stop_children()

    def _keep_all_running(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_S if self._lock else 0):
            if self._lock is None and not self._take_lock():
                self._stopping.wait(LOOK_EVERY_S)
                continue
            for child in self._children:
                self._keep_running(child)
            self._reconcile()

    def _take_lock(self) -> bool:
        lock = (self._run / "supervisor.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        self._begin_with_an_empty_queue()
        return True

    def _begin_with_an_empty_queue(self) -> None:
        """Nobody runs anything yet, whatever the last queue says: what is to be built is in the database."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._queue_folder)

    def _keep_running(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            if child.process.poll() is None:
                return
            child.deaths = child.deaths + 1 if now - child.started_at < LONGEST_PAUSE_S else 1
            log.warning("child died", child=child.name, exit_status=child.process.returncode, again_in_s=child.pause_s)
            child.process, child.started_at = None, now
            if child.deaths == MOST_DEATHS:
                self._broken = f"the {child.name} dies at every start; {self._run / child.name}.log says why"
            if child is self._queue and child.deaths == DEATHS_OF_A_BROKEN_LOG:
                self._set_queue_aside()
        if now - child.started_at >= child.pause_s:
            child.process, child.started_at = self._start(child), now

    def _set_queue_aside(self) -> None:
        """Begin with an empty queue, as Redis refuses the one that there is: what is to be built is in the database."""
        self._queue_folder.rename(self._queue_folder.with_name(f"queue-refused-{time.time_ns()}"))

    def _start(self, child: _Child) -> "subprocess.Popen[bytes]":
        output_path = self._run / f"{child.name}.log"
        if output_path.exists() and output_path.stat().st_size > LONGEST_LOG_BYTES:
            output_path.replace(output_path.with_suffix(".log.1"))
        if child is self._queue:
            self._queue_folder.mkdir(exist_ok=True)
        with output_path.open("ab") as output:
            return subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *child.argv],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _reconcile(self) -> None:
        now, queue = time.monotonic(), self._queue
        if queue is not None and (queue.process is None or now - queue.started_at < QUEUE_READY_AFTER_S):
            return
        if self._reconciled_at is not None and now - self._reconciled_at < RECONCILE_EVERY_S:
            return
        try:
            publish_due(self._service.database, datetime.now(UTC))
            purge(self._service, datetime.now(UTC))
            reconcile(self._service.database, self._service.queue)
            catch_up(self._service.database, self._service.storage)
            go_on(self._service)
            self._sweep()
        except TransientError as error:
            log.warning("reconcile failed", error=error.message)
            return
        self._reconciled_at = time.monotonic()

    def _sweep(self) -> None:
        now = time.monotonic()
        if self._swept_at is None or now - self._swept_at >= SWEEP_EVERY_S:
            sweep(self._service)
            self._swept_at = now

    def _stop_children(self) -> None:
        """Kill the workers and then the queue: a build goes on where it was, and the next queue begins empty."""
        for child in reversed(self._children):
            if child.process is not None:
                child.process.kill()
                child.process.wait()
        if self._lock is not None:
            self._lock.close()


def missing_programs(settings: Settings) -> list[str]:
    """The programs that these settings need for the queue and the workers, and that are not on this machine."""
    needed = ("setpriv",) if settings.redis_url else ("redis-server", "setpriv")
    return [name for name in needed if shutil.which(name) is None]


def _redis_argv(settings: Settings) -> list[str]:
    """A queue that only this user reaches, and that survives its own death: everything is appended to a file."""
    return [
        *("redis-server", "--port", "0", "--unixsocket", str(redis_socket(settings)), "--unixsocketperm", "700"),
        *("--dir", str(settings.data_dir / "queue"), "--appendonly", "yes", "--save", ""),
        *("--daemonize", "no", "--loglevel", "warning"),
    ]


def _worker_argv() -> list[str]:
    return [sys.executable, "-m", "mediasvc", "worker"]
