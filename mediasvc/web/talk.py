"""A manifest as templates want it: ways to play, rows of slides, pictures."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediasvc.domain.variants import ON_DEMAND

THUMBNAIL_WIDTH = 480
PLAIN_WIDTH = 960
LARGE_WIDTH = 1920


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


def values_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates of a talk need.

    `manifest` is decoded, and has a slide, a cue and a rendition at least. Its text may be hostile.
    """
    slides: Sequence[Mapping[str, Any]] = manifest["slides"]
    opening: int = manifest["cues"][0]["slide"]
    first = slides[opening]
    return {
        "talk": manifest,
        "direction": direction(manifest["title"]),
        "choices": _choices(manifest["renditions"]),
        "rows": _rows(manifest),
        "first": {**first, "pictures": _pictures(first), "plain": _nearest(first, PLAIN_WIDTH)[-1]},
        "thumbnails": [_nearest(slide, THUMBNAIL_WIDTH) for slide in slides],
        "large": [_nearest(slide, LARGE_WIDTH)[-1] for slide in slides],
        "data": _data(manifest),
    }


def screen_shape(manifest: Mapping[str, Any]) -> str:
    """The rule that keeps the screen's shape while its picture changes, so that nothing moves."""
    first = manifest["slides"][manifest["cues"][0]["slide"]]
    widest = max(first["images"], key=lambda image: image["width"])
    return f".screen {{ aspect-ratio: {int(widest['width'])} / {int(widest['height'])}; }}\n"


def located(manifest: Mapping[str, Any], root: str) -> dict[str, Any]:
    """The manifest with every href as it is from elsewhere: `root` is where the manifest's folder is."""

    def moved(things: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [{**thing, "href": root + thing["href"]} for thing in things]

    lists = {name: moved(manifest[name]) for name in ("renditions", "text_tracks", "attachments")}
    return {
        **manifest,
        **lists,
        "slides": [{**slide, "images": moved(slide["images"])} for slide in manifest["slides"]],
    }


def direction(text: str) -> str:
    """`rtl` where the first letter that has a direction runs from right to left, as browsers decide for `auto`."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") in ("R", "AL") else "ltr"


def _choices(renditions: Sequence[Mapping[str, Any]]) -> list[Choice]:
    """Sound with the slides first, which falls back on sound of another type; then each other rendition by itself.

    What is made on demand is for other places: a browser would load hundreds of megabytes where a few do.
    """
    renditions = [rendition for rendition in renditions if rendition["variant"] not in ON_DEMAND]
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
