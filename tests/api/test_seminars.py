"""Seminars over HTTP: create, read, change, list, remove; and who may."""

from typing import Any

import httpx
import pytest
from house import API, PUBLIC_URL, SOUND, House, hex_digest, refused

from mediasvc.domain.access import Operator
from mediasvc.domain.build import BuildId
from mediasvc.domain.seminar import SeminarState
from mediasvc.usecases.tokens import revoke_token

MARKUP = "<script>alert('x')</script> & \"quotes\" <b>"
ALL_DETAILS: dict[str, Any] = {
    "title": "مجموعات الادخار",
    "speakers": ["Hana Tesfaye", "አበበ ቢቂላ"],
    "held_on": "2026-06-18",
    "language": "ar",
    "series": "Microfinance seminars",
    "visibility": "public",
    "license": "CC-BY-4.0",
}


def test_a_new_seminar_is_a_draft(house: House) -> None:
    answer = house.http.post(f"{API}/seminars", json=ALL_DETAILS)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{API}/seminars/mjmw-t-ldkhr")
    told = answer.json()
    assert {name: told[name] for name in ALL_DETAILS} == ALL_DETAILS
    assert (told["slug"], told["state"], told["release"]) == ("mjmw-t-ldkhr", "draft", None)
    assert told["watch_url"] == f"{PUBLIC_URL}/s/mjmw-t-ldkhr"
    assert house.http.get(answer.headers["Location"]).json() == told


def test_a_title_of_markup_comes_back_as_it_is(house: House) -> None:
    slug = house.draft(MARKUP)
    assert house.http.get(f"{API}/seminars/{slug}").json()["title"] == MARKUP
    assert house.http.get(f"{API}/seminars").json()["seminars"][0]["title"] == MARKUP


def test_talks_of_one_title_are_different_talks(house: House) -> None:
    assert [house.draft() for _ in range(3)] == ["a-talk", "a-talk-2", "a-talk-3"]


def test_a_slug_that_is_free_is_taken_and_one_that_is_not_conflicts(house: House) -> None:
    assert house.draft(slug="friday") == "friday"
    answer = house.http.post(f"{API}/seminars", json={"title": "Another", "slug": "friday"})
    assert "friday" in refused(answer, 409, "conflict")["detail"]
    assert [each["slug"] for each in house.http.get(f"{API}/seminars").json()["seminars"]] == ["friday"]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"title": ""},
        {"title": " \t"},
        {"title": "x" * 301},
        {"title": "a\x00b"},
        {"title": None},
        {"title": 7},
        {"title": ["A talk"]},
        {"title": "A talk", "tittle": "misspelt"},
        {"title": "A talk", "id": "1"},
        {"title": "A talk", "speakers": "Hana"},
        {"title": "A talk", "speakers": [""]},
        {"title": "A talk", "speakers": ["\x07"]},
        {"title": "A talk", "speakers": ["x"] * 51},
        {"title": "A talk", "held_on": "yesterday"},
        {"title": "A talk", "held_on": "2026-02-30"},
        {"title": "A talk", "held_on": 86400},
        {"title": "A talk", "held_on": True},
        {"title": "A talk", "language": "Klingon!"},
        {"title": "A talk", "series": ""},
        {"title": "A talk", "license": "all mine"},
        {"title": "A talk", "visibility": "secret"},
        {"title": "A talk", "slug": "Not A Slug"},
        {"title": "A talk", "slug": "../a"},
        {"title": "A talk", "slug": ""},
        {"title": "A talk", "slug": "x" * 61},
        [],
        "A talk",
        None,
    ],
    ids=repr,
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(house: House, wrong: Any) -> None:
    refused(house.http.post(f"{API}/seminars", json=wrong), 422, "usage")
    assert house.http.get(f"{API}/seminars").json() == {"seminars": [], "next": None}


