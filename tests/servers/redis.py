"""A Redis server of the tests' own, which keeps nothing, in a temporary folder."""

import os
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

LONGEST_SOCKET_PATH = 107


@contextmanager
def redis_at_socket() -> Generator[Path]:
    """The socket of a server that answers. It dies with this process."""
    with tempfile.TemporaryDirectory(prefix="q") as folder:
        path = Path(folder) / "redis.sock"
        assert len(os.fsencode(path)) <= LONGEST_SOCKET_PATH, "TMPDIR is too long for a socket"
        with _running(Path(folder), ["--port", "0", "--unixsocket", str(path)]):
            yield path


@contextmanager
def redis_at_port(port: int) -> Generator["subprocess.Popen[bytes]"]:
    """A server that answers at this port of loopback. It dies with this process."""
    with (
        tempfile.TemporaryDirectory(prefix="q") as folder,
        _running(Path(folder), ["--port", str(port), "--bind", "127.0.0.1"]) as server,
    ):
        yield server


@contextmanager
def _running(folder: Path, address: Sequence[str]) -> Generator["subprocess.Popen[bytes]"]:
    argv = ["setpriv", "--pdeathsig", "KILL", "redis-server", *address]
    argv += ["--dir", str(folder), "--save", "", "--appendonly", "no", "--daemonize", "no"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        try:
            ready = any(b"ready to accept connections" in line.lower() for line in server.stdout)
            assert ready, "redis-server does not start"
            yield server
        finally:
            server.kill()
