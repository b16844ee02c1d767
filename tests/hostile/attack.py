"""Publishes hostile files by the real command line, one at a time, and judges what came of each."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integration.makers import Page, make_pdf, make_recording

from hostile.canary import Canary
from hostile.case import PUBLISHED, Case, Place
from hostile.outside import Outside
from hostile.released import Released

LONGEST_S = 90.0
HONEST_SLIDES = 2
HONEST_SOUND = "anoisesrc=d=6:c=pink:a=0.3:r=16000:seed=1,tremolo=f=3:d=0.9"
# It is in the environment of the workers, and in nothing that anybody may see.
SECRET = "a-secret-of-the-workers"
SECRETS = (SECRET.encode(), b"root:x:0:0")
TESTS = Path(__file__).resolve().parents[1]


class NothingWorksError(Exception):
    """The honest talk was not published, so no answer about a hostile one means anything."""


@dataclass(frozen=True)
class Attacked:
    """What came of one file. `answer` is the code of the error, or PUBLISHED; `wrong` is what should not have been."""

    case: Case
    answer: str
    message: str
    warnings: tuple[str, ...]
    wrong: tuple[str, ...]
    wall_s: float
    peak_bytes: int
    connections: int
    strays: int


class Attack:
    """A data folder with one honest talk, in which talks of hostile files are published, and all that stands around it.

    `folder` is kept small: a file that was tried is deleted. Raises NothingWorksError.
    """

    def __init__(self, folder: Path, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._files, self.data_dir = folder / "files", folder / "data"
        self._around = {name: folder / name for name in ("home", "work", "temporary")}
        for made in (self._files, *self._around.values()):
            made.mkdir(parents=True)
        self._deck, self._recording = folder / "honest.pdf", folder / "honest.wav"
        make_pdf(self._deck, Page("#336699", "One"), Page("#993366", "Two"))
        make_recording(self._recording, HONEST_SOUND)
        answer, _ = self._publish(str(self._deck), str(self._recording))
        if answer.get("state") != PUBLISHED:
            raise NothingWorksError(answer)

    def try_out(self, case: Case) -> Attacked:
        """Publish the case's file beside an honest one, and judge what comes of it."""
        file = self._files / case.file
        released = Released(self.data_dir)
        outside = Outside((self.data_dir, *self._around.values()))
        with Canary() as canary:
            file.write_bytes(case.make(canary.address))
            answer, seen = self._publish(*self._words(case, file))
        file.unlink()
        warnings = [each["code"] for each in answer.get("warnings", ())]
        code = answer["error"]["code"] if "error" in answer else answer.get("state", "no answer")
        strays = outside.what_came()
        wrong = [*case.what_is_wrong(code, warnings), *strays]
        if code == PUBLISHED:
            wrong += released.what_is_wrong(case.slides or HONEST_SLIDES, case.absent)
        wrong += released.what_leaked(SECRETS)
        wrong += [f"reached the canary: {line}" for line in canary.reached]
        wrong += [f"left behind: {name}" for name in seen["left"]]
        return Attacked(
            case,
            code,
            str(answer.get("error", {}).get("message", "")),
            tuple(warnings),
            tuple(wrong),
            seen["wall_s"],
            seen["peak_bytes"],
            len(canary.reached),
            len(strays) + len(seen["left"]),
        )

    def _words(self, case: Case, file: Path) -> list[str]:
        if case.place is Place.DECK:
            return [str(file), str(self._recording)]
        if case.place is Place.RECORDING:
            return [str(self._deck), str(file)]
        return [str(self._deck), str(self._recording), case.place.value, str(file)]

    def _publish(self, *words: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Return what the command answered, and what was seen of its processes."""
        seen = self._files / "seen.json"
        publish = [sys.executable, "-m", "mediasvc", "publish", *words, "--title", "Talk", "--json"]
        publish += ["--data-dir", str(self.data_dir)]
        done = subprocess.run(
            [sys.executable, "-P", "-m", "hostile.watch", str(seen), f"{self._longest_s:g}", *publish],
            cwd=self._around["work"],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        answer = _answer(done.returncode, done.stdout)
        figures = json.loads(seen.read_text())
        return ({} if figures["killed"] else answer), figures

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self._around["home"]),
            "TMPDIR": str(self._around["temporary"]),
            "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent / "script"))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SECRET": SECRET,
        }


def _answer(exit_status: int, stdout: bytes) -> Mapping[str, Any]:
    """Return the one object that the command printed, or nothing where it did not end as it promises to."""
    try:
        answer: Mapping[str, Any] = json.loads(stdout)
    except ValueError:
        return {}
    return answer if exit_status == (2 if "error" in answer else 0) else {}
