"""Recordings of every kind and state, through ffmpeg, to sound tracks and renditions."""

import array
import json
import math
import re
import subprocess
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from makers import (
    PATIENCE_S,
    as_recorded_by_a_browser,
    cut_short,
    ffmpeg,
    make_recording,
    make_speech,
    make_text,
    with_cover,
)
from workshop import Workshop, hand_in, ignore_share

from mediasvc.domain.errors import MediasvcError
from mediasvc.domain.limits import Limits
from mediasvc.domain.variants import VARIANTS, Mp3, Sound, Variant
from workers.media.id3 import Chapter
from workers.media.opus import set_gain
from workers.media.probe import read_claims
from workers.steps import encode_sound, ingest, master_audio, mux
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.encode_sound import SoundTrack
from workers.steps.master_audio import Master

# A low-rate codec leaves out hiss, and what clipping added, which is part of how loud these are.
HISSING, HISSING_LU = ("8-bit.wav", "clipped.wav"), 1.5
SOUNDS = list(dict.fromkeys(variant.sound for variant in VARIANTS))
AUDIO = [variant for variant in VARIANTS if variant.picture is None]

# media.md's table: MB (1,000,000 bytes) per hour, and what of it is sound.
MOST_MB_PER_HOUR = {
    "audio-low": 7.8,
    "audio-basic": 11.2,
    "audio-high": 30,
    "video-low": 14.4,
    "video-high": 30.6,
    "video-upload": 65,
    "audio-master": 350,
}


def probe(file: Path, *show: str) -> dict[str, Any]:
    argv = ["ffprobe", "-v", "error", "-of", "json", *show, str(file)]
    return json.loads(subprocess.run(argv, check=True, capture_output=True, timeout=PATIENCE_S).stdout)


@dataclass(frozen=True)
class Heard:
    """A file as both loudspeakers play it: how loud it is on the whole, its true peak, and how long it lasts."""

    lufs: float
    peak_dbtp: float
    seconds: float


def heard(file: Path) -> Heard:
    """Decode it once, for all that is asked of it."""
    rate_hz, filters = 8_000, "ebur128=peak=true:dualmono=true:framelog=verbose"
    argv = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(file), "-map", "0:a", "-af", filters]
    argv += ["-ac", "1", "-ar", str(rate_hz), "-f", "s16le", "pipe:1"]
    done = subprocess.run(argv, check=True, capture_output=True, timeout=PATIENCE_S)
    said = done.stderr.decode()
    lufs, peak_dbtp = re.findall(r"I:\s+(\S+) LUFS", said)[-1], re.findall(r"Peak:\s+(\S+) dBFS", said)[-1]
    return Heard(float(lufs), float(peak_dbtp), len(done.stdout) / 2 / rate_hz)


def samples_of(file: Path, rate_hz: int = 8_000) -> "array.array[int]":
    """All of it, decoded to 16-bit samples."""
    return array.array("h", ffmpeg("-i", file, "-map", "0:a", "-ac", 1, "-ar", rate_hz, "-f", "s16le", "pipe:1"))


def pitch_of(samples: Sequence[int], rate_hz: int = 8_000) -> float:
    """A tone's frequency (Hz), by how often it crosses zero upwards."""
    crossings = sum(before < 0 <= after for before, after in pairwise(samples))
    return crossings * rate_hz / len(samples)


def part_of(samples: "array.array[int]", begin_s: float, end_s: float, rate_hz: int = 8_000) -> "array.array[int]":
    return samples[int(begin_s * rate_hz) : int(end_s * rate_hz)]


# Recordings that can be used: what is made of each, and how long it lasts.


def spoken(seconds: float, channels: str = "", *options: str) -> Callable[[Workshop, Path], None]:
    return lambda _workshop, path: make_speech(path, seconds, channels, options)


def made_of(name: str, make: Callable[[Path, Path], object]) -> Callable[[Workshop, Path], None]:
    """Made of another one of the recordings."""

    def make_it(workshop: Workshop, path: Path) -> None:
        make(recording(workshop, name), path)

    return make_it


