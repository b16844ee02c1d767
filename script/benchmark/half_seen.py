"""Measures slide times of talks whose video shows the slides for a part of the time, and whose words are known."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import mean

from benchmark.slide_times import right_share
from benchmark.tables import table
from benchmark.timed_talks import TimedTalk
from mediasvc.domain.timeline import Timeline
from workers.timing import transcript, video
from workers.timing.seen import Seen, SeenSpan
from workers.timing.talk import PassedOver, Talk

HEADING = "## Words and video together"
WORDS = """The share of the time in which the right slide is shown, the mean over {talks} talks. Which slides are seen
is simulated from the true times: changes are seen 0.3 s off, and in one gap of seven a slide that is not there for a
second or two. With the words of another talk, the video alone should be left."""
ON_S, SHORT_S, RARE_S, LONG_S = 40.0, 15.0, 85.0, 200.0
AS_IT_COMES_MS = (5_000, 15_000)
SURE, UNSURE = 0.97, 0.6
OFF_MS, GHOSTS, GHOST_MS, LEAST_GAP_MS = 300, 0.15, (500, 2_500), 8_000

# When slides are there to be seen: from and to, in milliseconds.
Times = Sequence[tuple[int, int]]


def _blocks(on_s: float, off_s: float) -> Callable[[TimedTalk, random.Random], Times]:
    """Return what shows slides for so long, and then somebody for so long, on the mean."""

    def times(talk: TimedTalk, chance: random.Random) -> Times:
        at_ms, seen = 0, list[tuple[int, int]]()
        while at_ms < talk.talk.duration_ms:
            end_ms = at_ms + 1_000 + round(chance.expovariate(1 / on_s) * 1000)
            seen.append((at_ms, end_ms))
            at_ms = end_ms + 1_000 + round(chance.expovariate(1 / off_s) * 1000)
        return seen

    return times


def _first_half(talk: TimedTalk, _: random.Random) -> Times:
    return [(0, talk.talk.duration_ms // 2)]


def _as_they_come(talk: TimedTalk, chance: random.Random) -> Times:
    starts_ms = [round(start_s * 1000) for _, start_s in talk.truth]
    ends_ms = [*starts_ms[1:], talk.talk.duration_ms]
    return [
        (start_ms, min(end_ms, start_ms + chance.randint(*AS_IT_COMES_MS)))
        for start_ms, end_ms in zip(starts_ms, ends_ms, strict=True)
    ]


WAYS: Mapping[str, Callable[[TimedTalk, random.Random], Times]] = {
    "half of the time, for 40 s": _blocks(ON_S, ON_S),
    "half of the time, for 15 s": _blocks(SHORT_S, SHORT_S),
    "a sixth of the time, for 15 s": _blocks(SHORT_S, RARE_S),
    "half of the time, for 200 s": _blocks(LONG_S, LONG_S),
    "the first half alone": _first_half,
    "each slide for 5 to 15 s as it comes": _as_they_come,
}


def report(talks: Sequence[TimedTalk]) -> str:
    """Return the page's part about talks of which both are known."""
    words = mean(_right(transcript.plan, talk.talk, talk) for talk in talks)
    rows = [(name, f"{100 * words:.1f} %", *_shares(talks, way)) for name, way in WAYS.items()]
    head = ("slides are seen", "words", "video", "both", "least gain", "video, another talk's words")
    return "\n\n".join((HEADING, WORDS.format(talks=len(talks)), table(head, rows)))


def _shares(talks: Sequence[TimedTalk], way: Callable[[TimedTalk, random.Random], Times]) -> Iterator[str]:
    found: list[tuple[float, float, float]] = []
    for place, talk in enumerate(talks):
        seen = Seen(seen_in(talk, way))
        watched = replace(talk.talk, seen=seen)
        others = replace(watched, said=talks[(place + 1) % len(talks)].talk.said)
        alone = _right(video.plan, replace(watched, said=None), talk)
        both = _right(video.plan, watched, talk)
        found.append((alone, both, _right(video.plan, others, talk)))
    alone, both, wrong = zip(*found, strict=True)
    least = min(one - other for one, other in zip(both, alone, strict=True))
    yield from (f"{100 * mean(each):.1f} %" for each in (alone, both))
    yield f"{100 * least:+.1f}"
    yield f"{100 * mean(wrong):.1f} %"


def _right(plan: Callable[[Talk], Timeline | PassedOver], talk: Talk, timed: TimedTalk) -> float:
    answer = plan(talk)
    return right_share(answer.cues, timed.truth) or 0.0 if isinstance(answer, Timeline) else 0.0


def seen_in(talk: TimedTalk, way: Callable[[TimedTalk, random.Random], Times]) -> list[SeenSpan]:
    """Return what is seen in a talk whose slides can be seen this way."""
    chance = random.Random(talk.name)  # noqa: S311 - times, no secrets
    spans: list[SeenSpan] = []
    for start_ms, end_ms, slide in _masked(talk, way(talk, chance)):
        begin_ms = spans[-1].end_ms if spans else 0
        off_ms = 0 if end_ms == talk.talk.duration_ms else round(chance.gauss(0, OFF_MS))
        own = SeenSpan(begin_ms, max(begin_ms + 1, end_ms + off_ms), slide, SURE)
        is_haunted = slide is None and end_ms - start_ms > LEAST_GAP_MS and chance.random() < GHOSTS
        spans += _with_ghost(own, chance, talk.talk.slide_count) if is_haunted else [own]
    return spans


def _with_ghost(gap: SeenSpan, chance: random.Random, slides: int) -> list[SeenSpan]:
    begin_ms = chance.randint(gap.start_ms + GHOST_MS[0], gap.end_ms - 2 * GHOST_MS[1])
    end_ms = begin_ms + chance.randint(*GHOST_MS)
    ghost = SeenSpan(begin_ms, end_ms, chance.randrange(slides), UNSURE)
    return [replace(gap, end_ms=begin_ms), ghost, replace(gap, start_ms=end_ms)]


def _masked(talk: TimedTalk, seen: Times) -> Iterator[tuple[int, int, int | None]]:
    """Yield from when to when (ms) which slide is seen, or none."""
    changes = {0: talk.truth[0][0] if talk.truth[0][1] == 0 else None}
    changes |= {round(start_s * 1000): slide for slide, start_s in talk.truth}
    edges = {each for times in seen for each in times} | changes.keys() | {talk.talk.duration_ms}
    slide = changes[0]
    for start_ms, end_ms in pairwise(sorted(edge for edge in edges if edge <= talk.talk.duration_ms)):
        slide = changes.get(start_ms, slide)
        is_seen = any(first <= start_ms < last for first, last in seen)
        yield start_ms, end_ms, slide if is_seen else None
