"""Attacks this service with hostile files, as script/attack says."""

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from hostile.attack import LONGEST_S, Attack, Attacked
from hostile.case import Case
from hostile.cases import CASES
from hostile.table import falls_short, line, summary


def main() -> int:
    parser = ArgumentParser("script/attack")
    parser.add_argument("--only", metavar="SUBSTRING", action="append", help="try only cases with this in their names")
    parser.add_argument("--list", action="store_true", help="only say which cases there are")
    parser.add_argument("--keep", metavar="DIR", type=Path, help="keep data folder and files here; an empty folder")
    parser.add_argument("--longest", metavar="S", type=float, default=LONGEST_S, help="kill a publish after so long")
    asked = parser.parse_args()
    chosen = [case for case in CASES if not asked.only or any(part in case.name for part in asked.only)]
    if asked.list:
        for case in chosen:
            say(f"{case.name:28} {case.file:16} {' '.join(sorted(case.right))}")
        return 0
    if not chosen:
        parser.error("no case has that in its name; --list names them all")
    if asked.keep and asked.keep.exists() and any(asked.keep.iterdir()):
        parser.error(f"{asked.keep} is not empty")
    with ExitStack() as stack:
        folder = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="attack-")))
        tried = try_all(chosen, folder, asked.longest)
    say(summary(tried))
    return int(any(falls_short(each) for each in tried))


def try_all(chosen: Sequence[Case], folder: Path, longest_s: float) -> list[Attacked]:
    """Return what came of each case, and print it as it comes."""
    attack = Attack(folder.absolute(), longest_s)
    tried: list[Attacked] = []
    for case in chosen:
        tried.append(attack.try_out(case))
        say(line(tried[-1]))
    return tried


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
