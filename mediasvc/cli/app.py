"""The program: its commands, and how it ends."""

import importlib
import logging
import signal
import sys
from collections.abc import Mapping
from io import TextIOWrapper

import structlog
import typer
from typer.exceptions import TyperException

from mediasvc.cli import hints, say
from mediasvc.cli.commands import Command, Commands
from mediasvc.cli.examples import EXAMPLES
from mediasvc.cli.mistakes import sentence_of
from mediasvc.domain.errors import Cancelled, InternalError, MediasvcError, Usage
from mediasvc.logs import configure
from mediasvc.organiser.desk import RefusedError

INTERRUPTED = 130  # what Typer returns after Ctrl-C

# Which module has which commands, in the order in which they are told. Loading is nearly all that most commands take,
# so none loads what only others need.
COMMANDS: Mapping[str, str] = {
    **dict.fromkeys(("publish", "rebuild", "list", "show", "withdraw", "restore"), "mediasvc.cli.talks"),
    "export": "mediasvc.cli.export",
    "timeline": "mediasvc.cli.timeline",
    **dict.fromkeys(("serve", "api"), "mediasvc.cli.serving"),
    "worker": "mediasvc.cli.work",
    **dict.fromkeys(("reconcile", "doctor", "db"), "mediasvc.cli.operation"),
    **dict.fromkeys(("person", "token"), "mediasvc.cli.accounts"),
}

FIRST_STEPS = f"""\b
First steps:
  mediasvc doctor
  {EXAMPLES["publish"]}
  mediasvc serve
"""

log = structlog.get_logger()


def program(word: str = "") -> typer.Typer:
    """Return the commands of the module that has this one, or all of them where none has it."""
    app = typer.Typer(
        name="mediasvc",
        help="Turns a seminar's slides and its sound recording into a voice-over-slides talk for thin links.",
        cls=Commands,
        epilog=FIRST_STEPS,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for module in [COMMANDS[word]] if word in COMMANDS else dict.fromkeys(COMMANDS.values()):
        app.add_typer(_checked(importlib.import_module(module).app))
    return app


def _checked(app: typer.Typer) -> typer.Typer:
    """Return the app with every command of it checking its words."""
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            _checked(group.typer_instance)
    return app


def main() -> None:
    """Run the command that was given; exit with 0, or with 2 after an error."""
    configure(as_json=False, level=logging.WARNING)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # File names need not be text; JSON's own escapes are what backslashreplace writes for them.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        if program(*sys.argv[1:2])(standalone_mode=False) == INTERRUPTED:
            raise Cancelled
    except (MediasvcError, RefusedError) as error:
        say.give_up(hints.failure_of(error))
    except TyperException as error:
        say.give_up(hints.failure_of(Usage(sentence_of(error))))
    except Exception as error:
        log.exception("unexpected error")
        say.give_up(hints.failure_of(InternalError(f"{type(error).__name__}: {error}")))
