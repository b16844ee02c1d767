"""Releases that are not public yet: nobody sees anything of them until they are published, at once or at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from house import API, House, refused

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.build import BuildId
from mediasvc.domain.seminar import Seminar
from mediasvc.usecases import publishing
from mediasvc.usecases.publish_due import publish_due

HELD = {"hold": True}
FRIDAY = datetime(2100, 1, 1, 18, tzinfo=UTC)
TITLE = "Unheard-of savings"


def held(house: House, title: str = TITLE, **order: Any) -> str:
    """Return the slug of a draft whose only release waits."""
    slug = house.uploaded(title)
    house.order(slug, publishing=HELD, **order)
    house.work()
    return slug


def seminar(house: House, slug: str) -> dict[str, Any]:
    told: dict[str, Any] = house.http.get(f"{API}/seminars/{slug}").json()
    return told


def releases(house: House, slug: str) -> list[tuple[int, bool, bool]]:
    told = house.http.get(f"{API}/seminars/{slug}/releases").json()
    return [(each["number"], each["published"], each["waits"]) for each in told]


def plain(house: House, path: str) -> str:
    """Return a page that everybody sees, as text."""
    answer = house.anybody.get(path, headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200, path
    return answer.text


def test_nobody_sees_anything_of_a_release_that_is_held(house: House) -> None:
    slug = held(house)
    answers = [
        house.anybody.get(path, headers={"Accept-Encoding": "identity"}).status_code
        for path in (
            f"/s/{slug}",
            f"/s/{slug}/embed",
            f"/s/{slug}/text",
            f"/s/{slug}/takeaway/audio-low.zip",
            f"/media/{slug}/1/manifest.json",
            f"/media/{slug}/1/audio-low.webm",
            f"/oembed?url=https://talks.example/s/{slug}",
            f"{API}/seminars/{slug}",
            f"{API}/seminars/{slug}/manifest",
        )
    ]
    assert set(answers) == {404}
    for path in ("/", "/?q=savings", "/feeds/talks.atom", "/feeds/podcast.xml", "/sitemap.xml", f"{API}/seminars"):
        text = plain(house, path)
        assert slug not in text
        assert TITLE not in text


def test_a_held_release_is_ready_and_published_on_request(house: House) -> None:
    slug = held(house)
    [build] = house.http.get(f"{API}/seminars/{slug}/builds").json()
    assert (build["state"], build["sentence"], build["release"], build["waits"]) == ("published", "Ready", 1, True)
    told = seminar(house, slug)
    assert (told["state"], told["release"]) == ("draft", None)
    assert told["waiting"] == {
        "release": 1,
        "publish_at": None,
        "preview_url": f"https://talks.example/s/{slug}/preview/1",
    }
    [release] = house.http.get(f"{API}/seminars/{slug}/releases").json()
    assert (release["published"], release["waits"], release["publish_at"]) == (False, True, None)
    assert [warning["code"] for warning in release["warnings"]] == ["timing_is_a_guess"]
    shown = house.http.post(f"{API}/seminars/{slug}/releases/1/publish").json()
    assert (shown["state"], shown["release"], shown["waiting"]) == ("published", 1, None)
    assert TITLE in plain(house, f"/s/{slug}")
    assert house.anybody.get(f"/media/{slug}/1/manifest.json").status_code == 200
    assert releases(house, slug) == [(1, True, False)]


def test_what_waits_is_told_to_its_people_alone(house: House) -> None:
    slug = house.published()
    house.order(slug, publishing=HELD)
    house.work()
    assert house.anybody.get(f"{API}/seminars/{slug}").json()["waiting"] is None
    assert house.anybody.get(f"{API}/seminars").json()["seminars"][0]["waiting"] is None
    assert house.http.get(f"{API}/seminars").json()["seminars"][0]["waiting"]["release"] == 2


def test_viewers_go_on_seeing_what_was_there_while_another_release_waits(house: House) -> None:
    slug = house.published("As it was")
    house.order(slug, publishing=HELD, details={"title": TITLE})
    house.work()
    assert releases(house, slug) == [(2, False, True), (1, True, False)]
    assert house.http.patch(f"{API}/seminars/{slug}", json={"speakers": ["Amina"]}).json()["build"] is not None
    house.work()
    assert releases(house, slug) == [(3, False, True), (2, False, True), (1, True, False)]
    for path in ("/", f"/s/{slug}", "/feeds/talks.atom", f"{API}/seminars"):
        text = plain(house, path)
        assert "As it was" in text
        assert TITLE not in text
        assert "Amina" not in text
    for number in (2, 3):
        refused(house.anybody.get(f"/media/{slug}/{number}/manifest.json"), 404, "not_found")
    shown = house.http.post(f"{API}/seminars/{slug}/releases/3/publish").json()
    assert (shown["title"], shown["speakers"]) == (TITLE, ["Amina"])
    assert releases(house, slug) == [(3, True, False), (2, False, False), (1, False, False)]


def test_a_rebuild_of_what_waits_waits_until_somebody_says_otherwise(house: House) -> None:
    slug = held(house)
    house.order(slug, notes="publish")
    house.work()
    assert releases(house, slug) == [(2, False, True), (1, False, True)]
    house.order(slug, publishing={})
    house.work()
    assert releases(house, slug) == [(3, True, False), (2, False, False), (1, False, False)]
    house.order(slug, notes="private")
    house.work()
    assert releases(house, slug)[0] == (4, True, False)


def test_a_release_is_published_when_its_time_has_come(house: House) -> None:
    slug = house.uploaded(TITLE)
    house.order(slug, publishing={"at": "2100-01-01T19:00:00+01:00"})
    house.work()
    assert seminar(house, slug)["waiting"]["publish_at"] == "2100-01-01T18:00:00Z"
    assert publish_due(house.database, FRIDAY - timedelta(seconds=1)) == 0
    assert house.anybody.get(f"/s/{slug}").status_code == 404
    assert [publish_due(house.database, FRIDAY) for _ in range(2)] == [1, 0]
    assert TITLE in plain(house, f"/s/{slug}")
    assert seminar(house, slug)["waiting"] is None
    assert house.http.get(f"{API}/seminars/{slug}/releases").json()[0]["publish_at"] is None


def test_a_plan_can_be_made_changed_and_taken_back(house: House) -> None:
    slug = held(house)
    plan = f"{API}/seminars/{slug}/releases/1/plan"
    for day in (3, 2):
        answer = house.http.put(plan, json={"at": f"2100-01-0{day}T00:00:00Z"})
        assert answer.json()["waiting"]["publish_at"] == f"2100-01-0{day}T00:00:00Z"
    assert house.http.delete(plan).json()["waiting"]["publish_at"] is None
    assert publish_due(house.database, FRIDAY + timedelta(days=9)) == 0
    assert seminar(house, slug)["state"] == "draft"


def test_a_plan_is_followed_by_what_is_changed_afterwards(house: House) -> None:
    slug = house.uploaded()
    house.order(slug, publishing={"at": FRIDAY.isoformat()})
    house.work()
    house.http.patch(f"{API}/seminars/{slug}", json={"title": "Corrected"})
    house.work()
    assert plans(house, slug) == ["2100-01-01T18:00:00Z", None]
    house.http.delete(f"{API}/seminars/{slug}/releases/2/plan")
    assert publish_due(house.database, FRIDAY) == 0
    house.http.put(f"{API}/seminars/{slug}/releases/2/plan", json={"at": FRIDAY.isoformat()})
    publish_due(house.database, FRIDAY)
    assert seminar(house, slug)["title"] == "Corrected"


def plans(house: House, slug: str) -> list[str | None]:
    """Return until when each release waits, newest first."""
    return [each["publish_at"] for each in house.http.get(f"{API}/seminars/{slug}/releases").json()]


@pytest.mark.parametrize("newer", [HELD, {"at": (FRIDAY + timedelta(days=1)).isoformat()}])
def test_a_newer_release_takes_the_plan_of_an_older_one_with_it(house: House, newer: dict[str, Any]) -> None:
    slug = house.uploaded()
    house.order(slug, publishing={"at": FRIDAY.isoformat()})
    house.work()
    house.order(slug, publishing=newer)
    house.work()
    assert plans(house, slug)[1] is None
    assert publish_due(house.database, FRIDAY) == 0
    answer = house.http.put(f"{API}/seminars/{slug}/releases/1/plan", json={"at": FRIDAY.isoformat()})
    assert "release 2" in refused(answer, 409, "conflict")["detail"]
    house.http.post(f"{API}/seminars/{slug}/releases/1/publish")
    assert releases(house, slug) == [(2, False, True), (1, True, False)]


def test_a_correction_by_who_may_not_publish_holds_the_planned_release(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = house.uploaded("Uncorrected")
    house.order(slug, publishing={"at": FRIDAY.isoformat()})
    house.work()

    def may(_actor: Actor, right: Right, _seminar: Seminar | None = None) -> bool:
        return right is not Right.PUBLISH

    monkeypatch.setattr(publishing, "may", may)
    house.http.patch(f"{API}/seminars/{slug}", json={"title": "Corrected"})
    house.work()
    assert plans(house, slug) == [None, None]
    assert publish_due(house.database, FRIDAY) == 0


def test_what_is_planned_stays_withdrawn_and_is_overruled_by_who_goes_back(house: House) -> None:
    slug = house.published()
    house.order(slug, publishing={"at": FRIDAY.isoformat()}, details={"title": "Later"})
    house.work()
    house.http.post(f"{API}/seminars/{slug}/withdraw")
    publish_due(house.database, FRIDAY)
    refused(house.anybody.get(f"{API}/seminars/{slug}"), 410, "withdrawn")
    assert house.anybody.get(f"/media/{slug}/2/manifest.json").status_code == 410
    house.order(slug, publishing={"at": FRIDAY.isoformat()})
    house.work()
    house.http.post(f"{API}/seminars/{slug}/releases/1/publish")
    assert publish_due(house.database, FRIDAY) == 0
    assert releases(house, slug) == [(3, False, False), (2, False, False), (1, True, False)]


@pytest.mark.parametrize(
    "value",
    [
        {"at": "2001-01-01T00:00:00Z"},
        {"at": "2100-01-01T00:00:00"},
        {"at": "2100-01-01"},
        {"at": 4_102_444_800},
        {"at": "4102444800"},
        {"at": "tomorrow"},
        {"at": ""},
        {"at": "9999-12-31T23:59:59-01:00"},
        {"hold": True, "at": "2100-01-01T00:00:00Z"},
        {"hold": "perhaps"},
        {"when": "now"},
        "held",
    ],
)
def test_a_publishing_that_cannot_be_is_refused_and_nothing_is_built(house: House, value: object) -> None:
    slug = house.uploaded()
    answer = house.http.post(f"{API}/seminars/{slug}/builds", json={"publishing": value})
    refused(answer, 422, "usage")
    assert house.http.get(f"{API}/seminars/{slug}/builds").json() == []
    assert house.listed(slug) == ["slides.pdf", "talk.mp3"]


def test_a_plan_for_what_does_not_wait_is_refused(house: House) -> None:
    slug = house.published()
    plan = f"{API}/seminars/{slug}/releases/1/plan"
    for answer in (house.http.put(plan, json={"at": FRIDAY.isoformat()}), house.http.delete(plan)):
        refused(answer, 409, "conflict")
    refused(house.http.delete(f"{API}/seminars/{slug}/releases/2/plan"), 404, "not_found")
    refused(house.http.put(plan, json={"at": "2001-01-01T00:00:00Z"}), 422, "usage")
    refused(house.anybody.delete(plan), 401, "not_allowed")
    assert releases(house, slug) == [(1, True, False)]


def test_who_may_hand_in_and_not_publish_makes_releases_that_wait(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, slug = house.published("As it was"), house.uploaded("Another talk")
    rights = {right: right is not Right.PUBLISH for right in Right}

    def may(_actor: Actor, right: Right, _seminar: Seminar | None = None) -> bool:
        return rights[right]

    monkeypatch.setattr(publishing, "may", may)
    for asked in ({}, {"at": FRIDAY.isoformat()}):
        answer = house.http.post(f"{API}/seminars/{slug}/builds", json={"publishing": asked})
        assert "an organiser can publish it" in refused(answer, 403, "not_allowed")["hint"]
    house.order(slug)
    house.order(slug, publishing=HELD)
    assert house.http.patch(f"{API}/seminars/{public}", json={"title": TITLE}).json()["build"] is not None
    house.work()
    assert releases(house, slug) == [(2, False, True), (1, False, True)]
    assert releases(house, public) == [(2, False, True), (1, True, False)]
    assert TITLE not in plain(house, "/")


def test_a_draft_goes_with_the_releases_that_nobody_saw(house: House) -> None:
    slug = held(house)
    house.order(slug)
    house.work()
    with house.database.reading() as catalogue:
        found = catalogue.releases.of_seminar(catalogue.seminars.by_slug(slug).id)
    keys = [key for release in found for key in release.files.values()]
    assert all(house.storage.exists(key) for key in keys)
    house.purge(slug)
    refused(house.http.get(f"{API}/seminars/{slug}"), 404, "not_found")
    assert not any(house.storage.exists(key) for key in keys)
    assert house.kept() == []


def test_an_older_build_that_ends_later_does_not_take_a_newer_plan(house: House) -> None:
    slug = house.uploaded()
    older = house.order(slug, publishing={"at": (FRIDAY - timedelta(days=1)).isoformat()})
    newer = house.order(slug, publishing={"at": FRIDAY.isoformat()})
    house.publish(BuildId(newer))
    house.publish(BuildId(older))
    assert seminar(house, slug)["waiting"]["release"] == 1
    assert plans(house, slug) == [None, "2100-01-01T18:00:00Z"]
    publish_due(house.database, FRIDAY)
    assert releases(house, slug) == [(2, False, False), (1, True, False)]


def noted(house: House) -> list[tuple[str, str, str]]:
    """Return who did what to talks, oldest first, but for what was uploaded."""
    with house.database.reading() as catalogue:
        entries = catalogue.audit.some(99)
    told = [(entry.who, str(entry.action), entry.detail) for entry in reversed(entries) if entry.kind == "seminar"]
    return [each for each in told if each[1] not in ("seminar created", "source added")]


def test_the_log_says_who_chose_when_a_talk_is_published_and_when_it_was(house: House) -> None:
    slug = house.uploaded()
    house.order(slug, publishing={"at": FRIDAY.isoformat()})
    house.work()
    house.order(slug, publishing={"at": (FRIDAY + timedelta(days=1)).isoformat()})
    house.work()
    publish_due(house.database, FRIDAY + timedelta(days=1))
    house.order(slug, publishing={})
    house.work()
    house.http.patch(f"{API}/seminars/{slug}", json={"title": "Corrected"})
    house.fail(house.order(slug, publishing=HELD))
    house.work()
    [failed, *_] = house.http.get(f"{API}/seminars/{slug}/builds").json()
    house.http.post(f"{API}/builds/{failed['id']}/retry")
    token, service = noted(house)[0][0], "service"
    assert noted(house) == [
        (token, "build started", "publish at 2100-01-01 18:00 UTC"),
        (token, "build started", "publish at 2100-01-02 18:00 UTC"),
        (service, "release held back", "1, as a newer one waits"),
        (service, "release published", "2, at 2100-01-02 18:00 UTC"),
        (token, "build started", "publish at once"),
        (service, "release published", "3, at once"),
        (token, "seminar changed", "title"),
        (token, "build started", "publish at once"),
        (token, "build started", "publish on request"),
        (service, "release published", "4, at once"),
        (token, "build started", "publish on request"),
    ]


def test_what_is_planned_for_a_withdrawn_talk_is_not_said_to_be_published(house: House) -> None:
    slug = house.published()
    house.order(slug, publishing={"at": FRIDAY.isoformat()})
    house.work()
    house.http.post(f"{API}/seminars/{slug}/withdraw")
    publish_due(house.database, FRIDAY)
    assert noted(house)[-1][1] == "seminar withdrawn"
