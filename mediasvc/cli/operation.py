"""Commands for those who run the service."""

import importlib
from datetime import UTC, datetime

import typer

from mediasvc.bootstrap import mailer_of, open_service
from mediasvc.cli import hints, say
from mediasvc.cli.commands import Commands
from mediasvc.cli.options import DataDir
from mediasvc.domain.access import Operator
from mediasvc.domain.build import BuildState
from mediasvc.domain.errors import Failure, MediasvcError, NotSupported
from mediasvc.organiser.local import working
from mediasvc.settings import Settings, load_settings
from mediasvc.supervisor import missing_programs
from mediasvc.usecases import follow
from mediasvc.usecases.builds import unfinished_builds
from mediasvc.usecases.catch_up import catch_up
from mediasvc.usecases.hand_in import discard
from mediasvc.usecases.publish_due import publish_due
from mediasvc.usecases.purge import purge
from mediasvc.usecases.reconcile import reconcile as reconcile_builds

WORKERS_DOCTOR = "workers.doctor"

app = typer.Typer()
db = typer.Typer(help="Look after the database.", cls=Commands)
app.add_typer(db, name="db")


@app.command()
def reconcile(data_dir: DataDir = None) -> None:
    """Build what the queue has lost.

    Unfinished builds go back into the queue and are seen to their end, releases whose time has come are published,
    deleted talks whose time is over are forgotten, and talks of earlier versions can be found.
    """
    failure: Failure | None = None
    with working(load_settings(data_dir)) as (service, supervisor):
        publish_due(service.database, datetime.now(UTC))
        while purge(service, datetime.now(UTC)):
            pass
        reconcile_builds(service.database, service.queue)
        while catch_up(service.database, service.storage):
            pass
        for build in unfinished_builds(service, Operator()):
            ended = follow.follow(service, Operator(), build.id, lambda _: None, supervisor.check)
            follow.let_go(service.queue, ended)
            if ended.state is BuildState.FAILED:
                discard(service, ended)
                failure = ended.failure
            say.line(f"{ended.id}  {ended.state}  {ended.request.details.title}")
    if failure is not None:
        say.give_up(hints.with_commands(failure))


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
    found.append(_mail(settings))
    weaker = settings.weaker_sandbox_because_every_file_is_trusted
    workers_doctor = importlib.import_module(WORKERS_DOCTOR)
    found += workers_doctor.checks(weaker=weaker)
    found.append(workers_doctor.recognition(settings.asr_model, settings.data_dir))
    for what, remedy in found:
        say.line(f"ok       {what}" if remedy is None else f"MISSING  {what}\n         {remedy}")
    if any(remedy for _, remedy in found):
        raise NotSupported("something is missing on this machine")


def _mail(settings: Settings) -> tuple[str, str | None]:
    """Return whether mail can be sent, with what helps where it cannot. Nothing is sent."""
    try:
        mailer = mailer_of(settings)
        with mailer.connect():
            is_sent = mailer.reaches_people
    except MediasvcError as error:
        return "mail can be sent", f"look at MEDIASVC_SMTP_URL and MEDIASVC_MAIL_FROM ({error})"
    return ("mail can be sent" if is_sent else "mail is kept as files, as MEDIASVC_SMTP_URL is not set"), None


@db.command()
def upgrade(data_dir: DataDir = None) -> None:
    """Bring the database up to date; every command does so by itself."""
    with open_service(load_settings(data_dir)):
        say.line("The database is up to date.")
