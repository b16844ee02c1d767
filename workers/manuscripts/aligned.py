"""A manuscript's sentences on the speech of a talk: each takes its share of it, and ends in a pause where it can.

The times are estimates: nothing is known of the words that are said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from mediasvc.domain.captions import Caption
from mediasvc.domain.speech import Span
from workers.manuscripts.sentences import pieces
from workers.timing.segmentation import Numbers, Pauses, best
from workers.timing.spoken_length import spoken_letters

# Parts that are looked for in the speech: as many as there are pauses for, and what takes a moment to say at least.
PARTS_A_PAUSE, MOST_PARTS = 0.4, 2_000
LEAST_LETTERS = 2.0


@dataclass(frozen=True)
class _Speech:
    """Speech without its pauses. `begins` and `ends` are those of its spans in the talk (ms), `said` where in it each
    span begins (ms of speech), and at last its length."""

    begins: Numbers
    ends: Numbers
    said: Numbers

    def at(self, said_ms: float, *, is_end: bool) -> int:
        """Return when in the talk (ms) this moment of the speech is. A pause is behind an end, and before a start."""
        side = "left" if is_end else "right"
        span = int(np.searchsorted(self.said, said_ms, side=side)) - 1
        span = min(max(span, 0), len(self.begins) - 1)
        return round(min(self.begins[span] + said_ms - self.said[span], self.ends[span]))


def aligned(sentences: Sequence[str], speech: Sequence[Span], duration_ms: int) -> tuple[Caption, ...]:
    """Return the sentences as captions, in order and one behind the other, in a talk in which this is the speech."""
    spans = [span for span in speech if span.end_ms > span.start_ms] or [Span(0, duration_ms)]
    begins = np.array([span.start_ms for span in spans], np.float64)
    ends = np.array([span.end_ms for span in spans], np.float64)
    said = np.concatenate([np.zeros(1), np.cumsum(ends - begins)])
    heard = _Speech(begins, ends, said)
    captions = list(_captions(sentences, heard))
    starts = [caption.start_ms for caption in captions[1:]] + [duration_ms]
    cut = (
        Caption(each.start_ms, min(each.end_ms, start), each.text) for each, start in zip(captions, starts, strict=True)
    )
    return tuple(caption for caption in cut if caption.start_ms < caption.end_ms)


def _captions(sentences: Sequence[str], heard: _Speech) -> Iterator[Caption]:
    """Yield the captions; the end of one may be after the start of the next by a millisecond."""
    parts = _parts(sentences, len(heard.begins) - 1)
    letters = [[_letters(piece) for piece in part] for part in parts]
    places = _divided(np.array([sum(each) for each in letters], np.float64), heard)
    for part, weights, (begin, end) in zip(parts, letters, pairwise(places), strict=True):
        total = sum(weights)
        edges = [begin + (end - begin) * weight / total for weight in accumulate(weights, initial=0.0)]
        for text, (start, stop) in zip(part, pairwise(edges), strict=True):
            yield Caption(heard.at(start, is_end=False), heard.at(stop, is_end=True), text)


def _letters(text: str) -> float:
    return max(LEAST_LETTERS, spoken_letters(text))


def _parts(sentences: Sequence[str], pauses: int) -> list[list[str]]:
    """Return the sentences in pieces, and several in one part where there are fewer pauses than sentences."""
    most = max(1, min(MOST_PARTS, int(pauses * PARTS_A_PAUSE)))
    least = sum(map(_letters, sentences)) / most
    parts: list[list[str]] = []
    size = least
    for sentence in sentences:
        if size >= least:
            parts.append([])
            size = 0.0
        parts[-1] += pieces(sentence)
        size += _letters(sentence)
    return parts


def _divided(letters: Numbers, heard: _Speech) -> list[float]:
    """Return where in the speech (ms) each part begins, and where the last one ends."""
    speech_ms = float(heard.said[-1])
    if len(letters) == 1:
        return [0.0, speech_ms]
    pauses = Pauses(heard.said[1:-1] / 1000, (heard.begins[1:] - heard.ends[:-1]) / 1000, speech_ms / 1000)
    return [0.0, *(float(heard.said[end + 1]) for end in best(letters, pauses).ends), speech_ms]
