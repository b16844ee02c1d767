"""`manifest.json`, version 1: all that a player needs. Field names are the public contract."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, BinaryIO, TypeVar, cast

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
    """`index` counts from 0 and `number` from 1 over the visible slides of all decks; `deck_number` in its own deck.

    `text_from_picture` was read from its picture by a program, which may be wrong; None where there is none, as in
    early releases.
    """

    index: int
    number: int
    deck: int
    deck_number: int
    title: str
    text: str
    notes: str | None
    images: tuple[Image, ...]
    text_from_picture: str | None = None

    @property
    def has_words(self) -> bool:
        """Return whether viewers can read something of it beside its title."""
        return bool(self.text or self.text_from_picture or self.notes)


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
    """A text with times, `automatic` where nobody has written it. Early releases do not say its `size_bytes`."""

    kind: str
    language: str
    label: str
    href: str
    size_bytes: int | None = None
    automatic: bool | None = None


@dataclass(frozen=True)
class Attachment:
    title: str
    href: str
    type: str
    size_bytes: int


# What a manifest holds of a cue.
_CUE = ("slide", "start_ms", "end_ms", "confidence")
File = Image | Rendition | TextTrack | Attachment
Part = TypeVar("Part", Cue, Slide, Image, Rendition, TextTrack, Attachment)


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

    @property
    def cues(self) -> tuple[Cue, ...]:
        return self.timeline.cues

    @property
    def opening_slide(self) -> Slide:
        """The slide that the talk begins with, which also stands for it elsewhere."""
        return self.slides[self.cues[0].slide]

    @property
    def captions(self) -> tuple[TextTrack, ...]:
        """Return the captions, at most one track for each language; those of the talk's own come first."""
        return tuple(track for track in self.text_tracks if track.kind == "captions")

    @property
    def files(self) -> tuple[File, ...]:
        """Every file that the manifest names."""
        images = (image for slide in self.slides for image in slide.images)
        return (*self.renditions, *images, *self.text_tracks, *self.attachments)

    def to_json(self) -> str:
        """The manifest as UTF-8 readable JSON; hrefs are relative to it."""
        told = {"version": VERSION, **asdict(self)}
        told["held_on"] = None if self.held_on is None else self.held_on.isoformat()
        told["slides"] = [_told(slide) for slide in self.slides]
        told["renditions"] = [_without_none(asdict(rendition)) for rendition in self.renditions]
        told["text_tracks"] = [_without_none(asdict(track)) for track in self.text_tracks]
        told["cues"] = [{name: getattr(cue, name) for name in _CUE} for cue in self.cues]
        told["timeline"] = {"method": self.timeline.method, "confidence": self.timeline.confidence}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_manifest(file: BinaryIO) -> Manifest:
    """Return the manifest in this file, with readable texts. Raises NotSupported, ValueError as `manifest_of_json`."""
    try:
        return manifest_of_json(_readable(json.load(file)))
    except RecursionError as error:
        raise ValueError("it is no manifest: it is nested too deep") from error


def manifest_of_json(told: Any) -> Manifest:
    """Return what a decoded `manifest.json` says; what this version does not know is left out.

    Raises NotSupported for one of a later version, of which nothing else is known, ValueError for what is none.
    """
    try:
        version: int = told["version"]
        if version > VERSION:
            raise NotSupported(f"a manifest of version {version}")
        return _manifest(told)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it is no manifest: {error!r}") from error


def _manifest(told: Mapping[str, Any]) -> Manifest:
    held_on, timeline = told["held_on"], told["timeline"]
    slides = [{**slide, "images": _each(Image, slide["images"])} for slide in told["slides"]]
    return Manifest(
        slug=told["slug"],
        release=told["release"],
        title=told["title"],
        speakers=tuple(told["speakers"]),
        held_on=None if held_on is None else date.fromisoformat(held_on),
        language=told["language"],
        license=told["license"],
        duration_ms=told["duration_ms"],
        slides=_each(Slide, slides),
        timeline=Timeline(_each(Cue, told["cues"]), timeline["method"], timeline["confidence"]),
        renditions=_each(Rendition, told["renditions"]),
        text_tracks=_each(TextTrack, told["text_tracks"]),
        attachments=_each(Attachment, told["attachments"]),
    )


def _each(kind: type[Part], told: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Return what is told of each, without what later versions have added. What early ones lack has its default."""
    names = {field.name for field in fields(kind)}
    return tuple(kind(**{name: _frozen(value) for name, value in each.items() if name in names}) for each in told)


def _frozen(value: Any) -> Any:
    return tuple(cast("list[Any]", value)) if isinstance(value, list) else value


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


def _told(slide: Slide) -> dict[str, Any]:
    told = asdict(slide)
    if slide.text_from_picture is None:
        del told["text_from_picture"]
    return told


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
