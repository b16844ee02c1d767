"""The command that hands out a talk, with its page."""

from pathlib import Path
from typing import Annotated

import typer

from mediasvc.cli import say
from mediasvc.cli.desks import desk_of
from mediasvc.cli.options import AsJson, DataDir, Slug, Token, Url
from mediasvc.web.offline import offline_page

Variants = Annotated[
    list[str] | None,
    typer.Option(
        "--variant",
        metavar="NAME",
        help="Only what following it this way needs, such as audio-low, which a messenger carries. Can be repeated.",
    ),
]

app = typer.Typer()


@app.command()
def export(
    slug: Slug,
    to: Annotated[Path, typer.Option("--out", help="A new folder, or a new file whose name ends in .zip.")],
    variants: Variants = None,
    data_dir: DataDir = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Write a talk to a folder or zip file. It plays anywhere, also without a network."""
    desk_of(data_dir, url, token).export(slug, to, offline_page, variants or ())
    if as_json:
        say.json_value({"slug": slug, "out": str(to)})
        return
    say.line(f"{to}")
