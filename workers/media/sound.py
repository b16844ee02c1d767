"""What ffmpeg is asked to do with sound, as graphs of ffmpeg-python. Pure: nothing runs here."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediasvc.domain.variants import Aac, Flac, Mp3, Opus, Sound
from workers.media import webm_tags
from workers.media.clock import CLOCK, NOTICED_S
from workers.media.ffmpeg import BITEXACT, FAR, UPLOADS, Graph, ffmpeg, read
from workers.media.peaks import RATE_HZ
from workers.media.recording import TrackSource
from workers.media.tags import room_of

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
MORE_THAN_ANY_S = "1000000"
# An input that is shifted begins with its first stream, any other one with the first that is read (ffmpeg 5.1).
NEXT_TO_NOTHING_S = "0.000001"


@dataclass(frozen=True)
class Cut:
    """What of a sound is heard, from `begin_ms` to `end_ms` of it, after so much silence."""

    begin_ms: int
    end_ms: int
    before_ms: int = 0


@dataclass(frozen=True)
class MixedPart:
    """One recording as a part of a mix: the channels of it that are mixed, and how long it lasts at least.

    One with a `cut` lasts exactly as long as that and its silence, or as `least_ms` if that is longer.
    """

    source: TrackSource
    channels: Sequence[int]
    least_ms: int = 0
    cut: Cut | None = None


def measure_channels(source: TrackSource, channels: int, longest_ms: int) -> Graph:
    """Decode everything, a second over the longest allowed at most, and print levels; a third is a stereo's mix."""
    looks = [f"mono|c0=c{channel}" for channel in range(channels)]
    if channels == 2:
        looks.append("mono|c0=0.5*c0+0.5*c1")
    timed = _read_track(source).filter("asetpts", CLOCK).filter("atrim", end=longest_ms / 1000 + 1)
    split = timed.filter_multi_output("asplit", len(looks))
    heard = [
        split[at].filter("pan", args=look).filter("highpass", f=LOWEST_HEARD_HZ).filter(f"volumedetect@{at}")
        for at, look in enumerate(looks)
    ]
    return _with_leaps(ffmpeg.merge_outputs(*[sound.output("-", format="null") for sound in heard]))


def see_to_the_end(source: TrackSource) -> Graph:
    """Read the picture of a recording, which is no cover, to its end, and decode nothing."""
    picture = _open(source)["V:0"]
    return _with_leaps(picture.output("-", format="null", vcodec="copy"))


def even(source: TrackSource, rate_hz: int, channels: int, out: Path) -> Graph:
    """A track whose channels or rate change on the way, with one rate and as many channels from end to end.

    Its timestamps are kept, as a recording's time that begins at 0.
    """
    sound = _read_track(source).output(
        str(out), format="matroska", acodec="flac", ar=rate_hz, ac=channels, compression_level=0, **BITEXACT
    )
    return _with_leaps(sound)


def mix(parts: Sequence[MixedPart], clean_up: bool, out: Path, moments: str) -> Graph:
    """The parts, each of its live channels alone, one after the other as raw 32-bit floats, mono.

    The loudness of each moment is printed to the file `moments` in the working folder; under a second is measured with
    silence behind it, for R 128's blocks.
    """
    return _with_leaps(_heard(_joined(parts), clean_up, out, moments))


def join(parts: Sequence[MixedPart], out: Path) -> Graph:
    """The parts as `mix` joins them, as raw 32-bit floats, mono."""
    return _with_leaps(_joined(parts).output(str(out), format="f32le"))


def mix_joined(joined: Path, clean_up: bool, out: Path, moments: str) -> Graph:
    """The mix of what `join` made."""
    return _heard(read(joined, format="f32le", ar=RATE_HZ, ac=1)["a:0"], clean_up, out, moments)


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
    """A sound track as a file of its own; WebM with room for tags, and its index where a player looks first."""
    webm = {"cues_to_front": 1, "cluster_time_limit": CLUSTER_MS, **room_of(webm_tags.COMMENT_BYTES)}
    forms = webm if out.suffix == ".webm" else {}
    return read(track)["a:0"].output(str(out), acodec="copy", **forms, **BITEXACT)


def _open(source: TrackSource) -> Any:
    """A recording as a graph's input; its time begins at zero, or where its first stream begins, sound or picture."""
    begin = {"seek_timestamp": 1} if source.begins_at_zero else {"itsoffset": NEXT_TO_NOTHING_S}
    return read(source.path, **UPLOADS, **(FAR if source.is_found_late else {}), **begin)


def _read_track(source: TrackSource) -> Any:
    return _open(source)[f"a:{source.number - 1}"]


def _with_leaps(graph: Graph) -> Graph:
    """Leave all leaps of timestamps to CLOCK: ffmpeg takes those of more than 10 s away, of some formats."""
    return graph.global_args("-dts_delta_threshold", MORE_THAN_ANY_S, "-dts_error_threshold", MORE_THAN_ANY_S)


def _joined(parts: Sequence[MixedPart]) -> Any:
    sounds = [_mixed(part) for part in parts]
    return sounds[0] if len(sounds) == 1 else ffmpeg.concat(*sounds, v=0, a=1)


def _heard(joined: Any, clean_up: bool, out: Path, moments: str) -> Graph:
    split = (_cleaned(joined) if clean_up else joined).filter_multi_output("asplit")
    measured = (
        split[1]
        .filter("apad", whole_dur=1)
        .filter("ebur128", dualmono="true", framelog="verbose", metadata=1)
        .filter("ametadata", mode="print", key="lavfi.r128.M", file=moments)
    )
    return ffmpeg.merge_outputs(split[0].output(str(out), format="f32le"), measured.output("-", format="null"))


def _mixed(part: MixedPart) -> Any:
    gain = 1 / len(part.channels)
    sound = (
        _read_track(part.source)
        .filter("pan", args="mono|c0=" + "+".join(f"{gain:.6f}*c{channel}" for channel in part.channels))
        .filter("aresample", RATE_HZ)
        .filter("asetpts", CLOCK)
        # `async` fills pauses; those that CLOCK leaves are longer than this one.
        .filter("aresample", **{"async": 1, "first_pts": 0, "min_hard_comp": NOTICED_S / 2})
        .filter("highpass", f=LOWEST_HEARD_HZ)
    )
    if part.cut is not None:
        sound = _cut(sound, part.cut)
    return sound.filter("apad", whole_dur=f"{part.least_ms}ms") if part.least_ms else sound


def _cut(sound: Any, cut: Cut) -> Any:
    heard = sound.filter("atrim", start=f"{cut.begin_ms}ms", end=f"{cut.end_ms}ms").filter("asetpts", "PTS-STARTPTS")
    return heard.filter("adelay", delays=cut.before_ms) if cut.before_ms else heard


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
