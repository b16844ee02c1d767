"""Two people at one talk: the later one sees what the other changed, and nothing that was typed is lost."""

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import httpx
import pytest
from house import API, SOUND, House
from people import add_person, signed_in
from test_console import made, send, typed_in

from mediasvc.delivery.languages import TAGS
from mediasvc.domain.access import Operator
from mediasvc.domain.errors import VersionChanged
from mediasvc.domain.person import Role
from mediasvc.domain.series import MAX_DESCRIPTION_CHARACTERS
from mediasvc.usecases.audit import read as read_audit
from mediasvc.usecases.series import SeriesChange, describe_series, read_series


@pytest.fixture
def amina(house: House) -> httpx.Client:
    return signed_in(house, add_person(house, "amina@example.org", is_admin=True))


@pytest.fixture
def hana(house: House) -> httpx.Client:
    return signed_in(house, add_person(house, "hana@example.org", is_admin=True))


def opened(client: httpx.Client, path: str) -> dict[str, str]:
    """Return the fields of the form about details, or files, as a browser has them."""
    page = client.get(f"/console/{path}").text
    return fields_in(page)


def fields_in(page: str) -> dict[str, str]:
    found = re.search(r'<form method="post"[^>]* id="(?:correct|draft)".*?</form>', page, re.S)
    assert found, page
    form = found[0]
    inputs = re.findall(r'<input [^>]*name="(\w+)"[^>]* value="([^"]*)"', form)
    fields = {name: unescape(value) for name, value in inputs}
    fields = {name: value for name, value in fields.items() if name not in ("publish", "said", "keep_cues")}
    for name, value in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>([^<]*)<', form):
        fields[name] = "\r\n".join(unescape(value).splitlines())
    for name, options in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)<', options)
        fields[name] = "" if chosen is None else unescape(chosen[1] or chosen[2])
    return fields


def correct(client: httpx.Client, slug: str, form: Mapping[str, str], **changes: str) -> httpx.Response:
    return send(client, f"talks/{slug}/details", {**form, **changes})


def clashing(answer: httpx.Response) -> dict[str, str]:
    """Return the fields of a form that is shown once more, as both changed the same."""
    assert answer.status_code == 409, answer.text
    assert 'role="alert" tabindex="-1" autofocus' in answer.text
    return fields_in(answer.text)


def details(house: House, slug: str) -> dict[str, Any]:
    told: dict[str, Any] = house.http.get(f"{API}/seminars/{slug}").json()
    return {name: told[name] for name in ("title", "speakers", "held_on", "language", "series")}


@pytest.fixture
def slug(house: House) -> str:
    """A talk that viewers see."""
    slug = house.published("Savings")
    house.http.patch(f"{API}/seminars/{slug}", json={"speakers": ["Ann", "Ben"], "held_on": "2026-11-21"})
    house.work()
    return slug


def test_what_each_changed_is_kept_and_the_later_one_hears_of_it(
    house: House, amina: httpx.Client, hana: httpx.Client, slug: str
) -> None:
    path = f"talks/{slug}/details"
    mine, theirs = opened(amina, path), opened(hana, path)
    assert correct(hana, slug, theirs, title="Savings <b>groups</b>", speakers="Ann\r\nBen\r\nEve").status_code == 303
    answer = correct(amina, slug, mine, held_on="2026-11-22", speakers="Zoe\r\nAnn\r\nBen")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/console/talks/{slug}?taken=title,speakers",
    )
    page = amina.get(answer.headers["Location"]).text
    assert "Somebody else has changed something meanwhile:" in page
    assert "<bdi>Savings &lt;b&gt;groups&lt;/b&gt;</bdi>" in page
    assert "<bdi>Hana</bdi>, <bdi>" in page
    house.work()
    assert details(house, slug) == {
        "title": "Savings <b>groups</b>",
        "speakers": ["Zoe", "Ann", "Ben", "Eve"],
        "held_on": "2026-11-22",
        "language": None,
        "series": None,
    }


