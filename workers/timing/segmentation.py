"""How parts of known length, one after the other, divide speech: each ends in one of its pauses.

A semi-Markov model: a part lasts about as long as is expected of it, the end of a part is about where it is expected,
and ends are rather in long pauses. All lengths and positions are seconds of speech, in which pauses have no length.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

# A part that is expected to last e seconds misses that by this much (one standard deviation of the logarithm).
SPREAD, SPREAD_OF_SHORT = 0.2, 0.6
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
MOST_COMPARED, MOST_PAUSES, LEAST_PAUSES = 3_000_000, 256, 16


@dataclass(frozen=True)
class Pauses:
    """The pauses of a talk: where in its speech they are (s), how long each is (s), and how long all speech is (s)."""

    at: Numbers
    length: Numbers
    speech_s: float


@dataclass(frozen=True)
class Division:
    """Parts and pauses, matched: the pause with which each part but the last one ends, and how well all of it fits.

    `choices` are the pauses that were considered for each end, and `likely` how likely each of them is; a Division
    that was only scored has none.
    """

    ends: Places
    score: float
    choices: tuple[Places, ...] = ()
    likely: tuple[Numbers, ...] = ()


class _Model:
    """Scores of ends and of parts between them. Where `around` is given, ends are looked for near those."""

    def __init__(self, shares: Numbers, pauses: Pauses, around: Places | None = None) -> None:
        total = shares.sum()
        self.count = len(shares)
        self.expected = shares / total * pauses.speech_s
        self._spread = SPREAD + SPREAD_OF_SHORT / np.sqrt(1 + self.expected)
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
        off = np.log(np.maximum(lasts, SHORTEST_S) / max(self.expected[part], SHORTEST_S)) / self._spread[part]
        fit = -(FREEDOM + 1) / 2 * np.log1p(off * off / FREEDOM)
        return np.where(lasts >= 0, fit, IMPOSSIBLE)


def best(shares: Numbers, pauses: Pauses) -> Division:
    """Return the best division into parts of these shares, without how likely each end is."""
    return _best(_model(shares, pauses))


def _model(shares: Numbers, pauses: Pauses) -> _Model:
    """Return the model, in which all pauses near the ends are looked at: where there are too many, in two passes."""
    model = _Model(shares, pauses)
    return _Model(shares, pauses, _best(model).ends) if model.is_thinned else model


def _best(model: _Model) -> Division:
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


def divided(shares: Numbers, pauses: Pauses) -> Division:
    """Return the best division into parts of these shares, and how likely each end is (forward and backward)."""
    model = _model(shares, pauses)
    found = _best(model)
    forward = [np.zeros(1)]
    for part in range(model.count - 1):
        forward.append(_log_sum(forward[-1][:, None] + model.between(part), 0) + model.end(part))
    backward = [np.zeros(1)]
    for part in range(model.count - 1, 0, -1):
        ahead = backward[-1] + (model.end(part) if part < model.count - 1 else 0)
        backward.append(_log_sum(model.between(part) + ahead[None, :], 1))
    likely = [_normalised(one + other) for one, other in zip(forward[1:], backward[:0:-1], strict=True)]
    return Division(found.ends, found.score, tuple(model.choices), tuple(likely))


def _log_sum(values: Numbers, axis: int) -> Numbers:
    most = values.max(axis=axis, keepdims=True)
    return np.log(np.exp(values - most).sum(axis=axis)) + most.squeeze(axis)


def _normalised(scores: Numbers) -> Numbers:
    likely = np.exp(scores - scores.max())
    return likely / likely.sum()


def shown(division: Division, times: Numbers, at: Numbers, parts: range) -> Numbers:
    """Return how likely each of these parts is at each of the times `at`: (parts, times).

    `times` are those of the pauses.
    """
    begun = np.stack([_begun(division, times, at, part) for part in range(parts.start, parts.stop + 1)])
    return np.maximum(begun[:-1] - begun[1:], 0)


def _begun(division: Division, times: Numbers, at: Numbers, part: int) -> Numbers:
    """Return how likely it is that this part has begun at each of the times."""
    if not 0 < part <= len(division.likely):
        return np.full(len(at), float(part <= 0))
    sums = np.concatenate([np.zeros(1), np.cumsum(division.likely[part - 1])])
    return sums[np.searchsorted(times[division.choices[part - 1]], at, side="right")]
