"""The front page: talks by the day on which they were held, and what a search finds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from mediasvc.delivery.addresses import media_root
from mediasvc.delivery.languages import Reader
from mediasvc.delivery.rendering import Page, source
from mediasvc.domain.excerpt import Excerpt
from mediasvc.domain.listing import Card
from mediasvc.domain.manifest import Image
from mediasvc.domain.seminar import Seminar
from mediasvc.usecases.listed import Listed
from mediasvc.web.pages import around
from mediasvc.web.rendering import render

# The form of a place on the list (domain/listing.py) in an address.
PLACE = re.compile(r"[0-9]{8}-[0-9]{20}-[0-9a-z-]{1,64}")


@dataclass(frozen=True)
class Asked:
    """What somebody asks of the list: talks with this `query`, behind the place `after`; and whether to save data."""

    query: str
    after: str | None
    saves_data: bool


@dataclass(frozen=True)
class Item:
    """A talk on the list. Its `pictures` are one a type, at their addresses."""

    seminar: Seminar
    card: Card | None
    excerpt: Excerpt | None
    pictures: Sequence[Image]


def front_page(
    shown: Sequence[Listed], asked: Asked, earlier: str | None, address: str, files: str, reader: Reader
) -> Page:
    """Return the page of these talks of the list at `address`; others are behind the place `earlier`.

    `files` are the origins of pictures, as a Content-Security-Policy has them.
    """
    later = asked.after is not None
    same = {"q": asked.query, "lang": reader.language.tag if reader.asks else ""}
    return render(
        "front.html",
        reader.language,
        source("page.css") + source("head.css") + source("front.css"),
        files=files,
        forms=True,
        items=[_item(each, asked.saves_data) for each in shown],
        canonical=None if later or asked.query else f"{address}/",
        asked=asked.query,
        asks=reader.asks,
        # The player takes up the search where it ended here.
        place=_encoded("#", q=asked.query),
        also=_encoded("&", q=asked.query, after=asked.after or ""),
        newest=f"/{_encoded('?', **same)}",
        later=later,
        earlier=earlier and f"/{_encoded('?', **same, after=earlier)}",
        **around(reader),
    )


def _item(listed: Listed, saves_data: bool) -> Item:
    pictures = () if listed.card is None or saves_data else listed.card.pictures
    root = media_root(listed.seminar.slug, listed.seminar.release or 0, "")
    at_home = [replace(image, href=root + image.href) for image in pictures]
    return Item(listed.seminar, listed.card, listed.excerpt, at_home)


def _encoded(sign: str, **parameters: str) -> str:
    """Return the parameters that have a value as a query, behind this sign; an empty text where none has."""
    given = {name: value for name, value in parameters.items() if value}
    return sign + urlencode(given, quote_via=quote, safe="") if given else ""
