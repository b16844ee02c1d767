"""Slide times from pauses alone, where slides or their notes are read out: a long text takes long, and then is a pause.

A freely spoken talk has pauses, too, and nothing in them tells that they are no slide changes. So the method first
asks how likely it is that this deck is read out here, and passes itself over where that is not likely.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from mediasvc.domain.speech import Span
from mediasvc.domain.timeline import Candidate, SlideStart, Timeline, TimingMethod, timeline_of
from workers.timing.segmentation import Division, Numbers, Pauses, best, divided, shown
from workers.timing.spoken_length import LETTERS_A_WORD, spoken_letters
from workers.timing.talk import PassedOver, Talk, TimedSlide

# Fewer letters of notes than this are remarks: the slide's own text counts then.
LEAST_NOTES = 40
# What takes a moment whatever is on the slide: three words.
LETTERS_OF_A_SLIDE = 15
LEAST_RATE, USUAL_RATE, MOST_RATE = 70, 165, 230
SHUFFLES = 5
# Logistic regression over talks read out (real, spoken by espeak-ng, simulated), lectures, parts of both, and decks of
# other talks: the log-odds that a deck is read out. Gains are over the mean and over the best of the shuffled ones.
BIAS, SLOWER, BETTER_THAN_MEAN, BETTER_THAN_BEST = -0.32, -2.38, 1.75, 2.01
LEAST_LIKELY = 0.6
# Among more slides, orders differ so much by chance that the right one is not told from others.
MOST_SLIDES = 200
BEFORE_SPEECH_MS = 200
# Times at which a cue is looked at, and how many slides before and behind its own may be shown then.
LOOKS_A_CUE, NEAR = 24, 5
MOST_CANDIDATES, LEAST_CANDIDATE = 3, 0.1
SURE = 0.8


@dataclass(frozen=True)
class _Reading:
    """What is read out of each slide, in letters, and the speech that it is to be found in."""

    letters: Numbers
    speech: Sequence[Span]

    @property
    def pauses(self) -> Pauses:
        starts = np.array([span.start_ms for span in self.speech]) / 1000
        ends = np.array([span.end_ms for span in self.speech]) / 1000
        spoken = np.cumsum(ends - starts)
        return Pauses(spoken[:-1], starts[1:] - ends[:-1], float(spoken[-1]))

    @property
    def shares(self) -> Numbers:
        return self.letters + LETTERS_OF_A_SLIDE

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
    reading = _Reading(np.array([_letters(slide) for slide in talk.slides]), talk.speech)
    rate = reading.words_a_minute
    if not LEAST_RATE <= rate <= MOST_RATE:
        sentence = f"the slides' words would be said at {rate:.0f} a minute"
        return PassedOver(f"{sentence}, and who reads out says {LEAST_RATE} to {MOST_RATE}")
    division = divided(reading.shares, reading.pauses)
    is_read = _likely_read(reading, division)
    if is_read < LEAST_LIKELY:
        return PassedOver("long pauses are not where they would be if the slides were read out")
    return timeline_of(_starts(talk, reading, division, is_read), talk.duration_ms, TimingMethod.PAUSES)


def _letters(slide: TimedSlide) -> float:
    """Return how many letters are read out where this slide is shown: those of its notes, or else of the slide."""
    notes = spoken_letters(slide.notes or "")
    if notes > LEAST_NOTES:
        return notes
    title = "" if slide.text.startswith(slide.title) else slide.title
    return spoken_letters(title) + spoken_letters(slide.text)


def _likely_read(reading: _Reading, division: Division) -> float:
    """Return how likely it is that this deck is read out (0 to 1).

    Its lengths then fit the pauses better than the same lengths in other orders do.
    """
    shares, pauses = reading.shares, reading.pauses
    chance = np.random.default_rng(0)
    shuffled = [best(chance.permutation(shares), pauses).score for _ in range(SHUFFLES)]
    gains = BETTER_THAN_MEAN * (division.score - float(np.mean(shuffled)))
    gains += BETTER_THAN_BEST * (division.score - max(shuffled))
    slower = max(0.0, log(USUAL_RATE / reading.words_a_minute))
    odds = BIAS + SLOWER * slower + gains / sqrt(len(shares))
    return 1 / (1 + exp(-max(-50.0, min(50.0, odds))))


def _starts(talk: Talk, reading: _Reading, division: Division, is_read: float) -> list[SlideStart]:
    """Return the start of each slide, shortly before it is spoken about."""
    begins = np.array([span.start_ms for span in reading.speech[1:]], np.float64)
    gaps_ms = reading.pauses.length * 1000
    starts_ms = [0] + [int(begins[pause] - min(BEFORE_SPEECH_MS, gaps_ms[pause] / 2)) for pause in division.ends]
    expected_s = reading.shares / reading.shares.sum() * reading.pauses.speech_s
    found: list[SlideStart] = []
    for slide, (start_ms, end_ms) in enumerate(zip(starts_ms, [*starts_ms[1:], talk.duration_ms], strict=True)):
        looks = np.linspace(start_ms, end_ms, LOOKS_A_CUE, endpoint=False) + BEFORE_SPEECH_MS + 1
        near = range(max(0, slide - NEAR), min(talk.slide_count, slide + NEAR + 1))
        chances = dict(zip(near, shown(division, begins, looks, near).mean(axis=1).tolist(), strict=True))
        likely = {place: round(chance * is_read, 3) for place, chance in chances.items()}
        words = f"its words take about {expected_s[slide]:.0f} s"
        reason = words if slide == 0 else f"a pause of {gaps_ms[division.ends[slide - 1]] / 1000:.1f} s; {words}"
        found.append(SlideStart(slide, start_ms, likely[slide], reason, _others(likely, slide)))
    return found


def _others(likely: Mapping[int, float], slide: int) -> tuple[Candidate, ...]:
    """Return the other slides that may be shown, most likely first, where this one is doubtful."""
    if likely[slide] >= SURE:
        return ()
    others = sorted((place for place in likely if place != slide), key=lambda place: -likely[place])
    return tuple(
        Candidate(place, likely[place]) for place in others[:MOST_CANDIDATES] if likely[place] >= LEAST_CANDIDATE
    )
