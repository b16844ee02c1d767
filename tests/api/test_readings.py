"""What was read of uploads, over HTTP."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from house import API, DECK, SOUND, House, hex_digest, refused

from mediasvc.domain.build import BuildWarning, Digest
from mediasvc.domain.errors import DeckEncrypted
from mediasvc.domain.guesses import Properties
from mediasvc.domain.job import Job
from mediasvc.domain.reading import Reading, ReadingState, SourceKind, reading_job
from mediasvc.usecases.reading_jobs import keep_reading
from mediasvc.usecases.reconcile import reconcile

PICTURE = b"\xff\xd8\xff picture"
KEY = "files/aa/slide.jpg"
WAITING: dict[str, Any] = {
    "state": "waiting",
    "kind": None,
    "slides": None,
    "narrated": None,
    "is_narrated": False,
    "pictures": 0,
    "warnings": [],
    "failure": None,
}
READ = Reading(
    Digest(hex_digest(DECK)),
    ReadingState.READ,
    kind=SourceKind.DECK,
    slides=2,
    thumbnails=(KEY, KEY),
    warnings=(BuildWarning("glyphs_missing", "…", (2,)),),
    properties=Properties("Savings groups", people=("Hana Tesfaye",), languages={"en-US": 9}),
)


def told(house: House, slug: str) -> dict[str, Any]:
    answer = house.http.get(f"{API}/seminars/{slug}/readings")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def keep(house: House, slug: str, reading: Reading) -> None:
    keep_reading(house.database, house.seminar(slug).id, reading)


def picture(slug: str, digest: str = READ.digest, number: int = 1) -> str:
    return f"{API}/seminars/{slug}/readings/{digest}/slides/{number}"


def job(house: House, slug: str) -> Job:
    return reading_job(house.seminar(slug).id)


def test_an_upload_waits_to_be_read(house: House) -> None:
    slug = house.uploaded()
    assert [(each["name"], each["sha256"]) for each in told(house, slug)["readings"]] == [
        ("slides.pdf", hex_digest(DECK)),
        ("talk.mp3", hex_digest(SOUND)),
    ]
    assert all(WAITING.items() <= each.items() for each in told(house, slug)["readings"])
    assert job(house, slug) in house.queue.live()


def test_what_was_read_is_told_with_what_it_lets_guess(house: House) -> None:
    slug = house.uploaded()
    keep(house, slug, READ)
    body = told(house, slug)
    assert body["readings"][0] == {
        "name": "slides.pdf",
        "sha256": READ.digest,
        "state": "read",
        "kind": "deck",
        "slides": 2,
        "narrated": None,
        "is_narrated": False,
        "pictures": 2,
        "warnings": [{"code": "glyphs_missing", "message": "…", "slides": [2], "language": None}],
        "failure": None,
    }
    assert body["guesses"] == {
        "title": "Savings groups",
        "speakers": ["Hana Tesfaye"],
        "held_on": None,
        "language": "en",
        "series": None,
    }


@pytest.mark.parametrize(("narrated", "is_narrated"), [(None, False), (0, False), (1, False), (2, True), (8, True)])
def test_a_deck_that_brings_its_sound_is_told_apart(house: House, narrated: int | None, is_narrated: bool) -> None:
    slug = house.uploaded()
    keep(house, slug, replace(READ, slides=8, narrated=narrated))
    deck = told(house, slug)["readings"][0]
    assert (deck["narrated"], deck["is_narrated"]) == (narrated, is_narrated)


def test_the_series_is_guessed_to_be_that_of_the_talk_before(house: House) -> None:
    house.draft("The first one", series="Friday seminars")
    slug = house.draft("The second one")
    assert told(house, slug)["guesses"]["series"] == "Friday seminars"
    assert told(house, house.draft("The third one"))["guesses"]["series"] is None


def test_what_is_wrong_is_told_with_the_file_and_what_helps(house: House) -> None:
    slug = house.uploaded()
    error = DeckEncrypted().about("slides.pdf")
    keep(house, slug, READ.failed(error.failure))
    assert told(house, slug)["readings"][0]["failure"] == {
        "code": "deck_encrypted",
        "message": "The deck needs a password: slides.pdf",
        "hint": DeckEncrypted.hint,
        "source": "slides.pdf",
        "language": None,
        "remedy": "replace",
    }


def test_what_failed_is_read_once_more_where_it_is_uploaded_once_more(house: House) -> None:
    slug = house.uploaded()
    keep(house, slug, READ.failed(DeckEncrypted().failure))
    assert house.put(slug, "slides.pdf", DECK).status_code == 201
    assert told(house, slug)["readings"][0]["state"] == "waiting"
    keep(house, slug, READ)
    assert house.put(slug, "slides.pdf", DECK).status_code == 201
    assert told(house, slug)["readings"][0]["state"] == "read"


def test_slides_are_shown_to_those_who_may_read_the_seminar(house: House) -> None:
    slug = house.uploaded()
    house.storage.put(KEY, BytesIO(PICTURE))
    keep(house, slug, READ)
    answer = house.http.get(picture(slug, number=2))
    assert (answer.status_code, answer.content) == (200, PICTURE)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    refused(house.anybody.get(picture(slug)), 401, "not_allowed")


@pytest.mark.parametrize("number", [0, 3, 99_999])
def test_a_slide_that_is_not_there_is_not_found(house: House, number: int) -> None:
    slug = house.uploaded()
    keep(house, slug, READ)
    status, code = (404, "not_found") if number else (422, "usage")
    refused(house.http.get(picture(slug, number=number)), status, code)


def test_slides_of_what_has_left_the_list_are_not_shown(house: House) -> None:
    slug = house.uploaded()
    house.storage.put(KEY, BytesIO(PICTURE))
    keep(house, slug, READ)
    other = house.draft("Another talk")
    refused(house.http.get(picture(other)), 404, "not_found")
    assert house.put(slug, "slides.pdf", DECK + b" changed").status_code == 201
    refused(house.http.get(picture(slug)), 404, "not_found")
    assert told(house, slug)["readings"][0]["state"] == "waiting"


def test_what_the_queue_has_lost_is_put_back(house: House) -> None:
    slug = house.uploaded()
    house.queue.cancel(job(house, slug))
    reconcile(house.database, house.queue)
    assert job(house, slug) in house.queue.live()
    house.queue.cancel(job(house, slug))
    for content in (DECK, SOUND):
        keep(house, slug, replace(READ, digest=Digest(hex_digest(content))))
    reconcile(house.database, house.queue)
    assert job(house, slug) not in house.queue.live()
