"""A manifest as templates want it: ways to play, rows of slides, pictures."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any, TypeVar

from mediasvc.delivery.addresses import media_root
from mediasvc.delivery.embedding import shape_of
from mediasvc.delivery.languages import direction, language_direction
from mediasvc.domain.manifest import Attachment, Image, Manifest, Rendition, Slide, TextTrack
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.takeaway import ways

THUMBNAIL_WIDTH = 480
PLAIN_WIDTH = 960
LARGE_WIDTH = 1920
# A kind of file that a manifest names.
Moved = TypeVar("Moved", Image, Rendition, TextTrack, Attachment)
SOURCE_FIELDS = ("href", "type", "size_bytes", "duration_ms", "initialization_range", "index_range")


@dataclass(frozen=True)
class Mode:
    """One way to follow the talk. What plays is the first of `sources`, which are renditions, that works.

    `pictures` of the slides are shown beside a sound. `size_bytes` is what the whole talk weighs this way, and
    `picture_bytes` what the pictures have in that.
    """

    name: str
    kind: str
    pictures: bool
    sources: Sequence[Rendition]
    size_bytes: int
    picture_bytes: int = 0


@dataclass(frozen=True)
class Row:
    """A slide on the list: shown from `start_ms` on, or never. Only its first row `tells` its text."""

    slide: Slide
    start_ms: int | None
    tells: bool


def values_of(manifest: Manifest, told: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates of a talk need; the script is `told` this beside what the manifest says.

    `manifest` has a slide, a cue and a rendition at least. Its text may be hostile.
    """
    first = manifest.opening_slide
    modes = modes_of(manifest)
    return {
        "talk": manifest,
        "direction": direction(manifest.title),
        "modes": modes,
        "rows": _rows(manifest),
        "first": first,
        "first_pictures": _pictures(first),
        "first_plain": _nearest(first, PLAIN_WIDTH)[-1],
        "thumbnails": [_nearest(slide, THUMBNAIL_WIDTH) for slide in manifest.slides],
        "large": [_nearest(slide, LARGE_WIDTH)[-1] for slide in manifest.slides],
        "data": {**_data(manifest, modes), **told},
    }


def screen_shape(manifest: Manifest) -> str:
    """The rule that keeps the screen's shape while its picture changes, so that nothing moves."""
    shape = shape_of(manifest)
    return f".screen {{ aspect-ratio: {shape.width} / {shape.height}; }}\n"


def held_at(manifest: Manifest, seminar: Seminar) -> datetime:
    """Return the day on which the talk was held, or else when its page was made."""
    day = manifest.held_on
    return seminar.created_at.astimezone(UTC) if day is None else datetime.combine(day, time(), UTC)


def jpeg_of(slide: Slide, width: int) -> Image:
    """The slide's picture that everybody reads and whose width (px) is nearest to this one; of 0, the smallest."""
    return min(_of_type(slide, "image/jpeg"), key=lambda image: abs(image.width - width))


def on_the_web(manifest: Manifest, site: str = "") -> Manifest:
    """The manifest with every href as it is on the service's pages, or from anywhere, where `site` is its address."""
    return located(manifest, media_root(manifest.slug, manifest.release, site))


def located(manifest: Manifest, root: str) -> Manifest:
    """The manifest with every href as it is from elsewhere: `root` is where the manifest's folder is."""

    def moved(files: Iterable[Moved]) -> tuple[Moved, ...]:
        return tuple(replace(file, href=root + file.href) for file in files)

    return replace(
        manifest,
        slides=tuple(replace(slide, images=moved(slide.images)) for slide in manifest.slides),
        renditions=moved(manifest.renditions),
        text_tracks=moved(manifest.text_tracks),
        attachments=moved(manifest.attachments),
    )


def modes_of(manifest: Manifest) -> list[Mode]:
    """The ways to follow a talk, the lightest first; where a video fails, lighter ones and then the sound go on.

    What is made on demand is for other places: a browser would load hundreds of megabytes where a few do.
    """
    renditions = ways(manifest)
    sounds = [each for each in renditions if each.kind == "audio"]
    videos = [each for each in renditions if each.kind == "video"]
    modes: list[Mode] = []
    if sounds:
        sound_bytes = sounds[0].size_bytes
        pictures_bytes = sum(_nearest(slide, THUMBNAIL_WIDTH)[0].size_bytes for slide in manifest.slides)
        modes.append(Mode("sound", "audio", False, sounds, sound_bytes))
        modes.append(Mode("slides", "audio", True, sounds, sound_bytes + pictures_bytes, pictures_bytes))
    for place, video in enumerate(videos):
        lighter = videos[: place + 1][::-1]
        modes.append(Mode(video.variant, "video", False, lighter, video.size_bytes))
    return modes


def _rows(manifest: Manifest) -> list[Row]:
    """The cues in order of time, then the slides that none of them shows."""
    slides = manifest.slides
    rows: list[Row] = []
    told: set[int] = set()
    for cue in manifest.cues:
        rows.append(Row(slides[cue.slide], cue.start_ms, cue.slide not in told))
        told.add(cue.slide)
    return rows + [Row(slide, None, True) for slide in slides if slide.index not in told]


def _pictures(slide: Slide) -> list[dict[str, str]]:
    """A slide's pictures as `<source>` and `<img>` want them: one `srcset` a type, in the manifest's order of types."""
    types = dict.fromkeys(image.type for image in slide.images)
    return [{"type": kind, "srcset": _srcset(_of_type(slide, kind))} for kind in types]


def _all_pictures(slides: Sequence[Slide]) -> dict[str, Any]:
    """The pictures of all slides: one pattern, with `{}` for four digits, where their names differ in nothing else."""

    def numbered(slide: Slide) -> str:
        return f"{slide.number:04}"

    all_of_them = [_pictures(slide) for slide in slides]
    pattern = json.dumps(all_of_them[0]).replace(numbered(slides[0]), "{}")
    if all(
        pattern.replace("{}", numbered(slide)) == json.dumps(each)
        for slide, each in zip(slides, all_of_them, strict=True)
    ):
        return {"pattern": json.loads(pattern)}
    return {"pictures": all_of_them}


def _srcset(images: Iterable[Image]) -> str:
    return ", ".join(f"{image.href} {image.width}w" for image in images)


def _of_type(slide: Slide, kind: str) -> list[Image]:
    return [image for image in slide.images if image.type == kind]


def _nearest(slide: Slide, width: int) -> list[Image]:
    """For each type of picture the one that is nearest to this width."""
    types = dict.fromkeys(image.type for image in slide.images)
    return [min(_of_type(slide, kind), key=lambda image: abs(image.width - width)) for kind in types]


def _data(manifest: Manifest, modes: Sequence[Mode]) -> dict[str, Any]:
    """What the script needs and the page does not say already."""
    return {
        "slug": manifest.slug,
        "duration_ms": manifest.duration_ms,
        "modes": [
            {
                "name": mode.name,
                "kind": mode.kind,
                "pictures": mode.pictures,
                **({"picture_bytes": mode.picture_bytes} if mode.picture_bytes else {}),
                "sources": [
                    {name: value for name in SOURCE_FIELDS if (value := getattr(source, name))}
                    for source in mode.sources
                ],
            }
            for mode in modes
        ],
        **_all_pictures(manifest.slides),
        "captions": [[track.language, track.label, language_direction(track.language)] for track in manifest.captions],
    }
