"""The pages as programs see them: statuses, headers, bytes, and what every odd address is answered with."""

import asyncio
import gzip
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import brotli
import httpx
import pytest
from migrated_database import MigratedDatabase
from quick_accounts import account_parts
from starlette.applications import Starlette
from test_manifest import TALK, images

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.adapters.staging.pieces import PieceStaging
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.bootstrap import Service
from mediasvc.delivery.licences import licence_url
from mediasvc.delivery.origins import media_origins
from mediasvc.delivery.rendering import source
from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.captions import Caption
from mediasvc.domain.errors import StorageUnavailable
from mediasvc.domain.listing import listing_of
from mediasvc.domain.manifest import VERSION, Manifest, Rendition, Slide
from mediasvc.domain.seminar import Seminar, SeminarDetails, Visibility
from mediasvc.domain.timeline import Cue, Timeline, TimingMethod
from mediasvc.domain.variants import VARIANTS
from mediasvc.settings import Settings
from mediasvc.usecases.publish import Contents, publish
from mediasvc.usecases.withdraw import withdraw
from mediasvc.web.app import create_pages
from mediasvc.web.offline import offline_page

WATCH, EMBED = "/s/savings-groups-that-last", "/s/savings-groups-that-last/embed"
LATER = {"version": VERSION + 1}
# Two pages of this many talks are made sooner than two of as many as people see.
A_PAGE = 4
BUDGET_BYTES = 15_000
# What 40 slides say, of which a frame has the titles alone, and what search engines are told of each.
TEXTS_BYTES = 6_000
UNPACK: dict[str, Callable[[bytes], bytes]] = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


class FailingStorage(MemoryStorage):
    """Counts what is opened, and raises what it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = 0
        self.error: Exception | None = None

    def open(self, key: str) -> BinaryIO:
        self.opened += 1
        if self.error is not None:
            raise self.error
        return super().open(key)


@pytest.fixture
def storage() -> FailingStorage:
    return FailingStorage()


@pytest.fixture
def service(storage: FailingStorage, tmp_path: Path) -> Service:
    settings = Settings(data_dir=tmp_path, public_url="https://talks.example/")
    parts = account_parts()
    return Service(
        MigratedDatabase(), storage, MemoryJobQueue(), staging=PieceStaging(storage), settings=settings, **parts
    )


@dataclass(frozen=True)
class Answer:
    """`content` is what went over the wire."""

    status: int
    headers: httpx.Headers
    content: bytes

    @property
    def text(self) -> str:
        return UNPACK[self.headers.get("content-encoding", "")](self.content).decode()


class Visitor:
    """Asks the pages, without a server between."""

    def __init__(self, pages: Starlette) -> None:
        self._transport = httpx.ASGITransport(pages, raise_app_exceptions=False)

    def ask(self, path: str, method: str = "GET", content: bytes = b"", **headers: str) -> Answer:
        """`if_none_match` is the header If-None-Match, and so on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = httpx.Request(method, f"http://pages{path}", headers=named, content=content)
        return asyncio.run(self._ask(request))

    async def _ask(self, request: httpx.Request) -> Answer:
        answer = await self._transport.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        content = b"".join([part async for part in answer.stream])
        return Answer(answer.status_code, answer.headers, content)


@pytest.fixture
def visitor(service: Service) -> Visitor:
    return Visitor(create_pages(service))


def put_talk(
    service: Service,
    manifest: Manifest = TALK,
    series: str | None = None,
    visibility: Visibility = Visibility.PUBLIC,
    **more: Any,
) -> Seminar:
    details = SeminarDetails(manifest.title, manifest.speakers, manifest.held_on, manifest.language, **more)
    with service.database.transaction() as catalogue:
        seminar = catalogue.seminars.add(manifest.slug, details)
        found = None if series is None else catalogue.series.of_title(series, "series")
        catalogue.seminars.place(seminar.id, found, visibility)
    put_release(service, seminar, manifest, details)
    return seminar


def put_release(
    service: Service, seminar: Seminar, manifest: Manifest, details: SeminarDetails, captions: Sequence[Caption] = ()
) -> None:
    with service.database.transaction() as catalogue:
        number = catalogue.releases.next_number(seminar.id)
        build = Build(BuildId(f"{seminar.slug}-{number}"), seminar.id, BuildRequest((), details), datetime.now(UTC))
        catalogue.builds.add(build)
    told = json.loads(replace(manifest, slug=seminar.slug, release=number).to_json())
    key = f"releases/{build.id}/manifest.json"
    service.storage.put(key, BytesIO(json.dumps(told).encode()))
    contents = Contents(listing_of(details, manifest, [captions]))
    publish(service.database, build, lambda _seminar, _number: {"manifest.json": key}, [], contents)


