"""Deeds of a taken-over converter that leave something else under the name of the file that was asked for."""

import os
import socket
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

ENVIRONMENT = "/proc/self/environ"


def link(name: str = "x.pdf", target: str = ENVIRONMENT) -> None:
    """Leave a symbolic link."""
    Path(name).symlink_to(target)


def link_in_folder(name: str = "slides/0001.png", target: str = "/etc") -> None:
    """Leave a symbolic link in the place of the folder in which the file is expected."""
    Path(name).parent.symlink_to(target)


def pipe(name: str = "x.pdf") -> None:
    """Leave a FIFO, at which whoever opens it waits."""
    os.mkfifo(name)


def folder(name: str = "x.pdf") -> None:
    """Leave a folder with a file in it."""
    Path(name).mkdir()
    Path(name, "inside").write_text("text")


def hard_link(name: str = "x.pdf", source: str = "/etc/hostname") -> None:
    """Leave another name of a file that is not ours, and say what hinders it."""
    try:
        os.link(source, name)
    except OSError as error:
        print(error.strerror)  # noqa: T201 - it has no other way to tell


def device(name: str = "x.pdf") -> None:
    """Leave a device, the one that never ends, and say what hinders it."""
    try:
        os.mknod(name, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except OSError as error:
        print(error.strerror)  # noqa: T201 - it has no other way to tell


def door(name: str = "x.pdf") -> None:
    """Leave a socket."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(name)


def swapped(name: str = "x.pdf", target: str = ENVIRONMENT, seconds: str = "10") -> None:
    """Leave a file that a process behind this one replaces by a link and back, as fast as it can."""
    Path(name).write_bytes(b"%PDF-1.4")
    if os.fork():
        return
    os.setsid()
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        with suppress(OSError):
            Path("other").symlink_to(target)
            Path("other").replace(name)
            Path("other").write_bytes(b"%PDF-1.4")
            Path("other").replace(name)


def privileged(name: str = "x.pdf") -> None:
    """Leave a program that would run as its owner, and that anybody may write to."""
    Path(name).write_bytes(b"#!/bin/sh\nid\n")
    Path(name).chmod(0o6777)


def locked(name: str = "x.pdf") -> None:
    """Leave a file that may not be read, beside a folder that may not be entered."""
    Path(name).write_bytes(b"%PDF-1.4")
    Path("closed/inside").mkdir(parents=True)
    Path(name).chmod(0)
    Path("closed").chmod(0)


def hollow(name: str = "x.pdf", size: str = str(1 << 40)) -> None:
    """Leave a file that claims a terabyte and takes no room, and say what hinders it."""
    try:
        with Path(name).open("wb") as file:
            file.truncate(int(size))
    except OSError as error:
        print(error.strerror)  # noqa: T201 - it has no other way to tell


def odd_names() -> None:
    """Leave files whose names are no text, look like options, lead away or break lines."""
    for name in (b"-rf", b"a\nb.png", b"\xff\xfe.png", b"..png", b"..\\..\\x", b"n" * 255, b"\x1b[2J", b" "):
        with suppress(OSError):
            os.close(os.open(name, os.O_CREAT | os.O_WRONLY))


def over_source(source: str) -> None:
    """Append to a file that it was given to read, and say how that went."""
    try:
        with Path(source).open("ab") as file:
            file.write(b"and more")
        print("appended")  # noqa: T201 - it has no other way to tell
    except OSError as error:
        print(error.strerror)  # noqa: T201 - it has no other way to tell


def answer(text: str) -> None:
    """Answer this in the place of our own reader."""
    sys.stdout.write(text)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
