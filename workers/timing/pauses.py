"""Slide times from pauses alone, where slides or their notes are read out: a long text takes long, and then is a pause.

A freely spoken talk has pauses, too, and nothing in them tells that they are no slide changes. So the method first
asks how likely it is that this deck is read out here, and passes itself over where that is not likely.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp, sqrt

import numpy as np

from mediasvc.domain.speech import Span
from mediasvc.domain.timeline import Candidate, SlideStart, Timeline, TimingMethod, timeline_of
from workers.timing.segmentation import Fitting, Numbers, Pauses, best_of, model_of
from workers.timing.shown_order import Orders, fitted, orders, shown
from workers.timing.spoken_length import LETTERS_A_WORD, spoken_letters, spoken_sentences, spoken_spans
from workers.timing.talk import PassedOver, Talk, TimedSlide

# Fewer characters of notes than this are remarks: the slide's own text counts then.
LEAST_NOTES = 40
# What takes a moment whatever is said: a slide, a sentence, and a slide without words, of which something is said.
LETTERS_OF_A_SENTENCE, LETTERS_OF_A_PICTURE = 2, 15
SPANS_OF_A_SLIDE = 0.6
LETTERS_OF_A_SLIDE = 5
LEAST_RATE, MOST_RATE = 70, 240
SHUFFLES = 5
# The log-odds that a deck is read out, of its gain (docs/decisions/0044-pauses-need-a-deck-that-fits.md). From the
# least one on, slides of the talk are found better than by an even split; but another talk's deck may have it, too.
EVEN_ODDS_GAIN, STEEPNESS = 2.2, 3.0
LEAST_GAIN, IN_DOUBT = 0.7, 0.4
# Shares of the slides that may be all that is shown, and by how much a slide fits better then: whole decks have 0.37.
SHOWN_SHARES, MUCH_BETTER = (0.92, 0.85, 0.75, 0.65), 0.38
# Among more slides, orders differ so much by chance that the right one is not told from others.
MOST_SLIDES = 200
BEFORE_SPEECH_MS = 200
# Of cues with a likelihood of 0.5, 95 % are right: this power of it is nearer to that.
DOUBTED_TOO_MUCH = 0.6
# Times at which a cue is looked at.
LOOKS_A_CUE = 24
MOST_CANDIDATES, LEAST_CANDIDATE = 3, 0.1
SURE = 0.8


@dataclass(frozen=True)
class _Reading:
    """What is read out of each slide, and the speech that it is to be found in."""

    texts: Sequence[str]
    speech: Sequence[Span]

    @cached_property
    def pauses(self) -> Pauses:
        starts = np.array([span.start_ms for span in self.speech]) / 1000
        ends = np.array([span.end_ms for span in self.speech]) / 1000
        spoken = np.cumsum(ends - starts)
        return Pauses(spoken[:-1], starts[1:] - ends[:-1], float(spoken[-1]))

    @cached_property
    def letters(self) -> Numbers:
        return np.array([spoken_letters(text) for text in self.texts])

    @cached_property
    def shares(self) -> Numbers:
        """How long each slide takes, in letters."""
        sentences = np.array([spoken_sentences(text) for text in self.texts])
        said = np.where(self.letters > 0, self.letters, LETTERS_OF_A_PICTURE)
        return said + LETTERS_OF_A_SENTENCE * sentences + LETTERS_OF_A_SLIDE

    @cached_property
    def spans(self) -> Numbers:
        """In how many spans of speech each slide is read out, up to a factor."""
        return np.array([spoken_spans(text) for text in self.texts]) + SPANS_OF_A_SLIDE

    @property
    def words_a_minute(self) -> float:
        """How fast somebody would speak who reads all of it out."""
        return float(self.letters.sum()) / LETTERS_A_WORD / (self.pauses.speech_s / 60)


def plan(talk: Talk) -> Timeline | PassedOver:
    """Return the timeline in which each slide lasts as long as it takes to read it out, and ends in a pause."""
    if talk.slide_count == 1:
        return PassedOver("there is one slide alone")
    if talk.slide_count > MOST_SLIDES:
        return PassedOver(f"there are more than {MOST_SLIDES} slides, which pauses alone do not tell apart")
    if talk.speech is None:
        return PassedOver("nobody has listened for speech")
    if len(talk.speech) < talk.slide_count:
        return PassedOver(f"there are fewer pauses ({max(0, len(talk.speech) - 1)}) than slide changes")
    reading = _Reading([_said(slide) for slide in talk.slides], talk.speech)
    rate = reading.words_a_minute
    if not LEAST_RATE <= rate <= MOST_RATE:
        sentence = f"the slides' words would be said at {rate:.0f} a minute"
        return PassedOver(f"{sentence}, and who reads out says {LEAST_RATE} to {MOST_RATE}")
    score, fitting = fitted(reading.shares, reading.spans, reading.pauses)
    gain = _gain(reading, score, fitting)
    if gain < LEAST_GAIN:
        return PassedOver("long pauses are not where they would be if the slides were read out")
    if _ends_early(reading, score, fitting):
        return PassedOver("the deck fits much better without its last slides, so that they may never be shown")
    found = orders(reading.shares, reading.pauses, fitting)
    starts = _starts(talk, reading, found, _likely_read(gain))
    return timeline_of(starts, talk.duration_ms, TimingMethod.PAUSES)


def _said(slide: TimedSlide) -> str:
    """Return what is read out where this slide is shown: its notes, or else its own text."""
    notes = (slide.notes or "").strip()
    if max(len(notes), spoken_letters(notes)) > LEAST_NOTES:
        return notes
    return slide.text if slide.text.startswith(slide.title) else f"{slide.title}\n{slide.text}"


def _likely_read(gain: float) -> float:
    """Return how likely it is that a deck of this gain is read out (0 to 1)."""
    odds = STEEPNESS * (gain - EVEN_ODDS_GAIN)
    return max(IN_DOUBT, 1 / (1 + exp(-max(-50.0, min(50.0, odds)))))


def _gain(reading: _Reading, score: float, fitting: Fitting) -> float:
    """Return how much better the lengths of a deck fit the pauses than the same lengths in other orders do.

    It is by how much it is better than the mean of five others, and than the best of them, in the root of the number of
    slides.
    """
    shares, pauses = reading.shares, reading.pauses
    chance = np.random.default_rng(0)
    shuffled: list[float] = []
    for order in [chance.permutation(len(shares)) for _ in range(SHUFFLES)]:
        spans = None if fitting.spans is None else fitting.spans[order]
        shuffled.append(best_of(model_of(shares[order], pauses, replace(fitting, spans=spans))).score)
    return (2 * score - float(np.mean(shuffled)) - max(shuffled)) / sqrt(len(shares))


def _ends_early(reading: _Reading, score: float, fitting: Fitting) -> bool:
    """Return whether the deck fits much better, by the mean score of a slide, where its last slides are left out."""
    count = len(reading.shares)
    for left in {max(2, int(count * share)) for share in SHOWN_SHARES}:
        spans = None if fitting.spans is None else fitting.spans[:left]
        model = model_of(reading.shares[:left], reading.pauses, replace(fitting, spans=spans))
        if best_of(model).score / left > score / count + MUCH_BETTER:
            return True
    return False


def _starts(talk: Talk, reading: _Reading, found: Orders, is_read: float) -> list[SlideStart]:
    """Return the start of each slide, shortly before it is spoken about."""
    begins = np.array([span.start_ms for span in reading.speech[1:]], np.float64)
    gaps_ms = reading.pauses.length * 1000
    expected_s = reading.shares / reading.shares.sum() * reading.pauses.speech_s
    pauses = found.best.begins[1:]
    starts_ms = [0, *(begins[pauses] - np.minimum(BEFORE_SPEECH_MS, gaps_ms[pauses] / 2)).astype(int).tolist()]
    starts: list[SlideStart] = []
    for place, (start_ms, end_ms) in enumerate(zip(starts_ms, [*starts_ms[1:], talk.duration_ms], strict=True)):
        slide = int(found.best.parts[place])
        looks = np.linspace(start_ms, end_ms, LOOKS_A_CUE, endpoint=False) + BEFORE_SPEECH_MS + 1
        parts = np.bincount(shown(found.drawn, begins, looks).reshape(-1), minlength=talk.slide_count)
        likely = (parts / parts.sum()) ** DOUBTED_TOO_MUCH * is_read
        words = f"its words take about {expected_s[slide]:.0f} s"
        reason = words if place == 0 else f"a pause of {gaps_ms[pauses[place - 1]] / 1000:.1f} s; {words}"
        starts.append(SlideStart(slide, start_ms, round(float(likely[slide]), 3), reason, _others(likely, slide)))
    return starts


def _others(likely: Numbers, slide: int) -> tuple[Candidate, ...]:
    """Return the other slides that may be shown, most likely first, where this one is doubtful."""
    if likely[slide] >= SURE:
        return ()
    others = [int(place) for place in np.argsort(-likely, kind="stable") if place != slide][:MOST_CANDIDATES]
    return tuple(
        Candidate(place, round(float(likely[place]), 3)) for place in others if likely[place] >= LEAST_CANDIDATE
    )
