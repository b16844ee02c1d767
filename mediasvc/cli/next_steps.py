"""What to do next, as commands that can be typed as they are."""

import shlex
import shutil
import sys
from pathlib import Path

from mediasvc.cli.examples import EXAMPLES
from mediasvc.domain.seminar import SeminarState
from mediasvc.organiser.desk import Published

NAME = "mediasvc"


def ended_well(published: Published) -> list[str]:
    """Return the lines that say what was built, where it is watched, and what to do next."""
    talk, folder = published.talk, published.unserved
    if talk.state is SeminarState.WITHDRAWN:
        show = typed("restore", talk.slug, folder=folder)
        return [
            f"Built: {talk.title}, release {published.release}, as {talk.slug}",
            f"Still withdrawn; {show} shows it.",
        ]
    lines = [f"Published: {talk.title}, release {published.release}, as {talk.slug}"]
    if folder is None:
        return [*lines, f"Watch it at {talk.watch_url}"]
    export = typed("export", talk.slug, "--out", f"{talk.slug}/", folder=folder)
    return [
        *lines,
        f"Show it:  {typed('serve', folder=folder)}",
        f"    then it is at {talk.watch_url}",
        f"Hand it on:  {export}",
        "    writes a folder that plays without a network",
    ]


def no_talk_yet(where: str) -> str:
    """Return what to say of an empty list, with the data folder or address that was looked at."""
    return f"There is no talk yet in {where}.\nFor example: {EXAMPLES['publish']}"


def typed(*words: str, folder: Path | None) -> str:
    """Return a command as it is typed here, with the data folder where it was given by an option, not by default."""
    is_option = any(word.partition("=")[0] == "--data-dir" for word in sys.argv)
    named = ["--data-dir", str(folder)] if is_option and folder is not None else []
    return shlex.join([_program(), *words, *named])


def _program() -> str:
    """Return this program as it was called, or its name alone where that finds it."""
    called = Path(sys.argv[0])
    found = shutil.which(NAME)
    if called.name != NAME or (found is not None and Path(found).resolve() == called.resolve()):
        return NAME
    return sys.argv[0]