def put_later_talk(service: Service, slug: str = TALK.slug, **more: Any) -> Seminar:
    """A talk whose manifest is of a later version: nothing else in it is as it was."""
    details = SeminarDetails("Later", **more)
    with service.database.transaction() as catalogue:
        seminar = catalogue.seminars.add(slug, details)
        build = Build(BuildId(f"{slug}-1"), seminar.id, BuildRequest((), details), datetime.now(UTC))
        catalogue.builds.add(build)
    key = f"releases/{build.id}/manifest.json"
    service.storage.put(key, BytesIO(json.dumps(LATER).encode()))
    publish(service.database, build, lambda _seminar, _number: {"manifest.json": key}, [])
    return seminar


def policy_of(headers: Mapping[str, str]) -> dict[str, str]:
    directives = (directive.split(maxsplit=1) for directive in headers["content-security-policy"].split(";"))
    return {name: value for name, value in directives if value}


@pytest.mark.parametrize("path", ["/", WATCH, EMBED])
def test_a_page_is_sent_once(service: Service, visitor: Visitor, path: str) -> None:
    put_talk(service)
    first = visitor.ask(path)
    assert first.status == 200
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    varies = "Accept-Encoding, Accept-Language" + ", Save-Data" * (path == "/")
    assert (first.headers["cache-control"], first.headers["vary"]) == ("no-cache", varies)
    etag = first.headers["etag"]
    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        again = visitor.ask(path, if_none_match=known)
        assert (again.status, again.content, again.headers["etag"]) == (304, b"", etag)
    assert visitor.ask(path, if_none_match='"other"').status == 200


def test_a_page_is_made_once_for_each_release(service: Service, storage: FailingStorage, visitor: Visitor) -> None:
    seminar = put_talk(service)
    pages = [visitor.ask(f"{WATCH}{query}").text for query in ("", "", "?x=1", "?x=2&lang=xx")]
    assert storage.opened == 1
    put_release(service, seminar, replace(TALK, title="Another"), replace(seminar.details, title="Another"))
    assert '<h1 dir="auto" lang="en">Another</h1>' in visitor.ask(WATCH).text
    assert "/media/savings-groups-that-last/2/" in visitor.ask(WATCH).text
    assert (len(set(pages)), storage.opened) == (1, 2)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, GZIP;q=0.5", "gzip"),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("identity", ""),
        ("", ""),
        ("gzip;q=0", ""),
        ("br;Q=0, gzip;level=9", "gzip"),
        ("gzip; q=0.000", ""),
    ],
)
def test_a_page_is_packed_for_those_who_take_it(service: Service, visitor: Visitor, accepted: str, coding: str) -> None:
    put_talk(service)
    answer = visitor.ask(WATCH, accept_encoding=accepted)
    assert answer.headers.get("content-encoding", "") == coding
    assert answer.text.startswith("<!doctype html>")
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_a_talk_of_forty_slides_is_within_its_bytes(service: Service, visitor: Visitor) -> None:
    put_talk(service, talk_of(40))
    for path, most_bytes in ((EMBED, BUDGET_BYTES), (WATCH, BUDGET_BYTES + TEXTS_BYTES), ("/", BUDGET_BYTES)):
        assert len(visitor.ask(path, accept_encoding="br").content) < most_bytes


def talk_of(count: int) -> Manifest:
    """A talk of so many slides, whose words are those of no other."""
    words = [f"{number * 7919 % 9973:x}" for number in range(count * 25)]
    texts = [" ".join(words[25 * index : 25 * index + 25]) for index in range(count)]
    slides = tuple(
        Slide(index, index + 1, 0, index + 1, text[:40], text, None, images(index + 1))
        for index, text in enumerate(texts)
    )
    cues = tuple(Cue(index, index * 1_000, (index + 1) * 1_000, 1.0) for index in range(count))
    timeline = Timeline(cues, TimingMethod.CUES, 1.0)
    return replace(TALK, slides=slides, timeline=timeline, duration_ms=count * 1_000)


def on_demand() -> tuple[Rendition, ...]:
    """A large rendition of each variant that is made on demand."""
    made = replace(TALK.renditions[0], size_bytes=215_000_000)
    return tuple(
        replace(made, variant=row.name, kind=row.kind, type=row.media_type, href=f"{row.name}.{row.extension}")
        for row in VARIANTS
        if row.on_demand
    )


