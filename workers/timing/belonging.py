"""Whether what is said and the deck belong together."""

from collections.abc import Sequence

from workers.timing.alignment import Segment
from workers.timing.evidence import Array
from workers.timing.spoken_language import language_of
from workers.timing.spoken_length import spoken_letters
from workers.timing.talk import TimedSlide
from workers.timing.units import Unit

LEAST_A_MINUTE = 4.5
"""Evidence for the slides found, less its mean over all: 7.3 or more for a talk's own deck, 4.2 or less for others."""
ENOUGH_LETTERS = 200
"""So much text tells its language. A Chinese character is as much as several letters."""
MS_PER_MINUTE = 60_000


def why_not_of_this_deck(
    segments: Sequence[Segment], plain: Array, units: Sequence[Unit], slides: Sequence[TimedSlide], origin: str
) -> str | None:
    """Return a sentence where the segments found fit no better than chance, or None where they do.

    `origin` is what people call the words: "captions", say.
    """
    if evidence_a_minute(segments, plain, units) >= LEAST_A_MINUTE:
        return None
    said, written = " ".join(unit.text for unit in units), "\n".join(map(_written, slides))
    if min(spoken_letters(said), spoken_letters(written)) >= ENOUGH_LETTERS:
        languages = language_of(said), language_of(written)
        if languages[0] != languages[1]:
            return "the {} are in another language ({}) than the slides ({})".format(origin, *languages)
    return f"{origin} and slides have too few words in common; they may be of another talk"


def _written(slide: TimedSlide) -> str:
    return "\n".join((slide.title, slide.text, slide.picture_text, slide.notes or ""))


def evidence_a_minute(segments: Sequence[Segment], plain: Array, units: Sequence[Unit]) -> float:
    """Return the evidence along the segments, less its mean over all slides, for each minute of speech."""
    ends = [segment.unit for segment in segments[1:]] + [len(units)]
    gained = sum(
        float(plain[segment.unit : end, segment.slide].sum() - plain[segment.unit : end].mean(axis=1).sum())
        for segment, end in zip(segments, ends, strict=True)
    )
    return gained * MS_PER_MINUTE / sum(unit.end_ms - unit.start_ms for unit in units)
