"""ETags of seminars and people: who changes what has changed since hears of it, and nothing is lost."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import httpx
import pytest
from house import API, DECK, House
from people import add_person, signed_in

from mediasvc.domain.person import Role
from mediasvc.domain.removal import KEPT_DAYS
from mediasvc.usecases.purge import purge

TITLE: Mapping[str, Any] = {"json": {"title": "Another title"}}


def of(slug: str) -> str:
    return f"{API}/seminars/{slug}"


def etag_at(client: httpx.Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    etag: str = answer.headers["ETag"]
    # A strong one, without which no If-Match is good.
    assert etag.startswith('"')
    assert answer.headers["Cache-Control"] == "private, no-cache"
    return etag


def outdated(answer: httpx.Response) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (412, "application/problem+json"), answer.text
    assert (told["code"], told["status"]) == ("conflict", 412)
    return told


def test_a_client_that_has_what_is_there_is_not_sent_it_again(house: House) -> None:
    address = of(house.published())
    for client in (house.http, house.anybody):
        etag = etag_at(client, address)
        answer = client.get(address, headers={"If-None-Match": f'"else", W/{etag}'})
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)
        assert client.get(address, headers={"If-None-Match": '"else"'}).status_code == 200


def test_who_knows_more_of_a_seminar_has_another_etag(house: House) -> None:
    slug = house.published()
    before = etag_at(house.http, of(slug)), etag_at(house.anybody, of(slug))
    assert before[0] != before[1]
    # Strangers are not to know that somebody works on it.
    house.put(slug, "more.pdf", DECK)
    assert etag_at(house.anybody, of(slug)) == before[1]
    assert etag_at(house.http, of(slug)) != before[0]


def _plan(at: datetime | None) -> Mapping[str, Any]:
    return {"json": {"at": None if at is None else at.isoformat()}}


def test_the_etag_changes_with_all_that_is_told(house: House) -> None:
    slug = house.uploaded()
    later = datetime.now(UTC) + timedelta(days=1)
    address, seen, told = of(slug), [etag_at(house.http, of(slug))], [house.http.get(of(slug)).json()]

    def is_another_one() -> None:
        seen.append(etag_at(house.http, address))
        told.append(house.http.get(address).json())
        assert seen[-1] not in seen[:-1]
        assert told[-1] != told[-2]

    house.http.patch(address, json={"speakers": ["Hana"]})
    is_another_one()
    house.http.patch(address, json={"series": "Friday"})
    is_another_one()
    house.order(slug, publishing={"hold": True})
    house.work()
    is_another_one()
    assert house.http.put(f"{address}/releases/1/plan", **_plan(later)).status_code == 200
    is_another_one()
    assert house.http.delete(f"{address}/releases/1/plan").status_code == 200
    is_another_one()
    assert house.http.post(f"{address}/releases/1/publish").status_code == 200
    is_another_one()
    assert house.http.post(f"{address}/withdraw").status_code == 200
    is_another_one()


def test_a_title_of_before_is_not_the_version_of_before(house: House) -> None:
    address = of(house.draft("A talk"))
    first = etag_at(house.http, address)
    for title in ("Another", "A talk"):
        house.http.patch(address, json={"title": title})
    outdated(house.http.patch(address, **TITLE, headers={"If-Match": first}))


def test_another_talk_of_the_same_address_is_another_version(house: House) -> None:
    address = of(house.draft("A talk"))
    etag = etag_at(house.http, address)
    house.http.delete(address)
    purge(house.service, datetime.now(UTC) + timedelta(days=KEPT_DAYS + 1))
    assert of(house.draft("A talk")) == address
    outdated(house.http.delete(address, headers={"If-Match": etag}))
    assert house.http.get(address).status_code == 200


def test_who_changes_what_has_changed_since_is_told_what_is_there(house: House) -> None:
    address = of(house.draft("A talk"))
    etag = etag_at(house.http, address)
    assert house.http.patch(address, json={"speakers": ["Hana"]}, headers={"If-Match": etag}).status_code == 200
    answer = house.http.patch(address, **TITLE, headers={"If-Match": etag})
    told = outdated(answer)
    assert told["now"] == house.http.get(address).json()
    assert (told["now"]["title"], told["now"]["speakers"]) == ("A talk", ["Hana"])
    assert answer.headers["ETag"] == etag_at(house.http, address)
    again = house.http.patch(address, **TITLE, headers={"If-Match": answer.headers["ETag"]})
    assert again.status_code == 200
    assert again.json()["seminar"]["speakers"] == ["Hana"]


def test_a_change_that_waits_to_be_seen_counts_as_well(house: House) -> None:
    """A contributor's correction of a talk that viewers see stands in a build: its seminar stays as it is for now."""
    slug = house.published()
    with house.database.transaction() as catalogue:
        seminar = catalogue.seminars.by_slug(slug)
        catalogue.seminars.place(seminar.id, catalogue.series.of_title("Friday", "friday"), seminar.visibility)
    hana = signed_in(house, add_person(house, "hana@example.org", roles={"Friday": Role.ORGANISER}))
    etag = etag_at(hana, of(slug))
    assert hana.patch(of(slug), json={"speakers": ["Hana"]}, headers={"If-Match": etag}).status_code == 200
    outdated(hana.patch(of(slug), **TITLE, headers={"If-Match": etag}))


