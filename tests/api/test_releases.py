"""Releases over HTTP: publish one, go back, withdraw, and find the manifest."""

from typing import Any

import pytest
from house import API, House, refused

from mediasvc.domain.build import BuildId


def released(house: House, slug: str) -> list[tuple[int, bool]]:
    told = house.http.get(f"{API}/seminars/{slug}/releases").json()
    return [(each["number"], each["published"]) for each in told]


def twice_published(house: House) -> str:
    slug = house.published()
    house.order(slug, details={"title": "A better title"})
    house.work()
    return slug


def test_releases_are_listed_newest_first(house: House) -> None:
    slug = twice_published(house)
    told: list[dict[str, Any]] = house.http.get(f"{API}/seminars/{slug}/releases").json()
    builds = [each["id"] for each in house.http.get(f"{API}/seminars/{slug}/builds").json()]
    assert [(each["number"], each["build"], each["published"]) for each in told] == [
        (2, builds[0], True),
        (1, builds[1], False),
    ]
    assert told[0]["manifest_url"] == f"/media/{slug}/2/manifest.json"
    for each in told:
        manifest = house.anybody.get(each["manifest_url"]).json()
        assert (manifest["slug"], manifest["release"]) == (slug, each["number"])


def test_a_draft_has_no_releases(house: House) -> None:
    slug = house.uploaded()
    assert released(house, slug) == []
    refused(house.http.post(f"{API}/seminars/{slug}/releases/1/publish"), 404, "not_found")
    refused(house.http.post(f"{API}/seminars/{slug}/withdraw"), 404, "not_found")
    refused(house.http.get(f"{API}/seminars/{slug}/manifest"), 404, "not_found")


def test_an_earlier_release_comes_back_with_what_was_said_then(house: House) -> None:
    slug = twice_published(house)
    answer = house.http.post(f"{API}/seminars/{slug}/releases/1/publish")
    assert answer.status_code == 200
    assert (answer.json()["release"], answer.json()["title"]) == (1, "A talk")
    assert released(house, slug) == [(2, False), (1, True)]
    assert house.anybody.get(f"{API}/seminars/{slug}/manifest").headers["Location"] == f"/media/{slug}/1/manifest.json"
    assert house.http.post(f"{API}/seminars/{slug}/releases/1/publish").json() == answer.json()


def test_a_withdrawn_talk_comes_back(house: House) -> None:
    slug = house.withdrawn()
    told = house.http.get(f"{API}/seminars/{slug}").json()
    assert (told["state"], told["release"], released(house, slug)) == ("withdrawn", 1, [(1, False)])
    assert told["withdrawn_at"] is not None
    again = house.http.post(f"{API}/seminars/{slug}/withdraw").json()
    assert again == told | {"timeline": None}
    back = house.http.post(f"{API}/seminars/{slug}/releases/1/publish").json()
    assert (back["state"], back["release"], back["withdrawn_at"]) == ("published", 1, None)
    assert house.anybody.get(f"/media/{slug}/1/manifest.json").status_code == 200


def test_what_is_withdrawn_is_gone_for_everyone(house: House) -> None:
    slug = house.withdrawn()
    for client in (house.anybody, house.http):
        for path in (
            f"{API}/seminars/{slug}/manifest",
            f"/media/{slug}/1/manifest.json",
            f"/media/{slug}/1/slides.pdf",
        ):
            assert refused(client.get(path), 410, "withdrawn")["hint"]


@pytest.mark.parametrize("number", [2, 3, 2**31 - 1])
def test_a_release_that_is_not_there_is_not_found(house: House, number: int) -> None:
    slug = house.published()
    refused(house.http.post(f"{API}/seminars/{slug}/releases/{number}/publish"), 404, "not_found")
    refused(house.http.post(f"{API}/seminars/unknown/releases/{number}/publish"), 404, "not_found")
    assert released(house, slug) == [(1, True)]


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "one", "2147483648", "9" * 5000, "1e3", "0x1"])
def test_a_number_that_is_none_is_refused(house: House, number: str) -> None:
    slug = house.published()
    refused(house.http.post(f"{API}/seminars/{slug}/releases/{number}/publish"), 422, "usage")
    assert released(house, slug) == [(1, True)]


def test_what_is_unknown_is_not_found(house: House) -> None:
    refused(house.http.get(f"{API}/seminars/unknown/releases"), 404, "not_found")
    refused(house.http.post(f"{API}/seminars/unknown/withdraw"), 404, "not_found")
    refused(house.anybody.get(f"{API}/seminars/unknown/manifest"), 404, "not_found")


def test_an_older_build_that_ends_later_does_not_take_the_pointer_back(house: House) -> None:
    slug = house.uploaded()
    older, newer = house.order(slug, details={"title": "Older"}), house.order(slug, details={"title": "Newer"})
    house.publish(BuildId(newer))
    house.publish(BuildId(older))
    assert released(house, slug) == [(2, False), (1, True)]
    assert house.http.get(f"{API}/seminars/{slug}").json()["title"] == "Newer"
    assert house.anybody.get(f"/media/{slug}/1/manifest.json").status_code == 200
    refused(house.http.get(f"/media/{slug}/2/manifest.json"), 404, "not_found")
    house.http.post(f"{API}/seminars/{slug}/releases/2/publish")
    for number in (1, 2):
        assert house.anybody.get(f"/media/{slug}/{number}/manifest.json").status_code == 200


def test_a_series_is_the_seminars_own_whatever_release_is_seen(house: House) -> None:
    slug = twice_published(house)
    told = house.http.patch(f"{API}/seminars/{slug}", json={"series": "Friday"}).json()
    assert (told["seminar"]["series"], told["build"]) == ("Friday", None)
    assert house.http.post(f"{API}/seminars/{slug}/releases/1/publish").json()["series"] == "Friday"
    older = house.order(slug, details={"series": "Monday"})
    assert house.http.get(f"{API}/seminars/{slug}").json()["series"] == "Monday"
    house.http.patch(f"{API}/seminars/{slug}", json={"series": None})
    house.publish(BuildId(older))
    assert house.http.get(f"{API}/seminars/{slug}").json()["series"] is None
    found = house.anybody.get(f"{API}/seminars?series=Monday").json()
    assert found["seminars"] == []


def test_a_talk_that_was_withdrawn_while_it_was_built_stays_withdrawn(house: House) -> None:
    slug = house.published()
    build = house.order(slug)
    house.http.post(f"{API}/seminars/{slug}/withdraw")
    house.publish(BuildId(build))
    assert house.http.get(f"{API}/seminars/{slug}").json()["state"] == "withdrawn"
    assert released(house, slug) == [(2, False), (1, False)]


def test_a_build_of_a_withdrawn_talk_leaves_it_withdrawn(house: House) -> None:
    slug = house.withdrawn()
    house.publish(BuildId(house.order(slug)))
    refused(house.anybody.get(f"{API}/seminars/{slug}"), 410, "withdrawn")
    assert released(house, slug) == [(2, False), (1, False)]
    house.http.post(f"{API}/seminars/{slug}/releases/2/publish")
    assert released(house, slug) == [(2, True), (1, False)]
