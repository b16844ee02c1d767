"""What ffmpeg is asked to do with sound, as graphs of ffmpeg-python. Pure: nothing runs here."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mediasvc.domain.variants import Aac, Flac, Mp3, Opus, Sound
from workers.media.ffmpeg import BITEXACT, UPLOADS, Graph, ffmpeg, read
from workers.media.peaks import RATE_HZ

MASTER = {"format": "s16le", "ar": RATE_HZ, "ac": 1}
# Lower than any voice; a sound card's offset lies there, and would take the room that peaks have.
LOWEST_HEARD_HZ = 25
# Mains hum at 50 and 60 Hz is loudest at these; below the first no voice speaks.
LOWEST_VOICE_HZ = 75
HUM_HZ = (100, 120, 150, 180)
HISS_REDUCTION_DB = 12
HISS_FLOOR_DB = -40
HISS_FILTER_LATE_S = 0.025
# id3.py writes the only tag.
NO_TAG = {"id3v2_version": 0}
# A seek loads half a cluster on average, 5 KB, and 0.6 KB of the index, which has 15 for an hour. A start needs none.
CLUSTER_MS = 5_000
# What a codec takes away from the loudness of a talk shows in so many seconds of it, so often.
EXCERPT_S = 4
EXCERPTS = 20


def measure_channels(recording: Path, channels: int, longest_ms: int) -> Graph:
    """Decode everything, a second over the longest allowed at most, and print levels; a third is a stereo's mix."""
    looks = [f"mono|c0=c{channel}" for channel in range(channels)]
    if channels == 2:
        looks.append("mono|c0=0.5*c0+0.5*c1")
    split = read(recording, **UPLOADS, t=longest_ms / 1000 + 1)["a:0"].filter_multi_output("asplit", len(looks))
    heard = [
        split[at].filter("pan", args=look).filter("highpass", f=LOWEST_HEARD_HZ).filter(f"volumedetect@{at}")
        for at, look in enumerate(looks)
    ]
    return ffmpeg.merge_outputs(*[sound.output("-", format="null") for sound in heard])


def even(recording: Path, rate_hz: int, channels: int, out: Path) -> Graph:
    """A recording whose channels or rate change on the way, at one rate with as many channels from end to end."""
    sound = read(recording, **UPLOADS)["a:0"]
    return sound.output(str(out), acodec="flac", ar=rate_hz, ac=channels, compression_level=0, **BITEXACT)


def mix(parts: Sequence[tuple[Path, Sequence[int]]], clean_up: bool, out: Path, moments: str) -> Graph:
    """The parts, each of its live channels alone, one after the other as raw 32-bit floats, mono.

    The loudness of each moment is printed to the file `moments` in the working folder; under a second is measured with
    silence behind it, for R 128's blocks.
    """
    sounds = [
        read(recording, **UPLOADS)["a:0"]
        .filter("pan", args="mono|c0=" + "+".join(f"{1 / len(live):.6f}*c{channel}" for channel in live))
        .filter("aresample", RATE_HZ)
        .filter("highpass", f=LOWEST_HEARD_HZ)
        for recording, live in parts
    ]
    joined = sounds[0] if len(sounds) == 1 else ffmpeg.concat(*sounds, v=0, a=1)
    split = (_cleaned(joined) if clean_up else joined).filter_multi_output("asplit")
    measured = (
        split[1]
        .filter("apad", whole_dur=1)
        .filter("ebur128", dualmono="true", framelog="verbose", metadata=1)
        .filter("ametadata", mode="print", key="lavfi.r128.M", file=moments)
    )
    return ffmpeg.merge_outputs(split[0].output(str(out), format="f32le"), measured.output("-", format="null"))


def encode_sound(master_file: Path, sound: Sound, kbps: float, out: Path) -> Graph:
    """One sound track of the master, at this rate instead of the sound's own."""
    return read(master_file, **MASTER)["a:0"].output(str(out), **_sound_options(sound, kbps), **BITEXACT)


def hear(track: Path, duration_ms: int) -> Graph:
    """A sound track as it is decoded, as raw 32-bit floats at its own rate; prints the loudness of excerpts."""
    split = read(track)["a:0"].filter_multi_output("asplit")
    return ffmpeg.merge_outputs(split[0].output("pipe:1", format="f32le"), _excerpts_measured(split[1], duration_ms))


def measure_master(master_file: Path, duration_ms: int) -> Graph:
    """Print the loudness of the same excerpts of the master."""
    return _excerpts_measured(read(master_file, **MASTER)["a:0"], duration_ms)


def mux_sound(track: Path, out: Path) -> Graph:
    """A sound track as a file of its own, with WebM's index where a player looks first."""
    forms = {".webm": {"cues_to_front": 1, "cluster_time_limit": CLUSTER_MS}, ".mp3": NO_TAG}
    return read(track)["a:0"].output(str(out), acodec="copy", **forms.get(out.suffix, {}), **BITEXACT)


def _excerpts_measured(sound: Any, duration_ms: int) -> Graph:
    every_s = max(EXCERPT_S, duration_ms / 1000 / EXCERPTS)
    return (
        sound.filter("aselect", f"lt(mod(t,{every_s:.3f}),{EXCERPT_S})")
        .filter("asetpts", "N/SR/TB")
        .filter("apad", whole_dur=1)
        .filter("ebur128", dualmono="true", framelog="verbose")
        .output("-", format="null")
    )


def _cleaned(sound: Any) -> Any:
    for hum_hz in HUM_HZ:
        sound = sound.filter("bandreject", frequency=hum_hz, width_type="h", width=4)
    return (
        sound.filter("highpass", f=LOWEST_VOICE_HZ)
        .filter("apad", pad_dur=HISS_FILTER_LATE_S)
        .filter("afftdn", nr=HISS_REDUCTION_DB, nf=HISS_FLOOR_DB, tn=1)
        .filter("atrim", start=HISS_FILTER_LATE_S)
        .filter("asetpts", "PTS-STARTPTS")
    )


def _sound_options(sound: Sound, kbps: float) -> dict[str, Any]:
    rate = f"{round(kbps * 1000)}"
    match sound:
        case Opus():
            return {
                "acodec": "libopus",
                "audio_bitrate": rate,
                "ar": sound.rate_hz,
                "frame_duration": sound.frame_ms,
                "application": "voip",
                "compression_level": sound.complexity,
            }
        case Mp3():
            return {
                "acodec": "libmp3lame",
                "audio_bitrate": rate,
                "ar": sound.rate_hz,
                "compression_level": sound.effort,
                **NO_TAG,
            }
        case Aac():
            # The other coder costs three times as much, and PESQ and ESTOI find its speech worse.
            return {"acodec": "aac", "audio_bitrate": rate, "ar": sound.rate_hz, "aac_coder": "fast"}
        case Flac():
            return {"acodec": "flac"}
