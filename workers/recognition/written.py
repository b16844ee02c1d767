"""Words as they are written, from the pieces of text that the engine gives times to."""

import re
import unicodedata
from collections.abc import Iterable

from mediasvc.domain.automatic_captions import UNSPACED_LANGUAGES
from mediasvc.domain.characters import readable

# Seconds from the beginning of what was heard, and text: of a new word, it begins with a space.
Piece = tuple[float, float, str]
_LATIN = re.compile(r"[0-9A-Za-z]")


def written_words(pieces: Iterable[Piece], language: str) -> list[Piece]:
    """Return the words, without spaces. Marks, and what continues a word, belong to the word before.

    In a language without spaces each character is a word, but for names and numbers in Latin letters.
    """
    words: list[Piece] = []
    is_spaced = language not in UNSPACED_LANGUAGES
    for start_s, end_s, raw in pieces:
        text = readable(raw).strip()
        if not text:
            continue
        begins_word = raw[:1].isspace() and not _is_mark(text) if is_spaced else _begins_character(words, raw, text)
        if begins_word or not words:
            words.append((start_s, end_s, text))
        else:
            before = words[-1]
            words[-1] = (before[0], max(before[1], end_s), before[2] + text)
    return words


def _is_mark(text: str) -> bool:
    """Return whether it stands at no word's beginning: only marks that close, end or part what is before them."""
    return all(unicodedata.category(character) in ("Pe", "Pf", "Po", "Pd") for character in text) and text != "&"


def _begins_character(words: list[Piece], raw: str, text: str) -> bool:
    first = unicodedata.category(text[0])
    if first.startswith("M") or _is_mark(text):
        return False
    continues_latin = bool(words) and not raw[:1].isspace() and _LATIN.match(text) and _LATIN.match(words[-1][2][-1])
    return not continues_latin
