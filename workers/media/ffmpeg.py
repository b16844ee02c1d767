"""Runs ffmpeg and ffprobe on graphs that ffmpeg-python built, in the sandbox."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ffmpeg as untyped_ffmpeg  # pyright: ignore[reportMissingTypeStubs] - it ships none

from workers.process import Finished, Limits, run

ffmpeg: Any = untyped_ffmpeg
Graph = Any

# Real containers only: a playlist makes ffmpeg read other files and addresses.
DEMUXERS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,eac3,flac,flv,gsm,matroska,webm,mov,mp3,mp4,"
    "mpeg,mpegts,mpc,mpc8,mxf,ogg,rm,tta,voc,w64,wav,wv"
)
UPLOADS = {"protocol_whitelist": "file,pipe", "format_whitelist": DEMUXERS}
# To find tracks that begin late, in formats that do not list them at the front.
FAR = {"probesize": "200M", "analyzeduration": "3600M"}

BITEXACT = {"fflags": "+bitexact", "flags": "+bitexact", "map_metadata": -1}

SHOWN = (
    "format=format_name,start_time,duration,probe_score",
    "stream=codec_type,codec_name,codec_tag_string,codec_tag,sample_fmt,sample_rate,channels,start_time,duration",
    "stream_disposition=default,attached_pic",
    "stream_tags=language,title,handler_name,DURATION,DURATION-eng",
)

# It tells of its progress twice a second; opening a file of a talk takes it a fraction of a second.
LIMITS = Limits(seconds=8 * 3600, cpu_seconds=8 * 3600, quiet_cpu_s=25, idle_s=20, address_mb=3_072, printed_mb=512)
# Digits of a time in microseconds; more is none.
LONGEST_TIME = 16
# Samples of twelve hours, of which nothing is kept.
PRINTED_SAMPLES_MB = 40_000
PROBE_CPU_S, PROBE_CPU_S_A_MEGABYTE, MEGABYTE = 10.0, 0.02, 1_000_000


def run_ffmpeg(
    graph: Graph,
    *,
    folder: Path,
    reads: Sequence[Path],
    makes: Sequence[Path] = (),
    duration_ms: int = 0,
    on_share: Callable[[float], None] | None = None,
    on_time_us: Callable[[int], None] | None = None,
    check: bool = True,
) -> Finished:
    """Run the graph, which writes `makes` in `folder`; `on_share` gets how much of `duration_ms` is done, 0 to 1.

    `on_time_us` gets where what is made ends, as often, and once more at the end.
    What filters measured is in the result's `last_words`.
    """
    head = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-loglevel", "info", "-progress", "pipe:1", "-y"]

    def on_line(line: str) -> None:
        name, _, value = line.partition("=")
        if name != "out_time_us" or not value.isdecimal() or len(value) > LONGEST_TIME:
            return
        if on_time_us:
            on_time_us(int(value))
        if duration_ms and on_share:
            on_share(min(1.0, int(value) / 1000 / duration_ms))

    argv: list[str] = [*head, *ffmpeg.get_args(graph)]
    return run(argv, folder=folder, reads=reads, makes=makes, limits=LIMITS, on_line=on_line, check=check)


def run_for_bytes(graph: Graph, on_bytes: Callable[[bytes], None], *, folder: Path, reads: Sequence[Path]) -> Finished:
    """Run the graph in `folder`; what it writes to standard output goes to `on_bytes` as it comes."""
    argv: list[str] = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", *ffmpeg.get_args(graph)]
    limits = replace(LIMITS, printed_mb=PRINTED_SAMPLES_MB)
    return run(argv, folder=folder, reads=reads, limits=limits, on_bytes=on_bytes)


def read(path: Path, **options: Any) -> Any:
    """The file as a graph's input."""
    return ffmpeg.input(str(path), **options)


@dataclass(frozen=True)
class Probed:
    """What ffprobe found: its answer, None where it does not know the file, and what it printed besides."""

    answer: dict[str, Any] | None
    printed: str


def run_ffprobe(path: Path, folder: Path, **form: str) -> Probed:
    """Return what ffprobe says of the format and the streams of a file.

    `form` are input options; those of UPLOADS for whatever is not our own.
    """
    options = [word for name, value in form.items() for word in (f"-{name}", value)]
    show = ["-show_entries", ":".join(SHOWN)]
    argv = ["ffprobe", "-v", "info", "-hide_banner", *options, *show, "-of", "json", str(path)]
    cpu_seconds = PROBE_CPU_S + PROBE_CPU_S_A_MEGABYTE * path.stat().st_size / MEGABYTE
    limits = Limits(cpu_seconds=cpu_seconds, idle_s=20, memory_mb=1_024, address_mb=2_048, printed_mb=16)
    done = run(argv, folder=folder, reads=[path], limits=limits, check=False)
    return Probed(json.loads(done.stdout) if done.exit_status == 0 else None, done.last_words)
