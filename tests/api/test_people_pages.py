"""The pages on which admins look after people, tokens and the log, and everybody after their own account."""

import re
from html import unescape

import httpx
import pytest
from house import API, PUBLIC_URL, House
from people import PASSWORD, add_person, signed_in

from mediasvc.delivery.languages import TAGS, language
from mediasvc.domain.access import Operator
from mediasvc.domain.audit import Action
from mediasvc.domain.person import Role
from mediasvc.usecases.people import find_person
from mediasvc.usecases.tokens import create_token

HOSTILE = "<img src=x onerror=alert(1)>\"'& " + "long " * 40


@pytest.fixture
def admin(house: House) -> httpx.Client:
    return signed_in(house, add_person(house, "admin@example.org", is_admin=True))


def send(client: httpx.Client, path: str, **fields: str | list[str]) -> httpx.Response:
    return client.post(path, data={**fields, "form_token": client.headers["X-Form-Token"]})


def link_in(answer: httpx.Response) -> str:
    """Return the token of the link that the page shows."""
    [token] = re.findall(rf"{PUBLIC_URL}/console/link/([\w.-]+)", unescape(answer.text))
    return token


def test_who_is_invited_chooses_a_password_by_the_link_and_is_in_the_series(house: House, admin: httpx.Client) -> None:
    add_person(house, "other@example.org", roles={HOSTILE.strip(): Role.ORGANISER})
    form = admin.get("/console/people/new").text
    assert "<img src=x" not in form
    roles = {f"role:{HOSTILE.strip()}": "contributor", "new_series": "السبت", "new_role": "organiser"}
    made = send(admin, "/console/people/new", email="Hana@example.org", name=HOSTILE, **roles)
    assert made.status_code == 200
    assert "<img src=x" not in made.text
    token = link_in(made)
    assert token not in admin.get("/console/people").text
    account = find_person(house.service, Operator(), "hana@example.org")
    assert account.roles == {HOSTILE.strip(): Role.CONTRIBUTOR, "السبت": Role.ORGANISER}
    guest = house.client(None)
    guest.base_url = httpx.URL(PUBLIC_URL)
    guest.headers["Origin"] = PUBLIC_URL
    [form_token] = re.findall(r'name="form_token" value="(\w+)"', guest.get(f"/console/link/{token}").text)
    chosen = {"password": PASSWORD, "name": "Hana", "form_token": form_token}
    assert guest.post(f"/console/link/{token}", data=chosen).headers["Location"] == "/console/new"
    assert guest.get("/console/people").status_code == 403


def test_an_invitation_that_cannot_be_made_keeps_what_was_typed(house: House, admin: httpx.Client) -> None:
    typed = {"name": "Hana & Co", "role:Friday": "organiser", "new_series": "Monday", "new_role": "contributor"}
    add_person(house, "hana@example.org", roles={"Friday": Role.CONTRIBUTOR})
    known = send(admin, "/console/people/new", email="hana@example.org", **typed)
    assert known.status_code == 422
    assert "has an account already" in known.text
    for email in ("", "hana", "a@b\r\nBcc: all@example.org", "x" * 300 + "@example.org"):
        answer = send(admin, "/console/people/new", email=email, **typed)
        assert answer.status_code == 422, email
        for kept in ('value="Hana &amp; Co"', 'value="organiser" selected', 'value="Monday"'):
            assert kept in answer.text
    wrong = send(admin, "/console/people/new", email="new@example.org", **{"role:Friday": "emperor"})
    assert wrong.status_code == 422
    assert "new@example.org" not in admin.get("/console/people").text


def test_a_person_is_changed_disabled_and_given_a_new_link(house: House, admin: httpx.Client) -> None:
    page = f"/console/people/{add_person(house, 'hana@example.org', roles={'Friday': Role.ORGANISER}).id}"
    answer = send(admin, page, do="save", name="Hana Ali", **{"role:Friday": "contributor"})
    assert answer.headers["Location"] == f"{page}?saved=1"
    assert "Saved." in admin.get(answer.headers["Location"]).text
    account = find_person(house.service, Operator(), "hana@example.org")
    assert (account.person.name, account.roles) == ("Hana Ali", {"Friday": Role.CONTRIBUTOR})
    assert send(admin, page, do="save", name=" ").status_code == 422
    first, second = (link_in(send(admin, page, do="link")) for _ in range(2))
    assert admin.get(f"/console/link/{first}").status_code == 403
    assert admin.get(f"/console/link/{second}").status_code == 200
    send(admin, page, do="disable")
    assert 'value="enable"' in admin.get(page).text
    assert admin.get(f"/console/link/{second}").status_code == 403
    send(admin, page, do="enable")
    account = find_person(house.service, Operator(), "hana@example.org")
    assert (account.person.disabled_at, account.roles) == (None, {"Friday": Role.CONTRIBUTOR})


def test_the_last_admin_stays_one(house: House, admin: httpx.Client) -> None:
    person = find_person(house.service, Operator(), "admin@example.org").person
    for fields in ({"do": "save", "name": "Another"}, {"do": "disable"}):
        answer = send(admin, f"/console/people/{person.id}", **fields)
        assert answer.status_code == 422
        assert "This is the only admin who can sign in." in answer.text
    # Who is invited to be one cannot sign in yet, and may never choose a password.
    send(admin, "/console/people/new", email="hana@example.org", name="Hana", is_admin="1")
    assert find_person(house.service, Operator(), "hana@example.org").person.is_admin
    for fields in ({"do": "save", "name": "Another"}, {"do": "disable"}):
        assert send(admin, f"/console/people/{person.id}", **fields).status_code == 422
    assert admin.get("/console/people/none").status_code == 404


