"""What came out: each variant's file, by what it weighs, how soon it starts, how loud it is and how it ends."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmark.listening import Loudness, Stretch, intelligibility, loudness, samples
from benchmark.programs import ffprobe
from benchmark.startup import Startup, read_startup
from mediasvc.domain.variants import wanted

MS_PER_HOUR = 3_600_000
TAIL_S = 20


@dataclass(frozen=True)
class Rendition:
    """One file. `ends_apart_ms` is how long after its last picture its sound ends; negative where before it."""

    size_bytes: int
    mb_per_hour: float
    startup: Startup
    ends_apart_ms: float | None


def look_at(folder: Path, duration_ms: int) -> dict[str, Rendition]:
    """The files of all variants in this folder."""
    files = {variant.name: folder / f"{variant.name}.{variant.extension}" for variant in wanted()}
    return {name: _rendition(path, duration_ms) for name, path in files.items()}


def loudnesses(folder: Path) -> dict[str, Loudness]:
    """How loud each variant in this folder is."""
    return {variant.name: loudness(folder / f"{variant.name}.{variant.extension}") for variant in wanted()}


def intelligibilities(folder: Path, master: Path, stretch: Stretch) -> dict[str, float]:
    """ESTOI of each variant in this folder against the master."""
    clean = samples(master, stretch)
    files = {variant.name: folder / f"{variant.name}.{variant.extension}" for variant in wanted()}
    return {name: intelligibility(clean, samples(path, stretch)) for name, path in files.items()}


def _rendition(path: Path, duration_ms: int) -> Rendition:
    size = path.stat().st_size
    apart = _ends_apart_ms(path, duration_ms) if path.suffix == ".mp4" else None
    return Rendition(size, size / 1e6 * MS_PER_HOUR / duration_ms, read_startup(path), apart)


def _ends_apart_ms(path: Path, duration_ms: int) -> float:
    tail = f"{max(0, duration_ms // 1000 - TAIL_S)}%"
    told = ffprobe(path, "-read_intervals", tail, "-show_entries", "packet=codec_type,pts_time,duration_time")
    return (_end_s(told["packets"], "audio") - _end_s(told["packets"], "video")) * 1000


def _end_s(packets: list[dict[str, Any]], kind: str) -> float:
    return max(
        float(packet["pts_time"]) + float(packet["duration_time"]) for packet in packets if packet["codec_type"] == kind
    )
