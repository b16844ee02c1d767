"""What commands print: text for people, or one JSON value for programs."""

import json
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from mediasvc.domain.errors import Failure
from mediasvc.domain.steps import STEPS
from mediasvc.organiser.desk import HEARING, SENDING, OnProgress

AGAIN = "Published. Its words are being recognised; it is published again if they change it. Ctrl-C waits no longer."

out = Console(highlight=False, emoji=False, soft_wrap=True)
err = Console(highlight=False, emoji=False, soft_wrap=True, stderr=True)


def line(text: str) -> None:
    """A line of text on standard output, as it is."""
    out.print(text, markup=False)


def note(text: str) -> None:
    """A line of text on standard error, as it is."""
    err.print(text, markup=False)


def json_value(value: dict[str, Any] | Sequence[Any]) -> None:
    """One JSON value on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def give_up(failure: Failure) -> None:
    """Say what went wrong, and end with status 2."""
    if "--json" in sys.argv:
        json_value({"error": {"code": failure.code, "message": failure.message, "hint": failure.hint}})
    else:
        note(f"{failure.message}\n{failure.hint}".strip())
    sys.exit(2)


@contextmanager
def bars(as_json: bool) -> Generator[OnProgress]:
    """A bar per step on a terminal, and nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=as_json or not err.is_terminal) as progress:
        steps = {step: row.sentence for step, row in STEPS.items()}
        sentences = {SENDING: "Sending the files", **steps, HEARING: "Recognising the words"}
        begun: dict[str, TaskID] = {}

        def on_progress(shares: Mapping[str, float]) -> None:
            for step, sentence in sentences.items():
                if step in shares:
                    if step == HEARING and step not in begun:
                        note(AGAIN)
                    if step not in begun:
                        begun[step] = progress.add_task(sentence, total=1.0)
                    progress.update(begun[step], completed=shares[step])

        yield on_progress
