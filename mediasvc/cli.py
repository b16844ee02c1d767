"""`mediasvc`: what an organiser does on the command line, through the use cases and the queue that all others use."""

import html
import importlib
import json
import re
import signal
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn
from typer.exceptions import TyperException

from mediasvc.adapters.rq_queue import work
from mediasvc.bootstrap import Service, open_service, redis_connection
from mediasvc.domain.build import Build, BuildState, Step
from mediasvc.domain.errors import (
    Cancelled,
    Failure,
    InternalError,
    MediasvcError,
    NotSupported,
    QueueUnavailable,
    Usage,
)
from mediasvc.domain.seminar import Seminar, SeminarDetails, Visibility, checked_name
from mediasvc.domain.timeline import TimingMethod
from mediasvc.settings import load_settings, remember
from mediasvc.supervisor import Supervisor, missing_programs
from mediasvc.usecases import browse, follow, submit
from mediasvc.usecases.export import export as export_talk
from mediasvc.usecases.reconcile import reconcile as reconcile_builds
from mediasvc.usecases.withdraw import withdraw as withdraw_talk
from mediasvc.web.offline import offline_page, size

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
SPDX = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")
WORKERS_DOCTOR = "workers.doctor"

INTERRUPTED = 130  # what Typer returns after Ctrl-C

STEP_SENTENCES = {
    Step.INGEST: "Looking at the files",
    Step.RENDER_SLIDES: "Drawing the slides",
    Step.BIND_SLIDES: "Binding the slides",
    Step.MASTER_AUDIO: "Levelling the sound",
    Step.PLAN_TIMELINE: "Finding the slide times",
    Step.ENCODE_TRACK: "Encoding sound and pictures",
    Step.MUX: "Putting the files together",
    Step.PUBLISH: "Publishing",
}

