"""Runs ffmpeg and ffprobe on graphs that ffmpeg-python built, in the sandbox."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ffmpeg as untyped_ffmpeg  # pyright: ignore[reportMissingTypeStubs] - it ships none

from workers.inside import read_json, with_files_of
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
# A time in microseconds has 16 digits at most.
TIME = re.compile(rb"out_time_us=(\d{1,16})\n")
LONGEST_LINE_BYTES = 64
# Samples of twelve hours, of which nothing is kept.
PRINTED_SAMPLES_MB = 40_000
PROBE_CPU_S, PROBE_CPU_S_A_MEGABYTE, MEGABYTE = 10.0, 0.02, 1_000_000


def run_ffmpeg(
    graph: Graph,
    *,
    folder: Path,
    reads: Sequence[Path],
    makes: Sequence[Path] = (),
    most_bytes: int | None = None,
    duration_ms: int = 0,
    on_share: Callable[[float], None] | None = None,
    on_time_us: Callable[[int], None] | None = None,
    check: bool = True,
) -> Finished:
    """Run the graph, which writes `makes` in `folder`, of `most_bytes` each.

    `on_share` gets how much of `duration_ms` is done, 0 to 1; `on_time_us` gets where what is made ends, as often, and
    once more at the end.
    What filters measured is in the result's `last_words`.
    """
    head = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-loglevel", "info", "-progress", "pipe:1", "-y"]

    def on_time(time_us: int) -> None:
        if on_time_us:
            on_time_us(time_us)
        if duration_ms and on_share:
            on_share(min(1.0, time_us / 1000 / duration_ms))

    argv: list[str] = [*head, *ffmpeg.get_args(graph)]
    limits, on_bytes = with_files_of(most_bytes, LIMITS), last_times(on_time)
    return run(argv, folder=folder, reads=reads, makes=makes, limits=limits, on_bytes=on_bytes, check=check)


def last_times(on_time: Callable[[int], None]) -> Callable[[bytes], None]:
    """What hears ffmpeg's progress in pieces, and gives `on_time` the last time (µs) of each piece that has one.

    A program that was taken over may print nothing but lines, hundreds of megabytes of them: none is looked at alone.
    """
    begun = b""

    def on_bytes(piece: bytes) -> None:
        nonlocal begun
        lines, end, rest = (begun + piece).rpartition(b"\n")
        begun = rest[-LONGEST_LINE_BYTES:]
        at = lines.rfind(b"out_time_us=")
        if at >= 0 and (found := TIME.match(lines + end, at)):
            on_time(int(found[1]))

    return on_bytes


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


def run_ffprobe(path: Path, folder: Path, shown: Sequence[str] = SHOWN, **form: str) -> Probed:
    """Return what ffprobe says of the format and the streams of a file, as much as is `shown`.

    `form` are input options; those of UPLOADS for whatever is not our own.
    """
    options = [word for name, value in form.items() for word in (f"-{name}", value)]
    show = ["-show_entries", ":".join(shown)]
    argv = ["ffprobe", "-v", "info", "-hide_banner", *options, *show, "-of", "json", str(path)]
    cpu_seconds = PROBE_CPU_S + PROBE_CPU_S_A_MEGABYTE * path.stat().st_size / MEGABYTE
    limits = Limits(cpu_seconds=cpu_seconds, idle_s=20, memory_mb=1_024, address_mb=2_048, printed_mb=16)
    done = run(argv, folder=folder, reads=[path], limits=limits, check=False)
    return Probed(read_json(done.stdout) if done.exit_status == 0 else None, done.last_words)
