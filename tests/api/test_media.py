"""Files over HTTP: whole, in ranges, from caches, and where they are elsewhere."""

import re
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

import httpx
import pytest
from house import API, AUDIO, RELEASE, Elsewhere, House, refused
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire import Wire

from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.domain.errors import StorageUnavailable

SIZE = len(AUDIO)
IMMUTABLE = "public, max-age=31536000, immutable"
TYPES = {
    "audio-low.webm": "audio/webm",
    "audio-high.mp3": "audio/mpeg",
    "audio-master.flac": "audio/flac",
    "video-low.mp4": "video/mp4",
    "slides/0001-480.avif": "image/avif",
    "slides/0001-480.jpg": "image/jpeg",
    "slides.pdf": "application/pdf",
    "chapters.vtt": "text/vtt; charset=utf-8",
    "transcript.txt": "text/plain; charset=utf-8",
    "manifest.json": "application/json",
}


@pytest.fixture
def audio(house: House) -> str:
    """The address of a file of a published talk."""
    return f"/media/{house.published()}/1/audio-low.webm"


def get(house: House, address: str, **headers: str) -> httpx.Response:
    return house.anybody.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})


NAMED = ("audio-low.webm", "audio-high.mp3", "audio-master.flac", "video-low.mp4", "slides.pdf", "transcript.txt")


@pytest.mark.parametrize("href", TYPES)
def test_what_people_keep_has_a_name_that_says_of_which_talk_it_is(house: House, href: str) -> None:
    slug = house.published()
    address = f"/media/{slug}/1/{href}"
    expected = f'inline; filename="{slug}-{href}"' if href in NAMED else None
    for answer in (get(house, address), get(house, address, Range="bytes=0-1"), house.anybody.head(address)):
        assert answer.headers.get("Content-Disposition") == expected


@pytest.mark.parametrize("href", TYPES)
@pytest.mark.parametrize("query", ["download", "download=", "x=1&download=%22;%0d%0a"])
def test_whatever_is_asked_for_to_be_saved_is_an_attachment(house: House, href: str, query: str) -> None:
    slug = house.published()
    address = f"/media/{slug}/1/{href}?{query}"
    expected = f'attachment; filename="{slug}-{Path(href).name}"'
    for answer in (get(house, address), get(house, address, Range="bytes=0-1"), house.anybody.head(address)):
        assert answer.headers["Content-Disposition"] == expected


@pytest.mark.parametrize("href", TYPES)
def test_a_file_is_of_its_type_and_never_changes(wire: Wire, href: str) -> None:
    slug = wire.house.published()
    address = f"{wire.address}/media/{slug}/1/{href}"
    answer, head = httpx.get(address), httpx.head(address)
    assert (answer.status_code, head.status_code) == (200, 200)
    if href in RELEASE:
        assert answer.content == RELEASE[href]
    for each in (answer, head):
        assert each.headers["Content-Type"] == TYPES[href]
        assert each.headers["Cache-Control"] == IMMUTABLE
        assert each.headers["Content-Length"] == str(len(answer.content))
        assert each.headers["Accept-Ranges"] == "bytes"
        assert each.headers["Access-Control-Allow-Origin"] == "*"
        assert each.headers["X-Content-Type-Options"] == "nosniff"
    assert head.headers["ETag"] == answer.headers["ETag"]
    assert head.content == b""


@pytest.mark.parametrize("kept", ["house", "elsewhere"])
def test_a_script_of_any_page_reads_a_file_in_pieces(kept: str, request: pytest.FixtureRequest) -> None:
    house: House = request.getfixturevalue(kept)
    slug = house.published()
    address = f"/media/{slug}/1/audio-low.webm"
    wished = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "range"}
    leave = house.anybody.options(address, headers={"Origin": "https://portal.example", **wished})
    assert (leave.status_code, leave.content) == (204, b"")
    assert "Range" in leave.headers["Access-Control-Allow-Headers"].split(", ")
    assert int(leave.headers["Access-Control-Max-Age"]) > 0
    piece, past = (get(house, address, Range=each) for each in ("bytes=0-9", f"bytes={10 * SIZE}-"))
    gone = get(house, f"/media/{slug}/1/nothing.webm")
    statuses = [206, 416, 404] if kept == "house" else [307, 307, 404]
    assert [each.status_code for each in (piece, past, gone)] == statuses
    for each in (leave, piece, past, gone):
        assert each.headers["Access-Control-Allow-Origin"] == "*"
    exposed = piece.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"Accept-Ranges", "Content-Length", "Content-Range", "ETag"} == {*exposed}