@pytest.mark.parametrize("visibility", ["unlisted", "restricted"])
def test_visibilities_that_are_not_there_yet_are_not_supported(house: House, visibility: str) -> None:
    answer = house.http.post(f"{API}/seminars", json={"title": "A talk", "visibility": visibility})
    refused(answer, 422, "not_supported")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "seminars"),
        ("PATCH", "seminars/a-talk"),
        ("DELETE", "seminars/a-talk"),
        ("PUT", "seminars/a-talk/sources/a.pdf"),
        ("GET", "seminars/a-talk/sources"),
        ("DELETE", "seminars/a-talk/sources/slides.pdf"),
        ("POST", "seminars/a-talk/builds"),
        ("GET", "seminars/a-talk/builds"),
        ("GET", "builds/{build}"),
        ("GET", "builds/{build}/events"),
        ("POST", "builds/{build}/cancel"),
        ("GET", "seminars/a-talk/releases"),
        ("POST", "seminars/a-talk/releases/1/publish"),
        ("POST", "seminars/a-talk/withdraw"),
    ],
)
def test_what_is_the_organisers_needs_a_good_token(house: House, method: str, path: str) -> None:
    build = house.order(house.uploaded())
    with house.database.reading() as catalogue:
        before = (catalogue.seminars.all(), catalogue.builds.unfinished())
    house.client(house.token).get(f"{API}/seminars")
    wrong = [house.anybody, house.client("mediasvc_wrong"), house.client(""), _with_scheme(house, "Basic")]
    revoke_token(house.service, Operator(), "Amina's laptop")
    for client in (*wrong, house.http):
        given = {"title": "Another"} if method in ("POST", "PATCH") else None
        answer = client.request(method, f"{API}/{path.format(build=build)}", json=given)
        refused(answer, 401, "not_allowed")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    with house.database.reading() as catalogue:
        assert before == (catalogue.seminars.all(), catalogue.builds.unfinished())
    assert house.listed("a-talk") == ["slides.pdf", "talk.mp3"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "seminars"),
        ("PATCH", "seminars/no-such-talk"),
        ("DELETE", "seminars/No such talk"),
        ("PUT", "seminars/no-such-talk/sources/a.pdf"),
        ("POST", "seminars/no-such-talk/builds"),
        ("GET", "builds/no-such-build"),
        ("GET", "builds/no-such-build/events"),
        ("POST", "builds/no-such-build/cancel"),
        ("GET", "seminars/no-such-talk/releases"),
        ("POST", "seminars/no-such-talk/releases/0/publish"),
    ],
)
def test_nobody_unknown_hears_what_is_wrong_or_missing(house: House, method: str, path: str) -> None:
    given = {"titel": 7} if method in ("POST", "PATCH") else None
    refused(house.anybody.request(method, f"{API}/{path}", json=given), 401, "not_allowed")
    assert house.http.request(method, f"{API}/{path}", json=given).status_code in (404, 422)


def _with_scheme(house: House, scheme: str) -> httpx.Client:
    client = house.client(None)
    client.headers["Authorization"] = f"{scheme} {house.token}"
    return client


@pytest.mark.parametrize("path", ["seminars", "seminars/a-talk", "seminars/a-talk/manifest"])
def test_a_token_that_is_not_good_is_refused_where_none_is_needed(house: House, path: str) -> None:
    house.published()
    assert house.anybody.get(f"{API}/{path}").status_code in (200, 307)
    refused(house.client("mediasvc_wrong").get(f"{API}/{path}"), 401, "not_allowed")


def test_without_a_token_only_published_talks_are_there(house: House) -> None:
    draft, published, withdrawn = house.draft("Draft"), house.published("Published"), house.withdrawn("Withdrawn")
    listed = house.anybody.get(f"{API}/seminars").json()
    assert ([each["slug"] for each in listed["seminars"]], listed["next"]) == ([published], None)
    assert house.anybody.get(f"{API}/seminars/{published}").json()["state"] == "published"
    refused(house.anybody.get(f"{API}/seminars/{draft}"), 404, "not_found")
    refused(house.anybody.get(f"{API}/seminars/{withdrawn}"), 410, "withdrawn")
    for asked in ("state=draft", "state=withdrawn", "stage=public", "person=amina"):
        refused(house.anybody.get(f"{API}/seminars?{asked}"), 401, "not_allowed")
    for slug in (draft, published, withdrawn):
        assert house.http.get(f"{API}/seminars/{slug}").status_code == 200


def test_without_a_token_a_draft_is_as_unknown_as_any_other_name(house: House) -> None:
    house.draft("Draft")
    for path in ("seminars/{}", "seminars/{}/manifest", "seminars?after={}"):
        drafted, unknown = (house.anybody.get(f"{API}/{path.format(slug)}") for slug in ("draft", "other"))
        told = refused(drafted, 404, "not_found")
        assert told == {**refused(unknown, 404, "not_found"), "detail": told["detail"]}
    assert house.http.get(f"{API}/seminars?after=draft").json()["seminars"] == []


