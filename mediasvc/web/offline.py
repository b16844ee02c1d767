"""The page of an exported talk: one file that plays the files beside it, also from `file://`."""

import base64
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined

THUMBNAIL_WIDTH = 480
POSTER_WIDTH = 960


@dataclass(frozen=True)
class Choice:
    """One way to play the talk. The browser takes the first of `sources`, which are renditions, that it can play."""

    label: str
    kind: str
    sources: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """A slide on the list: shown from `start_ms` on, or never. Only its first row `tells` its text."""

    slide: Mapping[str, Any]
    start_ms: int | None
    tells: bool


def offline_page(manifest: Mapping[str, Any]) -> str:
    """One HTML page, to be put beside the manifest's files, that needs nothing but those files.

    `manifest` is a decoded `manifest.json` that has a slide, a cue and a rendition at least. Its text may be hostile.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(clock=clock, seconds=seconds, size=size, day=day)
    slides: Sequence[Mapping[str, Any]] = manifest["slides"]
    opening: int = manifest["cues"][0]["slide"]
    first = slides[opening]
    style = _source("offline.css") + _screen_shape(first)
    script = _source("offline.js")
    return environment.from_string(_source("offline.html")).render(
        talk=manifest,
        direction=_direction(manifest["title"]),
        choices=_choices(manifest["renditions"]),
        rows=_rows(manifest),
        first={**first, "pictures": _pictures(first), "poster": _nearest(first, POSTER_WIDTH)[-1]["href"]},
        thumbnails=[_nearest(slide, THUMBNAIL_WIDTH) for slide in slides],
        data=_data(manifest),
        style=style,
        script=script,
        policy=_policy(style, script),
    )


def clock(ms: int) -> str:
    """`0:07`, `12:40` or `1:02:03`; part seconds are cut off."""
    minutes, second = divmod(ms // 1000, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def seconds(ms: int) -> str:
    """Seconds as a media fragment has them: `0`, `12.5`, `3723.04`."""
    whole, part = divmod(ms, 1000)
    return f"{whole}.{part:03}".rstrip("0").rstrip(".")


def size(size_bytes: int) -> str:
    """`24 KB`, `9.1 MB`, `61 MB` or `1.2 GB`, in powers of ten as file managers count."""
    if size_bytes < 99_500:
        return f"{max(1, round(size_bytes / 1e3))} KB"
    if size_bytes < 9_950_000:
        return f"{size_bytes / 1e6:.1f} MB"
    return f"{size_bytes / 1e6:.0f} MB" if size_bytes < 999_500_000 else f"{size_bytes / 1e9:.1f} GB"


def day(iso: str) -> str:
    """`21 November 2026` of `2026-11-21`."""
    held_on = date.fromisoformat(iso)
    return f"{held_on.day} {held_on:%B %Y}"


def _source(name: str) -> str:
    return resources.files("player").joinpath("src", name).read_text(encoding="utf-8")


def _choices(renditions: Sequence[Mapping[str, Any]]) -> list[Choice]:
    """Sound with the slides first, which falls back on sound of another type; then each other rendition by itself."""
    sound = [rendition for rendition in renditions if rendition["kind"] == "audio"]
    fallback = [rendition for rendition in sound if rendition["type"] != sound[0]["type"]]
    default = [Choice("Sound + slides", "audio", sound[:1] + fallback[:1])] if sound else []
    return default + [
        Choice(rendition["label"], rendition["kind"], [rendition])
        for rendition in renditions
        if rendition not in sound[:1]
    ]


def _rows(manifest: Mapping[str, Any]) -> list[Row]:
    """The cues in order of time, then the slides that none of them shows."""
    slides: Sequence[Mapping[str, Any]] = manifest["slides"]
    rows: list[Row] = []
    told: set[int] = set()
    for cue in manifest["cues"]:
        index: int = cue["slide"]
        rows.append(Row(slides[index], cue["start_ms"], index not in told))
        told.add(index)
    return rows + [Row(slide, None, True) for slide in slides if slide["index"] not in told]


def _pictures(slide: Mapping[str, Any]) -> list[dict[str, str]]:
    """A slide's pictures as `<source>` and `<img>` want them: one `srcset` a type, in the manifest's order of types."""
    types = dict.fromkeys(image["type"] for image in slide["images"])
    return [{"type": kind, "srcset": _srcset(_of_type(slide, kind))} for kind in types]


def _srcset(images: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(f"{image['href']} {image['width']}w" for image in images)


def _of_type(slide: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    return [image for image in slide["images"] if image["type"] == kind]


def _nearest(slide: Mapping[str, Any], width: int) -> list[Mapping[str, Any]]:
    """For each type of picture the one that is nearest to this width."""
    types = dict.fromkeys(image["type"] for image in slide["images"])
    return [min(_of_type(slide, kind), key=lambda image: abs(image["width"] - width)) for kind in types]


def _data(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What the script needs and the page does not say already."""
    return {
        "cues": [{"slide": cue["slide"], "start_ms": cue["start_ms"]} for cue in manifest["cues"]],
        "slides": [
            {"number": slide["number"], "title": slide["title"], "pictures": _pictures(slide)}
            for slide in manifest["slides"]
        ],
    }


def _screen_shape(slide: Mapping[str, Any]) -> str:
    """The rule that keeps the screen's shape while its picture changes, so that nothing moves."""
    widest = max(slide["images"], key=lambda image: image["width"])
    return f".screen {{ aspect-ratio: {int(widest['width'])} / {int(widest['height'])}; }}\n"


def _direction(text: str) -> str:
    """`rtl` where the first letter that has a direction runs from right to left, as browsers decide for `auto`."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") in ("R", "AL") else "ltr"


def _policy(style: str, script: str) -> str:
    """Our own script and style and the files beside the page, nothing else. `file:` is what `'self'` is there."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src 'self' file: data:; media-src 'self' file:; "
        f"style-src '{_fingerprint(style)}'; script-src '{_fingerprint(script)}'"
    )


def _fingerprint(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
