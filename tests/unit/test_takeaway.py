"""What is left of a manifest for one way of following: nothing that is not needed, and all that is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_manifest import TALK

from mediasvc.domain.errors import NotFound, Usage
from mediasvc.domain.manifest import Image, Manifest
from mediasvc.domain.takeaway import checked_variants, takeaway, ways, weight_bytes
from mediasvc.domain.variants import ON_DEMAND, VARIANTS

NAMES = [variant.name for variant in VARIANTS]
SIZES = st.integers(1, 50_000_000)


def images(draw: st.DrawFn, number: int) -> tuple[Image, ...]:
    kinds = draw(st.lists(st.sampled_from(["image/avif", "image/jpeg", "image/new"]), unique=True, max_size=3))
    widths = draw(st.lists(st.integers(1, 4_000), unique=True, min_size=1, max_size=4))
    return tuple(
        Image(kind, width, 1, f"slides/{number}-{width}.{kind[6:]}", width) for kind in kinds for width in widths
    )


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    there = draw(st.lists(st.sampled_from(VARIANTS), unique=True, min_size=1))
    usual = TALK.renditions[0]
    return replace(
        TALK,
        slides=tuple(
            replace(TALK.slides[0], number=number, images=images(draw, number))
            for number in range(draw(st.integers(0, 4)))
        ),
        renditions=tuple(
            replace(usual, variant=each.name, kind=each.kind, href=each.name, size_bytes=draw(SIZES)) for each in there
        ),
        attachments=tuple(
            replace(TALK.attachments[0], href=name, size_bytes=draw(SIZES))
            for name in draw(st.sets(st.sampled_from(["a.pdf", "b.txt"])))
        ),
    )


@given(manifests(), st.sets(st.sampled_from(NAMES)))
def test_what_is_taken_is_a_part_of_the_whole(whole: Manifest, variants: set[str]) -> None:
    taken = takeaway(whole, variants)
    assert all(file in whole.files for file in taken.files)
    assert taken.renditions == tuple(each for each in whole.renditions if each.variant in variants)
    assert taken == replace(whole, slides=taken.slides, renditions=taken.renditions, attachments=taken.attachments)
    assert takeaway(taken, variants) == taken
    assert weight_bytes(taken) <= weight_bytes(whole)


@given(manifests(), st.sets(st.sampled_from(NAMES), min_size=1))
def test_each_slide_has_the_one_picture_that_most_can_read(whole: Manifest, variants: set[str]) -> None:
    listens = any(each.kind == "audio" and each.variant in variants - {"audio-low"} for each in whole.renditions)
    for before, after in zip(whole.slides, takeaway(whole, variants).slides, strict=True):
        assert after == replace(before, images=after.images)
        assert len(after.images) == min(1, len(before.images))
        for image in after.images:
            readable = [each for each in before.images if each.type == "image/jpeg"] or before.images
            assert image in readable
            narrower = [each.width for each in readable if each.width <= (960 if listens else 480)]
            assert image.width == (max(narrower) if narrower else min(each.width for each in readable))


@given(manifests())
def test_the_ways_are_what_players_play_the_lightest_first(whole: Manifest) -> None:
    found = [way.variant for way in ways(whole)]
    assert set(found) == {each.variant for each in whole.renditions} - set(ON_DEMAND)
    sizes = [way.size_bytes for way in ways(whole)]
    assert sizes == sorted(sizes)
    assert checked_variants(whole, found) == found


def test_a_small_attachment_goes_along_and_a_large_one_stays() -> None:
    attachments = tuple(replace(TALK.attachments[0], size_bytes=size_bytes) for size_bytes in (6_000, 6_001))
    whole = replace(TALK, attachments=attachments)
    assert takeaway(whole, ["audio-low"]).attachments == attachments[:1]
    assert takeaway(whole, ["audio-low", "video-low"]).attachments == attachments


@pytest.mark.parametrize(
    ("name", "error", "sentence"),
    [
        ("video-high", NotFound, "'video-high' of savings-groups-that-last; available: audio-low, video-low"),
        ("audio-master", Usage, "unknown variant 'audio-master'; available: audio-low, video-low"),
        ("", Usage, "unknown variant ''; available: "),
        ("audio", Usage, "unknown variant 'audio'; available: "),
    ],
)
def test_a_way_that_is_not_there_is_refused_with_those_that_are(
    name: str, error: type[Exception], sentence: str
) -> None:
    some = tuple(each for each in TALK.renditions if each.variant in ("audio-low", "video-low"))
    whole = replace(TALK, renditions=some)
    with pytest.raises(error, match=sentence):
        checked_variants(whole, ["audio-low", name])
