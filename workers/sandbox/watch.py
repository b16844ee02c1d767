"""Watches one sandbox from outside while it runs, and ends it with all its processes where it is over a limit."""

import json
import os
import selectors
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

from workers.sandbox.bounds import MEGABYTE, Limits, Quiet, too_much, too_slow
from workers.sandbox.tree import Usage, usage_of
from workers.sandbox.workplace import measure

LAST_WORDS_BYTES = 64 * 1024
LOOK_EVERY_S = 0.1
MEASURE_EVERY_S = 0.25
PIECE_BYTES = 64 * 1024
# The kernel ends what is left in a sandbox within moments once its first process is killed.
ENDED_WITHIN_S = 30


class Watch:
    """A thread that reads what bubblewrap says of the sandbox, and standard error, and looks at the limits.

    It reads the descriptors `status` and `errors` to their ends, and closes them. `too_slow` and `too_much` say in
    words which limit was over; `exit_code` is None until the program itself has ended.
    """

    def __init__(self, limits: Limits, workplace: Path, status: int, errors: int) -> None:
        self._limits, self._workplace = limits, workplace
        self._status, self._errors = status, errors
        self._first: tuple[int, int] | None = None
        self._is_doomed = False
        self._lock = threading.Lock()
        self._began = self._heard_at = self._measured_at = time.monotonic()
        self._is_heard = True
        self._usage, self._cpu_s_when_heard = Usage(), 0.0
        self._said = b""
        self._last_words, self._printed_bytes = b"", 0
        self.exit_code: int | None = None
        self.too_slow: str | None = None
        self.too_much: str | None = None
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def last_words(self) -> str:
        """The end of what was written to standard error."""
        return self._last_words.decode(errors="replace")

    def hear(self, *, busy: bool) -> None:
        """Note a sign of life. Nothing more can be heard while its listener is `busy` with it."""
        self._heard_at, self._cpu_s_when_heard, self._is_heard = time.monotonic(), self._usage.cpu_s, not busy

    def end(self, too_much: str | None = None) -> None:
        """Kill every process of the sandbox, and that of one that only begins, as soon as it is known."""
        with self._lock:
            self.too_much = self.too_much or too_much
            self._is_doomed = True
            if self._first is not None:
                _kill(self._first[1])

    def wait_until_gone(self) -> None:
        """Kill what is left, and wait until no process is, and all that was said is read."""
        self.end()
        if self._first is not None:
            # A first process's descriptor is ready when all others of its namespace have ended.
            with selectors.DefaultSelector() as selector:
                selector.register(self._first[1], selectors.EVENT_READ)
                if not selector.select(ENDED_WITHIN_S):
                    self.too_slow = "it could not be ended"
        self._thread.join()
        if self._first is not None:
            os.close(self._first[1])

    def _watch(self) -> None:
        hears = {self._status: self._hear_status, self._errors: self._hear_errors}
        looked_at = 0.0
        with selectors.DefaultSelector() as selector:
            for descriptor in hears:
                selector.register(descriptor, selectors.EVENT_READ)
            while selector.get_map():
                for key, _ in selector.select(LOOK_EVERY_S):
                    if piece := os.read(key.fd, PIECE_BYTES):
                        hears[key.fd](piece)
                    else:
                        selector.unregister(key.fd)
                        os.close(key.fd)
                if time.monotonic() - looked_at >= LOOK_EVERY_S:
                    self._look()
                    looked_at = time.monotonic()

    def _hear_status(self, piece: bytes) -> None:
        """Read bubblewrap's own JSON, which nothing in the sandbox can write to: an object a line."""
        *lines, self._said = (self._said + piece).split(b"\n")
        for line in lines:
            told = json.loads(line)
            self.exit_code = told.get("exit-code", self.exit_code)
            if "child-pid" in told:
                self._know_first(told["child-pid"])

    def _know_first(self, process: int) -> None:
        with self._lock, suppress(ProcessLookupError):
            self._first = process, os.pidfd_open(process)
            if self._is_doomed:
                _kill(self._first[1])

    def _hear_errors(self, piece: bytes) -> None:
        self._last_words = (self._last_words + piece)[-LAST_WORDS_BYTES:]
        self._printed_bytes += len(piece)
        if self._printed_bytes > self._limits.printed_mb * MEGABYTE:
            self.end(f"it wrote more than {self._limits.printed_mb} MB of messages")

    def _look(self) -> None:
        now = time.monotonic()
        if self._first is not None and not self._is_doomed:
            self._usage = usage_of(self._first[0])
        quiet = Quiet(0, 0)
        if self._is_heard:
            quiet = Quiet(now - self._heard_at, self._usage.cpu_s - self._cpu_s_when_heard)
        files = (0, 0)
        if now - self._measured_at >= MEASURE_EVERY_S:
            files, self._measured_at = measure(self._workplace), now
        if self._is_doomed:
            return
        self.too_slow = too_slow(self._limits, self._usage, now - self._began, quiet)
        if over := too_much(self._limits, self._usage, *files):
            self.end(over)
        elif self.too_slow:
            self.end()


def _kill(descriptor: int) -> None:
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