def test_files_that_differ_have_etags_that_differ(house: House) -> None:
    slug = house.published()
    etags = {house.anybody.head(f"/media/{slug}/1/{href}").headers["ETag"] for href in TYPES}
    assert len(etags) == len(TYPES)
    assert all(re.fullmatch(r'"[0-9a-f]{32}"', etag) for etag in etags)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, SIZE - 1),
        ("bytes=-100", SIZE - 100, SIZE - 1),
        ("bytes=-99999", 0, SIZE - 1),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
        (f"bytes=10-{SIZE}", 10, SIZE - 1),
        ("bytes=10-99999999999999999999", 10, SIZE - 1),
        ("bytes= 5-9", 5, 9),
        ("bytes=0-4,3-9", 0, 9),
        (f"bytes=7-8,{SIZE}-", 7, 8),
    ],
)
def test_a_range_is_that_part(house: House, audio: str, asked: str, first: int, last: int) -> None:
    answer = get(house, audio, Range=asked)
    assert (answer.status_code, answer.content) == (206, AUDIO[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.headers["Content-Length"] == str(last + 1 - first)
    assert (answer.headers["Cache-Control"], answer.headers["Content-Type"]) == (IMMUTABLE, "audio/webm")
    head = house.anybody.head(audio, headers={"Range": asked})
    assert (head.status_code, head.content) in ((200, b""), (206, b""))


def test_several_ranges_are_parts_of_one_answer(house: House, audio: str) -> None:
    answer = get(house, audio, Range="bytes=0-3, 10-11,-2")
    assert answer.status_code == 206
    kind, _, boundary = answer.headers["Content-Type"].partition("; boundary=")
    assert kind == "multipart/byteranges"
    assert answer.headers["Content-Length"] == str(len(answer.content))
    parts = [part.split(b"\r\n\r\n", 1) for part in answer.content.split(f"--{boundary}".encode())[1:-1]]
    assert [content.removesuffix(b"\r\n") for _, content in parts] == [AUDIO[:4], AUDIO[10:12], AUDIO[-2:]]
    assert all(b"audio/webm" in head for head, _ in parts)
    ranges = [(0, 3), (10, 11), (SIZE - 2, SIZE - 1)]
    told = [re.findall(rb"(?i)content-range: (.*)", head)[0].decode() for head, _ in parts]
    assert told == [f"bytes {first}-{last}/{SIZE}" for first, last in ranges]


@pytest.mark.parametrize(
    "asked", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 5}", "bytes=-0", "bytes=9999999999999999-", "bytes=5000-,6000-"]
)
def test_a_range_past_the_end_is_a_problem(house: House, audio: str, asked: str) -> None:
    answer = get(house, audio, Range=asked)
    refused(answer, 416, "usage")
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=0-3,9-2",
        "bytes=a-b",
        "bytes=1.5-2",
        "bytes=--5",
        "bytes=0-1-2",
        "bytes=0x0-0x5",
        "bytes=0-1;2-3",
        "items=0-5",
        "bytes=0-" + "9" * 5000,
        "bytes=" + ",".join(["0-0"] * 200),
        "bytes=\u0660-\u0669",
    ],
    ids=lambda asked: asked[:20],
)
def test_a_range_that_makes_no_sense_is_the_whole_file(house: House, audio: str, asked: str) -> None:
    answer = house.anybody.get(audio, headers=[(b"Range", asked.encode())])
    assert (answer.status_code, answer.content) == (200, AUDIO)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("0123456789-,= b"), max_size=30))
def test_no_range_is_a_defect(house: House, asked: str) -> None:
    slug = house.http.get("/api/v1/seminars").json()["seminars"]
    address = f"/media/{slug[0]['slug'] if slug else house.published()}/1/audio-low.webm"
    answer = get(house, address, Range=f"bytes={asked}")
    assert answer.status_code in (200, 206, 416)
    assert answer.status_code != 200 or answer.content == AUDIO


def test_if_range_holds_for_the_file_that_is_there(house: House, audio: str) -> None:
    etag = house.anybody.head(audio).headers["ETag"]
    assert get(house, audio, Range="bytes=0-9", If_Range=etag).content == AUDIO[:10]
    for other in ('"other"', f"W/{etag}", "Thu, 01 Jan 1970 00:00:00 GMT", "nonsense"):
        answer = get(house, audio, Range="bytes=0-9", If_Range=other)
        assert (answer.status_code, answer.content) == (200, AUDIO)
        assert get(house, audio, Range="bytes=99999-", If_Range=other).status_code == 200


