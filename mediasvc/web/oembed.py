"""oEmbed, version 1.0 (oembed.com): what other people's pages show where somebody pasted a talk's address."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from mediasvc.domain.errors import NotFound
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.seminar import SLUG
from mediasvc.web.embedding import HEIGHT, WIDTH, embed_code
from mediasvc.web.rendering import render_xml
from mediasvc.web.talk import THUMBNAIL_WIDTH, jpeg_of, modes_of, on_the_web, opening_slide

PROVIDER = "mediasvc"
# Below the slide are the controls. Narrower than this there is no room for them.
CONTROLS_PX = 110
NARROWEST_PX = 240
# A talk's title may change, and its address leads to the new one.
CACHE_AGE_S = 3600

TALK_PATH = re.compile(r"/s/(?P<slug>[^/]+)(/(embed/?)?)?")


def slug_in(url: str, public_url: str) -> str:
    """The slug of the talk whose own page, or whose page for frames, is at this address. Raises NotFound."""
    try:
        asked, ours = urlsplit(url), urlsplit(public_url)
    except ValueError as error:
        raise NotFound from error
    found = TALK_PATH.fullmatch(asked.path.removeprefix(ours.path.rstrip("/")))
    if asked.netloc != ours.netloc or found is None or not SLUG.fullmatch(found["slug"]):
        raise NotFound
    return found["slug"]


def size_within(most_width: int | None, most_height: int | None) -> tuple[int, int]:
    """Width and height (px) of the frame: the usual ones, or what fits. A page with no room at all gets the least."""
    width = WIDTH if most_width is None else min(WIDTH, most_width)
    if most_height is not None:
        width = min(width, (most_height - CONTROLS_PX) * 16 // 9)
    width = max(width, NARROWEST_PX)
    return width, min(HEIGHT, width * 9 // 16 + CONTROLS_PX)


def answer_of(manifest: Manifest, public_url: str, most_width: int | None, most_height: int | None) -> dict[str, Any]:
    """What is said of the talk. One without a video is `rich`, as sound with slides is none."""
    address = f"{public_url}/s/{manifest.slug}"
    width, height = size_within(most_width, most_height)
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
        "html": embed_code(manifest.title, address, width, height),
        "width": width,
        "height": height,
    }


def _thumbnail(manifest: Manifest, most_width: int | None, most_height: int | None) -> dict[str, Any]:
    """What is said of the first slide's picture; nothing where it is larger than what was asked for."""
    picture = jpeg_of(opening_slide(manifest), THUMBNAIL_WIDTH)
    width, height = picture.width, picture.height
    if any(most is not None and size > most for size, most in ((width, most_width), (height, most_height))):
        return {}
    return {"thumbnail_url": picture.href, "thumbnail_width": width, "thumbnail_height": height}


def as_json(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def as_xml(answer: Mapping[str, Any]) -> str:
    return render_xml("oembed.xml", answer=answer).html