def test_where_both_changed_the_same_nothing_is_saved_until_somebody_chose(
    house: House, amina: httpx.Client, hana: httpx.Client, slug: str
) -> None:
    path = f"talks/{slug}/details"
    mine, theirs = opened(amina, path), opened(hana, path)
    correct(hana, slug, theirs, title="Theirs", language="fr")
    house.work()
    answer = correct(amina, slug, mine, title="Mine", held_on="")
    form = clashing(answer)
    # What was typed stays where it was, beside what the other one has, and who that was.
    assert (form["title"], form["held_on"], form["language"]) == ("Mine", "", "fr")
    assert "<bdi>Hana</bdi>, <bdi>" in answer.text
    assert "<bdi>Theirs</bdi>" in answer.text
    assert "Language spoken: <bdi>French</bdi>" in answer.text
    house.work()
    assert details(house, slug)["title"] == "Theirs"
    assert details(house, slug)["held_on"] == "2026-11-21"
    assert correct(amina, slug, form).headers["Location"] == f"/console/talks/{slug}"
    house.work()
    assert details(house, slug) == {**details(house, slug), "title": "Mine", "held_on": None, "language": "fr"}


def test_what_is_theirs_can_be_chosen(house: House, amina: httpx.Client, hana: httpx.Client, slug: str) -> None:
    path = f"talks/{slug}/details"
    mine, theirs = opened(amina, path), opened(hana, path)
    correct(hana, slug, theirs, title="Theirs")
    form = clashing(correct(amina, slug, mine, title="Mine", held_on=""))
    assert correct(amina, slug, form, **{"choose:title": "theirs"}).status_code == 303
    house.work()
    assert (details(house, slug)["title"], details(house, slug)["held_on"]) == ("Theirs", None)


def test_what_is_changed_while_somebody_chooses_is_shown_again(
    house: House, amina: httpx.Client, hana: httpx.Client, slug: str
) -> None:
    path = f"talks/{slug}/details"
    mine, theirs = opened(amina, path), opened(hana, path)
    correct(hana, slug, theirs, title="Theirs")
    form = clashing(correct(amina, slug, mine, title="Mine"))
    correct(hana, slug, opened(hana, path), title="Theirs again")
    again = correct(amina, slug, form)
    assert "<bdi>Theirs again</bdi>" in again.text
    assert correct(amina, slug, clashing(again)).status_code == 303
    house.work()
    assert details(house, slug)["title"] == "Mine"


def test_a_form_that_is_sent_twice_meets_nobody(house: House, amina: httpx.Client, slug: str) -> None:
    form = {**opened(amina, f"talks/{slug}/details"), "title": "Mine"}
    for _ in range(2):
        answer = correct(amina, slug, form)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/console/talks/{slug}")
    assert len(house.waiting()) == 1


def test_a_form_that_changes_nothing_is_noted_nowhere(house: House, amina: httpx.Client, slug: str) -> None:
    before = read_audit(house.service, Operator(), 99)
    assert correct(amina, slug, opened(amina, f"talks/{slug}/details")).status_code == 303
    assert read_audit(house.service, Operator(), 99) == before


def test_a_form_from_before_a_move_does_not_move_the_talk_back(
    house: House, amina: httpx.Client, hana: httpx.Client, slug: str
) -> None:
    mine = opened(amina, f"talks/{slug}/details")
    house.http.patch(f"{API}/seminars/{slug}", json={"series": "Friday"})
    answer = correct(amina, slug, mine, title="Mine")
    assert answer.headers["Location"] == f"/console/talks/{slug}?taken=series"
    assert "Series: <bdi>Friday</bdi>" in amina.get(answer.headers["Location"]).text
    house.work()
    assert (details(house, slug)["title"], details(house, slug)["series"]) == ("Mine", "Friday")


def test_a_refused_form_keeps_what_it_was_opened_with(
    house: House, amina: httpx.Client, hana: httpx.Client, slug: str
) -> None:
    path = f"talks/{slug}/details"
    mine = opened(amina, path)
    correct(hana, slug, opened(hana, path), title="Theirs")
    refused = correct(amina, slug, mine, title=" ", held_on="")
    assert refused.status_code == 422
    form = fields_in(refused.text)
    assert (form["base"], form["held_on"]) == (mine["base"], "")
    clashing(correct(amina, slug, form, title="Mine"))


