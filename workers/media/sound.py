"""What ffmpeg is asked to do with sound, as graphs of ffmpeg-python. Pure: nothing runs here."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mediasvc.domain.variants import Aac, Mp3, Opus, Sound
from workers.media.ffmpeg import BITEXACT, UPLOADS, Graph, ffmpeg, read
from workers.media.loudness import CEILING_DBTP, MIX_HEADROOM_DB, Gain

MASTER_RATE_HZ = 48_000
OVERSAMPLED_HZ = 192_000
PEAKS_RATE_HZ = 8_000
# The limiter looks at samples, at four times the rate; on speech the true peak then came out 0.1 dB over at most.
LIMITER_MARGIN_DB = 0.2


def measure_channels(recording: Path, channels: int, longest_ms: int) -> Graph:
    """Decode everything, a second over the longest allowed at most, and print levels; a third is a stereo's mix."""
    sound = read(recording, **UPLOADS, t=longest_ms / 1000 + 1)["a:0"]
    if channels == 2:
        sound = sound.filter("pan", args="3.0|c0=c0|c1=c1|c2=0.5*c0+0.5*c1")
    stats = {"measure_perchannel": "Peak_level+RMS_level", "measure_overall": "Number_of_samples"}
    return sound.filter("astats", **stats).output("-", format="null")


def mix(parts: Sequence[tuple[Path, Sequence[int]]], out: Path) -> Graph:
    """The parts, each of its live channels alone, one after the other as a lossless mono file; prints its loudness."""
    share = 10 ** (-MIX_HEADROOM_DB / 20)
    sounds = [
        read(recording, **UPLOADS)["a:0"]
        .filter("pan", args="mono|c0=" + "+".join(f"{share / len(live):.6f}*c{channel}" for channel in live))
        .filter("aresample", MASTER_RATE_HZ)
        for recording, live in parts
    ]
    joined = sounds[0] if len(sounds) == 1 else ffmpeg.concat(*sounds, v=0, a=1)
    return _measured_flac(joined, out)


def master(mixed: Path, gain: Gain, out: Path) -> Graph:
    """The mix at its final level; prints its loudness."""
    sound = read(mixed)["a:0"].filter("volume", f"{gain.decibels}dB")
    if gain.limited:
        sound = _limited(sound, CEILING_DBTP)
    return _measured_flac(sound, out)


def samples_for_peaks(master_file: Path, out: Path) -> Graph:
    """The master as raw signed 16-bit samples at 8 kHz, for a waveform."""
    return read(master_file)["a:0"].output(str(out), ar=PEAKS_RATE_HZ, format="s16le")


def encode_sound(master_file: Path, sound: Sound, lower_by_db: float, out: Path) -> Graph:
    """One sound track, whose peaks stay `lower_by_db` further below the master's ceiling."""
    source = read(master_file)["a:0"]
    if lower_by_db:
        source = _limited(source, CEILING_DBTP - lower_by_db)
    return source.output(str(out), **_sound_options(sound), **BITEXACT)


def measure_loudness(track: Path) -> Graph:
    """Print the loudness of a sound track as it is decoded."""
    return _heard(read(track)["a:0"])


def mux_sound(track: Path, out: Path) -> Graph:
    """A sound track as a file of its own, with WebM's index where a player looks first."""
    front = {"cues_to_front": 1} if out.suffix == ".webm" else {}
    return read(track)["a:0"].output(str(out), acodec="copy", **front, **BITEXACT)


def _measured_flac(sound: Any, out: Path) -> Graph:
    """A 24-bit FLAC file, and its loudness; under a second is measured with silence behind it, for R 128's blocks."""
    split = sound.filter_multi_output("asplit")
    kept = split[0].output(str(out), acodec="flac", sample_fmt="s32", compression_level=2, ac=1, **BITEXACT)
    return ffmpeg.merge_outputs(kept, _heard(split[1]))


def _heard(sound: Any) -> Graph:
    padded = sound.filter("apad", whole_dur=1)
    return padded.filter("ebur128", peak="true", dualmono="true", framelog="verbose").output("-", format="null")


def _limited(sound: Any, ceiling_dbtp: float) -> Any:
    limit = 10 ** ((ceiling_dbtp - LIMITER_MARGIN_DB) / 20)
    return (
        sound.filter("aresample", OVERSAMPLED_HZ)
        .filter("alimiter", limit=f"{limit:.4f}", level=0, attack=5, release=25, latency=1)
        .filter("aresample", MASTER_RATE_HZ)
    )


def _sound_options(sound: Sound) -> dict[str, Any]:
    match sound:
        case Opus():
            return {
                "acodec": "libopus",
                "audio_bitrate": f"{sound.kbps}k",
                "frame_duration": sound.frame_ms,
                "application": "voip",
                "vbr": "off",
            }
        case Mp3():
            return {"acodec": "libmp3lame", "audio_bitrate": f"{sound.kbps}k", "ar": sound.rate_hz}
        case Aac():
            return {"acodec": "aac", "audio_bitrate": f"{sound.kbps}k", "ar": sound.rate_hz}
