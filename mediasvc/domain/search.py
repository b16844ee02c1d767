"""What talks are found by: words, folded until those that people take for the same are equal."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from mediasvc.domain.seminar import SeminarDetails

MOST_QUERY_CHARACTERS = 200
MOST_QUERY_WORDS = 10

# Letters that have no decomposition, and that many keyboards lack or some people write in another way.
_EQUALS = {
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
    "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
    "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
    "\N{LATIN SMALL LETTER AE}": "ae",
    "\N{LATIN SMALL LIGATURE OE}": "oe",
    "\N{ARABIC TATWEEL}": "",
    "\N{ARABIC LETTER ALEF WASLA}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER FARSI YEH}": "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER KEHEH}": "\N{ARABIC LETTER KAF}",
}
_VARIATIONS = range(0xFE00, 0xFE10)
# What stands between words: control characters, lone surrogates, spaces, punctuation.
_BETWEEN = ("Cc", "Cs", "Z", "P")
_CACHED_CHARACTERS = 8192


@dataclass(frozen=True)
class Query:
    """What somebody searches for: `text` as it is shown again, and its folded `words`, all of which are to be found."""

    text: str = ""
    words: tuple[str, ...] = ()


def query_of(text: str) -> Query:
    """The query that somebody wrote, whatever it holds; an empty one where there is nothing to look for in it.

    What is beyond 200 characters or 10 words is left out.
    """
    visible = "".join(" " if unicodedata.category(each) in ("Cc", "Cs") else each for each in text)
    shown = " ".join(visible.split())[:MOST_QUERY_CHARACTERS].rstrip()
    words = words_of([shown])[:MOST_QUERY_WORDS]
    return Query(shown, words) if words else Query()


def words_of_talk(details: SeminarDetails, texts: Iterable[str]) -> tuple[str, ...]:
    """The folded words of a release with these details, whose slides have these `texts`."""
    return words_of([details.title, *details.speakers, *texts])


def words_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The words in these texts, folded, each once, in the order in which they come first.

    Letters are equal in any case, with and without marks, and in any of Unicode's forms. No word is empty, or holds
    white space, punctuation, control characters or lone surrogates. Folding words again changes nothing.
    """
    found = (word for text in texts for word in "".join(map(_folded, unicodedata.normalize("NFKD", text))).split())
    return tuple(dict.fromkeys(found))


@lru_cache(_CACHED_CHARACTERS)
def _folded(character: str) -> str:
    """One character of a decomposed text."""
    category = unicodedata.category(character)
    # Joiners and marks of direction, which nobody sees, are of category Cf.
    if unicodedata.combining(character) or category == "Cf" or ord(character) in _VARIATIONS:
        return ""
    if category.startswith(_BETWEEN):
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(character))
    folded = character.casefold()
    return _EQUALS.get(folded, folded)
