"""What was begun ends where whoever began it has lost the right to it meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from house import API, DECK, House, refused
from people import add_person, signed_in
from tus_client import Begun, begun

from mediasvc.domain.access import Operator
from mediasvc.domain.person import Person, Role
from mediasvc.domain.token import Scope
from mediasvc.usecases.people import PersonChange, change_person
from mediasvc.usecases.sweep import go_on
from mediasvc.usecases.tokens import TokenTerms, create_token, revoke_token

OPERATOR = Operator()
NO_LONGER = PersonChange(is_disabled=True)
NO_ROLE = PersonChange(roles={})
CONTRIBUTOR = PersonChange(roles={"Friday": Role.CONTRIBUTOR})


def organiser(house: House) -> tuple[Person, httpx.Client]:
    person = add_person(house, "amina@example.org", roles={"Friday": Role.ORGANISER})
    return person, signed_in(house, person)


def draft_of(client: httpx.Client) -> str:
    answer = client.post(f"{API}/seminars", json={"title": "A talk", "series": "Friday"})
    assert answer.status_code == 201, answer.text
    slug: str = answer.json()["slug"]
    return slug


def deck_on_its_way(house: House, client: httpx.Client, slug: str) -> Begun:
    return begun(client, slug, "slides.pdf", len(DECK), house.anybody)


def order(client: httpx.Client, slug: str, **asked: Any) -> None:
    asked = {"files": ["slides.pdf"], **asked}
    answer = client.put(f"{API}/seminars/{slug}/waiting-order", json=asked)
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting"), answer.text


def failure_of(house: House, slug: str) -> str | None:
    told = house.http.get(f"{API}/seminars/{slug}/waiting-order").json()
    return None if told["failure"] is None else told["failure"]["code"]


def builds(house: House, slug: str) -> list[Any]:
    found: list[Any] = house.http.get(f"{API}/seminars/{slug}/builds").json()
    return found


@pytest.mark.parametrize("change", [NO_LONGER, NO_ROLE])
def test_an_upload_ends_with_the_right_to_hand_in(house: House, change: PersonChange) -> None:
    person, client = organiser(house)
    slug = draft_of(client)
    upload = deck_on_its_way(house, client, slug)
    assert upload.patch(0, DECK[:4]).status_code == 204
    change_person(house.service, OPERATOR, person.id, change)
    refused(upload.patch(4, DECK[4:]), 403, "not_allowed")
    assert (house.listed(slug), house.kept(), house.service.staging.uploads()) == ([], [], set())
    assert upload.head().status_code == 404


@pytest.mark.parametrize("change", [NO_LONGER, NO_ROLE])
def test_an_order_of_somebody_who_may_not_hand_in_any_more_fails(house: House, change: PersonChange) -> None:
    person, client = organiser(house)
    slug = draft_of(client)
    order(client, slug, publishing={})
    change_person(house.service, OPERATOR, person.id, change)
    # The last file comes from somebody else.
    house.put(slug, "slides.pdf", DECK)
    go_on(house.service)
    assert (failure_of(house, slug), builds(house, slug)) == ("not_allowed", [])


def test_an_order_of_somebody_who_may_not_publish_any_more_is_held(house: House) -> None:
    person, client = organiser(house)
    slug = draft_of(client)
    order(client, slug, publishing={})
    change_person(house.service, OPERATOR, person.id, CONTRIBUTOR)
    house.put(slug, "slides.pdf", DECK)
    assert len(builds(house, slug)) == 1
    house.work()
    told = house.http.get(f"{API}/seminars/{slug}").json()
    assert (told["state"], told["waiting"]["publish_at"]) == ("draft", None)


def revoke(house: House) -> None:
    revoke_token(house.service, OPERATOR, "robot")


def expire(house: House) -> None:
    with house.database.transaction() as catalogue:
        token = next(each for each in catalogue.tokens.all() if each.name == "robot")
        catalogue.tokens.remove("robot")
        catalogue.tokens.add(replace(token, expires_at=datetime(2026, 1, 1, tzinfo=UTC)))


def disable_its_person(house: House) -> None:
    with house.database.reading() as catalogue:
        person = catalogue.people.by_email("amina@example.org")
    change_person(house.service, OPERATOR, person.id, NO_LONGER)


@pytest.mark.parametrize("end", [revoke, expire, disable_its_person])
def test_what_was_begun_by_a_token_ends_with_it(house: House, end: Callable[[House], None]) -> None:
    organiser(house)
    client = house.client(create_token(house.service, OPERATOR, "robot", TokenTerms(email="amina@example.org")))
    slug = draft_of(client)
    upload = deck_on_its_way(house, client, slug)
    order(client, slug)
    end(house)
    refused(upload.patch(0, DECK), 403, "not_allowed")
    house.put(slug, "slides.pdf", DECK)
    assert (failure_of(house, slug), builds(house, slug)) == ("not_allowed", [])


def test_a_token_that_may_only_hand_in_follows_what_it_has_begun(house: House) -> None:
    secret = create_token(house.service, OPERATOR, "robot", TokenTerms(frozenset({Scope.HAND_IN})))
    client, slug = house.client(secret), house.uploaded()
    begun = client.post(f"{API}/seminars/{slug}/builds", json={})
    assert begun.status_code == 202, begun.text
    assert client.get(begun.headers["Location"]).status_code == 200
    assert client.post(f"{begun.headers['Location']}/cancel").json()["state"] == "failed"
    assert client.post(f"{begun.headers['Location']}/retry").status_code == 202


def test_whether_a_series_is_there_is_told_to_nobody_else(house: House) -> None:
    _, client = organiser(house)
    house.draft("Elsewhere", series="Monday")

    def told(series: str) -> str:
        answer = client.post(f"{API}/seminars", json={"title": "A talk", "series": series})
        assert answer.status_code == 403
        return str(answer.json()["detail"]).replace(series, "")

    assert told("Monday") == told("Tuesday")


def test_what_somebody_begins_who_still_may_is_finished(house: House) -> None:
    _, client = organiser(house)
    slug = draft_of(client)
    upload = deck_on_its_way(house, client, slug)
    order(client, slug, publishing={})
    assert upload.patch(0, DECK).status_code == 204
    house.work()
    assert house.http.get(f"{API}/seminars/{slug}").json()["state"] == "published"