def test_what_is_made_on_demand_is_for_download_alone(service: Service, visitor: Visitor) -> None:
    more = replace(TALK, renditions=(*on_demand(), *TALK.renditions))
    seminar = put_talk(service)
    usual = visitor.ask(EMBED).text
    put_release(service, seminar, more, seminar.details)
    assert visitor.ask(EMBED).text == usual.replace("/1/", "/2/")
    # A file of this disk is not saved once more.
    for page, saved in ((visitor.ask(WATCH).text, r"\?download"), (offline_page(more), "")):
        for suffix, href in (("MP4", "video-upload.mp4"), ("FLAC", "audio-master.flac")):
            assert len(re.findall(rf"{href}", page)) == 1
            assert re.search(rf'{href}{saved}" download>[^<]+</a> <span class="size">{suffix}, <bdi>215 MB<', page)


@pytest.mark.parametrize(
    "path",
    [
        "/s/%00",
        "/s/a%00b/embed",
        "/s/..%2f..%2fetc",
        "/s/../../etc/passwd",
        "/s/%2e%2e",
        "/s/A-Talk",
        "/s/-",
        "/s/a--b",
        "/s/%ff%fe",
        "/s/%F0%9F%8E%93",
        "/s/savings-groups-that-last%0a",
        "/s/" + "a" * 10_000,
        "/s/" + "a-" * 5_000,
        "/s/nope",
        "/s/nope/embed",
        "/s/",
        "/s//",
        "/s/nope//",
        "/s/%5cevil.example/",
        "/s",
        "/nope",
        WATCH + "/embed/x",
        "/?after=nope",
        "/?after=%00",
        "/?after=" + "f" * 10_000,
        "/?after=",
        "/?after='; drop table seminars",
    ],
)
def test_what_is_not_there_is_told_so(service: Service, visitor: Visitor, path: str) -> None:
    put_talk(service)
    answer = visitor.ask(path)
    assert answer.status == 404
    assert "<h1>There is no such page.</h1>" in answer.text
    assert "etag" not in answer.headers


@pytest.mark.parametrize("path", [WATCH, EMBED])
def test_a_slash_too_many_leads_to_the_page_by_whatever_way_it_was_asked(visitor: Visitor, path: str) -> None:
    answer = visitor.ask(f"{path}/", host="elsewhere.example/x")
    assert (answer.status, answer.headers["location"]) == (301, path)


def test_a_draft_is_not_there(service: Service, visitor: Visitor) -> None:
    with service.database.transaction() as catalogue:
        catalogue.seminars.add("draft", SeminarDetails("Draft"))
    assert visitor.ask("/s/draft").status == 404
    assert "Draft" not in visitor.ask("/").text


@pytest.mark.parametrize("path", [WATCH, EMBED])
def test_a_withdrawn_talk_is_gone(service: Service, visitor: Visitor, path: str) -> None:
    put_talk(service)
    etag = visitor.ask(path).headers["etag"]
    withdraw(service, Operator(), TALK.slug)
    answer = visitor.ask(path, if_none_match=etag)
    assert answer.status == 410
    assert "<h1>This talk was withdrawn by its organisers.</h1>" in answer.text


@pytest.mark.parametrize(("path", "opens"), [(WATCH, ""), (EMBED, ' target="_blank" rel="noopener"')])
def test_the_way_out_of_a_page_that_is_not_there_leads_out_of_its_frame(
    visitor: Visitor, path: str, opens: str
) -> None:
    assert f'<a href="/"{opens}>All talks</a>' in visitor.ask(path).text


def test_what_may_pass_is_told_so(service: Service, storage: FailingStorage, visitor: Visitor) -> None:
    put_talk(service)
    storage.error = StorageUnavailable("/secret/place")
    answer = visitor.ask(WATCH)
    assert (answer.status, answer.headers["retry-after"]) == (503, "10")
    assert "This page is not available at the moment." in answer.text
    assert "secret" not in answer.text
    storage.error = None
    assert visitor.ask(WATCH).status == 200


@pytest.mark.parametrize(
    "path",
    [
        WATCH,
        EMBED,
        f"{WATCH}/text",
        f"{WATCH}/takeaway/audio-low.zip",
        f"/feeds/{TALK.slug}/chapters.json",
    ],
)
def test_a_talk_of_a_later_version_is_said(service: Service, visitor: Visitor, path: str) -> None:
    put_later_talk(service)
    answer = visitor.ask(path)
    assert answer.status == 501
    assert "This talk was made by a newer version of the service." in answer.text


