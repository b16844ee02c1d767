"""The versions of a talk in the console: listed, compared, gone back to; and what belongs to a replaced recording."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from io import BytesIO
from typing import Any

import brotli
import httpx
import pytest
from house import API, DECK, SOUND, House, hex_digest, manifest_of
from people import add_person, signed_in
from test_console import MARKUP, MOST_BYTES, finish_upload, made, organiser, send, upload_part

from mediasvc.domain.access import Operator
from mediasvc.domain.build import BuildId, BuildRequest
from mediasvc.domain.manifest import Image, Manifest, Slide
from mediasvc.domain.person import Role
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.timeline import Cue, Timeline, TimingMethod
from mediasvc.usecases.my_talks import my_talk
from mediasvc.usecases.publish import Contents, publish

# The question is shown although a script could hide it.
ASKED = 'id="keep" data-asked'
OTHER_SOUND = b"ID3 other sound"


@pytest.fixture
def amina(house: House) -> httpx.Client:
    return signed_in(house, add_person(house, "amina@example.org", is_admin=True))


def page_of(client: httpx.Client, path: str, **asked: Any) -> str:
    answer = client.get(f"/console/talks/{path}", params=asked)
    assert answer.status_code == 200, answer.text
    assert len(brotli.compress(answer.content)) <= MOST_BYTES
    return unescape(re.sub(r"</?bdi[^>]*>", "", answer.text))


def release_of(house: House, slug: str, looks: str, starts: Mapping[int, int], **order: Any) -> None:
    """Publish a release whose slides look like these letters, and are shown from these times (ms) on."""
    build_id = BuildId(house.order(slug, **order))
    with house.database.transaction() as catalogue:
        build = catalogue.builds.begin(build_id)
    for job in house.waiting():
        house.queue.cancel(job)
    images = {place: Image("image/jpeg", 480, 270, f"slides/{place + 1:04}-480.jpg", 4) for place in range(len(looks))}
    slides = tuple(Slide(place, place + 1, 0, place + 1, "", "", None, (images[place],)) for place in images)
    ends = [*list(starts.values())[1:], 3_600_000]
    cues = tuple(Cue(slide - 1, start, end, 1.0) for (slide, start), end in zip(starts.items(), ends, strict=True))
    timeline = Timeline(cues, TimingMethod.CUES, 1.0)

    def files_of(seminar: Seminar, number: int) -> Mapping[str, str]:
        told = manifest_of(seminar.slug, number, build.request.details.title)
        told = replace(told, slides=slides, timeline=timeline, duration_ms=3_600_000, renditions=told.renditions[:1])
        files = {image.href: f"looks/{ord(look)}" for look, image in zip(looks, images.values(), strict=True)}
        return {**files, "manifest.json": kept(house, build.id, told)}

    for look in looks:
        house.storage.put(f"looks/{ord(look)}", BytesIO(b"jpeg"))
    publish(house.database, build, files_of, [], Contents(timeline=timeline))


def kept(house: House, build_id: str, told: Manifest) -> str:
    key = f"releases/{build_id}/{told.release}/manifest.json"
    house.storage.put(key, BytesIO(told.to_json().encode()))
    return key


def replaced(house: House) -> str:
    """A talk with three releases: another title, then another recording and a slide that was corrected."""
    slug = house.uploaded()
    release_of(house, slug, "abc", {1: 0, 2: 10_000, 3: 20_000})
    release_of(house, slug, "abc", {1: 0, 2: 10_000, 3: 20_000}, details={"title": MARKUP})
    assert house.put(slug, "better.mp3", OTHER_SOUND).status_code == 201
    release_of(house, slug, "xabd", {2: 0, 3: 12_500, 4: 20_000}, files=["slides.pdf", "better.mp3"])
    return slug


def test_versions_are_listed_with_what_changed_who_asked_and_which_one_viewers_see(
    house: House, amina: httpx.Client
) -> None:
    slug = replaced(house)
    page = page_of(amina, f"{slug}/releases")
    assert re.findall(r"<h2>(Version \d)", page) == ["Version 3", "Version 2", "Version 1"]
    assert "Recording: better.mp3 instead of talk.mp3" in page
    assert f"Title: {MARKUP} instead of A talk" in page
    assert "The first version" in page
    assert page.count("Viewers see this version") == 1
    assert page.index("Version 3") < page.index("Viewers see this version") < page.index("Version 2")
    assert f"{slug}/compare?from=2&to=3" in page
    assert "Amina's laptop" in page
    assert MARKUP not in amina.get(f"/console/talks/{slug}/releases").text
    arabic = page_of(amina, f"{slug}/releases", lang="ar")
    assert "better.mp3 بدلًا من talk.mp3" in arabic


def test_a_talk_without_versions_says_so(house: House, amina: httpx.Client) -> None:
    slug = house.uploaded()
    assert "There is no version yet." in page_of(amina, f"{slug}/releases")
    assert amina.get(f"/console/talks/{slug}/compare").status_code == 404


def test_going_back_and_forward_again(house: House, amina: httpx.Client) -> None:
    slug = replaced(house)
    for number in (1, 3):
        answer = send(amina, f"talks/{slug}/releases", {"release": str(number)})
        assert answer.headers["Location"] == f"/console/talks/{slug}/releases"
        assert house.seminar(slug).release == number
    for number in ("4", "0", "x", "9" * 30):
        assert send(amina, f"talks/{slug}/releases", {"release": number}).status_code == 404
    assert house.seminar(slug).release == 3


def test_the_versions_of_a_withdrawn_talk_say_that_nobody_sees_it(house: House, amina: httpx.Client) -> None:
    slug = replaced(house)
    told = "It was withdrawn: nobody sees it."
    assert told not in page_of(amina, f"{slug}/releases")
    send(amina, f"talks/{slug}/withdraw", {})
    assert told in page_of(amina, f"{slug}/releases")


def test_going_back_while_a_build_runs_is_told_and_the_build_stays_off_the_public_pages(
    house: House, amina: httpx.Client
) -> None:
    slug = replaced(house)
    assert "on its way" not in page_of(amina, f"{slug}/releases")
    house.order(slug, details={"title": "Newer"})
    assert "A newer version is on its way." in page_of(amina, f"{slug}/releases")
    send(amina, f"talks/{slug}/releases", {"release": "1"})
    # It is decided: the build goes on, and changes nothing that viewers see.
    assert "on its way" not in page_of(amina, f"{slug}/releases")
    house.work()
    page = page_of(amina, f"{slug}/releases")
    assert re.findall(r"<h2>(Version \d)", page)[0] == "Version 4"
    assert house.seminar(slug).release == 1
    send(amina, f"talks/{slug}/releases", {"release": "4"})
    assert (house.seminar(slug).release, house.seminar(slug).details.title) == (4, "Newer")


def test_who_may_not_publish_sees_the_versions_and_goes_back_to_none(house: House) -> None:
    contributor = organiser(house, role=Role.CONTRIBUTOR)
    own = made(contributor, series="Friday")
    house.work()
    page = page_of(contributor, f"{own}/releases")
    assert "Version 1" in page
    assert "Show viewers this version" not in page
    assert send(contributor, f"talks/{own}/releases", {"release": "1"}).status_code == 403
    assert "Show viewers this version" in page_of(organiser(house), f"{own}/releases")


def test_two_versions_are_compared_slide_by_slide(house: House, amina: httpx.Client) -> None:
    slug = replaced(house)
    page = page_of(amina, f"{slug}/compare", **{"from": 2, "to": 3})
    assert page == page_of(amina, f"{slug}/compare")
    assert re.findall(r'class="stage (\w+)">([^<]+)', page) == [("added", "New"), ("changed", "Changed")]
    assert "Unchanged: 2\u20133" in page
    assert "Recording: better.mp3 instead of talk.mp3" in page
    pictures = re.findall(r'src="/s/[\w-]+/preview/(\d)/files/slides/(\d+)-480.jpg"[^>]*loading="lazy"', page)
    assert {("3", "0001"), ("2", "0003"), ("3", "0004")} <= set(pictures)
    for src in re.findall(r'src="(/s/[^"]+)"', page):
        assert amina.get(src).content == b"jpeg"
    rows = re.findall(r"<tr><td>(\d)</td><td>([^<]*)</td><td>([^<]*)</td><td>([^<]*)</td></tr>", page)
    assert rows == [("3", "0:10", "0:12", "2.5s later")]


def test_a_version_is_the_same_as_itself(house: House, amina: httpx.Client) -> None:
    slug = replaced(house)
    page = page_of(amina, f"{slug}/compare", **{"from": 1, "to": 1})
    assert "Nothing else is different." in page
    assert "All slides look the same." in page
    for asked in ({"from": "1", "to": "4"}, {"from": "0", "to": "1"}, {"from": "x"}, {"to": "9" * 5_000}):
        assert amina.get(f"/console/talks/{slug}/compare", params=asked).status_code == 404


@pytest.mark.parametrize("others", [0, 250], ids=["all the same", "all others"])
def test_two_versions_of_many_slides_are_a_small_page(house: House, amina: httpx.Client, others: int) -> None:
    slug, slides = house.uploaded(), range(250)
    looks = ["".join(chr(0x4E00 + place + shift) for place in slides) for shift in (0, others)]
    for number, shown in enumerate(looks):
        release_of(house, slug, shown, {place + 1: place * 10_000 + number * 5_000 * bool(place) for place in slides})
    page = page_of(amina, f"{slug}/compare")
    assert page.count('class="stage changed"') == others
    assert "and 49 more" in page


def with_words(house: House) -> str:
    """A published talk that has cues, and captions in two languages."""
    slug = house.uploaded()
    for name, content in (("cues.csv", b"slide,start\n1,0\n"), ("words.vtt", b"WEBVTT\n"), ("fr.vtt", b"WEBVTT\n\n\n")):
        assert house.put(slug, name, content).status_code == 201
    said = {"captions": "words.vtt", "captions_in": {"fr": "fr.vtt"}}
    house.order(slug, files=["slides.pdf", "talk.mp3"], cues="cues.csv", also=["audio-master"], **said)
    house.work()
    house.http.delete(f"{API}/seminars/{slug}/sources/cues.csv")
    return slug


def request_after(house: House, slug: str) -> BuildRequest:
    newest = my_talk(house.service, Operator(), slug).newest
    assert newest is not None
    return newest.request


@pytest.mark.parametrize("keeps", [set[str](), {"keep_cues"}, {"keep_captions"}, {"keep_cues", "keep_captions"}])
def test_without_script_a_recording_is_replaced_and_what_belongs_to_it_is_kept_or_goes(
    house: House, amina: httpx.Client, keeps: set[str]
) -> None:
    slug = with_words(house)
    before = house.seminar(slug)
    page = page_of(amina, f"{slug}/files")
    assert re.findall(r'name="keep_(\w+)" value="(\w+)" checked', page) == [("cues", "no"), ("captions", "no")]
    assert ASKED not in page
    form = {"title": "A talk", "publish": "at_once", "order": house.listed(slug), "replace": "talk.mp3"}
    page = send(amina, f"talks/{slug}/arrange", form).text
    assert "in place of <bdi>talk.mp3</bdi>" in page
    chosen = {name: "yes" if name in keeps else "no" for name in ("keep_cues", "keep_captions")}
    files = [("files", ("talk.mp3", OTHER_SOUND))]
    assert send(amina, f"talks/{slug}/make", {**form, **chosen}, files=files).status_code == 303
    request = request_after(house, slug)
    assert [source.digest for source in request.files] == [hex_digest(DECK), hex_digest(OTHER_SOUND)]
    assert request.cues is not None
    assert request.captions is not None
    # The worker leaves out what was given for other files, with a warning.
    assert (request.cues_with == request.files, request.captions_with == request.files) == (
        "keep_cues" in keeps,
        "keep_captions" in keeps,
    )
    french = [(each.language, each.given_with == request.files) for each in request.translations]
    assert french == [("fr", "keep_captions" in keeps)]
    assert request.also == ("audio-master",)
    house.work()
    after = house.seminar(slug)
    assert (after.id, after.slug, after.release, after.created_at) == (before.id, slug, 2, before.created_at)


def test_captions_that_are_given_with_the_new_recording_are_its_own(house: House, amina: httpx.Client) -> None:
    slug = with_words(house)
    form = {"title": "A talk", "publish": "at_once", "order": house.listed(slug), "replace": "talk.mp3"}
    files = [("files", ("talk.mp3", OTHER_SOUND))]
    assert house.put(slug, "words.vtt", b"WEBVTT\n\n").status_code == 201
    assert send(amina, f"talks/{slug}/make", form, files=files).status_code == 303
    request = request_after(house, slug)
    assert request.captions is not None
    assert (request.captions.digest, request.captions_with) == (hex_digest(b"WEBVTT\n\n"), request.files)
    # Those in another language stay with the old recording, and are not given once more.
    assert [each.given_with == request.files for each in request.translations] == [False]


def test_captions_get_another_language_or_go_as_a_form_says(house: House, amina: httpx.Client) -> None:
    slug = with_words(house)
    form = {"title": "A talk", "publish": "at_once", "order": house.listed(slug)}
    assert send(amina, f"talks/{slug}/make", {**form, "language:fr.vtt": "pt"}).status_code == 303
    request = request_after(house, slug)
    assert [(each.language, each.source.name) for each in request.translations] == [("pt", "fr.vtt")]
    house.work()
    page = page_of(amina, f"{slug}/releases")
    assert "Captions (French): no longer fr.vtt" in page
    assert "Captions (Portuguese): new: fr.vtt" in page


def test_captions_that_are_still_on_their_way_are_given_although_others_have_their_name(
    house: House, amina: httpx.Client
) -> None:
    slug = with_words(house)
    secret = upload_part(house, slug, "words.vtt")
    form = {"title": "A talk", "publish": "at_once", "order": house.listed(slug)}
    assert send(amina, f"talks/{slug}/make", form).status_code == 303
    finish_upload(house, secret)
    request = request_after(house, slug)
    assert request.captions is not None
    assert (request.captions.digest, request.captions_with) == (hex_digest(b"ab"), request.files)


def test_whether_they_are_kept_is_asked_as_soon_as_another_recording_is_there_or_on_its_way(
    house: House, amina: httpx.Client
) -> None:
    def is_asked() -> bool:
        told = amina.get(f"/console/talks/{slug}/files/part").json()["asks_to_keep"]
        assert told == (ASKED in amina.get(f"/console/talks/{slug}/files").text)
        return told

    slug = with_words(house)
    assert not is_asked()
    assert house.put(slug, "slides.pdf", b"%PDF-1.7 corrected").status_code == 201
    assert not is_asked()
    upload_part(house, slug, "better.mp3")
    assert is_asked()
    plain = house.published("Another")
    assert house.put(plain, "better.mp3", OTHER_SOUND).status_code == 201
    assert 'id="keep"' not in amina.get(f"/console/talks/{plain}/files").text


def test_replacing_twice_while_builds_run_loses_nothing_and_the_later_order_wins(
    house: House, amina: httpx.Client
) -> None:
    slug = with_words(house)
    form = {"title": "A talk", "publish": "at_once", "order": house.listed(slug), "replace": "talk.mp3"}
    sounds = [b"ID3 second", b"ID3 third"]
    for sound in sounds:
        files = [("files", ("talk.mp3", sound))]
        assert send(amina, f"talks/{slug}/make", {**form, "keep_cues": "yes"}, files=files).status_code == 303
    with house.database.reading() as catalogue:
        newest, older, _ = catalogue.builds.of_seminar(catalogue.seminars.by_slug(slug).id)
    assert [build.request.files[1].digest for build in (older, newest)] == [hex_digest(sound) for sound in sounds]
    assert newest.request.cues_with == newest.request.files
    house.publish(newest.id)
    house.publish(older.id)
    page = page_of(amina, f"{slug}/releases")
    assert house.seminar(slug).release == 2
    assert re.findall(r"<h2>(Version \d)", page) == ["Version 3", "Version 2", "Version 1"]
    assert {hex_digest(each) for each in (*sounds, SOUND)} <= set(house.kept())


def test_the_api_tells_what_changed(house: House) -> None:
    slug = replaced(house)
    third, second, first = house.http.get(f"{API}/seminars/{slug}/releases").json()
    assert first["changes"] is None
    assert second["changes"] == [{"what": "title", "before": ["A talk"], "now": [MARKUP], "language": None}]
    assert third["changes"] == [{"what": "recording", "before": ["talk.mp3"], "now": ["better.mp3"], "language": None}]
    assert {each["ordered_by"] for each in (first, second, third)} == {"token:Amina's laptop"}
