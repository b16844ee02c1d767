"""What is known of one recording."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Claims:
    """What the container says, which may be untrue. `duration_ms` is None where it says nothing."""

    duration_ms: int | None
    sample_rate_hz: int
    channels: int
    has_audio: bool


@dataclass(frozen=True)
class Level:
    """One channel's sample peak and root mean square, in dB below full scale; silence is -91, the lowest."""

    peak_db: float
    rms_db: float


@dataclass(frozen=True)
class Decoded:
    """What is really there. `mix` is the level of the average of a stereo recording's channels.

    Where channels or sample rate change on the way, `is_even` is False, and all of this is of what `sound.even` makes.
    """

    duration_ms: int
    levels: tuple[Level, ...]
    mix: Level | None
    is_even: bool = True
