"""Options that several modules of commands have."""

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[Path | None, typer.Option(help="Where everything is kept. [default: the user's data folder]")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value on standard output.")]
Slug = Annotated[str, typer.Argument(help="The talk's slug, as list shows it.")]
Url = Annotated[str | None, typer.Option(help="A service elsewhere, as https://talks.example.org.")]
Token = Annotated[str | None, typer.Option(help="The token for that service. [default: MEDIASVC_TOKEN]")]
