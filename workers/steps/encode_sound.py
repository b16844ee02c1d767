"""One sound track from the master."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from mediasvc.domain.build import BuildWarning
from mediasvc.domain.steps import Step, artifact_key
from mediasvc.domain.variants import Aac, Flac, Mp3, Opus, Sound
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
from workers.media.opus import set_gain
from workers.media.peaks import RATE_HZ, PeakMeter, Samples
from workers.media.sound import encode_sound, hear
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.master_audio import Master, master_file

# To be raised when what sound.py asks of an encoder changes.
VERSION = 6
MOST_TRIES = 6
# What is further off than this is no voice, but a sound that the codec cannot carry, such as one high tone.
MOST_TURNED_UP_DB = 6.0
# A new try aims so much below the ceiling, in dB, and one after a peak over it lower: a codec adds something else then.
LOWER_EACH_TIME_DB = 1.0
# A container's heads, and what an encoder spends at first, are no part of a rate.
HEADS_BYTES = 8_192
# Less than this nobody notices who does not measure.
NOTICED_LU = 3.0
SUFFIXES = {Opus: ".webm", Mp3: ".mp3", Aac: ".m4a", Flac: ".flac"}


@dataclass(frozen=True)
class SoundTrack:
    """One encoded sound stream, its true peak when it is decoded, and how much louder it should be."""

    file: KeptFile
    true_peak_dbtp: float
    too_quiet_db: float


@dataclass(frozen=True)
class _Heard:
    """A decoded track's peaks, in blocks of the master's, and how much louder it should be."""

    track: Path
    peaks: Samples
    too_quiet_db: float

    @property
    def peak(self) -> float:
        return float(self.peaks.max(initial=0))

    @property
    def over_db(self) -> float:
        return max(0.0, decibels_of(self.peak) - TRACK_CEILING_DBTP)

    @property
    def missed(self) -> tuple[float, float]:
        """How wrong it is: a peak over the ceiling is worse than any loudness. Nothing is missed where both are 0."""
        within = abs(self.too_quiet_db) <= TRACK_TOLERANCE_LU
        return self.over_db, 0.0 if within else abs(self.too_quiet_db)


def run(artifacts: Artifacts, master: Master, sound: Sound, on_share: Callable[[float], None]) -> SoundTrack:
    """The sound track of the master in this encoding, no heavier than the encoding promises.

    What a lossy codec adds to peaks may bring them over the ceiling, and what it leaves out make it too quiet. A little
    over it, Opus is played at a lower gain. Else the master is turned down for a moment around each of those peaks, or
    up as a whole, and encoded again.
    """
    parameters = {"codec": type(sound).__name__, **asdict(sound)}
    key = artifact_key(Step.ENCODE_TRACK, VERSION, parameters, [master.key])

    def make(folder: Path) -> SoundTrack:
        heard = _encode_until_right(folder, master_file(artifacts, master), master, sound, on_share)
        return SoundTrack(artifacts.keep(heard.track), decibels_of(heard.peak), heard.too_quiet_db)

    return artifacts.made(key, SoundTrack, make)


def warnings_of(label: str, track: SoundTrack) -> list[BuildWarning]:
    """What people should know about a track, of the variant of this label, that could not be brought to its level."""
    if abs(track.too_quiet_db) <= NOTICED_LU:
        return []
    how = f"{abs(track.too_quiet_db):.0f} dB too {'quiet' if track.too_quiet_db > 0 else 'loud'}"
    sentence = f"{label}: its sound is {how}, as the recording has sounds that it cannot carry; listen to it."
    return [BuildWarning("sound_not_level", sentence)]


def _encode_until_right(
    folder: Path, source: Path, master: Master, sound: Sound, on_share: Callable[[float], None]
) -> _Heard:
    """The first track that misses nothing, or the best one of MOST_TRIES."""
    aim_dbtp = TRACK_CEILING_DBTP - LOWER_EACH_TIME_DB
    tries: list[_Heard] = []
    for number in range(MOST_TRIES):
        track = folder / f"track{number}{SUFFIXES[type(sound)]}"
        _encode_within_weight(source, sound, track, master.duration_ms, on_share)
        heard = _played_lower(_hear(track, sound, master), sound)
        tries.append(heard)
        if not any(heard.missed):
            break
        better = folder / f"master{number}"
        correct(source, heard.peaks, ratio(heard.too_quiet_db), ratio(aim_dbtp), better)
        if heard.over_db:
            aim_dbtp -= LOWER_EACH_TIME_DB
        if source.parent == folder:
            source.unlink()
        source = better
    return min(tries, key=lambda heard: heard.missed)


def _encode_within_weight(
    source: Path, sound: Sound, track: Path, duration_ms: int, on_share: Callable[[float], None]
) -> None:
    """Encode at a rate that comes out as light as the sound promises."""
    match sound:
        case Opus() | Aac():
            kbps, most_kbps = float(sound.kbps), sound.most_kbps
        case Mp3():
            kbps, most_kbps = float(sound.kbps), np.inf
        case Flac():
            kbps, most_kbps = 0.0, np.inf
    for _ in range(MOST_TRIES):
        graph = encode_sound(source, sound, kbps, track)
        run_ffmpeg(
            graph,
            folder=track.parent,
            reads=[source],
            makes=[track],
            most_bytes=2 * source.stat().st_size + HEADS_BYTES,
            duration_ms=duration_ms,
            on_share=on_share,
        )
        came_out_kbps = (track.stat().st_size - HEADS_BYTES) * 8 / duration_ms
        if came_out_kbps <= most_kbps:
            break
        kbps *= 0.99 * most_kbps / came_out_kbps


def _hear(track: Path, sound: Sound, master: Master) -> _Heard:
    meter = PeakMeter(ratio(TRACK_CEILING_DBTP))
    cut_off = b""

    def on_bytes(piece: bytes) -> None:
        nonlocal cut_off
        heard = cut_off + piece
        whole = len(heard) // 4 * 4
        cut_off = heard[whole:]
        meter.hear(np.frombuffer(heard[:whole], "<f4"))

    done = run_for_bytes(hear(track, master.duration_ms), on_bytes, folder=track.parent, reads=[track])
    lost_lu = master.excerpts_lufs - parse_ebur128(done.last_words)
    too_quiet_db = TRACK_LUFS - (master.loudness_lufs - lost_lu)
    if master.excerpts_lufs <= SILENCE_LUFS or abs(too_quiet_db) > MOST_TURNED_UP_DB:
        too_quiet_db = 0.0
    decoded_hz = RATE_HZ if isinstance(sound, Opus | Flac) else sound.rate_hz
    return _Heard(track, _in_blocks_of_the_master(meter.peaks(), decoded_hz), too_quiet_db)


def _in_blocks_of_the_master(peaks: Samples, rate_hz: int) -> Samples:
    """A block has so many samples at any rate: of a lower one, it lasts longer."""
    blocks = np.arange(len(peaks) * RATE_HZ // rate_hz)
    return peaks[blocks * rate_hz // RATE_HZ]


def _played_lower(heard: _Heard, sound: Sound) -> _Heard:
    """The same track; where it is Opus, and not too quiet afterwards, with its peaks under the ceiling by its gain."""
    lower_db = heard.over_db
    if not isinstance(sound, Opus) or not 0 < lower_db <= TRACK_TOLERANCE_LU - heard.too_quiet_db:
        return heard
    set_gain(heard.track, -lower_db)
    return replace(heard, peaks=heard.peaks * np.float32(ratio(-lower_db)), too_quiet_db=heard.too_quiet_db + lower_db)
