"""What ffmpeg is asked to do with sound: the arguments that safety, playback and equal bytes depend on."""

from pathlib import Path

import pytest
from graph_words import arguments, filters, has

from mediasvc.domain.variants import VARIANTS, Aac, Flac, Mp3, Opus, Sound
from workers.media import sound
from workers.media.clock import CLOCK
from workers.media.ffmpeg import DEMUXERS, Graph
from workers.media.recording import TrackSource
from workers.media.sound import Cut, MixedPart

UPLOAD, OTHER, OURS = (
    TrackSource(Path("/in/talk.m4a")),
    TrackSource(Path("/in/part2.wav"), 3),
    Path("/cache/master.s16"),
)
OUT = Path("/job/out.webm")
SOUNDS = [variant.sound for variant in VARIANTS]
MIX = Path("/job/mix.f32")


def with_clock(graph: Graph) -> str:
    """The filters, with the one long expression as its name."""
    return filters(graph).replace("\\", "").replace(CLOCK, "CLOCK")


@pytest.mark.parametrize(
    ("graph", "uploads"),
    [
        (sound.measure_channels(UPLOAD, 1, 1_000), 1),
        (sound.measure_channels(UPLOAD, 2, 1_000), 1),
        (sound.mix([MixedPart(UPLOAD, (0,))], False, MIX, "moments"), 1),
        (sound.mix([MixedPart(UPLOAD, (0, 1)), MixedPart(OTHER, (1,))], True, MIX, "moments"), 2),
        (sound.even(UPLOAD, 44_100, 2, OUT), 1),
        (sound.see_to_the_end(UPLOAD), 1),
    ],
)
def test_uploads_are_read_by_allowed_demuxers_and_protocols_alone(graph: Graph, uploads: int) -> None:
    words = arguments(graph)
    assert words.count("-i") == uploads
    for at in [at for at, word in enumerate(words) if word == "-i"]:
        before = words[:at][-8:]
        assert has(before, "-format_whitelist", DEMUXERS)
        assert has(before, "-protocol_whitelist", "file,pipe")


def test_nothing_that_reads_other_files_or_addresses_is_a_demuxer() -> None:
    followers = {"hls", "applehttp", "dash", "concat", "concatf", "sdp", "rtsp", "imf", "webm_dash_manifest", "image2"}
    followers |= {"tee", "lavfi", "vapoursynth", "avisynth", "ffmetadata", "mpegtsraw", "srt"}
    assert followers.isdisjoint(DEMUXERS.split(","))


