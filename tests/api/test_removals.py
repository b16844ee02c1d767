"""Talks that are deleted and brought back: what viewers and organisers see of it over HTTP."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import brotli
import httpx
import pytest
from house import API, PUBLIC_URL, SOUND, House, refused
from people import add_person, signed_in
from tus_client import create, head, patch

from mediasvc.console import removal
from mediasvc.delivery.languages import TAGS, language
from mediasvc.domain.access import Operator
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.person import Role
from mediasvc.usecases.describe import describe

TALK = f"{API}/seminars/a-talk"
OF_VIEWERS = (
    *("/s/a-talk", "/s/a-talk/embed", "/s/a-talk/text", "/s/a-talk/takeaway/audio-low.zip"),
    *("/media/a-talk/1/manifest.json", "/media/a-talk/1/audio-low.webm"),
    *(TALK, f"{TALK}/manifest", f"{TALK}/timeline"),
)
LISTS = ("/", "/feeds/talks.atom", "/feeds/podcast.xml", "/sitemap.xml", f"{API}/seminars")
MOST_BYTES = 30_000


@pytest.fixture
def amina(house: House) -> httpx.Client:
    """A browser in which an admin is signed in."""
    return signed_in(house, add_person(house, "amina@example.org", is_admin=True))


def member(house: House, role: Role) -> httpx.Client:
    return signed_in(house, add_person(house, f"{role}@example.org", roles={"Friday": role}))


def send(client: httpx.Client, action: str, slug: str = "a-talk", **fields: str) -> httpx.Response:
    data = {"form_token": client.headers["X-Form-Token"], **fields}
    return client.post(f"/console/talks/{slug}/{action}", data=data)


def deleted(client: httpx.Client, address: str = "/console/deleted") -> list[str]:
    page = client.get(address)
    assert page.status_code == 200, page.text
    return [unescape(title) for title in re.findall(r'id="t\d+" dir="auto">([^<]*)<', page.text)]


def statuses(client: httpx.Client, addresses: tuple[str, ...] = OF_VIEWERS) -> set[int]:
    return {client.get(address, headers={"Range": "bytes=0-1"}).status_code for address in addresses}


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_viewers_are_told_that_a_deleted_talk_was_taken_off_until_it_is_back(house: House, is_withdrawn: bool) -> None:
    (house.withdrawn if is_withdrawn else house.published)()
    before = [house.anybody.get(each).text for each in LISTS]
    removed = house.http.delete(TALK).json()
    assert (removed["state"], removed["release"]) == ("removed", 1)
    at, until = (datetime.fromisoformat(removed["removed"][name]) for name in ("at", "until"))
    assert until - at == timedelta(days=30)
    assert statuses(house.anybody) == {410}
    for each in LISTS:
        assert "a-talk" not in house.anybody.get(each).text
    back = house.http.post(f"{TALK}/undo-removal").json()
    assert (back["state"], back["removed"]) == ("withdrawn" if is_withdrawn else "published", None)
    assert statuses(house.anybody) <= ({410} if is_withdrawn else {200, 206, 307})
    assert [house.anybody.get(each).text for each in LISTS] == before


def test_a_feed_is_made_anew_when_a_talk_is_deleted_brought_back_or_gone(house: House) -> None:
    house.published()
    house.published("Another")

    def listed() -> list[str]:
        return re.findall(rf'"{PUBLIC_URL}/s/([\w-]+)"', house.anybody.get("/feeds/talks.atom").text)

    assert listed() == ["another", "a-talk"]
    house.http.delete(TALK)
    assert listed() == ["another"]
    house.http.post(f"{TALK}/undo-removal")
    assert listed() == ["another", "a-talk"]
    house.purge("a-talk")
    assert listed() == ["another"]
    house.http.post(f"{API}/seminars/another/withdraw")
    assert listed() == []


def test_the_address_of_what_is_gone_for_good_answers_so(house: House) -> None:
    house.published()
    house.purge("a-talk")
    assert statuses(house.anybody) == {410}
    for answer in (house.http.delete(TALK), house.http.post(f"{TALK}/undo-removal"), house.http.get(f"{TALK}/builds")):
        assert "cannot be brought back" in refused(answer, 410, "withdrawn")["detail"]
    refused(house.http.post(f"{API}/seminars", json={"title": "Another", "slug": "a-talk"}), 409, "conflict")
    assert house.draft() == "a-talk-2"


def test_a_program_is_told_that_a_talk_was_deleted_and_lists_those(house: House) -> None:
    house.published()
    house.draft("Another")
    house.http.delete(TALK)
    for answer in (
        house.http.delete(TALK),
        house.http.get(TALK),
        house.http.patch(TALK, json={"title": "New"}),
        house.http.post(f"{TALK}/builds", json={}),
        house.http.post(f"{TALK}/withdraw"),
        house.http.post(f"{TALK}/releases/1/publish"),
        house.put("a-talk", "talk.mp3", SOUND),
    ):
        assert refused(answer, 410, "removed")["hint"] == "Undo that first, in the list of deleted talks."
    listed = house.http.get(f"{API}/seminars", params={"state": "removed"}).json()["seminars"]
    assert [each["slug"] for each in listed] == ["a-talk"]
    assert [each["slug"] for each in house.http.get(f"{API}/seminars").json()["seminars"]] == ["another"]
    refused(house.anybody.get(f"{API}/seminars", params={"state": "removed"}), 401, "not_allowed")


def test_an_upload_is_refused_with_a_sentence_and_goes_on_afterwards(house: House) -> None:
    house.draft()
    address = create(house.http, "a-talk", "b.mp3", 4).headers["Location"]
    assert patch(house.anybody, address, 0, b"ab").status_code == 204
    house.http.delete(TALK)
    refused(patch(house.anybody, address, 2, b"cd"), 410, "removed")
    assert head(house.anybody, address).headers["Upload-Offset"] == "2"
    house.http.post(f"{TALK}/undo-removal")
    assert patch(house.anybody, address, 2, b"cd").status_code == 204
    assert house.listed("a-talk") == ["b.mp3"]


def test_the_page_says_what_goes_and_until_when_it_can_be_brought_back(house: House, amina: httpx.Client) -> None:
    house.published("A talk")
    house.order("a-talk")
    assert 'href="/console/talks/a-talk/remove">Delete</a>' in amina.get("/console/talks/a-talk").text
    page = amina.get("/console/talks/a-talk/remove").text
    until = datetime.now(UTC) + timedelta(days=30)
    for told in ("A talk</a>", "Its address says that it was taken off.", "Versions: 1", "is stopped", f"{until:%Y}"):
        assert told in page
    assert "disks for now, and nobody can open them." in page
    assert send(amina, "remove").headers["Location"] == "/console/deleted"
    page = amina.get("/console/deleted").text
    assert deleted(amina) == ["A talk"]
    assert "Gone for good:" in page
    assert "</bdi></span> <span><bdi>Amina</bdi></span>" in page
    assert "a-talk" not in amina.get("/console/").text
    assert send(amina, "undo-removal").headers["Location"] == "/console/talks/a-talk"
    assert deleted(amina) == []
    assert "There is no deleted talk that can be brought back." in amina.get("/console/deleted").text


def test_a_page_of_a_deleted_talk_leads_to_those_that_were_deleted(house: House, amina: httpx.Client) -> None:
    house.published()
    send(amina, "remove")
    shown = [amina.get(f"/console/talks/a-talk{each}") for each in ("", "/files", "/releases", "/remove", "/work")]
    for answer in (*shown, *(send(amina, action) for action in ("details", "withdraw", "make"))):
        assert answer.status_code == 410
        assert "The talk was deleted, and nothing of it can be seen or changed now." in answer.text
        assert 'href="/console/deleted"' in answer.text


def test_to_delete_a_talk_twice_is_no_mistake(house: House, amina: httpx.Client) -> None:
    house.published()
    about = {"talk": str(house.seminar("a-talk").id)}
    assert [send(amina, "remove", **about).headers["Location"] for _ in range(2)] == ["/console/deleted"] * 2
    assert deleted(amina) == ["A talk"]


@pytest.mark.parametrize("is_for_good", [False, True])
def test_what_is_typed_about_a_talk_that_was_deleted_meanwhile_can_be_copied(
    house: House, amina: httpx.Client, is_for_good: bool
) -> None:
    house.published()
    about = {"talk": str(house.seminar("a-talk").id)}
    if is_for_good:
        house.purge("a-talk")
    else:
        send(amina, "remove")
    for action, fields in (
        ("details", {"title": "What I typed <b>"}),
        ("withdraw", {"notice": "What I typed <b>"}),
        ("consent", {"speaker": "Hana", "before": "||", "given_on": "", "method": "", "note": "What I typed <b>"}),
    ):
        answer = send(amina, action, **about, **fields)
        assert answer.status_code == 410
        assert '<li dir="auto">What I typed &lt;b&gt;</li>' in answer.text
        assert "||" not in answer.text


def test_contributors_delete_and_bring_back_drafts_of_their_own_alone(house: House) -> None:
    contributor, organiser = member(house, Role.CONTRIBUTOR), member(house, Role.ORGANISER)
    for title in ("A talk", "Another"):
        form = {"title": title, "series": "Friday", "form_token": contributor.headers["X-Form-Token"]}
        assert contributor.post("/console/new", data=form, files={"files": ("a.pdf", b"%PDF-1.7")}).status_code == 303
    house.put("another", "talk.mp3", SOUND)
    house.order("another")
    house.work()
    house.http.post(f"{API}/seminars/another/releases/1/publish")
    assert "another/remove" not in contributor.get("/console/talks/another").text
    for action in ("remove", "undo-removal"):
        assert send(contributor, action, "another").status_code == 403
    assert send(contributor, "remove").status_code == 303
    assert send(organiser, "remove", "another").status_code == 303
    page = contributor.get("/console/deleted").text
    assert deleted(contributor) == ["Another", "A talk"]
    assert re.findall(r"/console/talks/([\w-]+)/undo-removal", page) == ["a-talk"]
    assert send(contributor, "undo-removal", "another").status_code == 403
    assert send(contributor, "undo-removal").status_code == 303


def test_deleted_talks_come_in_parts(house: House, amina: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "TALKS_A_PAGE", 2)
    for title in ("One", "Two", "Three"):
        house.draft(title)
        send(amina, "remove", title.lower())
    page = amina.get("/console/deleted?lang=fr").text
    assert deleted(amina) == ["Three", "Two"]
    [following] = re.findall(r'href="([^"]+)" rel="next"', page)
    assert deleted(amina, unescape(following)) == ["One"]
    assert "lang=fr" in following
    assert amina.get("/console/deleted?after=x").status_code == 404


def test_many_talks_are_deleted_at_once_and_brought_back_one_by_one(house: House, amina: httpx.Client) -> None:
    house.published()
    house.draft("Another")
    page = amina.get("/console/bulk?all=1").text
    assert "Delete: 2" in page
    [as_of], [below] = (re.findall(rf'name="{name}" value="(\d+)"', page)[:1] for name in ("as_of", "below"))
    form = {"do": "remove", "all": "1", "as_of": as_of, "below": below, "total": "2"}
    report = amina.post("/console/bulk", data={**form, "form_token": amina.headers["X-Form-Token"]})
    assert "Deleted: 2" in report.text
    assert sorted(deleted(amina)) == ["A talk", "Another"]
    assert send(amina, "undo-removal").status_code == 303
    assert deleted(amina) == ["Another"]


@pytest.mark.parametrize("tag", TAGS)
def test_the_pages_are_small_and_in_every_language(house: House, amina: httpx.Client, tag: str) -> None:
    for number in range(removal.TALKS_A_PAGE):
        title = f"محاضرة {number} " * 9
        house.draft(title, slug=f"talk-{number}")
        describe(house.service, Operator(), f"talk-{number}", DetailChanges(series="سلسلة"))
        if number:
            house.http.delete(f"{API}/seminars/talk-{number}")
    words = language(tag).words["removal"]
    for address, said in (("deleted", words["talks"]), ("talks/talk-0/remove", words["button"])):
        page = amina.get(f"/console/{address}?lang={tag}", headers={"Accept-Encoding": "identity"})
        assert said in unescape(page.text)
        assert len(brotli.compress(page.content, quality=4)) <= MOST_BYTES


def test_the_audit_log_tells_who_deleted_and_who_brought_back(house: House, amina: httpx.Client) -> None:
    house.published()
    send(amina, "remove")
    send(amina, "undo-removal")
    house.purge("a-talk")
    page = amina.get("/console/activity").text
    for told in ("was deleted", "was brought back after it had been deleted", "is gone for good"):
        assert told in page
    assert f"{PUBLIC_URL}" not in page
