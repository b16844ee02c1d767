"""What stands on slides and in their notes, as tokens and as numbers of words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workers.timing.said_words import word_count
from workers.timing.talk import TimedSlide
from workers.timing.tokens import TokenReader

# On so many slides, and on such a share of them, a line is a running head or foot.
FEWEST_SLIDES, REPEATED, REPEATED_SHARE = 5, 3, 0.4
_DIGITS = re.compile(r"\d+")
# Notes of so many words are what is said; fewer are a remark.
NOTES_ARE_SPEECH = 8


@dataclass(frozen=True)
class SlideWords:
    """How often each token stands in a slide's title, text and notes, and how many words are about to be said on it."""

    counts: Counter[str]
    expected_words: float


def slide_words(slides: Sequence[TimedSlide], reader: TokenReader) -> list[SlideWords]:
    """Return the words of each slide, without lines that stand alike on many slides."""
    return [
        _words(slide, text, reader) for slide, text in zip(slides, _own_texts([s.text for s in slides]), strict=True)
    ]


def _words(slide: TimedSlide, text: str, reader: TokenReader) -> SlideWords:
    notes = slide.notes or ""
    counts = Counter(token.form for part in (slide.title, text, notes) for token in reader.tokens(part))
    in_notes = word_count(notes)
    return SlideWords(counts, in_notes if in_notes > NOTES_ARE_SPEECH else 0.7 * word_count(text))


def _own_texts(texts: Sequence[str]) -> list[str]:
    """Return the texts without lines that many share, where numbers count as equal."""
    if len(texts) < FEWEST_SLIDES:
        return list(texts)
    lines = [[line.strip() for line in text.split("\n")] for text in texts]
    slides_with = Counter(shape for each in lines for shape in {_shape(line) for line in each})
    most = max(REPEATED, REPEATED_SHARE * len(texts))
    return ["\n".join(line for line in each if slides_with[_shape(line)] < most) for each in lines]


def _shape(line: str) -> str:
    return _DIGITS.sub("#", line)
