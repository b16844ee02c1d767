"""The pages for people: a talk's own, the one for other people's pages, the front page, and what is said instead."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from mediasvc.domain.seminar import Seminar
from mediasvc.domain.takeaway import takeaway, ways, weight_bytes
from mediasvc.web.embedding import embed_code
from mediasvc.web.figures import clock, day
from mediasvc.web.linked import linked_data, share_image
from mediasvc.web.rendering import Page, render, source
from mediasvc.web.talk import on_the_web, screen_shape, values_of


def watch_page(manifest: Mapping[str, Any], series: str | None, address: str, files: str) -> Page:
    """A talk's own page at `address`. `files` are the origins of its media, as a Content-Security-Policy has them."""
    style = source("page.css") + source("talk.css") + source("watch.css") + screen_shape(manifest)
    site = address.removesuffix(f"/s/{manifest['slug']}")
    outside = on_the_web(manifest, site)
    return render(
        "watch.html",
        style,
        source("watch.js"),
        files,
        **values_of(on_the_web(manifest)),
        oembed=f"{site}/oembed?{urlencode({'url': address})}",
        image=share_image(outside),
        linked=linked_data(outside, address, _description(manifest)),
        series=series,
        address=address,
        code=embed_code(manifest["title"], address),
        description=_description(manifest),
        takeaways=_takeaways(manifest),
    )


def embed_page(manifest: Mapping[str, Any], address: str, files: str) -> Page:
    """The player alone, as large as its frame, for the talk whose own page is at `address`."""
    style = source("page.css") + source("talk.css") + source("embed.css")
    return render("embed.html", style, source("embed.js"), files, **values_of(on_the_web(manifest)), address=address)


def front_page(seminars: Sequence[Seminar], address: str, later: bool, earlier: str | None) -> Page:
    """A page of the list at `address`. `later` talks may come before these, others behind the one of id `earlier`."""
    style = source("page.css") + source("front.css")
    canonical = None if later else f"{address}/"
    return render("front.html", style, seminars=seminars, canonical=canonical, later=later, earlier=earlier)


def sorry_page(sentence: str, hint: str) -> Page:
    """What is said instead of a page."""
    return render("sorry.html", source("page.css") + source("front.css"), sentence=sentence, hint=hint)


def _takeaways(manifest: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], int]]:
    """Each rendition that is to be had as a talk to take away, and about how many bytes that is, the fewest first."""
    weighed = [(way, weight_bytes(takeaway(manifest, [way["variant"]]))) for way in ways(manifest)]
    return sorted(weighed, key=lambda way: way[1])


def _description(manifest: Mapping[str, Any]) -> str:
    held_on = manifest["held_on"]
    who = [", ".join(manifest["speakers"])] if manifest["speakers"] else []
    when = [day(held_on)] if held_on else []
    return ". ".join([*who, *when, f"Slides with sound, {clock(manifest['duration_ms'])}."])
