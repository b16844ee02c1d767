"""Recording parts to one lossless master: joined in order, mono, as loud as loudness.py says."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from mediasvc.domain.build import BuildWarning, Digest
from mediasvc.domain.errors import ConversionFailed, RecordingSilent
from mediasvc.domain.steps import Step, artifact_key
from workers.media.channels import live_channels
from workers.media.ffmpeg import run_ffmpeg
from workers.media.limiter import PIECE_BLOCKS, apply, curve
from workers.media.loudness import (
    CEILING_DBTP,
    SILENCE_LUFS,
    TARGET_LUFS,
    VERY_QUIET_GAIN_DB,
    Loudness,
    gain_to_target,
    integrated_lufs,
    limited,
    parse_ebur128,
    parse_momentary,
    ratio,
)
from workers.media.peaks import BLOCK, RATE_HZ, PeakMeter, Samples
from workers.media.sound import Cut, MixedPart, join, measure_master, mix, mix_joined
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.measure_sound import MeasuredRecording, MeasuredSound, track_source

# To be raised when what comes out for the same recordings changes.
VERSION = 6
BARS_PER_SECOND = 10
# A moment is 100 ms, and two lines of text, which have 70 bytes at most; a short sound has those of a second.
MOMENT_MS, MOMENT_BYTES, FEWEST_MOMENTS = 100, 140, 10
# A sample of the mix, which may be a little longer than was measured, and is never twice as long.
SAMPLE_BYTES, LONGER_MS = 4, 10_000
# A recording has fewer parts. A deck may bring a sound for each slide, and ffmpeg opens all of its inputs at once.
MOST_INPUTS = 100


@dataclass(frozen=True)
class MasterPart:
    """One recording, the channels of it that are mixed, and how long it lasts at least; 0 is as long as its sound."""

    recording: MeasuredRecording
    channels: tuple[int, ...]
    least_ms: int = 0

    @property
    def cut(self) -> Cut | None:
        """What of it is heard, where that is not all of it."""
        stretch = self.recording.stretch
        return stretch and Cut(stretch.begin_ms, stretch.end_ms, stretch.before_ms)


@dataclass(frozen=True)
class Master:
    """The master as a recipe, from which any worker makes the same file; `peaks` is its waveform for pictures.

    `gain_db` is the gain of the mix before its limiter, `static_db` what it would be without one. `excerpts_lufs` is
    the loudness of sound.py's excerpts, to compare a track's with. `peaks` is JSON of BBC audiowaveform's data format,
    version 2: pairs of a minimum and a maximum in 8 bits.
    """

    key: Digest
    parts: tuple[MasterPart, ...]
    clean_up: bool
    static_db: float
    gain_db: float
    loudness_lufs: float
    excerpts_lufs: float
    duration_ms: int
    peaks: KeptFile

    @property
    def warnings(self) -> list[BuildWarning]:
        if self.gain_db < VERY_QUIET_GAIN_DB:
            return []
        sentence = f"The recording is very quiet: it is made {self.gain_db:.0f} dB louder, and so is its noise."
        return [BuildWarning("recording_very_quiet", sentence)]


def run(
    artifacts: Artifacts,
    sound: MeasuredSound,
    on_share: Callable[[float], None],
    clean_up: bool = False,
) -> Master:
    """The master of all recordings, with hum and hiss taken out where it is asked for. Raises RecordingSilent."""
    last = len(sound.recordings) - 1
    parts = tuple(_part(recording, is_last=place == last) for place, recording in enumerate(sound.recordings))
    digests = [part.recording.recording.source.digest for part in parts]
    tracks = [part.recording.track.number for part in parts]
    told: dict[str, Any] = {"clean_up": clean_up, "tracks": tracks}
    if any(part.cut for part in parts):
        told["cuts"] = [(part.cut and astuple(part.cut), part.least_ms) for part in parts]
    key = artifact_key(Step.MASTER_AUDIO, VERSION, told, digests)
    duration_ms = sound.duration_ms

    def make(folder: Path) -> Master:
        mixed, momentary = _mix(artifacts, parts, clean_up, folder, duration_ms, lambda share: on_share(share * 0.7))
        lufs = integrated_lufs(momentary)
        if lufs <= SILENCE_LUFS:
            raise RecordingSilent
        static_db = round(TARGET_LUFS - lufs, 2)
        peaks = _peaks(mixed, static_db)
        gain_db = gain_to_target(momentary, peaks)
        on_share(0.8)
        made, waveform = folder / "master", folder / "peaks.json"
        waveform.write_text(json.dumps(_write_master(mixed, peaks, gain_db, made)))
        measured = run_ffmpeg(measure_master(made, duration_ms), folder=folder, reads=[made])
        artifacts.scratch(_file_name(key), made.rename)
        loudness_lufs = integrated_lufs(limited(momentary, peaks, gain_db))
        excerpts_lufs, kept = parse_ebur128(measured.last_words), artifacts.keep(waveform)
        return Master(key, parts, clean_up, static_db, gain_db, loudness_lufs, excerpts_lufs, duration_ms, kept)

    return artifacts.made(key, Master, make)


def master_file(artifacts: Artifacts, master: Master) -> Path:
    """The master itself, as sound.py's MASTER says; made again where this worker's cache does not have it."""

    def make(path: Path) -> None:
        mixed, _ = _mix(artifacts, master.parts, master.clean_up, path.parent, master.duration_ms, lambda _: None)
        _write_master(mixed, _peaks(mixed, master.static_db), master.gain_db, path)

    return artifacts.scratch(_file_name(master.key), make)


def _part(recording: MeasuredRecording, is_last: bool) -> MasterPart:
    # Where a picture goes on without sound, the next part begins when it has ended, as it does in the joined videos.
    is_longer = recording.stretch is not None or (recording.is_outlasted and not is_last)
    least_ms = recording.ends_ms if is_longer else 0
    return MasterPart(recording, live_channels(recording.decoded), least_ms)


def _file_name(key: Digest) -> str:
    return f"master-{key}.s16"


def _mix(
    artifacts: Artifacts,
    parts: Sequence[MasterPart],
    clean_up: bool,
    folder: Path,
    duration_ms: int,
    on_share: Callable[[float], None],
) -> tuple[Path, Loudness]:
    # A recording may be several parts, and ffmpeg-python takes equal inputs for one.
    links = [folder / f"part{number}" for number in range(len(parts))]
    mixed_parts: list[MixedPart] = []
    for link, part in zip(links, parts, strict=True):
        source = track_source(artifacts, part.recording)
        link.hardlink_to(source.path)
        mixed_parts.append(MixedPart(replace(source, path=link), part.channels, part.least_ms, part.cut))
    mixed, moments = folder / "mix.f32", folder / "moments.txt"
    graph, reads = mix(mixed_parts, clean_up, mixed, moments.name), links
    if len(mixed_parts) > MOST_INPUTS:
        joined = _joined(mixed_parts, folder)
        graph, reads = mix_joined(joined, clean_up, mixed, moments.name), [joined]
    run_ffmpeg(
        graph,
        folder=folder,
        reads=reads,
        makes=[mixed, moments],
        most_bytes=_bytes_of(2 * duration_ms + LONGER_MS),
        duration_ms=duration_ms,
        on_share=on_share,
    )
    # The one is small and read whole, the other one large and read in pieces: their run has one limit for both.
    if moments.stat().st_size > MOMENT_BYTES * (duration_ms // MOMENT_MS + FEWEST_MOMENTS):
        raise ConversionFailed(f"the loudness of {duration_ms} ms of sound has {moments.stat().st_size} bytes")
    return mixed, parse_momentary(moments.read_text())


def _joined(parts: Sequence[MixedPart], folder: Path) -> Path:
    """Return the parts, joined as many at a time as ffmpeg opens at once."""
    joined = folder / "joined.f32"
    with joined.open("wb") as file:
        for first in range(0, len(parts), MOST_INPUTS):
            some, out = parts[first : first + MOST_INPUTS], folder / "some.f32"
            lasts_ms = sum(part.least_ms for part in some)
            reads = [part.source.path for part in some]
            most_bytes = _bytes_of(2 * lasts_ms + LONGER_MS)
            run_ffmpeg(join(some, out), folder=folder, reads=reads, makes=[out], most_bytes=most_bytes)
            with out.open("rb") as piece:
                shutil.copyfileobj(piece, file)
            out.unlink()
    return joined


def _bytes_of(lasts_ms: int) -> int:
    return lasts_ms * RATE_HZ // 1000 * SAMPLE_BYTES


def _peaks(mixed: Path, static_db: float) -> Samples:
    meter = PeakMeter(ratio(CEILING_DBTP - static_db))
    for samples in _pieces(mixed):
        meter.hear(samples)
    return meter.peaks()


def _write_master(mixed: Path, peaks: Samples, gain_db: float, out: Path) -> dict[str, object]:
    """Write the master, and say what its waveform is."""
    samples_per_bar = RATE_HZ // BARS_PER_SECOND
    bars: list[int] = []
    with out.open("wb") as file:
        for samples, edges in zip(_pieces(mixed), curve(peaks, ratio(gain_db), ratio(CEILING_DBTP)), strict=True):
            whole = np.pad(samples, (0, -len(samples) % BLOCK))
            loud = np.rint(apply(whole, edges) * 32_767)[: len(samples)].astype("<i2")
            file.write(loud.tobytes())
            runs = np.pad(loud >> 8, (0, -len(loud) % samples_per_bar), "edge").reshape(-1, samples_per_bar)
            bars += np.stack([runs.min(axis=1), runs.max(axis=1)], axis=1).ravel().tolist()
    return {
        "version": 2,
        "channels": 1,
        "sample_rate": RATE_HZ,
        "samples_per_pixel": samples_per_bar,
        "bits": 8,
        "length": len(bars) // 2,
        "data": bars,
    }


def _pieces(mixed: Path) -> Iterator[Samples]:
    with mixed.open("rb") as file:
        while len(piece := np.fromfile(file, "<f4", PIECE_BLOCKS * BLOCK)):
            yield piece
