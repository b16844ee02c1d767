"""Builds over HTTP: start, follow, cancel."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest
from house import API, DECK, EMPTY, PUBLIC_URL, SOUND, WARNING, House, hex_digest, refused
from wire import LONGEST_S, Wire, on_the_wire, served

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.api.routes import builds
from mediasvc.api.watched import WatchedBuilds
from mediasvc.domain.access import Anonymous, Operator, TokenHolder
from mediasvc.domain.build import BuildId, Pace
from mediasvc.domain.errors import (
    Cancelled,
    ConversionFailed,
    Failure,
    NotSignedIn,
    QueueUnavailable,
    StorageUnavailable,
)
from mediasvc.domain.job import Job, JobKind
from mediasvc.domain.limits import MOST_FILES
from mediasvc.ports import Catalogue, Database
from mediasvc.usecases.builds import BuildOfSeminar
from mediasvc.usecases.tokens import revoke_token

CUES = b"slide,start\n1,0\n"
UNKNOWN = "0" * 32


def names(build: dict[str, Any]) -> list[str]:
    return [each["name"] for each in build["files"]]


def start(house: House, slug: str, **order: Any) -> dict[str, Any]:
    answer = house.http.post(f"{API}/seminars/{slug}/builds", json=order)
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"{API}/builds/{answer.json()['id']}"
    assert house.http.get(answer.headers["Location"]).json() == answer.json()
    told: dict[str, Any] = answer.json()
    return told


def test_a_build_of_everything_waits_for_a_worker(house: House) -> None:
    slug = house.uploaded()
    build = start(house, slug)
    assert (names(build), build["timing"], build["cues"]) == (["slides.pdf", "talk.mp3"], "auto", None)
    assert (build["state"], build["sentence"], build["percent"]) == ("queued", "Waiting for a worker", 0)
    assert (build["slug"], build["release"], build["failure"], build["warnings"]) == (slug, None, None, [])
    assert build["files"][0] == {"name": "slides.pdf", "sha256": hex_digest(DECK), "size_bytes": len(DECK)}
    assert house.waiting() == {Job(JobKind.BUILD, build["id"])}


def test_a_published_build_says_what_it_made(house: House) -> None:
    slug = house.uploaded()
    build = house.order(slug)
    house.work()
    told = house.http.get(f"{API}/builds/{build}").json()
    assert (told["state"], told["percent"], told["release"], told["attempts"]) == ("published", 100, 1, 1)
    assert told["warnings"] == [{"code": WARNING.code, "message": WARNING.message, "slides": [], "language": None}]


def test_a_build_that_runs_says_how_far_it_is(house: House) -> None:
    build = house.order(house.uploaded())
    house.begin(build, {"ingest": 1.0, "render_slides": 0.5})
    told = house.http.get(f"{API}/builds/{build}").json()
    assert (told["state"], told["sentence"]) == ("running", "Drawing the slides")
    assert told["steps"] == [{"step": "ingest", "percent": 100}, {"step": "render_slides", "percent": 50}]
    assert 0 < told["percent"] < 100


def test_a_build_that_failed_says_why(house: House) -> None:
    build = house.order(house.uploaded())
    house.fail(build)
    told = house.http.get(f"{API}/builds/{build}").json()
    assert (told["state"], told["sentence"]) == ("failed", EMPTY.message)
    says = {"code": "deck_empty", "message": EMPTY.message, "hint": EMPTY.hint}
    assert told["failure"] == says | {"source": None, "language": None, "remedy": "replace"}


def test_a_failure_that_an_earlier_version_recorded_names_no_command(house: House) -> None:
    build = house.order(house.uploaded())
    house.fail(build, Failure("conversion_failed", "The converter failed.", "mediasvc doctor says more."))
    told = house.http.get(f"{API}/builds/{build}").json()
    assert told["failure"]["hint"] == ConversionFailed.hint


def test_files_are_built_in_the_order_in_which_they_are_named(house: House) -> None:
    slug = house.uploaded()
    house.put(slug, "unused.mp3", b"ID3 unused")
    assert names(start(house, slug, files=["talk.mp3", "slides.pdf"])) == ["talk.mp3", "slides.pdf"]


def test_a_talk_of_all_files_is_of_no_more_than_may_be_named(house: House) -> None:
    slug = house.uploaded()
    for number in range(MOST_FILES - 1):
        house.put(slug, f"{number}.mp3", b"ID3 %d" % number)
    refused = house.http.post(f"{API}/seminars/{slug}/builds", json={})
    assert (refused.status_code, refused.json()["code"]) == (422, "usage")
    assert f"{MOST_FILES + 1} files" in refused.json()["detail"]


def test_a_cues_file_is_named_and_is_not_a_file_to_build(house: House) -> None:
    slug = house.uploaded()
    house.put(slug, "times.csv", CUES)
    for order in ({"cues": "times.csv"}, {"cues": "times.csv", "timing": "cues"}):
        build = start(house, slug, **order)
        assert (names(build), build["cues"]["name"]) == (["slides.pdf", "talk.mp3"], "times.csv")


def test_captions_are_named_and_stay_until_they_are_taken_away(house: House) -> None:
    slug = house.uploaded()
    house.put(slug, "talk.vtt", b"WEBVTT\n")
    assert start(house, slug, files=["slides.pdf"])["captions"] is None
    first = start(house, slug, captions="talk.vtt", files=["slides.pdf", "talk.mp3"])
    assert (names(first), first["captions"]["name"]) == (["slides.pdf", "talk.mp3"], "talk.vtt")
    assert first["captions"]["sha256"] == hex_digest(b"WEBVTT\n")
    house.work()
    assert start(house, slug, timing="even")["captions"] == first["captions"]
    house.put(slug, "better.srt", b"1\n")
    assert start(house, slug, captions="better.srt")["captions"]["name"] == "better.srt"
    assert start(house, slug, no_captions=True)["captions"] is None
    assert start(house, slug)["captions"] is None
    refused(
        house.http.post(f"{API}/seminars/{slug}/builds", json={"captions": "talk.vtt", "no_captions": True}),
        422,
        "usage",
    )


def test_captions_in_other_languages_are_named_and_null_takes_one_away(house: House) -> None:
    slug = house.uploaded()
    for name in ("talk.fr.vtt", "talk.ar.vtt"):
        house.put(slug, name, name.encode())
    files = ["slides.pdf", "talk.mp3"]

    def told(**order: Any) -> dict[str, str]:
        build = start(house, slug, files=files, **order)
        return {language: source["name"] for language, source in build["captions_in"].items()}

    assert told(captions_in={"FR": "talk.fr.vtt", "ar": "talk.ar.vtt"}) == {"fr": "talk.fr.vtt", "ar": "talk.ar.vtt"}
    assert told() == {"fr": "talk.fr.vtt", "ar": "talk.ar.vtt"}
    assert told(captions_in={"fr": None}) == {"ar": "talk.ar.vtt"}
    assert told(no_captions=True, captions_in={"fr": "talk.fr.vtt"}) == {"fr": "talk.fr.vtt"}
    address = f"{API}/seminars/{slug}/builds"
    refused(house.http.post(address, json={"captions_in": {"french": "talk.fr.vtt"}}), 422, "usage")
    refused(house.http.post(address, json={"captions_in": {"fr": "gone.vtt"}}), 404, "not_found")
    for wrong in ({"fr": 1}, {"fr": ""}, ["fr"]):
        refused(house.http.post(address, json={"captions_in": wrong}), 422, "usage")


def test_captions_are_not_a_file_to_build(house: House) -> None:
    slug = house.uploaded()
    for name in ("talk.vtt", "talk.fr.vtt", "times.csv"):
        house.put(slug, name, name.encode())
    build = start(house, slug, captions="talk.vtt", captions_in={"fr": "talk.fr.vtt"}, cues="times.csv")
    assert (names(build), build["cues"]["name"]) == (["slides.pdf", "talk.mp3"], "times.csv")


def test_a_build_is_as_the_last_one_where_nothing_else_is_said(house: House) -> None:
    slug = house.uploaded()
    house.put(slug, "times.csv", CUES)
    house.order(slug, files=["talk.mp3", "slides.pdf"], cues="times.csv")
    house.work()
    house.put(slug, "added.mp3", b"ID3 added")
    again = start(house, slug)
    assert (names(again), again["cues"]["name"], again["timing"]) == (["talk.mp3", "slides.pdf"], "times.csv", "auto")
    even = start(house, slug, timing="even")
    assert (names(even), even["cues"]["name"], even["timing"]) == (["talk.mp3", "slides.pdf"], "times.csv", "even")
    untimed = start(house, slug, no_cues=True)
    assert (untimed["cues"], untimed["timing"]) == (None, "even")
    more = start(house, slug, files=["slides.pdf", "added.mp3"])
    assert (names(more), more["timing"]) == (["slides.pdf", "added.mp3"], "even")


def test_a_build_keeps_what_was_wished_until_it_is_taken_away(house: House) -> None:
    slug = house.uploaded()
    orders: list[dict[str, Any]] = [
        {},
        {"also": ["audio-master", "video-upload", "audio-master"], "clean_up": True},
        {"also": None, "timing": "even"},
        {"also": ["audio-master"]},
        {"also": [], "clean_up": False},
    ]
    told = [start(house, slug, **order) for order in orders]
    assert [(build["also"], build["clean_up"]) for build in told] == [
        ([], False),
        (["video-upload", "audio-master"], True),
        (["video-upload", "audio-master"], True),
        (["audio-master"], True),
        ([], False),
    ]


def test_a_rebuild_is_of_the_same_files_unless_it_names_newer_ones(house: House) -> None:
    slug = house.published()
    house.put(slug, "slides.pdf", b"%PDF-1.7 better")
    same = start(house, slug)
    assert [(file["name"], file["sha256"]) for file in same["files"]] == [
        ("slides.pdf", hex_digest(DECK)),
        ("talk.mp3", hex_digest(SOUND)),
    ]
    better = start(house, slug, files=["slides.pdf", "talk.mp3"])
    assert better["files"][0]["sha256"] == hex_digest(b"%PDF-1.7 better")


def test_a_changed_title_is_of_the_release_that_viewers_see(house: House) -> None:
    slug = house.published()
    house.put(slug, "slides.pdf", b"%PDF-1.7 worse")
    start(house, slug, files=["slides.pdf", "talk.mp3"], timing="even")
    house.work()
    assert house.http.post(f"{API}/seminars/{slug}/releases/1/publish").json()["release"] == 1
    build = house.http.patch(f"{API}/seminars/{slug}", json={"title": "Corrected"}).json()["build"]
    assert (build["files"][0]["sha256"], build["timing"]) == (hex_digest(DECK), "auto")


def test_who_went_back_is_not_overtaken_by_a_build_from_before(house: House) -> None:
    slug = house.published()
    late = start(house, slug, timing="even")
    assert house.http.post(f"{API}/seminars/{slug}/releases/1/publish").json()["release"] == 1
    house.work()
    assert house.http.get(f"{API}/builds/{late['id']}").json()["release"] == 2
    assert house.http.get(f"{API}/seminars/{slug}").json()["release"] == 1
    start(house, slug)
    house.work()
    assert house.http.get(f"{API}/seminars/{slug}").json()["release"] == 3


def test_a_build_that_failed_is_no_pattern_for_the_next(house: House) -> None:
    slug = house.uploaded()
    house.fail(house.order(slug, files=["talk.mp3"], timing="even"))
    build = start(house, slug)
    assert (names(build), build["timing"]) == (["slides.pdf", "talk.mp3"], "auto")


def test_details_are_the_releases_and_the_seminars_when_it_is_published(house: House) -> None:
    slug = house.published()
    start(house, slug, details={"title": "A better title", "speakers": ["Hana"]})
    assert house.seminar(slug).details.title == "A talk"
    house.work()
    seminar = house.http.get(f"{API}/seminars/{slug}").json()
    assert (seminar["title"], seminar["speakers"], seminar["slug"]) == ("A better title", ["Hana"], slug)


@pytest.mark.parametrize(
    ("order", "status", "code"),
    [
        ({"files": ["unknown.pdf"]}, 404, "not_found"),
        ({"files": ["slides.pdf", "../other.pdf"]}, 404, "not_found"),
        ({"cues": "unknown.csv"}, 404, "not_found"),
        ({"captions": "unknown.vtt"}, 404, "not_found"),
        ({"files": []}, 422, "usage"),
        ({"files": [""]}, 422, "usage"),
        ({"files": ["\x00"]}, 422, "usage"),
        ({"files": ["x" * 301]}, 422, "usage"),
        ({"files": ["slides.pdf"] * 101}, 422, "usage"),
        ({"files": "slides.pdf"}, 422, "usage"),
        ({"files": None, "cues": " "}, 422, "usage"),
        ({"timing": "cues"}, 422, "usage"),
        ({"timing": "guess"}, 422, "usage"),
        ({"timing": "log"}, 422, "not_supported"),
        ({"timing": "even", "cues": "talk.mp3"}, 422, "usage"),
        ({"also": ["video-8k"]}, 422, "usage"),
        ({"also": ["audio-master", "audio-low"]}, 422, "usage"),
        ({"also": "audio-master"}, 422, "usage"),
        ({"clean_up": "a little"}, 422, "usage"),
        ({"automatic_captions": "some"}, 422, "usage"),
        ({"automatic_captions": True}, 422, "not_supported"),
        ({"details": {"title": ""}}, 422, "usage"),
        ({"details": {"title": "\x07"}}, 422, "usage"),
        ({"details": {"tittle": "misspelt"}}, 422, "usage"),
        ({"details": {"visibility": "unlisted"}}, 422, "not_supported"),
        ({"priority": 1}, 422, "usage"),
    ],
    ids=repr,
)
def test_an_order_that_makes_no_sense_is_refused(house: House, order: dict[str, Any], status: int, code: str) -> None:
    slug = house.uploaded()
    refused(house.http.post(f"{API}/seminars/{slug}/builds", json=order), status, code)
    assert house.http.get(f"{API}/seminars/{slug}/builds").json() == []
    assert (house.listed(slug), house.waiting()) == (["slides.pdf", "talk.mp3"], set())


def test_captions_are_written_automatically_where_there_is_a_model(house: House) -> None:
    recognising = house.with_parts(model="base")
    slug = recognising.uploaded()
    orders: list[dict[str, Any]] = [{}, {"automatic_captions": True}, {"timing": "even"}, {"no_captions": True}]
    told = [start(recognising, slug, **order) for order in orders]
    assert [build["automatic_captions"] for build in told] == [False, True, True, False]
    assert not any(build["awaits_words"] for build in told)
    both = recognising.http.post(
        f"{API}/seminars/{slug}/builds", json={"automatic_captions": True, "no_captions": True}
    )
    refused(both, 422, "usage")


def test_there_is_nothing_to_build_before_something_is_uploaded(house: House) -> None:
    slug = house.draft()
    refused(house.http.post(f"{API}/seminars/{slug}/builds", json={}), 422, "usage")
    house.put(slug, "times.csv", CUES)
    refused(house.http.post(f"{API}/seminars/{slug}/builds", json={"cues": "times.csv"}), 422, "usage")


def test_what_is_not_there_is_not_found(house: House) -> None:
    refused(house.http.post(f"{API}/seminars/unknown/builds", json={}), 404, "not_found")
    refused(house.http.get(f"{API}/seminars/unknown/builds"), 404, "not_found")
    for method, path in (("GET", ""), ("GET", "/events"), ("POST", "/cancel")):
        refused(house.http.request(method, f"{API}/builds/{UNKNOWN}{path}"), 404, "not_found")


def test_builds_are_listed_newest_first(house: House) -> None:
    slug = house.published()
    second = house.order(slug)
    told = house.http.get(f"{API}/seminars/{slug}/builds").json()
    assert [(each["id"] == second, each["state"], each["release"]) for each in told] == [
        (True, "queued", None),
        (False, "published", 1),
    ]


class BrokenQueue(MemoryJobQueue):
    def enqueue(self, job: Job) -> None:
        raise QueueUnavailable("gone")

    def cancel(self, job: Job) -> None:
        raise QueueUnavailable("gone")


def test_without_a_queue_a_build_does_not_begin_and_nothing_is_lost(house: House) -> None:
    slug = house.uploaded()
    broken = house.with_parts(queue=BrokenQueue())
    answer = broken.http.post(f"{API}/seminars/{slug}/builds", json={})
    refused(answer, 503, "queue_unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert house.listed(slug) == ["slides.pdf", "talk.mp3"]
    assert [each["state"] for each in house.http.get(f"{API}/seminars/{slug}/builds").json()] == ["failed"]
    start(house, slug)


def test_without_a_queue_a_change_waits_for_it(house: House) -> None:
    slug = house.published()
    told = house.with_parts(queue=BrokenQueue()).http.patch(f"{API}/seminars/{slug}", json={"title": "Better"}).json()
    assert (told["seminar"]["title"], told["build"]["state"]) == ("Better", "queued")


def test_a_cancelled_build_publishes_nothing(house: House) -> None:
    slug = house.uploaded()
    build = house.order(slug)
    for _ in range(2):
        told = house.http.post(f"{API}/builds/{build}/cancel").json()
        assert (told["state"], told["failure"]["code"]) == ("failed", Cancelled.code)
    assert house.waiting() == set()
    house.publish(BuildId(build))
    assert house.http.get(f"{API}/seminars/{slug}").json()["state"] == "draft"
    assert house.listed(slug) == ["slides.pdf", "talk.mp3"]


def test_a_build_is_cancelled_also_without_a_queue(house: House) -> None:
    build = house.order(house.uploaded())
    told = house.with_parts(queue=BrokenQueue()).http.post(f"{API}/builds/{build}/cancel").json()
    assert told["state"] == "failed"


def test_a_build_that_is_at_its_end_stays_as_it_is(house: House) -> None:
    slug = house.published()
    build = house.http.get(f"{API}/seminars/{slug}/builds").json()[0]
    assert house.http.post(f"{API}/builds/{build['id']}/cancel").json() == build
    failed = house.order(slug)
    house.fail(failed)
    assert house.http.post(f"{API}/builds/{failed}/cancel").json()["failure"]["code"] == "deck_empty"


def events(answer: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each event's name and data, as soon as it has come."""
    name = ""
    for line in answer.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def follow(wire: Wire, build: str) -> AbstractContextManager[httpx.Response]:
    return wire.http.stream("GET", f"{API}/builds/{build}/events")


