"""What ffmpeg is asked to do with sound: the arguments that safety, playback and equal bytes depend on."""

from pathlib import Path

import pytest

from mediasvc.domain.variants import VARIANTS, Aac, Mp3, Opus, Sound
from workers.media import sound
from workers.media.ffmpeg import DEMUXERS, Graph, ffmpeg
from workers.media.loudness import Gain

UPLOAD, OTHER, OURS = Path("/in/talk.m4a"), Path("/in/part2.wav"), Path("/cache/master.flac")
OUT = Path("/job/out.webm")
SOUNDS = [variant.sound for variant in VARIANTS]
LIMITER = "alimiter=attack=5:latency=1:level=0:limit="


def arguments(graph: Graph) -> list[str]:
    return ffmpeg.get_args(graph)


def has(words: list[str], *run: str) -> bool:
    """Whether these words stand one after the other."""
    return any(words[at : at + len(run)] == list(run) for at in range(len(words)))


def filters(graph: Graph) -> str:
    words = arguments(graph)
    return words[words.index("-filter_complex") + 1]


@pytest.mark.parametrize(
    ("graph", "uploads"),
    [
        (sound.measure_channels(UPLOAD, 1, 1_000), 1),
        (sound.measure_channels(UPLOAD, 2, 1_000), 1),
        (sound.mix([(UPLOAD, (0,))], OUT), 1),
        (sound.mix([(UPLOAD, (0, 1)), (OTHER, (1,))], OUT), 2),
    ],
)
def test_uploads_are_read_by_allowed_demuxers_and_protocols_alone(graph: Graph, uploads: int) -> None:
    words = arguments(graph)
    assert words.count("-i") == uploads
    for at in [at for at, word in enumerate(words) if word == "-i"]:
        before = words[:at][-6:]
        assert has(before, "-format_whitelist", DEMUXERS)
        assert has(before, "-protocol_whitelist", "file,pipe")


def test_nothing_that_reads_other_files_or_addresses_is_a_demuxer() -> None:
    followers = {"hls", "applehttp", "dash", "concat", "concatf", "sdp", "rtsp", "imf", "webm_dash_manifest", "image2"}
    followers |= {"tee", "lavfi", "vapoursynth", "avisynth", "ffmetadata", "mpegtsraw", "srt"}
    assert followers.isdisjoint(DEMUXERS.split(","))


@pytest.mark.parametrize(
    "graph",
    [
        sound.mix([(UPLOAD, (0,)), (OTHER, (0,))], OUT),
        sound.master(OURS, Gain(3.0, limited=True), OUT),
        *[sound.encode_sound(OURS, kind, 0.0, OUT) for kind in SOUNDS],
        sound.mux_sound(OURS, OUT),
        sound.mux_sound(OURS, Path("/job/out.mp3")),
    ],
)
def test_what_is_kept_is_the_same_bytes_each_time(graph: Graph) -> None:
    words = arguments(graph)
    assert has(words, "-fflags", "+bitexact")
    assert has(words, "-flags", "+bitexact")
    assert has(words, "-map_metadata", "-1")


def test_a_decode_ends_a_second_after_the_longest_allowed() -> None:
    assert has(arguments(sound.measure_channels(UPLOAD, 1, 43_200_000))[:-1], "-t", "43201.0", "-i", str(UPLOAD))


def test_levels_are_measured_of_each_channel_and_of_a_stereos_mix() -> None:
    measured = "astats=measure_overall=Number_of_samples:measure_perchannel=Peak_level+RMS_level"
    for channels in (1, 3, 8):
        assert filters(sound.measure_channels(UPLOAD, channels, 1_000)) == f"[0:a:0]{measured}[s0]"
    stereo = filters(sound.measure_channels(UPLOAD, 2, 1_000)).replace("\\", "")
    assert stereo == f"[0:a:0]pan=args=3.0|c0=c0|c1=c1|c2=0.5*c0+0.5*c1[s0];[s0]{measured}[s1]"


