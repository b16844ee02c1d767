"""oEmbed, version 1.0 (oembed.com): what other people's pages show where somebody pasted a talk's address."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from mediasvc.delivery.colours import colour_of
from mediasvc.delivery.embedding import AUTOPLAY, embed_code, frame_within, shape_of
from mediasvc.delivery.languages import TAGS
from mediasvc.domain.errors import NotFound, Usage
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.seminar import SLUG
from mediasvc.web.rendering import render_xml
from mediasvc.web.talk import THUMBNAIL_WIDTH, jpeg_of, modes_of, on_the_web

PROVIDER = "mediasvc"
# A talk's title may change, and its address leads to the new one.
CACHE_AGE_S = 3600

TALK_PATH = re.compile(r"/s/(?P<slug>[^/]+)(/(embed/?)?)?")
# As the player reads them.
TIME = re.compile(r"(\d{1,9}:){0,2}\d{1,9}(\.\d{1,9})?", re.ASCII)
SLIDE = re.compile(r"slide=\d{1,4}", re.ASCII)
PIXELS = re.compile(r"[1-9]\d{0,8}", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """A talk as an address names it: by `query` perhaps in a language, in a colour or by itself; from a `place` on."""

    slug: str
    query: str = ""
    place: str = ""


def asked_in(url: str, public_url: str) -> Asked:
    """Return what is asked for by the address of a talk's own page, or of its page for frames. Raises NotFound."""
    try:
        asked, ours = urlsplit(url), urlsplit(public_url)
        parameters = parse_qs(asked.query, max_num_fields=100)
    except ValueError as error:
        raise NotFound from error
    found = TALK_PATH.fullmatch(asked.path.removeprefix(ours.path.rstrip("/")))
    if asked.netloc != ours.netloc or found is None or not SLUG.fullmatch(found["slug"]):
        raise NotFound
    names = ("lang", "accent", "t", "slide", "autoplay")
    tag, accent, time, slide, autoplay = (parameters.get(name, [""])[-1] for name in names)
    colour = colour_of(accent)
    accents = [] if colour is None else [f"accent={colour.digits}"]
    wishes = [f"lang={tag}"] * (tag in TAGS) + accents + [AUTOPLAY] * (autoplay == "1")
    query = "?" + "&".join(wishes) if wishes else ""
    place = _place(asked.fragment) or _place(f"t={time}") or _place(f"slide={slide}")
    return Asked(found["slug"], query, place)


def _place(fragment: str) -> str:
    is_place = SLIDE.fullmatch(fragment) or (fragment.startswith("t=") and TIME.fullmatch(fragment[2:]))
    return f"#{fragment}" if is_place else ""


def pixels(name: str, text: str | None) -> int | None:
    """Return the number of pixels that this parameter of a request names. Raises Usage."""
    if text is not None and not PIXELS.fullmatch(text):
        raise Usage(f"{name} is {text[:20]!r}; a whole number from 1 to 999999999 is allowed, such as {name}=640")
    return None if text is None else int(text)


def answer_of(
    manifest: Manifest, public_url: str, asked: Asked, most_width: int | None = None, most_height: int | None = None
) -> dict[str, Any]:
    """What is said of the talk. One without a video is `rich`, as sound with slides is none."""
    address = f"{public_url}/s/{manifest.slug}"
    frame = frame_within(shape_of(manifest), most_width, most_height)
    is_video = any(mode.kind == "video" for mode in modes_of(manifest))
    return {
        "version": "1.0",
        "type": "video" if is_video else "rich",
        "title": manifest.title,
        "author_name": ", ".join(manifest.speakers),
        "provider_name": PROVIDER,
        "provider_url": f"{public_url}/",
        "cache_age": CACHE_AGE_S,
        **_thumbnail(on_the_web(manifest, public_url), most_width, most_height),
        "html": embed_code(manifest.title, address, asked.query, asked.place, frame),
        "width": frame.width,
        "height": frame.height,
    }


def _thumbnail(manifest: Manifest, most_width: int | None, most_height: int | None) -> dict[str, Any]:
    """What is said of the first slide's picture; nothing where it is larger than what was asked for."""
    picture = jpeg_of(manifest.opening_slide, THUMBNAIL_WIDTH)
    width, height = picture.width, picture.height
    if any(most is not None and size > most for size, most in ((width, most_width), (height, most_height))):
        return {}
    return {"thumbnail_url": picture.href, "thumbnail_width": width, "thumbnail_height": height}


def as_json(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def as_xml(answer: Mapping[str, Any]) -> str:
    return render_xml("oembed.xml", answer=answer).html
