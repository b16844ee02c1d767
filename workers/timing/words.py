"""Which words a talk's slide times are looked for in: those recognised, or else the captions'."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.timeline import NO_CAPTIONS
from workers.timing.said_words import Word, words_of
from workers.timing.talk import PassedOver, Talk

FEWEST_WORDS = 20
MOST_CHARACTERS = 3_000_000
"""Three times what is said in twelve hours."""
CAPTIONS, RECOGNISED = "captions", "recognised words"
SUREST_OF_ESTIMATED = 0.6
"""What a manuscript says is right, but when it is said is an estimate."""


@dataclass(frozen=True)
class Words:
    """Words in order, what people call them, and how sure a slide time can be at most that comes from them (0 to 1)."""

    words: Sequence[Word]
    origin: str
    surest: float = 1.0


def words_in(talk: Talk) -> Words | PassedOver:
    """Return the words of a talk in which slides can be looked for by them."""
    if talk.words is not None:
        return _enough(Words(talk.words, RECOGNISED), talk)
    if talk.said is None:
        return PassedOver(NO_CAPTIONS)
    if sum(len(caption.text) for caption in talk.said.captions) > MOST_CHARACTERS:
        return PassedOver("the captions have more words than anyone can say")
    surest = SUREST_OF_ESTIMATED if talk.said_is_estimated else 1.0
    return _enough(Words(words_of(talk.said), CAPTIONS, surest), talk)


def _enough(found: Words, talk: Talk) -> Words | PassedOver:
    if talk.slide_count == 1:
        return PassedOver("the deck has one slide")
    if len(found.words) < FEWEST_WORDS:
        few = len(found.words)
        is_recognised = found.origin == RECOGNISED
        return PassedOver(
            f"only {few} words were recognised" if is_recognised else f"there are only {few} words in the captions"
        )
    return found