def test_following_tells_of_every_change_up_to_the_end(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "LOOK_EVERY_S", 0.01)
    house = wire.house
    build = house.order(house.uploaded())
    with follow(wire, build) as answer:
        assert answer.headers["Content-Type"].partition(";")[0] == "text/event-stream"
        assert answer.headers["Cache-Control"] == "no-cache"
        came = events(answer)
        assert next(came) == ("progress", wire.http.get(f"{API}/builds/{build}").json())
        house.begin(build, {"ingest": 0.5})
        name, told = next(came)
        while not told["steps"]:
            name, told = next(came)
        assert (name, told["sentence"]) == ("progress", "Looking at the files")
        house.publish(BuildId(build))
        last = list(came)[-1]
    assert last == ("end", wire.http.get(f"{API}/builds/{build}").json())
    assert (last[1]["state"], last[1]["release"]) == ("published", 1)


def test_following_a_build_that_is_at_its_end_ends_at_once(wire: Wire) -> None:
    build = wire.house.order(wire.house.uploaded())
    wire.house.fail(build)
    with follow(wire, build) as answer:
        assert [(name, told["state"]) for name, told in events(answer)] == [("end", "failed")]


def test_following_ends_where_the_build_is_forgotten(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "LOOK_EVERY_S", 0.01)
    slug = wire.house.uploaded()
    build = wire.house.order(slug)
    with follow(wire, build) as answer:
        came = events(answer)
        next(came)
        with wire.house.database.transaction() as catalogue:
            catalogue.seminars.remove_draft(catalogue.seminars.by_slug(slug).id)
        assert [name for name, _ in came] == []