@pytest.mark.parametrize("tag", TAGS)
def test_a_conflict_can_be_read_in_another_language(
    house: House, amina: httpx.Client, hana: httpx.Client, slug: str, tag: str
) -> None:
    path = f"talks/{slug}/details"
    mine = opened(amina, path)
    correct(hana, slug, opened(hana, path), title="الجديد")
    form = clashing(correct(amina, slug, mine, title="Mine"))
    page = send(amina, f"talks/{slug}/details?lang={tag}", {**form, "show": "typed", "choose:title": "theirs"})
    assert page.status_code == 200
    assert "<bdi>الجديد</bdi>" in page.text
    assert re.search(r'name="choose:title" value="theirs" checked', page.text)
    assert fields_in(page.text) == form


@pytest.mark.parametrize(
    "base",
    ["no JSON", "[]", '{"title": 7}', '{"title": "\\ud800"}', "{" * 5000, '{"title": {"a": []}}', "null", '"', "\x00"],
)
def test_a_base_that_cannot_be_read_overwrites_nothing_unseen(
    house: House, amina: httpx.Client, slug: str, base: str
) -> None:
    form = {**opened(amina, f"talks/{slug}/details"), "base": base}
    clashing(correct(amina, slug, form, title="Mine"))
    house.work()
    assert details(house, slug)["title"] == "Savings"


def test_a_forged_base_does_no_more_than_its_sender_may(house: House, amina: httpx.Client, slug: str) -> None:
    hana = signed_in(house, add_person(house, "contributor@example.org", roles={"Friday": Role.CONTRIBUTOR}))
    form = opened(amina, f"talks/{slug}/details")
    forged = json.dumps({"title": "Savings", "series": "Friday", "state": "withdrawn", "x": "<script>"})
    assert correct(hana, slug, {**form, "base": forged}, title="Mine").status_code in (403, 404)
    answer = correct(amina, slug, {**form, "base": forged}, title="Mine")
    assert answer.status_code == 303
    house.work()
    assert details(house, slug)["title"] == "Mine"
    assert "<script>" not in amina.get(f"/console/talks/{slug}?taken=x,state,<script>").text.partition("<main>")[2]


def test_a_program_that_holds_no_base_is_answered_as_ever(house: House, amina: httpx.Client, slug: str) -> None:
    assert correct(amina, slug, {"title": "Mine"}).status_code == 303
    house.work()
    assert details(house, slug)["speakers"] == []


def test_who_corrects_a_talk_that_was_withdrawn_meanwhile_hears_of_it(
    house: House, amina: httpx.Client, hana: httpx.Client, slug: str
) -> None:
    mine = opened(amina, f"talks/{slug}/details")
    assert send(hana, f"talks/{slug}/withdraw", {}).status_code == 303
    answer = correct(amina, slug, mine, title="Mine")
    page = amina.get(answer.headers["Location"]).text
    assert "Where it stands: <bdi>Withdrawn</bdi>" in page
    assert "<bdi>Hana</bdi>" in page


def test_who_corrects_a_draft_that_was_deleted_meanwhile_can_copy_what_was_typed(
    house: House, amina: httpx.Client, hana: httpx.Client
) -> None:
    slug = made(amina)
    house.work()
    send(hana, f"talks/{slug}/withdraw", {})
    mine = opened(amina, f"talks/{slug}/details")
    with house.database.transaction() as catalogue:
        catalogue.seminars.remove_draft(catalogue.seminars.by_slug(slug).id)
    answer = correct(amina, slug, mine, title="What I typed <b>")
    assert answer.status_code == 404
    assert '<li dir="auto">What I typed &lt;b&gt;</li>' in answer.text
    assert mine["base"] not in unescape(answer.text)


