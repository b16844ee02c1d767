"""The languages that the pages speak: one file of words each, in `words/`."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale, UnknownLocaleError
from starlette.requests import Request

from mediasvc.delivery.preferences import weighed
from mediasvc.delivery.service_links import ServiceLink

TAGS = ("en", "fr", "es", "pt", "ar", "sw")
# English dates are those of the world, with the day first.
_LOCALES = {"en": "en_001"}


@dataclass(frozen=True, eq=False)
class Language:
    """A language of the pages: its BCP 47 tag, and its words by where they stand. `{}` in them is for a value."""

    tag: str
    words: Mapping[str, Any]

    @property
    def locale(self) -> Locale:
        """How the language writes dates and figures (CLDR)."""
        return Locale.parse(_LOCALES.get(self.tag, self.tag))

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, as HTML has it."""
        return self.locale.text_direction


@dataclass(frozen=True)
class Reader:
    """The reader of a page: the language, and whether the page's address `asks` for it, as its links then do too.

    `service_links` lead to those who run the service.
    """

    language: Language
    asks: bool = False
    service_links: tuple[ServiceLink, ...] = ()

    @property
    def query(self) -> str:
        return f"?lang={self.language.tag}" if self.asks else ""


@cache
def language(tag: str) -> Language:
    """The language of this tag, which is one of `TAGS`."""
    text = resources.files("mediasvc.delivery").joinpath("words", f"{tag}.json").read_text(encoding="utf-8")
    return Language(tag, json.loads(text))


def language_for(asked: str | None, accept_language: str, spoken: str | None) -> Language:
    """The language `asked` for, else the best of what a reader accepts (RFC 9110), else the one that is `spoken`."""
    wished = [asked or "", *_accepted(accept_language), spoken or ""]
    known = (tag for tag in map(_primary, wished) if tag in TAGS)
    return language(next(known, TAGS[0]))


def reader_of(request: Request, spoken: str | None = None, chosen: str | None = None) -> Reader:
    """Return the reader who asks for a page, perhaps of a talk that is `spoken` in this language.

    `chosen` is the language of somebody who has signed in, as they chose it: it goes before what the browser asks for.

    The links to those who run the service are in the state of the application that answers, if it has pages.
    """
    asked = request.query_params.get("lang")
    accepted = request.headers.get("accept-language", "")
    links: tuple[ServiceLink, ...] = getattr(request.app.state, "service_links", ())
    return Reader(language_for(asked or chosen, accepted, spoken), asked in TAGS, links)


def direction(text: str) -> str:
    """Return `rtl` where the first letter with a direction runs from right to left, as browsers decide for `auto`."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") in ("R", "AL") else "ltr"


def language_direction(tag: str) -> str:
    """Return `ltr` or `rtl`, as the language of this tag is written; `auto` where nobody knows that."""
    try:
        return Locale.parse(tag, sep="-").text_direction if _primary(tag) != "und" else "auto"
    except (ValueError, UnknownLocaleError):
        return "auto"


def _primary(tag: str) -> str:
    return tag.partition("-")[0].strip().lower()


def _accepted(accept_language: str) -> list[str]:
    """The tags, the most wished for first."""
    wished = [(tag, weight) for tag, weight in weighed(accept_language) if weight > 0]
    return [tag for tag, _ in sorted(wished, key=lambda each: -each[1])]
