"""Commands for those who run the service."""

import importlib
import sys
from contextlib import suppress
from typing import Annotated

import typer

from mediasvc import server
from mediasvc.adapters.rq_queue import work
from mediasvc.bootstrap import open_service, redis_connection
from mediasvc.cli import say
from mediasvc.cli.talks import AsJson, DataDir
from mediasvc.domain.build import BuildState
from mediasvc.domain.errors import Failure, MediasvcError, NotSupported, QueueUnavailable
from mediasvc.logs import configure
from mediasvc.organiser.local import working
from mediasvc.settings import Settings, load_settings, remember
from mediasvc.supervisor import Supervisor, missing_programs
from mediasvc.usecases import follow
from mediasvc.usecases.hand_in import discard
from mediasvc.usecases.reconcile import reconcile as reconcile_builds
from mediasvc.usecases.tokens import create_token, list_tokens, revoke_token

WORKERS_DOCTOR = "workers.doctor"

app = typer.Typer()
db = typer.Typer(help="The database.", no_args_is_help=True)
token = typer.Typer(help="Tokens, which everything that changes something needs.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(token, name="token")

Host = Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 is every one of this machine.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 is any free one.")]
TokenName = Annotated[str, typer.Argument(help="Whose it is, or what for.")]


@app.command()
def serve(
    data_dir: DataDir = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int | None, typer.Option(min=1, help="How many talks are built at once.")] = None,
) -> None:
    """Run everything on this machine: pages, API, queue and workers, until Ctrl-C. Builds go on at the next start."""
    _serve(load_settings(data_dir), host, port, workers)


@app.command()
def api(data_dir: DataDir = None, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run pages and API, and no worker: `mediasvc worker` runs on other machines."""
    _serve(load_settings(data_dir), host, port, 0)


@app.command()
def worker(data_dir: DataDir = None) -> None:
    """Run builds from the queue, one at a time, until it is stopped."""
    settings = load_settings(data_dir)
    remember(settings)
    configure(as_json=not sys.stderr.isatty())
    with redis_connection(settings) as connection:
        work(connection)


@app.command()
def reconcile(data_dir: DataDir = None) -> None:
    """Put unfinished builds that the queue has lost back into it, and see them to their end."""
    failure: Failure | None = None
    with working(load_settings(data_dir)) as (service, supervisor):
        reconcile_builds(service.database, service.queue)
        with service.database.reading() as catalogue:
            unfinished = catalogue.builds.unfinished()
        for build in unfinished:
            ended = follow.follow(service.database, build.id, lambda _: None, supervisor.check)
            if ended.state is BuildState.FAILED:
                discard(service.database, service.storage, ended)
                failure = ended.failure
            say.line(f"{ended.id}  {ended.state}  {ended.request.details.title}")
    if failure is not None:
        say.give_up(failure)


@app.command()
def doctor(data_dir: DataDir = None) -> None:
    """Say what is missing on this machine, and how to install it."""
    settings = load_settings(data_dir)
    found: list[tuple[str, str | None]] = [
        (f"{name} runs the queue", f"apt-get install {name}" if name in missing_programs(settings) else None)
        for name in ("redis-server", "setpriv")
    ]
    try:
        with open_service(settings):
            found.append((f"{settings.data_dir} can be written", None))
    except (MediasvcError, OSError) as error:
        found.append((f"{settings.data_dir} can be written", f"choose another folder with --data-dir ({error})"))
    found += importlib.import_module(WORKERS_DOCTOR).checks()
    for what, remedy in found:
        say.line(f"ok       {what}" if remedy is None else f"MISSING  {what}\n         {remedy}")
    if any(remedy for _, remedy in found):
        raise NotSupported("something is missing on this machine")


@db.command()
def upgrade(data_dir: DataDir = None) -> None:
    """Bring the database up to date; every command does so by itself."""
    with open_service(load_settings(data_dir)):
        say.line("The database is up to date.")


@token.command()
def create(name: TokenName, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Make a token, and show it this once: only its hash is kept."""
    with open_service(load_settings(data_dir)) as service:
        secret = create_token(service.database, name)
    if as_json:
        say.json_value({"name": name, "token": secret})
        return
    say.line(secret)


@token.command("list")
def list_all(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the tokens that are good, by name."""
    with open_service(load_settings(data_dir)) as service:
        tokens = list_tokens(service.database)
    if as_json:
        say.json_value([{"name": each.name, "created_at": each.created_at.isoformat()} for each in tokens])
        return
    for each in tokens:
        say.line(f"{each.created_at:%Y-%m-%d}  {each.name}")


@token.command()
def revoke(name: TokenName, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Make a token good no more."""
    with open_service(load_settings(data_dir)) as service:
        revoke_token(service.database, name)
    if as_json:
        say.json_value({"name": name})
        return
    say.line(f"{name} is good no more.")


def _serve(settings: Settings, host: str, port: int, workers: int | None) -> None:
    """Run the server; `workers` is how many are kept running, None as many as the settings say."""
    if missing := missing_programs(settings):
        raise QueueUnavailable(f"{', '.join(missing)} is not on this machine")
    remember(settings)
    configure(as_json=not sys.stderr.isatty())
    with (
        server.listen(host, port) as listening,
        open_service(_reached_at(settings, server.address_of(listening))) as service,
        Supervisor(service, workers=workers),
        suppress(KeyboardInterrupt),
    ):
        say.note(f"{server.address_of(listening)} is ready; Ctrl-C ends it.")
        server.run(service, listening)


def _reached_at(settings: Settings, address: str) -> Settings:
    """The settings; where nobody has said how people reach the service, it is at this address."""
    is_told = "public_url" in settings.model_fields_set
    return settings if is_told else settings.model_copy(update={"public_url": address})