@pytest.mark.parametrize("path", ["details", "consent", "send-back", "withdraw"])
def test_what_was_typed_about_a_talk_that_was_deleted_meanwhile_can_be_copied(
    house: House, amina: httpx.Client, hana: httpx.Client, slug: str, path: str
) -> None:
    assert send(hana, f"talks/{slug}/remove", {}).status_code == 303
    fields = {"title": "What I typed <b>", "license": "What I typed <b>", "license_before": "hidden"}
    fields |= {"sentence": "What I typed <b>", "notice": "What I typed <b>", "release": "1"}
    answer = send(amina, f"talks/{slug}/{path}", fields)
    assert answer.status_code == 410
    assert '<li dir="auto">What I typed &lt;b&gt;</li>' in answer.text
    assert ">hidden<" not in answer.text
    assert 'href="/console/deleted"' in answer.text


def test_who_is_no_organiser_any_more_can_copy_what_they_typed_about_a_series(
    house: House, amina: httpx.Client, friday: str
) -> None:
    person = add_person(house, "eve@example.org", roles={"Friday": Role.ORGANISER})
    eve = signed_in(house, person)
    assert send(amina, f"series/{friday}", {"do": "remove", "person": person.id}).status_code == 303
    answer = send(eve, f"series/{friday}", {"do": "text", "title": "Friday", "description": "What I typed"})
    assert answer.status_code == 403
    assert '<li dir="auto">What I typed</li>' in answer.text
    secrets = {"do": "password", "old_password": "secret-old", "new_password": "x"}
    assert "secret-old" not in send(eve, "account", secrets).text


def stands_in(client: httpx.Client, slug: str) -> dict[str, str]:
    found = re.search(r'name="stands" value="([^"]*)"', client.get(f"/console/talks/{slug}").text)
    assert found
    return {"stands": found[1]}


def test_a_page_from_before_a_withdrawal_does_not_bring_the_talk_back(
    house: House, amina: httpx.Client, hana: httpx.Client, slug: str
) -> None:
    house.order(slug, publishing={"hold": True})
    house.work()
    seen = stands_in(amina, slug)
    number = str((house.seminar(slug).release or 0) + 1)
    send(hana, f"talks/{slug}/withdraw", {})
    for path in ("publish", "plan"):
        answer = send(amina, f"talks/{slug}/{path}", {**seen, "release": number})
        assert answer.status_code == 409
        assert "The talk was withdrawn after you opened this page." in answer.text
    assert house.seminar(slug).withdrawn_at
    # The page that says so is about the talk as it stands now.
    assert send(amina, f"talks/{slug}/publish", {**stands_in(amina, slug), "release": number}).status_code == 303
    assert house.seminar(slug).withdrawn_at is None


def test_a_button_that_two_press_is_no_conflict(amina: httpx.Client, hana: httpx.Client, slug: str) -> None:
    seen = stands_in(amina, slug)
    for client in (hana, amina):
        assert send(client, f"talks/{slug}/withdraw", seen).status_code == 303
    gone = stands_in(amina, slug)
    for client in (hana, amina):
        assert send(client, f"talks/{slug}/restore", gone).status_code == 303


def test_two_who_hand_in_other_files_hear_of_each_other(
    house: House, amina: httpx.Client, hana: httpx.Client, slug: str
) -> None:
    mine, theirs = opened(amina, f"talks/{slug}/files"), opened(hana, f"talks/{slug}/files")
    names = ["slides.pdf"]

    def hand_in(client: httpx.Client, form: Mapping[str, str], name: str | None, content: bytes) -> httpx.Response:
        files = [("files", (name, content))] if name else [("files", ("", b""))]
        fields = {**form, "order": names if name else [*names, "mine.mp3"]}
        return send(client, f"talks/{slug}/make", fields, files=files)

    assert hand_in(hana, theirs, "theirs.mp3", SOUND + b"theirs").status_code == 303
    answer = hand_in(amina, mine, "mine.mp3", SOUND + b"mine")
    form = clashing(answer)
    assert "A new version was asked for" in answer.text
    assert "<bdi>Hana</bdi>" in answer.text
    assert "your files are here" in answer.text
    # Nothing is built of them yet, and none is lost.
    assert len(house.waiting()) == 1
    assert {"theirs.mp3", "mine.mp3"} <= {*house.listed(slug)}
    assert hand_in(amina, form, None, b"").status_code == 303
    assert len(house.waiting()) == 2
    with house.database.reading() as catalogue:
        newest = catalogue.builds.of_seminar(catalogue.seminars.by_slug(slug).id)[0]
    assert [source.name for source in newest.request.files] == ["slides.pdf", "mine.mp3"]


