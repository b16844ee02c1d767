"""What a hostile file's talk left in the data folder: its manifest, and what viewers would get."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf


class Released:
    """Files that have been added to a data folder since this was made."""

    def __init__(self, data_dir: Path) -> None:
        self._storage = data_dir / "storage"
        self._before = set(self._files())

    def what_is_wrong(self, slides: int, absent: Sequence[str]) -> list[str]:
        """Return what is wrong with the talk that was published."""
        manifests = [path for path in self._new() if path.name == "manifest.json"]
        if len(manifests) != 1:
            return [f"{len(manifests)} manifests"]
        manifest: Mapping[str, Any] = json.loads(manifests[0].read_text("utf-8"))
        wrong = [] if len(manifest["slides"]) == slides else [f"{len(manifest['slides'])} slides instead of {slides}"]
        for path in self._new():
            if path.suffix in (".vtt", ".pdf"):
                wrong += [f"{word} in a {path.suffix[1:]}" for word in absent if _holds(path, word)]
        return wrong

    def what_leaked(self, secrets: Sequence[bytes]) -> list[str]:
        """Return which files hold one of these secrets."""
        return [f"a secret in {path.name}" for path in self._new() for secret in secrets if secret in path.read_bytes()]

    def _new(self) -> list[Path]:
        return sorted(set(self._files()) - self._before)

    def _files(self) -> Iterator[Path]:
        return (path for path in self._storage.rglob("*") if path.is_file())


def _holds(path: Path, word: str) -> bool:
    """Whether this word stands in captions, or this name in a PDF."""
    if path.suffix == ".vtt":
        return word in path.read_text("utf-8")
    with pikepdf.open(path) as document:
        return any(word in _names(each) for each in document.objects)


def _names(each: pikepdf.Object) -> set[str]:
    """Return the names in an object of a PDF; its stream is not looked into."""
    written = each.unparse(resolved=True).decode("latin-1")
    return set(re.findall(r"/[^\s/<>\[\]()]+", written))
