"""Options that several modules of commands have."""

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[Path | None, typer.Option(help="Where everything is kept. [default: the user's data folder]")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value on standard output.")]
