"""Which cue a caption belongs to, and that the transcript and the pages agree on it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from test_manifest import TALK

from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.sharing import captions_by_cue
from mediasvc.domain.timeline import Cue, Timeline, TimingMethod
from mediasvc.domain.transcript import transcript_of
from mediasvc.web.passages import passages_of

LAST_MS = 60
ends = st.sets(st.integers(1, LAST_MS), min_size=1).map(sorted)
spans = st.tuples(st.integers(0, LAST_MS + 5), st.integers(1, LAST_MS)).map(lambda span: (span[0], sum(span)))


def overlap_ms(caption: Caption, start_ms: int, end_ms: int) -> int:
    return max(0, min(caption.end_ms, end_ms) - max(caption.start_ms, start_ms))


@given(ends, st.lists(spans, max_size=20))
def test_a_caption_belongs_to_the_cue_that_it_overlaps_longest(
    ends_ms: list[int], spans_ms: list[tuple[int, int]]
) -> None:
    captions = [Caption(*span, f"{place}") for place, span in enumerate(sorted(spans_ms))]
    shared = captions_by_cue(captions, ends_ms)
    starts_ms = [0, *ends_ms[:-1]]
    for caption in captions:
        overlaps = [overlap_ms(caption, *cue) for cue in zip(starts_ms, ends_ms, strict=True)]
        longest = overlaps.index(max(overlaps)) if any(overlaps) else len(ends_ms) - 1
        assert caption in shared[longest]
    assert sorted(int(caption.text) for cue in shared for caption in cue) == list(range(len(captions)))
    assert all(cue == sorted(cue, key=lambda caption: int(caption.text)) for cue in shared)


def test_of_two_equals_the_first_has_it() -> None:
    whole, half = Caption(0, 50, "over all"), Caption(5, 15, "half and half")
    assert captions_by_cue([whole, half], [10, 30, 50]) == [[half], [whole], []]


def test_the_transcript_and_the_pages_agree() -> None:
    cues = [Cue(0, 0, 10_000, 1.0), Cue(1, 10_000, 20_000, 1.0)]
    said = [Caption(8_000, 12_500, "second"), Caption(9_000, 10_500, "first"), Caption(9_900, 10_100, "first too")]
    manifest = replace(TALK, slides=TALK.slides[:2], timeline=Timeline(tuple(cues), TimingMethod.CUES, 1.0))
    paragraphs = [passage.said for passage in passages_of(manifest, {"en": said})]
    on_pages = [[caption.text for each in said for caption in each.captions] for said in paragraphs]
    assert on_pages == [["first", "first too"], ["second"]]
    assert transcript_of(Said(tuple(said)), cues, ["A", "B"], ["A talk"]) == (
        "A talk\n\nA (0:00:00)\n\nfirst first too\n\nB (0:00:10)\n\nsecond\n"
    )
