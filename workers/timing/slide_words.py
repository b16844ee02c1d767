"""What stands on slides and in their notes, as tokens and as numbers of words."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workers.timing.said_words import word_count
from workers.timing.talk import TimedSlide
from workers.timing.tokens import TokenReader

# On so many slides, and on such a share of them, a line is a running head or foot.
FEWEST_SLIDES, REPEATED, REPEATED_SHARE = 5, 3, 0.4
_DIGITS = re.compile(r"\d+")
# More of a text is not looked at.
MOST_CHARACTERS = 20_000
# Notes of so many words are what is said; fewer are a remark.
NOTES_ARE_SPEECH = 8


@dataclass(frozen=True)
class Placed:
    """A slide's tokens or phrases: how often each stands in title, text and notes, and where.

    A place is between 0, in the title or at the beginning of text or notes, and 1, at their end; the mean where a token
    stands in several.
    """

    counts: Counter[str]
    places: Mapping[str, float]


@dataclass(frozen=True)
class SlideWords(Placed):
    """A slide's tokens. `expected_words` is how many words are said about it, for comparison with other slides."""

    expected_words: float


def slide_words(slides: Sequence[TimedSlide], reader: TokenReader) -> list[SlideWords]:
    """Return the words of each slide and its pictures, without lines that stand alike on many slides."""
    texts = _own_texts([slide.text[:MOST_CHARACTERS] for slide in slides])
    pictures = _own_texts([slide.picture_text[:MOST_CHARACTERS] for slide in slides])
    return [_words(*each, reader) for each in zip(slides, texts, pictures, strict=True)]


def _words(slide: TimedSlide, text: str, picture: str, reader: TokenReader) -> SlideWords:
    notes = (slide.notes or "")[:MOST_CHARACTERS]
    tokens = placed(slide.title, (text, picture, notes), lambda part: [token.form for token in reader.tokens(part)])
    in_notes = word_count(notes)
    expected = in_notes if in_notes > NOTES_ARE_SPEECH else 0.7 * word_count(f"{text} {picture}")
    return SlideWords(tokens.counts, tokens.places, expected)


def placed(title: str, texts: Sequence[str], read: Callable[[str], Sequence[str]]) -> Placed:
    """Return what `read` finds in the title and the texts."""
    found = [(form, 0.0) for form in read(title)]
    for text in texts:
        forms = read(text)
        found += [(form, (place + 0.5) / len(forms)) for place, form in enumerate(forms)]
    counts, sums = Counter(form for form, _ in found), defaultdict[str, float](float)
    for form, place in found:
        sums[form] += place
    return Placed(counts, {form: sums[form] / count for form, count in counts.items()})


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
