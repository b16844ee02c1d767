"""Excerpts: where in a talk words were found, and a few words around them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mediasvc.domain.folding import fold
from mediasvc.domain.listing import Passage

# Characters shown before the first word that was found, and behind.
BEFORE, BEHIND = 40, 120
ELLIPSIS = "…"


@dataclass(frozen=True)
class Piece:
    """A part of an excerpt; it `is_found` where it is what somebody looked for."""

    text: str
    is_found: bool = False


@dataclass(frozen=True)
class Excerpt:
    """Some words of a passage, which begins at `start_ms`, if it does."""

    start_ms: int | None
    pieces: tuple[Piece, ...]


def excerpt_of(passages: Iterable[Passage], words: Sequence[str]) -> Excerpt | None:
    """Return an excerpt of the first passage that has all of these folded words, or else of one that has most of them.

    None where no passage has any.
    """
    best, most = None, 0
    for passage in passages:
        folded = fold(passage.text)
        found = sum(word in folded for word in words)
        if found > most:
            best, most = passage, found
        if found == len(words):
            break
    if best is None:
        return None
    return Excerpt(best.start_ms, tuple(_pieces(best.text, list(_spans(best.text, words)))))


def _spans(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where in the text these words stand, from first to last character, in order; none overlap."""
    folded, places = _places(text)
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    shown_to = 0
    for match in re.finditer(pattern, folded):
        # Where a word ends within what one letter is folded to, as `a` does in `æ`, that letter is shown whole.
        begin, end = places[match.start()], max(places[match.end()], places[match.end() - 1] + 1)
        if begin >= shown_to:
            yield begin, end
            shown_to = end


def _places(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and for each of its characters, and its end, the place in `text`."""
    letters = [fold(character) for character in text]
    places = [place for place, folded in enumerate(letters) for _ in folded]
    return "".join(letters), [*places, len(text)]


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    first = _word_start(text, spans[0][0] - BEFORE, spans[0][0])
    last = _word_end(text, spans[0][1] + BEHIND, spans[0][1])
    inside = [span for span in spans if span[1] <= last]
    yield Piece(f"{ELLIPSIS} " * (first > 0) + text[first : inside[0][0]])
    for (start, end), (following, _) in pairwise([*inside, (last, last)]):
        yield Piece(text[start:end], is_found=True)
        yield Piece(text[end:following])
    yield Piece(f" {ELLIPSIS}" * (last < len(text)))


def _word_start(text: str, near: int, most: int) -> int:
    """Return where a word begins from `near` on, up to `most`; or else the next character that is no mark."""
    if near <= 0:
        return 0
    space = text.find(" ", near, most)
    start = near if space < 0 else space + 1
    while start < most and unicodedata.combining(text[start]):
        start += 1
    return start


def _word_end(text: str, near: int, least: int) -> int:
    """Return where a word ends up to `near`, and from `least` on; or else `near`, with the marks behind it."""
    if near >= len(text):
        return len(text)
    space = text.rfind(" ", least, near)
    end = near if space < 0 else space
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
