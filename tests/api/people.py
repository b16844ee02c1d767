"""People of a house: with an account, and signed in."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

import httpx
from house import API, PUBLIC_URL, House

from mediasvc.domain.access import Operator
from mediasvc.domain.person import Person, PersonId, Role
from mediasvc.usecases.links import first_admin_link
from mediasvc.usecases.sessions import Credentials, sign_in

PASSWORD = "one two three four"


def first_link(house: House) -> str:
    """Return the token of the link that makes the first admin."""
    link = first_admin_link(house.service, Operator())
    assert link is not None
    return link


def add_person(house: House, email: str, *, is_admin: bool = False, roles: Mapping[str, Role] | None = None) -> Person:
    """Return somebody who has PASSWORD, and these roles in series of these titles."""
    password_hash = house.service.passwords.hash(PASSWORD)
    with house.database.transaction() as catalogue:
        series = {catalogue.series.of_title(title, "series").id: role for title, role in (roles or {}).items()}
        name = email.partition("@")[0].title()
        person = Person(PersonId(uuid.uuid4().hex), email, name, password_hash, is_admin, series, datetime.now(UTC))
        catalogue.people.add(person)
    return person


def session_token(house: House, person: Person) -> str:
    """Return the token of a new session of the person."""
    return sign_in(house.service, Credentials(person.email, PASSWORD, "198.51.100.1"))[1]


def signed_in(house: House, person: Person) -> httpx.Client:
    """Return a browser in which the person has signed in, and whose pages are our own."""
    client = house.client(None)
    client.base_url = httpx.URL(PUBLIC_URL)
    client.cookies.set("__Host-mediasvc", session_token(house, person), domain="talks.example")
    client.headers["Origin"] = PUBLIC_URL
    client.headers["X-Form-Token"] = client.get(f"{API}/me").json()["form_token"]
    return client
