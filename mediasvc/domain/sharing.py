"""The cue that a caption belongs to: the one rule for the transcript, the pages, and what they are searched for."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from mediasvc.domain.captions import Caption


def captions_by_cue(captions: Sequence[Caption], ends_ms: Sequence[int]) -> list[list[Caption]]:
    """Return for each cue its captions, in order. Each belongs to the one it overlaps longest, the first of two.

    The cues cover the talk without a gap: the first begins at 0, each ends at its `ends_ms`, where the next one begins.
    What begins when the last has ended belongs to the last. Where a slide returns, each of its cues counts by itself.
    """
    longest = _Longest(ends_ms)
    shared: list[list[Caption]] = [[] for _ in ends_ms]
    for caption in captions:
        shared[_cue_of(caption, ends_ms, longest)].append(caption)
    return shared


def _cue_of(caption: Caption, ends_ms: Sequence[int], longest: "_Longest") -> int:
    last = len(ends_ms) - 1
    begins_in = min(bisect_right(ends_ms, caption.start_ms), last)
    ends_in = min(bisect_left(ends_ms, caption.end_ms), last)
    if ends_in <= begins_in:
        return begins_in
    overlaps_ms = {begins_in: ends_ms[begins_in] - caption.start_ms}
    if ends_in - begins_in > 1:
        whole = longest.between(begins_in + 1, ends_in)
        overlaps_ms[whole] = longest.length_ms(whole)
    overlaps_ms[ends_in] = min(caption.end_ms, ends_ms[ends_in]) - ends_ms[ends_in - 1]
    return max(overlaps_ms, key=lambda cue: overlaps_ms[cue])


class _Longest:
    """The longest of neighbouring cues, without looking at each: 20,000 captions may span 2,000 cues each.

    A sparse table: row n has for each cue the longest of the 2^n cues from it on, the first of equals.
    """

    def __init__(self, ends_ms: Sequence[int]) -> None:
        self._lengths_ms = [end_ms - start_ms for start_ms, end_ms in zip([0, *ends_ms], ends_ms, strict=False)]
        self._rows = [list(range(len(ends_ms)))]
        while len(above := self._rows[-1]) > (half := 1 << (len(self._rows) - 1)):
            self._rows.append([self._longer(*pair) for pair in zip(above, above[half:], strict=False)])

    def length_ms(self, cue: int) -> int:
        return self._lengths_ms[cue]

    def between(self, first: int, end: int) -> int:
        """Return the longest cue from the first up to, not including, the end."""
        n = (end - first).bit_length() - 1
        return self._longer(self._rows[n][first], self._rows[n][end - (1 << n)])

    def _longer(self, one: int, later: int) -> int:
        return later if self._lengths_ms[later] > self._lengths_ms[one] else one
