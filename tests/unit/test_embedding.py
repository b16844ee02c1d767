"""What portals ask for to embed a talk: oEmbed, linked data, the web component."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_manifest import TALK

from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId
from mediasvc.domain.timeline import Cue
from mediasvc.web.feeds import Item, chapters
from mediasvc.web.linked import linked_data
from mediasvc.web.oembed import NARROWEST_PX, answer_of, as_json, as_xml, size_within, slug_in
from mediasvc.web.talk import located

SITE = "https://talks.example"
SOUND_ONLY = replace(TALK, renditions=tuple(each for each in TALK.renditions if each.kind == "audio"))
ADDRESS = f"{SITE}/s/{TALK.slug}"


@pytest.mark.parametrize("url", ["", "/", "/embed", "/embed/", "?a=b", "#t=5", "/embed#t=1:00"])
def test_a_talk_is_known_by_its_addresses(url: str) -> None:
    assert slug_in(ADDRESS + url, SITE) == TALK.slug
    assert slug_in(f"{SITE}/below/s/{TALK.slug}{url}", f"{SITE}/below") == TALK.slug


@pytest.mark.parametrize(
    "url",
    [
        "",
        SITE,
        f"{SITE}/s/",
        f"{SITE}/s/a/b",
        f"{ADDRESS}/more",
        "https://other.example/s/a-talk",
        f"{SITE}.other.example/s/a-talk",
        f"{SITE}/s/A%00",
        "http://[",
        "javascript:alert(1)",
    ],
)
def test_other_addresses_are_no_talk(url: str) -> None:
    with pytest.raises(NotFound):
        slug_in(url, SITE)


# What the narrowest frame needs.
LOWEST_PX = 245
SIZES = st.none() | st.integers(0, 99_999)


@given(SIZES, SIZES)
def test_a_frame_is_as_large_as_fits(most_width: int | None, most_height: int | None) -> None:
    width, height = size_within(most_width, most_height)
    assert (width, height) <= (640, 470)
    assert most_width is None or width <= max(most_width, NARROWEST_PX)
    assert most_height is None or height <= max(most_height, LOWEST_PX)


def test_oembed_tells_the_same_in_both_formats() -> None:
    told = answer_of(SOUND_ONLY, SITE, 560, None)
    assert (told["type"], told["version"], told["width"], told["height"]) == ("rich", "1.0", 560, 425)
    assert f'src="{ADDRESS}/embed"' in told["html"]
    assert told["thumbnail_url"].startswith(f"{SITE}/media/{TALK.slug}/")
    assert json.loads(as_json(told)) == told
    root = ElementTree.fromstring(as_xml(told))
    assert {child.tag: child.text for child in root} == {name: str(value) for name, value in told.items()}


@pytest.mark.parametrize(
    ("most_width", "most_height", "is_there"), [(480, 270, True), (479, None, False), (0, 0, False)]
)
def test_a_picture_that_is_larger_than_what_was_asked_for_is_not_told(
    most_width: int, most_height: int | None, is_there: bool
) -> None:
    told = answer_of(TALK, SITE, most_width, most_height)
    assert ["thumbnail_url" in told, "thumbnail_width" in told, "thumbnail_height" in told] == [is_there] * 3


def test_hostile_words_stay_words_in_xml() -> None:
    title = '</title><script>\x00\x1b\ud800\ufffe]]>&"شبكة'
    told = answer_of(replace(TALK, title=title), SITE, None, None)
    assert ElementTree.fromstring(as_xml(told)).findtext("title") == '</title><script>]]>&"شبكة'
    assert "<script>" not in told["html"]


def test_a_talk_with_a_video_is_one() -> None:
    assert answer_of(TALK, SITE, None, None)["type"] == "video"
    told = linked_data(located(TALK, f"{SITE}/media/a/1/"), ADDRESS, "About it.")
    assert (told["@type"], told["encodingFormat"]) == ("VideoObject", "video/mp4")
    assert linked_data(located(SOUND_ONLY, SITE), ADDRESS, "")["@type"] == "AudioObject"
    clips = told["hasPart"]
    assert [clip["startOffset"] for clip in clips] == [cue.start_ms / 1000 for cue in TALK.timeline.cues]
    assert clips[-1]["url"] == f"{ADDRESS}#t=31.001"
    assert clips[-1]["endOffset"] == TALK.duration_ms / 1000


def test_times_of_a_long_talk_are_told_to_the_millisecond() -> None:
    timeline = replace(TALK.timeline, cues=(Cue(0, 12_345_649, 43_200_001, 0.9),))
    long = located(replace(TALK, timeline=timeline, duration_ms=43_200_001), SITE)
    told = linked_data(long, ADDRESS, "")
    assert (told["duration"], told["hasPart"][0]["url"]) == ("PT43200.001S", f"{ADDRESS}#t=12345.649")
    made_at = datetime.now(UTC)
    seminar = Seminar(SeminarId("a"), TALK.slug, SeminarDetails(TALK.title), made_at)
    [chapter] = chapters(Item(seminar, long, made_at, ADDRESS))["chapters"]
    assert (chapter["startTime"], chapter["url"]) == (12_345.649, f"{ADDRESS}#t=12345.649")
