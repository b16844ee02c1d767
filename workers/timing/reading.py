"""Talks that are read out: phrases of the notes, or of the slides themselves, as they are said.

A phrase is three words in a row, stop words too: free speech has few of those that stand on slides, and a talk that is
read out tells by them which slide it is at, to the word.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import partial

import numpy as np

from workers.timing.evidence import Lexicon, lexicon
from workers.timing.said_words import Word
from workers.timing.slide_words import MOST_CHARACTERS, Placed, placed
from workers.timing.talk import TimedSlide
from workers.timing.tokens import Token, is_unspaced, plain_words
from workers.timing.units import Unit

WORDS, CHARACTERS = 3, 6
"""A phrase's words, or its characters where the script has no spaces."""
READ_OUT = 0.2
"""The share of the phrases said that stand on slides. Lectures have 0.08 or less, and talks read out 0.63 or more, as
recognised; where every fourth word is replaced by another one, 0.36.
"""
MOST_CELLS = 6_000_000
"""Phrases times slides, at most; in longer talks with more slides not every phrase counts."""


@dataclass(frozen=True)
class Phrase:
    """What is said from one word to another one, by their places in the talk."""

    form: str
    first: int
    last: int


@dataclass(frozen=True)
class Reading:
    """The phrases said that stand on slides, in order, and what they say for each slide."""

    phrases: Sequence[Phrase]
    known: Lexicon

    def changes(self) -> frozenset[int]:
        """Return the places of words before which the slide may change.

        Between a phrase of one slide alone and the next one of another, these are the words after the one and at the
        beginning of the other: any words between them were not heard as they are written.
        """
        places: set[int] = set()
        last: tuple[int, Phrase] | None = None
        for phrase in self.phrases:
            slides = np.flatnonzero(self.known.weights[self.known.rows[phrase.form]])
            if len(slides) != 1:
                continue
            slide = int(slides[0])
            if last is not None and last[0] != slide and last[1].last < phrase.first:
                places |= {last[1].last + 1, phrase.first}
            last = slide, phrase
        return frozenset(places)

    def by_unit(self, units: Sequence[Unit]) -> list[list[Token]]:
        """Return the phrases of each unit as tokens; a phrase is with its middle word."""
        firsts = [unit.first_word for unit in units]
        tokens: list[list[Token]] = [[] for _ in units]
        for phrase in self.phrases:
            middle = (phrase.first + phrase.last) // 2
            tokens[bisect_right(firsts, middle) - 1].append(Token(phrase.form, phrase.form))
        return tokens


def reading_of(words: Sequence[Word], slides: Sequence[TimedSlide]) -> Reading | None:
    """Return what is read out, or None where the talk is spoken freely."""
    said = _said(words)
    heard = Counter(phrase.form for phrase in said)
    written = [_written(slide, heard.keys()) for slide in slides]
    on_slides = {form for each in written for form in each.counts}
    read = [phrase for phrase in said if phrase.form in on_slides]
    if not said or len(read) < READ_OUT * len(said):
        return None
    read = read[:: 1 + len(read) * len(slides) // MOST_CELLS]
    return Reading(read, lexicon(written, Counter(phrase.form for phrase in read)))


def _said(words: Sequence[Word]) -> list[Phrase]:
    plain = [(part, place) for place, word in enumerate(words) for part in plain_words(word.text)]
    spans = _spans([part for part, _ in plain])
    return [
        Phrase(" ".join(part for part, _ in plain[first:end]), plain[first][1], plain[end - 1][1])
        for first, end in spans
    ]


def _written(slide: TimedSlide, heard: Set[str]) -> Placed:
    texts = (slide.text, slide.picture_text, slide.notes or "")
    texts = tuple(text[:MOST_CHARACTERS] for text in texts)
    return placed(slide.title, texts, partial(_phrases, heard=heard))


def _phrases(text: str, heard: Set[str]) -> list[str]:
    words = plain_words(text)
    phrases = (" ".join(words[first:end]) for first, end in _spans(words))
    return [phrase for phrase in phrases if phrase in heard]


def _spans(words: Sequence[str]) -> list[tuple[int, int]]:
    lengths = (CHARACTERS if is_unspaced(word) else WORDS for word in words)
    spans = ((first, first + length) for first, length in enumerate(lengths))
    return [(first, end) for first, end in spans if end <= len(words)]