def test_a_defect_is_told_without_its_details(service: Service, storage: FailingStorage, visitor: Visitor) -> None:
    put_talk(service)
    storage.error = RuntimeError("secret")
    answer = visitor.ask(EMBED)
    assert (answer.status, answer.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "Something went wrong on our side." in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/", WATCH, EMBED])
def test_pages_are_only_read(service: Service, visitor: Visitor, path: str) -> None:
    put_talk(service)
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = visitor.ask(path, method, b"x" * 1_000_000)
        assert (answer.status, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
        assert "<h1>This cannot be done here.</h1>" in answer.text
    head, got = visitor.ask(path, "HEAD"), visitor.ask(path)
    assert (head.status, head.headers["etag"]) == (200, got.headers["etag"])


@pytest.mark.parametrize(("path", "ancestors"), [("/", "'self'"), (WATCH, "'self'"), (EMBED, "*")])
def test_a_page_may_do_only_what_it_does(service: Service, visitor: Visitor, path: str, ancestors: str) -> None:
    put_talk(service)
    headers = visitor.ask(path).headers
    policy = policy_of(headers)
    assert (policy["default-src"], policy["base-uri"]) == ("'none'",) * 2
    assert policy["form-action"] == ("'self'" if path == "/" else "'none'")
    assert policy["frame-ancestors"] == ancestors
    assert re.fullmatch(r"'sha256-[\w+/]{43}='", policy["style-src"])
    # What comes later comes from here too.
    assert path == "/" or re.fullmatch(r"'sha256-[\w+/]{43}=' 'self'", policy["script-src"])
    # Sound that is loaded in pieces plays from memory.
    assert policy.get("media-src", "'self' blob:") == "'self' blob:"
    assert policy["connect-src"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert "x-frame-options" not in headers
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(
    ("settings", "origins"),
    [
        ({}, "'self'"),
        ({"s3_bucket": "talks"}, "'self' https:"),
        ({"s3_bucket": "talks", "s3_endpoint_url": "http://s3:8333/"}, "'self' http://s3:8333"),
        (
            {"s3_bucket": "talks", "s3_endpoint_url": "http://s3", "s3_public_endpoint_url": "https://files.example/x"},
            "'self' https://files.example",
        ),
    ],
)
def test_media_come_from_where_they_are_redirected_to(settings: dict[str, str], origins: str) -> None:
    assert media_origins(Settings(**settings)) == origins  # pyright: ignore[reportArgumentType] - they are all texts


def test_the_list_of_talks_goes_on_page_by_page(
    service: Service, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediasvc.web.app.TALKS_A_PAGE", A_PAGE)
    for number in range(A_PAGE + 2):
        put_talk(service, replace(TALK, slug=f"talk-{number}", title=f"Talk {number}."))
    first = visitor.ask("/").text
    assert f"Talk {A_PAGE + 1}." in first
    assert "Newest talks" not in first
    (earlier,) = re.findall(r'href="(/\?after=[^"]+)"', first)
    second = visitor.ask(earlier).text
    found = [re.findall(r"Talk \d+\.", page) for page in (first, second)]
    assert [len(each) for each in found] == [A_PAGE, 2]
    assert [*found[0], *found[1]] == [f"Talk {number}." for number in reversed(range(A_PAGE + 2))]
    assert "Newest talks" in second
    assert "/?after=" not in second


def test_a_list_of_no_talks_says_so(service: Service, visitor: Visitor) -> None:
    assert "No talk has been published yet." in visitor.ask("/").text
    only = put_talk(service)
    assert "There are no earlier talks." in visitor.ask(f"/?after=20261121-20261121180000000000-{only.id}").text


def test_only_public_talks_are_listed(service: Service, visitor: Visitor) -> None:
    put_talk(service, visibility=Visibility.UNLISTED)
    assert TALK.slug not in visitor.ask("/").text
    assert visitor.ask(WATCH).status == 200


def test_a_page_says_what_it_is(service: Service, visitor: Visitor) -> None:
    put_talk(service, series="Savings <b>")
    page = visitor.ask(WATCH).text
    assert '<link rel="canonical" href="https://talks.example/s/savings-groups-that-last">' in page
    said = "Hana Tesfaye, አበበ ቢቂላ. 21 November 2026. Slides with sound, 1:00."
    for path in (WATCH, EMBED, f"{WATCH}/text"):
        assert f'<meta name="description" content="{said}">' in visitor.ask(path).text
    assert "Series: Savings &lt;b&gt;" in page
    assert '<a href="/feeds/podcast.xml?series=Savings+%3Cb%3E">Podcast of this series</a>' in page
    assert '<link rel="canonical" href="https://talks.example/">' in visitor.ask("/").text


@pytest.mark.parametrize(
    ("spdx", "url"),
    [
        ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC-BY-NC-SA-3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC-BY-4.0 OR MIT", ""),
        ("Apache-2.0", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_creative_commons_licences_are_linked(spdx: str, url: str) -> None:
    assert licence_url(spdx) == url


def test_comments_and_indentation_stay_at_home() -> None:
    for name in ("page.css", "talk.css", "watch.css", "embed.css", "front.css", "watch.js", "preview.js", "embed.js"):
        lines = source(name).splitlines()
        assert lines
        assert not [line for line in lines if line != line.strip() or line.startswith(("//", "/*"))]
