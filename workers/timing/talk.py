"""What a timing method may look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.captions import Said
from mediasvc.domain.speech import Span
from mediasvc.domain.timeline import SlideStart
from workers.timing.said_words import Word
from workers.timing.seen import Seen


@dataclass(frozen=True)
class TimedSlide:
    """A visible slide, as a timing method sees it: its texts, and its times as the deck has them.

    `rehearsed_ms` is after how long the next slide follows by itself, `transition_ms` how long this one takes to appear
    before that begins to count, and `narrated_ms` how long its sound lasts, of a deck that brings one: of a slide that
    `is_silent` in such a talk, how long its silence does.
    """

    title: str = ""
    text: str = ""
    notes: str | None = None
    rehearsed_ms: int | None = None
    transition_ms: int = 0
    narrated_ms: int | None = None
    is_silent: bool = False
    picture_text: str = ""


@dataclass(frozen=True)
class Talk:
    """A talk before its timeline.

    `cues` are the organiser's own, `said` is what the captions say, and `language` (BCP 47) is the talk's, as its
    details have it. `speech` is when somebody speaks, in order; None where nobody has listened.
    Where its sound `is_narration`, it is made of the slides' own, and lasts as long at each as that.
    `said_is_estimated` where the captions come from a manuscript: their order is right, their times are estimates.
    `seen` is what its video shows; None where there is none, or nobody has looked.
    `words` are those that were recognised in its sound, with errors and in order, each with its own times; None where
    nobody has listened for them. They say better than `said` when something is said.
    """

    duration_ms: int
    slides: Sequence[TimedSlide]
    cues: Sequence[SlideStart] | None = None
    said: Said | None = None
    language: str | None = None
    speech: Sequence[Span] | None = None
    is_narration: bool = False
    said_is_estimated: bool = False
    seen: Seen | None = None
    words: Sequence[Word] | None = None

    @property
    def slide_count(self) -> int:
        return len(self.slides)


@dataclass(frozen=True)
class PassedOver:
    """The answer of a method that finds no times in a talk; `reason` is a sentence for people.

    `doubts_captions` where it is that the captions seem to be none of this deck.
    """

    reason: str
    doubts_captions: bool = False
