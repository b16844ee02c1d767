"""Commands about talks: here, or with --url at a service elsewhere."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from mediasvc.cli import say
from mediasvc.cli.desks import desk_of
from mediasvc.cli.hints import about
from mediasvc.cli.next_steps import ended_well, no_talk_yet
from mediasvc.cli.options import AsJson, DataDir, Slug, Token, Url
from mediasvc.cli.order_options import OrderOptions, with_order_options
from mediasvc.delivery.figures import size
from mediasvc.domain.errors import Usage
from mediasvc.domain.order import Order
from mediasvc.organiser.desk import Desk, Talk
from mediasvc.settings import load_settings
from mediasvc.web.embedding import embed_code

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
    _build(desk_of(data_dir, url, token), order, slug, as_json)


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
    _build(desk_of(data_dir, url, token), options.order(None), slug, as_json)


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
    """Show a talk, and what its published files weigh."""
    shown = desk_of(data_dir, url, token).show(slug)
    if as_json:
        manifest = None if shown.manifest is None else json.loads(shown.manifest.to_json())
        say.json_value({**_brief(shown.talk), "watch_url": shown.talk.watch_url, "manifest": manifest})
        return
    say.line(f"{shown.talk.title}\n{shown.talk.state}  {shown.talk.watch_url}")
    for rendition in () if shown.manifest is None else shown.manifest.renditions:
        say.line(f"  {rendition.label}: {size(rendition.size_bytes)}")


@app.command()
def withdraw(
    slug: Slug, data_dir: DataDir = None, url: Url = None, token: Token = None, as_json: AsJson = False
) -> None:
    """Take a talk off the public pages. Nothing is deleted: restore brings it back."""
    _tell(desk_of(data_dir, url, token).withdraw(slug), f"{slug} is withdrawn.", as_json)


@app.command()
def restore(
    slug: Slug,
    release: Annotated[int | None, typer.Option(min=1, help="A release. [default: the last one shown]")] = None,
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Bring back a withdrawn talk, or an earlier release of one."""
    talk = desk_of(data_dir, url, token).restore(slug, release)
    _tell(talk, f"Viewers see release {talk.release} of {slug}.", as_json)


def _build(desk: Desk, order: Order[Path], slug: str | None, as_json: bool) -> None:
    """Build, and say how it ended."""
    began = time.monotonic()
    with say.bars(as_json) as on_progress:
        published = desk.build(order, slug, on_progress)
    talk = published.talk
    if as_json:
        embed = embed_code(talk.title, talk.watch_url)
        state = "ready" if published.waits else talk.state
        answer = {"slug": talk.slug, "state": state, "release": published.release, "watch_url": talk.watch_url}
        if published.waits:
            at = published.publish_at
            answer |= {"preview_url": published.preview_url, "publish_at": at and at.isoformat()}
        told = {"embed_html": embed, "elapsed_s": round(time.monotonic() - began, 1)}
        warnings = [{"code": warning.code, "message": warning.message} for warning in published.warnings]
        say.json_value({**answer, **told, "warnings": warnings})
        return
    for warning in published.warnings:
        say.note(f"Note: {about(warning)}")
    for line in ended_well(published):
        say.line(line)


def _tell(talk: Talk, sentence: str, as_json: bool) -> None:
    if as_json:
        say.json_value(_brief(talk))
        return
    say.line(sentence)


def _brief(talk: Talk) -> dict[str, Any]:
    return {"slug": talk.slug, "title": talk.title, "state": talk.state, "release": talk.release}
