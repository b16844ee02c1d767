"""Consents, talks that are watched and not saved, and what viewers read of a withdrawal: console, API, pages, files."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import brotli
import httpx
import pytest
from house import API, RELEASE, House
from people import add_person, signed_in
from test_console import MARK, MARKUP, MOST_BYTES, organiser, send

from mediasvc.domain.access import Operator
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.person import Role
from mediasvc.usecases.describe import describe

SPEAKERS = ["Hana", "أمينة", MARKUP]
DAY = "2026-06-18"
RTL = f"سحبت المتحدثة موافقتها {MARK}<script>alert(1)</script>"


@pytest.fixture
def amina(house: House) -> httpx.Client:
    return signed_in(house, add_person(house, "amina@example.org", is_admin=True))


def page_of(client: httpx.Client, slug: str) -> str:
    answer = client.get(f"/console/talks/{slug}/consent")
    assert answer.status_code == 200, answer.text
    assert len(brotli.compress(answer.content)) <= MOST_BYTES
    return answer.text


def fields_of(page: str) -> dict[str, Any]:
    """Return the fields of the form as a browser would send them."""
    fields: dict[str, Any] = {name: [] for name in ("speaker", "before", "given_on", "method", "note")}
    form = page.partition('id="consent"')[2].partition("</form>")[0]
    for tag, chosen in re.findall(r"<(input [^>]*)>|<select([\s\S]*?)</select>", form):
        if chosen:
            option = re.search(r'value="(\w*)" selected', chosen)
            fields["method"].append(option[1] if option else "")
            continue
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        assert name, tag
        if 'type="checkbox"' in tag and "checked" not in tag:
            continue
        text = unescape(value[1]) if value else ""
        if name[1] in fields and isinstance(fields[name[1]], list):
            fields[name[1]].append(text)
        else:
            fields[name[1]] = text
    return fields


def save(client: httpx.Client, slug: str, fields: dict[str, Any]) -> httpx.Response:
    return send(client, f"talks/{slug}/consent", fields)


def typed(page: str, row: int, given_on: str = DAY, method: str = "signed", note: str = "") -> dict[str, Any]:
    """Return the fields of the page, with those about one speaker changed."""
    fields = fields_of(page)
    fields["given_on"][row], fields["method"][row], fields["note"][row] = given_on, method, note
    return fields


def consents(house: House, slug: str) -> dict[str, tuple[str, str, str] | None]:
    told = house.http.get(f"{API}/seminars/{slug}/consents").json()
    return {
        each["speaker"]: each["consent"] and tuple(each["consent"][name] for name in ("given_on", "method", "note"))
        for each in told["speakers"]
    }


def limited(house: House, slug: str, is_on: bool = True) -> None:
    answer = house.http.patch(f"{API}/seminars/{slug}", json={"streaming_only": is_on})
    assert (answer.status_code, answer.json()["build"]) == (200, None), answer.text


def test_what_is_typed_is_recorded_and_shown_again(house: House, amina: httpx.Client) -> None:
    slug = house.draft(speakers=SPEAKERS)
    page = page_of(amina, slug)
    assert "Speakers without a recorded consent: 3" in page
    assert save(amina, slug, typed(page, 2, note=MARKUP)).status_code == 303
    assert consents(house, slug) == {"Hana": None, "أمينة": None, MARKUP: (DAY, "signed", MARKUP)}
    page = page_of(amina, slug)
    assert "Speakers without a recorded consent: 2" in page
    assert MARKUP not in page
    assert "Recorded: <bdi>Amina</bdi>, " in page
    assert fields_of(page)["note"] == ["", "", MARKUP]


@pytest.mark.parametrize(
    ("given_on", "method", "note", "sentence"),
    [
        ("", "signed", "", "The day or the way of a consent is missing."),
        (DAY, "", "", "The day or the way of a consent is missing."),
        ("", "", "in the folder", "The day or the way of a consent is missing."),
        (
            (datetime.now(UTC) + timedelta(days=2)).date().isoformat(),
            "spoken",
            "",
            "The day of a consent is still to come.",
        ),
        (DAY, "signed", "a" * 10_000, "A title or a name is too long."),
        (DAY, "signed", "\u202eturned", "A title or a name has signs that cannot be used."),
        ("18 June", "signed", "kept", "Something in what you typed is not right."),
        (DAY, "by telepathy", "kept", "Something in what you typed is not right."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_that_was_typed_is_lost(
    house: House, amina: httpx.Client, given_on: str, method: str, note: str, sentence: str
) -> None:
    slug = house.draft(speakers=SPEAKERS)
    fields = {**typed(page_of(amina, slug), 1, given_on, method, note), "license": "CC-BY-4.0", "streaming_only": "1"}
    answer = save(amina, slug, fields)
    assert (answer.status_code, sentence in answer.text) == (422, True), answer.text
    known = method if method in ("signed", "spoken") else ""
    assert fields_of(answer.text) == {**fields, "method": ["", known, ""]}
    assert consents(house, slug) == dict.fromkeys(SPEAKERS)
    assert not house.seminar(slug).streaming_only


def test_fifty_speakers_have_room_on_a_small_page(house: House, amina: httpx.Client) -> None:
    slug = house.draft(speakers=[*(f"Speaker {number}" for number in range(48)), "Hana", "Hana"])
    page = page_of(amina, slug)
    fields = {**fields_of(page), "given_on": [DAY] * 50, "method": ["spoken"] * 50, "note": ["n" * 300] * 50}
    assert save(amina, slug, fields).status_code == 303
    assert "without a recorded consent" not in page_of(amina, slug)
    # Others come; what was recorded of the first ones stays in sight.
    house.http.patch(f"{API}/seminars/{slug}", json={"speakers": [f"New {number}" for number in range(50)]})
    page = page_of(amina, slug)
    assert page.count("The talk does not name this speaker any more.") == 50
    fields = fields_of(page)
    assert save(amina, slug, fields).status_code == 303
    fields["given_on"][:50], fields["method"][:50] = [DAY] * 50, ["spoken"] * 50
    assert save(amina, slug, fields).status_code == 303


def test_two_who_save_at_once_lose_nothing(house: House, amina: httpx.Client) -> None:
    slug = house.draft(speakers=SPEAKERS)
    page = page_of(amina, slug)
    assert save(amina, slug, typed(page, 0, note="first")).status_code == 303
    # About another speaker: both are kept.
    assert save(amina, slug, typed(page, 1, note="second")).status_code == 303
    assert consents(house, slug)["Hana"] == (DAY, "signed", "first")
    # About the same one: the later one sees what is there, and keeps what they typed.
    answer = save(amina, slug, typed(page, 0, method="spoken", note="third"))
    assert answer.status_code == 412
    assert "Somebody else has changed something here meanwhile." in answer.text
    assert "<bdi>first</bdi>" in answer.text
    assert consents(house, slug)["Hana"] == (DAY, "signed", "first")
    fields = fields_of(answer.text)
    assert (fields["note"], fields["method"]) == (["third", "second", ""], ["spoken", "signed", ""])
    assert save(amina, slug, fields).status_code == 303
    assert consents(house, slug)["Hana"] == (DAY, "spoken", "third")
    assert consents(house, slug)["أمينة"] == (DAY, "signed", "second")


def test_who_changes_another_row_does_not_bring_back_a_consent_that_was_taken_away(
    house: House, amina: httpx.Client
) -> None:
    slug = house.draft(speakers=["Hana", "Omar"])
    save(amina, slug, typed(page_of(amina, slug), 1))
    describe(house.service, Operator(), slug, DetailChanges(speakers=("Hana",)))
    page = page_of(amina, slug)
    assert "The talk does not name this speaker any more." in page
    assert save(amina, slug, typed(page, 1, given_on="", method="")).status_code == 303
    assert save(amina, slug, typed(page, 0)).status_code == 303
    assert consents(house, slug) == {"Hana": (DAY, "signed", "")}


def test_who_changes_a_sentence_that_somebody_else_changed_meanwhile_sees_theirs(
    house: House, amina: httpx.Client
) -> None:
    slug = house.withdrawn()
    opened = {"notice_before": "", "stands": "withdrawn 1"}
    assert send(amina, f"talks/{slug}/withdraw", {**opened, "notice": RTL}).status_code == 303
    # The same once more, by a second click, is no conflict.
    assert send(amina, f"talks/{slug}/withdraw", {**opened, "notice": RTL}).status_code == 303
    answer = send(amina, f"talks/{slug}/withdraw", {**opened, "notice": "Mine"})
    assert answer.status_code == 409
    assert "Somebody else has changed the sentence for viewers meanwhile." in answer.text
    assert house.seminar(slug).withdrawal_notice == RTL
    fields = dict(re.findall(r'name="(notice(?:_before)?)" value="([^"]*)"', unescape(answer.text)))
    assert fields == {"notice": "Mine", "notice_before": RTL}
    assert send(amina, f"talks/{slug}/withdraw", {**opened, **fields}).status_code == 303
    assert house.seminar(slug).withdrawal_notice == "Mine"


@pytest.mark.parametrize(("theirs", "shown"), [("CC-BY-4.0", "<bdi>CC-BY-4.0</bdi>"), ("", "nothing")])
def test_a_licence_that_somebody_else_chose_meanwhile_is_shown_before_it_goes(
    house: House, amina: httpx.Client, theirs: str, shown: str
) -> None:
    slug = house.draft(license="CC-BY-ND-4.0")
    page = page_of(amina, slug)
    assert save(amina, slug, {**fields_of(page), "license": theirs}).status_code == 303
    mine = {**fields_of(page), "license": "CC0-1.0"}
    answer = save(amina, slug, mine)
    assert answer.status_code == 412
    assert f"Recorded meanwhile by somebody else: {shown}" in answer.text
    assert (house.seminar(slug).details.license or "") == theirs
    fields = fields_of(answer.text)
    assert fields["license"] == "CC0-1.0"
    assert save(amina, slug, fields).status_code == 303
    assert house.seminar(slug).details.license == "CC0-1.0"


def test_a_form_that_was_open_meanwhile_takes_nothing_back(house: House, amina: httpx.Client) -> None:
    slug = house.draft(speakers=SPEAKERS)
    page = page_of(amina, slug)
    assert save(amina, slug, {**fields_of(page), "streaming_only": "1", "license": "CC-BY-4.0"}).status_code == 303
    assert save(amina, slug, typed(page, 0)).status_code == 303
    seminar = house.seminar(slug)
    assert (seminar.streaming_only, seminar.details.license) == (True, "CC-BY-4.0")
    assert save(amina, slug, {**fields_of(page_of(amina, slug)), "license": ""}).status_code == 303
    assert house.seminar(slug).details.license is None


def test_the_form_is_shown_in_another_language_as_it_is_filled_in(house: House, amina: httpx.Client) -> None:
    slug = house.draft(speakers=SPEAKERS)
    fields = {**typed(page_of(amina, slug), 0, note="kept"), "license": "MIT"}
    answer = send(amina, f"talks/{slug}/consent?lang=ar", {**fields, "show": "typed"})
    assert (answer.status_code, 'dir="rtl"' in answer.text) == (200, True)
    assert fields_of(answer.text) == fields
    assert consents(house, slug) == dict.fromkeys(SPEAKERS)


def test_a_form_that_is_not_whole_changes_nothing(house: House, amina: httpx.Client) -> None:
    slug = house.draft(speakers=SPEAKERS)
    fields = typed(page_of(amina, slug), 0)
    assert save(amina, slug, {**fields, "note": fields["note"][1:]}).status_code == 422
    assert consents(house, slug) == dict.fromkeys(SPEAKERS)


def test_a_contributor_records_consents_and_leaves_what_viewers_may_do(house: House) -> None:
    contributor = organiser(house, role=Role.CONTRIBUTOR)
    slug = contributor.post(f"{API}/seminars", json={"title": "Mine", "series": "Friday", "speakers": ["Hana"]}).json()[
        "slug"
    ]
    for name in ("slides.pdf", "talk.mp3"):
        assert house.put(slug, name, name.encode()).status_code == 201
    house.order(slug)
    house.work()
    page = page_of(contributor, slug)
    assert 'type="checkbox"' not in page
    assert save(contributor, slug, typed(page, 0)).status_code == 303
    answer = save(contributor, slug, {**typed(page_of(contributor, slug), 0, note="more"), "streaming_only": "1"})
    assert answer.status_code == 403
    assert fields_of(answer.text)["note"] == ["more"]
    assert consents(house, slug) == {"Hana": (DAY, "signed", "")}


def test_programs_replace_the_consents_that_they_have_read(house: House) -> None:
    slug = house.draft(speakers=SPEAKERS)
    address = f"{API}/seminars/{slug}/consents"
    read = house.http.get(address)
    given = {"consents": [{"speaker": "Hana", "given_on": DAY, "method": "signed"}]}
    assert house.http.put(address, json=given).status_code == 428
    put = house.http.put(address, json=given, headers={"If-Match": read.headers["ETag"]})
    assert (put.status_code, put.json()["missing"]) == (200, 2)
    late = house.http.put(address, json={"consents": []}, headers={"If-Match": read.headers["ETag"]})
    assert (late.status_code, late.json()["code"]) == (412, "conflict")
    assert house.http.put(address, json=given, headers={"If-Match": put.headers["ETag"]}).json() == put.json()
    for wrong in ({"method": "telepathy"}, {"given_on": "9999-12-31"}, {"note": "a" * 301}, {"namesake": 0}):
        answer = house.http.put(address, json={"consents": [given["consents"][0] | wrong]}, headers={"If-Match": "*"})
        assert answer.status_code == 422, answer.text
    assert house.anybody.get(address).status_code == 401


def test_the_page_of_a_talk_says_how_many_consents_are_missing_and_blocks_nothing(
    house: House, amina: httpx.Client
) -> None:
    slug = house.published()
    house.http.patch(f"{API}/seminars/{slug}", json={"speakers": SPEAKERS})
    house.work()
    page = amina.get(f"/console/talks/{slug}").text
    assert f'<a href="/console/talks/{slug}/consent">Consent and licence</a>' in page
    assert "Speakers without a recorded consent: 3" in page
    assert house.seminar(slug).details.speakers == tuple(SPEAKERS)


def test_no_viewer_reads_of_a_consent(house: House) -> None:
    slug = house.published()
    given = {"consents": [{"speaker": "Somebody else", "given_on": DAY, "method": "signed", "note": "the folder"}]}
    assert house.http.put(f"{API}/seminars/{slug}/consents", json=given, headers={"If-Match": "*"}).status_code == 200
    paths = ("", "/embed", "/text")
    addresses = [*(f"/s/{slug}{path}" for path in paths), "/", "/feeds/podcast.xml", "/feeds/talks.atom"]
    addresses += [f"{API}/seminars", f"{API}/seminars/{slug}", f"/media/{slug}/1/manifest.json"]
    for address in addresses:
        answer = house.anybody.get(address)
        assert (answer.status_code, "Somebody else" in answer.text, "the folder" in answer.text) == (200, False, False)


def test_a_talk_for_streaming_only_is_played_and_not_saved(house: House) -> None:
    slug = house.published()
    before = house.anybody.get(f"/s/{slug}")
    limited(house, slug)
    page = house.anybody.get(f"/s/{slug}", headers={"If-None-Match": before.headers["ETag"]})
    assert page.status_code == 200
    assert before.text.count(" download>") > 1
    assert " download>" not in page.text
    assert "takeaway" not in page.text
    assert '"contentUrl"' in before.text
    assert '"contentUrl"' not in page.text
    assert "Its organisers offer no downloads." in page.text
    answer = house.anybody.get(f"/s/{slug}/takeaway/audio-low.zip")
    assert (answer.status_code, "This talk can be watched, and not saved." in answer.text) == (403, True)
    for href in RELEASE:
        saved = house.anybody.get(f"/media/{slug}/1/{href}?download")
        assert (saved.status_code, saved.json()["code"]) == (403, "not_allowed")
        is_kept = href.endswith((".pdf", ".txt")) or href.startswith("audio-master")
        assert house.anybody.get(f"/media/{slug}/1/{href}").status_code == (403 if is_kept else 200)
    assert house.anybody.get(f"{API}/seminars/{slug}").json()["streaming_only"] is True
    limited(house, slug, False)
    after = house.anybody.get(f"/s/{slug}", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 304
    assert house.anybody.get(f"/media/{slug}/1/slides.pdf?download").status_code == 200


def test_its_people_see_in_the_preview_what_viewers_will(house: House, amina: httpx.Client) -> None:
    slug = house.published()
    limited(house, slug)
    assert " download>" not in amina.get(f"/s/{slug}/preview/1").text
    # They may keep what is theirs.
    assert amina.get(f"/s/{slug}/preview/1/files/slides.pdf?download").status_code == 200


def test_feeds_tell_of_it_and_podcasts_do_not(house: House) -> None:
    first, second = house.published("First"), house.published("Second")
    for slug in (first, second):
        house.http.patch(f"{API}/seminars/{slug}", json={"series": "Friday"})
    feeds = [f"/feeds/podcast.xml{query}" for query in ("", "?series=Friday")]
    before = [house.anybody.get(feed) for feed in feeds]
    assert all(f"/s/{first}<" in feed.text for feed in before)
    limited(house, first)
    for feed, known in zip(feeds, before, strict=True):
        answer = house.anybody.get(feed, headers={"If-None-Match": known.headers["ETag"]})
        assert answer.status_code == 200
        assert first not in answer.text
        assert f"/s/{second}<" in answer.text
    news = house.anybody.get("/feeds/talks.atom").text
    assert f"/s/{first}" in news
    assert f"/media/{first}/" not in news
    assert f"/media/{second}/" in news
    assert "/feeds/podcast.xml?series" not in house.anybody.get(f"/s/{first}").text
    assert "/feeds/podcast.xml?series" in house.anybody.get(f"/s/{second}").text
    limited(house, second)
    assert [house.anybody.get(feed).status_code for feed in feeds] == [200, 200]
    assert house.anybody.get("/feeds/podcast.xml?series=Nothing").status_code == 404


def withdraw(house: House, slug: str, **told: Any) -> httpx.Response:
    return house.http.post(f"{API}/seminars/{slug}/withdraw", json=told)


def test_viewers_read_why_a_talk_was_withdrawn_as_it_was_written(house: House) -> None:
    slug = house.published()
    assert withdraw(house, slug, notice=RTL).json()["withdrawal_notice"] == RTL
    for path in ("", "/embed"):
        page = house.anybody.get(f"/s/{slug}{path}")
        assert page.status_code == 410
        found = re.search(r'<blockquote dir="auto">(.*?)</blockquote>', page.text)
        assert found, page.text
        assert "<script" not in found[1]
        assert unescape(found[1]) == RTL
    problem = house.anybody.get(f"{API}/seminars/{slug}")
    assert (problem.status_code, problem.json()["notice"]) == (410, RTL)
    # To do it again changes nothing; it can be changed, and taken away.
    assert house.http.post(f"{API}/seminars/{slug}/withdraw").json()["withdrawal_notice"] == RTL
    assert withdraw(house, slug, notice="Another").json()["withdrawal_notice"] == "Another"
    assert withdraw(house, slug, notice=None).json()["withdrawal_notice"] is None
    assert "<blockquote" not in house.anybody.get(f"/s/{slug}").text
    assert "notice" not in house.anybody.get(f"{API}/seminars/{slug}").json()
    for wrong in ("a" * 301, "\u202eturned"):
        assert withdraw(house, slug, notice=wrong).status_code == 422
    withdraw(house, slug, notice="Gone")
    house.http.post(f"{API}/seminars/{slug}/releases/1/publish")
    assert house.seminar(slug).withdrawal_notice is None


def test_a_refused_sentence_withdraws_nothing_and_is_kept_in_its_field(house: House, amina: httpx.Client) -> None:
    slug = house.published()
    for state in ("published", "withdrawn"):
        answer = send(amina, f"talks/{slug}/withdraw", {"notice": "a" * 301})
        assert (answer.status_code, f'value="{"a" * 301}"' in answer.text) == (422, True)
        assert house.seminar(slug).state == state
        assert send(amina, f"talks/{slug}/withdraw", {"notice": MARKUP}).status_code == 303
    page = amina.get(f"/console/talks/{slug}").text
    assert MARKUP not in page
    assert MARKUP in unescape(page)
    # A page of an earlier version has no such field.
    assert send(amina, f"talks/{slug}/withdraw", {}).status_code == 303
    assert house.seminar(slug).withdrawal_notice == MARKUP