def test_pages_follow_each_other(house: House) -> None:
    slugs = [house.draft(f"Talk {number}", series="Friday") for number in range(5)][::-1]
    house.draft("Of another series")
    asked = "series=Friday&state=draft&stage=preparing&stage=failed&q=talk"
    address: str | None = f"{API}/seminars?limit=2&{asked}"
    pages: list[list[str]] = []
    while address is not None:
        page = house.http.get(address).json()
        pages.append([each["slug"] for each in page["seminars"]])
        address = page["next"]
    assert pages == [slugs[:2], slugs[2:4], slugs[4:]]


def test_pages_go_on_behind_a_talk_that_was_withdrawn_meanwhile(house: House) -> None:
    for title in ("First", "Second", "Third"):
        house.published(title)
    page = house.anybody.get(f"{API}/seminars?limit=1").json()
    house.http.post(f"{API}/seminars/third/withdraw")
    behind = house.anybody.get(page["next"]).json()
    assert [each["slug"] for each in behind["seminars"]] == ["second"]


def test_filters_hold_for_each_seminar(house: House) -> None:
    house.draft("One", series="Friday & more", language="en")
    house.draft("Two", series="Friday & more", language="ar")
    house.draft("Three", language="en")

    def found(**filters: str) -> list[str]:
        return [each["slug"] for each in house.http.get(f"{API}/seminars", params=filters).json()["seminars"]]

    assert found(series="Friday & more") == ["two", "one"]
    assert found(language="en") == ["three", "one"]
    assert found(series="Friday & more", language="en", state="draft") == ["one"]
    assert found(state="published") == found(series="سلسلة") == []
    assert found(q="FRIDAY tw") == ["two"]
    assert found(stage="preparing") == ["three", "two", "one"]
    assert found(stage="failed") == found(person="nobody") == []
    assert house.http.patch(f"{API}/seminars/one", json={"held_on": "2026-11-21"}).status_code == 200
    assert found(held_from="2026-11-21", held_to="2026-11-21") == ["one"]
    assert found(held_to="2026-11-20") == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=many",
        "limit=" + "9" * 5000,
        "state=gone",
        "after=../a",
        "after=%00",
        "after=A",
        "after=" + "a" * 101,
        "series=%00",
        "series=" + "x" * 301,
        "language=%00en",
        "stage=gone",
        "held_from=soon",
        "q=" + "x" * 301,
    ],
)
def test_a_query_that_makes_no_sense_is_refused(house: House, query: str) -> None:
    refused(house.http.get(f"{API}/seminars?{query}"), 422, "usage")


def test_a_page_behind_an_unknown_seminar_is_not_found(house: House) -> None:
    refused(house.http.get(f"{API}/seminars?after=unknown"), 404, "not_found")


@pytest.mark.parametrize("slug", ["a-talk", "friday"])
def test_a_draft_changes_without_a_build(house: House, slug: str) -> None:
    house.draft(slug=slug, speakers=["Hana"])
    answer = house.http.patch(f"{API}/seminars/{slug}", json={"title": "A better title", "language": "en"})
    assert answer.status_code == 200
    told = answer.json()
    assert told["build"] is None
    seminar = told["seminar"]
    assert (seminar["slug"], seminar["title"], seminar["speakers"]) == (slug, "A better title", ["Hana"])
    assert house.http.get(f"{API}/seminars/{slug}").json() == seminar


def test_what_viewers_see_changes_by_a_build_of_the_same_sources(house: House) -> None:
    slug = house.published()
    told = house.http.patch(f"{API}/seminars/{slug}", json={"title": "A better title"}).json()
    assert [each["name"] for each in told["build"]["files"]] == ["slides.pdf", "talk.mp3"]
    assert (told["seminar"]["title"], told["seminar"]["release"]) == ("A better title", 1)
    assert told["build"]["state"] == "queued"
    house.work()
    seminar = house.http.get(f"{API}/seminars/{slug}").json()
    assert (seminar["title"], seminar["release"]) == ("A better title", 2)
    assert house.http.get(f"/media/{slug}/2/manifest.json").json()["title"] == "A better title"


