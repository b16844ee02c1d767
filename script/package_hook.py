"""What is done before a package is built of this folder."""

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Bundling(BuildHookInterface[Any]):
    """Builds the pages' scripts, which are part of the package and not of the repository."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - as hatchling calls it
        """Run script/bundle, unless the package only points to this folder. Raises CalledProcessError."""
        if version != "editable":
            subprocess.run([Path(self.root, "script", "bundle")], check=True)
