"""Measures how well slides are found in recordings that show them: script/bench timing makes the recordings itself."""

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from benchmark.drawn_slides import drawn_slides
from benchmark.ended import ended_cpu_s
from benchmark.recordings import KINDS, record
from benchmark.slide_times import off_s, right_share
from benchmark.tables import table
from mediasvc.domain.timeline import Timeline
from workers.media.video.watch import watch
from workers.timing.seen import Seen, SeenSpan
from workers.timing.talk import Talk, TimedSlide
from workers.timing.video import plan

HEADING = "## Recordings that show the slides"
WORDS = """Synthetic: decks are drawn, and ffmpeg makes {seconds} s of each kind of recording of them, with two
returns to earlier slides; of the decks of overlays each slide is there three times, with more lines each time. CPU is
that of finding the layout, which is done once, and of matching the frames. With another deck, the right answer is to
pass over."""
SLIDES, SHOWN_S = 12, (5.0, 11.0)
FEWER_FPS, USUAL_FPS = 10, 25
OTHER_DECK, OVERLAYS = "another deck", "overlays"


@dataclass(frozen=True)
class Found:
    """The slide times found in a recording; `right` is None where the method passed itself over."""

    name: str
    cpu_s: float
    right: float | None = None
    off_s: float = 0.0


def report() -> str:
    """Make the recordings, look at each, and return the page's part about them."""
    found = list(_every_kind())
    rows = [(each.name, *_cells(each), f"{each.cpu_s:.1f} s") for each in found]
    words = WORDS.format(seconds=round(_shown(SLIDES)[1]))
    head = ("recording", "right", "median change off by", "CPU")
    return "\n\n".join((HEADING, words, table(head, rows)))


def _cells(found: Found) -> tuple[str, str]:
    if found.right is None:
        return "passed over", ""
    return f"{100 * found.right:.1f} %", f"{found.off_s:.1f} s"


def _every_kind() -> Iterator[Found]:
    slides, shown = drawn_slides(SLIDES), _shown(SLIDES)
    yield _found(f"plain, {USUAL_FPS} frames a second", "plain", slides, slides, shown, USUAL_FPS)
    for kind in KINDS:
        yield _found(kind, kind, slides, slides, shown)
    steps = drawn_slides(SLIDES // 3, steps=3)
    yield _found(OVERLAYS, "plain", steps, steps, shown)
    yield _found(OTHER_DECK, "plain", slides, drawn_slides(SLIDES, seed=1), shown)


def _shown(slides: int) -> tuple[list[tuple[int | None, float]], float]:
    """Return which slide is shown from when (s), and when the last one ends."""
    chance = random.Random(slides)  # noqa: S311 - times, no secrets
    order = list(range(slides))
    for at in (slides * 2 // 3, slides // 2):
        order.insert(at, order[at - 3])
    now_s, shown = 0.0, list[tuple[int | None, float]]()
    for slide in order:
        shown.append((slide, now_s))
        now_s += chance.uniform(*SHOWN_S)
    return shown, now_s


def _found(
    name: str,
    kind: str,
    recorded: Sequence[Image.Image],
    deck: Sequence[Image.Image],
    shown: tuple[list[tuple[int | None, float]], float],
    fps: int = FEWER_FPS,
) -> Found:
    truth, lasts_s = shown
    with tempfile.TemporaryDirectory() as folder:
        video, pictures = Path(folder) / "talk.mp4", [Path(folder) / f"{place}.png" for place in range(len(deck))]
        record(kind, recorded, truth, lasts_s, video, fps)
        for picture, slide in zip(pictures, deck, strict=True):
            slide.save(picture)
        begun_s = _cpu_s()
        watched = watch(video, pictures, range(len(deck)), round(lasts_s * 1000), begins_at_zero=True, is_late=False)
        cpu_s = _cpu_s() - begun_s
    spans = [SeenSpan(each.start_ms, each.end_ms, each.slide, each.confidence) for each in watched.spans]
    answer = plan(Talk(round(lasts_s * 1000), [TimedSlide()] * len(deck), seen=Seen(spans, "no slide is seen")))
    if not isinstance(answer, Timeline):
        return Found(name, cpu_s)
    return Found(name, cpu_s, right_share(answer.cues, truth), off_s(answer.cues, truth))


def _cpu_s() -> float:
    """Return the CPU time of this program and of the decoders that it has started."""
    return time.process_time() + ended_cpu_s()
