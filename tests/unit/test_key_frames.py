"""How far key frames are apart."""

from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.variants import Picture
from workers.steps.encode_picture import key_frame_distance

PICTURE = Picture(width=854, height=480, level=30, qp=27, most_kbps=8, fps=5, key_frame_every_s=60)
HOUR = 3_600 * PICTURE.fps
RUNS = st.lists(st.tuples(st.integers(1_000, 500_000), st.integers(1, HOUR)), min_size=1, max_size=60)


def weight(runs: list[tuple[int, int]], every: int) -> int:
    return sum(size * -(-count // every) for size, count in runs)


def test_a_usual_talk_has_its_encodings_distance() -> None:
    assert key_frame_distance([(20_000, HOUR // 40)] * 40, PICTURE) == 300


def test_a_talk_of_photographs_has_fewer_key_frames() -> None:
    runs = [(70_000, HOUR // 20)] * 20
    every = key_frame_distance(runs, PICTURE)
    assert every == 600
    assert weight(runs, 300) > 3_600_000 >= weight(runs, every)


@given(RUNS)
def test_it_is_within_the_rate_or_nothing_more_can_be_left_out(runs: list[tuple[int, int]]) -> None:
    every = key_frame_distance(runs, PICTURE)
    most_bytes = 1_000 * sum(count for _, count in runs) / PICTURE.fps
    assert every % 300 == 0
    assert weight(runs, every) <= most_bytes or every >= max(count for _, count in runs)
    assert every == 300 or weight(runs, every // 2) > most_bytes
