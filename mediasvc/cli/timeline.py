"""The command that hands out a talk's slide times, and takes in changed ones."""

from pathlib import Path
from typing import Annotated

import typer

from mediasvc.cli import say
from mediasvc.cli.built import build_and_tell
from mediasvc.cli.desks import desk_of
from mediasvc.cli.next_steps import typed
from mediasvc.cli.options import AsJson, DataDir, Slug, Token, Url
from mediasvc.cli.timeline_file import read_timeline_file, text_of
from mediasvc.domain.errors import Usage
from mediasvc.domain.order import Order
from mediasvc.organiser.desk import Desk
from mediasvc.usecases.given_files import opened

app = typer.Typer()

MOST_SHOWN = 80


@app.command()
def timeline(
    slug: Slug,
    export_to: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE", help="A new file: JSON with all that is known, or .csv or .vtt."),
    ] = None,
    import_from: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="An exported file, changed; or any cues file.")
    ] = None,
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Write slide times to a file, or make a release of changed ones.

    The exported JSON says how sure each time is, why, and which other slides may be right. A time that you change is
    sure from then on, and so is one whose confidence you set to 1. Where somebody else has changed the slide times
    since they were exported, the import is refused with what was changed. Where a build is on its way, what is exported
    is what it will show. A cues file replaces whatever is there.
    """
    desk = desk_of(data_dir, url, token)
    if (export_to is None) == (import_from is None):
        raise Usage("timeline needs --export FILE or --import FILE, and not both")
    if export_to is not None:
        _write(desk, slug, export_to)
        if as_json:
            say.json_value({"slug": slug, "out": str(export_to)})
        else:
            say.line(f"{export_to}")
    elif import_from is not None:
        _import(desk, slug, import_from, as_json)


def _write(desk: Desk, slug: str, path: Path) -> None:
    text = text_of(desk.timeline(slug), path)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise Usage(f"{path} is there already; name a new file") from error
    except OSError as error:
        raise Usage(f"{path} cannot be written: {error.strerror or error}") from error


def _import(desk: Desk, slug: str, path: Path, as_json: bool) -> None:
    with opened(path) as file:
        read = read_timeline_file(file.read())
    if read is None:
        build_and_tell(lambda on_progress: desk.build(Order(cues=path), slug, on_progress), as_json)
        return
    if read.slug not in (None, slug):
        there = read.slug[:MOST_SHOWN]
        raise Usage(
            f"{path} holds the slide times of {there}, not of {slug}; nothing was changed",
            f"{typed('timeline', there, '--import', str(path))} changes those of {there}.",
        )
    build_and_tell(lambda on_progress: desk.edit_timeline(slug, read.version, read.cues, on_progress), as_json)
