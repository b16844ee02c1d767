"""Cuts what a recogniser has invented: text in silence and music, and loops. Pure."""

import re
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mediasvc.domain.recognition import RecognisedWord
from mediasvc.domain.speech import Span

# Thresholds of Whisper's own decoder: nobody speaks and the text is a guess; or it repeats itself (compression ratio).
LIKELY_SILENCE, GUESSED, REPEATS = 0.6, -1.0, 2.4
# Mean log probability of tokens: music and noise have less, speech in noise that can be understood has more.
NONSENSE = -1.5
# Music that was taken for speech has few words, which are less likely than this; speech has six times as many.
FEW_CHARACTERS_PER_SECOND, UNLIKELY = 2, -0.7
# Nobody says more characters a second; half a second of speech may have been missed around what was found.
CHARACTERS_PER_SECOND, MISSED_MS = 30, 500
# A word this far from all speech is not said.
NEAR_MS = 500
# How often in a row a phrase of 1, 2 and more words may be said: "no, no, no" is, and "thank you" not six times.
LONGEST_PHRASE = 24
SAID_IN_A_ROW = (4, 3, 2)
_NOT_WRITTEN = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Passage:
    """What was heard in these stretches of the talk, with its words in the talk's time.

    The probabilities are those of `heard.HeardChunk`.
    """

    stretches: Sequence[Span]
    words: Sequence[RecognisedWord]
    log_probability: float
    silence_probability: float


def spoken(passages: Sequence[Passage], speech: Sequence[Span]) -> list[RecognisedWord]:
    """Return the words that somebody says, in order, at times within the speech around them."""
    likely = [word for passage in passages if not _is_invented(passage, speech) for word in passage.words]
    said = [word for word in likely if _is_near_speech(word, speech)]
    return one_after_the_other([_in_speech(word, speech) for word in without_loops(said)])


def is_loop(text: str) -> bool:
    """Return whether a text repeats itself more than what people say does."""
    written = text.encode()
    return len(written) > REPEATS * len(zlib.compress(written))


def without_loops(words: Sequence[RecognisedWord]) -> list[RecognisedWord]:
    """Return the words without the repetitions of a phrase that comes more often in a row than people say one."""
    forms = [_NOT_WRITTEN.sub("", word.text).casefold() for word in words]
    kept: list[RecognisedWord] = []
    place = 0
    while place < len(words):
        length, times = _loop_at(forms, place)
        kept += words[place : place + length]
        place += length * times
    return kept


def one_after_the_other(words: Sequence[RecognisedWord]) -> list[RecognisedWord]:
    """Return the words, each of which begins when the one before has ended, or later, and lasts a while."""
    ordered: list[RecognisedWord] = []
    for word in words:
        start_ms = max(word.start_ms, ordered[-1].end_ms if ordered else 0)
        ordered.append(replace(word, start_ms=start_ms, end_ms=max(start_ms + 1, word.end_ms)))
    return ordered


def _loop_at(forms: Sequence[str], place: int) -> tuple[int, int]:
    """Return the length of the phrase that begins here, and how often it comes in a row; 1, 1 where people may."""
    for length in range(1, min(LONGEST_PHRASE, (len(forms) - place) // 2) + 1):
        phrase = forms[place : place + length]
        times = 1
        while forms[place + times * length : place + (times + 1) * length] == phrase:
            times += 1
        if times > SAID_IN_A_ROW[min(length, len(SAID_IN_A_ROW)) - 1]:
            return length, times
    return 1, 1


def _is_invented(passage: Passage, speech: Sequence[Span]) -> bool:
    is_guessed = passage.silence_probability > LIKELY_SILENCE and passage.log_probability < GUESSED
    if is_guessed or passage.log_probability < NONSENSE:
        return True
    text = " ".join(word.text for word in without_loops(passage.words))
    spoken_ms = sum(_spoken_ms(stretch, speech) for stretch in passage.stretches)
    if passage.log_probability < UNLIKELY and len(text) * 1000 < FEW_CHARACTERS_PER_SECOND * spoken_ms:
        return True
    return is_loop(text) or len(text) * 1000 > CHARACTERS_PER_SECOND * (spoken_ms + MISSED_MS)


def _spoken_ms(stretch: Span, speech: Sequence[Span]) -> int:
    return sum(_common_ms(stretch, span) for span in _touching(speech, stretch))


def _touching(speech: Sequence[Span], stretch: Span) -> Sequence[Span]:
    first = last = bisect_right(speech, stretch.start_ms, key=lambda span: span.end_ms)
    while last < len(speech) and speech[last].start_ms < stretch.end_ms:
        last += 1
    return speech[first:last]


def _common_ms(one: Span, other: Span) -> int:
    return max(0, min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms))


def _is_near_speech(word: RecognisedWord, speech: Sequence[Span]) -> bool:
    return bool(_touching(speech, Span(word.start_ms - NEAR_MS, word.end_ms + NEAR_MS)))


def _in_speech(word: RecognisedWord, speech: Sequence[Span]) -> RecognisedWord:
    """Return the word without the silence before and behind it, which the engine gives to one of its neighbours."""
    said = Span(word.start_ms, word.end_ms)
    within = max(_touching(speech, said), key=lambda span: _common_ms(span, said), default=None)
    if within is None:
        return word
    return replace(word, start_ms=max(word.start_ms, within.start_ms), end_ms=min(word.end_ms, within.end_ms))
