"""Commands about talks: here, or with --url at a service elsewhere."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from mediasvc.cli import say
from mediasvc.cli.built import build_and_tell
from mediasvc.cli.desks import desk_of
from mediasvc.cli.next_steps import no_talk_yet
from mediasvc.cli.options import AsJson, DataDir, Slug, Token, Url
from mediasvc.cli.order_options import OrderOptions, with_order_options
from mediasvc.cli.times import findings_of, in_one_line
from mediasvc.delivery.figures import size
from mediasvc.domain.errors import Usage
from mediasvc.organiser.desk import Talk
from mediasvc.settings import load_settings

app = typer.Typer()


@app.command()
@with_order_options
def publish(
    files: Annotated[list[Path], typer.Argument(help="Decks and recordings, each in their order.")],
    options: OrderOptions,
    slug: Annotated[str | None, typer.Option(help="Name the new seminar so, or make a release of this one.")] = None,
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Build a talk from decks and recordings, and publish it.

    It is published at once, or as --hold and --publish-at say.

    With the slug of a talk that exists it is a new release of that talk: what is not given stays as it was, and
    --no-X takes it away. Cues and captions go with a recording that is replaced.
    """
    order = options.order(tuple(files))
    if slug is None and options.title is None:
        raise Usage('a new talk needs a title, such as --title "Savings groups that last"')
    desk = desk_of(data_dir, url, token)
    build_and_tell(lambda on_progress: desk.build(order, slug, on_progress), as_json)


@app.command()
@with_order_options
def rebuild(
    slug: Slug,
    options: OrderOptions,
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Change a talk: make a new release of the same files.

    Only what has changed is built. What is not given stays as it was, and --no-X takes it away. --also names all that
    is made on demand from now on.
    """
    desk, order = desk_of(data_dir, url, token), options.order(None)
    build_and_tell(lambda on_progress: desk.build(order, slug, on_progress), as_json)


@app.command("list")
def list_talks(data_dir: DataDir = None, url: Url = None, token: Token = None, as_json: AsJson = False) -> None:
    """List all talks, the newest first."""
    talks = desk_of(data_dir, url, token).list()
    if as_json:
        say.json_value([_brief(talk) for talk in talks])
        return
    if not talks:
        say.line(no_talk_yet(url or str(load_settings(data_dir).data_dir)))
    for talk in talks:
        say.line(f"{talk.slug}  {talk.state}  {talk.title}")


@app.command()
def show(slug: Slug, data_dir: DataDir = None, url: Url = None, token: Token = None, as_json: AsJson = False) -> None:
    """Show a talk: what its files weigh, how its slides are timed."""
    shown = desk_of(data_dir, url, token).show(slug)
    if as_json:
        manifest = None if shown.manifest is None else json.loads(shown.manifest.to_json())
        timeline = None if shown.timeline is None else asdict(shown.timeline)
        more = {"watch_url": shown.talk.watch_url, "timeline": timeline, "manifest": manifest}
        say.json_value({**_brief(shown.talk), **more})
        return
    say.line(f"{shown.talk.title}\n{shown.talk.state}  {shown.talk.watch_url}")
    for rendition in () if shown.manifest is None else shown.manifest.renditions:
        say.line(f"  {rendition.label}: {size(rendition.size_bytes)}")
    if shown.timeline is not None:
        say.line("\n".join([in_one_line(shown.timeline), *findings_of(shown.timeline)]))


@app.command()
def withdraw(
    slug: Slug,
    because: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help='A sentence that viewers read in its place; "" takes it away again.'),
    ] = None,
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Take a talk off the public pages. Nothing is deleted: restore brings it back."""
    _tell(desk_of(data_dir, url, token).withdraw(slug, because), f"{slug} is withdrawn.", as_json)


@app.command()
def restore(
    slug: Slug,
    release: Annotated[int | None, typer.Option(min=1, help="A release. [default: the last one shown]")] = None,
    even_if_sent_back: Annotated[
        bool, typer.Option("--even-if-sent-back", help="Show it also where somebody has asked for a change of it.")
    ] = False,
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Bring back a withdrawn talk, or an earlier release of one."""
    talk = desk_of(data_dir, url, token).restore(slug, release, even_if_sent_back)
    _tell(talk, f"Viewers see release {talk.release} of {slug}.", as_json)


def _tell(talk: Talk, sentence: str, as_json: bool) -> None:
    if as_json:
        say.json_value(_brief(talk))
        return
    say.line(sentence)


def _brief(talk: Talk) -> dict[str, Any]:
    return {"slug": talk.slug, "title": talk.title, "state": talk.state, "release": talk.release}
