"""Deeds of a taken-over converter that cost: processes, memory, room, output, time. Each prints how far it came."""

import os
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

MEGABYTE = 1 << 20
STAY_S = 5.0


def say(*words: object) -> None:
    """Write a line at once."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def fork_many(count: str = "3000", stay_s: str = str(STAY_S)) -> None:
    """Start so many processes, all there at once."""
    started = 0
    with suppress(OSError):
        for _ in range(int(count)):
            if not os.fork():
                time.sleep(float(stay_s))
                os._exit(0)
            started += 1
    say("processes", started)
    time.sleep(float(stay_s))


def thread_many(count: str = "3000") -> None:
    """Start so many threads."""
    threading.stack_size(64 * 1024)
    started = 0
    with suppress(RuntimeError):
        for _ in range(int(count)):
            threading.Thread(target=time.sleep, args=(STAY_S,), daemon=True).start()
            started += 1
    say("threads", started)


def grow_as_tree(processes: str = "5", megabytes: str = "150") -> None:
    """Take memory in several processes, each of which stays below what one of them may have."""
    for _ in range(int(processes)):
        if not os.fork():
            held = bytearray(os.urandom(MEGABYTE)) * int(megabytes)
            say("held", len(held))
            time.sleep(STAY_S)
            os._exit(0)
    time.sleep(STAY_S)
    say("all held")


def write_files(megabytes: str = "2000", files: str = "20", folder: str = ".") -> None:
    """Write so much into a folder, in several files."""
    piece, written = os.urandom(MEGABYTE), 0
    try:
        for number in range(int(files)):
            with Path(folder, f"filler-{number}").open("wb", buffering=0) as file:
                for _ in range(int(megabytes) // int(files)):
                    written += file.write(piece)
    except OSError as error:
        say("stopped by", error.strerror)
    say("written", written)
    time.sleep(STAY_S)


def write_and_delete(megabytes: str = "2000") -> None:
    """Write so much into one file that is emptied again and again, so that it never is large."""
    piece, written = os.urandom(MEGABYTE), 0
    with Path("again").open("wb", buffering=0) as file:
        while written < int(megabytes) * MEGABYTE:
            written += file.write(piece)
            if not written % (100 * MEGABYTE):
                file.truncate(0)
                file.seek(0)
    say("written", written)


def hide_files(megabytes: str = "2000") -> None:
    """Write so much into files that have no name any more."""
    piece, held = os.urandom(MEGABYTE), list[IO[bytes]]()
    for _ in range(20):
        file = tempfile.TemporaryFile(dir=".", buffering=0)  # noqa: SIM115 - it is held open on purpose
        held.append(file)
        for _ in range(int(megabytes) // 20):
            file.write(piece)
    say("hidden", len(held))
    time.sleep(STAY_S)


def fill_memory_files(megabytes: str = "2000") -> None:
    """Keep so much in files that are in no folder, and in no process's own memory."""
    piece, written, held = os.urandom(MEGABYTE), 0, list[int]()
    try:
        for number in range(20):
            held.append(os.memfd_create(f"filler-{number}"))
            for _ in range(int(megabytes) // 20):
                written += os.write(held[-1], piece)
    except OSError as error:
        say("stopped by", error.strerror)
    say("written", written)
    time.sleep(STAY_S)


def make_many_files(count: str = "200000") -> None:
    """Make so many empty files in one folder."""
    for number in range(int(count)):
        Path(f"empty-{number}").touch()
    say("files", count)


def make_deep_folders(depth: str = "5000") -> None:
    """Make a folder in a folder, and so on: deeper than what deletes them may expect."""
    made = 0
    with suppress(OSError):
        for _ in range(int(depth)):
            Path("d").mkdir()
            os.chdir("d")
            made += 1
    say("folders", made)


def shout(megabytes: str = "2000") -> None:
    """Write so much to standard output, without a line's end."""
    piece = b"a" * MEGABYTE
    for _ in range(int(megabytes)):
        os.write(1, piece)


def complain() -> None:
    """Write to standard error without end."""
    piece = b"a warning that is of no use to anybody\n" * 10_000
    while True:
        os.write(2, piece)


def burn(processes: str = "8", seconds: str = "60") -> None:
    """Use the processor in several processes."""
    for _ in range(int(processes)):
        if not os.fork():
            until = time.monotonic() + float(seconds)
            while time.monotonic() < until:
                pass
            os._exit(0)
    for _ in range(int(processes)):
        os.wait()
    say("burned", seconds)


def burn_in_short_lives(seconds: str = "60") -> None:
    """Use the processor in processes that each end soon, so that none of them is ever over its own limit."""
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        if not os.fork():
            sum(range(1_000_000))
            os._exit(0)
        os.wait()
    say("burned", seconds)


def sit(seconds: str = "3600") -> None:
    """Do nothing."""
    time.sleep(float(seconds))


def stay_behind(seconds: str = "60") -> None:
    """End at once, and leave a process in a session of its own that holds standard output open."""
    if not os.fork():
        os.setsid()
        if not os.fork():
            time.sleep(float(seconds))
        os._exit(0)
    os.wait()
    say("ended")


def beat_for_ever() -> None:
    """Give signs of life without an end, and do nothing."""
    while True:
        say()
        time.sleep(0.01)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