@pytest.mark.parametrize(
    ("live", "mixed"),
    [((0,), "0.501187*c0"), ((1,), "0.501187*c1"), ((0, 1), "0.250594*c0+0.250594*c1")],
)
def test_a_mix_is_the_mean_of_the_live_channels_six_decibels_down(live: tuple[int, ...], mixed: str) -> None:
    graph = filters(sound.mix([(UPLOAD, live)], OUT)).replace("\\", "")
    assert graph.startswith(f"[0:a:0]pan=args=mono|c0={mixed}[s0];[s0]aresample=48000[s1];[s1]asplit=2")


def test_parts_are_joined_in_their_order_at_one_rate() -> None:
    graph = sound.mix([(UPLOAD, (0,)), (OTHER, (1,))], OUT)
    words, told = arguments(graph), filters(graph).replace("\\", "")
    assert words.index(str(UPLOAD)) < words.index(str(OTHER))
    assert told.count("aresample=48000") == 2
    assert "[0:a:0]pan=args=mono|c0=0.501187*c0[s0];[s0]aresample=48000[s1]" in told
    assert "[1:a:0]pan=args=mono|c0=0.501187*c1[s2];[s2]aresample=48000[s3]" in told
    assert "[s1][s3]concat=a=1:n=2:v=0" in told


@pytest.mark.parametrize("graph", [sound.mix([(UPLOAD, (0,))], OUT), sound.master(OURS, Gain(3.0, False), OUT)])
def test_a_master_is_lossless_and_measured_in_one_pass(graph: Graph) -> None:
    words = arguments(graph)
    assert has(words, "-ac", "1", "-acodec", "flac")
    assert has(words, "-sample_fmt", "s32")
    assert words[-3:] == ["-f", "null", "-"]
    assert "apad=whole_dur=1" in filters(graph)
    assert "ebur128=dualmono=true:framelog=verbose:peak=true" in filters(graph)


def test_a_gain_is_static_and_limited_only_where_it_must_be() -> None:
    assert filters(sound.master(OURS, Gain(-3.25, limited=False), OUT)).startswith(
        "[0:a:0]volume=-3.25dB[s0];[s0]asplit"
    )
    limited = filters(sound.master(OURS, Gain(3.25, limited=True), OUT))
    assert limited.startswith(
        f"[0:a:0]volume=3.25dB[s0];[s0]aresample=192000[s1];[s1]{LIMITER}0.7079:release=25[s2];[s2]aresample=48000[s3]"
    )


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (
            Opus(kbps=16),
            "-b:a 16k -acodec libopus -application voip -frame_duration 60 -vbr off",
        ),
        (Mp3(kbps=24, rate_hz=24_000), "-b:a 24k -acodec libmp3lame -ar 24000"),
        (Aac(kbps=32, rate_hz=24_000), "-b:a 32k -acodec aac -ar 24000"),
    ],
)
def test_sound_tracks(kind: Sound, options: str) -> None:
    """Opus at a hard constant rate and in long frames: packets of one size need no index, and cost less."""
    words = arguments(sound.encode_sound(OURS, kind, 0.0, OUT))
    assert words[:2] == ["-i", str(OURS)]
    assert "-filter_complex" not in words
    for name, value in zip(*[iter(options.split())] * 2, strict=True):
        assert has(words, name, value)


def test_peaks_that_a_codec_adds_are_taken_off_before_it() -> None:
    graph = sound.encode_sound(OURS, Opus(kbps=16), 1.5, OUT)
    assert filters(graph) == f"[0:a:0]aresample=192000[s0];[s0]{LIMITER}0.5957:release=25[s1];[s1]aresample=48000[s2]"
    assert has(arguments(graph), "-map", "[s2]")


def test_muxing_encodes_nothing_and_puts_the_index_first() -> None:
    webm, mp3 = (
        arguments(sound.mux_sound(OURS, OUT)),
        arguments(sound.mux_sound(OURS, Path("/job/out.mp3"))),
    )
    assert has(webm, "-acodec", "copy")
    assert has(webm, "-cues_to_front", "1")
    assert has(mp3, "-acodec", "copy")
    assert "-cues_to_front" not in mp3


def test_a_waveform_is_read_from_raw_samples() -> None:
    words = arguments(sound.samples_for_peaks(OURS, Path("/job/samples.s16")))
    assert has(words, "-f", "s16le", "-ar", "8000", "/job/samples.s16")
