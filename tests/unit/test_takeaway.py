"""What is left of a manifest for one way of following: nothing that is not needed, and all that is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_manifest import TALK
from whole_talk import decoded

from mediasvc.domain.errors import NotFound, Usage
from mediasvc.domain.manifest import named_files
from mediasvc.domain.takeaway import checked_variants, takeaway, ways, weight_bytes
from mediasvc.domain.variants import ON_DEMAND, VARIANTS

WHOLE = decoded(TALK)
NAMES = [variant.name for variant in VARIANTS]
SIZES = st.integers(1, 50_000_000)


def images(draw: st.DrawFn, number: int) -> list[dict[str, Any]]:
    kinds = draw(st.lists(st.sampled_from(["image/avif", "image/jpeg", "image/new"]), unique=True, max_size=3))
    widths = draw(st.lists(st.integers(1, 4_000), unique=True, min_size=1, max_size=4))
    return [
        {"type": kind, "width": width, "height": 1, "href": f"slides/{number}-{width}.{kind[6:]}", "size_bytes": width}
        for kind in kinds
        for width in widths
    ]


@st.composite
def manifests(draw: st.DrawFn) -> dict[str, Any]:
    there = draw(st.lists(st.sampled_from(VARIANTS), unique=True, min_size=1))
    return decoded(
        TALK,
        slides=[{"number": number, "images": images(draw, number)} for number in range(draw(st.integers(0, 4)))],
        renditions=[
            {"variant": each.name, "kind": each.kind, "href": each.name, "size_bytes": draw(SIZES)} for each in there
        ],
        attachments=[
            {"href": name, "size_bytes": draw(SIZES)} for name in draw(st.sets(st.sampled_from(["a.pdf", "b.txt"])))
        ],
    )


@given(manifests(), st.sets(st.sampled_from(NAMES)))
def test_what_is_taken_is_a_part_of_the_whole(whole: dict[str, Any], variants: set[str]) -> None:
    taken = takeaway(whole, variants)
    assert all(file in named_files(whole) for file in named_files(taken))
    assert [each["variant"] for each in taken["renditions"]] == [
        each["variant"] for each in whole["renditions"] if each["variant"] in variants
    ]
    assert taken["text_tracks"] == whole["text_tracks"]
    changed = {"slides", "renditions", "attachments"}
    assert {name: taken[name] for name in taken if name not in changed} == {
        name: whole[name] for name in whole if name not in changed
    }
    assert takeaway(taken, variants) == taken
    assert weight_bytes(taken) <= weight_bytes(whole)


@given(manifests(), st.sets(st.sampled_from(NAMES), min_size=1))
def test_each_slide_has_the_one_picture_that_most_can_read(whole: dict[str, Any], variants: set[str]) -> None:
    listens = any(
        each["kind"] == "audio" and each["variant"] in variants - {"audio-low"} for each in whole["renditions"]
    )
    for before, after in zip(whole["slides"], takeaway(whole, variants)["slides"], strict=True):
        assert {name: after[name] for name in after if name != "images"} == {"number": before["number"]}
        assert len(after["images"]) == min(1, len(before["images"]))
        for image in after["images"]:
            readable = [each for each in before["images"] if each["type"] == "image/jpeg"] or before["images"]
            assert image in readable
            narrower = [each["width"] for each in readable if each["width"] <= (960 if listens else 480)]
            assert image["width"] == (max(narrower) if narrower else min(each["width"] for each in readable))


@given(manifests())
def test_the_ways_are_what_players_play_the_lightest_first(whole: dict[str, Any]) -> None:
    found = [way["variant"] for way in ways(whole)]
    assert set(found) == {each["variant"] for each in whole["renditions"]} - set(ON_DEMAND)
    sizes = [way["size_bytes"] for way in ways(whole)]
    assert sizes == sorted(sizes)
    assert checked_variants(whole, found) == found


def test_a_small_attachment_goes_along_and_a_large_one_stays() -> None:
    attachments = [{"href": "transcript.txt", "size_bytes": 6_000}, {"href": "slides.pdf", "size_bytes": 6_001}]
    whole = {**WHOLE, "attachments": attachments}
    assert takeaway(whole, ["audio-low"])["attachments"] == attachments[:1]
    assert takeaway(whole, ["audio-low", "video-low"])["attachments"] == attachments


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
    some = [each for each in WHOLE["renditions"] if each["variant"] in ("audio-low", "video-low")]
    whole = {**WHOLE, "renditions": some}
    with pytest.raises(error, match=sentence):
        checked_variants(whole, ["audio-low", name])
