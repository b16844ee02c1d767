"""What a recording is: its container's claims, and what a full decode finds."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mediasvc.domain.errors import (
    ConversionFailed,
    RecordingEmpty,
    RecordingNoAudio,
    RecordingTooLong,
    RecordingUnreadable,
    RecordingUnsupported,
)
from mediasvc.domain.limits import Limits
from workers.media.ffmpeg import UPLOADS, run_ffmpeg, run_ffprobe
from workers.media.recording import Claims, Decoded, Level
from workers.media.sound import measure_channels

# ffprobe takes random bytes for "AMR" or the like; real files score higher (AVPROBE_SCORE_RETRY is 25).
LEAST_PROBE_SCORE = 25
OUR_DEMUXERS = {".webm": "matroska", ".mp3": "mp3", ".mp4": "mp4", ".flac": "flac"}


def read_claims(path: Path, folder: Path) -> Claims | None:
    """The container's claims, or None where the file is no media that ffmpeg knows with some certainty."""
    answer = run_ffprobe(path, folder, **UPLOADS)
    if answer is None or answer["format"].get("probe_score", 0) < LEAST_PROBE_SCORE:
        return None
    audio = [stream for stream in answer["streams"] if stream.get("codec_type") == "audio"]
    video = [stream for stream in answer["streams"] if stream.get("codec_type") == "video"]
    if not audio and not video:
        return None
    said = answer["format"].get("duration")
    first: dict[str, Any] = audio[0] if audio else {}
    return Claims(
        duration_ms=None if said is None else round(float(said) * 1000),
        sample_rate_hz=int(first.get("sample_rate", 0)),
        channels=int(first.get("channels", 0)),
        has_audio=bool(audio),
    )


def decode(path: Path, claims: Claims, folder: Path, limits: Limits, on_share: Callable[[float], None]) -> Decoded:
    """Decode all of it, and say how long it is and how loud each channel is.

    Raises:
        RecordingNoAudio, RecordingUnsupported: a rate or a number of channels outside of the limits.
        RecordingEmpty: a sound container, and nothing in it.
        RecordingUnreadable: nothing in it can be decoded.
        RecordingTooLong: it alone is over the limit; decoding stopped there.
    """
    if not claims.has_audio:
        raise RecordingNoAudio
    if not limits.sample_rate_min_hz <= claims.sample_rate_hz <= limits.sample_rate_max_hz:
        raise RecordingUnsupported(f"its sample rate is {claims.sample_rate_hz} Hz")
    if not 1 <= claims.channels <= limits.channels:
        raise RecordingUnsupported(f"it has {claims.channels} channels, {limits.channels} are allowed")
    graph = measure_channels(path, claims.channels, limits.recording_ms)
    done = run_ffmpeg(
        graph, folder=folder, reads=[path], duration_ms=claims.duration_ms or 0, on_share=on_share, check=False
    )
    levels, samples = parse_levels(done.last_words)
    duration_ms = round(samples * 1000 / claims.sample_rate_hz)
    if not duration_ms:
        broken = done.exit_status != 0 or "Error while decoding" in done.last_words
        raise RecordingUnreadable("no sound in it can be decoded") if broken else RecordingEmpty
    if duration_ms > limits.recording_ms:
        raise RecordingTooLong(f"{limits.recording_ms / 3_600_000:g} hours are allowed")
    mix = levels.pop() if claims.channels == 2 and len(levels) == 3 else None
    # Where channels or rate change, ffmpeg begins to measure anew.
    is_even = len(re.findall(r"volumedetect@0 @ \w+\] max_volume", done.last_words)) == 1
    return Decoded(duration_ms, tuple(levels), mix, is_even)


def parse_levels(said: str) -> tuple[list[Level], int]:
    """Each channel's level, and the number of samples of one channel, from what ffmpeg's volumedetect printed."""

    def said_of(what: str) -> dict[int, float]:
        found = re.findall(rf"volumedetect@(\d+) @ \w+\] {what}: (-?[\d.]+)", said)
        return {int(channel): float(value) for channel, value in found}

    peaks, means = said_of("max_volume"), said_of("mean_volume")
    levels = [Level(peaks[channel], means[channel]) for channel in sorted(peaks)]
    return levels, int(said_of("n_samples").get(0, 0))


def read_duration_ms(path: Path, folder: Path) -> int:
    """How long one of our own files says it lasts. Raises ConversionFailed where it is not what its name says."""
    # Frames of one size that repeat, as in a tone's MP3, look like another format.
    answer = run_ffprobe(path, folder, f=OUR_DEMUXERS[path.suffix])
    if answer is None or "duration" not in answer["format"]:
        raise ConversionFailed(f"{path.name} cannot be read back")
    return round(float(answer["format"]["duration"]) * 1000)
