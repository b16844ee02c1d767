"""What waits for approval, as organisers and contributors see it in the console and in the API."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx
import pytest
from house import API, House, refused
from people import add_person, signed_in

from mediasvc.domain.access import Operator
from mediasvc.domain.approval import MOST_SENTENCE_CHARACTERS
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.person import Role
from mediasvc.usecases.describe import describe

SENTENCE = 'سلسلة <b>3</b>\n"Слайд" & more'


@dataclass(frozen=True)
class Scene:
    """A contributor who has handed in a talk of the series Friday, and two of its organisers."""

    house: House
    contributor: httpx.Client
    organiser: httpx.Client
    other: httpx.Client
    slug: str

    def page(self, client: httpx.Client, path: str = "") -> str:
        answer = client.get(f"/console/talks/{self.slug}{path}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def send(self, client: httpx.Client, form: str, **typed: str) -> httpx.Response:
        return client.post(f"/console/talks/{self.slug}/{form}", data={"release": "1", **typed})

    def send_back(self, client: httpx.Client, sentence: str = SENTENCE, number: int = 1) -> httpx.Response:
        address = f"{API}/seminars/{self.slug}/releases/{number}/send-back"
        return client.post(address, json={"sentence": sentence})

    def releases(self) -> list[Any]:
        found: list[Any] = self.organiser.get(f"{API}/seminars/{self.slug}/releases").json()
        return found


@pytest.fixture
def scene(house: House) -> Scene:
    roles = {"contributor": Role.CONTRIBUTOR, "organiser": Role.ORGANISER, "other": Role.ORGANISER}
    clients = {
        name: signed_in(house, add_person(house, f"{name}@example.org", roles={"Friday": role}))
        for name, role in roles.items()
    }
    for client in clients.values():
        client.headers["X-Form-Token"] = client.get(f"{API}/me").json()["form_token"]
    answer = clients["contributor"].post(f"{API}/seminars", json={"title": "A talk", "series": "Friday"})
    slug = answer.json()["slug"]
    for name in ("slides.pdf", "talk.mp3"):
        house.put(slug, name, f"{slug} {name}".encode())
    assert clients["contributor"].post(f"{API}/seminars/{slug}/builds", json={}).status_code == 202
    house.work()
    return Scene(house, **clients, slug=slug)


def forms(page: str) -> list[str]:
    return re.findall(r'action="/console/talks/[^/]+/([a-z-]+)', page)


def text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", page)).split())


def form_token(client: httpx.Client) -> str:
    return str(client.headers["X-Form-Token"])


def test_an_organiser_is_shown_what_waits_and_who_handed_it_in(scene: Scene) -> None:
    listed = scene.organiser.get("/console/").text
    assert "Talks that wait for you: 1" in listed
    assert 'href="/console/?state=approval"' in listed
    assert scene.slug in scene.organiser.get("/console/?state=approval").text
    assert "wait for you" not in scene.contributor.get("/console/").text
    page = scene.page(scene.organiser)
    assert re.search("Contributor handed it in on [^.]*2", text(page))
    assert f'href="/s/{scene.slug}/preview"' in page
    assert {"publish", "plan"} <= set(forms(page))
    assert f'href="/console/talks/{scene.slug}/send-back"' in page
    page = scene.page(scene.contributor)
    assert not {"publish", "plan"} & set(forms(page))
    assert "send-back" not in page
    assert "Waits for approval" in page
    assert scene.contributor.get(f"/console/talks/{scene.slug}/send-back").status_code == 403


def test_what_is_sent_back_is_read_by_its_contributor_and_waits_again_when_it_is_changed(scene: Scene) -> None:
    assert 'name="sentence"' in scene.page(scene.organiser, "/send-back")
    answer = scene.send(scene.organiser, "send-back", sentence=SENTENCE, form_token=form_token(scene.organiser))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/console/talks/{scene.slug}")
    page = scene.page(scene.contributor)
    assert re.search(r"Sent back by Organiser on [^:]*2[^:]*:\d\d", text(page))
    assert "&lt;b&gt;3&lt;/b&gt;" in page
    assert "<b>3" not in page
    assert "Sent back" in scene.contributor.get("/console/?state=sent_back").text
    assert "Talks that wait for you" not in scene.organiser.get("/console/").text
    scene.contributor.patch(f"{API}/seminars/{scene.slug}", json={"title": "Better"})
    scene.house.work()
    assert [each["approval"] for each in scene.releases()] == ["awaited", "sent_back"]
    assert "Talks that wait for you: 1" in scene.organiser.get("/console/").text
    assert "<b>3" not in scene.page(scene.contributor, "/releases")
    assert "Слайд" in scene.page(scene.contributor, "/releases")
    assert "Слайд" not in scene.page(scene.contributor)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [(" \r\n", "The sentence is missing."), ("é" * (MOST_SENTENCE_CHARACTERS + 1), "The sentence is too long.")],
)
def test_a_sentence_that_is_refused_comes_back_as_it_was_typed(scene: Scene, sentence: str, said: str) -> None:
    answer = scene.send(scene.organiser, "send-back", sentence=sentence, form_token=form_token(scene.organiser))
    assert answer.status_code == 422, answer.text
    assert said in answer.text
    assert sentence.strip() in answer.text
    shown = scene.send(
        scene.organiser, "send-back?lang=ar", sentence=SENTENCE, show="typed", form_token=form_token(scene.organiser)
    )
    assert (shown.status_code, "&lt;b&gt;3" in shown.text, 'lang="ar"' in shown.text) == (200, True, True)
    assert scene.releases()[0]["approval"] == "awaited"


def test_of_two_organisers_the_later_one_reads_what_the_other_did_and_loses_nothing(scene: Scene) -> None:
    assert scene.send_back(scene.organiser).status_code == 200
    assert scene.send_back(scene.organiser).status_code == 200
    answer = scene.send(scene.other, "send-back", sentence="Mine & more", form_token=form_token(scene.other))
    assert answer.status_code == 409
    assert "Somebody else has sent it back already." in answer.text
    assert "Sent back by Organiser" in text(answer.text)
    assert "Mine &amp; more</textarea>" in answer.text
    answer = scene.send(scene.other, "publish", form_token=form_token(scene.other))
    assert answer.status_code == 409
    assert "Somebody has sent this version back." in answer.text
    assert 'name="even_if_sent_back"' in answer.text
    assert scene.house.seminar(scene.slug).release is None
    answer = scene.send(scene.other, "publish", even_if_sent_back="1", form_token=form_token(scene.other))
    assert (answer.status_code, scene.house.seminar(scene.slug).release) == (303, 1)
    answer = scene.send(scene.organiser, "send-back", sentence="Too late", form_token=form_token(scene.organiser))
    assert answer.status_code == 409
    assert "Somebody has published this version, or another one, meanwhile." in answer.text
    assert "Too late</textarea>" in answer.text


def test_a_version_that_was_sent_back_is_published_from_the_list_of_versions(scene: Scene) -> None:
    scene.send_back(scene.organiser)
    assert 'name="even_if_sent_back"' in scene.page(scene.other, "/releases")
    preview = scene.other.get(f"/s/{scene.slug}/preview").text
    assert f"/console/talks/{scene.slug}/publish" not in preview
    answer = scene.send(scene.other, "releases", even_if_sent_back="1", form_token=form_token(scene.other))
    assert (answer.status_code, scene.house.seminar(scene.slug).release) == (303, 1)
    assert [(each["approval"], each["sent_back"]) for each in scene.releases()] == [(None, None)]


def test_the_api_tells_where_approval_stands(scene: Scene) -> None:
    assert [(each["approval"], each["sent_back"]) for each in scene.releases()] == [("awaited", None)]
    assert scene.send_back(scene.organiser).json()["release"] is None
    [told] = scene.releases()
    assert (told["approval"], told["sent_back"]["by"]) == ("sent_back", "person:Organiser")
    assert told["sent_back"]["sentence"] == SENTENCE
    listed = scene.organiser.get(f"{API}/seminars?stage=sent_back").json()
    assert [each["slug"] for each in listed["seminars"]] == [scene.slug]
    address = f"{API}/seminars/{scene.slug}/releases/1"
    refused(scene.other.post(f"{address}/publish"), 409, "conflict")
    refused(scene.other.put(f"{address}/plan", json={"at": "2100-01-01T00:00:00Z"}), 409, "conflict")
    for sentence in ("", "a" * 1_001, "\x00"):
        refused(scene.send_back(scene.organiser, sentence), 422, "usage")
    refused(scene.send_back(scene.contributor), 403, "not_allowed")
    refused(scene.send_back(scene.organiser, number=2), 404, "not_found")
    assert scene.other.post(f"{address}/publish?even_if_sent_back=true").json()["release"] == 1


def test_many_that_wait_are_published_at_once(scene: Scene) -> None:
    describe(scene.house.service, Operator(), scene.slug, DetailChanges("Held by the operator"))
    scene.house.work()
    assert 'value="publish"' not in scene.organiser.get("/console/bulk?all=1").text
    describe(scene.house.service, Operator(), scene.house.uploaded(), DetailChanges(series="Friday"))
    scene.contributor.patch(f"{API}/seminars/{scene.slug}", json={"title": "Once more"})
    scene.house.work()
    page = scene.organiser.get("/console/bulk?all=1").text
    assert "Publish: 1" in page
    fields = dict(re.findall(r'<input type="hidden" name="(as_of|below|total)" value="(\d+)">', page))
    sent = {**fields, "do": "publish", "all": "1", "form_token": form_token(scene.organiser)}
    assert "Published: 1" in scene.organiser.post("/console/bulk", data=sent).text
    seminar = scene.house.seminar(scene.slug)
    assert (seminar.release, seminar.details.title) == (3, "Once more")
