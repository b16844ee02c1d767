"""Feeds, held against what RSS 2.0, Apple, the Podcast Index, Atom (RFC 4287) and sitemaps.org ask for."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs
from test_characters import ANY_TEXT
from test_manifest import TALK
from test_page_words import (
    Answer,
    FailingStorage,
    Visitor,
    put_later_talk,
    put_release,
    put_talk,
    service,
    storage,
    visitor,
)

from mediasvc.bootstrap import Service
from mediasvc.domain.access import Actor, Anonymous, Operator
from mediasvc.domain.manifest import Attachment, TextTrack
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId
from mediasvc.domain.seminar_filter import EVERY, SeminarFilter
from mediasvc.domain.series import Series, SeriesId, SeriesPicture
from mediasvc.ports import Parts
from mediasvc.settings import Settings
from mediasvc.usecases.restore import restore
from mediasvc.usecases.series import SeriesChange, describe_series
from mediasvc.usecases.series_feed import SeriesFeed
from mediasvc.usecases.watch import talks
from mediasvc.usecases.withdraw import withdraw
from mediasvc.web.channel import channel_of
from mediasvc.web.feeds import item_of, news, podcast, robots, sitemap

__all__ = ["service", "storage", "visitor"]

SITE = "https://talks.example"
ADDRESS = f"{SITE}/s/{TALK.slug}"
SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
}
HOSTILE = "</title><script>alert('&')]]></script> شبكة"


def parsed(answer: Answer, media_type: str) -> ElementTree.Element:
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, media_type)
    return ElementTree.fromstring(answer.text)


def text_of(element: ElementTree.Element, path: str) -> str:
    found = element.findtext(path, namespaces=SPACES)
    assert found, path
    return found


def test_a_podcast_has_what_programs_need(service: Service, visitor: Visitor) -> None:
    seminar = put_talk(service, series="Savings")
    channel = parsed(visitor.ask("/feeds/podcast.xml"), "application/rss+xml").find("channel")
    assert channel is not None
    for needed in ("title", "link", "description", "language", "itunes:author"):
        text_of(channel, needed)
    assert channel.find("itunes:category", SPACES) is not None
    self_link = channel.find("atom:link", SPACES)
    assert self_link is not None
    assert self_link.get("href") == f"{SITE}/feeds/podcast.xml"
    [item] = channel.findall("item")
    assert text_of(item, "title") == TALK.title
    assert text_of(item, "guid") == seminar.id
    assert TALK.held_on is not None
    assert parsedate_to_datetime(text_of(item, "pubDate")).date() == TALK.held_on
    [enclosure] = item.findall("enclosure")
    files = f"{SITE}/media/{TALK.slug}/1/"
    href = str(enclosure.get("url")).removeprefix(files)
    enclosed = next(each for each in TALK.renditions if each.href == href)
    assert (enclosure.get("length"), enclosure.get("type")) == (
        str(enclosed.size_bytes),
        enclosed.type.partition(";")[0],
    )
    others = item.findall("podcast:alternateEnclosure", SPACES)
    assert len(others) == len(TALK.renditions) - 1
    for other in others:
        [source] = other.findall("podcast:source", SPACES)
        rendition = next(each for each in TALK.renditions if source.get("uri") == files + each.href)
        told = (other.get("length"), other.get("bitrate"))
        assert told == (str(rendition.size_bytes), str(rendition.bits_per_second))
        kind, codecs = rendition.type.partition(";")[0], re.search(r'codecs="?([^"]*)', rendition.type)
        assert (other.get("type"), other.get("codecs")) == (kind, codecs and codecs[1])
    assert [person.text for person in item.findall("podcast:person", SPACES)] == list(TALK.speakers)
    chapters = item.find("podcast:chapters", SPACES)
    assert chapters is not None
    assert chapters.get("url") == f"{SITE}/feeds/{TALK.slug}/chapters.json"


@pytest.mark.parametrize("language", ["en", None])
def test_a_podcast_names_the_transcripts_of_a_talk_that_has_them(
    service: Service, visitor: Visitor, language: str | None
) -> None:
    put_talk(service, replace(TALK, slug="silent"))
    captions = TextTrack("captions", language or "und", "Captions", "captions.vtt")
    text = Attachment("Transcript", "transcript.txt", "text/plain; charset=utf-8", 4_000)
    arabic = TextTrack("captions", "ar", "العربية", "captions-ar.vtt")
    tracks, attachments = (*TALK.text_tracks, captions, arabic), (*TALK.attachments, text)
    put_talk(service, replace(TALK, language=language, text_tracks=tracks, attachments=attachments))
    items = parsed(visitor.ask("/feeds/podcast.xml"), "application/rss+xml").findall("channel/item")
    told, none = (item.findall("podcast:transcript", SPACES) for item in items)
    files = f"{SITE}/media/{TALK.slug}/1/"
    spoken = {} if language is None else {"language": language}
    assert [each.attrib for each in told] == [
        {"url": f"{files}captions.vtt", "type": "text/vtt", "rel": "captions", **spoken},
        {"url": f"{files}captions-ar.vtt", "type": "text/vtt", "rel": "captions", "language": "ar"},
        {"url": f"{files}transcript.txt", "type": "text/plain", **spoken},
    ]
    assert none == []


def test_chapters_are_the_cues_with_pictures(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    answer = visitor.ask(f"/feeds/{TALK.slug}/chapters.json")
    assert answer.headers["content-type"] == "application/json+chapters"
    told = json.loads(answer.text)
    assert told["version"] == "1.2.0"
    assert [chapter["startTime"] for chapter in told["chapters"]] == [cue.start_ms / 1000 for cue in TALK.timeline.cues]
    assert all(chapter["img"].startswith(f"{SITE}/media/") for chapter in told["chapters"])
    assert all(chapter["img"].endswith(".jpg") for chapter in told["chapters"])
    for odd in ("gone", "A", "a b"):
        assert visitor.ask(f"/feeds/{odd}/chapters.json").status == 404


def test_a_series_has_a_podcast_of_its_own(service: Service, visitor: Visitor) -> None:
    put_talk(service, series="Savings & credit")
    put_talk(service, replace(TALK, slug="another", title="Another"), series="Seeds")
    put_talk(service, replace(TALK, slug="alone", title="Alone"))
    channel = parsed(visitor.ask("/feeds/podcast.xml?series=Savings+%26+credit"), "application/rss+xml").find("channel")
    assert channel is not None
    assert text_of(channel, "title") == "Savings & credit"
    assert [text_of(item, "title") for item in channel.findall("item")] == [TALK.title]
    everything = parsed(visitor.ask("/feeds/podcast.xml"), "application/rss+xml").findall("channel/item")
    assert len(everything) == 3
    for nobodys in ("Nobody's", "", "%00", "seeds"):
        assert visitor.ask(f"/feeds/podcast.xml?series={nobodys}").status == 404
    assert visitor.ask(f"/feeds/podcast.xml?series={'x' * 400}").status == 404


def series_called(service: Service, title: str) -> Series:
    with service.database.reading() as catalogue:
        return catalogue.series.by_title(title)


def test_a_series_that_is_renamed_keeps_its_podcast(service: Service, visitor: Visitor) -> None:
    put_talk(service, series="Seeds")
    slug = series_called(service, "Seeds").slug
    path = "/feeds/podcast.xml?series=Seeds"

    def channel() -> ElementTree.Element:
        [found] = parsed(visitor.ask(path), "application/rss+xml").findall("channel")
        return found

    def kept() -> list[str | None]:
        return [text_of(channel(), name) for name in ("podcast:guid", "item/guid")] + [
            link.get("href") for link in channel().findall("atom:link", SPACES)
        ]

    before = kept()
    assert None not in before
    describe_series(service, Operator(), slug, SeriesChange("Harvest", "Talks on the field.\nEvery week."))
    assert kept() == before
    assert text_of(channel(), "title") == "Harvest"
    assert text_of(channel(), "description") == "Talks on the field.\nEvery week."
    assert visitor.ask("/feeds/podcast.xml?series=Harvest").text == visitor.ask(path).text
    assert "/feeds/podcast.xml?series=Seeds" in visitor.ask(f"/s/{TALK.slug}").text
    with service.database.transaction() as catalogue:
        assert catalogue.series.of_title("Seeds", "seeds").feed == "Seeds-2"


def test_the_picture_of_a_series_is_the_cover_of_its_podcast(service: Service, visitor: Visitor) -> None:
    put_talk(service, series="Seeds")
    series = series_called(service, "Seeds")
    drawn = visitor.ask("/feeds/cover.png?series=Seeds")
    assert drawn.status == 200
    service.storage.put("series/a.jpg", BytesIO(b"picture"))
    with service.database.transaction() as catalogue:
        catalogue.series.change_picture(series.id, SeriesPicture("series/a.jpg"))
    shown = visitor.ask("/feeds/cover.jpg?series=Seeds")
    assert (shown.content, shown.headers["content-type"]) == (b"picture", "image/jpeg")
    assert visitor.ask("/feeds/cover.png?series=Seeds").status == 404
    assert "/feeds/cover.jpg?series=Seeds" in visitor.ask("/feeds/podcast.xml?series=Seeds").text


@pytest.mark.parametrize("path", ["/feeds/podcast.xml", "/feeds/podcast.xml?series=Seeds", "/feeds/talks.atom"])
def test_a_feed_is_made_once_whatever_else_is_asked(
    service: Service, storage: FailingStorage, visitor: Visitor, path: str
) -> None:
    put_talk(service, series="Seeds")
    feed = visitor.ask(path).text
    also = path + ("&" if "?" in path else "?")
    assert [visitor.ask(f"{also}{more}").text for more in ("x=1", "x=2", "lang=fr")] == [feed] * 3
    assert storage.opened == 1


def test_news_are_valid_atom(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    feed = parsed(visitor.ask("/feeds/talks.atom"), "application/atom+xml")
    for needed in ("atom:id", "atom:title", "atom:updated", "atom:author/atom:name"):
        text_of(feed, needed)
    [entry] = feed.findall("atom:entry", SPACES)
    assert text_of(entry, "atom:id").startswith("urn:uuid:")
    assert datetime.fromisoformat(text_of(entry, "atom:updated")).tzinfo is not None
    links = {link.get("rel"): link for link in entry.findall("atom:link", SPACES)}
    assert links["alternate"].get("href") == f"{SITE}/s/{TALK.slug}"
    assert int(str(links["enclosure"].get("length"))) > 0


def test_a_sitemap_names_public_talks(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    put_talk(service, replace(TALK, slug="gone"))
    withdraw(service, Operator(), "gone")
    found = parsed(visitor.ask("/sitemap.xml"), "application/xml").findall("map:url/map:loc", SPACES)
    assert [place.text for place in found] == [f"{SITE}/", f"{SITE}/s/{TALK.slug}"]


def test_a_sitemap_reads_talks_when_something_has_changed(
    service: Service, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[int] = []

    def listing(parts: Parts, actor: Actor, limit: int, after: SeminarId | None) -> Sequence[Seminar]:
        listed.append(limit)
        return talks(parts, actor, limit, after)

    monkeypatch.setattr("mediasvc.web.subscriptions.talks", listing)

    def sitemap_reads_talks() -> bool:
        before = len(listed)
        told = parsed(visitor.ask("/sitemap.xml?x=1"), "application/xml").findall("map:url/map:loc", SPACES)
        public = [f"{SITE}/s/{seminar.slug}" for seminar in talks(service, Anonymous(), 10)]
        assert [place.text for place in told] == [f"{SITE}/", *public]
        return len(listed) > before

    assert [sitemap_reads_talks() for _ in range(2)] == [True, False]
    first, second = put_talk(service), put_talk(service, replace(TALK, slug="second"))
    assert [sitemap_reads_talks() for _ in range(2)] == [True, False]
    # As many talks as before, and none of them newer.
    withdraw(service, Operator(), first.slug)
    assert sitemap_reads_talks()
    withdraw(service, Operator(), second.slug)
    restore(service, Operator(), first.slug)
    assert [sitemap_reads_talks() for _ in range(2)] == [True, False]


def test_robots_are_told_of_the_sitemap_and_kept_from_what_is_for_people_signed_in(visitor: Visitor) -> None:
    answer = visitor.ask("/robots.txt")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert f"Sitemap: {SITE}/sitemap.xml" in answer.text.splitlines()
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]
    read = ("/", "/s/a-talk", "/media/a-talk/1/slides/0001-960.jpg", "/feeds/podcast.xml", "/sitemap.xml")
    assert all(rules.can_fetch("anybot", f"{SITE}{path}") for path in read)
    assert not any(rules.can_fetch("anybot", f"{SITE}{path}") for path in ("/console/", "/console/talks", "/uploads/x"))


def test_robots_of_a_service_below_a_path_are_told_so() -> None:
    assert "Disallow: /talks/console/" in robots("https://example.org/talks").splitlines()


@pytest.mark.parametrize("path", ["/feeds/podcast.xml", "/feeds/talks.atom", "/sitemap.xml", "/robots.txt"])
def test_scripts_of_any_page_read_feeds(visitor: Visitor, path: str) -> None:
    assert visitor.ask(path).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/feeds/podcast.xml", "/feeds/talks.atom", "/sitemap.xml"])
def test_a_feed_of_nothing_is_a_feed(visitor: Visitor, path: str) -> None:
    assert ElementTree.fromstring(visitor.ask(path).text) is not None


@pytest.mark.parametrize("path", ["/feeds/podcast.xml", "/feeds/talks.atom"])
def test_a_talk_that_cannot_be_told_takes_no_other_with_it(
    service: Service, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    put_talk(service)
    put_later_talk(service, "later")
    put_talk(service, replace(TALK, slug="going"))
    with service.database.reading() as catalogue:
        found = catalogue.seminars.all()

    def listing(_parts: Parts, _actor: Actor, _limit: int, wanted: SeminarFilter = EVERY) -> Sequence[Seminar]:
        assert wanted in (EVERY, SeminarFilter(streaming_only=False))
        return found

    # As it is where a talk is withdrawn after it was found.
    withdraw(service, Operator(), "going")
    monkeypatch.setattr("mediasvc.web.subscriptions.talks", listing)
    with capture_logs() as logged:
        answer = visitor.ask(path)
    assert (answer.status, set(re.findall(f"{SITE}/s/([a-z-]+)", answer.text))) == (200, {TALK.slug})
    left_out = {entry["slug"] for entry in logged if entry["event"] == "talk left out of a feed"}
    assert left_out == {"later", "going"}


@pytest.mark.parametrize("path", ["/feeds/podcast.xml", "/feeds/talks.atom"])
def test_hostile_words_stay_words_and_known_feeds_are_not_sent_again(
    service: Service, visitor: Visitor, path: str
) -> None:
    put_talk(service, replace(TALK, title=HOSTILE, speakers=(HOSTILE,)), series=HOSTILE)
    answer = visitor.ask(path)
    titles = [element.text for element in ElementTree.fromstring(answer.text).iter() if element.tag.endswith("title")]
    assert HOSTILE in titles
    assert visitor.ask(path, if_none_match=answer.headers["etag"]).status == 304


# Names of series are checked: none has a half of a character.
@given(title=ANY_TEXT, speaker=ANY_TEXT, series=st.text(st.characters(exclude_categories=["Cs"])))
def test_no_words_make_a_feed_ill_formed(title: str, speaker: str, series: str) -> None:
    made_at = datetime.now(UTC)
    slide = replace(TALK.slides[0], title=title)
    odd = replace(TALK, title=title, speakers=(speaker,), slides=(slide,))
    seminar = Seminar(SeminarId("0" * 32), TALK.slug, SeminarDetails(title), made_at)
    items = [item_of(seminar, manifest, made_at, SITE) for manifest in (odd, TALK)]
    of = SeriesFeed(Series(SeriesId("s"), "s", series), title, None)
    channel = channel_of(Settings(public_url=SITE), of, "png", [TALK])
    for page in (podcast(items, SITE, channel), news(items, SITE, SITE), sitemap([seminar], SITE)):
        ElementTree.fromstring(page.html.encode())
    titles = ElementTree.fromstring(news(items, SITE, SITE).html).findall("atom:entry/atom:title", SPACES)
    assert titles[-1].text == TALK.title


@pytest.mark.parametrize("path", ["/feeds/podcast.xml", "/feeds/talks.atom", f"/oembed?format=xml&url={ADDRESS}"])
def test_titles_of_early_releases_are_told_without_what_is_no_writing(
    service: Service, visitor: Visitor, path: str
) -> None:
    put_talk(service, replace(TALK, title="Micro\x02finance\x03 for\uffff \uf0e0all"))
    titles = [each.text for each in ElementTree.fromstring(visitor.ask(path).text).iter() if each.tag.endswith("title")]
    assert "Micro-finance for all" in titles


def test_a_talk_without_a_day_is_as_old_as_its_page(service: Service, visitor: Visitor) -> None:
    seminar = put_talk(service, replace(TALK, held_on=None, language=None))
    [item] = parsed(visitor.ask("/feeds/podcast.xml"), "application/rss+xml").findall("channel/item")
    assert parsedate_to_datetime(text_of(item, "pubDate")) == seminar.created_at.astimezone(UTC).replace(microsecond=0)


@pytest.mark.parametrize("held_on", [TALK.held_on, None], ids=["with a day", "without a day"])
def test_a_replaced_recording_is_no_new_episode(service: Service, visitor: Visitor, held_on: date | None) -> None:
    """What programs know an episode by, and sort it by, stays; the file that they would fetch anew is another one."""
    first = replace(TALK, held_on=held_on)
    sounds = tuple(replace(each, size_bytes=each.size_bytes + 7, sha256="1" * 64) for each in TALK.renditions)
    other = replace(first, duration_ms=first.duration_ms + 60_000, renditions=sounds)
    seminar = put_talk(service, first)
    put_talk(service, replace(first, slug="another"))
    episodes: list[list[ElementTree.Element]] = []
    entries: list[list[ElementTree.Element]] = []
    for release in (1, 2, 1):
        if release == 2:
            put_release(service, seminar, other, seminar.details)
        elif episodes:
            restore(service, Operator(), TALK.slug, release)
        episodes.append(parsed(visitor.ask("/feeds/podcast.xml"), "application/rss+xml").findall("channel/item"))
        entries.append(parsed(visitor.ask("/feeds/talks.atom"), "application/atom+xml").findall("atom:entry", SPACES))
    known = [
        [tuple(text_of(item, path) for path in ("guid", "pubDate", "link")) for item in items] for items in episodes
    ]
    assert known[0] == known[1] == known[2]
    assert len({guid for guid, *_ in known[0]}) == 2
    ids = [[text_of(entry, "atom:id") for entry in found] for found in entries]
    assert ids[0] == ids[1] == ids[2]
    [before, now, back] = [enclosure_of(items, seminar) for items in episodes]
    assert before == back
    assert (before["url"], before["length"]) != (now["url"], now["length"])
    assert int(now["length"]) == int(before["length"]) + 7


def enclosure_of(items: Sequence[ElementTree.Element], seminar: Seminar) -> dict[str, str]:
    [enclosure] = [each for item in items if item.findtext("guid") == seminar.id for each in item.findall("enclosure")]
    return enclosure.attrib
