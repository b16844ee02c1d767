"""Runs the targets, each in a process of its own, as script/fuzz/run says."""

import pkgutil
import re
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from fuzz import targets

EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
LAST_LINES = 40


def main() -> int:
    names = sorted(module.name for module in pkgutil.iter_modules(targets.__path__))
    parser = ArgumentParser("script/fuzz/run")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of: {', '.join(names)}; all without one")
    parser.add_argument("--seconds", type=int, default=300, help="how long each target is run")
    asked = parser.parse_intermixed_args()
    if unknown := sorted(set(asked.targets) - set(names)):
        parser.error(f"there is no target {', '.join(unknown)}")
    kept = Path(tempfile.mkdtemp(prefix="fuzz-"))
    print(f"Inputs are kept in {kept}")
    print(f"{'target':<12} {'seconds':>7} {'executions':>11}  found", flush=True)
    found = [_run(name, asked.seconds, kept / name) for name in asked.targets or names]
    return int(any(found))


def _run(name: str, seconds: int, folder: Path) -> bool:
    """Run a target for so long, print its line, and return whether it found something."""
    folder.mkdir()
    ended = subprocess.run(
        [sys.executable, "-m", "fuzz.one", name, str(folder), str(seconds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    written = ended.stdout.decode(errors="replace")
    crashes = sorted(str(file) for file in folder.glob("*-*") if file.is_file())
    counted = EXECUTED.search(written)
    has_found = ended.returncode != 0
    print(f"{name:<12} {seconds:>7} {counted[1] if counted else '-':>11}  {' '.join(crashes) if has_found else '-'}")
    if has_found:
        print("\n".join(written.splitlines()[-LAST_LINES:]))
    sys.stdout.flush()
    return has_found


if __name__ == "__main__":
    sys.exit(main())
