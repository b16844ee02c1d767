"""How parts of known length, one after the other, divide speech: each ends in one of its pauses.

A semi-Markov model: a part lasts about as long as is expected of it, the end of a part is about where it is expected,
and ends are rather in long pauses. All lengths and positions are seconds of speech, in which pauses have no length.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

# A part that is expected to last e seconds misses that by this much (one standard deviation of the logarithm): whole
# slides by less than sentences do.
SPREAD, SPREAD_OF_SENTENCES, SPREAD_OF_SHORT = 0.08, 0.2, 0.6
# The same for how many spans of speech it has.
SPREAD_OF_SPANS, SPREAD_OF_FEW = 0.15, 0.7
# Student's t: one part in some is far off, and must not push those behind it away.
FREEDOM = 4.0
# The end of a part at the share x of all is off by this share of all speech, times the root of x(1-x).
DRIFT = 0.3
FARTHEST = 3.5
GAP_WEIGHT = 2.0
SHORTEST_S = 1e-3
# Parts may have to end in one pause, which is very unlikely, but none ends before it begins.
IMPOSSIBLE = -1e3
# What is compared in all, and for one end at most: a thousand parts take no longer than a hundred.
MOST_COMPARED, MOST_PAUSES, LEAST_PAUSES = 1_500_000, 256, 16


@dataclass(frozen=True)
class Pauses:
    """The pauses of a talk: where in its speech they are (s), how long each is (s), and how long all speech is (s)."""

    at: Numbers
    length: Numbers
    speech_s: float


@dataclass(frozen=True)
class Division:
    """Parts and pauses, matched: the pause with which each part but the last one ends, and how well all of it fits."""

    ends: Places
    score: float


@dataclass(frozen=True)
class Fitting:
    """A way to fit parts to speech.

    All of them take the share `scale` of it, and each misses its own by `spread`. Where there are `spans`, the number
    of spans of speech that each part has, up to a factor, is fitted, too.
    """

    scale: float = 1.0
    spread: float = SPREAD
    spans: Numbers | None = None


USUAL, SENTENCES = Fitting(), Fitting(spread=SPREAD_OF_SENTENCES)


class Model:
    """Scores of ends and of parts between them. Where `around` is given, ends are looked for near those."""

    def __init__(self, shares: Numbers, pauses: Pauses, around: Places | None = None, fitting: Fitting = USUAL) -> None:
        total = shares.sum()
        self.count = len(shares)
        self.expected = shares / total * pauses.speech_s * fitting.scale
        self._spread = fitting.spread + SPREAD_OF_SHORT / np.sqrt(1 + self.expected)
        self._spans = fitting.spans
        if fitting.spans is not None:
            self._spans = fitting.spans / fitting.spans.sum() * (len(pauses.at) + 1) * fitting.scale
        self._speech_s = pauses.speech_s
        self._at = pauses.at
        self._worth = GAP_WEIGHT * np.log1p(pauses.length / max(SHORTEST_S, float(np.median(pauses.length))))
        self._share = np.cumsum(shares)[:-1] / total
        self._most = max(LEAST_PAUSES, min(int((MOST_COMPARED / self.count) ** 0.5), MOST_PAUSES))
        ends = range(self.count - 1)
        near = [self._expected_near(part) for part in ends] if around is None else [self._near(end) for end in around]
        self.is_thinned = any(last - first > self._most for first, last in near)
        self.choices = [self._thinned(first, last) for first, last in near]

    def _expected_near(self, part: int) -> tuple[int, int]:
        """Return the first pause in which this part may end, and the one behind the last: at least one."""
        middle, drift = self._share[part] * self._speech_s, self._drift(part)
        first, last = np.searchsorted(self._at, [middle - FARTHEST * drift, middle + FARTHEST * drift])
        first = min(int(first), len(self._at) - 1)
        return first, max(int(last), first + 1)

    def _near(self, end: int) -> tuple[int, int]:
        half = self._most // 2
        return max(0, int(end) - half), min(len(self._at), int(end) + half)

    def _thinned(self, first: int, last: int) -> Places:
        """Return these pauses; of too many the longest one of each few that follow each other."""
        count = last - first
        if count <= self._most:
            return np.arange(first, last)
        together = -(-count // self._most)
        worth = np.full(-(-count // together) * together, -np.inf)
        worth[:count] = self._worth[first:last]
        longest = worth.reshape(-1, together).argmax(axis=1)
        return first + np.arange(len(longest)) * together + longest

    def _drift(self, part: int) -> float:
        share = float(self._share[part])
        return max(DRIFT * self._speech_s * (share * (1 - share)) ** 0.5, SHORTEST_S)

    def end(self, part: int) -> Numbers:
        """Return the score of each choice for the end of this part."""
        choices = self.choices[part]
        off = (self._at[choices] - self._share[part] * self._speech_s) / self._drift(part)
        return self._worth[choices] - off**2 / 2

    def between(self, part: int) -> Numbers:
        """Return the score of this part between each choice for its begin (rows) and for its end (columns)."""
        begins = np.zeros(1) if part == 0 else self._at[self.choices[part - 1]]
        ends = np.full(1, self._speech_s) if part == self.count - 1 else self._at[self.choices[part]]
        lasts = ends[None, :] - begins[:, None]
        fit = self.fit(lasts, part)
        if self._spans is not None:
            first = np.full(1, -1) if part == 0 else self.choices[part - 1]
            last = np.full(1, len(self._at)) if part == self.count - 1 else self.choices[part]
            fit = fit + self._fit_of_spans(last[None, :] - first[:, None], self._spans[part])
        return np.where(lasts >= 0, fit, IMPOSSIBLE)

    def _fit_of_spans(self, spans: Places, expected: float) -> Numbers:
        """Return the score of a part of so many spans of speech."""
        most = len(self._at) + 1
        spread = SPREAD_OF_SPANS + SPREAD_OF_FEW / (1 + expected) ** 0.5
        counts = np.maximum(np.arange(most + 1), 0.5)
        fits = _student(np.log(counts / max(expected, 0.5)) / spread) - np.log(spread)
        return fits[np.maximum(spans, 0)]

    def fit(self, lasts: Numbers, part: int) -> Numbers:
        """Return the score of this part where it lasts as long as that (s)."""
        off = np.log(np.maximum(lasts, SHORTEST_S) / max(self.expected[part], SHORTEST_S)) / self._spread[part]
        return _student(off) - np.log(self._spread[part])

    def at(self, part: int) -> Numbers:
        """Return where in the speech (s) each choice for the end of this part is."""
        return self._at[self.choices[part]]

    def nearest(self, lasts: Numbers, before: int) -> Places:
        """Return which of the parts up to `before` fits each of these lengths (s) best."""
        return np.stack([self.fit(lasts, part) for part in range(before + 1)]).argmax(axis=0)


def _student(off: Numbers) -> Numbers:
    """Return the logarithm of how likely so many standard deviations are, up to a constant."""
    return -(FREEDOM + 1) / 2 * np.log1p(off * off / FREEDOM)


def best(shares: Numbers, pauses: Pauses) -> Division:
    """Return the best division into sentences of these shares."""
    return best_of(model_of(shares, pauses, SENTENCES))


def model_of(shares: Numbers, pauses: Pauses, fitting: Fitting = USUAL) -> Model:
    """Return the model, in which all pauses near the ends are looked at: where there are too many, in two passes."""
    model = Model(shares, pauses, fitting=fitting)
    return Model(shares, pauses, best_of(model).ends, fitting) if model.is_thinned else model


def best_of(model: Model) -> Division:
    """Return the best division of this model."""
    scores = np.zeros(1)
    before: list[Places] = []
    for part in range(model.count):
        ways = scores[:, None] + model.between(part)
        before.append(ways.argmax(axis=0))
        scores = ways.max(axis=0)
        if part < model.count - 1:
            scores = scores + model.end(part)
    place = int(scores.argmax())
    ends: list[int] = []
    for part in range(model.count - 1, 0, -1):
        place = int(before[part][place])
        ends.append(int(model.choices[part - 1][place]))
    return Division(np.array(ends[::-1], np.intp), float(scores.max()))
