"""Commands about talks: here, or with --url at a service elsewhere."""

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from mediasvc.cli import say
from mediasvc.cli.desks import desk_of
from mediasvc.cli.next_steps import ended_well, no_talk_yet
from mediasvc.cli.options import AsJson, DataDir, Slug, Token, Url
from mediasvc.domain.days import checked_day
from mediasvc.domain.errors import Usage
from mediasvc.domain.seminar import SeminarDetails, Visibility, checked_details, checked_name
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.variants import ON_DEMAND
from mediasvc.domain.wishes import Wishes
from mediasvc.organiser.desk import OnProgress, Published, Talk
from mediasvc.settings import load_settings
from mediasvc.usecases.build import checked_timing
from mediasvc.web.embedding import embed_code
from mediasvc.web.figures import size

app = typer.Typer()

Timing = Annotated[TimingMethod, typer.Option(help="Where slide times come from.")]
Cues = Annotated[Path | None, typer.Option(help="Slide times: CSV with slide,start, JSON, or WebVTT.")]
Captions = Annotated[Path | None, typer.Option(help="What is said when: WebVTT or SRT.")]
CLEAN_UP = "--clean-up/--no-clean-up"
Also = Annotated[
    list[str] | None,
    typer.Option(help=f"Make this, too: {' or '.join(ON_DEMAND)}; may be given several times.", metavar="NAME"),
]


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
    captions: Captions = None,
    also: Also = None,
    clean_up: Annotated[bool, typer.Option(CLEAN_UP, help="Take hum and hiss out of the sound.")] = False,
    visibility: Annotated[Visibility, typer.Option(help="Who may see it; only public yet.")] = Visibility.PUBLIC,
    license: Annotated[str | None, typer.Option(help="The licence, as SPDX names it: CC-BY-4.0.")] = None,
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Build a talk from decks and recordings, and publish it."""
    said = SeminarDetails(title, tuple(speaker or ()), _date(held_on), language, series, visibility, license)
    details = checked_details(said)
    checked_timing(timing, cues is not None)
    wishes = Wishes(tuple(also or ()), clean_up)
    desk = desk_of(data_dir, url, token)
    _build(lambda on_progress: desk.publish(files, details, timing, cues, slug, on_progress, wishes, captions), as_json)


@app.command()
def rebuild(
    slug: Slug,
    title: Annotated[str | None, typer.Option(help="A new title.")] = None,
    timing: Annotated[TimingMethod | None, typer.Option(help="Another way to find slide times.")] = None,
    cues: Cues = None,
    captions: Captions = None,
    no_captions: Annotated[bool, typer.Option("--no-captions", help="Take the captions away.")] = False,
    also: Also = None,
    no_also: Annotated[bool, typer.Option("--no-also", help="Make nothing on demand any more.")] = False,
    clean_up: Annotated[
        bool | None, typer.Option(CLEAN_UP, help="Take hum and hiss out of the sound, or do so no more.")
    ] = None,
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Make a new release of the same sources; only what has changed is built.

    What is not given stays as it was for the last one. --also names all that is made on demand from now on.
    """
    checked = None if title is None else checked_name("title", title)
    if timing is not None or cues is not None:
        checked_timing(timing or TimingMethod.AUTO, cues is not None)
    if also and no_also:
        raise Usage("--also and --no-also exclude each other")
    if captions is not None and no_captions:
        raise Usage("--captions and --no-captions exclude each other")
    wishes = Wishes(tuple(also or ()) if also or no_also else None, clean_up, no_captions)
    desk = desk_of(data_dir, url, token)
    _build(lambda on_progress: desk.rebuild(slug, checked, timing, cues, on_progress, wishes, captions), as_json)


@app.command("list")
def list_talks(data_dir: DataDir = None, url: Url = None, token: Token = None, as_json: AsJson = False) -> None:
    """List every seminar, newest first."""
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
    """Show a seminar, and what its published files weigh."""
    shown = desk_of(data_dir, url, token).show(slug)
    if as_json:
        say.json_value({**_brief(shown.talk), "watch_url": shown.talk.watch_url, "manifest": shown.manifest})
        return
    say.line(f"{shown.talk.title}\n{shown.talk.state}  {shown.talk.watch_url}")
    for rendition in (shown.manifest or {"renditions": []})["renditions"]:
        say.line(f"  {rendition['label']}: {size(rendition['size_bytes'])}")


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
    """Bring back a talk that was withdrawn, or go back to an earlier release."""
    talk = desk_of(data_dir, url, token).restore(slug, release)
    _tell(talk, f"Viewers see release {talk.release} of {slug}.", as_json)


def _build(build: Callable[[OnProgress], Published], as_json: bool) -> None:
    """Build, and say how it ended."""
    began = time.monotonic()
    with say.bars(as_json) as on_progress:
        published = build(on_progress)
    talk = published.talk
    if as_json:
        embed = embed_code(talk.title, talk.watch_url)
        answer = {"slug": talk.slug, "state": talk.state, "release": published.release, "watch_url": talk.watch_url}
        told = {"embed_html": embed, "elapsed_s": round(time.monotonic() - began, 1)}
        say.json_value({**answer, **told, "warnings": [asdict(warning) for warning in published.warnings]})
        return
    for warning in published.warnings:
        say.note(f"Note: {warning.message}")
    for line in ended_well(published):
        say.line(line)


def _tell(talk: Talk, sentence: str, as_json: bool) -> None:
    if as_json:
        say.json_value(_brief(talk))
        return
    say.line(sentence)


def _brief(talk: Talk) -> dict[str, Any]:
    return {"slug": talk.slug, "title": talk.title, "state": talk.state, "release": talk.release}


def _date(text: str | None) -> date | None:
    return None if text is None else checked_day(text)
