"""Orders in which slides may have been shown: one after the other, with returns to earlier ones.

After a part, an earlier one may be said once more, before the next one follows. Nothing but its length and the pauses
around it tells which one, so that a return has to fit well to be believed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from workers.timing.segmentation import Fitting, Model, Numbers, Pauses, Places, best_of, model_of

# The log-odds of a return after a part, to be made up for by how much better it fits.
RETURN = -6.0
# All speech may be that of the parts alone, or more than that, by what is said twice.
SCALES = (1.0, 0.95, 0.89, 0.83)
ORDERS = 100
# The lengths of returns are looked up: so many steps for each factor of e, from the shortest one.
STEPS, SHORTEST_S, LONGEST_S = 20, 0.05, 20_000.0
NO_RETURN = -1

Merge = Callable[[Numbers], Numbers]
Noise = Callable[[tuple[int, ...]], Numbers]


@dataclass(frozen=True)
class Order:
    """The parts as they are said, and after which pause each begins; the first one begins without one, at -1."""

    parts: Places
    begins: Places


@dataclass(frozen=True)
class Orders:
    """The likeliest order, and others as often as they are likely."""

    best: Order
    drawn: Sequence[Order]


def fitted(shares: Numbers, spans: Numbers, pauses: Pauses) -> tuple[float, Fitting]:
    """Return how well parts of these shares and spans of speech fit these pauses, without returns, and by what.

    Some people make a pause after each sentence, and others do not: spans count where they make it fit better.
    """
    ways = (Fitting(), Fitting(spans=spans))
    return max(((best_of(model_of(shares, pauses, way)).score, way) for way in ways), key=lambda found: found[0])


def orders(shares: Numbers, pauses: Pauses, fitting: Fitting) -> Orders:
    """Return the orders in which the parts are said, with returns to earlier ones where these fit much better."""
    models = [model_of(shares, pauses, replace(fitting, scale=scale)) for scale in SCALES]
    ways = max((_Ways(model, _most) for model in models), key=lambda found: found.score)
    chance = np.random.default_rng(0)
    found = _Ways(ways.model, _log_sum).drawn(_gumbel(chance), ORDERS)
    return Orders(ways.drawn(_silence, 1)[0], found)


def shown(found: Sequence[Order], times: Numbers, at: Numbers) -> Places:
    """Return which part is on at each of the times `at` in each order: (orders, times). `times` are the pauses'."""
    begins = [np.concatenate([[-np.inf], times[each.begins[1:]]]) for each in found]
    return np.stack(
        [each.parts[np.searchsorted(begin, at, side="right") - 1] for each, begin in zip(found, begins, strict=True)]
    )


class _Ways:
    """Scores of all ways to the end of each part: `ended` where it was said, and `returned` where a return followed."""

    def __init__(self, model: Model, merge: Merge) -> None:
        self.model = model
        self._returns = _returns(model)
        self.ended: list[Numbers] = []
        self.returned: list[Numbers] = []
        before = np.zeros(1)
        for part in range(model.count):
            ended = merge(before[:, None] + model.between(part))
            if part < model.count - 1:
                ended = ended + model.end(part)
            self.ended.append(ended)
            returned = np.full(len(ended), -np.inf)
            if self.may_return(part):
                returned = merge(ended[:, None] + self.returning(part)) + model.end(part)
            self.returned.append(returned)
            before = merge(np.stack([ended, returned]))
        self.score = float(before[0])

    def may_return(self, part: int) -> bool:
        return 2 <= part < self.model.count - 1

    def returning(self, part: int) -> Numbers:
        """Return the score of a return after this part, from each choice for its end (rows) to each (columns)."""
        at = self.model.at(part)
        lasts = at[None, :] - at[:, None]
        return np.where(lasts > SHORTEST_S, self._returns[part][_steps(lasts)] + RETURN, -np.inf)

    def drawn(self, noise: Noise, count: int) -> list[Order]:
        """Return so many orders, from the last part back to the first, each step by its score and noise."""
        place: Places = np.zeros(count, np.intp)
        backwards: list[_Step] = []
        for part in range(self.model.count - 1, 0, -1):
            both = np.logaddexp(self.ended[part - 1], self.returned[part - 1])
            place = _picked(both[:, None] + self.model.between(part)[:, place], noise)
            begins = self.model.choices[part - 1][place]
            if not self.may_return(part - 1):
                backwards.append(_Step(part, begins, np.full(count, NO_RETURN), begins))
                continue
            kinds = np.stack([self.ended[part - 1][place], self.returned[part - 1][place]])
            has_returned = _picked(kinds, noise) == 1
            left = _picked(self.ended[part - 1][:, None] + self.returning(part - 1)[:, place], noise)
            at = self.model.at(part - 1)
            earlier = np.where(has_returned, self.model.nearest(at[place] - at[left], part - 2), NO_RETURN)
            backwards.append(_Step(part, begins, earlier, self.model.choices[part - 1][left]))
            place = np.where(has_returned, left, place)
        return [_order(backwards, each) for each in range(count)]


@dataclass(frozen=True)
class _Step:
    """A part, the pause after which it begins in each order, and the part returned to before it, since which pause."""

    part: int
    begins: Places
    earlier: Places
    since: Places


def _picked(scores: Numbers, noise: Noise) -> Places:
    """Return the row of each column with the highest score."""
    return (scores + noise(scores.shape)).argmax(axis=0)


def _order(backwards: Sequence[_Step], which: int) -> Order:
    parts, begins = [0], [-1]
    for step in reversed(backwards):
        if step.earlier[which] != NO_RETURN:
            parts.append(int(step.earlier[which]))
            begins.append(int(step.since[which]))
        parts.append(step.part)
        begins.append(int(step.begins[which]))
    return Order(np.array(parts, np.intp), np.array(begins, np.intp))


def _returns(model: Model) -> Numbers:
    """Return how well a return of each length (columns, by step) fits after each part (rows): to any but the last."""
    last = int(_steps(np.array([LONGEST_S]))[0])
    lengths = np.exp(np.arange(last + 1) / STEPS) * SHORTEST_S
    fits = np.stack([model.fit(lengths, part) for part in range(model.count)])
    among = np.logaddexp.accumulate(fits, axis=0) - np.log(np.arange(1, model.count + 1))[:, None]
    return np.concatenate([np.full((1, len(lengths)), -np.inf), among[:-1]])


def _steps(lengths: Numbers) -> Places:
    steps: Numbers = np.log(np.clip(lengths, SHORTEST_S, LONGEST_S) / SHORTEST_S) * STEPS
    return np.rint(steps).astype(np.intp)


def _silence(shape: tuple[int, ...]) -> Numbers:
    return np.zeros(shape)


def _gumbel(chance: np.random.Generator) -> Noise:
    """Return noise with which the highest score is each as often as it is likely."""
    return lambda shape: chance.gumbel(size=shape)


def _most(values: Numbers) -> Numbers:
    most: Numbers = values.max(axis=0)
    return most


def _log_sum(values: Numbers) -> Numbers:
    most = values.max(axis=0)
    safe = np.where(np.isfinite(most), most, 0.0)
    with np.errstate(divide="ignore"):
        return np.log(np.exp(values - safe).sum(axis=0)) + safe
