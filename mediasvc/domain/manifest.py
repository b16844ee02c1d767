"""`manifest.json`, version 1: all that a player needs. Field names are the public contract."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, BinaryIO, cast

from mediasvc.domain.characters import readable
from mediasvc.domain.errors import NotSupported
from mediasvc.domain.timeline import Cue, Timeline

VERSION = 1


@dataclass(frozen=True)
class Image:
    type: str
    width: int
    height: int
    href: str
    size_bytes: int


@dataclass(frozen=True)
class Slide:
    """`index` counts from 0 and `number` from 1 over the visible slides of all decks; `deck_number` in its own deck."""

    index: int
    number: int
    deck: int
    deck_number: int
    title: str
    text: str
    notes: str | None
    images: tuple[Image, ...]


@dataclass(frozen=True)
class Rendition:
    """`initialization_range` and `index_range`, of a WebM file, are named as in DASH: first and last byte.

    Who loads the one, and leaves out the other, has the first sound behind both of them.
    """

    variant: str
    kind: str
    type: str
    href: str
    size_bytes: int
    duration_ms: int
    bits_per_second: int
    sha256: str
    label: str
    initialization_range: tuple[int, int] | None = None
    index_range: tuple[int, int] | None = None


@dataclass(frozen=True)
class TextTrack:
    kind: str
    language: str
    label: str
    href: str


@dataclass(frozen=True)
class Attachment:
    title: str
    href: str
    type: str
    size_bytes: int


@dataclass(frozen=True)
class Manifest:
    slug: str
    release: int
    title: str
    speakers: tuple[str, ...]
    held_on: date | None
    language: str | None
    license: str | None
    duration_ms: int
    slides: tuple[Slide, ...]
    timeline: Timeline
    renditions: tuple[Rendition, ...]
    text_tracks: tuple[TextTrack, ...]
    attachments: tuple[Attachment, ...] = ()

    def to_json(self) -> str:
        """The manifest as UTF-8 readable JSON; hrefs are relative to it."""
        cues: tuple[Cue, ...] = self.timeline.cues
        told = {"version": VERSION, **asdict(self)}
        told["held_on"] = None if self.held_on is None else self.held_on.isoformat()
        told["renditions"] = [_without_none(asdict(rendition)) for rendition in self.renditions]
        told["cues"] = [asdict(cue) for cue in cues]
        told["timeline"] = {"method": self.timeline.method, "confidence": self.timeline.confidence}
        return json_of(told)


def json_of(manifest: Mapping[str, Any]) -> str:
    """A decoded manifest as it is written."""
    return json.dumps(manifest, ensure_ascii=False, separators=(",", ":"))


def read_manifest(file: BinaryIO) -> dict[str, Any]:
    """Return the decoded manifest in this file, with readable texts.

    Raises NotSupported as `refuse_later` does, ValueError for what is no JSON, or none of a manifest.
    """
    try:
        found: Any = json.load(file)
        manifest = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
        if not isinstance(manifest.get("version"), int):
            raise ValueError("it is no manifest: it has no version")
        refuse_later(manifest)
        return _readable(manifest)
    except RecursionError as error:
        raise ValueError("it is no manifest: it is nested too deep") from error


def refuse_later(manifest: Mapping[str, Any]) -> None:
    """Raises NotSupported for a decoded manifest of a later version than this one, of which nothing else is known."""
    if manifest["version"] > VERSION:
        raise NotSupported(f"a manifest of version {manifest['version']}")


def named_files(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a decoded manifest says of each file that it names."""
    images = [image for slide in manifest["slides"] for image in slide["images"]]
    return [*manifest["renditions"], *images, *manifest["text_tracks"], *manifest["attachments"]]


def _readable(told: Any) -> Any:
    """Return what a manifest says with nothing but writing in its texts: an early release has what its deck held."""
    if isinstance(told, str):
        # U+0002 is what was kept of a hyphen at the end of a PDF's line.
        return readable(told.replace("\x02", "-"))
    if isinstance(told, list):
        return [_readable(each) for each in cast("list[Any]", told)]
    if isinstance(told, dict):
        return {name: _readable(each) for name, each in cast("dict[str, Any]", told).items()}
    return told


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
