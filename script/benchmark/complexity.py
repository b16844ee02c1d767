"""What Opus's complexity buys: CPU time against how well the words are understood."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from benchmark.floor import ffmpeg_cost, raw_master
from benchmark.listening import Stretch, intelligibility, samples
from mediasvc.domain.variants import Opus, wanted
from workers.media.ffmpeg import read
from workers.media.sound import encode_sound

COMPLEXITIES = (0, 2, 4, 5, 6, 8, 10)
MS_PER_HOUR = 3_600_000


@dataclass(frozen=True)
class Complexity:
    """One complexity of Opus: CPU time for an hour, with the reading of the master, and ESTOI."""

    complexity: int
    cpu_ms_per_hour: float
    estoi: float


def measure_complexities(flac: Path, stretch: Stretch) -> list[Complexity]:
    """The smallest variant's encoding of this stretch of the master, in several complexities."""
    [opus] = [variant.sound for variant in wanted() if isinstance(variant.sound, Opus)]
    with tempfile.TemporaryDirectory() as scratch:
        part, out = Path(scratch) / "part.flac", Path(scratch) / "part.webm"
        ffmpeg_cost(read(flac, ss=stretch.from_s, t=stretch.seconds)["a:0"].output(str(part)))
        raw = raw_master(part, Path(scratch))
        whole = Stretch(0, stretch.seconds)
        clean = samples(part, whole)
        measures: list[Complexity] = []
        for complexity in COMPLEXITIES:
            cost = ffmpeg_cost(encode_sound(raw, replace(opus, complexity=complexity), opus.kbps, out))
            cpu_ms = cost.cpu_ms * MS_PER_HOUR / (stretch.seconds * 1000)
            measures.append(Complexity(complexity, cpu_ms, intelligibility(clean, samples(out, whole))))
    return measures