def make_video(sound: Path, path: Path) -> None:
    picture = ("-f", "lavfi", "-i", "color=c=green:s=64x48:r=5:d=4")
    ffmpeg("-i", sound, *picture, "-shortest", "-c:a", "aac", "-c:v", "libx264", path)


def make_phase_video(sound: Path, path: Path) -> None:
    """QuickTime, the picture first, two sound streams: the first one is used."""
    picture = ("-f", "lavfi", "-i", "color=c=green:s=64x48:r=5:d=4")
    silence = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono")
    ffmpeg(*picture, "-i", sound, *silence, "-map", "0:v", "-map", "1:a", "-map", "2:a", "-shortest", path)


def lie_in_header(sound: Path, path: Path) -> None:
    """Half of a VBR MP3, whose Xing header still tells of all of it."""
    whole = path.with_name("whole.mp3")
    ffmpeg("-i", sound, "-q:a", "5", whole)
    cut_short(whole, path, 0.5)


def with_shouts(sound: Path, path: Path) -> None:
    """Whispers, and half a second 30 dB louder every four."""
    louder = "volume=if(lt(mod(t\\,4)\\,0.5)\\,1\\,0.03):eval=frame"
    ffmpeg("-i", sound, "-af", louder, "-t", 8, path)


def make_whisper(_: Workshop, path: Path) -> None:
    """Breath without voice: no codec gives the same peaks back, and the smallest leaves half of it out."""
    breath = "anoisesrc=d=6:c=pink:a=0.02:r=48000:seed=1,highpass=f=800,tremolo=f=3:d=0.9"
    make_recording(path, breath)


def make_uneven(workshop: Workshop, path: Path) -> None:
    """Two files of a recorder, glued: stereo at one rate, then mono at another one."""
    first, second = path.with_name("uneven-1.mp3"), path.with_name("uneven-2.mp3")
    make_speech(first, 3, "stereo|c0=c0|c1=c0", ("-ar", "44100", "-write_xing", "0"))
    make_speech(second, 2, "", ("-ar", "22050", "-write_xing", "0"))
    path.write_bytes(first.read_bytes() + second.read_bytes())


def with_offset(sound: Path, path: Path) -> None:
    """What a cheap sound card makes of a quiet voice."""
    ffmpeg("-i", sound, "-af", "volume=0.05,dcshift=0.05", "-t", 4, path)


USABLE: dict[str, tuple[float, Callable[[Workshop, Path], None]]] = {
    "speech.wav": (6, spoken(6)),
    "dead-channel.wav": (4, spoken(4, "stereo|c0=c0|c1=0*c0")),
    "leaking-channel.flac": (4, spoken(4, "stereo|c0=0.004*c0|c1=c0")),
    "opposite-phase.wav": (4, spoken(4, "stereo|c0=c0|c1=-1*c0")),
    "dual-mono.ogg": (4, spoken(4, "stereo|c0=c0|c1=c0", "-c:a", "libvorbis")),
    "eight-channels.wav": (4, spoken(4, "7.1|c0=0.01*c0|c2=c0|c5=0.3*c0")),
    "8-khz.wav": (4, spoken(4, "", "-ar", "8000")),
    "192-khz.flac": (4, spoken(4, "", "-ar", "192000")),
    "quiet.flac": (4, spoken(4, "mono|c0=0.02*c0")),
    "clipped.wav": (4, spoken(4, "mono|c0=30*c0")),
    "tone.wav": (3, lambda _, path: make_recording(path, "aevalsrc=0.9*sin(2*PI*997*t):d=3")),
    "short.wav": (0.3, spoken(0.3)),
    "8-bit.wav": (4, spoken(4, "", "-c:a", "pcm_u8")),
    "whisper.wav": (6, make_whisper),
    "shouts.wav": (8, made_of("long.wav", with_shouts)),
    "uneven.mp3": (5.1, make_uneven),
    "offset.wav": (4, made_of("speech.wav", with_offset)),
    "float.wav": (4, spoken(4, "mono|c0=6*c0", "-c:a", "pcm_f32le")),
    "vbr.mp3": (4, spoken(4, "", "-q:a", "7")),
    "talk.opus": (4, spoken(4, "", "-c:a", "libopus")),
    "talk.wma": (4, spoken(4, "", "-c:a", "wmav2")),
    "talk.aiff": (4, spoken(4)),
    "talk.aac": (4, spoken(4, "", "-c:a", "aac")),
    "video.mp4": (4, made_of("talk.aiff", make_video)),
    "video.mov": (4, made_of("talk.aiff", make_phase_video)),
    "cover.m4a": (4, made_of("talk.aiff", with_cover)),
    "browser.webm": (4, made_of("talk.aiff", as_recorded_by_a_browser)),
    "lying.mp3": (6, lambda workshop, path: lie_in_header(long_speech(workshop), path)),
}


