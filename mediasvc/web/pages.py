"""The pages for people: a talk's own, the one for other people's pages, the front page, and all talks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from mediasvc.delivery.addresses import preview_address
from mediasvc.delivery.figures import clock, day
from mediasvc.delivery.languages import TAGS, Language, Reader, language
from mediasvc.delivery.rendering import Page, source
from mediasvc.domain.captions import CaptionsByLanguage
from mediasvc.domain.manifest import Manifest, Rendition
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.takeaway import takeaway, ways, weight_bytes
from mediasvc.web.embedding import embed_code, frame_within
from mediasvc.web.linked import linked_data, share_image
from mediasvc.web.modules import TOOLS, modules_path
from mediasvc.web.passages import passages_of
from mediasvc.web.rendering import render
from mediasvc.web.talk import located, on_the_web, screen_shape, shape_of, values_of


@dataclass(frozen=True)
class Previewed:
    """What the bar of a preview says: whether the release still waits, and until when, where that is planned.

    `form_token` is there for those who may publish the release, and goes with the form that does it.
    """

    waits: bool
    publish_at: datetime | None
    form_token: str | None


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
        **_around(reader),
        tools=TOOLS,
        oembed=f"{site}/oembed?{urlencode({'url': f'{address}{reader.query}'})}",
        image=share_image(outside),
        linked=linked_data(outside, seminar, address, description),
        series=series,
        podcast=series and f"/feeds/podcast.xml?{urlencode({'series': series})}",
        address=address,
        frame=frame,
        code=embed_code(manifest.title, address, reader.query, frame=frame),
        description=description,
        takeaways=_takeaways(manifest),
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
        **_around(reader),
        tools=TOOLS,
        page=page,
        previewed=previewed,
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
        passages=passages_of(manifest, captions),
        shown=next(iter(captions), None),
        kept=f"&lang={reader.language.tag}" if reader.asks else "",
        player=f"{player}{reader.query}",
        canonical=canonical,
        **_around(reader),
    )


def embed_page(manifest: Manifest, address: str, files: str, reader: Reader) -> Page:
    """The player alone, as large as its frame, for the talk whose own page is at `address`."""
    style = source("page.css") + source("talk.css") + source("embed.css") + screen_shape(manifest)
    values = values_of(on_the_web(manifest), _told(reader.language, f"/s/{manifest.slug}"))
    return render(
        "embed.html",
        reader.language,
        style,
        source("embed.js"),
        files,
        modules=True,
        **values,
        tools=TOOLS,
        query=reader.query,
        address=address,
    )


def front_page(
    seminars: Sequence[Seminar], address: str, asked: str, after: str | None, earlier: str | None, reader: Reader
) -> Page:
    """A page of the list at `address`, or of what was found, where something was `asked`.

    These are the ones `after` that of this id, or else the newest; others are behind the one of id `earlier`.
    """
    later = after is not None
    same = {"q": asked, "lang": reader.language.tag if reader.asks else ""}
    return render(
        "front.html",
        reader.language,
        source("page.css") + source("head.css") + source("front.css"),
        forms=True,
        seminars=seminars,
        canonical=None if later or asked else f"{address}/",
        asked=asked,
        asks=reader.asks,
        # The player takes up the search where it ended here.
        place=_encoded("#", q=asked),
        also=_encoded("&", q=asked, after=after or ""),
        newest=f"/{_encoded('?', **same)}",
        later=later,
        earlier=earlier and f"/{_encoded('?', **same, after=earlier)}",
        **_around(reader),
    )


def _encoded(sign: str, **parameters: str) -> str:
    """What has been told of these parameters, behind this sign, or nothing."""
    told = {name: value for name, value in parameters.items() if value}
    return sign + urlencode(told, quote_via=quote, safe="") if told else ""


def _told(spoken: Language, page: str) -> dict[str, Any]:
    """Return what the script needs to speak this language, and to load more; `page` is the path of its own."""
    words = {**spoken.words["player"], "gone": spoken.words["sorry"]["gone"][0]}
    return {"words": words, "modules": modules_path(spoken), "page": page}


def _around(reader: Reader) -> dict[str, Any]:
    """What links to other pages, and to the same page in other languages, need."""
    return {
        "query": reader.query,
        "languages": [language(tag) for tag in TAGS],
        "service_links": reader.service_links,
    }


def _takeaways(manifest: Manifest) -> list[tuple[Rendition, int]]:
    """Each rendition that is to be had as a talk to take away, and about how many bytes that is, the fewest first."""
    weighed = [(way, weight_bytes(takeaway(manifest, [way.variant]))) for way in ways(manifest)]
    return sorted(weighed, key=lambda way: way[1])


def _description(manifest: Manifest, spoken: Language) -> str:
    who = [", ".join(manifest.speakers)] if manifest.speakers else []
    when = [day(manifest.held_on, spoken.locale)] if manifest.held_on else []
    return ". ".join([*who, *when, spoken.words["talk"]["described"].format(clock(manifest.duration_ms))])