app = typer.Typer(
    name="mediasvc",
    help="Turns a seminar's slides and its sound recording into a voice-over-slides talk for thin links.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(db, name="db")

DataDir = Annotated[Path | None, typer.Option(help="Where everything is kept. [default: the user's data folder]")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value on standard output.")]
Timing = Annotated[TimingMethod, typer.Option(help="Where slide times come from.")]
Cues = Annotated[Path | None, typer.Option(help="Slide times: CSV with slide,start, JSON, or WebVTT.")]
Slug = Annotated[str, typer.Argument(help="The talk's slug, as list shows it.")]
Url = Annotated[str | None, typer.Option(help="A service elsewhere. Not supported yet.")]
Token = Annotated[str | None, typer.Option(help="The token for that service. Not supported yet.")]

log = structlog.get_logger()
out = Console(highlight=False, emoji=False, soft_wrap=True)
err = Console(highlight=False, emoji=False, soft_wrap=True, stderr=True)


@app.command()
def publish(
    files: Annotated[list[Path], typer.Argument(help="Decks and recordings, each in their order.")],
    title: Annotated[str, typer.Option(help="The seminar's title.")],
    speaker: Annotated[list[str] | None, typer.Option(help="A speaker; may be given several times.")] = None,
    held_on: Annotated[str | None, typer.Option(help="The day, as 2026-11-21.")] = None,
    language: Annotated[str | None, typer.Option(help="The talk's language, as en or pt-BR.")] = None,
    series: Annotated[str | None, typer.Option(help="The series that the seminar belongs to.")] = None,
    slug: Annotated[str | None, typer.Option(help="Name the new seminar so, or make a release of this one.")] = None,
    timing: Timing = TimingMethod.AUTO,
    cues: Cues = None,
    captions: Annotated[Path | None, typer.Option(help="Captions. Not supported yet.")] = None,
    visibility: Annotated[Visibility, typer.Option(help="Who may see it; only public yet.")] = Visibility.PUBLIC,
    license: Annotated[str | None, typer.Option(help="The licence, as SPDX names it: CC-BY-4.0.")] = None,
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Build a talk from decks and recordings, and publish it."""
    began = time.monotonic()
    _refuse(captions=captions, url=url, token=token)
    if visibility is not Visibility.PUBLIC:
        raise NotSupported(f"--visibility {visibility}")
    details = SeminarDetails(
        title=checked_name("title", title),
        speakers=tuple(checked_name("speaker's name", name) for name in speaker or ()),
        held_on=_date(held_on),
        language=_shaped("language", language, LANGUAGE),
        series=None if series is None else checked_name("series", series),
        visibility=visibility,
        license=_shaped("license", license, SPDX),
    )
    _check_timing(timing, cues)
    with _working(data_dir) as (service, supervisor):

        def begin() -> Build:
            return submit.submit(service.database, service.storage, service.queue, files, details, timing, cues, slug)

        _build(service, supervisor, begin, began, as_json)


@app.command()
def rebuild(
    slug: Slug,
    title: Annotated[str | None, typer.Option(help="A new title.")] = None,
    timing: Annotated[TimingMethod | None, typer.Option(help="Another way to find slide times.")] = None,
    cues: Cues = None,
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Make a new release of the same sources; only what has changed is built."""
    began = time.monotonic()
    _refuse(url=url, token=token)
    checked = None if title is None else checked_name("title", title)
    if timing is not None or cues is not None:
        _check_timing(timing or TimingMethod.AUTO, cues)
    with _working(data_dir) as (service, supervisor):

        def begin() -> Build:
            return submit.rebuild(service.database, service.storage, service.queue, slug, checked, timing, cues)

        _build(service, supervisor, begin, began, as_json)


@app.command()
def export(
    slug: Slug,
    to: Annotated[Path, typer.Option("--out", help="A new folder, or a new file whose name ends in .zip.")],
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Write the talk to a folder or a zip file that plays anywhere, also without a network."""
    _refuse(url=url, token=token)
    with open_service(load_settings(data_dir)) as service:
        export_talk(service.database, service.storage, slug, to, offline_page)
    if as_json:
        _print_json({"slug": slug, "out": str(to)})
        return
    out.print(f"{to}", markup=False)


@app.command("list")
def list_talks(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List every seminar, newest first."""
    with open_service(load_settings(data_dir)) as service:
        seminars = browse.list_seminars(service.database)
    if as_json:
        _print_json([_brief(seminar) for seminar in seminars])
        return
    for seminar in seminars:
        out.print(f"{seminar.slug}  {seminar.state}  {seminar.details.title}", markup=False)


@app.command()
def show(slug: Slug, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show a seminar, and what its published files weigh."""
    with open_service(load_settings(data_dir)) as service:
        shown = browse.show(service.database, service.storage, slug)
        watch_url = _watch_url(service, shown.seminar)
    if as_json:
        _print_json({**_brief(shown.seminar), "watch_url": watch_url, "manifest": shown.manifest})
        return
    out.print(f"{shown.seminar.details.title}\n{shown.seminar.state}  {watch_url}", markup=False)
    for rendition in (shown.manifest or {"renditions": []})["renditions"]:
        out.print(f"  {rendition['label']}: {size(rendition['size_bytes'])}", markup=False)


@app.command()
def withdraw(slug: Slug, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Take a talk off the public pages. Nothing is deleted: publish --slug brings a release back."""
    with open_service(load_settings(data_dir)) as service:
        seminar = withdraw_talk(service.database, slug)
    if as_json:
        _print_json(_brief(seminar))
        return
    out.print(f"{slug} is withdrawn.", markup=False)


@app.command()
def worker(data_dir: DataDir = None) -> None:
    """Run builds from the queue, one at a time, until it is stopped."""
    settings = load_settings(data_dir)
    remember(settings)
    with redis_connection(settings) as connection:
        work(connection)


@app.command()
def reconcile(data_dir: DataDir = None) -> None:
    """Put unfinished builds that the queue has lost back into it, and see them to their end."""
    failure: Failure | None = None
    with _working(data_dir) as (service, supervisor):
        reconcile_builds(service.database, service.queue)
        with service.database.transaction() as catalogue:
            unfinished = catalogue.builds.unfinished()
        for build in unfinished:
            ended = follow.follow(service.database, build.id, lambda _: None, supervisor.check)
            if ended.state is BuildState.FAILED:
                submit.discard(service.database, service.storage, ended)
                failure = ended.failure
            out.print(f"{ended.id}  {ended.state}  {ended.request.details.title}", markup=False)
    if failure is not None:
        _give_up(failure)


@app.command()
def doctor(data_dir: DataDir = None) -> None:
    """Say what is missing on this machine, and how to install it."""
    settings = load_settings(data_dir)
    found: list[tuple[str, str | None]] = [
        (f"{name} runs the queue", f"apt-get install {name}" if name in missing_programs() else None)
        for name in ("redis-server", "setpriv")
    ]
    try:
        with open_service(settings):
            found.append((f"{settings.data_dir} can be written", None))
    except (MediasvcError, OSError) as error:
        found.append((f"{settings.data_dir} can be written", f"choose another folder with --data-dir ({error})"))
    found += importlib.import_module(WORKERS_DOCTOR).checks()
    for what, remedy in found:
        out.print(f"ok       {what}" if remedy is None else f"MISSING  {what}\n         {remedy}", markup=False)
    if any(remedy for _, remedy in found):
        raise NotSupported("something is missing on this machine")


@db.command()
def upgrade(data_dir: DataDir = None) -> None:
    """Bring the database up to date; every command does so by itself."""
    with open_service(load_settings(data_dir)):
        out.print("The database is up to date.")


def main() -> None:
    """Run the command that was given; exit with 0, or with 2 after an error."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    processors = (*structlog.get_config()["processors"][:-1], plain)
    structlog.configure(processors=processors, logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # File names need not be text; JSON's own escapes are what backslashreplace writes for them.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        if app(standalone_mode=False) == INTERRUPTED:
            raise Cancelled
    except MediasvcError as error:
        _give_up(error.failure)
    except TyperException as error:
        sentence = getattr(error, "format_message", error.__str__)()
        _give_up(Usage(sentence.strip()).failure)
    except Exception as error:
        log.exception("unexpected error")
        _give_up(InternalError(f"{type(error).__name__}: {error}").failure)


def _give_up(failure: Failure) -> None:
    if "--json" in sys.argv:
        _print_json({"error": asdict(failure)})
    else:
        err.print(f"{failure.message}\n{failure.hint}".strip(), markup=False)
    sys.exit(2)


@contextmanager
def _working(data_dir: Path | None) -> Generator[tuple[Service, Supervisor]]:
    """The service, with a queue and workers that run. Raises QueueUnavailable where they cannot."""
    settings = load_settings(data_dir)
    if missing := missing_programs():
        raise QueueUnavailable(f"{', '.join(missing)} is not on this machine")
    remember(settings)
    with open_service(settings) as service, Supervisor(service) as supervisor:
        yield service, supervisor


def _build(service: Service, supervisor: Supervisor, begin: Callable[[], Build], began: float, as_json: bool) -> None:
    """Begin a build, follow it, and say how it ended. Nothing half-made is left of one that did not end well."""
    build = begin()
    try:
        with _bars(as_json) as on_change:
            build = follow.follow(service.database, build.id, on_change, supervisor.check)
    except (KeyboardInterrupt, MediasvcError):
        follow.cancel(service.database, service.queue, build)
        submit.discard(service.database, service.storage, build)
        raise
    if build.state is BuildState.FAILED and build.failure is not None:
        submit.discard(service.database, service.storage, build)
        _give_up(build.failure)
    with service.database.transaction() as catalogue:
        seminar = catalogue.seminars.by_id(build.seminar_id)
        release = catalogue.releases.of_build(build.id)
    number = None if release is None else release.number
    watch_url = _watch_url(service, seminar)
    if as_json:
        embed = (
            f'<iframe src="{watch_url}/embed" title="{html.escape(seminar.details.title)}" allowfullscreen></iframe>'
        )
        answer = {"slug": seminar.slug, "state": seminar.state, "release": number, "watch_url": watch_url}
        told = {"embed_html": embed, "elapsed_s": round(time.monotonic() - began, 1)}
        _print_json({**answer, **told, "warnings": [asdict(warning) for warning in build.warnings]})
        return
    for warning in build.warnings:
        err.print(f"Note: {warning.message}", markup=False)
    out.print(f"Published: {seminar.details.title}, release {number}, as {seminar.slug}", markup=False)


@contextmanager
def _bars(as_json: bool) -> Generator[Callable[[Build], None]]:
    """A bar per step on a terminal, and nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=as_json or not err.is_terminal) as progress:
        bars: dict[str, TaskID] = {}

        def on_change(build: Build) -> None:
            for step, sentence in STEP_SENTENCES.items():
                if step in build.progress:
                    if step not in bars:
                        bars[step] = progress.add_task(sentence, total=1.0)
                    progress.update(bars[step], completed=build.progress[step])

        yield on_change


def _refuse(**options: object) -> None:
    for name, value in options.items():
        if value is not None:
            raise NotSupported(f"--{name}")


def _check_timing(timing: TimingMethod, cues: Path | None) -> None:
    if timing is TimingMethod.CUES and cues is None:
        raise Usage("--timing cues needs a file: --cues FILE")
    if cues is not None and timing not in (TimingMethod.AUTO, TimingMethod.CUES):
        raise Usage(f"--cues and --timing {timing} exclude each other")


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise Usage(f"--held-on {text} is not a day such as 2026-11-21") from error


def _shaped(name: str, text: str | None, shape: re.Pattern[str]) -> str | None:
    if text is not None and (len(text) > 300 or not shape.fullmatch(text)):
        raise Usage(f"--{name} {text[:40]} has another form than is expected")
    return text


def _watch_url(service: Service, seminar: Seminar) -> str:
    return f"{service.settings.public_url.rstrip('/')}/s/{seminar.slug}"


def _brief(seminar: Seminar) -> dict[str, Any]:
    return {
        "slug": seminar.slug,
        "title": seminar.details.title,
        "state": seminar.state,
        "release": seminar.release,
    }


def _print_json(value: dict[str, Any] | Sequence[Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
