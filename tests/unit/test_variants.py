"""The declared renditions, as the public contract and the manifest name them."""

import pytest

from mediasvc.domain.variants import ON_DEMAND, SLIDE_WIDTHS, VARIANTS, Aac, Flac, Mp3, Opus, Variant, wanted

ROWS = {
    "audio-low": ("audio", "webm", "audio/webm; codecs=opus", Opus, None),
    "audio-basic": ("audio", "mp3", "audio/mpeg", Mp3, None),
    "audio-high": ("audio", "mp3", "audio/mpeg", Mp3, None),
    "video-low": ("video", "mp4", 'video/mp4; codecs="avc1.64001E, mp4a.40.2"', Aac, 480),
    "video-high": ("video", "mp4", 'video/mp4; codecs="avc1.640028, mp4a.40.2"', Aac, 1080),
    "video-upload": ("video", "mp4", 'video/mp4; codecs="avc1.640028, mp4a.40.2"', Aac, 1080),
    "audio-master": ("audio", "flac", "audio/flac", Flac, None),
}


def test_there_are_five_in_the_order_of_their_weight_and_two_on_demand() -> None:
    assert [variant.name for variant in VARIANTS] == list(ROWS)
    assert len({variant.label for variant in VARIANTS}) == len(VARIANTS) == 7
    assert list(ON_DEMAND) == ["video-upload", "audio-master"]
    assert [variant.name for variant in VARIANTS if variant.chaptered] == ["audio-high"]


def test_those_on_demand_are_made_where_they_are_asked_for_and_come_last() -> None:
    usual = wanted()
    assert [variant.name for variant in usual] == list(ROWS)[:5]
    assert wanted(("audio-master",)) == (*usual, VARIANTS[-1])
    assert wanted(("audio-master", "video-upload")) == VARIANTS
    assert wanted(("audio-low", "of another version")) == usual


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_variant_says_what_it_is(variant: Variant) -> None:
    height = None if variant.picture is None else variant.picture.height
    told = (variant.kind, variant.extension, variant.media_type, type(variant.sound), height)
    assert told == ROWS[variant.name]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_picture_can_be_encoded_and_played(variant: Variant) -> None:
    """Sides are even, as 4:2:0 needs; 16:9; below 5 frames a second some players misbehave."""
    if variant.picture is not None:
        assert variant.picture.width % 2 == variant.picture.height % 2 == 0
        assert abs(variant.picture.width / variant.picture.height - 16 / 9) < 0.01
        assert variant.picture.fps >= 5


def test_slides_come_in_three_widths() -> None:
    assert SLIDE_WIDTHS == (480, 960, 1920)
