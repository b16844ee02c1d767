"""The command that runs builds."""

import importlib
import sys

import structlog
import typer

from mediasvc.adapters.rq_queue import work
from mediasvc.bootstrap import redis_connection
from mediasvc.cli.options import DataDir
from mediasvc.logs import configure
from mediasvc.settings import load_settings, remember

WORKERS_CONFINEMENT = "workers.confinement"

app = typer.Typer()
log = structlog.get_logger()


@app.command()
def worker(data_dir: DataDir = None) -> None:
    """Run builds from the queue, one at a time, until it is stopped."""
    settings = load_settings(data_dir)
    remember(settings)
    configure(as_json=not sys.stderr.isatty())
    weaker = settings.weaker_sandbox_because_every_file_is_trusted
    refusal = importlib.import_module(WORKERS_CONFINEMENT).refusal(weaker=weaker)
    if refusal is not None:
        log.error("every build will be refused", error=refusal)
    with redis_connection(settings) as connection:
        work(connection, refusal)
