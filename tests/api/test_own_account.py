"""One's own account on its page: language, mail, sessions and tokens."""

import re
from html import unescape

import httpx
import pytest
from house import API, House
from people import add_person, signed_in

from mediasvc.domain.access import Operator
from mediasvc.domain.person import Role
from mediasvc.usecases.my_tokens import MOST_TOKENS
from mediasvc.usecases.people import find_person
from mediasvc.usecases.tokens import create_token

PAGE, TOKENS = "/console/account", "/console/account/tokens"


@pytest.fixture
def hana(house: House) -> httpx.Client:
    return signed_in(house, add_person(house, "hana@example.org", roles={"Friday": Role.CONTRIBUTOR}))


def send(client: httpx.Client, path: str, **fields: str | list[str]) -> httpx.Response:
    return client.post(path, data={**fields, "form_token": client.headers["X-Form-Token"]})


def sessions_of(client: httpx.Client) -> list[str]:
    """Return the sessions that the page offers to end."""
    return re.findall(r'name="session" value="(\w+)"', client.get(PAGE).text)


def test_pages_speak_the_language_that_was_chosen_before_the_browsers(house: House, hana: httpx.Client) -> None:
    hana.headers["Accept-Language"] = "fr"
    assert '<html lang="fr"' in hana.get(PAGE).text
    send(hana, PAGE, do="account", name="Hana", language="ar")
    assert '<html lang="ar" dir="rtl"' in hana.get(PAGE).text
    assert '<html lang="es"' in hana.get(f"{PAGE}?lang=es").text
    person = find_person(house.service, Operator(), "hana@example.org").person
    assert (person.language, person.wants_mail) == ("ar", False)
    send(hana, PAGE, do="account", name="Hana", language="", wants_mail="1")
    assert '<html lang="fr"' in hana.get(PAGE).text
    assert find_person(house.service, Operator(), "hana@example.org").person.wants_mail
    assert send(hana, PAGE, do="account", name="Hana", language="klingon").status_code == 422


def test_the_program_door_changes_one_thing_at_a_time(house: House, hana: httpx.Client) -> None:
    changed = hana.patch(f"{API}/me", json={"language": "sw"}).json()
    assert (changed["name"], changed["language"], changed["wants_mail"]) == ("Hana", "sw", True)
    changed = hana.patch(f"{API}/me", json={"wants_mail": False}).json()
    assert (changed["language"], changed["wants_mail"]) == ("sw", False)
    assert hana.patch(f"{API}/me", json={"language": "a b"}).status_code == 422


def test_one_session_ends_and_then_all_but_this_one(house: House, hana: httpx.Client) -> None:
    person = find_person(house.service, Operator(), "hana@example.org").person
    phone, tablet = signed_in(house, person), signed_in(house, person)
    assert "This browser" in hana.get(PAGE).text
    before = sessions_of(hana)
    assert len(before) == 2
    send(hana, PAGE, do="end", session=sessions_of(tablet)[0])
    assert send(hana, PAGE, do="others").status_code == 303
    assert hana.get(PAGE).status_code == 200
    assert {client.get(PAGE).status_code for client in (phone, tablet)} == {303}
    assert sessions_of(hana) == []


def test_nobody_ends_the_session_of_another_person(house: House, hana: httpx.Client) -> None:
    other = signed_in(house, add_person(house, "omar@example.org"))
    signed_in(house, find_person(house.service, Operator(), "hana@example.org").person)
    [hanas] = sessions_of(hana)
    send(other, PAGE, do="end", session=hanas)
    send(other, PAGE, do="others")
    assert sessions_of(hana) == [hanas]
    assert other.get(PAGE).status_code == 200


def test_a_token_of_ones_own_is_made_used_and_revoked(house: House, hana: httpx.Client) -> None:
    create_token(house.service, Operator(), "of a service")
    assert 'name="email"' not in hana.get(f"{TOKENS}/new").text
    made = send(hana, f"{TOKENS}/new", name="Script", scope=["read", "publish"], series="Friday", days="3")
    [secret] = re.findall(r"mediasvc_[\w-]+", unescape(made.text))
    me = house.client(secret).get(f"{API}/me").json()
    assert me["person"]["email"] == "hana@example.org"
    page = hana.get(TOKENS).text
    assert "Script" in page
    assert "of a service" not in page
    assert secret not in page
    assert send(hana, f"{TOKENS}/new", name="Script", scope="read").status_code == 422
    assert send(hana, TOKENS, name="of a service").status_code == 404
    assert send(hana, TOKENS, name="Script").status_code == 303
    assert house.client(secret).get(f"{API}/me").status_code == 401


def test_a_token_is_for_no_series_of_others(house: House, hana: httpx.Client) -> None:
    add_person(house, "omar@example.org", roles={"Secret": Role.ORGANISER})
    refused = {title: send(hana, f"{TOKENS}/new", name="x", scope="read", series=title) for title in ("Secret", "None")}
    assert [answer.status_code for answer in refused.values()] == [422, 422]
    kept = [re.sub("Secret|None", "", re.sub(r'value="\w{40,}"', "", answer.text)) for answer in refused.values()]
    assert kept[0] == kept[1]


def test_nobody_has_tokens_without_end(hana: httpx.Client) -> None:
    for number in range(MOST_TOKENS):
        assert send(hana, f"{TOKENS}/new", name=f"t{number}", scope="read").status_code == 200
    full = send(hana, f"{TOKENS}/new", name="one more", scope="read")
    assert full.status_code == 422
    assert "You have 50 tokens already." in full.text
    assert 'value="one more"' in full.text
