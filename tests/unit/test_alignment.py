"""The likeliest segments of a talk, and how likely each slide is at each unit."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.timing.alignment import Segment, align
from workers.timing.evidence import Array, Evidence
from workers.timing.posteriors import CHANGE, posteriors
from workers.timing.segments import (
    MOST_CELLS,
    MOST_SEGMENTS,
    Model,
    best_step,
    ends,
    longest_segment_s,
    model_of,
    most_units,
    starts,
    step_logs,
)
from workers.timing.units import Unit

UNIT_MS = 5_000
# A slide, the units on it, and what each of these says for it.
STRONG = 3.0


def model_with(evidence: Array) -> Model:
    units = [Unit(n * UNIT_MS, (n + 1) * UNIT_MS, "", 100 * (n % 3), n % 2 == 0) for n in range(len(evidence))]
    early = evidence * np.linspace(1, -1, len(evidence))[:, None]
    return model_of(units, Evidence(evidence, early, evidence), [20 + place for place in range(evidence.shape[1])])


def spoken(order: Sequence[int], slides: int, units_each: int) -> Array:
    """Return evidence of a talk in which the slides are shown in this order, each for so many units."""
    shown = np.repeat(order, units_each)
    return STRONG * np.eye(slides)[shown]


def by_unit(segments: Sequence[Segment], count: int) -> list[int]:
    ends_at = [segment.unit for segment in segments[1:]] + [count]
    return [seg.slide for seg, end in zip(segments, ends_at, strict=True) for _ in range(seg.unit, end)]


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [0, 1, 3], [0, 1, 2, 1, 2, 3], [0, 1, 2, 3, 0, 3], [1, 2, 3], [0, 3]])
def test_evidence_is_followed(order: list[int]) -> None:
    evidence = spoken(order, 4, 6)
    right = np.array(by_unit(align(model_with(evidence)), len(evidence))) == np.repeat(order, 6)
    # A slide that is left out may be passed through.
    assert right.mean() > 0.9


def test_without_evidence_slides_come_in_order() -> None:
    assert [segment.slide for segment in align(model_with(np.zeros((40, 4))))] == [0, 1, 2, 3]


def test_the_last_slide_may_last_for_the_rest_of_a_long_talk() -> None:
    evidence = np.zeros((400, 3))
    evidence[:, 2] = STRONG
    evidence[:8] = STRONG * np.eye(3)[[0] * 4 + [1] * 4]
    assert [segment.slide for segment in align(model_with(evidence))] == [0, 1, 2]


matrices = st.integers(2, 3).flatmap(
    lambda slides: st.lists(st.lists(st.floats(-2, 2), min_size=slides, max_size=slides), min_size=1, max_size=4).map(
        np.array
    )
)


@given(
    st.integers(1, 60).flatmap(
        lambda slides: st.lists(st.floats(-1_000, 1_000) | st.just(-np.inf), min_size=slides, max_size=slides)
    )
)
def test_the_best_step_is_the_best_of_all_steps(after: list[float]) -> None:
    scores = np.array(after)
    assert np.allclose(best_step(scores), (scores[:, None] + step_logs(len(after))).max(axis=0))


@pytest.mark.parametrize(("hours", "slides"), [(0.5, 20), (2, 120), (1, 1_000), (12, 1_000), (0.001, 1_000), (12, 2)])
def test_a_talk_has_so_many_units_that_aligning_it_ends(hours: float, slides: int) -> None:
    talk_s = hours * 3600
    most = most_units(talk_s, slides)
    longest = max(1.0, most * longest_segment_s(talk_s / slides) / talk_s)
    assert most * slides <= MOST_CELLS
    assert most * longest * slides <= MOST_SEGMENTS
    assert most >= min(slides, talk_s / 25)


def every_way(units: int, slides: int) -> Iterator[list[Segment]]:
    """Yield all segments that cover so many units and differ from their neighbours in the slide."""

    def ways(unit: int, last: int) -> Iterator[list[Segment]]:
        for slide in range(slides):
            if slide == last:
                continue
            for end in range(unit + 1, units + 1):
                for rest in [[]] if end == units else ways(end, slide):
                    yield [Segment(unit, slide), *rest]

    return ways(0, -1)


def worth(model: Model, way: Sequence[Segment], change: float = 0.0) -> float:
    """Return what speaks for these segments where none is an excursion."""
    logs = step_logs(model.slides)
    total = starts(model.slides)[way[0].slide] + ends(model.slides)[way[-1].slide]
    for one, other in pairwise(way):
        total += logs[one.slide, other.slide] + change + model.boundaries[other.unit]
    for segment, end in zip(way, [each.unit for each in way[1:]] + [model.units], strict=True):
        total += model.gains(segment.unit, end)[0, segment.slide]
    return float(total)


@given(matrices)
@settings(max_examples=20, deadline=None)
def test_no_way_without_excursions_is_better(evidence: Array) -> None:
    model = model_with(evidence)
    found = align(model)
    is_plain = all(other.slide > one.slide for one, other in pairwise(found))
    best = max(worth(model, way) for way in every_way(*evidence.shape))
    assert not is_plain or worth(model, found) == pytest.approx(best)
    assert found[0].unit == 0
    assert all(one.unit < other.unit and one.slide != other.slide for one, other in pairwise(found))


@given(matrices)
@settings(max_examples=20, deadline=None)
def test_probabilities_are_those_of_all_ways_together(evidence: Array) -> None:
    model = model_with(evidence)
    expected = np.zeros(evidence.shape)
    for way in every_way(*evidence.shape):
        weight = np.exp(worth(model, way, CHANGE))
        for unit, slide in enumerate(by_unit(way, len(evidence))):
            expected[unit, slide] += weight
    assert np.allclose(posteriors(model), expected / expected.sum(axis=1, keepdims=True))
