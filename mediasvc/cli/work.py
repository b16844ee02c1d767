"""The command that does the jobs of the queue."""

import importlib
import sys
from typing import Annotated

import structlog
import typer

from mediasvc.adapters.rq_queue import work
from mediasvc.bootstrap import redis_connection
from mediasvc.cli.options import DataDir
from mediasvc.domain.job import JobKind
from mediasvc.logs import configure
from mediasvc.settings import Settings, load_settings, remember

WORKERS_CONFINEMENT = "workers.confinement"
# What opens uploads, in a sandbox, by default; and all that does.
BUILDERS = (JobKind.BUILD, JobKind.READ, JobKind.PICTURE)
SANDBOXED = (*BUILDERS, JobKind.TRANSCRIBE)

app = typer.Typer()
log = structlog.get_logger()


@app.command()
def worker(
    kind: Annotated[
        list[JobKind] | None,
        typer.Option(
            help="The jobs that it does: build, read, picture, transcribe or notify. [default: the first three]"
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Do jobs of the queue, one at a time, until it is stopped.

    Mail is sent by a worker of its own, which has to reach the mail server: --kind notify. So is speech recognised, as
    that takes long: --kind transcribe.
    """
    kinds = kind or BUILDERS
    settings = load_settings(data_dir)
    remember(settings)
    configure(as_json=not sys.stderr.isatty())
    refusal = None if set(kinds).isdisjoint(SANDBOXED) else _refusal(settings)
    with redis_connection(settings) as connection:
        work(connection, kinds, refusal)


def _refusal(settings: Settings) -> str | None:
    """Return why every build will be refused, if so."""
    weaker = settings.weaker_sandbox_because_every_file_is_trusted
    refusal: str | None = importlib.import_module(WORKERS_CONFINEMENT).refusal(weaker=weaker)
    if refusal is not None:
        log.error("every build will be refused", error=refusal)
    return refusal
