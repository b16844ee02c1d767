"""Slide times from what is said: captions, aligned with the words of titles, slides and notes.

How it works, and what was measured: docs/decisions/0041-slide-times-from-words.md.
"""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from mediasvc.domain.timeline import NO_CAPTIONS, SlideStart, Timeline, TimingMethod, timeline_of
from workers.timing.alignment import Segment, align
from workers.timing.belonging import why_not_of_this_deck
from workers.timing.certainty import candidates, certainty
from workers.timing.evidence import Array, Lexicon, evidence, lexicon
from workers.timing.posteriors import posteriors
from workers.timing.reading import reading_of
from workers.timing.said_words import Word, words_of
from workers.timing.segments import model_of, most_units
from workers.timing.slide_words import slide_words
from workers.timing.spoken_language import language_of
from workers.timing.talk import PassedOver, Talk, TimedSlide
from workers.timing.tokens import Token, TokenReader
from workers.timing.units import Unit, units_of

FEWEST_WORDS = 20
MOST_CHARACTERS = 3_000_000
"""Three times what is said in twelve hours."""
LEAD_MS, LATEST_MS = 300, 4_000
"""A slide is shown a little before its first word, but not before half of the pause; in a long silence it is shown so
soon after it begins.
"""
WORDS_NAMED = 3
SUREST_OF_ESTIMATED = 0.6
"""What a manuscript says is right, but when it is said is an estimate."""


@dataclass(frozen=True)
class _Heard:
    """Units of speech, and the tokens of each."""

    units: Sequence[Unit]
    tokens: Sequence[Sequence[Token]]


def plan(talk: Talk) -> Timeline | PassedOver:
    """Return the timeline of the talk's captions, where they and the deck belong together."""
    if talk.said is None:
        return PassedOver(NO_CAPTIONS)
    if talk.slide_count == 1:
        return PassedOver("the deck has one slide")
    if sum(len(caption.text) for caption in talk.said.captions) > MOST_CHARACTERS:
        return PassedOver("the captions have more words than anyone can say")
    starts = starts_by_words(words_of(talk.said), talk.slides, talk.language)
    if isinstance(starts, PassedOver):
        return starts
    surest = SUREST_OF_ESTIMATED if talk.said_is_estimated else 1.0
    capped = [replace(start, confidence=min(surest, start.confidence)) for start in starts]
    in_talk = [start for start in capped if start.start_ms < talk.duration_ms]
    return timeline_of(in_talk, talk.duration_ms, TimingMethod.TRANSCRIPT)


def starts_by_words(
    words: Sequence[Word], slides: Sequence[TimedSlide], language: str | None
) -> list[SlideStart] | PassedOver:
    """Return when slides are shown in a talk in which these words are said, in the language, where it is known."""
    if len(words) < FEWEST_WORDS:
        return PassedOver(f"there are only {len(words)} words in the captions")
    reader = TokenReader(_language(language, words))
    texts = slide_words(slides, reader)
    if not any(each.counts for each in texts):
        return PassedOver("the slides have no words")
    talk_s = (words[-1].end_ms - words[0].start_ms) / 1000
    reading = reading_of(words, slides)
    changes = reading.changes() if reading else frozenset[int]()
    heard = _heard(words, reader, most_units(talk_s, len(slides)), changes)
    known = lexicon(texts, Counter(token.form for said in heard.tokens for token in said))
    found = evidence(heard.units, heard.tokens, known)
    if reading:
        read = evidence(heard.units, reading.by_unit(heard.units), reading.known)
        found = replace(found, scaled=found.scaled + read.scaled, early=found.early + read.early)
    model = model_of(heard.units, found, [each.expected_words for each in texts])
    segments = align(model)
    why_not = why_not_of_this_deck(segments, found.plain, heard.units, slides)
    if why_not is not None:
        return PassedOver(why_not, doubts_captions=True)
    return _starts(segments, posteriors(model), heard, known)


def _language(named: str | None, words: Sequence[Word]) -> str:
    if named is not None:
        return named.partition("-")[0].lower()
    return language_of(" ".join(word.text for word in words))


def _heard(words: Sequence[Word], reader: TokenReader, most_units: int, changes: Set[int]) -> _Heard:
    units = units_of(words, most_units, changes)
    return _Heard(units, [tuple(reader.tokens(unit.text)) for unit in units])


def _starts(segments: Sequence[Segment], likely: Array, heard: _Heard, known: Lexicon) -> list[SlideStart]:
    ends = [segment.unit for segment in segments[1:]] + [len(heard.units)]
    starts: list[SlideStart] = []
    for segment, end in zip(segments, ends, strict=True):
        shares = likely[segment.unit : end].mean(axis=0)
        said = [token for tokens in heard.tokens[segment.unit : end] for token in tokens]
        confidence = round(certainty(float(shares[segment.slide])), 3)
        reason = _reason(said, segment.slide, known)
        first = heard.units[segment.unit]
        start_ms = first.start_ms - _lead_ms(first.pause_ms) if segment.unit else 0
        starts.append(SlideStart(segment.slide, start_ms, confidence, reason, candidates(shares, segment.slide)))
    return starts


def _lead_ms(pause_ms: int) -> int:
    return max(min(LEAD_MS, pause_ms // 2), pause_ms - LATEST_MS)


def _reason(said: Sequence[Token], slide: int, known: Lexicon) -> str:
    """Return the words that say most for the slide, as they are said."""
    weights = Counter[str]()
    words: dict[str, str] = {}
    for token in said:
        if token.form in known.rows:
            weights[token.form] += known.weights[known.rows[token.form], slide]
            words.setdefault(token.form, token.word)
    best = [words[form] for form, weight in weights.most_common(WORDS_NAMED) if weight > 0]
    return f"words heard: {', '.join(best)}" if best else "by the slides' order: none of its words is heard"
