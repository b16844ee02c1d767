"""A talk is heard in chunks that hold all of its speech, and none of its long silences."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.speech import Span
from workers.recognition.chunks import LONGEST_MS, Chunk, chunks_of

NO_SOUND = Path("/dev/null")


@given(st.lists(st.tuples(st.integers(250, 5_000), st.integers(96, 90_000)), max_size=30))
def test_chunks_hold_all_speech_in_order(heard: list[tuple[int, int]]) -> None:
    speech: list[Span] = []
    for pause, length in heard:
        start_ms = (speech[-1].end_ms if speech else 0) + pause
        speech.append(Span(start_ms, start_ms + length))
    duration_ms = speech[-1].end_ms + 100 if speech else 1_000
    chunks = chunks_of(speech, duration_ms, NO_SOUND)
    assert all(0 < chunk.length_ms <= LONGEST_MS for chunk in chunks)
    stretches = [stretch for chunk in chunks for stretch in chunk.stretches]
    assert all(0 <= stretch.start_ms < stretch.end_ms <= duration_ms for stretch in stretches)
    for span in speech:
        covered = sum(
            max(0, min(span.end_ms, stretch.end_ms) - max(span.start_ms, stretch.start_ms)) for stretch in stretches
        )
        assert covered >= span.length_ms
    for chunk in chunks:
        assert all(one.end_ms <= other.start_ms for one, other in pairwise(chunk.stretches))


def test_a_long_silence_is_not_heard_and_a_short_one_is() -> None:
    speech = [Span(1_000, 2_000), Span(2_800, 4_000), Span(20_000, 21_000)]
    [chunk] = chunks_of(speech, 60_000, NO_SOUND)
    assert chunk.stretches == (Span(700, 4_300), Span(19_700, 21_300))


def test_speech_without_a_pause_is_cut_where_it_is_quietest(tmp_path: Path) -> None:
    sound = np.full(60 * 48_000, 8_000, "<i2")
    sound[25 * 48_000 : 25 * 48_000 + 4_800] = 10
    master = tmp_path / "master"
    sound.tofile(master)
    first, *_ = chunks_of([Span(0, 60_000)], 60_000, master)
    assert abs(first.stretches[-1].end_ms - 25_050 - 300) <= 100


def test_times_of_a_chunk_are_those_of_the_talk_again() -> None:
    chunk = Chunk((Span(700, 4_300), Span(19_700, 21_300)))
    assert [chunk.in_talk(at_ms) for at_ms in (0, 3_600, 3_601, 5_200, 9_000)] == [700, 4_300, 19_701, 21_300, 21_300]
