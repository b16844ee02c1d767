"""The program: its commands, and how it ends."""

import logging
import signal
import sys
from io import TextIOWrapper

import structlog
import typer
from typer.exceptions import TyperException

from mediasvc.cli import operation, say, talks
from mediasvc.domain.errors import Cancelled, InternalError, MediasvcError, Usage
from mediasvc.logs import configure
from mediasvc.organiser.desk import RefusedError

INTERRUPTED = 130  # what Typer returns after Ctrl-C

app = typer.Typer(
    name="mediasvc",
    help="Turns a seminar's slides and its sound recording into a voice-over-slides talk for thin links.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(talks.app)
app.add_typer(operation.app)

log = structlog.get_logger()


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
        if app(standalone_mode=False) == INTERRUPTED:
            raise Cancelled
    except (MediasvcError, RefusedError) as error:
        say.give_up(error.failure)
    except TyperException as error:
        sentence = getattr(error, "format_message", error.__str__)()
        say.give_up(Usage(sentence.strip()).failure)
    except Exception as error:
        log.exception("unexpected error")
        say.give_up(InternalError(f"{type(error).__name__}: {error}").failure)
