"""Words with their times, in the order in which they are said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.transcript import SENTENCE_ENDS

# Scripts that put no spaces between words: two of their characters count as a word.
UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"  # Tibetan, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # kana, Chinese characters
)
_WRITTEN = re.compile(r"\w")
_PIECES = re.compile(rf"[{UNSPACED}]{{1,2}}|[^\s{UNSPACED}]+")
# What captions say about sounds, such as [Music].
_SOUNDS = re.compile(r"\[[^\[\]]*\]|[♪♫]")
FULL_WIDTH_ENDS = ("\uff01", "\uff1f")
_CLOSING = "\"')]}»\u201d\u2019」』"


@dataclass(frozen=True)
class Word:
    """A word as it is written, with its punctuation, and when it is said."""

    start_ms: int
    end_ms: int
    text: str

    @property
    def ends_sentence(self) -> bool:
        return self.text.rstrip(_CLOSING).endswith((*SENTENCE_ENDS, *FULL_WIDTH_ENDS))


def words_of(said: Said) -> list[Word]:
    """Return the captions' words, ordered by their start.

    A caption tells only when it begins and ends: each of its words lasts in proportion to its characters, of which the
    space behind it is one. Where a caption begins before the one above it ends, that one's words end there.
    """
    words: list[Word] = []
    for place, caption in enumerate(said.captions):
        later = said.captions[place + 1].start_ms if place + 1 < len(said.captions) else caption.end_ms
        end_ms = min(caption.end_ms, later) if later > caption.start_ms else caption.end_ms
        words += _words_of(caption, end_ms, said.voices)
    return sorted(words, key=lambda word: word.start_ms)


def _words_of(caption: Caption, end_ms: int, voices: frozenset[str]) -> Iterator[Word]:
    lines = (_without_voice(line, voices) for line in caption.text.split("\n"))
    pieces = _PIECES.findall(_SOUNDS.sub(" ", " ".join(lines)))
    characters = sum(len(piece) + 1 for piece in pieces)
    length_ms, before = end_ms - caption.start_ms, 0
    for piece in pieces:
        after = before + len(piece) + 1
        begins, ends = (caption.start_ms + length_ms * place // characters for place in (before, after))
        yield Word(begins, ends, piece)
        before = after


def _without_voice(line: str, voices: frozenset[str]) -> str:
    voice, colon, rest = line.partition(": ")
    return rest if colon and voice in voices else line


def word_count(text: str) -> int:
    """Return the number of words, as `words_of` finds them, of those with a letter or digit."""
    return sum(_WRITTEN.search(piece) is not None for piece in _PIECES.findall(text))
