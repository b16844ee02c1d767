"""The manifest as players read it: the golden file is the same for Python and for JavaScript."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from mediasvc.domain.manifest import (
    Attachment,
    Image,
    Manifest,
    Rendition,
    Slide,
    TextTrack,
    manifest_of_json,
    read_manifest,
)
from mediasvc.domain.timeline import Cue, Timeline, TimingMethod
from mediasvc.domain.variants import wanted

GOLDEN = Path(__file__).parents[1] / "golden" / "manifest.json"
SHA256 = "0123456789abcdef" * 4


def images(number: int) -> tuple[Image, ...]:
    return tuple(
        Image(kind, width, width * 9 // 16, f"slides/{number:04}-{width}.{suffix}", width * number * 7)
        for width in (480, 960, 1920)
        for kind, suffix in (("image/avif", "avif"), ("image/jpeg", "jpg"))
    )


TALK = Manifest(
    slug="savings-groups-that-last",
    release=3,
    title='Savings groups "that last" & مجموعات الادخار',
    speakers=("Hana Tesfaye", "አበበ ቢቂላ"),
    held_on=date(2026, 11, 21),
    language="en",
    license="CC-BY-4.0",
    duration_ms=60_000,
    slides=(
        Slide(0, 1, 0, 1, "Savings groups </script>", "that last\nIn 40 villages", None, images(1)),
        Slide(1, 2, 0, 3, "", "", "Speak slowly.\\ And look up.", images(2)),
        Slide(2, 3, 1, 1, "شكرا 🎓", "أسئلة؟", None, images(3)),
    ),
    timeline=Timeline(
        (Cue(0, 0, 15_400, 0.9), Cue(2, 15_400, 31_001, 0.9), Cue(0, 31_001, 60_000, 0.9)), TimingMethod.CUES, 0.9
    ),
    renditions=tuple(
        Rendition(
            variant=variant.name,
            kind=variant.kind,
            type=variant.media_type,
            href=f"{variant.name}.{variant.extension}",
            size_bytes=120_000 * number,
            duration_ms=60_000 + number,
            bits_per_second=16_000 * number,
            sha256=SHA256,
            label=variant.label,
        )
        for number, variant in enumerate(wanted(), start=1)
    ),
    text_tracks=(TextTrack("chapters", "en", "Slides", "chapters.vtt", 246),),
    attachments=(Attachment("Handout", "handout.pdf", "application/pdf", 4_321),),
)


def test_the_manifest_is_the_golden_file_byte_for_byte() -> None:
    assert TALK.to_json().encode() == GOLDEN.read_bytes()


def test_what_nobody_gave_is_null() -> None:
    told = replace(TALK, held_on=None, language=None, license=None).to_json()
    assert '"held_on":null,"language":null,"license":null' in told


@pytest.mark.parametrize("method", list(TimingMethod))
def test_a_method_is_told_by_its_name(method: TimingMethod) -> None:
    told = replace(TALK, timeline=replace(TALK.timeline, method=method)).to_json()
    assert f'"timeline":{{"method":"{method.value}","confidence":0.9}}' in told


def test_a_manifest_is_read_as_it_was_written() -> None:
    first, *others = TALK.renditions
    ranges = replace(first, initialization_range=(0, 258), index_range=(259, 900))
    for written in (TALK, replace(TALK, held_on=None, language=None, license=None, renditions=(ranges, *others))):
        read = read_manifest(BytesIO(written.to_json().encode()))
        assert read == written
        assert read.to_json() == written.to_json()


def test_what_other_versions_of_the_service_have_written_is_read() -> None:
    told = json.loads(TALK.to_json())
    told |= {"timeline": {"method": "log", "confidence": 0.9, "seen": 1}, "added": {"later": [1]}}
    told["renditions"][0] |= {"added": "later"}
    read = manifest_of_json(told)
    # As in the first releases, which did not say where a file's parts are.
    assert [each.index_range for each in read.renditions] == [None] * len(TALK.renditions)
    assert read == replace(TALK, timeline=replace(TALK.timeline, method="log"))


def test_early_manifests_do_not_say_how_large_text_tracks_are() -> None:
    told = json.loads(TALK.to_json())
    del told["text_tracks"][0]["size_bytes"]
    read = manifest_of_json(told)
    assert [track.size_bytes for track in read.text_tracks] == [None]
    assert json.loads(read.to_json()) == told


@pytest.mark.parametrize("lost", [*json.loads(TALK.to_json())])
def test_a_manifest_that_lacks_something_is_none(lost: str) -> None:
    told = json.loads(TALK.to_json())
    del told[lost]
    with pytest.raises(ValueError, match=lost):
        manifest_of_json(told)
    for wrong in (None, 5, "five") if lost in ("slides", "cues", "renditions", "text_tracks", "attachments") else ():
        with pytest.raises(ValueError, match="no manifest"):
            manifest_of_json({**told, lost: wrong})


def test_texts_of_early_releases_are_read_as_nothing_but_writing() -> None:
    slide = replace(TALK.slides[0], title="a\x02b\x00", text="\ud800c")
    read = read_manifest(BytesIO(json.dumps(json.loads(replace(TALK, slides=(slide,)).to_json())).encode()))
    assert (read.slides[0].title, read.slides[0].text) == ("a-b", "c")
