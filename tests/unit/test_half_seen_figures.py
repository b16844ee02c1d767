"""Figures of talks whose video shows the slides for a part of the time."""

from itertools import pairwise

import pytest
from benchmark.half_seen import WAYS, report, seen_in
from benchmark.timed_talks import Plan, made

TALKS = [made(Plan("six slides", 6, 40, 1.0)), made(Plan("seven other slides", 7, 40, 1.0))]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_seen_covers_the_talk_and_is_mostly_true(way: str) -> None:
    spans = seen_in(TALKS[0], WAYS[way])
    assert (spans[0].start_ms, spans[-1].end_ms) == (0, TALKS[0].talk.duration_ms)
    assert all(one.end_ms == following.start_ms and one.start_ms < one.end_ms for one, following in pairwise(spans))
    truth = [*TALKS[0].truth, (None, TALKS[0].talk.duration_ms / 1000)]
    seen = [span for span in spans if span.slide is not None and span.end_ms - span.start_ms > 3_000]
    middles = [(span.slide, (span.start_ms + span.end_ms) / 2000) for span in seen]
    shown = [next(slide for (slide, _), (_, end_s) in pairwise(truth) if at_s < end_s) for _, at_s in middles]
    assert [slide for slide, _ in middles] == shown


def test_every_way_to_see_slides_has_its_row() -> None:
    lines = report(TALKS).split("\n")
    rows = [line for line in lines if line.startswith("| ")][2:]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == list(WAYS)
    # Each word of these talks is one of its slide: both find more than the video alone, which sees half of the talk.
    first_half = next(row for row in rows if "first half" in row).split(" | ")
    video, both = (float(cell.removesuffix(" %")) for cell in first_half[2:4])
    assert video < 65
    assert both > 90
