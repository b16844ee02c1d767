"""The library that uploads files is the one of its makers, and the one that is named among what is installed."""

import json
from importlib import resources
from pathlib import Path

PLAYER = Path(__file__).resolve().parents[2] / "player"
LIBRARY = PLAYER / "node_modules" / "tus-js-client"
NAMES_A_MAP = "\n//# sourceMappingURL="


def test_the_library_is_its_makers_own() -> None:
    copied = resources.files("mediasvc.console").joinpath("vendor", "tus.min.js").read_text(encoding="utf-8")
    built, comment, name = (LIBRARY / "dist" / "tus.min.js").read_text(encoding="utf-8").rpartition(NAMES_A_MAP)
    # Browsers' tools would ask for the map, which is not served.
    assert (comment, name.strip()) == (NAMES_A_MAP, "tus.min.js.map")
    assert copied.rstrip("\n") == built


def test_its_version_is_locked_with_its_licence_beside_it() -> None:
    wanted = json.loads((PLAYER / "package.json").read_text("utf-8"))["devDependencies"]["tus-js-client"]
    locked = json.loads((PLAYER / "package-lock.json").read_text("utf-8"))["packages"]["node_modules/tus-js-client"]
    assert wanted == locked["version"] == json.loads((LIBRARY / "package.json").read_text("utf-8"))["version"]
    licence = resources.files("mediasvc.console").joinpath("vendor", "tus.LICENSE").read_text(encoding="utf-8")
    assert licence == (LIBRARY / "LICENSE").read_text("utf-8")
