"""The pages of a talk: its own, the one for other people's pages, its preview, and the talk in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from mediasvc.delivery.addresses import preview_address
from mediasvc.delivery.colours import Colour, accent_style
from mediasvc.delivery.embedding import embed_code, frame_within, row_query, shape_of
from mediasvc.delivery.figures import clock, day
from mediasvc.delivery.files import SAVED
from mediasvc.delivery.languages import TAGS, Language, Reader, language
from mediasvc.delivery.rendering import Page, source
from mediasvc.domain.captions import CaptionsByLanguage
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.takeaway import takeaways
from mediasvc.web.linked import linked_data, share_image
from mediasvc.web.modules import modules_path, tools_of
from mediasvc.web.passages import passages_of
from mediasvc.web.rendering import render
from mediasvc.web.talk import located, on_the_web, screen_shape, values_of


@dataclass(frozen=True)
class Previewed:
    """The remarks of a preview beside the talk: whether its release still waits, and until when, where that is planned.

    `form_token` is there for those who may publish the release, and goes with the form that does it.
    """

    waits: bool
    publish_at: datetime | None
    form_token: str | None
    streaming_only: bool


def watch_page(manifest: Manifest, seminar: Seminar, address: str, files: str, reader: Reader) -> Page:
    """A talk's own page at `address`. `files` are the origins of its media, as a Content-Security-Policy has them."""
    style = source("page.css") + source("head.css") + source("talk.css") + source("watch.css") + screen_shape(manifest)
    site = address.removesuffix(f"/s/{manifest.slug}")
    outside = on_the_web(manifest, site)
    series = seminar.series and seminar.series.title
    frame = frame_within(shape_of(manifest))
    description = _description(manifest, reader.language)
    return render(
        "watch.html",
        reader.language,
        style,
        source("watch.js"),
        files,
        modules=True,
        **values_of(on_the_web(manifest), _told(reader.language, f"/s/{manifest.slug}")),
        **around(reader),
        tools=tools_of(manifest),
        saved=f"?{SAVED}",
        oembed=f"{site}/oembed?{urlencode({'url': f'{address}{reader.query}'})}",
        image=share_image(outside),
        linked=linked_data(outside, seminar, address, description),
        series=series,
        podcast=_podcast(seminar),
        address=address,
        frame=frame,
        code=embed_code(manifest.title, address, reader.query, frame=frame),
        description=description,
        takeaways=takeaways(manifest),
        streaming_only=seminar.streaming_only,
    )


def preview_page(manifest: Manifest, previewed: Previewed, files: str, reader: Reader) -> Page:
    """Return the page on which people of a seminar see what `watch_page` will show, below a bar that says so."""
    sheets = ("page.css", "head.css", "talk.css", "watch.css", "preview.css")
    page = preview_address(manifest.slug, manifest.release)
    return render(
        "preview.html",
        reader.language,
        "".join(map(source, sheets)) + screen_shape(manifest),
        source("preview.js"),
        files,
        modules=True,
        forms=previewed.form_token is not None,
        **values_of(located(manifest, f"{page}/files/"), _told(reader.language, page)),
        **around(reader),
        tools=tools_of(manifest),
        saved=f"?{SAVED}",
        page=page,
        previewed=previewed,
        streaming_only=previewed.streaming_only,
    )


def text_page(
    manifest: Manifest, captions: CaptionsByLanguage, player: str, canonical: str | None, reader: Reader
) -> Page:
    """Return the talk in words, to be read, and to be searched by its `player`, which is at this path.

    `captions` are in the language in which it says what is said; it leads to the other languages. Without a canonical
    address it is for no search engine.
    """
    style = source("page.css") + source("head.css") + source("text.css")
    return render(
        "text.html",
        reader.language,
        style,
        talk=manifest,
        description=_description(manifest, reader.language),
        passages=passages_of(manifest, captions),
        shown=next(iter(captions), None),
        kept=f"&lang={reader.language.tag}" if reader.asks else "",
        player=f"{player}{reader.query}",
        canonical=canonical,
        **around(reader),
    )


def embed_page(manifest: Manifest, address: str, files: str, reader: Reader, colour: Colour | None = None) -> Page:
    """Return the player alone, as large as its frame, for the talk whose own page is at `address`.

    Its links and controls have this colour, as far as that can be read.
    """
    row = f"@media {row_query(shape_of(manifest))}{{{source('row.css')}}}"
    style = source("page.css") + source("talk.css") + source("embed.css") + row + screen_shape(manifest)
    style += accent_style(colour) if colour is not None else ""
    values = values_of(on_the_web(manifest), _told(reader.language, f"/s/{manifest.slug}"))
    return render(
        "embed.html",
        reader.language,
        style,
        source("embed.js"),
        files,
        modules=True,
        **values,
        tools=tools_of(manifest),
        query=reader.query,
        address=address,
        description=_description(manifest, reader.language),
    )


def _told(spoken: Language, page: str) -> dict[str, Any]:
    """Return what the script needs to speak this language, and to load more; `page` is the path of its own."""
    words = {**spoken.words["player"], "gone": spoken.words["sorry"]["gone"][0]}
    return {"words": words, "modules": modules_path(spoken), "page": page}


def around(reader: Reader) -> dict[str, Any]:
    """What links to other pages, and to the same page in other languages, need."""
    return {
        "query": reader.query,
        "languages": [language(tag) for tag in TAGS],
        "service_links": reader.service_links,
    }


def _podcast(seminar: Seminar) -> str | None:
    """Return the address of the podcast that the talk is in, if it is in the one of a series."""
    if seminar.series is None or seminar.streaming_only:
        return None
    return f"/feeds/podcast.xml?{urlencode({'series': seminar.series.feed})}"


def _description(manifest: Manifest, spoken: Language) -> str:
    who = [", ".join(manifest.speakers)] if manifest.speakers else []
    when = [day(manifest.held_on, spoken.locale)] if manifest.held_on else []
    return ". ".join([*who, *when, spoken.words["talk"]["described"].format(clock(manifest.duration_ms))])