def test_who_has_the_file_is_not_sent_it_again(house: House, audio: str) -> None:
    etag = house.anybody.head(audio).headers["ETag"]
    for given_etags in (etag, f"W/{etag}", f'"other", {etag}', f'{etag},W/"x"', "*"):
        answer = get(house, audio, If_None_Match=given_etags)
        assert (answer.status_code, answer.content) == (304, b"")
        assert (answer.headers["ETag"], answer.headers["Cache-Control"]) == (etag, IMMUTABLE)
    for other in ('"other"', etag.strip('"'), "", "nonsense"):
        assert get(house, audio, If_None_Match=other).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "unknown/1/audio-low.webm",
        "A-Talk/1/audio-low.webm",
        "a-talk/2/audio-low.webm",
        "a-talk/0/audio-low.webm",
        "a-talk/-1/audio-low.webm",
        "a-talk/one/audio-low.webm",
        "a-talk/2147483648/audio-low.webm",
        f"a-talk/{'9' * 5000}/audio-low.webm",
        "a-talk/1/",
        "a-talk/1/other.webm",
        "a-talk/1/slides",
        "a-talk/1//etc/passwd",
        "a-talk/1/..%2F..%2Fmanifest.json",
        "a-talk/1/a%00b",
        "a-talk/1/index.html",
        "draft/1/manifest.json",
    ],
    ids=lambda path: path[:40],
)
def test_what_is_not_there_is_a_problem(house: House, path: str) -> None:
    house.published()
    house.draft("Draft")
    refused(house.anybody.get(f"/media/{path}"), 404, "not_found")
    assert house.anybody.head(f"/media/{path}").status_code == 404


def test_earlier_releases_stay_for_those_who_watch_them(house: House, audio: str) -> None:
    house.order("a-talk")
    house.work()
    assert [house.anybody.get(address).status_code for address in (audio, audio.replace("/1/", "/2/"))] == [200, 200]


@pytest.fixture
def elsewhere(house: House) -> House:
    return house.with_parts(storage=Elsewhere(house.service.settings.data_dir / "storage"))


@pytest.mark.parametrize(("query", "kind"), [("", "inline"), ("?download", "attachment")])
def test_a_file_that_is_elsewhere_is_fetched_there(elsewhere: House, query: str, kind: str) -> None:
    slug = elsewhere.published()
    for method in ("GET", "HEAD"):
        answer = elsewhere.anybody.request(
            method, f"/media/{slug}/1/audio-low.webm{query}", headers={"Range": "bytes=0-9"}
        )
        assert answer.status_code == 307
        found = re.fullmatch(
            r"https://files\.example/releases/\w+/1/audio-low\.webm\?type=audio/webm&disposition=(.*)&signature=x",
            unquote(answer.headers["Location"]),
        )
        assert found is not None
        assert found[1] == f'{kind}; filename="{slug}-audio-low.webm"'
        assert answer.headers["Cache-Control"] == "public, max-age=1800"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    etag = elsewhere.anybody.get(f"/media/{slug}/1/chapters.vtt").headers["ETag"]
    assert get(elsewhere, f"/media/{slug}/1/chapters.vtt", If_None_Match=etag).status_code == 304


@pytest.mark.parametrize("href", ["manifest.json", "chapters.vtt", "transcript.txt"])
def test_what_is_small_is_always_here(elsewhere: House, href: str) -> None:
    slug = elsewhere.published()
    answer = elsewhere.anybody.get(f"/media/{slug}/1/{href}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, TYPES[href])
    assert (answer.headers["Cache-Control"], answer.headers["Access-Control-Allow-Origin"]) == (IMMUTABLE, "*")


def test_a_withdrawn_talk_tells_no_title(house: House) -> None:
    slug = house.withdrawn("Savings & credit")
    for path in (f"/media/{slug}/1/audio-low.webm", f"{API}/seminars/{slug}", f"{API}/seminars/{slug}/manifest"):
        told = refused(house.anybody.get(path), 410, "withdrawn")
        assert slug in told["detail"]
        assert "Savings & credit" not in str(told)


def test_what_is_not_there_is_a_problem_also_elsewhere(elsewhere: House) -> None:
    slug = elsewhere.withdrawn()
    refused(elsewhere.anybody.get(f"/media/{slug}/1/audio-low.webm"), 410, "withdrawn")
    refused(elsewhere.anybody.get(f"/media/{slug}/2/audio-low.webm"), 410, "withdrawn")
    refused(elsewhere.anybody.get("/media/unknown/1/audio-low.webm"), 404, "not_found")


class Away(LocalStorage):
    def location(self, key: str, media_type: str, disposition: str | None = None) -> Path:
        raise StorageUnavailable("away")

    def open(self, key: str) -> BinaryIO:
        raise StorageUnavailable("away")


def test_a_storage_that_is_away_is_a_problem(house: House, audio: str) -> None:
    away = house.with_parts(storage=Away(house.service.settings.data_dir / "storage"))
    for address in (audio, audio.replace("audio-low.webm", "manifest.json")):
        answer = away.anybody.get(address)
        refused(answer, 503, "storage_unavailable")
        assert "Cache-Control" not in answer.headers
        assert answer.headers["Retry-After"]


def test_a_file_that_storage_has_lost_is_not_found(house: House, audio: str) -> None:
    with house.database.reading() as catalogue:
        release = catalogue.releases.by_number(house.seminar("a-talk").id, 1)
    house.storage.delete(release.files["audio-low.webm"])
    refused(house.anybody.get(audio), 404, "not_found")