def test_many_people_are_shown_page_by_page_and_found(house: House, admin: httpx.Client) -> None:
    for number in range(60):
        add_person(house, f"person{number:02}@example.org")
    page = admin.get("/console/people?lang=en").text
    assert ("person48@example.org" in page, "person49@example.org" in page) == (True, False)
    [following] = re.findall(r'href="([^"]+)" rel="next"', page)
    rest = admin.get(unescape(following)).text
    assert ("person48@example.org" in rest, "person49@example.org" in rest) == (False, True)
    found = admin.get("/console/people", params={"q": "ERSON17"}).text
    assert re.findall(r"person\d\d@example.org", found) == ["person17@example.org"]
    assert "Nobody has" in admin.get("/console/people", params={"q": "<b>"}).text


def test_a_token_is_made_shown_once_and_revoked(house: House, admin: httpx.Client) -> None:
    hana = add_person(house, "hana@example.org", roles={"Friday": Role.ORGANISER})
    typed = {
        "name": HOSTILE.strip(),
        "scope": ["read", "publish"],
        "series": "Friday",
        "email": hana.email,
        "days": "30",
    }
    made = send(admin, "/console/tokens/new", **typed)
    [secret] = re.findall(r"mediasvc_[\w-]+", made.text)
    assert house.client(secret).get(f"{API}/me").json()["person"]["email"] == hana.email
    listed = admin.get("/console/tokens").text
    assert secret not in listed
    assert "<img src=x" not in listed + made.text
    for told in (hana.email, "Friday", "Publish talks", "Until "):
        assert told in listed
    assert send(admin, "/console/tokens", name=HOSTILE.strip()).headers["Location"] == "/console/tokens"
    assert house.client(secret).get(f"{API}/me").status_code == 401
    assert send(admin, "/console/tokens", name=HOSTILE.strip()).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": "Amina's laptop"}, "There is a token of this name already."),
        ({"email": "nobody@example.org"}, "Nobody here has this e-mail address."),
        ({"email": "nobody"}, "is not an e-mail address"),
        ({"scope": []}, "has no scope"),
        ({"scope": "everything"}, "is not a valid Scope"),
        ({"days": "0"}, "1 to 3650 days"),
        ({"days": "9" * 5_000}, "is no number of days"),
        ({"days": "٣"}, ""),
        ({"name": " "}, "name"),
    ],
)
def test_a_token_that_cannot_be_made_keeps_what_was_typed(
    house: House, admin: httpx.Client, wrong: dict[str, str], told: str
) -> None:
    typed = {"name": "Archive", "scope": "publish", "series": "", "email": "admin@example.org", "days": "30", **wrong}
    answer = send(admin, "/console/tokens/new", **typed)
    if not told:
        assert answer.status_code == 200
        return
    assert answer.status_code == 422
    assert told in unescape(answer.text)
    kept = "email" if "email" not in wrong else "days"
    assert f'value="{typed[kept]}"' in answer.text


def test_the_log_says_who_did_what_and_leads_on_to_what_was_earlier(house: House, admin: httpx.Client) -> None:
    for number in range(55):
        create_token(house.service, Operator(), f"token {number}")
    send(admin, "/console/people/new", email="hana@example.org", name="<i>")
    page = admin.get("/console/activity?lang=en").text
    assert "<bdi>hana@example.org</bdi> was invited" in page
    assert "<bdi>admin@example.org</bdi>" in page
    assert "By command line" in page
    assert page.count("<li>") == 50
    [earlier] = re.findall(r'href="([^"]+)" rel="next"', page)
    rest = admin.get(unescape(earlier)).text
    assert "Amina&#39;s laptop" in rest
    assert 'rel="next"' not in rest
    for odd in ("0", "-1", "x", "9" * 30, "٣", ""):
        assert admin.get("/console/activity", params={"before": odd}).status_code == 404, odd


def test_the_log_says_what_nobody_did_at_that_moment(house: House, admin: httpx.Client) -> None:
    house.published()
    assert "By itself, as was asked for before" in admin.get("/console/activity?lang=en").text


@pytest.mark.parametrize("tag", TAGS)
def test_every_change_has_a_sentence_in_every_language(tag: str) -> None:
    words = language(tag).words["activity"]
    assert {action for action in Action if action.name.lower() not in words} == set()


def test_people_change_their_own_name_and_password(house: House) -> None:
    person = add_person(house, "hana@example.org", roles={"Friday": Role.CONTRIBUTOR})
    mine, other = signed_in(house, person), signed_in(house, person)
    page = mine.get("/console/account").text
    assert "Contributor: <bdi>Friday</bdi>" in page
    assert (
        send(mine, "/console/account", do="account", name="Hana <b>").headers["Location"] == "/console/account?saved=1"
    )
    assert "Hana &lt;b&gt;" in mine.get("/console/account?saved=1").text
    refused = send(mine, "/console/account", do="account", name="", language="ar", wants_mail="1")
    assert refused.status_code == 422
    assert '<option value="ar" lang="ar" selected>' in refused.text
    new = "five six seven eight"
    wrong = send(mine, "/console/account", do="password", old_password="a wrong one", new_password=new)
    assert wrong.status_code == 422
    assert "Your password until now is not right." in wrong.text
    assert new not in wrong.text
    assert send(mine, "/console/account", do="password", old_password=PASSWORD, new_password="short").status_code == 422
    changed = send(mine, "/console/account", do="password", old_password=PASSWORD, new_password=new)
    assert changed.status_code == 303
    assert mine.get("/console/account").status_code == 200
    assert other.get("/console/account").status_code == 303
    old = {"do": "password", "old_password": PASSWORD, "new_password": new}
    kept = send(other, "/console/account", **old)
    assert kept.status_code == 401
    assert PASSWORD not in kept.text
