"""A talk in chunks that a recogniser hears at once: its speech, in order, without long silences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from mediasvc.domain.speech import Span
from workers.media.peaks import RATE_HZ

# The network hears 30 s at a time, whatever there is in them.
LONGEST_MS = 28_000
# Pauses up to this length tell where sentences end, and stay; of longer ones only the edges do.
LONGEST_PAUSE_MS, EDGE_MS = 1_000, 300
# Speech without a pause is cut where its last part is quietest.
LAST_PART_MS, QUIET_MS = 5_000, 100


@dataclass(frozen=True)
class Chunk:
    """Stretches of a talk, in order, that are heard as one sound of LONGEST_MS at most."""

    stretches: tuple[Span, ...]

    @property
    def length_ms(self) -> int:
        return sum(stretch.length_ms for stretch in self.stretches)

    def in_talk(self, at_ms: int) -> int:
        """Return the talk's time of this moment of the chunk."""
        for stretch in self.stretches:
            if at_ms <= stretch.length_ms:
                return stretch.start_ms + at_ms
            at_ms -= stretch.length_ms
        return self.stretches[-1].end_ms


def chunks_of(speech: Sequence[Span], duration_ms: int, master: Path) -> list[Chunk]:
    """Return the chunks of a talk, whose sound is `master` (16 bits, mono, 48 kHz), that hold all of its speech."""
    chunks: list[Chunk] = []
    spans: list[Span] = []
    for span in _short_spans(speech, master):
        if spans and _length_ms([*spans, span], duration_ms) > LONGEST_MS:
            chunks.append(Chunk(_stretches(spans, duration_ms)))
            spans = []
        spans.append(span)
    return [*chunks, Chunk(_stretches(spans, duration_ms))] if spans else chunks


def _length_ms(spans: Sequence[Span], duration_ms: int) -> int:
    return sum(stretch.length_ms for stretch in _stretches(spans, duration_ms))


def _stretches(spans: Sequence[Span], duration_ms: int) -> tuple[Span, ...]:
    """Return the parts of the talk with this speech, its short pauses and the edges of long ones."""
    starts = [spans[0].start_ms - EDGE_MS]
    ends: list[int] = []
    for before, after in pairwise(spans):
        if after.start_ms - before.end_ms > LONGEST_PAUSE_MS:
            ends.append(before.end_ms + EDGE_MS)
            starts.append(after.start_ms - EDGE_MS)
    ends.append(spans[-1].end_ms + EDGE_MS)
    return tuple(Span(max(0, start), min(duration_ms, end)) for start, end in zip(starts, ends, strict=True))


def _short_spans(speech: Sequence[Span], master: Path) -> Iterator[Span]:
    """Yield the spans of speech; one that is too long for a chunk in parts."""
    longest_ms = LONGEST_MS - 2 * EDGE_MS
    for span in speech:
        start_ms = span.start_ms
        while span.end_ms - start_ms > longest_ms:
            cut_ms = _quietest_ms(master, start_ms + longest_ms - LAST_PART_MS, start_ms + longest_ms)
            yield Span(start_ms, cut_ms)
            start_ms = cut_ms
        yield Span(start_ms, span.end_ms)


def _quietest_ms(master: Path, from_ms: int, to_ms: int) -> int:
    """Return the middle of the quietest QUIET_MS between these times."""
    per_ms = RATE_HZ // 1000
    sound = np.fromfile(master, "<i2", (to_ms - from_ms) * per_ms, offset=from_ms * per_ms * 2).astype(np.float32)
    count = len(sound) // (QUIET_MS * per_ms)
    if count == 0:
        return to_ms
    loudness = np.square(sound[: count * QUIET_MS * per_ms]).reshape(count, -1).mean(axis=1)
    return from_ms + int(loudness.argmin()) * QUIET_MS + QUIET_MS // 2
