"""One sound track from the master."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from mediasvc.domain.build import Step, artifact_key
from mediasvc.domain.variants import Aac, Flac, Mp3, Opus, Sound
from workers.media import sound as graphs
from workers.media.ffmpeg import run_ffmpeg, run_for_bytes
from workers.media.limiter import correct
from workers.media.loudness import (
    SILENCE_LUFS,
    TRACK_CEILING_DBTP,
    TRACK_LUFS,
    TRACK_TOLERANCE_LU,
    decibels_of,
    parse_ebur128,
    ratio,
)
from workers.media.peaks import RATE_HZ, PeakMeter, Samples
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.master_audio import Master, master_file

# To be raised when what sound.py asks of an encoder changes.
VERSION = 3
MOST_TRIES = 6
# Each new try aims so much lower, in dB: what a codec adds is not the same the second time.
LOWER_EACH_TIME_DB = 0.6
# A container's heads, and what an encoder spends at first, are no part of a rate.
HEADS_BYTES = 8_192
SUFFIXES = {Opus: ".webm", Mp3: ".mp3", Aac: ".m4a", Flac: ".flac"}


@dataclass(frozen=True)
class SoundTrack:
    """One encoded sound stream, and its true peak when it is decoded."""

    file: KeptFile
    true_peak_dbtp: float


@dataclass(frozen=True)
class _Heard:
    """A decoded track's peaks, in blocks of the master's, and how much louder it should be: 0 within the tolerance."""

    peaks: Samples
    too_quiet_db: float

    @property
    def peak(self) -> float:
        return float(self.peaks.max(initial=0))

    @property
    def is_right(self) -> bool:
        return self.peak <= ratio(TRACK_CEILING_DBTP) and not self.too_quiet_db


def run(artifacts: Artifacts, master: Master, sound: Sound, on_share: Callable[[float], None]) -> SoundTrack:
    """The sound track of the master in this encoding, no heavier than the encoding promises.

    What a lossy codec adds to peaks may bring them over the ceiling, and what it leaves out make it too quiet. Then the
    master is turned down for a moment around each of those peaks, or up as a whole, and encoded again.
    """
    parameters = {"codec": type(sound).__name__, **asdict(sound)}
    key = artifact_key(Step.ENCODE_TRACK, VERSION, parameters, [master.key])

    def make(folder: Path) -> SoundTrack:
        track = folder / f"track{SUFFIXES[type(sound)]}"
        source = master_file(artifacts, master)

        def encode(source: Path, kbps: float) -> None:
            graph = graphs.encode_sound(source, sound, kbps, track)
            run_ffmpeg(graph, folder=folder, reads=[source], duration_ms=master.duration_ms, on_share=on_share)

        kbps = _encode_within_weight(encode, source, sound, track, master.duration_ms)
        heard = _hear(track, sound, master)
        for again in range(1, MOST_TRIES):
            if heard.is_right:
                break
            better = folder / f"master{again}"
            ceiling = ratio(TRACK_CEILING_DBTP - again * LOWER_EACH_TIME_DB)
            correct(source, heard.peaks, ratio(heard.too_quiet_db), ceiling, better)
            source = better
            encode(source, kbps)
            heard = _hear(track, sound, master)
        return SoundTrack(artifacts.keep(track), decibels_of(heard.peak))

    return artifacts.made(key, SoundTrack, make)


def _encode_within_weight(
    encode: Callable[[Path, float], None], source: Path, sound: Sound, track: Path, duration_ms: int
) -> float:
    """Encode at a rate, in kbit/s, that comes out as light as the sound promises, and say which one it was."""
    match sound:
        case Opus() | Aac():
            kbps, most_kbps = float(sound.kbps), sound.most_kbps
        case Mp3():
            kbps, most_kbps = float(sound.kbps), np.inf
        case Flac():
            kbps, most_kbps = 0.0, np.inf
    for _ in range(MOST_TRIES):
        encode(source, kbps)
        came_out_kbps = (track.stat().st_size - HEADS_BYTES) * 8 / duration_ms
        if came_out_kbps <= most_kbps:
            break
        kbps *= 0.99 * most_kbps / came_out_kbps
    return kbps


def _hear(track: Path, sound: Sound, master: Master) -> _Heard:
    meter = PeakMeter(ratio(TRACK_CEILING_DBTP))
    cut_off = b""

    def on_bytes(piece: bytes) -> None:
        nonlocal cut_off
        heard = cut_off + piece
        whole = len(heard) // 4 * 4
        cut_off = heard[whole:]
        meter.hear(np.frombuffer(heard[:whole], "<f4"))

    done = run_for_bytes(graphs.hear(track, master.duration_ms), on_bytes, folder=track.parent, reads=[])
    lost_lu = master.excerpts_lufs - parse_ebur128(done.last_words)
    too_quiet_db = TRACK_LUFS - (master.loudness_lufs - lost_lu)
    if master.excerpts_lufs <= SILENCE_LUFS or abs(too_quiet_db) <= TRACK_TOLERANCE_LU:
        too_quiet_db = 0.0
    decoded_hz = RATE_HZ if isinstance(sound, Opus | Flac) else sound.rate_hz
    return _Heard(np.repeat(meter.peaks(), RATE_HZ // decoded_hz), too_quiet_db)