class Looked(Database):
    """Counts who reads, and can be away for a while."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.looks = 0
        self.away = 0
        self.looked = threading.Condition()

    def transaction(self) -> AbstractContextManager[Catalogue]:
        return self._database.transaction()

    def reading(self) -> AbstractContextManager[Catalogue]:
        with self.looked:
            self.looks += 1
            self.looked.notify_all()
            if self.away:
                self.away -= 1
                raise StorageUnavailable("database: away")
        return self._database.reading()

    def wait_for(self, looks: int) -> None:
        with self.looked:
            assert self.looked.wait_for(lambda: self.looks >= looks, LONGEST_S)


def test_a_build_tells_its_step_its_count_and_its_place(house: House) -> None:
    first, second = house.order(house.uploaded()), house.order(house.uploaded("Another talk"))
    waiting = house.http.get(f"{API}/builds/{second}").json()
    assert (waiting["queue_place"], waiting["step"], waiting["remaining_ms"]) == (1, None, None)
    house.begin(first, {"ingest": 1.0, "read_slides": 1.0, "render_slides": 0.275}, Pace(9_000, 18_000, slides=40))
    running = house.http.get(f"{API}/builds/{first}").json()
    assert [running[name] for name in ("queue_place", "step", "count", "of", "remaining_ms")] == [
        *(None, "render_slides", 12, 40, 18_000)
    ]
    assert running["sentence"] == "Drawing slide 12 of 40, about 20 s left"
    house.publish(BuildId(first))
    assert house.http.get(f"{API}/builds/{second}").json()["queue_place"] == 0


def test_a_build_that_failed_is_built_once_more(house: House) -> None:
    build = house.order(house.uploaded(), timing="even")
    refused(house.http.post(f"{API}/builds/{build}/retry"), 409, "conflict")
    house.fail(build)
    answer = house.http.post(f"{API}/builds/{build}/retry")
    assert answer.status_code == 202
    again = answer.json()
    assert answer.headers["Location"] == f"{API}/builds/{again['id']}"
    assert (again["state"], again["timing"], again["queue_place"]) == ("queued", "even", 0)
    assert house.http.post(f"{API}/builds/{build}/retry").json()["id"] == again["id"]


def test_following_ends_where_the_token_is_revoked(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(builds, "ASK_AGAIN_AFTER_S", 0.02)
    build = wire.house.order(wire.house.uploaded())
    with follow(wire, build) as answer:
        came = events(answer)
        next(came)
        revoke_token(wire.house.service, Operator(), "Amina's laptop")
        assert list(came) == []


def test_those_who_watch_one_build_share_their_looks(house: House) -> None:
    build = BuildId(house.order(house.uploaded()))
    database = Looked(house.database)
    parts = house.with_parts(database=database).service
    watched = WatchedBuilds()

    async def watch() -> list[BuildOfSeminar]:
        return await asyncio.gather(*(watched.read(parts, TokenHolder(str(n)), build, LONGEST_S) for n in range(200)))

    async def look() -> None:
        await watched.read(parts, Anonymous(), build, LONGEST_S)

    assert {found.build.id for found in asyncio.run(watch())} == {build}
    assert database.looks == 1
    with pytest.raises(NotSignedIn):
        asyncio.run(look())


def test_following_outlives_a_database_that_is_away_for_a_while(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "LOOK_EVERY_S", 0.01)
    build = house.order(house.uploaded())
    database = Looked(house.database)
    with on_the_wire(house.with_parts(database=database)) as wire, follow(wire, build) as answer:
        came = events(answer)
        next(came)
        with database.looked:
            database.away = 3
            before = database.looks
        database.wait_for(before + 4)
        house.fail(build)
        assert [name for name, _ in came][-1:] == ["end"]


def test_nobody_looks_any_more_when_the_client_has_gone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "LOOK_EVERY_S", 0.01)
    build = house.order(house.uploaded())
    database = Looked(house.database)
    ended = threading.Event()
    follow_build = house.with_parts(database=database)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        try:
            await follow_build.app(scope, receive, send)
        finally:
            if scope["path"].endswith("/events"):
                ended.set()

    with served(app) as server:
        wire = Wire(follow_build, server)
        with follow(wire, build) as answer:
            came = events(answer)
            next(came)
            database.wait_for(database.looks + 3)
            assert not ended.is_set()
        assert ended.wait(LONGEST_S)
        looks = database.looks
        assert wire.http.get("/healthz").status_code == 200
        assert database.looks == looks
        wire.http.close()


def test_the_watch_address_is_the_public_one(house: House) -> None:
    slug = house.published()
    assert house.http.get(f"{API}/seminars/{slug}").json()["watch_url"] == f"{PUBLIC_URL}/s/{slug}"