def recording(workshop: Workshop, name: str) -> Path:
    if name == "long.wav":
        return long_speech(workshop)
    _, make = USABLE[name]
    return workshop.once(name, lambda path: make(workshop, path))


def long_speech(workshop: Workshop) -> Path:
    return workshop.once("long.wav", lambda path: make_speech(path, 12))


def sound_track(workshop: Workshop, master: Master, sound: Sound) -> SoundTrack:
    return encode_sound.run(workshop.artifacts, master, sound, ignore_share)


@pytest.mark.parametrize("name", USABLE)
def test_any_recording_becomes_tracks_as_long_and_as_loud_as_they_should_be(workshop: Workshop, name: str) -> None:
    seconds, _ = USABLE[name]
    master = workshop.master(recording(workshop, name))
    assert abs(master.duration_ms / 1000 - seconds) < 0.25
    for sound in sounds_for(name):
        track = sound_track(workshop, master, sound)
        played = heard(workshop.artifacts.kept(track.file))
        assert abs(played.seconds - seconds) < 0.25, sound
        assert played.peak_dbtp <= -1, sound
        if seconds >= 1:
            assert abs(played.lufs + 16) <= (HISSING_LU if name in HISSING else 1), sound
        if played.peak_dbtp > -3.5:
            assert track.true_peak_dbtp == pytest.approx(played.peak_dbtp, abs=0.6), sound


