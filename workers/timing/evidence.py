"""What each unit of speech says for each slide."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workers.timing.slide_words import Placed
from workers.timing.tokens import Token
from workers.timing.units import Unit

Array = npt.NDArray[np.float64]

# Found by measuring on lectures and read talks: docs/decisions/0041-slide-times-from-words.md.
FROM_SLIDE = 0.2
"""The share of tokens that are said because they stand on the slide; the others are as likely on any."""
COUNT_POWER, FEWEST_COUNTS = 0.6, 16.0
"""A token's share of a slide grows with this power of its count; slides with few tokens say less."""
MEMORY_MS = 160_000
"""A token says less the more often it was heard within this time."""
SCALE = 0.25
"""Tokens are not independent: what they say together is less than the sum."""


@dataclass(frozen=True)
class Evidence:
    """Logarithms of how much likelier each unit (row) is on each slide (column) than anywhere; 0 says nothing.

    `scaled` is for alignment. `early` is `scaled` with each token weighted from 1, where it stands at a slide's
    beginning, to -1, at its end: what is said first stands at the top. `plain` neither counts repetitions for less nor
    is scaled: it tells whether deck and talk belong together.
    """

    scaled: Array
    early: Array
    plain: Array


@dataclass(frozen=True)
class Lexicon:
    """How much a token that is heard says for each slide, and how early it stands there, from 1 to -1.

    `rows` has the row of each token's form.
    """

    rows: dict[str, int]
    weights: Array
    early: Array


def lexicon(slides: Sequence[Placed], heard: Counter[str]) -> Lexicon:
    """Return the weights ln(1 - s + s * p / b) - ln(1 - s) of the tokens that stand on slides and are heard.

    s is FROM_SLIDE, p the token's share of the slide, and b how often it is heard in the talk, smoothed by half a time.
    """
    vocabulary = {form for slide in slides for form in slide.counts}
    rows = {form: row for row, form in enumerate(sorted(vocabulary & heard.keys()))}
    shares, early = (np.zeros((len(rows), len(slides))) for _ in range(2))
    for column, slide in enumerate(slides):
        total = max(FEWEST_COUNTS, sum(count**COUNT_POWER for count in slide.counts.values()))
        for form, count in slide.counts.items():
            if form in rows:
                shares[rows[form], column] = count**COUNT_POWER / total
                early[rows[form], column] = 1 - 2 * slide.places[form]
    all_heard = heard.total() + 0.5 * len(vocabulary)
    background = np.array([(heard[form] + 0.5) / all_heard for form in rows]).reshape(-1, 1)
    return Lexicon(rows, np.log1p(FROM_SLIDE / (1 - FROM_SLIDE) * shares / background), early)


def evidence(units: Sequence[Unit], tokens: Sequence[Sequence[Token]], known: Lexicon) -> Evidence:
    """Return what the units, each with its tokens, say for the slides."""
    shape = len(units), known.weights.shape[1]
    scaled, early, plain = (np.zeros(shape) for _ in range(3))
    heard_ms: dict[int, list[int]] = {}
    for place, (unit, said) in enumerate(zip(units, tokens, strict=True)):
        for row in (known.rows[token.form] for token in said if token.form in known.rows):
            before = [at_ms for at_ms in heard_ms.get(row, ()) if at_ms > unit.start_ms - MEMORY_MS]
            weights = known.weights[row] * (SCALE / math.sqrt(1 + len(before)))
            scaled[place] += weights
            early[place] += weights * known.early[row]
            plain[place] += known.weights[row]
            heard_ms[row] = [*before, unit.start_ms]
    return Evidence(scaled, early, plain)
