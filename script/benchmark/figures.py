"""All that one run of the bench measured."""

from dataclasses import dataclass, field

from benchmark.complexity import Complexity
from benchmark.engine import Built
from benchmark.floor import Floor
from benchmark.listening import Loudness
from benchmark.machine import Machine
from benchmark.programs import Cost
from benchmark.renditions import Rendition
from benchmark.watching import Watching

SHORT, HOUR, LONG = "10 minutes", "1 hour", "3 hours"
PLAIN, MOVIEPY = "plain ffmpeg", "MoviePy"

SAME, TIMING, TITLE, SLIDE = "same sources again", "one cue moved", "title changed", "one slide changed"
VARIANT = "one variant more (`audio-master`)"
ALONE, SERVED = "alone", "served"


@dataclass(frozen=True)
class TalkFigures:
    """One talk, built from nothing. Slides' bytes are of the smallest pictures, in width and in bytes."""

    duration_ms: int
    slides: int
    built: Built
    renditions: dict[str, Rendition]
    loudness: dict[str, Loudness]
    first_slide_bytes: int
    slides_bytes: int


@dataclass(frozen=True)
class RivalFigures:
    """The short talk, made another way."""

    cost: Cost
    renditions: dict[str, Rendition]


@dataclass
class Figures:
    """Filled as the bench goes. Talks and rivals are there that this run is about.

    `edits` are new releases of the talk `edited`: what was changed, and how the command line was used, to what it took.
    `floor`, `estoi` and `watching` are of that talk too.
    """

    machine: Machine
    edited: str
    talks: dict[str, TalkFigures] = field(default_factory=dict[str, TalkFigures])
    rivals: dict[str, RivalFigures] = field(default_factory=dict[str, RivalFigures])
    edits: dict[str, dict[str, Built]] = field(default_factory=dict[str, dict[str, Built]])
    floor: Floor = field(default_factory=lambda: Floor({}))
    estoi: dict[str, float] = field(default_factory=dict[str, float])
    complexities: list[Complexity] = field(default_factory=list[Complexity])
    watching: Watching = field(default_factory=Watching)
    took_ms: int = 0
