"""This engine, as organisers use it: through its command line."""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmark.programs import Cost, ProgramFailedError, measured, run, running
from benchmark.talks import Talk

MEDIASVC = (sys.executable, "-m", "mediasvc")
READY = re.compile(r"(http://\S+) is ready")
WORTH_TELLING_MS = 100


@dataclass(frozen=True)
class Built:
    """One release, and what it took.

    `made` counts the files that were not in storage before, by suffix. `steps_ms` is how long the steps took that took
    a tenth of a second or more: a step that finds its work done takes less.
    """

    cost: Cost
    made: dict[str, int]
    steps_ms: dict[str, int]


@dataclass(frozen=True)
class Engine:
    """A data folder, and where it is served if it is."""

    data_dir: Path
    where: tuple[str, ...] = field(default=())

    def publish(self, talk: Talk, deck: Path | None = None) -> Built:
        """A release of the talk, its seminar named as it is, perhaps with another deck."""
        files = (deck or talk.deck, talk.recording)
        return self._build("publish", *files, "--slug", talk.name, "--title", "Bench", "--cues", talk.cues_file)

    def rebuild(self, talk: Talk, *changes: str | Path) -> Built:
        """A release of the same sources with these changes."""
        return self._build("rebuild", talk.name, *changes)

    def again(self, slug: str) -> None:
        """A release as this engine makes it now, of what there is."""
        run(*MEDIASVC, "rebuild", slug, *self._there)

    def export(self, slug: str, into: Path) -> dict[str, Any]:
        """The manifest of the talk's exported folder."""
        run(*MEDIASVC, "export", slug, "--out", into, *self._there)
        return json.loads((into / "manifest.json").read_text("utf-8"))

    @contextmanager
    def served(self) -> Generator["Engine"]:
        """The same data folder behind a service that runs."""
        told, _ = run(*MEDIASVC, "token", "create", f"bench {time.time_ns()}", "--json", "--data-dir", self.data_dir)
        with self.pages() as address:
            yield Engine(self.data_dir, ("--url", address, "--token", json.loads(told)["token"]))

    @contextmanager
    def pages(self) -> Generator[str]:
        """Where a service that runs on the data folder is."""
        log = self.data_dir / "serve.log"
        with running(log, *MEDIASVC, "serve", "--port", "0", "--data-dir", self.data_dir) as service:
            while not (found := READY.search(log.read_text())):
                if service.poll() is not None:
                    raise ProgramFailedError(log.read_text())
                time.sleep(0.05)
            yield found[1]

    @property
    def _there(self) -> tuple[str, ...]:
        return self.where or ("--data-dir", str(self.data_dir))

    def _build(self, *words: str | Path) -> Built:
        kept, logged = self._kept(), self._steps()
        done = measured(*MEDIASVC, *words, *self._there, "--json")
        steps: Counter[str] = Counter()
        for step in self._steps()[len(logged) :]:
            if step["elapsed_ms"] >= WORTH_TELLING_MS:
                name = f"{step['step']} {step['of'] or ''}".strip()
                steps[name] = max(steps[name], step["elapsed_ms"])
        made = Counter(path.suffix.removeprefix(".") for path in self._kept() - kept)
        return Built(done.cost, dict(made), dict(steps))

    def _kept(self) -> set[Path]:
        return {path for path in (self.data_dir / "storage" / "files").rglob("*") if path.is_file()}

    def _steps(self) -> list[dict[str, Any]]:
        """Every step that was done, as the workers' log has them."""
        log = self.data_dir / "run" / "worker.log"
        lines = log.read_text().splitlines() if log.exists() else []
        told = [json.loads(line) for line in lines if '"step done"' in line]
        return [line for line in told if line["event"] == "step done"]
