"""A small talk as it is exported: slides of one colour each, a tone for a voice, every variant, and its page."""

import colorsys
import hashlib
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image

from mediasvc.domain import manifest as told
from mediasvc.domain.captions import Caption, to_webvtt
from mediasvc.domain.timeline import SlideStart, TimingMethod, timeline_of
from mediasvc.domain.variants import SLIDE_WIDTHS, VARIANTS, Variant
from mediasvc.web.offline import offline_page
from workers.media import mp4, webm_tags
from workers.media.id3 import with_room
from workers.media.tags import FILLER, Tags, fill
from workers.media.webm import places
from workers.steps.tag import FORMS

DURATION_MS = 12_000
SLIDES = 5
STARTS = (SlideStart(0, 0), SlideStart(1, 2_000), SlideStart(2, 4_500), SlideStart(1, 7_250), SlideStart(3, 9_500))
NEVER_SHOWN = 4
CHOICES = ["Sound only", "Sound + slides", "Video, small", "Video, best"]
DEFAULT = "Sound + slides"
# What fills the videos, which are not made of the slides.
VIDEO_COLOUR = (128, 128, 128)

# What is said in each second.
CAPTIONS = tuple(Caption(second * 1_000, second * 1_000 + 900, f"Naïve <b>second</b> {second}") for second in range(12))
# The same in other languages.
_WORDS = {"fr": "Bonjour, seconde {}", "ar": "كلمات الثانية {}"}
SPOKEN = {
    language: tuple(replace(caption, text=words.format(second)) for second, caption in enumerate(CAPTIONS))
    for language, words in _WORDS.items()
}

HOSTILE = "</script><script>document.title='broken'</script><b>\"&'"
ARABIC = "شبكة الندوات العلمية"


def colour_of(slide: int) -> tuple[int, int, int]:
    """The colour that fills this slide: far enough from the others' to be told after any compression."""
    red, green, blue = colorsys.hsv_to_rgb(slide / SLIDES, 0.8, 0.8)
    return round(red * 255), round(green * 255), round(blue * 255)


def make_talk(folder: Path) -> told.Manifest:
    """Every file of the talk but its page, in `folder`, which is there and empty."""
    (folder / "slides").mkdir()
    slides = tuple(_slide(folder, index) for index in range(SLIDES))
    manifest = told.Manifest(
        slug="a-talk",
        release=1,
        title="A talk in colours",
        speakers=("Amina Yusuf", "José Álvarez"),
        held_on=date(2026, 11, 21),
        language="en",
        license="CC-BY-4.0",
        duration_ms=DURATION_MS,
        slides=slides,
        timeline=timeline_of(STARTS, DURATION_MS, TimingMethod.CUES),
        renditions=tuple(_rendition(folder, variant) for variant in VARIANTS),
        text_tracks=(
            told.TextTrack("chapters", "en", "Slides", "chapters.vtt"),
            told.TextTrack("captions", "en", "English", "captions.vtt"),
        ),
        attachments=(_bound(folder),),
    )
    (folder / "chapters.vtt").write_text("WEBVTT\n", encoding="utf-8")
    (folder / "captions.vtt").write_text(to_webvtt(CAPTIONS), encoding="utf-8")
    (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    return manifest


def write_page(folder: Path, manifest: told.Manifest, name: str = "index.html", **changes: Any) -> str:
    """Put the page of `manifest`, with these fields changed, into `folder`; returns its `file:` address."""
    page = folder / name
    page.write_text(offline_page(replace(manifest, **changes), {"en": CAPTIONS}), encoding="utf-8")
    return page.as_uri()


def _slide(folder: Path, index: int) -> told.Slide:
    images: list[told.Image] = []
    for media_type, suffix in (("image/avif", "avif"), ("image/jpeg", "jpg")):
        for width in SLIDE_WIDTHS:
            path = folder / "slides" / f"{index + 1:04}-{width}.{suffix}"
            picture = Image.new("RGB", (width, width * 9 // 16), colour_of(index))
            picture.save(path)
            href = path.relative_to(folder).as_posix()
            images.append(told.Image(media_type, *picture.size, href, path.stat().st_size))
    number = index + 1
    notes = "Greet everybody." if index == 0 else None
    return told.Slide(
        index, number, 0, number, f"Colour {number}", f"What slide {number} says\nin two lines", notes, tuple(images)
    )


def _bound(folder: Path) -> told.Attachment:
    path = folder / "slides.pdf"
    pictures = [Image.new("RGB", (960, 540), colour_of(index)) for index in range(SLIDES)]
    pictures[0].save(path, save_all=True, append_images=pictures[1:])
    return told.Attachment("Slides", path.name, "application/pdf", path.stat().st_size)


def _rendition(folder: Path, variant: Variant) -> told.Rendition:
    path = folder / f"{variant.name}.{variant.extension}"
    sound = ["-f", "lavfi", "-i", f"sine=frequency=330:sample_rate=48000:duration={DURATION_MS / 1000}"]
    codecs = {
        "webm": ["-c:a", "libopus", "-b:a", "16k", "-cues_to_front", "1", *_room(webm_tags.COMMENT_BYTES)],
        "mp3": ["-c:a", "libmp3lame", "-b:a", "64k", "-id3v2_version", "0"],
        "flac": ["-c:a", "flac"],
        "mp4": [
            *("-c:a", "aac", "-b:a", "64k", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart"),
            *_room(mp4.COMMENT_BYTES),
        ],
    }[variant.extension]
    picture = ["-f", "lavfi", "-i", f"color=gray:size=320x180:rate=5:duration={DURATION_MS / 1000}"]
    inputs = [*sound, *([] if variant.picture is None else picture)]
    subprocess.run(
        ["ffmpeg", "-nostdin", "-loglevel", "error", *inputs, *codecs, "-ac", "1", str(path)],
        check=True,
    )
    _name(path)
    content = path.read_bytes()
    found = places(content) if variant.extension == "webm" else None
    return told.Rendition(
        variant=variant.name,
        kind=variant.kind,
        type=variant.media_type,
        href=path.name,
        size_bytes=len(content),
        duration_ms=DURATION_MS,
        bits_per_second=len(content) * 8_000 // DURATION_MS,
        sha256=hashlib.sha256(content).hexdigest(),
        label=variant.label,
        initialization_range=found and found.initialization_range,
        index_range=found and found.index_range,
    )


def _room(size_bytes: int) -> list[str]:
    return ["-metadata", f"comment={FILLER * size_bytes}"]


def _name(path: Path) -> None:
    """Write tags into the file, as into those of any talk: whatever plays it plays what has been named."""
    form = FORMS.get(path.suffix)
    if form is None:
        return
    if path.suffix == ".mp3":
        bare = path.rename(path.with_suffix(".bare"))
        with_room(bare, path)
        bare.unlink()
    with path.open("r+b") as file:
        assert fill(file, Tags(f"{ARABIC} 🐐", "Amina Yusuf, José Álvarez", "Colours", "2026-11-21", "en"), form)