def test_opus_a_little_over_the_ceiling_is_played_lower_and_not_encoded_again(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Workshop(tmp_path / "own")
    master = own.master(recording(workshop, "speech.wav"))
    loud = sound_track(own, master, SOUNDS[0])
    encoded: list[object] = []
    encode = encode_sound.encode_sound

    def count(*arguments: Any) -> object:
        encoded.append(arguments)
        return encode(*arguments)

    monkeypatch.setattr(encode_sound, "encode_sound", count)
    monkeypatch.setattr(encode_sound, "VERSION", 0)
    monkeypatch.setattr(encode_sound, "TRACK_CEILING_DBTP", loud.true_peak_dbtp - 0.3)
    lower = sound_track(own, master, SOUNDS[0])
    assert len(encoded) == 1
    before, after = (heard(own.artifacts.kept(track.file)) for track in (loud, lower))
    assert before.lufs - after.lufs == pytest.approx(0.3, abs=0.11)
    assert before.peak_dbtp - after.peak_dbtp == pytest.approx(0.3, abs=0.11)
    assert lower.true_peak_dbtp == pytest.approx(loud.true_peak_dbtp - 0.3, abs=0.01)


def test_only_opus_has_a_gain(workshop: Workshop) -> None:
    with pytest.raises(ValueError, match="no Opus"):
        set_gain(recording(workshop, "speech.wav"), -1)


def sounds_for(name: str) -> Sequence[Sound]:
    """All of them for what is hard on an encoder, and one each, in turn, for the others."""
    if name in ("speech.wav", "short.wav", "clipped.wav", "whisper.wav"):
        return SOUNDS
    return [SOUNDS[list(USABLE).index(name) % len(SOUNDS)]]


@pytest.mark.parametrize("variant", AUDIO, ids=lambda variant: variant.name)
@pytest.mark.parametrize("name", ["short.wav", "lying.mp3"])
def test_a_rendition_is_as_long_as_the_talk(workshop: Workshop, variant: Variant, name: str) -> None:
    seconds, _ = USABLE[name]
    master = workshop.master(recording(workshop, name))
    made = rendition(workshop, master, variant)
    file = workshop.artifacts.kept(made.file)
    assert abs(made.duration_ms / 1000 - seconds) < 0.25
    assert abs(float(probe(file, "-show_entries", "format=duration")["format"]["duration"]) - seconds) < 0.25
    assert abs(len(samples_of(file)) / 8_000 - seconds) < 0.25


def rendition(workshop: Workshop, master: Master, variant: Variant) -> mux.MuxedFile:
    track = sound_track(workshop, master, variant.sound)
    return mux.run(workshop.artifacts, variant, track, None, None, master.duration_ms)


# How tracks are encoded.

ENCODED = {
    "audio-low": ("opus", 48_000, "matroska,webm"),
    "audio-basic": ("mp3", 24_000, "mp3"),
    "audio-high": ("mp3", 48_000, "mp3"),
    "video-low": ("aac", 24_000, "mov,mp4,m4a,3gp,3g2,mj2"),
    "video-high": ("aac", 32_000, "mov,mp4,m4a,3gp,3g2,mj2"),
    "video-upload": ("aac", 48_000, "mov,mp4,m4a,3gp,3g2,mj2"),
    "audio-master": ("flac", 48_000, "flac"),
}


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_tracks_are_mono_in_the_variants_codec_and_within_its_weight(workshop: Workshop, variant: Variant) -> None:
    master = workshop.master(recording(workshop, "speech.wav"))
    file = workshop.artifacts.kept(sound_track(workshop, master, variant.sound).file)
    said = probe(file, "-show_entries", "format=format_name:stream=codec_name,sample_rate,channels:packet=size")
    (stream,) = said["streams"]
    assert (stream["codec_name"], int(stream["sample_rate"]), said["format"]["format_name"]) == ENCODED[variant.name]
    assert stream["channels"] == 1
    sizes = [int(packet["size"]) for packet in said["packets"]]
    megabytes_per_hour = sum(sizes) / 1e6 * 3_600_000 / master.duration_ms
    assert megabytes_per_hour <= MOST_MB_PER_HOUR[variant.name]
    if isinstance(variant.sound, Mp3):
        # The first frame of an MP3 is its header.
        assert set(sizes[1:-1]) == {variant.sound.kbps * 3}


def test_the_smallest_rendition_has_its_index_in_front_and_weighs_what_it_may(workshop: Workshop) -> None:
    master = workshop.master(recording(workshop, "speech.wav"))
    made = rendition(workshop, master, VARIANTS[0])
    content = workshop.read(made.file.key)
    cues, cluster = bytes.fromhex("1c53bb6b"), bytes.fromhex("1f43b675")
    # The list of what is where, at the very front, names them too.
    assert content.count(cues) == 2
    assert content.rindex(cues) < content.index(cluster)
    assert made.file.size_bytes == len(content)
    # Heads weigh the same whatever the length: an hour has one too.
    packets_bytes = made.file.size_bytes - content.index(cluster)
    assert packets_bytes / 1e6 * 3_600_000 / made.duration_ms <= MOST_MB_PER_HOUR["audio-low"]


def test_chapters_and_cover_can_be_read_back(workshop: Workshop, tmp_path: Path) -> None:
    master = workshop.master(recording(workshop, "speech.wav"))
    titles = ["1. Сбережения", "2. المجموعة الأولى", "3. 欢迎 “各位” 🎉", "4. " + "long " * 40]
    times = [0, 2_500, 4_000, 4_001, 6_000]
    chapters = tuple(Chapter(title, *span) for title, *span in zip(titles, times[:-1], times[1:], strict=True))
    picture = tmp_path / "cover.jpg"
    ffmpeg("-f", "lavfi", "-i", "color=c=orange:s=48x32", "-frames:v", 1, picture)
    contents = mux.Contents(chapters, workshop.artifacts.keep(picture))
    variant = next(variant for variant in VARIANTS if variant.chaptered)
    track = sound_track(workshop, master, variant.sound)
    made = mux.run(workshop.artifacts, variant, track, None, contents, master.duration_ms)
    file = workshop.artifacts.kept(made.file)
    said = probe(file, "-show_chapters", "-show_streams")
    assert [chapter["tags"]["title"] for chapter in said["chapters"]] == titles
    spans = [(float(chapter["start_time"]), float(chapter["end_time"])) for chapter in said["chapters"]]
    assert spans == [(begin / 1000, end / 1000) for begin, end in pairwise(times)]
    cover = next(stream for stream in said["streams"] if stream["codec_type"] == "video")
    assert (cover["codec_name"], cover["width"], cover["disposition"]["attached_pic"]) == ("mjpeg", 48, 1)
    assert abs(made.duration_ms - master.duration_ms) < 250
    assert samples_of(file) == samples_of(workshop.artifacts.kept(track.file))


# Several parts.


def test_parts_follow_each_other_in_order(workshop: Workshop) -> None:
    """Tones of three pitches, from files that have nothing in common."""
    tones = {
        "low.wav": (300, 2.0, ["-ar", "8000"]),
        "middle.mp3": (600, 3.0, ["-ar", "44100", "-ac", "2"]),
        "high.webm": (1_200, 1.5, ["-c:a", "libopus"]),
    }
    parts = [
        workshop.once(
            name, lambda path, tone=tone: make_recording(path, f"sine={tone[0]}:d={tone[1]}", options=tone[2])
        )
        for name, tone in tones.items()
    ]
    master = workshop.master(*parts)
    assert abs(master.duration_ms - 6_500) < 250
    for sound in (SOUNDS[0], SOUNDS[4]):
        samples = samples_of(workshop.artifacts.kept(sound_track(workshop, master, sound).file))
        for (begin, end), pitch in {(0.3, 1.7): 300, (2.3, 4.7): 600, (5.3, 6.2): 1_200}.items():
            assert pitch_of(part_of(samples, begin, end)) == pytest.approx(pitch, rel=0.03), sound
    backwards = workshop.master(*reversed(parts))
    samples = samples_of(workshop.artifacts.kept(sound_track(workshop, backwards, SOUNDS[0]).file))
    assert pitch_of(part_of(samples, 0.3, 1.2)) == pytest.approx(1_200, rel=0.03)


def test_the_waveform_is_kept(workshop: Workshop) -> None:
    parts = [
        workshop.once("loud.wav", lambda path: make_recording(path, "aevalsrc=0.5*sin(2*PI*440*t):d=2")),
        workshop.once("still.wav", lambda path: make_recording(path, "anullsrc=d=1")),
    ]
    peaks = json.loads(workshop.read(workshop.master(*parts).peaks.key))
    pairs = list(zip(peaks["data"][::2], peaks["data"][1::2], strict=True))
    assert peaks["version"] == 2
    assert len(pairs) == peaks["length"] == 30
    assert all(low < -10 and high > 10 for low, high in pairs[1:19])
    assert all(abs(low) <= 1 and abs(high) <= 1 for low, high in pairs[22:])


# Hum and hiss.


def test_clean_up_takes_hum_and_hiss_away_and_leaves_the_voice_where_it_was(workshop: Workshop, tmp_path: Path) -> None:
    hum = "aevalsrc=0.02*sin(2*PI*50*t)+0.02*sin(2*PI*100*t)+0.01*random(0):d=6:s=48000"
    noisy = tmp_path / "noisy.wav"
    ffmpeg(
        *("-i", recording(workshop, "speech.wav"), "-f", "lavfi", "-i", hum),
        *("-filter_complex", "[0]adelay=1500,apad=whole_dur=6,atrim=0:6[voice];[voice][1]amix=2:normalize=0", noisy),
    )
    sound = workshop.measure(noisy)
    masters = [
        master_audio.run(workshop.artifacts, sound, ignore_share, clean_up=clean_up) for clean_up in (False, True)
    ]
    assert masters[0].key != masters[1].key
    as_it_is, cleaned = (
        array.array("h", master_audio.master_file(workshop.artifacts, master).read_bytes()) for master in masters
    )
    assert abs(len(cleaned) - len(as_it_is)) < 48
    assert _power(part_of(cleaned, 0.5, 1.3, 48_000)) < _power(part_of(as_it_is, 0.5, 1.3, 48_000)) / 6
    assert _power(part_of(cleaned, 2, 4, 48_000)) > _power(part_of(as_it_is, 2, 4, 48_000)) / 2


def _power(samples: Sequence[int]) -> float:
    return sum(sample * sample for sample in samples) / len(samples)


# What people are told.


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("dead-channel.wav", ["one_channel_silent"]),
        ("leaking-channel.flac", ["one_channel_silent"]),
        ("lying.mp3", ["recording_truncated"]),
        ("quiet.flac", ["recording_very_quiet"]),
        ("opposite-phase.wav", []),
        ("dual-mono.ogg", []),
        ("eight-channels.wav", []),
        ("speech.wav", []),
        ("short.wav", []),
        ("cover.m4a", []),
        ("browser.webm", []),
    ],
)
def test_warnings(workshop: Workshop, name: str, codes: list[str]) -> None:
    sound = workshop.measure(recording(workshop, name))
    master = workshop.master(recording(workshop, name))
    warnings = [*sound.warnings, *master.warnings]
    assert [warning.code for warning in warnings] == codes
    assert all(warning.message.startswith(name) for warning in sound.warnings)


