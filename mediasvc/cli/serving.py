"""Commands that answer requests until they are stopped."""

import socket
import sys
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

import typer

from mediasvc import server
from mediasvc.bootstrap import Service, open_service
from mediasvc.cli import say
from mediasvc.cli.options import DataDir
from mediasvc.domain.access import Operator
from mediasvc.domain.errors import QueueUnavailable, Usage
from mediasvc.logs import configure
from mediasvc.presence import announced, reached_at, service_of
from mediasvc.settings import Settings, load_settings, remember
from mediasvc.supervisor import Supervisor, missing_programs
from mediasvc.usecases.links import first_admin_link

app = typer.Typer()

Host = Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 is every one of this machine.")]
Port = Annotated[int, typer.Option(min=0, max=server.HIGHEST_PORT, help="The port to listen on; 0 is any free one.")]


@app.command()
def serve(
    data_dir: DataDir = None,
    host: Host = "127.0.0.1",
    port: Port = server.DEFAULT_PORT,
    workers: Annotated[int | None, typer.Option(min=1, help="How many talks are built at once.")] = None,
) -> None:
    """Show the talks on web pages, until Ctrl-C.

    This runs everything on this machine: pages, API, queue and workers. Builds go on at the next start.
    """
    _serve(load_settings(data_dir), host, port, workers)


@app.command()
def api(data_dir: DataDir = None, host: Host = "127.0.0.1", port: Port = server.DEFAULT_PORT) -> None:
    """Run pages and API alone, for workers on other machines."""
    _serve(load_settings(data_dir), host, port, 0)


def _serve(settings: Settings, host: str, port: int, workers: int | None) -> None:
    """Run the server; `workers` is how many are kept running, None as many as the settings say."""
    if missing := missing_programs(settings):
        raise QueueUnavailable(f"{', '.join(missing)} is not on this machine")
    remember(settings)
    configure(as_json=not sys.stderr.isatty())
    with (
        _listening(settings, host, port) as listening,
        open_service(reached_at(settings, server.address_of(listening))) as service,
        Supervisor(service, workers=workers, sends_mail=workers != 0),
        announced(settings, server.address_of(listening)),
        suppress(KeyboardInterrupt),
    ):
        say.note(f"{server.address_of(listening)} is ready, with the talks in {settings.data_dir}; Ctrl-C ends it.")
        _welcome_first_admin(service)
        server.run(service, listening)


def _welcome_first_admin(service: Service) -> None:
    token = first_admin_link(service, Operator())
    if token is not None:
        say.note(f"Nobody can sign in yet. This link makes the first admin, once:\n{service.settings.link_url(token)}")


def _listening(settings: Settings, host: str, port: int) -> socket.socket:
    try:
        return server.listen(host, port)
    except Usage as error:
        address = service_of(settings)
        if address is None or urlsplit(address).port != port:
            raise
        served = f"the talks in {settings.data_dir} are served already, at {address}"
        raise Usage(served, "Open that address in a browser, or stop that service first.") from error