def test_a_change_that_changes_nothing_builds_nothing(house: House) -> None:
    slug = house.published()
    unchanged: list[dict[str, Any]] = [{}, {"title": "A talk"}, {"title": " A  talk "}, {"speakers": []}]
    for nothing in unchanged:
        told = house.http.patch(f"{API}/seminars/{slug}", json=nothing).json()
        assert (told["build"], told["seminar"]["title"]) == (None, "A talk")
    assert house.waiting() == set()


def test_what_is_not_given_stays_and_null_takes_away(house: House) -> None:
    slug = house.draft(**{**ALL_DETAILS, "title": "A talk"})
    house.http.patch(f"{API}/seminars/{slug}", json={"speakers": [], "held_on": None, "series": None})
    told = house.http.get(f"{API}/seminars/{slug}").json()
    assert (told["speakers"], told["held_on"], told["series"], told["language"]) == ([], None, None, "ar")


def test_a_withdrawn_talk_is_changed_and_stays_withdrawn(house: House) -> None:
    slug = house.withdrawn()
    told = house.http.patch(f"{API}/seminars/{slug}", json={"title": "Another"}).json()
    house.publish(BuildId(told["build"]["id"]))
    seminar = house.seminar(slug)
    assert (seminar.state, seminar.release, seminar.details.title) == (SeminarState.WITHDRAWN, 2, "Another")
    refused(house.anybody.get(f"{API}/seminars/{slug}"), 410, "withdrawn")


def test_a_talk_that_is_being_built_is_published_with_the_change(house: House) -> None:
    slug = house.uploaded()
    first = house.order(slug)
    told = house.http.patch(f"{API}/seminars/{slug}", json={"title": "A better title"}).json()
    second = told["build"]["id"]
    house.publish(second)
    house.publish(house.http.get(f"{API}/builds/{first}").json()["id"])
    seminar = house.http.get(f"{API}/seminars/{slug}").json()
    assert (seminar["title"], seminar["release"]) == ("A better title", 1)
    releases = house.http.get(f"{API}/seminars/{slug}/releases").json()
    assert [(each["number"], each["build"], each["published"]) for each in releases] == [
        (2, first, False),
        (1, second, True),
    ]


def test_changes_that_follow_each_other_add_up_whichever_build_ends_between(house: House) -> None:
    slug = house.published()
    changes: list[dict[str, Any]] = [{"title": "A better title"}, {"speakers": ["Hana"]}, {"language": "en"}]
    builds: list[Any] = []
    for number, change in enumerate(changes):
        told = house.http.patch(f"{API}/seminars/{slug}", json=change).json()
        assert all(told["seminar"][name] == value for each in changes[: number + 1] for name, value in each.items())
        builds.append(told["build"]["id"])
        if number:
            house.publish(builds[number - 1])
    house.publish(builds[-1])
    told = house.http.get(f"{API}/seminars/{slug}").json()
    assert (told["title"], told["speakers"], told["language"]) == ("A better title", ["Hana"], "en")


def test_a_change_stays_said_where_its_build_fails(house: House) -> None:
    slug = house.published()
    told = house.http.patch(f"{API}/seminars/{slug}", json={"title": "A better title"}).json()
    house.fail(told["build"]["id"])
    seminar = house.http.get(f"{API}/seminars/{slug}").json()
    assert (seminar["title"], seminar["release"]) == ("A better title", 1)
    house.publish(house.http.post(f"{API}/seminars/{slug}/builds", json={}).json()["id"])
    assert house.http.get(f"/media/{slug}/2/manifest.json").json()["title"] == "A better title"


def test_a_draft_goes_with_what_was_uploaded_for_it(house: House) -> None:
    slug, other = house.uploaded(), house.draft("Another")
    house.put(other, "the-same.mp3", SOUND)
    house.fail(house.order(slug))
    house.purge(slug)
    refused(house.http.get(f"{API}/seminars/{slug}"), 404, "not_found")
    refused(house.http.delete(f"{API}/seminars/{slug}"), 404, "not_found")
    assert house.kept() == [hex_digest(SOUND)]


@pytest.mark.parametrize("visibility", ["secret", "Public", ""])
def test_a_visibility_that_is_none_is_refused_with_those_that_are_offered(house: House, visibility: str) -> None:
    answer = house.http.patch(f"{API}/seminars/{house.published()}", json={"visibility": visibility})
    told = refused(answer, 422, "usage")
    assert "available: public" in told["detail"]
    assert "restricted" not in told["detail"]
