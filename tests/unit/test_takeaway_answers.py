"""Talks to take away over HTTP: whole, in parts that fit together, and what is said where there are none."""

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO

import pytest
from test_manifest import TALK
from test_page_words import FailingStorage, Visitor, service, visitor
from whole_talk import content_of, put_release

from mediasvc.bootstrap import Service
from mediasvc.domain.access import Operator
from mediasvc.domain.errors import StorageUnavailable
from mediasvc.domain.takeaway import takeaway
from mediasvc.domain.variants import wanted
from mediasvc.usecases.withdraw import withdraw
from mediasvc.web.offline import offline_page

__all__ = ["service", "visitor"]

LOW = f"/s/{TALK.slug}/takeaway/audio-low.zip"


class NotingStorage(FailingStorage):
    """Knows what was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def open(self, key: str) -> BinaryIO:
        self.asked.append(key)
        return super().open(key)


@pytest.fixture
def storage() -> NotingStorage:
    return NotingStorage()


def put(service: Service, **changes: Any) -> dict[str, str]:
    """Where the files of a new release are kept."""
    return dict(put_release(service.database, service.storage, replace(TALK, **changes)).files)


@pytest.mark.parametrize("variant", [each.name for each in wanted()])
def test_a_zip_holds_what_this_way_of_following_needs(service: Service, visitor: Visitor, variant: str) -> None:
    put(service)
    answer = visitor.ask(f"/s/{TALK.slug}/takeaway/{variant}.zip")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == f'attachment; filename="{TALK.slug}-{variant}.zip"'
    assert answer.headers["content-length"] == str(len(answer.content))
    taken = takeaway(replace(TALK, release=1), [variant])
    expected = {file.href: content_of(file) for file in taken.files}
    expected |= {"manifest.json": taken.to_json().encode(), "index.html": offline_page(taken).encode()}
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        folder = f"{TALK.slug}-{variant}/"
        assert all(name.startswith(folder) for name in archive.namelist())
        assert {name.removeprefix(folder): archive.read(name) for name in archive.namelist()} == expected
        assert archive.getinfo(f"{folder}index.html").compress_type == zipfile.ZIP_DEFLATED
        assert {each.date_time for each in archive.infolist()} == {(2026, 11, 21, 9, 30, 12)}


def test_a_broken_download_goes_on_where_it_broke(service: Service, visitor: Visitor) -> None:
    put(service)
    whole = visitor.ask(LOW)
    size, etag = len(whole.content), whole.headers["etag"]
    assert not etag.startswith("W/")
    for length in (1, 7_919, 60_000):
        came = b""
        while len(came) < size:
            # Who asks for the rest is cut off again after so many bytes.
            answer = visitor.ask(LOW, range=f"bytes={len(came)}-", if_range=etag)
            assert (answer.status, answer.headers["etag"]) == (206, etag)
            assert answer.headers["content-range"] == f"bytes {len(came)}-{size - 1}/{size}"
            assert answer.headers["content-length"] == str(len(answer.content)) == str(size - len(came))
            came += answer.content[: length if len(came) < 3 * length else size]
        assert came == whole.content
    part = visitor.ask(LOW, range=f"bytes=10-{size + 99}")
    assert (part.content, part.headers["content-range"]) == (whole.content[10:], f"bytes 10-{size - 1}/{size}")
    assert visitor.ask(LOW, range="bytes=-99").content == whole.content[-99:]


def test_what_has_come_already_is_not_read_again(service: Service, storage: NotingStorage, visitor: Visitor) -> None:
    files = put(service)
    size = len(visitor.ask(LOW).content)
    storage.asked.clear()
    visitor.ask(LOW, range=f"bytes={size - 1}-")
    assert sorted(storage.asked) == sorted([files["manifest.json"], files["chapters.vtt"]])


def test_who_asks_for_the_rest_of_an_earlier_release_gets_the_whole_new_one(service: Service, visitor: Visitor) -> None:
    put(service)
    before = visitor.ask(LOW, range="bytes=0-999")
    put(service, title="Another title")
    after = visitor.ask(LOW, range="bytes=1000-", if_range=before.headers["etag"])
    assert (after.status, after.content) == (200, visitor.ask(LOW).content)
    assert after.headers["etag"] != before.headers["etag"]
    # Past the end of what nobody asks for any more.
    assert visitor.ask(LOW, range="bytes=9999999-", if_range=before.headers["etag"]).status == 200
    assert visitor.ask(LOW, range="bytes=0-9", if_range=after.headers["etag"]).content == after.content[:10]
    assert visitor.ask(LOW, range="bytes=0-9", if_range=f"W/{after.headers['etag']}").status == 200


@pytest.mark.parametrize("asked", ["bytes=9999999-", "bytes=-0", "bytes=9999999-99999999"])
def test_a_part_past_the_end_is_refused(service: Service, visitor: Visitor, asked: str) -> None:
    put(service)
    size = len(visitor.ask(LOW).content)
    answer = visitor.ask(LOW, range=asked)
    assert (answer.status, answer.headers["content-range"], answer.content) == (416, f"bytes */{size}", b"")


@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "items=0-5", "bytes=0-" + "9" * 5_000])
def test_a_range_that_makes_no_sense_or_names_several_is_the_whole(
    service: Service, visitor: Visitor, asked: str
) -> None:
    put(service)
    answer = visitor.ask(LOW, range=asked)
    assert (answer.status, answer.content) == (200, visitor.ask(LOW).content)


def test_who_has_it_is_not_sent_it_again_and_who_asks_how_large_it_is_is_told(
    service: Service, storage: NotingStorage, visitor: Visitor
) -> None:
    files = put(service)
    head = visitor.ask(LOW, "HEAD", range="bytes=0-9")
    assert set(storage.asked) == {files["manifest.json"], files["chapters.vtt"]}
    whole = visitor.ask(LOW)
    assert (head.status, head.content) == (200, b"")
    for name in ("etag", "content-length", "content-type", "accept-ranges", "content-disposition", "cache-control"):
        assert head.headers[name] == whole.headers[name]
    assert (whole.headers["accept-ranges"], whole.headers["cache-control"]) == ("bytes", "no-cache")
    again = visitor.ask(LOW, if_none_match=whole.headers["etag"])
    assert (again.status, again.content) == (304, b"")


def test_every_way_is_another_zip(service: Service, visitor: Visitor) -> None:
    put(service)
    paths = [LOW.replace("audio-low", each.name) for each in wanted()]
    assert len({visitor.ask(path, "HEAD").headers["etag"] for path in paths}) == len(paths)


@pytest.mark.parametrize(
    "path",
    [
        LOW.replace("audio-low", "video-upload"),
        LOW.replace("audio-low", "nope"),
        LOW.replace("audio-low", "%00"),
        LOW.replace("audio-low", "..%2faudio-low"),
        LOW.replace(".zip", ".rar"),
        LOW.replace(TALK.slug, "nope"),
        LOW.replace(TALK.slug, "A%00"),
        f"/s/{TALK.slug}/takeaway/",
    ],
)
def test_what_is_not_there_is_told_so(service: Service, visitor: Visitor, path: str) -> None:
    put(service)
    answer = visitor.ask(path)
    assert answer.status == 404
    assert "<h1>There is no such page.</h1>" in answer.text


def test_a_withdrawn_talk_is_not_taken_away(service: Service, visitor: Visitor) -> None:
    put(service)
    etag = visitor.ask(LOW).headers["etag"]
    withdraw(service, Operator(), TALK.slug)
    for method in ("GET", "HEAD"):
        assert visitor.ask(LOW, method, if_none_match=etag, range="bytes=0-9").status == 410


def test_files_that_cannot_be_reached_are_told_so(service: Service, storage: NotingStorage, visitor: Visitor) -> None:
    put(service)
    storage.error = StorageUnavailable("/secret/place")
    answer = visitor.ask(LOW)
    assert answer.status == 503
    assert "secret" not in answer.text


def test_the_page_offers_each_way_the_lightest_first_with_about_its_size(service: Service, visitor: Visitor) -> None:
    put(service)
    page = visitor.ask(f"/s/{TALK.slug}").text
    offers = [page.index(f'href="/s/{TALK.slug}/takeaway/{each.name}.zip"') for each in wanted()]
    assert offers == sorted(offers)
    assert 'Audio, smallest, with slides</a> <span class="size">ZIP, <bdi>about 0.1 MB<' in page
    assert "takeaway" not in offline_page(TALK)
    assert "takeaway" not in visitor.ask(f"/s/{TALK.slug}/embed").text
