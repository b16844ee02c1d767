"""An organiser's desk at a service elsewhere: it does what the one on the spot does, and gives its token to nobody."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from house import (
    API,
    EMPTY,
    ORIGIN,
    PUBLIC_URL,
    RELEASE,
    WARNING,
    Elsewhere,
    House,
    InProcess,
    hex_digest,
    manifest_of,
)
from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send
from wire import served

from mediasvc.domain.access import Operator
from mediasvc.domain.build import BuildWarning, Notes
from mediasvc.domain.captions import CaptionsByLanguage
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import NotFound, ServiceUnavailable, Usage
from mediasvc.domain.manifest import Attachment, Manifest
from mediasvc.domain.order import Order
from mediasvc.domain.publishing import AT_ONCE, ON_REQUEST, Publishing
from mediasvc.domain.seminar import SeminarDetails, SeminarState
from mediasvc.domain.timeline import TimingMethod
from mediasvc.organiser import remote, sending
from mediasvc.organiser.desk import SENDING, Published, RefusedError, Talk
from mediasvc.organiser.remote import RemoteDesk
from mediasvc.usecases.export import Handout, export

DETAILS = SeminarDetails("مجموعات <b>", ("Hana", "አበበ"), language="ar", license="CC-BY-4.0")
CHANGES = DetailChanges("مجموعات <b>", ("Hana", "አበበ"), language="ar", series="Friday", license="CC-BY-4.0")
Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (remote, sending):
        monkeypatch.setattr(module, "LOOK_EVERY_S", 0.0)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "organiser's"
    folder.mkdir()
    paths = [folder / "شرائح.pdf", folder / "talk 1.mp3"]
    for path in paths:
        path.write_bytes(path.name.encode() * 1000)
    return paths


def desk_of(house: House, token: str | None = None) -> RemoteDesk:
    return RemoteDesk(ORIGIN, token or house.token, InProcess(house.app))


def publish(
    house: House,
    files: Sequence[Path],
    cues: Path | None = None,
    slug: str | None = None,
    desk: RemoteDesk | None = None,
    on_progress: Callable[[], None] | None = None,
) -> Published:
    """A talk that a worker publishes as soon as somebody follows its build."""

    def work(progress: Mapping[str, float]) -> None:
        if SENDING not in progress:
            (on_progress or house.work)()

    return (desk or desk_of(house)).build(order_of(files, cues=cues), slug, work)


def order_of(files: Sequence[Path], **asked: Any) -> Order[Path]:
    return Order(files=tuple(files), details=CHANGES, **asked)


def titled(title: str | None = None, **asked: Any) -> Order[Path]:
    return Order(details=DetailChanges(title=title), **asked)


def page(manifest: Manifest, _captions: CaptionsByLanguage) -> str:
    return f"<h1>{manifest.title}</h1>"


def refusal(ask: Callable[[], object]) -> str:
    """The code with which the service refuses."""
    with pytest.raises(RefusedError) as refused:
        ask()
    return refused.value.failure.code


def test_a_talk_is_published_from_afar(house: House, files: list[Path]) -> None:
    published = publish(house, files)
    watch_url = f"{PUBLIC_URL}/s/mjmw-t-b"
    assert published.talk == Talk("mjmw-t-b", DETAILS.title, SeminarState.PUBLISHED, 1, watch_url)
    assert (published.release, published.warnings) == (1, [BuildWarning(WARNING.code, WARNING.message)])
    assert house.seminar("mjmw-t-b").details == DETAILS
    assert house.listed("mjmw-t-b") == [path.name for path in files]
    assert house.kept() == sorted(hex_digest(path.read_bytes()) for path in files)


def test_a_cues_file_goes_along(house: House, files: list[Path]) -> None:
    cues = files[0].with_name("times.csv")
    cues.write_bytes(b"slide,start\n1,0\n")
    publish(house, files, cues)
    build = house.http.get(f"{API}/seminars/mjmw-t-b/builds").json()[0]
    assert (build["cues"]["name"], len(build["files"])) == ("times.csv", 2)


def test_captions_go_along_and_stay_until_they_are_taken_away(house: House, files: list[Path]) -> None:
    desk, captions = desk_of(house), files[0].with_name("times.csv")
    captions.write_bytes(b"WEBVTT\n")
    cues = files[0].parent / "cues" / "times.csv"
    cues.parent.mkdir()
    cues.write_bytes(b"slide,start\n1,0\n")
    talk = desk.build(order_of(files, cues=cues, captions=captions), None, lambda _: house.work()).talk
    better = files[0].with_name("better.srt")
    better.write_bytes(b"1\n")
    none: dict[str, Any] = {"cleared": frozenset({"captions"})}
    several: list[dict[str, Any]] = [{}, {"captions": better, "captions_in": {"fr": captions}}, none]
    several.append({"captions": captions, "captions_in": {"fr": better, "ar": None}})
    for asked in several:
        desk.build(titled(**asked), talk.slug, lambda _: house.work())
    desk.build(order_of(files), talk.slug, lambda _: house.work())
    builds = house.http.get(f"{API}/seminars/{talk.slug}/builds").json()[::-1]
    digests = [build["captions"] and build["captions"]["sha256"] for build in builds]
    first, other = (hex_digest(path.read_bytes()) for path in (captions, better))
    assert digests == [first, first, other, None, first, first]
    in_french = [build["captions_in"].get("fr", {}).get("sha256") for build in builds]
    assert in_french == [None, None, first, None, other, other]
    assert builds[0]["cues"]["sha256"] == hex_digest(cues.read_bytes())
    assert len(builds[0]["files"]) == 2


def test_progress_is_told(house: House, files: list[Path]) -> None:
    seen: list[Mapping[str, float]] = []

    def work(progress: Mapping[str, float]) -> None:
        if SENDING in progress:
            return
        seen.append(progress)
        waiting = next(iter(house.waiting()), None)
        if len(seen) == 1 and waiting is not None:
            house.begin(waiting.id, {"ingest": 1.0, "mux": 0.25})
        else:
            house.work()

    desk_of(house).build(order_of(files), None, work)
    assert seen[:2] == [{}, {"ingest": 1.0, "mux": 0.25}]


def test_a_slug_is_taken_and_then_gets_new_releases(house: House, files: list[Path]) -> None:
    assert [publish(house, files, slug="friday").release for _ in range(2)] == [1, 2]
    assert house.seminar("friday").release == 2


@pytest.mark.parametrize("slug", ["Not A Slug", "../a", "", "a/b", "x" * 61, "%00"])
def test_what_is_no_slug_is_refused(house: House, files: list[Path], slug: str) -> None:
    assert refusal(lambda: publish(house, files, slug=slug)) == "usage"
    assert (desk_of(house).list(), house.kept()) == ([], [])


def test_files_of_one_name_are_different_files(house: House, tmp_path: Path) -> None:
    paths = [tmp_path / part / name for part, name in (("a", "2-x.pdf"), ("b", "3-x.pdf"), ("c", "x.pdf"))]
    paths += [tmp_path / "d" / "x.pdf", tmp_path / "e" / "Re\u0301.pdf", tmp_path / "f" / "R\u00e9.pdf"]
    paths += [tmp_path / "g" / "x.pdf", tmp_path / "h" / "7-x.pdf"]
    for number, path in enumerate(paths):
        path.parent.mkdir()
        path.write_bytes(bytes([number]))
    publish(house, paths)
    build = house.http.get(f"{API}/seminars/mjmw-t-b/builds").json()[0]
    assert [each["sha256"] for each in build["files"]] == [hex_digest(path.read_bytes()) for path in paths]


def test_a_file_that_is_not_there_leaves_no_draft(house: House, files: list[Path]) -> None:
    for missing in (files[0].with_name("gone.pdf"), files[0].parent):
        with pytest.raises(NotFound, match=r"^Not found: "):
            publish(house, [files[0], missing])
    assert (desk_of(house).list(), house.kept()) == ([], [])


def test_a_build_that_fails_leaves_no_draft(house: House, files: list[Path]) -> None:
    def fail() -> None:
        for job in house.waiting():
            house.fail(job.id)

    with pytest.raises(RefusedError) as refused:
        publish(house, files, on_progress=fail)
    assert refused.value.failure == EMPTY
    assert (desk_of(house).list(), house.kept()) == ([], [])


def test_a_build_that_fails_leaves_the_published_release(house: House, files: list[Path]) -> None:
    publish(house, files, slug="friday")

    def fail() -> None:
        for job in house.waiting():
            house.fail(job.id)

    assert refusal(lambda: publish(house, files, slug="friday", on_progress=fail)) == "deck_empty"
    assert house.seminar("friday").release == 1


def test_who_stops_waiting_cancels_the_build(house: House, files: list[Path]) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(house, files, on_progress=stop)
    assert (desk_of(house).list(), house.kept(), house.waiting()) == ([], [], set())


def test_a_rebuild_changes_what_is_given(house: House, files: list[Path]) -> None:
    slug = publish(house, files).talk.slug
    cues = files[0].with_name("times.csv")
    cues.write_bytes(b"slide,start\n1,0\n")
    rebuilt = desk_of(house).build(titled("A better title", cues=cues), slug, lambda _: house.work())
    assert (rebuilt.talk.title, rebuilt.talk.slug, rebuilt.release) == ("A better title", slug, 2)
    again = desk_of(house).build(titled(timing=TimingMethod.EVEN), slug, lambda _: house.work())
    assert (again.talk.title, again.release) == ("A better title", 3)
    build = house.http.get(f"{API}/seminars/{slug}/builds").json()[0]
    assert (build["timing"], build["cues"]["name"]) == ("even", "times.csv")


def test_what_is_asked_for_is_done_at_the_service_until_it_is_taken_away(house: House, files: list[Path]) -> None:
    desk, also = desk_of(house), ("video-upload", "audio-master")
    every: dict[str, Any] = {"also": also, "clean_up": True, "notes": Notes.PUBLISH, "track": 2}
    slug = desk.build(order_of(files, **every), None, lambda _: house.work()).talk.slug
    taken: dict[str, Any] = {"also": (), "notes": Notes.PRIVATE, "cleared": frozenset({"track"})}
    several: list[dict[str, Any]] = [{}, {"clean_up": False}, taken, every]
    for asked in several:
        desk.build(titled(**asked), slug, lambda _: house.work())
    desk.build(order_of(files), slug, lambda _: house.work())
    builds = house.http.get(f"{API}/seminars/{slug}/builds").json()
    assert [(build["also"], build["clean_up"], build["notes"], build["track"]) for build in builds[::-1]] == [
        (list(also), True, "publish", 2),
        (list(also), True, "publish", 2),
        (list(also), False, "publish", 2),
        ([], False, "private", None),
        (list(also), True, "publish", 2),
        (list(also), True, "publish", 2),
    ]


def test_a_release_is_held_or_planned_from_afar(house: House, files: list[Path]) -> None:
    desk, at = desk_of(house), datetime(2100, 1, 1, tzinfo=UTC)
    held = desk.build(order_of(files, publishing=ON_REQUEST), None, lambda _: house.work())
    slug = held.talk.slug
    assert (held.talk.state, held.release, held.waits, held.publish_at) == (SeminarState.DRAFT, 1, True, None)
    assert held.preview_url == f"https://talks.example/s/{slug}/preview/1"
    later = desk.build(titled(publishing=Publishing(at=at)), slug, lambda _: house.work())
    assert (later.waits, later.publish_at) == (True, at)
    again = desk.build(titled(), slug, lambda _: house.work())
    assert (again.release, again.waits, again.publish_at) == (3, True, at)
    shown = desk.build(titled(publishing=AT_ONCE), slug, lambda _: house.work())
    assert (shown.talk.state, shown.talk.release, shown.waits) == (SeminarState.PUBLISHED, 4, False)


def test_details_are_changed_and_taken_away_from_afar(house: House, files: list[Path]) -> None:
    slug = publish(house, files).talk.slug
    changes = DetailChanges(held_on=date(2026, 6, 18), cleared=frozenset({"series", "speakers"}))
    desk_of(house).build(Order(details=changes), slug, lambda _: house.work())
    seminar = house.seminar(slug)
    assert seminar.details == replace(DETAILS, held_on=date(2026, 6, 18), speakers=())
    assert seminar.series is None


def test_a_new_talk_needs_a_title(house: House, files: list[Path]) -> None:
    order: Order[Path] = Order(files=tuple(files))
    with pytest.raises(Usage, match="needs a title"):
        desk_of(house).build(order, "friday", lambda _: house.work())
    publish(house, files, slug="friday")
    assert desk_of(house).build(order, "friday", lambda _: house.work()).talk.title == DETAILS.title


def test_timing_without_its_cues_is_refused_before_anything_is_uploaded(house: House, files: list[Path]) -> None:
    order = order_of([*files, files[0].with_name("missing.mp3")], timing=TimingMethod.CUES)
    with pytest.raises(Usage, match="needs a cues file"):
        desk_of(house).build(order, None, lambda _: house.work())
    assert (desk_of(house).list(), house.kept()) == ([], [])


def test_every_seminar_is_listed_however_many_there_are(house: House) -> None:
    with house.database.transaction() as catalogue:
        slugs = [catalogue.seminars.add(f"talk-{number}", DETAILS).slug for number in range(203)]
    assert [talk.slug for talk in desk_of(house).list()] == slugs[::-1]


def test_without_a_token_only_published_talks_are_there(house: House) -> None:
    house.draft("Draft")
    slug = house.published()
    desk = RemoteDesk(ORIGIN, None, InProcess(house.app))
    assert [talk.slug for talk in desk.list()] == [slug]
    assert refusal(lambda: desk.show("draft")) == "not_found"
    assert refusal(lambda: desk.withdraw(slug)) == "not_allowed"


def test_a_talk_is_shown_withdrawn_and_brought_back(house: House, files: list[Path]) -> None:
    desk = desk_of(house)
    slug = publish(house, files).talk.slug
    shown = desk.show(slug)
    assert shown.manifest is not None
    assert (shown.talk.release, shown.manifest.title) == (1, DETAILS.title)
    withdrawn = desk.withdraw(slug)
    assert (withdrawn.state, desk.show(slug).manifest) == (SeminarState.WITHDRAWN, None)
    desk.build(titled("Second"), slug, lambda _: house.work())
    assert desk.restore(slug, 1).title == DETAILS.title
    desk.withdraw(slug)
    back = desk.restore(slug, None)
    assert (back.state, back.release) == (SeminarState.PUBLISHED, 1)


def test_what_is_not_there_is_not_found(house: House, tmp_path: Path) -> None:
    desk = desk_of(house)
    house.draft()
    asks: list[Callable[[], object]] = [
        lambda: desk.show("unknown"),
        lambda: desk.withdraw("unknown"),
        lambda: desk.withdraw("a-talk"),
        lambda: desk.restore("unknown", 1),
        lambda: desk.restore("a-talk", 1),
        lambda: desk.export("a-talk", tmp_path / "out", page),
        lambda: desk.build(titled(), "unknown", lambda _: None),
    ]
    assert [refusal(ask) for ask in asks] == ["not_found"] * len(asks)
    with pytest.raises(NotFound, match="no release yet"):
        desk.restore("a-talk", None)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("slug", ["", "..", "../../healthz", "a/b", "a?b", "A", "é", "\x00", " "])
def test_a_name_that_is_none_is_not_found(house: House, tmp_path: Path, slug: str) -> None:
    desk = desk_of(house)
    asks: list[Callable[[], object]] = [
        lambda: desk.show(slug),
        lambda: desk.withdraw(slug),
        lambda: desk.restore(slug, None),
        lambda: desk.restore(slug, 1),
        lambda: desk.export(slug, tmp_path / "out", page),
        lambda: desk.build(titled("A talk"), slug, lambda _: None),
    ]
    for ask in asks:
        with pytest.raises(NotFound):
            ask()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("elsewhere", [False, True], ids=["files here", "files elsewhere"])
def test_an_export_from_afar_is_the_one_on_the_spot(
    house: House, files: list[Path], tmp_path: Path, elsewhere: bool
) -> None:
    slug = publish(house, files).talk.slug
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.host == "files.example":
            with house.storage.open(request.url.path.removeprefix("/")) as file:
                return httpx.Response(200, content=file.read())
        return InProcess(serving.app).handle_request(request)

    storage = Elsewhere(house.service.settings.data_dir / "storage")
    serving = house.with_parts(storage=storage) if elsewhere else house
    afar, here = tmp_path / "afar", tmp_path / "here"
    RemoteDesk(ORIGIN, house.token, httpx.MockTransport(answer)).export(slug, afar, page)
    export(house.service, Operator(), slug, here, Handout(page))
    assert contents(afar) == contents(here)
    assert set(contents(afar)) == {*RELEASE, "manifest.json", "index.html"}
    assert [
        request.url for request in asked if "Authorization" in request.headers and "api" not in request.url.path
    ] == [
        request.url
        for request in asked
        if request.url.path.startswith("/media/") and request.url.path.endswith(".json")
    ][:1]


def test_its_people_export_a_talk_that_viewers_may_not_save(house: House, files: list[Path], tmp_path: Path) -> None:
    desk, nobody = (RemoteDesk(ORIGIN, token, InProcess(house.app)) for token in (house.token, None))
    slug = publish(house, files).talk.slug
    assert house.http.patch(f"{API}/seminars/{slug}", json={"streaming_only": True}).status_code == 200
    desk.export(slug, tmp_path / "afar", page)
    export(house.service, Operator(), slug, tmp_path / "here", Handout(page))
    assert contents(tmp_path / "afar") == contents(tmp_path / "here")
    assert refusal(lambda: nobody.export(slug, tmp_path / "out", page)) == "not_allowed"
    assert not (tmp_path / "out").exists()


def test_a_talk_that_is_withdrawn_while_it_is_exported_leaves_nothing(
    house: House, files: list[Path], tmp_path: Path
) -> None:
    slug = publish(house, files).talk.slug

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("slides.pdf"):
            house.http.post(f"{API}/seminars/{slug}/withdraw")
        return InProcess(house.app).handle_request(request)

    desk = RemoteDesk(ORIGIN, house.token, httpx.MockTransport(answer))
    assert refusal(lambda: desk.export(slug, tmp_path / "out", page)) == "withdrawn"
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name or "mediasvc-" in path.name] == []


def test_a_wrong_token_is_refused(house: House, files: list[Path]) -> None:
    desk = desk_of(house, "mediasvc_wrong")
    for slug in (None, "friday"):
        assert refusal(lambda: publish(house, files, slug=slug, desk=desk)) == "not_allowed"  # noqa: B023
    assert refusal(desk.list) == "not_allowed"
    assert (desk_of(house).list(), house.kept()) == ([], [])


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("", "t"),
        ("here", "t"),
        ("ftp://here", "t"),
        ("http://[", "t"),
        ("http://h:port", "t"),
        (ORIGIN, "é"),
        (ORIGIN, "\n"),
    ],
)
def test_an_address_or_token_that_is_none_is_refused(url: str, token: str) -> None:
    with pytest.raises((Usage, ServiceUnavailable)):
        RemoteDesk(url, token).list()


class Interrupted:
    """A service that is away for some of the requests."""

    def __init__(self, house: House, away: Callable[[int], Answer | None]) -> None:
        self.followed = 0
        self._in_process = InProcess(house.app)
        self._away = away

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and "/builds/" in request.url.path:
            self.followed += 1
            if instead := self._away(self.followed):
                return instead(request)
        return self._in_process.handle_request(request)


def gone(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody listens", request=request)


def bad_gateway(request: httpx.Request) -> httpx.Response:
    return httpx.Response(502, text="<html>Bad gateway</html>", request=request)


def busy(request: httpx.Request) -> httpx.Response:
    told = {"code": "storage_unavailable", "detail": "The files cannot be reached", "hint": "Try again."}
    return httpx.Response(503, json=told, request=request)


@pytest.mark.parametrize("instead", [gone, bad_gateway, busy])
def test_a_service_that_is_away_for_a_while_is_waited_for(house: House, files: list[Path], instead: Answer) -> None:
    service = Interrupted(house, lambda number: instead if number in (1, 2, 4) else None)
    desk = RemoteDesk(ORIGIN, house.token, httpx.MockTransport(service))
    looks: list[Mapping[str, float]] = []

    def work(progress: Mapping[str, float]) -> None:
        if SENDING in progress:
            return
        looks.append(progress)
        if len(looks) == 2:
            house.work()

    assert desk.build(order_of(files), None, work).release == 1


@pytest.mark.parametrize("instead", [gone, bad_gateway, busy])
def test_a_service_that_stays_away_is_given_up(
    house: House, files: list[Path], instead: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 100_000, 100))
    # Of this module alone: the service has another clock.
    monkeypatch.setattr(remote, "time", SimpleNamespace(monotonic=lambda: float(next(clock)), sleep=time.sleep))
    service = Interrupted(house, lambda _: instead)
    desk = RemoteDesk(ORIGIN, house.token, httpx.MockTransport(service))
    with pytest.raises((ServiceUnavailable, RefusedError)):
        publish(house, files, desk=desk)
    assert service.followed > 2
    assert (desk_of(house).list(), house.kept()) == ([], [])


def plain(status: int, content: bytes = b"", location: str | None = None) -> Answer:
    headers = {} if location is None else {"Location": location}
    return lambda request: httpx.Response(status, content=content, headers=headers, request=request)


def html(status: int) -> Answer:
    return plain(status, b"<h1>Welcome</h1>")


def told(value: Any, status: int = 200) -> Answer:
    return lambda request: httpx.Response(status, json=value, request=request)


@pytest.mark.parametrize(
    "answer",
    [
        html(200),
        html(404),
        html(401),
        html(503),
        told({}),
        told([]),
        told(None),
        told("hello"),
        told({"seminars": None, "slug": None, "state": "odd"}),
        told({"detail": "Not Found"}, 404),
        told({"code": None}, 500),
        plain(200, content=b"\xff\xfe"),
        plain(200, content=b"[" * 100_000),
        plain(204),
        plain(301, location=f"{ORIGIN}{API}/seminars?limit=100"),
        plain(302, location="http://[/"),
        plain(302, location="ftp://here.example/"),
        plain(304),
        gone,
    ],
)
def test_a_server_that_is_not_ours_is_told_as_such(files: list[Path], tmp_path: Path, answer: Answer) -> None:
    desk = RemoteDesk(ORIGIN, "secret", httpx.MockTransport(answer))
    asks: list[Callable[[], object]] = [
        desk.list,
        lambda: desk.show("a-talk"),
        lambda: desk.withdraw("a-talk"),
        lambda: desk.restore("a-talk", None),
        lambda: desk.export("a-talk", tmp_path / "out", page),
        lambda: desk.build(order_of(files), None, lambda _: None),
        lambda: desk.build(titled(), "a-talk", lambda _: None),
    ]
    for ask in asks:
        with pytest.raises(ServiceUnavailable, match=r"here\.example|\[/|ftp"):
            ask()
    assert not (tmp_path / "out").exists()


class Redirecting:
    """Sends everybody to another host, where somebody writes down what comes."""

    def __init__(self, house: House, status: int, only: str = "") -> None:
        self.came: list[httpx.Request] = []
        self._in_process, self._status, self._only = InProcess(house.app), status, only

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "elsewhere.example":
            self.came.append(request)
            return self._in_process.handle_request(request)
        if self._only in request.url.path:
            moved = str(request.url.copy_with(host="elsewhere.example"))
            return httpx.Response(self._status, headers={"Location": moved}, request=request)
        return self._in_process.handle_request(request)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_token_is_not_given_to_another_host(house: House, files: list[Path], tmp_path: Path, status: int) -> None:
    slug = house.published()
    service = Redirecting(house, status)
    desk = RemoteDesk(ORIGIN, house.token, httpx.MockTransport(service))
    assert [talk.slug for talk in desk.list()] == [slug]
    assert desk.show(slug).manifest is not None
    desk.export(slug, tmp_path / "out", page)
    for ask in (lambda: desk.withdraw(slug), lambda: publish(house, files, desk=desk)):
        with pytest.raises((RefusedError, ServiceUnavailable)):
            ask()
    assert len(service.came) > len(RELEASE)
    assert [request.url for request in service.came if house.token in str(request.headers.raw)] == []
    assert house.seminar(slug).state is SeminarState.PUBLISHED


def test_the_token_is_not_given_to_the_host_that_keeps_the_files(house: House, tmp_path: Path) -> None:
    slug = house.published()
    service = Redirecting(house, 307, only="manifest")
    RemoteDesk(ORIGIN, house.token, httpx.MockTransport(service)).export(slug, tmp_path / "out", page)
    assert {request.url.path.rpartition("/")[2] for request in service.came} >= {"slides.pdf", "manifest.json"}
    assert [request.url for request in service.came if "Authorization" in request.headers] == []


def test_a_service_that_sends_uploads_elsewhere_is_told_as_such(house: House, files: list[Path]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in ("PUT", "PATCH"):
            while (await receive()).get("more_body"):
                pass
            await RedirectResponse("/other", HTTPStatus.PERMANENT_REDIRECT)(scope, receive, send)
        else:
            await house.app(scope, receive, send)

    with served(app) as server, httpx.HTTPTransport() as transport:
        desk = RemoteDesk(f"http://127.0.0.1:{server.port}", house.token, transport)
        with pytest.raises(ServiceUnavailable, match="give that address"):
            publish(house, files, desk=desk)
    assert (desk_of(house).list(), house.kept()) == ([], [])


@pytest.mark.parametrize(
    "href", ["../out.txt", "/etc/passwd", "a/../../b", "C:x", "a\\b", ".hidden", "", "a//b", "a\x00"]
)
def test_no_export_writes_outside_of_its_folder(tmp_path: Path, href: str) -> None:
    manifest = replace(manifest_of("a-talk", 1, "A talk"), attachments=(Attachment("x", href, "x", 1),))
    desk = RemoteDesk(ORIGIN, None, httpx.MockTransport(told(json.loads(manifest.to_json()))))
    with pytest.raises(ServiceUnavailable):
        desk.export("a-talk", tmp_path / "out", page)
    assert [path for path in tmp_path.iterdir() if path.name in ("out", "out.txt")] == []


def test_what_is_sent_is_what_the_api_says(house: House, files: list[Path]) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return InProcess(house.app).handle_request(request)

    publish(house, files, desk=RemoteDesk(ORIGIN, house.token, httpx.MockTransport(answer)))
    uploads = [request for request in sent if request.method == "PATCH"]
    assert [request.headers["Content-Length"] for request in uploads] == [str(path.stat().st_size) for path in files]
    assert all("Transfer-Encoding" not in request.headers for request in uploads)
    order = next(request for request in sent if request.url.path.endswith("/builds"))
    assert json.loads(order.content)["files"] == [path.name for path in files]
