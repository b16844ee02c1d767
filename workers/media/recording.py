"""What is known of one recording."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Track:
    """What the container says of one audio track, which may be untrue. `number` counts audio tracks from 1.

    `codec` is ffmpeg's name of its coding, or the container's own one where ffmpeg has none. `ends_ms` is
    where it ends in the file's own time, and None where the container says nothing.
    """

    number: int
    codec: str
    is_decodable: bool
    sample_rate_hz: int
    channels: int
    is_default: bool = False
    language: str | None = None
    title: str | None = None
    ends_ms: int | None = None


@dataclass(frozen=True)
class Claims:
    """What the container says, which may be untrue. `duration_ms` is None where it says nothing.

    Its time `begins_at_zero`, or with its first timestamp, which is `starts_ms`. `is_found_late` where its tracks are
    only known to a reader who reads far into it. A cover is no picture.
    """

    duration_ms: int | None
    tracks: tuple[Track, ...]
    has_picture: bool = False
    begins_at_zero: bool = False
    is_found_late: bool = False
    starts_ms: int = 0


@dataclass(frozen=True)
class TrackSource:
    """One audio track of a file, and how the file is read: as Track and Claims say."""

    path: Path
    number: int = 1
    begins_at_zero: bool = False
    is_found_late: bool = False


@dataclass(frozen=True)
class Level:
    """One channel's sample peak and root mean square, in dB below full scale; silence is -91, the lowest."""

    peak_db: float
    rms_db: float


@dataclass(frozen=True)
class Decoded:
    """What is really there. `mix` is the level of the average of a stereo recording's channels.

    `duration_ms` counts the silence that timestamps tell of; `jumps_ms` are the leaps of timestamps that were not
    believed. Where channels or sample rate change on the way, `is_even` is False, and all of this is of what
    `sound.even` makes.
    """

    duration_ms: int
    levels: tuple[Level, ...]
    mix: Level | None
    is_even: bool = True
    jumps_ms: tuple[int, ...] = ()
