"""What the engine is to reach, and what stands in the way where it does not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmark.figures import ALONE, HOUR, LONG, MOVIEPY, PLAIN, SAME, SHORT, SLIDE, TIMING, TITLE, Figures
from benchmark.tables import TIMES
from benchmark.watching import (
    EARLY_JUMP,
    FIRST_SLIDE,
    JUMP,
    MODULE_BYTES,
    PAGE_BYTES,
    PLAIN_SOUND,
    READY,
    SOUND,
    WATCHED_BYTES,
)
from mediasvc.domain.variants import wanted

MB_PER_HOUR = {"audio-low": 7.8, "audio-basic": 11.2, "audio-high": 30, "video-low": 18, "video-high": 60}
"""By variant, at most: the table in README.md."""
SOUNDS = ("webm", "mp3", "m4a", "flac")
MEDIA = (*SOUNDS, "mp4", "h264", "avif", "jpg")


@dataclass(frozen=True)
class Target:
    """What is to be reached, in words and as a limit of what `measure` finds; it raises KeyError for what was not run.

    `in_the_way` is for a target that is missed: a sentence that a new run does not lose.
    """

    words: str
    limit: float
    unit: str
    measure: Callable[[Figures], float]
    at_least: bool = False
    in_the_way: str = ""


@dataclass(frozen=True)
class Verdict:
    """A target, and what was measured: None where this run is not about it."""

    target: Target
    measured: float | None

    @property
    def met(self) -> bool | None:
        if self.measured is None:
            return None
        return self.measured >= self.target.limit if self.target.at_least else self.measured <= self.target.limit


def verdicts(figures: Figures) -> list[Verdict]:
    """Every target, and whether it is met."""
    return [Verdict(target, _measured(target, figures)) for target in (*TARGETS, *_weights(), *_sounds(), *_watching())]


def _measured(target: Target, figures: Figures) -> float | None:
    try:
        return target.measure(figures)
    except KeyError:
        return None


def _wall(figures: Figures, talk: str) -> int:
    return figures.talks[talk].built.cost.wall_ms


def _cpu(figures: Figures, talk: str) -> int:
    return figures.talks[talk].built.cost.cpu_ms


def _memory(figures: Figures, talk: str) -> int:
    return figures.talks[talk].built.cost.peak_tree_bytes


def _edit_s(change: str) -> Callable[[Figures], float]:
    return lambda figures: figures.edits[change][ALONE].cost.wall_ms / 1000


def _made(change: str, suffixes: tuple[str, ...]) -> Callable[[Figures], float]:
    return lambda figures: sum(figures.edits[change][ALONE].made.get(suffix, 0) for suffix in suffixes)


def _rival(rival: str) -> Callable[[Figures], float]:
    return lambda figures: figures.rivals[rival].cost.wall_ms / _wall(figures, SHORT)


def _ends_apart_ms(figures: Figures) -> float:
    apart = (each.ends_apart_ms for each in figures.talks[LONG].renditions.values())
    return max(abs(ms) for ms in apart if ms is not None)


def _half_a_frame_ms() -> float:
    return min(500 / variant.picture.fps for variant in wanted() if variant.picture is not None)


WAITS_S = {READY: 4, FIRST_SLIDE: 6, SOUND: 1.5, PLAIN_SOUND: 7, JUMP: 2.5, EARLY_JUMP: 2.5}
"""On 50 kbit/s with 400 ms of latency, at most."""
WEIGHTS = (
    (
        PAGE_BYTES,
        "The framed page with all that it loads before the first sound, less pictures and sound",
        15,
        1e3,
        "KB",
    ),
    (MODULE_BYTES, "The player's modules, all of them", 25, 1e3, "KB"),
    (WATCHED_BYTES, "Sound and slides, an hour", 8.3, 1e6, "MB"),
)
PAGES = (
    "LibreOffice, pages and slide pictures cost ten minutes as much as an hour; the other ways make no slide pictures "
    "and level no renditions."
)
TARGETS = (
    Target(
        "The hour's full build, all variants: times faster than real time",
        *(72, TIMES),
        lambda figures: figures.talks[HOUR].duration_ms / _wall(figures, HOUR),
        at_least=True,
        in_the_way="The encoders alone take nearly all of what two such cores have in 50 s, or more. Levelling, and "
        "listening to what was encoded, come on top.",
    ),
    Target(
        "10 minutes: times less wall than plain ffmpeg",
        *(12, TIMES, _rival(PLAIN)),
        at_least=True,
        in_the_way=PAGES,
    ),
    Target("10 minutes: times less wall than MoviePy 2", 20, TIMES, _rival(MOVIEPY), at_least=True, in_the_way=PAGES),
    Target(
        "The hour's CPU against the floor, the encoders alone",
        *(1.3, TIMES),
        lambda figures: _cpu(figures, HOUR) / figures.floor.total_ms,
        in_the_way="The recording is decoded twice, measured, levelled and limited, and every track is decoded and "
        "listened to: each of both costs about a quarter of encoding all sounds. LibreOffice, pages and the start of "
        "some fifty programs take the rest.",
    ),
    Target("One cue moved: a new release", 5, "s", _edit_s(TIMING)),
    Target(
        "The same sources again: a new release",
        *(2, "s", _edit_s(SAME)),
        in_the_way="Two Python programs start one after the other, the command and its worker, at a second each. With "
        "a service that runs, only the first one does.",
    ),
    Target("3 hours against one hour, wall", 3.2, TIMES, lambda figures: _wall(figures, LONG) / _wall(figures, HOUR)),
    Target("3 hours against one hour, CPU", 3.2, TIMES, lambda figures: _cpu(figures, LONG) / _cpu(figures, HOUR)),
    Target(
        "3 hours against one hour, peak memory (to a tenth: it is sampled)",
        *(1.1, TIMES),
        lambda figures: _memory(figures, LONG) / _memory(figures, HOUR),
    ),
    Target(
        "Peak memory of 3 hours, all processes",
        400,
        "MB",
        lambda figures: _memory(figures, LONG) / 1e6,
        in_the_way="LibreOffice takes 220 MB of it, once, and the command, its queue and its worker as much; it does "
        "not grow with the talk.",
    ),
    Target("Sound and picture end apart after 3 hours", _half_a_frame_ms(), "ms", _ends_apart_ms),
    Target("One cue moved: sound files made (the one that holds the chapters)", 1, "", _made(TIMING, SOUNDS)),
    Target("Title changed: media files made", 0, "", _made(TITLE, MEDIA)),
    Target("One slide changed: slide pictures made, three widths in two formats", 6, "", _made(SLIDE, ("avif", "jpg"))),
)


def _weights() -> Iterator[Target]:
    for name, limit in MB_PER_HOUR.items():
        yield Target(
            f"`{name}`, an hour",
            *(limit, "MB"),
            lambda figures, name=name: figures.talks[HOUR].renditions[name].mb_per_hour,
        )


def _sounds() -> Iterator[Target]:
    yield Target(
        "Loudness of any rendition, away from -16 LUFS",
        *(1, "LU"),
        lambda figures: max(
            abs(each.integrated_lufs + 16) for talk in figures.talks.values() for each in talk.loudness.values()
        ),
    )
    yield Target(
        "True peak of any rendition",
        *(-1, "dBTP"),
        lambda figures: max(each.true_peak_dbtp for talk in figures.talks.values() for each in talk.loudness.values()),
    )


def _watching() -> Iterator[Target]:
    for what, limit_s in WAITS_S.items():
        yield Target(
            f"On a thin link: {what}", limit_s, "s", lambda figures, what=what: figures.watching.typical_ms(what) / 1000
        )
    for what, words, limit, divisor, unit in WEIGHTS:
        yield Target(
            words,
            *(limit, unit),
            lambda figures, what=what, divisor=divisor: figures.watching.sizes[what] / divisor,
        )
