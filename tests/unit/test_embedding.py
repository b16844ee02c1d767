"""What portals ask for to embed a talk: oEmbed, linked data, the web component."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_manifest import TALK

from mediasvc.delivery.embedding import CONTROLS_PX, WIDTH, Frame, Shape, embed_code, frame_within, row_query
from mediasvc.domain.errors import NotFound
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId
from mediasvc.domain.timeline import Cue
from mediasvc.web.feeds import Item, chapters
from mediasvc.web.linked import linked_data
from mediasvc.web.oembed import Asked, answer_of, as_json, as_xml, asked_in
from mediasvc.web.talk import located

SITE = "https://talks.example"
SOUND_ONLY = replace(TALK, renditions=tuple(each for each in TALK.renditions if each.kind == "audio"))
ADDRESS = f"{SITE}/s/{TALK.slug}"
SEMINAR = Seminar(
    SeminarId("a"), TALK.slug, SeminarDetails(TALK.title), datetime(2026, 11, 23, 9, 30, 15, 999, tzinfo=UTC)
)


@given(width=st.integers(1, 4_000), height=st.integers(1, 4_000))
def test_controls_are_one_row_in_the_usual_frame_and_several_where_there_is_room(width: int, height: int) -> None:
    shape = Shape(width, height)
    usual = frame_within(shape)
    found = re.search(r"min-aspect-ratio: (\d+)/(\d+)", row_query(shape))
    assert found is not None
    asked_width, asked_height = int(found[1]), int(found[2])
    for frame, in_row in ((usual, True), (replace(usual, height=usual.height + 2 * CONTROLS_PX), False)):
        assert (frame.width * asked_height >= frame.height * asked_width) is in_row


@pytest.mark.parametrize("url", ["", "/", "/embed", "/embed/", "?a=b", "#q=savings", "/embed?lang=&t=#x"])
def test_a_talk_is_known_by_its_addresses(url: str) -> None:
    assert asked_in(ADDRESS + url, SITE) == Asked(TALK.slug)
    assert asked_in(f"{SITE}/below/s/{TALK.slug}{url}", f"{SITE}/below") == Asked(TALK.slug)


@pytest.mark.parametrize(
    ("url", "query", "place"),
    [
        ("?lang=fr", "?lang=fr", ""),
        ("/embed?lang=ar&utm_source=mail", "?lang=ar", ""),
        ("?lang=tlh", "", ""),
        ("#t=90", "", "#t=90"),
        ("?t=90", "", "#t=90"),
        ("/embed?t=1:02:03.5&lang=sw", "?lang=sw", "#t=1:02:03.5"),
        ("?t=90#t=30", "", "#t=30"),
        ("?t=90#q=savings", "", "#t=90"),
        ("#slide=7", "", "#slide=7"),
        ("?slide=7", "", "#slide=7"),
        ("?slide=7&t=90", "", "#t=90"),
        ("?t=-1", "", ""),
        ("?t=x", "", ""),
        ("?t=1&t=2", "", "#t=2"),
        ('?t=1"><script>', "", ""),
        ("#slide=77777", "", ""),
        ("?autoplay=1", "?autoplay=1", ""),
        ("/embed?autoplay=1&lang=fr&t=1:30", "?lang=fr&autoplay=1", "#t=1:30"),
        ("?autoplay=true", "", ""),
        ("?t=1e9", "", ""),
        ("?accent=3366cc&lang=fr", "?lang=fr&accent=3366cc", ""),
        ("/embed?accent=%2336C", "?accent=3366cc", ""),
        ("?accent=red", "", ""),
    ],
)
def test_language_and_time_of_an_address_are_kept(url: str, query: str, place: str) -> None:
    asked = asked_in(ADDRESS + url, SITE)
    assert asked == Asked(TALK.slug, query, place)
    html = answer_of(TALK, SITE, asked)["html"]
    assert f'src="{ADDRESS}/embed{query.replace("&", "&amp;")}{place}"' in html


@pytest.mark.parametrize(
    "url",
    [
        "",
        SITE,
        f"{SITE}/s/",
        f"{SITE}/s/a/b",
        f"{ADDRESS}/more",
        f"{ADDRESS}?{'a=b&' * 200}",
        "https://other.example/s/a-talk",
        f"{SITE}.other.example/s/a-talk",
        f"{SITE}/s/A%00",
        "http://[",
        "javascript:alert(1)",
    ],
)
def test_other_addresses_are_no_talk(url: str) -> None:
    with pytest.raises(NotFound):
        asked_in(url, SITE)


SIZES = st.none() | st.integers(1, 99_999)


@given(st.integers(1, 4_000), st.integers(1, 4_000), SIZES, SIZES)
def test_a_frame_fits_into_what_was_asked_for(
    across: int, down: int, most_width: int | None, most_height: int | None
) -> None:
    frame = frame_within(Shape(across, down), most_width, most_height)
    assert 0 < frame.width <= min(WIDTH, most_width or WIDTH)
    assert 0 < frame.height <= (most_height or frame.height)


@pytest.mark.parametrize(
    ("most_width", "most_height", "frame"),
    [
        (None, None, Frame(640, 400)),
        (560, None, Frame(560, 355)),
        (1_000, 1_000, Frame(640, 400)),
        (320, 200, Frame(284, 200)),
        (320, 180, Frame(248, 180)),
        (200, None, Frame(200, 152)),
        (200, 60, Frame(200, 60)),
        (None, 50, Frame(240, 50)),
        (1, 1, Frame(1, 1)),
    ],
)
def test_a_frame_keeps_the_shape_of_the_slides_where_there_is_room(
    most_width: int | None, most_height: int | None, frame: Frame
) -> None:
    assert frame_within(Shape(), most_width, most_height) == frame


def test_a_frame_is_as_high_as_the_slides_of_the_talk() -> None:
    first, *others = TALK.slides
    square = tuple(replace(image, height=image.width) for image in first.images)
    told = answer_of(replace(TALK, slides=(replace(first, images=square), *others)), SITE, Asked(TALK.slug))
    assert (told["width"], told["height"]) == (640, 640 + CONTROLS_PX)


def test_the_code_has_its_size_with_and_without_its_style() -> None:
    code = embed_code('A "talk"', ADDRESS, "?lang=fr", "#t=90", Frame(560, 355))
    frame = ElementTree.fromstring(code.replace(" allowfullscreen", ""))
    assert frame.attrib == {
        "src": f"{ADDRESS}/embed?lang=fr#t=90",
        "title": 'A "talk"',
        "width": "560",
        "height": "355",
        "style": "border:0;width:100%;max-width:560px;height:auto;aspect-ratio:560/355",
        "loading": "lazy",
        "allow": "autoplay; fullscreen; clipboard-write; web-share",
    }


def test_oembed_tells_the_same_in_both_formats() -> None:
    told = answer_of(SOUND_ONLY, SITE, Asked(TALK.slug), 560)
    assert (told["type"], told["version"], told["width"], told["height"]) == ("rich", "1.0", 560, 355)
    assert f'src="{ADDRESS}/embed"' in told["html"]
    assert told["thumbnail_url"].startswith(f"{SITE}/media/{TALK.slug}/")
    assert json.loads(as_json(told)) == told
    root = ElementTree.fromstring(as_xml(told))
    assert {child.tag: child.text for child in root} == {name: str(value) for name, value in told.items()}


@pytest.mark.parametrize(
    ("most_width", "most_height", "is_there"), [(480, 270, True), (479, None, False), (1, 1, False)]
)
def test_a_picture_that_is_larger_than_what_was_asked_for_is_not_told(
    most_width: int, most_height: int | None, is_there: bool
) -> None:
    told = answer_of(TALK, SITE, Asked(TALK.slug), most_width, most_height)
    assert ["thumbnail_url" in told, "thumbnail_width" in told, "thumbnail_height" in told] == [is_there] * 3


def test_hostile_words_stay_words_in_xml() -> None:
    title = '</title><script>\x00\x1b\ud800\ufffe]]>&"شبكة'
    told = answer_of(replace(TALK, title=title), SITE, Asked(TALK.slug))
    assert ElementTree.fromstring(as_xml(told)).findtext("title") == '</title><script>]]>&"شبكة'
    assert "<script>" not in told["html"]


def test_a_talk_with_a_video_is_one() -> None:
    assert answer_of(TALK, SITE, Asked(TALK.slug))["type"] == "video"
    told = linked_data(located(TALK, f"{SITE}/media/a/1/"), SEMINAR, ADDRESS, "About it.")
    assert (told["@type"], told["encodingFormat"]) == ("VideoObject", "video/mp4")
    assert linked_data(located(SOUND_ONLY, SITE), SEMINAR, ADDRESS, "")["@type"] == "AudioObject"
    clips = told["hasPart"]
    assert [clip["startOffset"] for clip in clips] == [cue.start_ms / 1000 for cue in TALK.timeline.cues]
    assert clips[-1]["url"] == f"{ADDRESS}?t=31.001"
    assert clips[-1]["endOffset"] == TALK.duration_ms / 1000


@pytest.mark.parametrize(
    ("manifest", "day"),
    [(TALK, "2026-11-21T00:00:00+00:00"), (replace(TALK, held_on=None), "2026-11-23T09:30:15+00:00")],
)
def test_a_talk_without_a_day_was_uploaded_when_its_page_was_made(manifest: Manifest, day: str) -> None:
    assert linked_data(located(manifest, SITE), SEMINAR, ADDRESS, "")["uploadDate"] == day


def test_times_of_a_long_talk_are_told_to_the_millisecond() -> None:
    timeline = replace(TALK.timeline, cues=(Cue(0, 12_345_649, 43_200_001, 0.9),))
    long = located(replace(TALK, timeline=timeline, duration_ms=43_200_001), SITE)
    told = linked_data(long, SEMINAR, ADDRESS, "")
    assert (told["duration"], told["hasPart"][0]["url"]) == ("PT43200.001S", f"{ADDRESS}?t=12345.649")
    [chapter] = chapters(Item(SEMINAR, long, SEMINAR.created_at, ADDRESS))["chapters"]
    assert (chapter["startTime"], chapter["url"]) == (12_345.649, f"{ADDRESS}#t=12345.649")