def test_without_a_version_or_with_any_it_is_changed_as_ever(house: House) -> None:
    address = of(house.draft("A talk"))
    assert house.http.patch(address, json={"title": "Second"}).status_code == 200
    assert house.http.patch(address, json={"title": "Third"}, headers={"If-Match": "*"}).status_code == 200


def test_a_weak_etag_names_no_version_and_other_texts_are_refused(house: House) -> None:
    address = of(house.draft("A talk"))
    etag = etag_at(house.http, address)
    told = outdated(house.http.patch(address, **TITLE, headers={"If-Match": f"W/{etag}"}))
    assert "without W/" in told["hint"]
    assert house.http.patch(address, **TITLE, headers={"If-Match": "abc"}).status_code == 422
    assert house.http.patch(address, **TITLE, headers={"If-Match": f'"x", {etag}'}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("PATCH", "", TITLE),
        ("POST", "/withdraw", {}),
        ("POST", "/releases/1/publish", {}),
        ("PUT", "/releases/2/plan", _plan(datetime(2099, 1, 1, tzinfo=UTC))),
        ("DELETE", "/releases/2/plan", {}),
        ("POST", "/builds", {"json": {}}),
        ("PUT", "/waiting-order", {"json": {}}),
        ("DELETE", "", {}),
    ],
)
def test_each_action_on_a_seminar_asks_for_its_version(
    house: House, method: str, path: str, sent: Mapping[str, Any]
) -> None:
    slug = house.published()
    house.order(slug, publishing={"hold": True})
    house.work()
    before, etag = house.seminar(slug), etag_at(house.http, of(slug))
    house.put(slug, "more.pdf", DECK)
    refused = outdated(house.http.request(method, of(slug) + path, headers={"If-Match": etag}, **sent))
    assert refused["now"]["slug"] == slug
    assert house.seminar(slug) == before
    assert not house.waiting()
    new = {"If-Match": etag_at(house.http, of(slug))}
    assert house.http.request(method, of(slug) + path, headers=new, **sent).status_code in (200, 202, 409)


def test_of_two_who_change_one_version_at_one_moment_one_wins(house: House) -> None:
    address = of(house.draft("A talk"))
    for number in range(5):
        # What is there already would be no change.
        titles = [f"One {number}", f"Other {number}"]
        etag, both = etag_at(house.http, address), Barrier(2)

        def change(title: str, etag: str = etag, both: Barrier = both) -> httpx.Response:
            client = house.client(house.token)
            both.wait()
            return client.patch(address, json={"title": title}, headers={"If-Match": etag})

        with ThreadPoolExecutor(2) as pool:
            answers = dict(zip(titles, pool.map(change, titles), strict=True))
        won = [title for title, answer in answers.items() if answer.status_code == 200]
        assert sorted(answer.status_code for answer in answers.values()) == [200, 412]
        assert [house.seminar(address.rpartition("/")[2]).details.title] == won


def test_people_have_versions_too(house: House) -> None:
    admin = signed_in(house, add_person(house, "amina@example.org", is_admin=True))
    hana = add_person(house, "hana@example.org", roles={"Friday": Role.CONTRIBUTOR})
    address = f"{API}/people/{hana.id}"
    etag = etag_at(admin, address)
    assert admin.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert admin.get(address).json() in admin.get(f"{API}/people").json()
    changed = admin.patch(address, json={"name": "Hana T."}, headers={"If-Match": etag})
    assert changed.status_code == 200
    answer = admin.patch(address, json={"roles": {}}, headers={"If-Match": etag})
    told = outdated(answer)
    assert told["now"] == admin.get(address).json()
    assert told["now"]["roles"] == {"Friday": "contributor"}
    assert admin.patch(address, json={"roles": {}}, headers={"If-Match": answer.headers["ETag"]}).status_code == 200
    assert admin.get(f"{API}/people/{'0' * 32}").status_code == 404


def test_series_have_versions_too(house: House) -> None:
    house.draft("A talk", series="Friday")
    organiser = signed_in(house, add_person(house, "amina@example.org", roles={"Friday": Role.ORGANISER}))
    address = f"{API}/series/friday"
    etag = etag_at(organiser, address)
    assert organiser.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert organiser.patch(address, json={"description": "One"}, headers={"If-Match": etag}).status_code == 200
    answer = organiser.patch(address, json={"title": "Other"}, headers={"If-Match": etag})
    told = outdated(answer)
    assert told["now"] == organiser.get(address).json()
    assert (told["now"]["title"], told["now"]["description"]) == ("Friday", "One")
    again = organiser.patch(address, json={"title": "Other"}, headers={"If-Match": answer.headers["ETag"]})
    assert again.status_code == 200
    reader = signed_in(house, add_person(house, "hana@example.org", roles={"Other": Role.CONTRIBUTOR}))
    refused = reader.patch(address, json={"title": "Mine"}, headers={"If-Match": etag})
    assert refused.status_code == 403
    assert "amina@example.org" not in reader.get(address).text
