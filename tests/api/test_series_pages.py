"""The pages of series: who may change what, and what is told where something cannot be done."""

import re
import uuid
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote

import brotli
import httpx
import pytest
from house import API, House, refused
from people import add_person, signed_in

from mediasvc.adapters.memory_mailer import MemoryMailer
from mediasvc.console.paging import ITEMS_A_PAGE
from mediasvc.domain.access import Operator
from mediasvc.domain.mail import MailKind, MailState
from mediasvc.domain.person import Person, PersonId, Role
from mediasvc.domain.series import MAX_DESCRIPTION_CHARACTERS, picture_job
from mediasvc.usecases.people import find_person
from mediasvc.usecases.series import read_series
from mediasvc.usecases.tokens import TokenTerms, create_token, list_tokens

MOST_BYTES = 30_000
HOSTILE = "<img src=x onerror=alert(1)>\"'& سلسلة"
PAGE = "/console/series/friday"


@pytest.fixture
def amina(house: House) -> Person:
    """Return an organiser of the series Friday."""
    with house.database.transaction() as catalogue:
        catalogue.series.of_title("Friday", "friday")
    return add_person(house, "amina@example.org", roles={"Friday": Role.ORGANISER})


@pytest.fixture
def organiser(house: House, amina: Person) -> httpx.Client:
    return signed_in(house, amina)


@pytest.fixture
def admin(house: House) -> httpx.Client:
    return signed_in(house, add_person(house, "admin@example.org", is_admin=True))


def send(client: httpx.Client, path: str = PAGE, **fields: str) -> httpx.Response:
    return client.post(path, data={**fields, "form_token": client.headers["X-Form-Token"]})


def members_of(house: House) -> dict[str, Role]:
    view = read_series(house.service, Operator(), "friday")
    return {each.person.email: each.role for each in view.members}


def test_an_organiser_describes_the_series_and_what_is_typed_stays_text(house: House, organiser: httpx.Client) -> None:
    text = "First line\r\n\r\nسطر <b>"
    assert send(organiser, do="text", title=HOSTILE, description=text).headers["Location"] == f"{PAGE}?saved=1"
    page = organiser.get(f"{PAGE}?saved=1").text
    assert "Saved." in page
    assert "<img src=x" not in page
    assert "<b>" not in page
    view = read_series(house.service, Operator(), "friday")
    assert (view.series.title, view.description) == (HOSTILE, "First line\n\nسطر <b>")
    reader = signed_in(house, add_person(house, "hana@example.org", roles={HOSTILE: Role.CONTRIBUTOR}))
    shown = reader.get(PAGE).text
    assert "سطر &lt;b&gt;" in shown
    assert "<form method" not in shown.partition("<main>")[2].partition("</main>")[0]
    assert "amina@example.org" not in shown
    assert reader.get(f"{API}/series/friday").json()["members"][0]["email"] is None