def test_dead_channels_are_left_out_of_the_mix(workshop: Workshop) -> None:
    def live(name: str) -> list[int]:
        return list(workshop.master(recording(workshop, name)).parts[0].channels)

    assert live("dead-channel.wav") == [0]
    assert live("leaking-channel.flac") == [1]
    assert live("opposite-phase.wav") in ([0], [1])
    assert live("dual-mono.ogg") == [0, 1]
    assert live("eight-channels.wav") == [2, 5]


# What cannot be used.


def random_bytes(path: Path) -> None:
    """The same for every run; no byte begins a frame of anything."""
    value, content = 1, bytearray()
    for _ in range(20_000):
        value = value * 1103515245 + 12345 & 0x7FFFFFFF
        content.append(value >> 16 & 0xFF)
    path.write_bytes(bytes(content))


def header_only(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(b"")


def cut_m4a(path: Path) -> None:
    """An M4A whose index, which comes last, is gone."""
    whole = path.with_name("whole.m4a")
    make_speech(whole, 3, options=["-c:a", "aac"])
    cut_short(whole, path, 0.8)


PLAYLIST = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXTINF:4.0,\n{}\n#EXT-X-ENDLIST\n"
DASH = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S">'
    '<Period><AdaptationSet mimeType="audio/wav"><Representation id="1" bandwidth="1"><BaseURL>{}</BaseURL>'
    "</Representation></AdaptationSet></Period></MPD>"
)
PLAYLISTS = {
    "list.m3u8": PLAYLIST,
    "list.mp3": PLAYLIST,
    "list.wav": "ffconcat version 1.0\nfile '{}'\n",
    "list.mpd": DASH,
}

