"""What words that are heard say for slides, and whether captions and deck belong together."""

from collections import Counter

import numpy as np
import pytest

from workers.timing.alignment import Segment
from workers.timing.belonging import evidence_a_minute, why_not_of_this_deck
from workers.timing.evidence import MEMORY_MS, SCALE, evidence, lexicon
from workers.timing.slide_words import SlideWords
from workers.timing.talk import TimedSlide
from workers.timing.tokens import Token
from workers.timing.units import Unit

SLIDES = [
    SlideWords(Counter(seed=2, rain=1), {"seed": 0.0, "rain": 1.0}, 3),
    SlideWords(Counter(loan=1, seed=1), {"loan": 0.5, "seed": 0.5}, 2),
    SlideWords(Counter(), {}, 0),
]
HEARD = Counter(seed=3, loan=1, hello=40)


def units(*starts_ms: int) -> list[Unit]:
    return [Unit(start_ms, start_ms + 5_000, "") for start_ms in starts_ms]


def said(*forms: str) -> list[tuple[Token, ...]]:
    return [(Token(form, form),) for form in forms]


def test_only_tokens_that_are_heard_and_on_slides_say_anything() -> None:
    known = lexicon(SLIDES, HEARD)
    assert set(known.rows) == {"seed", "loan"}
    seed, loan = (known.weights[known.rows[form]] for form in ("seed", "loan"))
    # More often on the first slide, and not on the last one; rare words say more.
    assert seed[0] > seed[1] > seed[2] == 0
    assert loan[1] > seed[1]
    assert loan[0] == 0


def test_a_word_says_less_when_it_was_just_heard() -> None:
    known = lexicon(SLIDES, HEARD)
    found = evidence(units(0, 10_000, 20_000 + MEMORY_MS), said("seed", "seed", "seed"), known)
    first = known.weights[known.rows["seed"]] * SCALE
    assert np.allclose(found.scaled, [first, first / np.sqrt(2), first])
    assert np.allclose(found.plain, [first / SCALE] * 3)


def test_what_stands_at_the_top_is_early() -> None:
    known = lexicon(SLIDES, HEARD)
    found = evidence(units(0), said("seed"), known)
    assert found.early[0, 0] == pytest.approx(found.scaled[0, 0])
    assert found.early[0, 1] == 0


def test_evidence_is_counted_by_the_minute_and_beside_the_mean() -> None:
    plain = np.array([[3.0, 0.0, 0.0], [0.0, 3.0, 0.0]])
    assert evidence_a_minute([Segment(0, 0), Segment(1, 1)], plain, units(0, 5_000)) == pytest.approx(24.0)
    assert evidence_a_minute([Segment(0, 2)], plain, units(0, 5_000)) == pytest.approx(-12.0)


def test_too_little_evidence_is_told_in_words() -> None:
    slides = [TimedSlide(text="seed"), TimedSlide(text="loan")]
    nothing = why_not_of_this_deck([Segment(0, 0)], np.zeros((1, 2)), units(0), slides, "captions")
    assert nothing == "captions and slides have too few words in common; they may be of another talk"
    assert why_not_of_this_deck([Segment(0, 0)], np.array([[3.0, 0.0]]), units(0), slides, "captions") is None
