"""Captions that roll: each shows the lines of the one before once more, and a new one below them.

YouTube's recogniser writes them so, with a bridge of 10 ms between any two, and so do programs that read broadcasts'
captions (CEA-608 has roll-up captions of two, three and four rows). They are kept once, from when they are new.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from workers.timed_text.markup import Line
from workers.timed_text.spoken import Spoken

MOST_ROWS = 4
# After a longer pause a line that stands there again is said again, unless a new one is below it.
GAP_MS = 1_000
# A caption as short as this shows again what is there.
BRIDGE_MS = 50
# A single repeated line may be a refrain. So many new lines below old ones are a habit, and so are so many lines that
# grow by a word or a letter.
SCROLLS = 2
GROWTHS = 3
# So many bridges in a file are its writer's habit, without any new line.
BRIDGES = 2
# People who talk to one another say the same again: - Yes. - No. - Yes. Marks of a direction may stand before it.
_DASHED = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069 ]*[-\u2010-\u2015]")


class _Step(Enum):
    """The way in which a caption goes on from the one before.

    It has new lines (SCROLLED; ANSWERED where all old ones have a dash), or its last old line is longer (GREW). It has
    old lines alone: those of a bridge (BRIDGED), of one behind another short one (RESUMED), or fewer or the same.
    """

    SCROLLED = auto()
    ANSWERED = auto()
    GREW = auto()
    BRIDGED = auto()
    RESUMED = auto()
    SHRANK = auto()
    REPEATED = auto()


@dataclass(frozen=True)
class _Link:
    """The first `rows` lines of a caption are the last ones of the caption before; the last of them may have grown."""

    rows: int
    step: _Step


def unrolled(captions: Sequence[Spoken]) -> tuple[list[Spoken], list[int]]:
    """Return the captions with each rolling line once, and the lines of the file on which captions lost some.

    `captions` are ordered by their start. A run of captions rolls where it has SCROLLS or GROWTHS, or a bridge where
    the file has BRIDGES; where most captions of a file roll, one new line is enough. Everything else stays as it is,
    refrains included.
    """
    links = [_link(before, caption) for before, caption in pairwise(captions)]
    runs = list(_runs(links))
    is_bridged = sum(link is not None and link.step is _Step.BRIDGED for link in links) >= BRIDGES
    rolling = [run for run in runs if _rolls(run, is_bridged=is_bridged)]
    is_habit = sum(len(run) for run in rolling) > sum(not run for run in runs)
    kept: list[Spoken] = []
    lost: list[int] = []
    place = 0
    for run in runs:
        members = captions[place : place + 1 + len(run)]
        place += len(members)
        if _rolls(run, is_bridged=is_bridged, is_habit=is_habit):
            kept += _merged(members, run)
            lost += [member.line for member in members[1:]]
        else:
            kept += members
    return kept, lost


def _link(before: Spoken, caption: Spoken) -> _Link | None:
    rows = _shared_rows(before.lines[-MOST_ROWS:], caption.lines)
    if not rows:
        return None
    link = _Link(rows, _step(before, caption, rows))
    is_near = caption.start_ms - before.last_ms <= GAP_MS
    return link if is_near or link.step in (_Step.SCROLLED, _Step.ANSWERED) else None


def _shared_rows(above: Sequence[Line], below: Sequence[Line]) -> int:
    """Return how many of the last rows above are the first ones below, the last of which may have grown.

    The same rows count before grown ones: `yes`, `yes` and below `yes`, `yes we can` went up by one.
    """
    counts = [rows for rows in range(min(len(above), len(below)), 0, -1) if _goes_on(above[-rows:], below[:rows])]
    same = (rows for rows in counts if above[-1].text == below[rows - 1].text)
    return next(same, counts[0] if counts else 0)


def _goes_on(above: Sequence[Line], below: Sequence[Line]) -> bool:
    """Return whether the rows are the same, and words. The last one may have grown."""
    *same, last = (line.text for line in above)
    *repeated, grown = (line.text for line in below)
    return same == repeated and grown.startswith(last) and any(map(str.isalnum, last))


def _step(before: Spoken, caption: Spoken, rows: int) -> _Step:
    if caption.lines[rows - 1].text != before.lines[-1].text:
        return _Step.GREW
    if rows < len(caption.lines):
        is_talk = all(_DASHED.match(line.text) for line in caption.lines[:rows])
        return _Step.ANSWERED if is_talk else _Step.SCROLLED
    if is_bridge(before, caption):
        return _Step.BRIDGED
    if min(_length_ms(before), _length_ms(caption)) <= BRIDGE_MS:
        return _Step.RESUMED
    return _Step.SHRANK if rows < len(before.lines) else _Step.REPEATED


def is_bridge(before: Spoken, caption: Spoken) -> bool:
    """Return whether the caption is there for a moment, right behind the one before."""
    return caption.start_ms - before.last_ms <= BRIDGE_MS and _length_ms(caption) <= BRIDGE_MS


def _length_ms(caption: Spoken) -> int:
    return caption.last_ms - caption.start_ms


def _runs(links: Sequence[_Link | None]) -> Iterator[list[_Link]]:
    """Yield for each run of captions what leads from each to its next one; for a caption by itself, nothing."""
    run: list[_Link] = []
    for link in links:
        if link is None:
            yield run
            run = []
        else:
            run.append(link)
    yield run


def _rolls(run: Sequence[_Link], *, is_bridged: bool, is_habit: bool = False) -> bool:
    steps = [link.step for link in run]
    scrolls, answers = steps.count(_Step.SCROLLED), steps.count(_Step.ANSWERED)
    bridges = steps.count(_Step.BRIDGED) + steps.count(_Step.RESUMED)
    is_proven = scrolls + answers > 0 and scrolls + bridges >= SCROLLS
    is_usual = (is_bridged and _Step.BRIDGED in steps) or (is_habit and scrolls + answers + bridges > 0)
    return is_proven or _grows(steps) or is_usual


def _grows(steps: Sequence[_Step]) -> bool:
    return steps.count(_Step.GREW) >= GROWTHS


def _merged(members: Sequence[Spoken], run: Sequence[_Link]) -> Iterator[Spoken]:
    """Yield what is new in each member of a run that rolls. It lasts as long as nothing newer is shown.

    Where the same rows stand as long again, all went up by one and the new one says the same. A line that begins as the
    one before is that one grown where that is a habit, or where those above have not gone up.
    """
    is_growing = _grows([link.step for link in run])
    last, *others = members
    for caption, link in zip(others, run, strict=True):
        rows = link.rows
        if link.step is _Step.GREW and (is_growing or rows > 1):
            last = replace(last, lines=(*last.lines[:-1], caption.lines[rows - 1]))
        elif link.step in (_Step.GREW, _Step.REPEATED):
            rows -= 1
        if new := caption.lines[rows:]:
            yield last
            last = replace(caption, lines=new)
        else:
            last = replace(last, end_ms=max(last.last_ms, caption.last_ms))
    yield last
