"""What oEmbed's consumers are answered over HTTP: the talk, or a problem that a program can read."""

import json
from dataclasses import replace
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import pytest
from test_manifest import TALK
from test_page_words import (
    WATCH,
    Answer,
    FailingStorage,
    Visitor,
    put_later_talk,
    put_talk,
    service,
    storage,
    visitor,
)

from mediasvc.bootstrap import Service
from mediasvc.domain.access import Operator
from mediasvc.domain.errors import StorageUnavailable
from mediasvc.usecases.withdraw import withdraw

__all__ = ["service", "storage", "visitor"]

ADDRESS = f"https://talks.example{WATCH}"


def problem(answer: Answer) -> tuple[int, str]:
    """Return the status and the code of the problem, which scripts of any page may read."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    told = json.loads(answer.text)
    assert told["status"] == answer.status
    assert told["detail"]
    return answer.status, told["code"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 400, "usage"),
        ("maxwidth=640", 400, "usage"),
        (f"url={ADDRESS}&maxwidth=0", 400, "usage"),
        (f"url={ADDRESS}&maxwidth=-1", 400, "usage"),
        (f"url={ADDRESS}&maxheight=", 400, "usage"),
        (f"url={ADDRESS}&maxheight=1e3", 400, "usage"),
        (f"url={ADDRESS}&maxwidth=640.5", 400, "usage"),
        (f"url={ADDRESS}&maxwidth={'9' * 5000}", 400, "usage"),
        (f"url={ADDRESS}&maxheight=%D9%A3%D9%A2%D9%A0", 400, "usage"),
        (f"url={ADDRESS}&format=yaml", 501, "not_supported"),
        (f"url={ADDRESS}-too", 404, "not_found"),
        ("url=https://other.example/s/a-talk", 404, "not_found"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    service: Service, visitor: Visitor, query: str, status: int, code: str
) -> None:
    put_talk(service)
    assert problem(visitor.ask(f"/oembed?{query}")) == (status, code)


def test_a_problem_names_what_is_wrong_and_an_example(visitor: Visitor) -> None:
    told = json.loads(visitor.ask(f"/oembed?url={ADDRESS}&maxwidth=wide").text)
    assert told["detail"] == "maxwidth is 'wide'; a whole number from 1 to 999999999 is allowed, such as maxwidth=640"


def test_a_talk_that_cannot_be_shown_is_a_problem(service: Service, storage: FailingStorage, visitor: Visitor) -> None:
    put_later_talk(service, "later")
    put_talk(service)
    assert problem(visitor.ask("/oembed?url=https://talks.example/s/later")) == (501, "not_supported")
    storage.error = StorageUnavailable("the disk is away")
    away = visitor.ask(f"/oembed?url={ADDRESS}")
    assert (*problem(away), away.headers["retry-after"]) == (503, "storage_unavailable", "5")
    withdraw(service, Operator(), TALK.slug)
    assert problem(visitor.ask(f"/oembed?url={ADDRESS}")) == (410, "withdrawn")


def test_the_size_that_is_asked_for_is_kept_to(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    told = json.loads(visitor.ask(f"/oembed?url={ADDRESS}&maxwidth=320&maxheight=200").text)
    assert (told["width"], told["height"]) == (284, 200)
    assert 'width="284" height="200"' in told["html"]
    huge = json.loads(visitor.ask(f"/oembed?url={ADDRESS}&maxwidth=999999999&maxheight=100000").text)
    assert (huge["width"], huge["height"]) == (640, 400)


def test_xml_keeps_language_time_and_autoplay(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    asked = quote(f"{ADDRESS}?lang=ar&t=1:30&autoplay=1", safe="")
    answer = visitor.ask(f"/oembed?format=xml&maxwidth=300&url={asked}")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    told = ElementTree.fromstring(answer.text)
    frame = ElementTree.fromstring((told.findtext("html") or "").replace(" allowfullscreen", ""))
    assert frame.attrib["src"] == f"{ADDRESS}/embed?lang=ar&autoplay=1#t=1:30"
    assert frame.attrib["allow"] == "autoplay; fullscreen; clipboard-write; web-share"
    assert (told.findtext("width"), frame.attrib["width"]) == ("300", "300")


@pytest.mark.parametrize("lang", ["", "?lang=fr"])
def test_a_page_leads_to_an_answer_in_its_own_language(service: Service, visitor: Visitor, lang: str) -> None:
    put_talk(service, replace(TALK, language="en"))
    page = visitor.ask(f"{WATCH}{lang}").text
    link = f"https://talks.example/oembed?url={quote(ADDRESS + lang, safe='')}&amp;format=json"
    assert f'type="application/json+oembed" href="{link}"' in page
    asked = urlsplit(link.replace("&amp;", "&"))
    told = json.loads(visitor.ask(f"{asked.path}?{asked.query}").text)
    assert f'src="{ADDRESS}/embed{lang}"' in told["html"]


def test_the_canonical_address_is_the_same_from_any_time_on(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    page = visitor.ask(f"{WATCH}?t=90&lang=fr").text
    assert f'<link rel="canonical" href="{ADDRESS}">' in page
