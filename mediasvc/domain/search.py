"""What talks are found by: words, folded until those that people take for the same are equal."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from mediasvc.domain.folding import fold
from mediasvc.domain.seminar import SeminarDetails

MOST_QUERY_CHARACTERS = 200
MOST_QUERY_WORDS = 10


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
    found = (word for text in texts for word in fold(text).split())
    return tuple(dict.fromkeys(found))
