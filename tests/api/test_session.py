"""People sign in, are known by a cookie, and sign out."""

import httpx
import pytest
from house import API, PUBLIC_URL, House, refused
from people import PASSWORD, add_person, first_link, signed_in

from mediasvc.domain.access import Operator
from mediasvc.usecases.links import first_admin_link

ORIGIN = {"Origin": PUBLIC_URL}
ADMIN = {"password": PASSWORD, "name": "Amina", "email": "Amina@Example.org"}


def browser(house: House) -> httpx.Client:
    client = house.client(None)
    client.base_url = httpx.URL(PUBLIC_URL)
    return client


def test_the_first_link_makes_the_first_admin_who_is_signed_in(house: House) -> None:
    client, link = browser(house), first_link(house)
    assert client.get(f"{API}/links/{link}").json() == {"kind": "first admin", "email": None, "name": None}
    answer = client.post(f"{API}/links/{link}", json=ADMIN, headers=ORIGIN)
    assert answer.status_code == 201, answer.text
    assert answer.json()["person"]["email"] == "amina@example.org"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-mediasvc=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; "))
    me = client.get(f"{API}/me").json()
    assert me["person"]["is_admin"]
    assert me["form_token"] == answer.json()["form_token"]
    refused(client.post(f"{API}/links/{link}", json=ADMIN, headers=ORIGIN), 403, "link_invalid")
    assert first_admin_link(house.service, Operator()) is None


def test_who_signs_in_is_known_until_they_sign_out(house: House) -> None:
    add_person(house, "amina@example.org", is_admin=True)
    client = browser(house)
    form = {"email": " AMINA@example.ORG", "password": PASSWORD}
    answer = client.post(f"{API}/session", json=form, headers=ORIGIN)
    assert answer.status_code == 201, answer.text
    headers = {**ORIGIN, "X-Form-Token": answer.json()["form_token"]}
    assert client.post(f"{API}/seminars", json={"title": "A talk"}, headers=headers).status_code == 201
    assert client.delete(f"{API}/session", headers=headers).status_code == 204
    assert not client.cookies
    refused(client.get(f"{API}/me"), 401, "not_allowed")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "not_allowed"),
        ({"Origin": PUBLIC_URL}, "form_expired"),
        ({"X-Form-Token": "right"}, "not_allowed"),
        ({"X-Form-Token": "right", "Sec-Fetch-Site": "none"}, "not_allowed"),
        ({"X-Form-Token": "right", "Origin": "https://elsewhere.example"}, "not_allowed"),
        ({"X-Form-Token": "right", "Origin": "null"}, "not_allowed"),
        ({"X-Form-Token": "right", "Origin": PUBLIC_URL, "Sec-Fetch-Site": "cross-site"}, "not_allowed"),
        ({"X-Form-Token": "right", "Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-site"}, "not_allowed"),
        ({"X-Form-Token": "é", "Origin": PUBLIC_URL}, "form_expired"),
    ],
)
def test_no_other_site_changes_something_by_a_session(house: House, headers: dict[str, str], code: str) -> None:
    client = signed_in(house, add_person(house, "amina@example.org", is_admin=True))
    right = client.headers["X-Form-Token"]
    for name in ("X-Form-Token", "Origin"):
        del client.headers[name]
    sent = {name: right if value == "right" else value for name, value in headers.items()}
    raw = httpx.Headers({name.encode(): value.encode() for name, value in sent.items()})
    told = refused(client.post(f"{API}/seminars", json={"title": "A talk"}, headers=raw), 403, code)
    assert told["hint"]
    assert client.get(f"{API}/me", headers=raw).status_code == 200
    assert (
        client.post(
            f"{API}/seminars",
            json={"title": "A talk"},
            headers={"X-Form-Token": right, "Sec-Fetch-Site": "same-origin"},
        ).status_code
        == 201
    )