def test_a_draft_whose_files_are_sent_twice_is_no_conflict(house: House, amina: httpx.Client) -> None:
    slug = house.uploaded("A talk")
    form = {**opened(amina, f"talks/{slug}/files"), "title": "Mine"}
    first, second = (send(amina, f"talks/{slug}/make", form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"] == "/console/talks/mine"


def person_form(client: httpx.Client, person_id: str) -> dict[str, str]:
    page = client.get(f"/console/people/{person_id}").text
    return person_fields(page)


def person_fields(page: str) -> dict[str, str]:
    """Return the fields of the form about a person of one series."""
    found = re.search(r'<form method="post"[^>]* id="person".*?</form>', page, re.S)
    assert found, page
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[0])
    fields = {name: unescape(value) for name, value in inputs}
    fields["name"] = typed_in(page, "name")
    for name, options in re.findall(r'<select [^>]*name="(role:[^"]+)"[^>]*>(.*?)</select>', found[0], re.S):
        chosen = re.search(r'value="(\w*)" selected', options)
        fields[unescape(name)] = chosen[1] if chosen else ""
    if re.search(r'name="is_admin" value="1" checked', found[0]):
        fields["is_admin"] = "1"
    return fields


def test_two_admins_change_a_person(house: House, amina: httpx.Client, hana: httpx.Client) -> None:
    person = add_person(house, "eve@example.org", roles={"Friday & more": Role.CONTRIBUTOR})
    path = f"people/{person.id}"
    mine, theirs = person_form(amina, person.id), person_form(hana, person.id)
    assert send(hana, path, {**theirs, "role:Friday & more": "organiser", "name": "Eva"}).status_code == 303
    answer = send(amina, path, {**mine, "is_admin": "1"})
    assert answer.headers["Location"] == f"/console/{path}?saved=1&taken=name,role%3AFriday%20%26%20more"
    page = amina.get(answer.headers["Location"]).text
    assert "Friday &amp; more: <bdi>Organiser</bdi>" in page
    clash = send(amina, path, {**mine, "is_admin": "1", "name": "Evelyn"})
    assert clash.status_code == 409
    form = person_fields(clash.text)
    assert (form["name"], form["role:Friday & more"]) == ("Evelyn", "organiser")
    assert "<bdi>Hana</bdi>" in clash.text or "<bdi>Amina</bdi>" in clash.text
    assert send(amina, path, {**form, "choose:name": "theirs"}).status_code == 303
    told = amina.get(f"{API}/{path}").json()
    assert (told["name"], told["is_admin"], told["roles"]) == ("Eva", True, {"Friday & more": "organiser"})


def test_a_series_that_somebody_else_gave_a_role_in_meanwhile_stays(
    house: House, amina: httpx.Client, hana: httpx.Client
) -> None:
    person = add_person(house, "eve@example.org")
    mine, theirs = person_form(amina, person.id), person_form(hana, person.id)
    send(hana, f"people/{person.id}", {**theirs, "new_series": "Monday", "new_role": "organiser"})
    send(amina, f"people/{person.id}", {**mine, "new_series": "Friday", "new_role": "contributor"})
    roles = amina.get(f"{API}/people/{person.id}").json()["roles"]
    assert roles == {"Monday": "organiser", "Friday": "contributor"}


@pytest.fixture
def friday(house: House) -> str:
    """The slug of a series."""
    house.draft("A talk", series="Friday")
    with house.database.reading() as catalogue:
        return catalogue.series.all()[0].slug


def series_form(page: str) -> dict[str, str]:
    """Return the fields of the form about a series, as a browser has them."""
    found = re.search(r'<form method="post"[^>]* id="about".*?</form>', page, re.S)
    assert found, page
    fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', found[0])}
    text = re.search(r'name="description"[^>]*>\n?([^<]*)<', found[0])
    assert text
    return {**fields, "description": "\r\n".join(unescape(text[1]).split("\n"))}


def described(house: House, slug: str) -> tuple[str, str]:
    view = read_series(house.service, Operator(), slug)
    return view.series.title, view.description


def test_two_organisers_describe_a_series(house: House, amina: httpx.Client, hana: httpx.Client, friday: str) -> None:
    path = f"series/{friday}"
    mine, theirs = (series_form(client.get(f"/console/{path}").text) for client in (amina, hana))
    assert send(hana, path, {**theirs, "description": "Every Friday\r\n\r\nin room <2>"}).status_code == 303
    answer = send(amina, path, {**mine, "title": "Fridays"})
    assert answer.headers["Location"] == f"/console/{path}?saved=1&taken=description"
    assert described(house, friday) == ("Fridays", "Every Friday\n\nin room <2>")
    page = amina.get(answer.headers["Location"]).text
    assert "<bdi>Every Friday</bdi> · <bdi>in room &lt;2&gt;</bdi>" in page
    assert "<bdi>Hana</bdi>, <bdi>" in page
    clash = send(amina, path, {**mine, "title": "Fridays", "description": "Mine"})
    assert clash.status_code == 409
    assert described(house, friday) == ("Fridays", "Every Friday\n\nin room <2>")
    form = series_form(clash.text)
    assert (form["title"], form["description"]) == ("Fridays", "Mine")
    assert send(amina, path, {**form, "choose:description": "theirs"}).status_code == 303
    assert described(house, friday) == ("Fridays", "Every Friday\n\nin room <2>")
    assert send(amina, path, form).status_code == 303
    assert described(house, friday) == ("Fridays", "Mine")


def test_a_blank_line_in_a_description_that_somebody_else_typed_stays(
    house: House, amina: httpx.Client, hana: httpx.Client, friday: str
) -> None:
    path = f"series/{friday}"
    send(hana, path, {"title": "Friday", "description": "One\r\nTwo"})
    mine, theirs = (series_form(client.get(f"/console/{path}").text) for client in (amina, hana))
    assert send(hana, path, {**theirs, "description": "One\r\n\r\nTwo"}).status_code == 303
    assert send(amina, path, {**mine, "title": "Fridays"}).status_code == 303
    assert described(house, friday) == ("Fridays", "One\n\nTwo")


def test_a_form_about_a_series_that_is_sent_twice_meets_nobody(house: House, amina: httpx.Client, friday: str) -> None:
    path = f"series/{friday}"
    form = {**series_form(amina.get(f"/console/{path}").text), "description": "a  b\r\n\r\n\tc "}
    for _ in range(2):
        assert send(amina, path, form).headers["Location"] == f"/console/{path}?saved=1"
    assert described(house, friday) == ("Friday", "a  b\n\n\tc")


def test_a_refused_form_about_a_series_keeps_what_it_was_opened_with(
    house: House, amina: httpx.Client, hana: httpx.Client, friday: str
) -> None:
    path = f"series/{friday}"
    mine = series_form(amina.get(f"/console/{path}").text)
    send(hana, path, {**mine, "title": "Theirs"})
    refused = send(amina, path, {**mine, "description": "x" * (MAX_DESCRIPTION_CHARACTERS + 1)})
    assert refused.status_code == 422
    form = series_form(refused.text)
    assert form["base"] == mine["base"]
    assert send(amina, path, {**form, "description": "short"}).status_code == 303
    assert described(house, friday) == ("Theirs", "short")


def test_a_change_between_reading_and_writing_is_not_undone(house: House, friday: str) -> None:
    seen = read_series(house.service, Operator(), friday).version
    describe_series(house.service, Operator(), friday, SeriesChange(description="Theirs"))
    with pytest.raises(VersionChanged):
        describe_series(house.service, Operator(), friday, SeriesChange("Mine", ""), {seen})
    assert described(house, friday) == ("Friday", "Theirs")
