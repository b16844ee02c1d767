"""What is said in a talk, in units, and what each of them says for each slide."""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from workers.timing.evidence import Evidence, Lexicon, evidence, lexicon
from workers.timing.reading import reading_of
from workers.timing.said_words import Word
from workers.timing.segments import most_units
from workers.timing.slide_words import slide_words
from workers.timing.spoken_language import language_of
from workers.timing.talk import PassedOver, TimedSlide
from workers.timing.tokens import Token, TokenReader
from workers.timing.units import Unit, units_of

WORDS_NAMED = 3


@dataclass(frozen=True)
class Heard:
    """Units of speech with the tokens of each, and what they say; how many words are expected about each slide."""

    units: Sequence[Unit]
    tokens: Sequence[Sequence[Token]]
    known: Lexicon
    found: Evidence
    expected_words: Sequence[float]

    def reason(self, first: int, end: int, slide: int) -> str:
        """Return which words of these units say most for the slide, as they are said."""
        weights = Counter[str]()
        words: dict[str, str] = {}
        for token in (token for tokens in self.tokens[first:end] for token in tokens):
            if token.form in self.known.rows:
                weights[token.form] += self.known.weights[self.known.rows[token.form], slide]
                words.setdefault(token.form, token.word)
        best = [words[form] for form, weight in weights.most_common(WORDS_NAMED) if weight > 0]
        return f"words heard: {', '.join(best)}" if best else "by the slides' order: none of its words is heard"


def heard(
    words: Sequence[Word], slides: Sequence[TimedSlide], language: str | None, changes: Set[int] = frozenset()
) -> Heard | PassedOver:
    """Return what these words say in a talk in this language (BCP 47), where it is known.

    A unit also begins with each word whose place is in `changes`.
    """
    reader = TokenReader(_language(language, words))
    texts = slide_words(slides, reader)
    if not any(each.counts for each in texts):
        return PassedOver("the slides have no words")
    talk_s = (words[-1].end_ms - words[0].start_ms) / 1000
    reading = reading_of(words, slides)
    changes = changes | reading.changes() if reading else changes
    units = units_of(words, most_units(talk_s, len(slides)), changes)
    tokens = [tuple(reader.tokens(unit.text)) for unit in units]
    known = lexicon(texts, Counter(token.form for said in tokens for token in said))
    found = evidence(units, tokens, known)
    if reading:
        read = evidence(units, reading.by_unit(units), reading.known)
        found = replace(found, scaled=found.scaled + read.scaled, early=found.early + read.early)
    return Heard(units, tokens, known, found, [each.expected_words for each in texts])


def _language(named: str | None, words: Sequence[Word]) -> str:
    if named is not None:
        return named.partition("-")[0].lower()
    return language_of(" ".join(word.text for word in words))
