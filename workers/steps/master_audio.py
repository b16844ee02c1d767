"""Recording parts to one lossless master: joined in order, mono, as loud as loudness.py says."""

import array
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mediasvc.domain.build import BuildWarning, Digest, Step, artifact_key
from mediasvc.domain.errors import RecordingSilent
from workers.media import sound
from workers.media.ffmpeg import run_ffmpeg
from workers.media.loudness import (
    MIX_HEADROOM_DB,
    SILENCE_LUFS,
    VERY_QUIET_GAIN_DB,
    Gain,
    Loudness,
    first_gain,
    live_channels,
    next_gain,
    parse_ebur128,
)
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.ingest import IngestedRecording

VERSION = 1
MOST_TRIES = 3
PEAKS_PER_SECOND = 10


@dataclass(frozen=True)
class MasterPart:
    """One recording, and the channels of it that are mixed."""

    recording: IngestedRecording
    channels: tuple[int, ...]


@dataclass(frozen=True)
class Master:
    """The master as a recipe, from which any worker makes the same file; `peaks` is its waveform for pictures.

    `peaks` is JSON of BBC audiowaveform's data format, version 2: pairs of a minimum and a maximum in 8 bits.
    """

    key: Digest
    parts: tuple[MasterPart, ...]
    gain: Gain
    loudness: Loudness
    duration_ms: int
    peaks: KeptFile

    @property
    def warnings(self) -> list[BuildWarning]:
        louder_db = self.gain.decibels - MIX_HEADROOM_DB
        if louder_db < VERY_QUIET_GAIN_DB:
            return []
        sentence = f"The recording is very quiet: it is made {louder_db:.0f} dB louder, and so is its noise."
        return [BuildWarning("recording_very_quiet", sentence)]


def run(artifacts: Artifacts, recordings: Sequence[IngestedRecording], on_share: Callable[[float], None]) -> Master:
    """The master of these parts. Raises RecordingSilent."""
    parts = tuple(MasterPart(recording, live_channels(recording.decoded)) for recording in recordings)
    key = artifact_key(Step.MASTER_AUDIO, VERSION, {}, [part.recording.source.digest for part in parts])
    duration_ms = sum(recording.decoded.duration_ms for recording in recordings)

    def make(folder: Path) -> Master:
        mixed, measured = _mix(artifacts, parts, folder, duration_ms, lambda share: on_share(share / 2))
        if measured.integrated_lufs <= SILENCE_LUFS:
            raise RecordingSilent
        made, gain, loudness = _at_target(mixed, first_gain(measured), folder, MOST_TRIES)
        on_share(0.9)
        peaks = folder / "peaks.json"
        peaks.write_text(json.dumps(_peaks(made, folder)))
        artifacts.scratch(_file_name(key), made.rename)
        return Master(key, parts, gain, loudness, duration_ms, artifacts.keep(peaks))

    return artifacts.made(key, Master, make)


def master_file(artifacts: Artifacts, master: Master) -> Path:
    """The master itself, made again where this worker's cache does not have it."""

    def make(path: Path) -> None:
        mixed, _ = _mix(artifacts, master.parts, path.parent, master.duration_ms, lambda _: None)
        run_ffmpeg(sound.master(mixed, master.gain, path), folder=path.parent, reads=[])

    return artifacts.scratch(_file_name(master.key), make)


def _file_name(key: Digest) -> str:
    return f"master-{key}.flac"


def _mix(
    artifacts: Artifacts,
    parts: Sequence[MasterPart],
    folder: Path,
    duration_ms: int,
    on_share: Callable[[float], None],
) -> tuple[Path, Loudness]:
    # A recording may be several parts, and ffmpeg-python takes equal inputs for one.
    sources = [(folder / f"part{number}", part.channels) for number, part in enumerate(parts)]
    for (link, _), part in zip(sources, parts, strict=True):
        link.hardlink_to(artifacts.source(part.recording.source))
    mixed = folder / "mix.flac"
    done = run_ffmpeg(
        sound.mix(sources, mixed),
        folder=folder,
        reads=[path for path, _ in sources],
        duration_ms=duration_ms,
        on_share=on_share,
    )
    return mixed, parse_ebur128(done.last_words)


def _at_target(mixed: Path, gain: Gain, folder: Path, tries: int) -> tuple[Path, Gain, Loudness]:
    """The master at this gain, or at a better one while it misses the target and there are tries left."""
    out = folder / "master.flac"
    loudness = parse_ebur128(run_ffmpeg(sound.master(mixed, gain, out), folder=folder, reads=[]).last_words)
    better = next_gain(gain, loudness)
    if better is None or not tries:
        return out, gain, loudness
    return _at_target(mixed, better, folder, tries - 1)


def _peaks(master: Path, folder: Path) -> dict[str, object]:
    raw = folder / "samples.s16"
    run_ffmpeg(sound.samples_for_peaks(master, raw), folder=folder, reads=[])
    samples_per_pixel = sound.PEAKS_RATE_HZ // PEAKS_PER_SECOND
    with raw.open("rb") as file:
        data = [bound >> 8 for samples in _runs(file, samples_per_pixel) for bound in (min(samples), max(samples))]
    return {
        "version": 2,
        "channels": 1,
        "sample_rate": sound.PEAKS_RATE_HZ,
        "samples_per_pixel": samples_per_pixel,
        "bits": 8,
        "length": len(data) // 2,
        "data": data,
    }


def _runs(file: BinaryIO, count: int) -> Iterator["array.array[int]"]:
    while raw := file.read(count * 2):
        yield array.array("h", raw)
