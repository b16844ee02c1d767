"""What a deck's slides say, as it is read from the deck itself or from the pages of its PDF."""

import re
from dataclasses import dataclass, replace

from mediasvc.domain.characters import readable
from workers.decks.symbols import PRIVATE_USE, shown

LONGEST_TITLE = 200
LONGEST_ADVANCE_MS = 24 * 3_600_000
# More than any deck names; a warning lists those that are missing.
MOST_FONTS = 200
MOST_LINKED = 10_000
_PRIVATE_USE = re.compile(f"[{chr(PRIVATE_USE.start)}-{chr(PRIVATE_USE.stop - 1)}]")


@dataclass(frozen=True)
class SlideOutline:
    """One slide. `deck_number` counts from 1, hidden slides counted; `advance_ms` is its rehearsed time.

    `signs` are characters that are drawn on it and are no part of its text, such as bullets; `drawn_otherwise` are
    codes of what its picture shows otherwise than the deck's own program; `may_hide_words` where it shows something
    that may hold words that only its page tells; `pictured` where its page shows pictures, or outlines, that may hold
    some that nothing but their look tells. Of a PDF's page: a `garbled` one has no text, as the file does not say
    which letters it shows, or in which order; `blank_fields` are filled in, but with letters that cannot be drawn, or
    drawn as if they were not.
    """

    deck_number: int
    title: str
    text: str
    notes: str | None = None
    hidden: bool = False
    advance_ms: int | None = None
    animated: bool = False
    linked_media: int = 0
    garbled: bool = False
    blank_fields: bool = False
    signs: str = ""
    drawn_otherwise: tuple[str, ...] = ()
    may_hide_words: bool = False
    pictured: bool = False


@dataclass(frozen=True)
class DeckOutline:
    """All slides in the deck's order, and the font families that the deck asks for.

    The pages of a `dynamic` form (XFA) say no more than that it is one.
    """

    slides: tuple[SlideOutline, ...]
    fonts: tuple[str, ...] = ()
    dynamic: bool = False


def written(text: str) -> str:
    """Return a deck's text as nothing but writing, in which what a symbol font shows is a Unicode character."""
    return readable(_PRIVATE_USE.sub(lambda found: shown(found[0]), text))


def as_answered(outline: DeckOutline) -> DeckOutline:
    """Return an outline that came out of the sandbox, with nothing but writing in it and numbers that can be."""
    fonts = tuple(" ".join(written(font).split())[:LONGEST_TITLE] for font in outline.fonts[:MOST_FONTS])
    slides = (_as_answered(slide, number) for number, slide in enumerate(outline.slides, start=1))
    return replace(outline, slides=tuple(slides), fonts=fonts)


def _as_answered(slide: SlideOutline, number: int) -> SlideOutline:
    advance_ms = slide.advance_ms
    return replace(
        slide,
        deck_number=number,
        title=" ".join(written(slide.title).split())[:LONGEST_TITLE],
        text=written(slide.text),
        notes=slide.notes and written(slide.notes),
        advance_ms=advance_ms if advance_ms is not None and 0 <= advance_ms <= LONGEST_ADVANCE_MS else None,
        linked_media=min(max(0, slide.linked_media), MOST_LINKED),
        signs="".join(sign for sign in sorted(set(slide.signs)) if readable(sign) or _PRIVATE_USE.match(sign)),
        drawn_otherwise=tuple(map(readable, slide.drawn_otherwise)),
    )


def title_and_text(title: str, text: str) -> tuple[str, str]:
    """A slide's title in one line, and its text without it; the first line is the title where none is given.

    Both are nothing but writing. What is too long for a title stays in the text as a whole.
    """
    lines = [" ".join(line.split()) for line in written(text).splitlines()]
    lines = [line for line in lines if line]
    title = " ".join(written(title).split())
    if not title and lines:
        title = lines.pop(0)
    if len(title) > LONGEST_TITLE:
        lines.insert(0, title)
    return title[:LONGEST_TITLE], "\n".join(lines)
