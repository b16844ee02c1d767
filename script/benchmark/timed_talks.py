"""Talks whose true slide times are known: those of a folder, and talks that are made here, as words without sound."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.speech import Span
from workers.timing.talk import Talk, TimedSlide

WORDS_A_MINUTE = 150
WORDS_A_CAPTION, PAUSE_S = 12, 0.6
GAP_S = 0.25
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
VOCABULARY = 3_000


@dataclass(frozen=True)
class Spoken:
    """A word, and when it is said, in seconds."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True)
class TimedTalk:
    """A talk without its cues, and when which slide is shown: its index, None where none is, and seconds."""

    name: str
    talk: Talk
    truth: Sequence[tuple[int | None, float]]


@dataclass(frozen=True)
class Plan:
    """How a talk is made.

    A slide is good for `words_each`, for a third or for three times as many. Of the words said, the share `of_slide`
    are those of the slide, in their order, and the others any. With `has_notes` the notes hold all that is said;
    `returns` is how often the speaker goes back to an earlier slide.
    """

    name: str
    slides: int
    words_each: int
    of_slide: float
    has_notes: bool = False
    returns: int = 0


MADE = (
    Plan("spoken notes", 30, 60, 1.0, has_notes=True),
    Plan("spoken notes, returns", 30, 60, 1.0, has_notes=True, returns=3),
    Plan("spoken slides", 30, 40, 1.0),
    Plan("one word in five from the slide", 40, 150, 0.2),
    Plan("one word in ten from the slide", 40, 150, 0.1),
    Plan("an hour, 1,000 slides", 1_000, 9, 0.5),
)
LONG = Plan("2 hours, 120 slides", 120, 150, 0.15)


def talks_in(folder: Path) -> Iterator[TimedTalk]:
    """Yield the talks in JSON files of a folder: duration_s, slides, words, truth (slides from 1), maybe speech."""
    for path in sorted(folder.glob("*.json")):
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        slides = [TimedSlide(each["title"] or "", each["text"] or "", each["notes"] or None) for each in told["slides"]]
        words = [Spoken(*word) for word in told["words"]]
        truth = [(slide - 1 if slide > 0 else None, start_s) for slide, start_s in told["truth"]]
        yield _timed(path.stem, slides, words, told["duration_s"], truth, told.get("speech", ()))


def made(plan: Plan) -> TimedTalk:
    """Return a talk after the plan, the same for the same plan, of words that mean nothing."""
    chance = np.random.default_rng(len(plan.name))
    vocabulary = [_made_word(chance) for _ in range(VOCABULARY)]
    likely = 1 / (np.arange(VOCABULARY) + 10)
    likely /= likely.sum()
    own = [[str(word) for word in chance.choice(vocabulary, 40, p=likely)] for _ in range(plan.slides)]
    scripts = [_script(words, vocabulary, plan, chance) for words in own]
    slides = [
        TimedSlide(" ".join(words[:3]), "\n".join((" ".join(words[:3]), " ".join(words[3:]))), _notes(plan, script))
        for words, script in zip(own, scripts, strict=True)
    ]
    order = list(range(plan.slides))
    for _ in range(plan.returns):
        at = int(chance.integers(3, len(order)))
        order.insert(at, int(chance.integers(0, at - 1)))
    return _read_out(plan.name, slides, scripts, order, chance)


def _made_word(chance: np.random.Generator) -> str:
    syllables = int(chance.integers(2, 5))
    return "".join(str(chance.choice(list(CONSONANTS))) + str(chance.choice(list(VOWELS))) for _ in range(syllables))


def _script(own: Sequence[str], vocabulary: Sequence[str], plan: Plan, chance: np.random.Generator) -> list[str]:
    """Return what is said: the slide's words in their order, as often as it takes, between any others."""
    length = round(plan.words_each * 3 ** chance.uniform(-1, 1))
    count = round(length * plan.of_slide)
    places = set(chance.choice(length, count, replace=False).tolist())
    others = iter(chance.choice(vocabulary, length).tolist())
    from_slide = iter([own[place * len(own) // count] for place in range(count)])
    return [str(next(from_slide if place in places else others)) for place in range(length)]


def _notes(plan: Plan, script: Sequence[str]) -> str | None:
    return " ".join(script) if plan.has_notes else None


def _read_out(
    name: str,
    slides: Sequence[TimedSlide],
    scripts: Sequence[Sequence[str]],
    order: Sequence[int],
    chance: np.random.Generator,
) -> TimedTalk:
    """Return the talk in which the scripts are read out, with pauses after ten words and after each slide."""
    words: list[Spoken] = []
    truth: list[tuple[int | None, float]] = []
    now_s = 0.0
    for slide in order:
        truth.append((slide, now_s))
        rate = 60 / WORDS_A_MINUTE / 7 * chance.uniform(0.9, 1.1)
        for place, word in enumerate(scripts[slide]):
            words.append(Spoken(now_s, now_s + rate * (len(word) + 1), word))
            now_s = words[-1].end_s + (chance.uniform(0.2, 0.9) if place % 10 == 9 else 0)
        now_s += chance.uniform(0.3, 2.5)
    return _timed(name, slides, words, now_s, truth)


def _timed(
    name: str,
    slides: Sequence[TimedSlide],
    words: Sequence[Spoken],
    duration_s: float,
    truth: Sequence[tuple[int | None, float]],
    heard: Sequence[tuple[float, float]] = (),
) -> TimedTalk:
    """Return a talk; where nobody has `heard` when somebody speaks (seconds), its words tell."""
    said = Said(tuple(_captions(words)))
    speech = [Span(round(start_s * 1000), round(end_s * 1000)) for start_s, end_s in heard] or list(_speech(words))
    return TimedTalk(name, Talk(round(duration_s * 1000), slides, said=said, language="en", speech=speech), truth)


def _speech(words: Sequence[Spoken]) -> Iterator[Span]:
    """Yield when somebody speaks: words without a gap that voice activity would find."""
    first = 0
    for place in range(1, len(words) + 1):
        if place < len(words) and words[place].start_s - words[place - 1].end_s < GAP_S:
            continue
        start_ms, end_ms = round(words[first].start_s * 1000), round(words[place - 1].end_s * 1000)
        yield Span(start_ms, max(start_ms + 1, end_ms))
        first = place


def _captions(words: Sequence[Spoken]) -> Iterator[Caption]:
    """Yield captions of whole words, as people write them: to a sentence's end, a pause, or twelve words."""
    first = 0
    for place in range(1, len(words) + 1):
        if place < len(words) and not _ends(words[place - 1], words[place], place - first):
            continue
        start_ms, end_ms = round(words[first].start_s * 1000), round(words[place - 1].end_s * 1000)
        yield Caption(start_ms, max(start_ms + 1, end_ms), " ".join(word.text for word in words[first:place]))
        first = place


def _ends(last: Spoken, following: Spoken, count: int) -> bool:
    is_pause = following.start_s - last.end_s > PAUSE_S
    return is_pause or count >= WORDS_A_CAPTION or last.text.endswith((".", "?", "!"))
