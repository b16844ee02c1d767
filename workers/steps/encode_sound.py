"""One sound track from the master, encoded once."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from mediasvc.domain.build import Step, artifact_key
from mediasvc.domain.variants import Aac, Mp3, Opus, Sound
from workers.media.ffmpeg import run_ffmpeg
from workers.media.loudness import TRACK_CEILING_DBTP, Loudness, parse_ebur128
from workers.media.sound import encode_sound, measure_loudness
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.master_audio import Master, master_file

VERSION = 1
MOST_TRIES = 2
OVERSHOOT_MARGIN_DB = 0.3
# Lower than this a limiter is heard, and one odd peak in an hour is not.
MOST_LOWERED_DB = 3.0
SUFFIXES = {Opus: ".webm", Mp3: ".mp3", Aac: ".m4a"}


@dataclass(frozen=True)
class SoundTrack:
    """One encoded sound stream, and how loud it is when it is decoded."""

    file: KeptFile
    loudness: Loudness


def run(artifacts: Artifacts, master: Master, sound: Sound, on_share: Callable[[float], None]) -> SoundTrack:
    """The sound track of the master in this encoding."""
    parameters = {"codec": type(sound).__name__, **asdict(sound)}
    key = artifact_key(Step.ENCODE_TRACK, VERSION, parameters, [master.key])

    def make(folder: Path) -> SoundTrack:
        source = master_file(artifacts, master)
        track = folder / f"track{SUFFIXES[type(sound)]}"

        def encode(lower_by_db: float) -> None:
            graph = encode_sound(source, sound, lower_by_db, track)
            run_ffmpeg(graph, folder=folder, reads=[source], duration_ms=master.duration_ms, on_share=on_share)

        loudness = _encode_below_ceiling(encode, track, 0.0, MOST_TRIES)
        return SoundTrack(artifacts.keep(track), loudness)

    return artifacts.made(key, SoundTrack, make)


def _encode_below_ceiling(encode: Callable[[float], object], track: Path, lower_by_db: float, tries: int) -> Loudness:
    """Encode, and listen: a lossy codec adds to the peaks, so where they pass the ceiling, again with lower ones."""
    encode(lower_by_db)
    heard = run_ffmpeg(measure_loudness(track), folder=track.parent, reads=[])
    loudness = parse_ebur128(heard.last_words)
    over_db = loudness.true_peak_dbtp - TRACK_CEILING_DBTP
    if over_db <= 0 or lower_by_db == MOST_LOWERED_DB or not tries:
        return loudness
    lower_by_db = min(MOST_LOWERED_DB, lower_by_db + over_db + OVERSHOOT_MARGIN_DB)
    return _encode_below_ceiling(encode, track, lower_by_db, tries - 1)
