"""Units of speech: short runs of words that are about one slide."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from workers.timing.said_words import Word

# What ends a unit: a pause of so much, after so many words; the end of a sentence of so many; so many words.
LONG_PAUSE_MS, SHORT_PAUSE_MS = 600, 250
WORDS_BEFORE_SHORT_PAUSE, WORDS_IN_SENTENCE, MOST_WORDS = 4, 3, 14


@dataclass(frozen=True)
class Unit:
    """Words that are said in one go, the silence before them, and whether a sentence ended before them.

    `first_word` is the place of the first one in the talk.
    """

    start_ms: int
    end_ms: int
    text: str
    pause_ms: int = 0
    after_sentence: bool = False
    first_word: int = 0


def units_of(words: Sequence[Word], most: int, changes: Set[int] = frozenset()) -> list[Unit]:
    """Return the words in units, `most` at most: where there are more, neighbours become one, again and again.

    A unit also begins with each word whose place is in `changes`.
    """
    if not words:
        return []
    cuts = [0, *_cuts(words, changes), len(words)]
    while len(cuts) - 1 > most:
        cuts = [*cuts[:-1:2], cuts[-1]]
    return [_unit(words, first, end) for first, end in pairwise(cuts)]


def _cuts(words: Sequence[Word], changes: Set[int]) -> list[int]:
    cuts: list[int] = []
    first = 0
    for place in range(1, len(words)):
        if place in changes or _ends_unit(words[place - 1], words[place], place - first):
            cuts.append(place)
            first = place
    return cuts


def _ends_unit(last: Word, following: Word, count: int) -> bool:
    pause_ms = following.start_ms - last.end_ms
    return (
        pause_ms >= LONG_PAUSE_MS
        or (pause_ms >= SHORT_PAUSE_MS and count >= WORDS_BEFORE_SHORT_PAUSE)
        or (last.ends_sentence and count >= WORDS_IN_SENTENCE)
        or count >= MOST_WORDS
    )


def _unit(words: Sequence[Word], first: int, end: int) -> Unit:
    text = " ".join(word.text for word in words[first:end])
    start_ms, end_ms = words[first].start_ms, max(word.end_ms for word in words[first:end])
    if not first:
        return Unit(start_ms, end_ms, text)
    before = words[first - 1]
    return Unit(start_ms, end_ms, text, max(0, start_ms - before.end_ms), before.ends_sentence, first)
