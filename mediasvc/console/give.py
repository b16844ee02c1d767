"""Things of a talk to give away: links, QR code, a message, code for other pages, downloads, feeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.responses import Response

from mediasvc.console.rendering import PACKAGE
from mediasvc.console.visit import Visit
from mediasvc.console.wishes import COLOURS, FULL, WIDTHS, Wishes, embedding_of, wishes_in
from mediasvc.delivery.addresses import news_address, podcast_address
from mediasvc.delivery.embedding import component_code, embed_code, frame_of, frame_shown, frame_style, shape_of
from mediasvc.delivery.figures import size
from mediasvc.delivery.languages import Language, language, language_for
from mediasvc.delivery.rendering import source
from mediasvc.delivery.statuses import status_of
from mediasvc.domain.errors import Usage
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.short_code import code_of
from mediasvc.domain.takeaway import takeaways, ways
from mediasvc.usecases.give_away import Gift, give_away
from mediasvc.usecases.watch import manifest_of


@dataclass(frozen=True)
class Codes:
    """Code that shows the player in other pages, and the player as the first one makes it, with its style."""

    frame: str
    component: str
    shown: Markup
    style: str


@dataclass(frozen=True)
class Message:
    """A text to be passed on, and the addresses that pass it on, by the names of the ways among the words."""

    text: str
    addresses: Sequence[tuple[str, str]]


def give_page(visit: Visit) -> Response:
    """Show what can be given away of the talk, and how the player looks that the form asks for."""
    gift = give_away(visit.service, visit.actor, visit.slug)
    if gift.seminar.slug != visit.slug:
        return visit.lead(f"/console/talks/{gift.seminar.slug}/give")
    wishes = wishes_in(visit.request.query_params)
    values: dict[str, Any] = {"seminar": gift.seminar, "talk": gift.seminar, "gift": gift, "wishes": wishes}
    values |= {"also": _also(wishes), "short": _short(visit, gift.seminar, wishes)}
    values["script"] = source("give.js", PACKAGE)
    if gift.release is None:
        return visit.page("give.html", "talks", **values)
    manifest = manifest_of(visit.service.storage, gift.release)
    values |= _of_manifest(visit, gift.seminar, manifest, wishes) | {"feeds": _feeds(visit, gift)}
    try:
        codes = _codes(visit, gift.seminar, manifest, wishes)
    except Usage as error:
        return visit.page("give.html", "talks", status_of(error), **values, mistake=visit.failure(error))
    style = f".player>iframe{{{codes.style}}}" if wishes.are_shown else ""
    return visit.page("give.html", "talks", HTTPStatus.OK, **values, codes=codes, style=style, frames=wishes.are_shown)


def _also(wishes: Wishes) -> str:
    """Return what addresses of this page in other languages end with, so that nothing is lost that was typed."""
    return f"&{wishes.query}" if wishes.query else ""


def _short(visit: Visit, seminar: Seminar, wishes: Wishes) -> dict[str, str]:
    """Return the short link, and the paths of its QR codes, in the language that is wished for."""
    code, asked = code_of(seminar.id), _asked(wishes)
    paths = {suffix: f"/t/{code}.{suffix}{asked}" for suffix in ("svg", "png")}
    return {"link": f"{visit.service.settings.short_url(code)}{asked}", **paths}


def _asked(wishes: Wishes) -> str:
    return "" if wishes.tag is None else f"?lang={wishes.tag}"


def _of_manifest(visit: Visit, seminar: Seminar, manifest: Manifest, wishes: Wishes) -> dict[str, object]:
    shape = shape_of(manifest)
    address = f"{visit.service.settings.watch_url(visit.slug)}{_asked(wishes)}"
    return {
        "address": address,
        "message": _message(manifest, address, wishes),
        "sizes": [*((str(width), frame_of(shape, width)) for width in WIDTHS), (FULL, None)],
        "colours": COLOURS,
        "slides": len(manifest.slides),
        "takeaways": [] if seminar.streaming_only else takeaways(manifest),
    }


def _message(manifest: Manifest, address: str, wishes: Wishes) -> Message:
    """Return the text in the language that is wished for, or else in the talk's own one."""
    text = "\n".join([manifest.title, address, _lightest(manifest, _spoken(manifest, wishes))])
    mail = urlencode({"subject": manifest.title, "body": text.replace("\n", "\r\n")}, quote_via=quote)
    addresses = [
        ("whatsapp", f"https://wa.me/?{urlencode({'text': text}, quote_via=quote)}"),
        ("sms", f"sms:?{urlencode({'body': text}, quote_via=quote)}"),
        ("mail", f"mailto:?{mail}"),
    ]
    return Message(text, addresses)


def _spoken(manifest: Manifest, wishes: Wishes) -> Language:
    return language_for(None, "", manifest.language) if wishes.tag is None else language(wishes.tag)


def _lightest(manifest: Manifest, spoken: Language) -> str:
    """Return how much the lightest way to follow the talk weighs."""
    way = ways(manifest)[0]
    name = spoken.words["ways"]["sound"] if way.kind == "audio" else spoken.words["ways"].get(way.variant, way.label)
    return f"{name}: {size(way.size_bytes, spoken.locale)}"


def _feeds(visit: Visit, gift: Gift) -> Sequence[tuple[str, str]]:
    """Return the addresses of the feeds that name the talk, each after what it is called in the reader's language."""
    if not gift.is_in_feeds:
        return []
    site, words, series = visit.site, visit.reader.language.words, gift.seminar.series
    news = (words["front"]["news"], news_address(site))
    if gift.seminar.streaming_only:
        return [news]
    podcasts = [(words["front"]["podcast"], podcast_address(site))]
    if series is not None:
        podcasts.insert(0, (words["talk"]["series_podcast"], podcast_address(site, series.feed)))
    return [*podcasts, news]


def _codes(visit: Visit, seminar: Seminar, manifest: Manifest, wishes: Wishes) -> Codes:
    wish = embedding_of(wishes, shape_of(manifest), len(manifest.slides))
    address, title = visit.service.settings.watch_url(seminar.slug), manifest.title
    return Codes(
        embed_code(title, address, wish.query, wish.place, wish.frame),
        component_code(title, visit.site, address, wish),
        frame_shown(title, f"/s/{seminar.slug}", wish),
        frame_style(wish.frame),
    )
