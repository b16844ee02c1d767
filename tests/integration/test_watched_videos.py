"""Videos are watched in the sandbox: what they show is found, and what cannot be looked at shows nothing."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from drawn_slides import drawn
from makers import cut_short, ffmpeg, make_recording, with_cover
from PIL import Image
from workshop import LIMITS, Workshop

from mediasvc.domain.errors import ConversionFailed, ConversionTimeout
from workers.media.video.watch import ShownSpan, Watched
from workers.steps import watch_video
from workers.steps.render_slides import RenderedDeck
from workers.steps.watch_video import as_answered
from workers.timing.seen import Seen

STAY_S = 3
WIDTHS = (480,)
TONE = "sine=d={}"
NEAR_MS = 600


@pytest.fixture(scope="module")
def decks(workshop: Workshop) -> tuple[RenderedDeck, ...]:
    """Three slides."""
    first, *others = (drawn(number) for number in range(3))
    path = workshop.once("watched.pdf", lambda path: first.save(path, save_all=True, append_images=others))
    return workshop.render(path, widths=WIDTHS)


def make_video(path: Path, numbers: Sequence[int], options: Sequence[str] = ()) -> None:
    """Write a video that shows these slides in a window on a desktop, each for STAY_S."""
    for place, number in enumerate(numbers):
        frame = Image.new("RGB", (640, 400), "#3b6ea5")
        frame.paste(drawn(number).resize((480, 270)), (100, 70))
        frame.save(path.with_name(f"{path.stem}-{place}.png"))
    pictures = ("-framerate", f"1/{STAY_S}", "-i", path.with_name(f"{path.stem}-%d.png"))
    sound = ("-f", "lavfi", "-i", TONE.format(STAY_S * len(numbers)))
    ffmpeg(*pictures, *sound, "-r", 10, "-pix_fmt", "yuv420p", *options, path)


def video(workshop: Workshop, *numbers: int) -> Path:
    name = "".join(map(str, numbers))
    return workshop.once(f"shows-{name}.mp4", lambda path: make_video(path, numbers))


def seen(workshop: Workshop, decks: tuple[RenderedDeck, ...], *recordings: Path) -> Seen | None:
    return watch_video.run(workshop.artifacts, workshop.measure(*recordings), decks, LIMITS)


def assert_shows(found: Seen | None, *expected: tuple[int | None, int]) -> None:
    """Fail where other slides are shown, or do not begin at about these times (ms)."""
    assert found is not None
    assert [span.slide for span in found.spans] == [slide for slide, _ in expected]
    assert [span.start_ms for span in found.spans] == pytest.approx([start for _, start in expected], abs=NEAR_MS)
    assert all(one.end_ms == other.start_ms for one, other in zip(found.spans, found.spans[1:], strict=False))


def test_each_slide_is_seen_when_it_is_shown(workshop: Workshop, decks: tuple[RenderedDeck, ...]) -> None:
    found = seen(workshop, decks, video(workshop, 0, 2, 1))
    assert_shows(found, (0, 0), (2, 3_000), (1, 6_000))
    assert found is not None
    assert all(span.confidence > 0.9 for span in found.spans)


def test_what_was_seen_is_kept(workshop: Workshop, decks: tuple[RenderedDeck, ...]) -> None:
    first = seen(workshop, decks, video(workshop, 0, 2, 1))
    with patch.object(watch_video, "inside", side_effect=AssertionError):
        assert seen(workshop, decks, video(workshop, 0, 2, 1)) == first


def test_a_part_begins_where_the_one_before_ends(workshop: Workshop, decks: tuple[RenderedDeck, ...]) -> None:
    sound = workshop.once("part.mp3", lambda path: make_recording(path, TONE.format(4)))
    found = seen(workshop, decks, sound, video(workshop, 0, 2, 1))
    assert_shows(found, (None, 0), (0, 4_000), (2, 7_000), (1, 10_000))


def test_a_talk_without_a_video_is_not_looked_at(
    workshop: Workshop, decks: tuple[RenderedDeck, ...], tmp_path: Path
) -> None:
    bare, covered = tmp_path / "bare.m4a", tmp_path / "covered.m4a"
    make_recording(bare, TONE.format(2))
    with_cover(bare, covered)
    with patch.object(watch_video, "inside", side_effect=AssertionError):
        assert seen(workshop, decks, covered) is None


def test_a_video_of_something_else_says_so(workshop: Workshop, decks: tuple[RenderedDeck, ...], tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=5:d=4", "-f", "lavfi", "-i", TONE.format(4), other)
    found = seen(workshop, decks, other)
    assert found == Seen((), "the slides are nowhere in the video")


def test_a_file_that_breaks_off_shows_what_there_is(
    workshop: Workshop, decks: tuple[RenderedDeck, ...], tmp_path: Path
) -> None:
    whole, part = tmp_path / "whole.ts", tmp_path / "part.ts"
    make_video(whole, (0, 2, 1), ("-g", "10"))
    cut_short(whole, part, 0.8)
    found = seen(workshop, decks, part)
    assert found is not None
    assert [span.slide for span in found.spans][:2] == [0, 2]


def test_a_video_of_one_frame_tells_nothing(
    workshop: Workshop, decks: tuple[RenderedDeck, ...], tmp_path: Path
) -> None:
    still = tmp_path / "still.mp4"
    make_video(still, (1,), ("-vf", "select=eq(n\\,0)"))
    found = seen(workshop, decks, still)
    assert found is not None
    assert not found.spans
    assert found.reason


@pytest.mark.parametrize(
    ("error", "reason"), [(ConversionTimeout(), "takes too long"), (ConversionFailed("odd"), "cannot be looked at")]
)
def test_a_video_that_cannot_be_watched_stops_no_talk(
    workshop: Workshop, decks: tuple[RenderedDeck, ...], error: Exception, reason: str
) -> None:
    with patch.object(watch_video, "inside", side_effect=error):
        found = seen(workshop, decks, video(workshop, 1, 0))
    assert found is not None
    assert reason in found.reason


GOOD = ShownSpan(0, 1_000, 1, 0.9)


@pytest.mark.parametrize(
    "spans",
    [
        (replace(GOOD, slide=2),),
        (replace(GOOD, slide=-1),),
        (replace(GOOD, confidence=1.5),),
        (replace(GOOD, confidence=float("nan")),),
        (replace(GOOD, start_ms=5),),
        (replace(GOOD, end_ms=0),),
        (replace(GOOD, end_ms=9_000),),
        (GOOD, replace(GOOD, start_ms=1_500, end_ms=2_000)),
    ],
)
def test_what_no_video_can_show_is_refused(spans: tuple[ShownSpan, ...]) -> None:
    with pytest.raises(ConversionFailed):
        as_answered(Watched(9, 1, spans), slide_count=2, longest_ms=2_000)
