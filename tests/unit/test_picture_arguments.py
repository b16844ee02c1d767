"""What ffmpeg is asked to do with pictures: the arguments that splicing, playback and equal bytes depend on."""

from pathlib import Path

import pytest
from graph_words import arguments, filters, has

from mediasvc.domain.variants import VARIANTS, Picture
from workers.media.ffmpeg import Graph
from workers.media.picture import encode_key_frames, encode_repeats, hash_frames, mux_video

OUT = Path("/job/out.h264")
PICTURES = [variant.picture for variant in VARIANTS if variant.picture]
VIDEO = mux_video(Path("/p.h264"), 5, Path("/s.m4a"), Path("/job/out.mp4"))


@pytest.mark.parametrize("picture", PICTURES)
def test_key_frames_and_what_repeats_them_are_encoded_alike(picture: Picture) -> None:
    key_frames, repeats = encode_key_frames(Path("/job/%d.ppm"), picture, OUT), encode_repeats(picture, OUT)
    keys, still = arguments(key_frames), arguments(repeats)
    assert has(keys, "-f", "image2", "-framerate", str(picture.fps), "-start_number", "0", "-i", "/job/%d.ppm")
    assert has(keys, "-force_key_frames", "expr:1")
    assert has(still, "-force_key_frames", "expr:lt(n,2)")
    assert has(still, "-frames:v", "18")
    for graph in (key_frames, repeats):
        assert "setsar=1" in filters(graph)
        assert "scale=out_color_matrix=bt709:out_range=tv" in filters(graph)
    for words in (keys, still):
        for tag in ("-colorspace", "-color_primaries", "-color_trc"):
            assert has(words, tag, "bt709")
        assert has(words, "-color_range", "tv")
        assert has(words, "-forced-idr", "1")
        assert has(words, "-profile:v", "high")
        assert has(words, "-qp", str(picture.qp))
        assert has(words, "-level", f"{picture.level // 10}.{picture.level % 10}")
        settings = words[words.index("-x264-params") + 1].split(":")
        assert {"keyint=infinite", "scenecut=0", "bframes=0", "ref=1", "weightp=0", "threads=1"} < set(settings)


def test_muxing_encodes_nothing_and_puts_the_index_first() -> None:
    words = arguments(VIDEO)
    assert has(
        words, "-f", "h264", "-framerate", "5", "-i", "/p.h264", "-i", "/s.m4a", "-map", "0:v:0", "-map", "1:a:0"
    )
    assert has(words, "-c", "copy")
    assert has(words, "-movflags", "+faststart")
    assert has(words, "-chunk_duration", "10000000")


@pytest.mark.parametrize("graph", [VIDEO, encode_key_frames(Path("/job/%d.ppm"), PICTURES[0], OUT)])
def test_what_is_kept_is_the_same_bytes_each_time(graph: Graph) -> None:
    words = arguments(graph)
    assert has(words, "-fflags", "+bitexact")
    assert has(words, "-flags", "+bitexact")
    assert has(words, "-map_metadata", "-1")


def test_pictures_are_told_apart_by_what_a_decoder_shows() -> None:
    assert has(arguments(hash_frames(Path("/job/a.h264"), Path("/job/told"))), "-f", "framemd5", "/job/told")
