"""Runs `mediasvc serve` as its operators do: as a program that is started and stopped."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from command_line import LONGEST_S, Mediasvc, finish

READY = re.compile(r"(http://\S+) is ready")


@dataclass(frozen=True)
class Served:
    """A service that runs: where it is, and who may change something there."""

    address: str
    token: str
    process: "subprocess.Popen[str]"

    def client(self) -> httpx.Client:
        """A client of the API, with the token."""
        return httpx.Client(
            base_url=f"{self.address}api/v1/", headers={"Authorization": f"Bearer {self.token}"}, timeout=LONGEST_S
        )

    def command(self, *arguments: str | Path) -> Any:
        """What a command that works at this service, and ends well, prints with `--json`."""
        argv = [sys.executable, "-m", "mediasvc", *map(str, arguments), "--json"]
        argv += ["--url", self.address, "--token", self.token]
        status, stdout, stderr = finish(
            subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
        assert status == 0, stdout + stderr
        return json.loads(stdout)


@contextmanager
def served(mediasvc: Mediasvc, token: str, *options: str, command: str = "serve", port: int = 0) -> Generator[Served]:
    """The service on this port of this machine, or a free one, killed in the end where it still runs."""
    argv = [
        sys.executable,
        "-m",
        "mediasvc",
        command,
        "--port",
        str(port),
        "--data-dir",
        str(mediasvc.data_dir),
        *options,
    ]
    log = mediasvc.data_dir / "serve.log"
    with log.open("w") as said, subprocess.Popen(argv, stdout=said, stderr=said, text=True) as process:
        try:
            yield Served(_address(process, log), token, process)
        finally:
            process.kill()


def _address(process: "subprocess.Popen[str]", log: Path) -> str:
    """Where the service is, once it is ready."""
    while process.poll() is None:
        if found := READY.search(log.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"mediasvc serve does not start: {log.read_text()}")