UNUSABLE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "empty.mp3": ("recording_empty", lambda path: path.write_bytes(b"")),
    "header-only.wav": ("recording_empty", header_only),
    "random.mp3": ("recording_unreadable", random_bytes),
    "cut.m4a": ("recording_unreadable", cut_m4a),
    "text.mp3": ("recording_unsupported", lambda path: make_text(path, "These are the minutes of our meeting.\n" * 40)),
    "picture.png": ("recording_unsupported", lambda path: ffmpeg("-f", "lavfi", "-i", "color", "-frames:v", 1, path)),
    "program.exe": ("recording_unsupported", lambda path: path.write_bytes(b"MZ" + bytes(range(256)) * 40)),
    "mute.mp4": ("recording_no_audio", lambda path: make_recording(path, "color=s=64x48:d=2")),
    "mute.webm": ("recording_no_audio", lambda path: make_recording(path, "color=s=64x48:d=2")),
    "silence.flac": ("recording_silent", lambda path: make_recording(path, "anullsrc=d=3")),
    "hiss.wav": ("recording_silent", lambda path: make_recording(path, "anoisesrc=d=3:a=0.0005")),
    "4-khz.wav": ("recording_unsupported", lambda path: make_recording(path, "sine=d=1:r=4000")),
    "384-khz.wav": ("recording_unsupported", lambda path: make_recording(path, "sine=d=1:r=384000")),
    "sixteen.wav": (
        "recording_unsupported",
        lambda path: make_recording(path, "aevalsrc=" + "|".join(["sin(t*999)"] * 16) + ":c=hexadecagonal:d=1"),
    ),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_is_no_usable_recording_is_refused(workshop: Workshop, tmp_path: Path, name: str) -> None:
    code, make = UNUSABLE[name]
    make(tmp_path / name)
    with pytest.raises(MediasvcError) as refused:
        workshop.master(tmp_path / name)
    assert refused.value.code == code


