"""What podcasts say of themselves, by the settings and their talks, and their covers."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from xml.etree import ElementTree

import pytest
from PIL import Image
from test_feeds import SITE, SPACES, parsed, text_of
from test_manifest import TALK
from test_page_words import FailingStorage, Visitor, put_talk, service, storage, visitor

from mediasvc.bootstrap import Service
from mediasvc.domain.errors import Usage
from mediasvc.domain.manifest import Manifest, Rendition
from mediasvc.domain.variants import ON_DEMAND, VARIANTS
from mediasvc.settings import Settings, load_settings
from mediasvc.web.app import create_pages
from mediasvc.web.channel import channel_of
from mediasvc.web.cover import MOST_PX, SIDE_PX, drawn_cover

__all__ = ["service", "storage", "visitor"]

PODCAST = "/feeds/podcast.xml"
GUID = UUID("6f1f1f0e-6f0c-4a6c-9b0e-3d0a5f7f9c11")
CHOSEN: dict[str, Any] = {
    "podcast_title": "Friday & co",
    "podcast_description": "Talks on credit.",
    "podcast_owner": "Savings Network",
    "podcast_email": "talks@example.org",
    "podcast_language": "fr",
    "podcast_license": "CC-BY-SA-4.0",
    "podcast_guid": GUID,
}


def asking(service: Service, **settings: Any) -> Visitor:
    """Return somebody who visits the service with these settings changed."""
    return Visitor(create_pages(replace(service, settings=service.settings.model_copy(update=settings))))


def channel(visitor: Visitor, path: str = PODCAST) -> ElementTree.Element:
    found = parsed(visitor.ask(path), "application/rss+xml").find("channel")
    assert found is not None
    return found


def test_a_channel_is_what_the_settings_say(service: Service) -> None:
    put_talk(service)
    told = channel(asking(service, **CHOSEN))
    assert [text_of(told, name) for name in ("title", "description", "language")] == [
        "Friday & co",
        "Talks on credit.",
        "fr",
    ]
    owner = told.find("itunes:owner", SPACES)
    assert owner is not None
    assert text_of(owner, "itunes:name") == text_of(told, "itunes:author") == "Savings Network"
    assert text_of(owner, "itunes:email") == "talks@example.org"
    assert text_of(told, "podcast:guid") == str(GUID)
    licence = told.find("podcast:license", SPACES)
    assert licence is not None
    assert (licence.text, licence.get("url")) == ("cc-by-sa-4.0", "https://creativecommons.org/licenses/by-sa/4.0/")


def test_nothing_is_made_up_where_nobody_has_said_it(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    told = channel(visitor)
    for absent in ("itunes:owner", "podcast:license"):
        assert told.find(absent, SPACES) is None


def test_the_guid_is_the_podcast_index_s_for_the_address(service: Service, visitor: Visitor) -> None:
    namespace = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    assert text_of(channel(visitor), "podcast:guid") == str(uuid5(namespace, "talks.example/feeds/podcast.xml"))
    # The example of the Podcast Index.
    assert str(uuid5(namespace, "podnews.net/rss")) == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_each_series_has_a_guid_of_its_own_that_moves_with_the_podcast(service: Service) -> None:
    put_talk(service, series="Seeds")
    put_talk(service, replace(TALK, slug="another"), series="Savings")
    paths = (PODCAST, f"{PODCAST}?series=Seeds", f"{PODCAST}?series=Savings")
    here, there = (
        [
            text_of(channel(asking(service, podcast_guid=GUID, public_url=address), path), "podcast:guid")
            for path in paths
        ]
        for address in (SITE, "https://elsewhere.example")
    )
    assert here == there
    assert len({*here}) == len(paths)


def of_language(language: str | None) -> Manifest:
    return replace(TALK, language=language)


@pytest.mark.parametrize(
    ("title", "languages", "told"),
    [
        ("Talks", ["ar", "en"], "en"),
        ("Talks", ["en", "ar"], "en"),
        ("Talks", ["ar", "en-GB", "sw"], "en-GB"),
        ("Mazungumzo", ["fr", "ar", "sw"], "sw"),
        ("محاضرات", ["ar", "en"], "ar"),
        ("محاضرات", ["en", "ar"], "ar"),
        ("Talks", ["ar", "ar", "en"], "ar"),
        ("Talks", ["fr", "sw", "fr", "sw"], "sw"),
    ],
)
def test_of_languages_with_as_many_talks_a_channel_always_has_the_same(
    title: str, languages: list[str | None], told: str
) -> None:
    settings = Settings(public_url=SITE, podcast_title=title)
    assert channel_of(settings, None, "png", [of_language(each) for each in languages]).language == told


@pytest.mark.parametrize(
    ("chosen", "languages", "told"),
    [
        (None, [], "en"),
        (None, [None], "en"),
        (None, ["sw", None], "sw"),
        (None, ["en", "ar", "ar"], "ar"),
        ("pt", ["ar"], "pt"),
    ],
)
def test_a_channel_has_one_language(chosen: str | None, languages: list[str | None], told: str) -> None:
    settings = Settings(public_url=SITE, podcast_language=chosen)
    assert channel_of(settings, None, "png", [of_language(each) for each in languages]).language == told


def test_the_licence_of_a_talk_is_its_own(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    [item] = channel(visitor).findall("item")
    assert text_of(item, "podcast:license") == "cc-by-4.0"


def test_what_is_made_on_demand_is_no_other_way_to_listen(service: Service, visitor: Visitor) -> None:
    on_demand = [
        Rendition(each.name, each.kind, each.media_type, f"{each.name}.{each.extension}", 9, 60_000, 1, "", each.label)
        for each in VARIANTS
        if each.name in ON_DEMAND
    ]
    put_talk(service, replace(TALK, renditions=(*TALK.renditions, *on_demand)))
    [item] = channel(visitor).findall("item")
    sources = [str(each.get("uri")) for each in item.findall("podcast:alternateEnclosure/podcast:source", SPACES)]
    assert len(sources) == len(TALK.renditions) - 1
    assert len(on_demand) == 2
    assert not any(each.href in source for each in on_demand for source in sources)


def test_the_cover_is_a_square_that_no_talk_changes(
    service: Service, storage: FailingStorage, visitor: Visitor
) -> None:
    def cover() -> tuple[str, bytes]:
        image = channel(visitor).find("itunes:image", SPACES)
        assert image is not None
        address = str(image.get("href"))
        answer = visitor.ask(address.removeprefix(SITE))
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
        return address, answer.content

    first = cover()
    put_talk(service)
    second = cover()
    put_talk(service, replace(TALK, slug="newer", title="Newer"))
    assert cover() == second == first
    # Directories want squares, so no talk has a slide in its place.
    assert channel(visitor).findall("item/itunes:image", SPACES) == []
    with Image.open(BytesIO(first[1])) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (SIDE_PX, SIDE_PX))


def test_a_cover_that_is_known_is_not_sent_again(visitor: Visitor) -> None:
    answer = visitor.ask("/feeds/cover.png")
    assert answer.headers["access-control-allow-origin"] == "*"
    again = visitor.ask("/feeds/cover.png", if_none_match=answer.headers["etag"])
    assert (again.status, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["Talks", "شبكة الادخار", "የቁጠባ ቡድኖች", "Sauti 🎓", "x" * 300, "word " * 60])
def test_names_and_colours_make_covers_differ(name: str) -> None:
    blue, white = drawn_cover(name, "#0b5fc0"), drawn_cover(name, "#ffffff")
    assert blue.content != white.content
    # Without letters there is the slide alone.
    assert blue.content != drawn_cover("🎓", "#0b5fc0").content
    with Image.open(BytesIO(white.content)) as picture:
        assert picture.getpixel((0, 0)) == (255, 255, 255)
        assert (0, 0, 0) in {colour for _, colour in picture.getcolors(1 << 24) or ()}


def test_only_podcasts_have_a_cover(service: Service, visitor: Visitor) -> None:
    put_talk(service, series="Seeds")
    of_series, of_all = visitor.ask("/feeds/cover.png?series=Seeds"), visitor.ask("/feeds/cover.png")
    assert (of_series.status, of_all.status) == (200, 200)
    assert of_series.content != of_all.content
    for nobodys in ("/feeds/cover.png?series=Ours", f"/feeds/cover.png?series={'x' * 400}", "/feeds/cover.gif"):
        assert visitor.ask(nobodys).status == 404


def picture(path: Path, size: tuple[int, int], kind: str) -> Path:
    Image.new("RGB", size, "#884422").save(path, kind)
    return path


@pytest.mark.parametrize(("side", "kind", "suffix"), [(SIDE_PX, "JPEG", "jpg"), (MOST_PX, "PNG", "png")])
def test_a_cover_that_was_given_is_that_of_all_talks(
    service: Service, tmp_path: Path, side: int, kind: str, suffix: str
) -> None:
    put_talk(service, series="Seeds")
    path = picture(tmp_path / "cover", (side, side), kind)
    visitor = asking(service, podcast_cover=path)
    image = channel(visitor).find("itunes:image", SPACES)
    assert image is not None
    assert image.get("href") == f"{SITE}/feeds/cover.{suffix}"
    assert visitor.ask(f"/feeds/cover.{suffix}").content == path.read_bytes()
    assert visitor.ask("/feeds/cover.png?series=Seeds").content == drawn_cover("Seeds", "#0b5fc0").content


@pytest.mark.parametrize("size", [(1_399, 1_399), (1_400, 1_401), (3_001, 3_001)])
def test_a_cover_that_podcast_apps_refuse_is_refused(service: Service, tmp_path: Path, size: tuple[int, int]) -> None:
    path = picture(tmp_path / "cover.png", size, "PNG")
    with pytest.raises(Usage, match=f"MEDIASVC_PODCAST_COVER: .*{size[0]} x {size[1]} px.*1400 to 3000"):
        asking(service, podcast_cover=path)


def test_a_cover_that_is_no_picture_is_refused(service: Service, tmp_path: Path) -> None:
    other = tmp_path / "cover.png"
    other.write_bytes(b"GIF89a")
    for path in (other, tmp_path / "missing.png", tmp_path):
        with pytest.raises(Usage, match=r"MEDIASVC_PODCAST_COVER: .*PNG or JPEG"):
            asking(service, podcast_cover=path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMAIL", "talks"),
        ("LANGUAGE", "French"),
        ("LICENSE", "all mine"),
        ("GUID", "1"),
        ("COLOUR", "blue"),
        ("TITLE", "\x07"),
        ("OWNER", "x" * 301),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setenv(f"MEDIASVC_PODCAST_{name}", value)
    with pytest.raises(Usage, match=f"MEDIASVC_PODCAST_{name}: "):
        load_settings(tmp_path)
    monkeypatch.setenv(f"MEDIASVC_PODCAST_{name}", "")
    assert load_settings(tmp_path) == load_settings(tmp_path)
