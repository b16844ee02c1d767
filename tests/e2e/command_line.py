"""Runs `mediasvc` as its users do: as a program."""

import contextlib
import json
import os
import subprocess
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediasvc.bootstrap import Service, open_service
from mediasvc.domain.access import Operator
from mediasvc.domain.manifest import Manifest
from mediasvc.settings import load_settings
from mediasvc.usecases.watch import manifest_of, watch

LONGEST_S = 200


@dataclass(frozen=True)
class Mediasvc:
    data_dir: Path

    def start(self, *arguments: str | Path) -> "subprocess.Popen[str]":
        """Start a command, with standard output and error caught."""
        argv = [sys.executable, "-m", "mediasvc", *map(str, arguments), "--data-dir", str(self.data_dir)]
        return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Exit status, standard output and standard error of a command."""
        return finish(self.start(*arguments))

    def json(self, *arguments: str | Path) -> Any:
        """What a command that ends well prints with `--json`."""
        status, stdout, stderr = self.run(*arguments, "--json")
        assert status == 0, stdout + stderr
        return json.loads(stdout)

    def error(self, *arguments: str | Path) -> Any:
        """The error that a command ends with."""
        status, stdout, stderr = self.run(*arguments, "--json")
        assert status == 2, stdout + stderr
        return json.loads(stdout)["error"]

    def export(self, slug: str, out: Path) -> dict[str, Any]:
        """The manifest of the exported talk."""
        status, _, stderr = self.run("export", slug, "--out", out)
        assert status == 0, stderr
        return json.loads((out / "manifest.json").read_text("utf-8"))

    def manifest(self, slug: str) -> Manifest:
        """The published manifest, read without a program, which takes a second to start."""
        with self._service() as service:
            return manifest_of(service.storage, watch(service, Operator(), slug).release)

    def releases(self) -> dict[str, int | None]:
        """The number of what is published of each seminar, by slug, read without a program."""
        with self._service() as service, service.database.reading() as catalogue:
            return {seminar.slug: seminar.release for seminar in catalogue.seminars.all()}

    def kept_files(self) -> set[str]:
        """The keys of everything in storage."""
        storage = self.data_dir / "storage"
        return {str(path.relative_to(storage)) for path in storage.rglob("*") if path.is_file()}

    def _service(self) -> AbstractContextManager[Service]:
        return open_service(load_settings(self.data_dir))


def finish(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    stdout, stderr = process.communicate(timeout=LONGEST_S)
    return process.returncode, stdout, stderr


def children_of(pid: int, name: str) -> list[int]:
    """The processes below `pid`, at any depth, whose command line holds `name`."""
    found: list[int] = []
    # They come and go meanwhile.
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                if name in Path(f"/proc/{child}/cmdline").read_text().replace("\0", " "):
                    found.append(child)
                found += children_of(child, name)
    return found


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
