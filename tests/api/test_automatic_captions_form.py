"""The form about a talk's files asks for automatic captions where something recognises speech."""

import httpx
import pytest
from house import House
from people import add_person, signed_in
from test_console import send

from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, Digest
from mediasvc.domain.recognition_job import Recognition
from mediasvc.usecases.my_talks import my_talk
from mediasvc.usecases.recognitions import ask_for_words

BOX = 'name="automatic_captions" value="yes"'
OFFERED = {"offers_automatic": "yes"}
CHOSEN = {**OFFERED, "automatic_captions": "yes"}


@pytest.fixture
def recognising(house: House) -> House:
    return house.with_parts(model="base")


def amina_in(house: House) -> httpx.Client:
    return signed_in(house, add_person(house, "amina@example.org", is_admin=True))


def make(house: House, client: httpx.Client, slug: str, **fields: str) -> Build:
    form = {"title": "A talk", "publish": "at_once", "order": house.listed(slug), **fields}
    assert send(client, f"talks/{slug}/make", form).status_code == 303
    newest = my_talk(house.service, Operator(), slug).newest
    assert newest is not None
    return newest


def test_a_box_asks_for_them_and_says_what_was_asked_last(recognising: House) -> None:
    amina, slug = amina_in(recognising), recognising.uploaded()
    assert BOX in amina.get("/console/new").text
    page = f"/console/talks/{slug}/files"
    assert f"{BOX} aria-describedby" in amina.get(page).text
    assert "checked> Write captions automatically" not in amina.get(page).text
    assert make(recognising, amina, slug, **CHOSEN).request.automatic_captions
    assert "checked> Write captions automatically" in amina.get(page).text
    recognising.work()
    # A page that has no such box leaves it as it is, and one whose box is empty takes them away.
    assert make(recognising, amina, slug).request.automatic_captions
    recognising.work()
    assert not make(recognising, amina, slug, **OFFERED).request.automatic_captions


def test_what_was_chosen_stays_where_the_form_is_shown_again(recognising: House) -> None:
    amina, slug = amina_in(recognising), recognising.uploaded()
    form = {"title": "", "publish": "at_once", "order": recognising.listed(slug), **CHOSEN}
    answer = send(amina, f"talks/{slug}/make", form)
    assert answer.status_code == 422
    assert "checked> Write captions automatically" in answer.text


def test_the_page_of_a_talk_says_that_its_words_are_still_to_come(recognising: House) -> None:
    amina, slug = amina_in(recognising), recognising.uploaded()
    build = make(recognising, amina, slug, **CHOSEN)
    recognising.work()
    page = f"/console/talks/{slug}"
    assert "words are still being written down" not in amina.get(page).text
    database = recognising.service.database
    words = ask_for_words(database, Recognition(Digest("a" * 64), Digest("b" * 64), "base"))
    with database.transaction() as catalogue:
        catalogue.builds.await_words(build.id, words.id)
    assert "words are still being written down" in amina.get(page).text


def test_without_a_model_nobody_is_asked(house: House) -> None:
    amina, slug = amina_in(house), house.uploaded()
    assert BOX not in amina.get("/console/new").text
    assert BOX not in amina.get(f"/console/talks/{slug}/files").text