@pytest.mark.parametrize(
    "graph",
    [
        *[sound.encode_sound(OURS, kind, 28, OUT) for kind in SOUNDS],
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
    assert "atrim=end=43201.0" in filters(sound.measure_channels(UPLOAD, 1, 43_200_000))


def test_levels_are_measured_of_each_channel_and_of_a_stereos_mix() -> None:
    for channels in (1, 3, 8):
        told = filters(sound.measure_channels(UPLOAD, channels, 1_000)).replace("\\", "")
        assert [f"c0=c{channel}" in told for channel in range(9)] == [channel < channels for channel in range(9)]
        assert told.count("volumedetect@") == channels
    stereo = filters(sound.measure_channels(UPLOAD, 2, 1_000)).replace("\\", "")
    assert stereo.count("volumedetect@") == 3
    assert "c0=0.5*c0+0.5*c1[s11];[s11]highpass=f=25[s12];[s12]volumedetect@2" in stereo


@pytest.mark.parametrize(
    ("live", "mixed"),
    [((0,), "1.000000*c0"), ((1,), "1.000000*c1"), ((0, 1), "0.500000*c0+0.500000*c1")],
)
def test_a_mix_is_the_mean_of_the_live_channels(live: tuple[int, ...], mixed: str) -> None:
    assert with_clock(sound.mix([MixedPart(UPLOAD, live)], False, MIX, "moments")).startswith(
        f"[0:a:0]pan=args=mono|c0={mixed}[s0];[s0]aresample=48000[s1];[s1]asetpts=CLOCK[s2];"
        "[s2]aresample=async=1:first_pts=0:min_hard_comp=0.05[s3];[s3]highpass=f=25[s4];[s4]asplit=2"
    )


def test_parts_are_joined_in_their_order_at_one_rate() -> None:
    graph = sound.mix([MixedPart(UPLOAD, (0,)), MixedPart(OTHER, (1,))], False, MIX, "moments")
    words, told = arguments(graph), with_clock(graph)
    assert words.index(str(UPLOAD.path)) < words.index(str(OTHER.path))
    assert told.count("aresample=48000") == 2
    assert "[0:a:0]pan=args=mono|c0=1.000000*c0[s0];[s0]aresample=48000[s1]" in told
    assert "[1:a:2]pan=args=mono|c0=1.000000*c1[s5];[s5]aresample=48000[s6]" in told
    assert "[s4][s9]concat=a=1:n=2:v=0" in told


def test_a_part_whose_picture_goes_on_is_followed_by_silence() -> None:
    parts = [MixedPart(UPLOAD, (0,), least_ms=20_500), MixedPart(OTHER, (0,))]
    told = with_clock(sound.mix(parts, False, MIX, "moments"))
    assert "[s4]apad=whole_dur=20500ms[s5]" in told
    assert "[s5][s10]concat" in told


def test_a_part_that_is_cut_lasts_exactly_as_long_as_it_should() -> None:
    part = MixedPart(UPLOAD, (0,), least_ms=3_250, cut=Cut(200, 2_200, before_ms=1_000))
    told = with_clock(sound.mix([part], False, MIX, "moments"))
    assert "atrim=end=2200ms:start=200ms[s5];[s5]asetpts=PTS-STARTPTS[s6];[s6]adelay=delays=1000[s7]" in told
    assert "[s7]apad=whole_dur=3250ms[s8]" in told


def test_time_begins_with_the_first_stream_or_at_zero() -> None:
    """ffmpeg takes a shift of zero for none."""
    assert has(arguments(sound.see_to_the_end(UPLOAD)), "-itsoffset", "0.000001")
    words = arguments(sound.see_to_the_end(TrackSource(UPLOAD.path, begins_at_zero=True)))
    assert has(words, "-seek_timestamp", "1")
    assert "-itsoffset" not in words


def test_ffmpeg_corrects_no_timestamps_by_itself() -> None:
    for graph in (
        sound.measure_channels(UPLOAD, 1, 1_000),
        sound.mix([MixedPart(UPLOAD, (0,))], False, MIX, "moments"),
        sound.even(UPLOAD, 44_100, 2, OUT),
    ):
        assert has(arguments(graph), "-dts_delta_threshold", "1000000", "-dts_error_threshold", "1000000")


def test_what_is_found_late_is_looked_for_far_into_the_file() -> None:
    far = TrackSource(UPLOAD.path, is_found_late=True)
    assert has(arguments(sound.measure_channels(far, 1, 1_000)), "-probesize", "200M")
    assert "-probesize" not in arguments(sound.measure_channels(UPLOAD, 1, 1_000))


def test_a_mix_is_written_without_loss_and_its_loudness_measured_in_one_pass() -> None:
    graph = sound.mix([MixedPart(UPLOAD, (0,))], False, MIX, "moments")
    assert has(arguments(graph), "-f", "f32le", str(MIX))
    told = filters(graph)
    assert "apad=whole_dur=1" in told
    assert "ebur128=dualmono=true:framelog=verbose:metadata=1" in told
    assert "ametadata=file=moments:key=lavfi.r128.M:mode=print" in told
    assert "afftdn" not in told


def test_clean_up_takes_hum_and_hiss_out_before_the_loudness_is_measured() -> None:
    told = filters(sound.mix([MixedPart(UPLOAD, (0,))], True, MIX, "moments"))
    assert told.count("bandreject") == 4
    assert told.index("bandreject") < told.index("highpass=f=75") < told.index("afftdn") < told.index("asplit")


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (
            Opus(kbps=17, most_kbps=17.2),
            "-b:a 16500 -acodec libopus -application voip -frame_duration 60 -ar 16000 -compression_level 4",
        ),
        (Mp3(kbps=24, rate_hz=24_000), "-b:a 16500 -acodec libmp3lame -ar 24000 -compression_level 7"),
        (Aac(kbps=32, most_kbps=36, rate_hz=24_000), "-b:a 16500 -acodec aac -ar 24000 -aac_coder fast"),
        (Flac(), "-acodec flac -map_metadata -1"),
    ],
)
def test_sound_tracks(kind: Sound, options: str) -> None:
    words = arguments(sound.encode_sound(OURS, kind, 16.5, OUT))
    assert words[:8] == ["-f", "s16le", "-ac", "1", "-ar", "48000", "-i", str(OURS)]
    assert "-filter_complex" not in words
    for name, value in zip(*[iter(options.split())] * 2, strict=True):
        assert has(words, name, value)


def test_a_track_is_heard_as_floats_which_may_go_over_full_scale() -> None:
    graph = sound.hear(OUT, 3_600_000)
    assert has(arguments(graph), "-f", "f32le", "pipe:1")
    assert "aselect=lt(mod(t\\,180.000)\\,4)" in filters(graph).replace("\\\\", "\\")


def test_muxing_encodes_nothing_and_puts_the_index_first() -> None:
    webm, mp3 = (
        arguments(sound.mux_sound(OURS, OUT)),
        arguments(sound.mux_sound(OURS, Path("/job/out.mp3"))),
    )
    assert has(webm, "-acodec", "copy")
    assert has(webm, "-cues_to_front", "1")
    assert has(webm, "-cluster_time_limit", "5000")
    assert has(mp3, "-acodec", "copy")
    assert "-cues_to_front" not in mp3
