"""What nobody should send: too much, too deep, nonsense, and tricks in addresses. Each is a problem, never a defect."""

import json

import pytest
from house import API, House, refused
from structlog.testing import capture_logs
from wire import Wire

from mediasvc.api.body import MOST_JSON_BYTES

JSON = {"Content-Type": "application/json"}
TAKES_JSON = [("POST", "seminars"), ("PATCH", "seminars/a-talk"), ("POST", "seminars/a-talk/builds")]
MB_10 = b'{"title": "' + b"x" * 10_000_000 + b'"}'


@pytest.mark.parametrize(("method", "path"), TAKES_JSON)
@pytest.mark.parametrize("chunked", [False, True])
def test_too_much_json_is_refused(house: House, method: str, path: str, chunked: bool) -> None:
    house.draft()
    content = iter([MB_10[:1000], MB_10[1000:]]) if chunked else MB_10
    answer = house.http.request(method, f"{API}/{path}", content=content, headers=JSON)
    assert str(MOST_JSON_BYTES) in refused(answer, 413, "usage")["detail"]
    assert house.seminar("a-talk").details.title == "A talk"


def test_too_much_json_is_refused_before_it_has_come(wire: Wire) -> None:
    head = wire.head("POST", f"{API}/seminars", "Content-Type: application/json", "Content-Length: 10000000")
    assert wire.say(head + b'{"title": "').status == 413


def test_an_endless_body_is_refused_where_nothing_is_read_of_it(wire: Wire) -> None:
    slug = wire.house.uploaded()
    build = wire.house.order(slug)
    wire.house.fail(build)
    head = wire.head("GET", f"{API}/builds/{build}/events", "Transfer-Encoding: chunked")
    chunk = b"40000\r\n" + b"x" * 0x40000 + b"\r\n"
    assert wire.say(head + chunk * 8).status in (200, 413)
    assert wire.http.get("/healthz").status_code == 200


@pytest.mark.parametrize(("method", "path"), TAKES_JSON)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"{'title': 1}", 422),
        (b'{"title": NaN}', 422),
        (b'{"title": Infinity}', 422),
        (b'{"held_on": NaN}', 422),
        (b'{"held_on": 1e400}', 422),
        (b'{"held_on": -Infinity}', 422),
        (b'{"title": "\\ud800"}', 422),
        (b'{"\\ud800": 1}', 422),
        (b'{"title": "A talk", "\\udfff\\ud800": {}}', 422),
        (b'{"speakers": ["\\udc00"]}', 422),
        (b'{"title": "\xff\xfe"}', 400),
        (b"\xff\xfe[\x00]\x00", 422),
        (b"[" * 100_000 + b"]" * 100_000, 400),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400),
        (b'{"title": ' + b"1" * 5_000 + b"}", 400),
        (b'{"' + b"x" * 900_000 + b'": 1}', 422),
        (b"true", 422),
        (b'"title"', 422),
        (b"\x00", 422),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_json_that_makes_no_sense_is_refused(house: House, method: str, path: str, body: bytes, status: int) -> None:
    house.draft()
    answer = house.http.request(method, f"{API}/{path}", content=body, headers=JSON)
    refused(answer, status, "usage")
    assert len(answer.content) < 2_000
    assert house.seminar("a-talk").details.title == "A talk"


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_does_not_say_that_it_is_json_is_refused(house: House, media_type: str) -> None:
    body = json.dumps({"title": "A talk"}).encode()
    answer = house.http.post(f"{API}/seminars", content=body, headers={"Content-Type": media_type})
    refused(answer, 422, "usage")


@pytest.mark.parametrize("path", ["", "nothing", "seminars/a-talk/nothing", "seminars/a-talk/sources/a/b", "openapi"])
def test_an_unknown_address_is_a_problem(house: House, path: str) -> None:
    refused(house.http.get(f"{API}/{path}"), 404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "BREW", "OPTIONS", "HEAD"])
def test_a_method_that_is_not_there_is_a_problem(house: House, method: str) -> None:
    answer = house.http.request(method, f"{API}/seminars")
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")
    assert answer.headers["Allow"] == "GET, POST"


def test_a_defect_is_a_problem_that_the_log_tells_more_of(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire.house.service.database, "reading", lambda: 1 / 0)
    with capture_logs() as logs:
        answer = wire.http.get(f"{API}/seminars")
        # The log may be written after the answer.
        wire.stop()
    assert refused(answer, 500, "internal_error")["hint"]
    assert "division" not in answer.text
    assert [str(line["exc_info"]) for line in logs if line["event"] == "defect"] == ["division by zero"]


TRICKS = [
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%2fetc%2fpasswd",
    "a%00b",
    "%00",
    "%ff%fe",
    "%ed%a0%80",
    "a%0d%0aSet-Cookie:x",
    "a\\b",
    "a'%20OR%201=1--",
    "%25s%25n",
    "$%7bjndi:x%7d",
    "A",
    "%C3%A9",
    "%D9%85",
    "-1",
    "0",
    "99999999999999999999",
    "9" * 5000,
    "x" * 301,
    "a.b",
    ".",
    "*",
    "%20",
    "?",
    "a;b",
]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "seminars/{}"),
        ("PATCH", "seminars/{}"),
        ("DELETE", "seminars/{}"),
        ("GET", "seminars/{}/sources"),
        ("PUT", "seminars/{}/sources/slides.pdf"),
        ("DELETE", "seminars/{}/sources/slides.pdf"),
        ("DELETE", "seminars/a-talk/sources/{}"),
        ("POST", "seminars/{}/builds"),
        ("GET", "seminars/{}/builds"),
        ("GET", "builds/{}"),
        ("GET", "builds/{}/events"),
        ("POST", "builds/{}/cancel"),
        ("GET", "seminars/{}/releases"),
        ("POST", "seminars/{}/releases/1/publish"),
        ("POST", "seminars/a-talk/releases/{}/publish"),
        ("POST", "seminars/{}/withdraw"),
        ("GET", "seminars/{}/manifest"),
        ("GET", "seminars?after={}"),
    ],
)
def test_no_trick_in_an_address_is_more_than_a_problem(wire: Wire, method: str, path: str) -> None:
    wire.house.draft()
    for trick in TRICKS:
        headers = ["Content-Type: application/json", "Content-Length: 2"] if method in ("POST", "PATCH") else []
        body = b"{}" if headers else b""
        answer = wire.say(wire.head(method, f"{API}/{path.format(trick)}", *headers) + body)
        assert answer.status in (307, 404, 405, 422), (trick, answer)
        if answer.status != 307:
            assert json.loads(answer.body)["code"] in ("not_found", "usage"), (trick, answer)
    assert wire.house.listed("a-talk") == []


def test_no_trick_in_the_address_of_a_file_is_more_than_a_problem(wire: Wire) -> None:
    slug = wire.house.published()
    for trick in TRICKS:
        for path in (f"{trick}/1/manifest.json", f"{slug}/{trick}/manifest.json", f"{slug}/1/{trick}"):
            answer = wire.say(wire.head("GET", f"/media/{path}"))
            assert answer.status == 404, (trick, answer)
