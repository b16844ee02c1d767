"""Which channels of a recording are worth mixing."""

from workers.media.recording import Decoded

SILENCE_PEAK_DB = -60.0
DEAD_BELOW_LOUDEST_DB = 35.0
OUT_OF_PHASE_LOSS_DB = 12.0


def live_channels(decoded: Decoded) -> tuple[int, ...]:
    """The channels worth mixing: dead ones are left out, and of a stereo pair in opposite phase one is taken."""
    loudest = _loudest(decoded)
    if decoded.mix is not None and decoded.mix.rms_db < decoded.levels[loudest].rms_db - OUT_OF_PHASE_LOSS_DB:
        return (loudest,)
    dead = dead_channels(decoded)
    return tuple(channel for channel in range(len(decoded.levels)) if channel not in dead)


def dead_channels(decoded: Decoded) -> tuple[int, ...]:
    """The channels that hold silence, or no more than what leaks over from the loudest one."""
    loudest = _loudest(decoded)
    floor = decoded.levels[loudest].rms_db - DEAD_BELOW_LOUDEST_DB
    return tuple(
        channel
        for channel, level in enumerate(decoded.levels)
        if channel != loudest and (level.peak_db <= SILENCE_PEAK_DB or level.rms_db <= floor)
    )


def is_silent(decoded: Decoded) -> bool:
    """Whether no channel holds anything but silence."""
    return max(level.peak_db for level in decoded.levels) <= SILENCE_PEAK_DB


def _loudest(decoded: Decoded) -> int:
    return max(range(len(decoded.levels)), key=lambda channel: decoded.levels[channel].rms_db)