@pytest.mark.parametrize("name", PLAYLISTS)
def test_a_playlist_is_never_followed(workshop: Workshop, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret.wav"
    make_speech(secret, 4)
    (tmp_path / name).write_text(PLAYLISTS[name].format(secret))
    with pytest.raises(MediasvcError) as refused:
        workshop.master(tmp_path / name)
    assert refused.value.code == "recording_unsupported"


@pytest.mark.parametrize("name", PLAYLISTS)
def test_a_playlist_is_no_media_even_beside_what_it_names(tmp_path: Path, name: str) -> None:
    """Where the sandbox would let it be read."""
    make_speech(tmp_path / "part.wav", 1)
    (tmp_path / name).write_text(PLAYLISTS[name].format("part.wav"))
    assert read_claims(tmp_path / "part.wav", tmp_path) is not None
    assert read_claims(tmp_path / name, tmp_path) is None


@pytest.mark.parametrize(
    ("limits", "parts"),
    [(Limits(recording_ms=2_000), 1), (Limits(recording_ms=6_000), 2), (Limits(recording_bytes=10_000), 1)],
    ids=["long", "long in all", "heavy"],
)
def test_a_recording_over_a_limit_is_refused(workshop: Workshop, limits: Limits, parts: int) -> None:
    recordings = [recording(workshop, name) for name in ("tone.wav", "8-bit.wav")[:parts]]
    with pytest.raises(MediasvcError) as refused:
        workshop.measure(*recordings, limits=limits)
    assert refused.value.code == "recording_too_long"


def test_one_silent_part_among_others_is_no_mistake(workshop: Workshop) -> None:
    silence = workshop.once("still.wav", lambda path: make_recording(path, "anullsrc=d=1"))
    master = workshop.master(recording(workshop, "8-bit.wav"), silence)
    assert abs(master.duration_ms - 5_000) < 250


def test_a_recording_is_needed(workshop: Workshop) -> None:
    deck = hand_in(workshop.storage, workshop.any_deck())
    with pytest.raises(MediasvcError) as refused:
        ingest.run(workshop.artifacts, [deck], Limits())
    assert refused.value.code == "recording_missing"


def test_a_deck_is_needed(workshop: Workshop) -> None:
    sound = hand_in(workshop.storage, recording(workshop, "8-bit.wav"))
    with pytest.raises(MediasvcError) as refused:
        ingest.run(workshop.artifacts, [sound], Limits())
    assert refused.value.code == "deck_missing"


# The same again.


def test_sound_tracks_are_the_same_bytes_whenever_they_are_made(workshop: Workshop, tmp_path: Path) -> None:
    speech = recording(workshop, "clipped.wav")

    def make(folder: Path) -> list[KeptFile]:
        own = Workshop(folder)
        master = own.master(speech)
        tracks = [sound_track(own, master, sound) for sound in (SOUNDS[0], SOUNDS[1], SOUNDS[3])]
        renditions = [mux.run(own.artifacts, AUDIO[0], tracks[0], None, None, master.duration_ms)]
        return [master.peaks, *(track.file for track in tracks), *(made.file for made in renditions)]

    assert make(tmp_path / "once") == make(tmp_path / "again")


def test_the_master_is_made_again_where_it_is_gone(workshop: Workshop, tmp_path: Path) -> None:
    own = Workshop(tmp_path / "own")
    master = own.master(recording(workshop, "clipped.wav"))
    before = master_audio.master_file(own.artifacts, master).read_bytes()
    elsewhere = Artifacts(own.storage, tmp_path / "another worker")
    assert master_audio.master_file(elsewhere, master).read_bytes() == before
    assert math.isclose(master.loudness_lufs, -16, abs_tol=1)