@pytest.mark.parametrize(
    ("title", "description"),
    [
        (" ", "kept & safe"),
        ("x" * 301, "kept & safe"),
        ("a\x00b", "kept & safe"),
        ("Monday", "kept & safe"),
        ("Good", "é" * (MAX_DESCRIPTION_CHARACTERS + 1)),
    ],
    ids=["empty", "long", "control", "taken", "long description"],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(
    house: House, organiser: httpx.Client, admin: httpx.Client, title: str, description: str
) -> None:
    assert send(admin, "/console/new-series", title="Monday").headers["Location"] == "/console/series/monday"
    before = read_series(house.service, Operator(), "friday")
    for client, path in ((organiser, PAGE), (admin, "/console/new-series")):
        answer = send(client, path, do="text", title=title, description=description)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert description in unescape(answer.text)
    assert read_series(house.service, Operator(), "friday") == before


def test_somebody_new_is_invited_and_somebody_known_joins(house: House, organiser: httpx.Client) -> None:
    made = send(organiser, do="invite", email="Hana@Example.org", name="Hana <i>", role="contributor")
    assert made.status_code == 200
    assert "/console/link/" in made.text
    assert "<i>" not in made.text
    add_person(house, "omar@example.org")
    assert send(organiser, do="invite", email="omar@example.org", role="organiser").status_code == 303
    expected = {
        "amina@example.org": Role.ORGANISER,
        "hana@example.org": Role.CONTRIBUTOR,
        "omar@example.org": Role.ORGANISER,
    }
    assert members_of(house) == expected
    again = send(organiser, do="invite", email="omar@example.org", name="Omar & Co", role="contributor")
    assert again.status_code == 422
    assert "member of the series already" in again.text
    assert 'value="Omar &amp; Co"' in again.text
    for email, role in (("hana", "organiser"), ("", "organiser"), ("new@example.org", "admin")):
        assert send(organiser, do="invite", email=email, role=role).status_code == 422
    assert members_of(house) == expected
    assert not find_person(house.service, Operator(), "hana@example.org").person.is_admin


def test_an_organiser_does_not_see_the_link_that_is_mailed(house: House, amina: Person) -> None:
    mailing = house.with_parts(mailer=MemoryMailer())
    organiser = signed_in(mailing, amina)
    assert send(organiser, do="invite", email="hana@example.org", role="organiser").status_code == 303
    invited = {"email": "omar@example.org", "role": "contributor"}
    assert organiser.post(f"{API}/series/friday/members", json=invited).json()["link_url"] is None
    admin = signed_in(mailing, add_person(house, "admin@example.org", is_admin=True))
    assert "/console/link/" in send(admin, do="invite", email="zuri@example.org", role="organiser").text


def test_an_organiser_mails_an_invitation_again(house: House, amina: Person) -> None:
    mailing = house.with_parts(mailer=MemoryMailer())
    organiser = signed_in(mailing, amina)
    send(organiser, do="invite", email="hana@example.org", role="contributor")
    hana = find_person(house.service, Operator(), "hana@example.org").person
    page = organiser.get(PAGE).text
    assert page.count('name="do" value="again"') == 1
    again = send(organiser, do="again", person=hana.id)
    assert "The invitation is mailed again." in organiser.get(again.headers["Location"]).text
    with house.database.reading() as catalogue:
        mails = catalogue.mails.some(9, None, [*MailState])
        assert catalogue.people.by_id(hana.id) == hana
    assert [(each.kind, each.to, each.facts.links) for each in mails] == [
        (MailKind.INVITATION, "hana@example.org", 1)
    ] * 2
    for _ in range(2):
        assert send(organiser, do="again", person=hana.id).status_code == 303
    assert "too many attempts" in send(organiser, do="again", person=hana.id).text
    assert "has chosen a password already" in send(organiser, do="again", person=amina.id).text
    outside = add_person(house, "outside@example.org")
    assert send(organiser, do="again", person=outside.id).status_code == 404


def test_where_no_mail_is_set_up_no_invitation_is_mailed_again(house: House, organiser: httpx.Client) -> None:
    send(organiser, do="invite", email="hana@example.org", role="contributor")
    hana = find_person(house.service, Operator(), "hana@example.org").person
    assert 'value="again"' not in organiser.get(PAGE).text
    assert send(organiser, do="again", person=hana.id).status_code >= 400


def test_nobody_joins_whose_account_is_disabled(house: House, organiser: httpx.Client, admin: httpx.Client) -> None:
    hana = add_person(house, "hana@example.org")
    admin.patch(f"{API}/people/{hana.id}", json={"is_disabled": True})
    answer = send(organiser, do="invite", email="hana@example.org", role="contributor")
    assert answer.status_code == 422
    assert "This account is disabled." in answer.text


def test_the_last_organiser_stays_until_there_is_another_one(
    house: House, organiser: httpx.Client, amina: Person
) -> None:
    send(organiser, do="invite", email="invited@example.org", role="organiser")
    for fields in ({"do": "role", "role": "contributor"}, {"do": "remove"}):
        answer = send(organiser, person=amina.id, **fields)
        assert answer.status_code == 422
        assert "the only organiser of the series who can sign in" in answer.text
    refused(organiser.delete(f"{API}/series/friday/members/{amina.id}"), 409, "conflict")
    add_person(house, "omar@example.org", roles={"Friday": Role.ORGANISER})
    assert send(organiser, person=amina.id, do="remove").headers["Location"] == "/console/"
    assert "amina@example.org" not in members_of(house)
    assert organiser.get(PAGE).status_code == 403


def test_a_role_that_somebody_else_has_changed_meanwhile_is_not_changed_back(
    house: House, organiser: httpx.Client
) -> None:
    omar = add_person(house, "omar@example.org", roles={"Friday": Role.CONTRIBUTOR})
    change = {"do": "role", "person": omar.id, "before": "contributor"}
    assert 'name="before" value="contributor"' in organiser.get(PAGE).text
    assert send(organiser, **change, role="organiser").status_code == 303
    assert send(organiser, **change, role="organiser").status_code == 303
    answer = send(organiser, **change, role="contributor")
    assert answer.status_code == 422
    assert "It has changed since you looked." in answer.text
    assert members_of(house)["omar@example.org"] is Role.ORGANISER


def test_an_admin_leaves_a_series_to_the_admins(house: House, admin: httpx.Client, amina: Person) -> None:
    assert send(admin, person=amina.id, do="remove").status_code == 303
    assert members_of(house) == {}
    assert send(admin, person=amina.id, do="remove").status_code == 404


def test_a_series_with_talks_stays_and_its_page_leads_to_them(
    house: House, admin: httpx.Client, organiser: httpx.Client
) -> None:
    token = TokenTerms(series="Friday")
    create_token(house.service, Operator(), "of friday", token)
    slug = house.draft("A draft", series="Friday")
    refusal = send(admin, do="delete")
    assert refusal.status_code == 422
    assert "There are talks in this series, so it stays." in refusal.text
    [address] = set(re.findall(r'href="(/console/\?series=[^"]+)"', refusal.text))
    assert "A draft" in admin.get(address).text
    refused(admin.delete(f"{API}/series/friday"), 409, "conflict")
    admin.delete(f"{API}/seminars/{slug}")
    assert send(organiser, do="delete").status_code == 403
    assert send(admin, do="delete").headers["Location"] == "/console/series"
    assert [each.token.name for each in list_tokens(house.service, Operator()) if each.series] == []
    assert admin.get(PAGE).status_code == 404
    assert send(admin, do="delete").status_code == 404


def test_a_deleted_talk_holds_no_series_and_its_page_says_what_becomes_of_it(house: House, admin: httpx.Client) -> None:
    slug = house.published()
    admin.patch(f"{API}/seminars/{slug}", json={"series": "Friday"})
    assert "Talks: 1" in admin.get("/console/series").text
    house.http.delete(f"{API}/seminars/{slug}")
    assert "Talks: 0" in admin.get("/console/series").text
    assert house.http.get(f"{API}/series/friday").json()["talks"] == 0
    page = admin.get(PAGE).text
    assert "Deleted talks that belong to it: 1." in page
    assert '<a href="/console/deleted">' in page
    assert send(admin, do="delete").headers["Location"] == "/console/series"
    assert send(admin, f"/console/talks/{slug}/undo-removal").status_code == 303
    back = house.http.get(f"{API}/seminars/{slug}").json()
    assert (back["state"], back["series"]) == ("published", None)


def test_a_picture_waits_for_a_worker_and_nothing_of_it_is_shown_before(house: House, organiser: httpx.Client) -> None:
    def upload(*files: tuple[str, bytes]) -> httpx.Response:
        fields = {"form_token": organiser.headers["X-Form-Token"]}
        return organiser.post(f"{PAGE}/picture", data=fields, files=[("picture", file) for file in files])

    for none in (upload(), upload(("a.png", b""))):
        assert none.status_code == 422
        assert "No picture was chosen." in none.text
        assert f'href="{PAGE}?lang=fr"' in none.text
    large = upload(("a.png", b"x" * 20_000_001))
    assert large.status_code == 422
    assert "20 MB are allowed" in large.text
    assert upload(("<script>.png", b"no picture")).status_code == 303
    assert "The picture is being prepared." in organiser.get(PAGE).text
    assert organiser.get(f"{PAGE}/picture").status_code == 404
    series = read_series(house.service, Operator(), "friday").series
    assert picture_job(series.id) in house.service.queue.live()
    assert send(organiser, do="drop").status_code == 303
    assert "being prepared" not in organiser.get(PAGE).text


def test_long_lists_of_series_and_members_go_on_page_by_page(house: House, admin: httpx.Client) -> None:
    with house.database.transaction() as catalogue:
        for number in range(120):
            catalogue.series.of_title(f"Series {number:03}", "series")
    found: list[str] = []
    address = "/console/series?lang=ar"
    while address:
        page = admin.get(address).text
        found += re.findall(r"Series \d+", page)
        address = next(iter(re.findall(r'href="([^"]+)" rel="next"', page)), "")
        address = unescape(address)
    assert found == [f"Series {number:03}" for number in range(120)]
    for odd in ("-1", "x", "9" * 30, "٣", ""):
        assert admin.get("/console/series", params={"from": odd}).status_code == 200, odd


@pytest.mark.parametrize("title", ["New", "a/b?c#d", "%2e%2e", "Année « 1 »"])
def test_every_title_has_a_page_and_a_list_of_its_talks(house: House, admin: httpx.Client, title: str) -> None:
    to = send(admin, "/console/new-series", title=title).headers["Location"]
    page = admin.get(to)
    assert page.status_code == 200
    house.draft("Of this series", series=title)
    address = f"/console/?series={quote(title, safe='')}"
    assert address in unescape(page.text)
    assert "Of this series" in admin.get(address).text


def test_who_was_removed_does_not_come_back_by_an_old_page(house: House, amina: Person) -> None:
    other = add_person(house, "omar@example.org", roles={"Friday": Role.ORGANISER})
    open_page = signed_in(house, other)
    send(signed_in(house, amina), person=other.id, do="remove")
    assert send(open_page, do="invite", email="omar@example.org", role="organiser").status_code == 403
    assert members_of(house) == {"amina@example.org": Role.ORGANISER}


def test_the_heaviest_pages_are_within_their_bytes(house: House, organiser: httpx.Client) -> None:
    for number in range(ITEMS_A_PAGE + 1):
        add_member(house, f"{uuid.uuid4().hex}@example.org", f"{number} أمينة حسن")
    text = " ".join(f"محاضرة {number} عن مجموعات الادخار" for number in range(600))[:MAX_DESCRIPTION_CHARACTERS]
    send(organiser, do="text", title="سلسلة محاضرات", description=text)
    for path in (PAGE, "/console/series", "/console/account"):
        page = organiser.get(f"{path}?lang=ar")
        assert page.status_code == 200
        assert len(brotli.compress(page.text.encode(), quality=5)) <= MOST_BYTES


def add_member(house: House, email: str, name: str) -> None:
    """Let somebody who was invited be a contributor of the series Friday."""
    with house.database.transaction() as catalogue:
        roles = {catalogue.series.by_slug("friday").id: Role.CONTRIBUTOR}
        person = Person(PersonId(uuid.uuid4().hex), email, name, None, False, roles, datetime.now(UTC))
        catalogue.people.add(person)
