"""The search on the front page as programs see it: what is found, what is said, and what every odd query gets."""

import re
from dataclasses import replace
from datetime import date
from html import escape, unescape
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from sqlalchemy import Engine, event
from test_manifest import TALK
from test_page_words import (
    A_PAGE,
    WATCH,
    FailingStorage,
    Visitor,
    policy_of,
    put_release,
    put_talk,
    service,
    storage,
    visitor,
)

from mediasvc.bootstrap import Service
from mediasvc.domain.access import Operator
from mediasvc.domain.captions import Caption
from mediasvc.domain.listing import PASSAGE_CHARACTERS, listing_of
from mediasvc.domain.seminar import SeminarDetails, Visibility
from mediasvc.usecases.withdraw import withdraw

__all__ = ["service", "storage", "visitor"]

LINK = re.compile(r'<a class="title" href="(/s/[^"]+)"')
EXCERPT = re.compile(r'<a class="excerpt" href="([^"]+)">(.*?)</a>', re.DOTALL)
DETAILS = SeminarDetails("Title")
NOINDEX, CANONICAL = '<meta name="robots" content="noindex">', '<link rel="canonical"'
HOSTILE = '"><script>alert(1)</script>'


def search(visitor: Visitor, query: str) -> str:
    answer = visitor.ask(f"/?q={quote(query)}")
    assert answer.status == 200
    return answer.text


@pytest.mark.parametrize(
    "query", ["savings", "GROUPS hana", "ቢቂላ", "الادخار", "اسئله", "villages", "40 frid", "</script>"]
)
def test_a_talk_is_found_by_what_viewers_read(service: Service, visitor: Visitor, query: str) -> None:
    put_talk(service, series="Fridays")
    put_talk(service, replace(TALK, slug="other", title="Other", speakers=(), slides=()))
    page = search(visitor, query)
    assert LINK.findall(page) == [f"{WATCH}#q={quote(query, safe='')}"]
    assert f"Talks with “<bdi>{escape(query)}</bdi>”" in page


def test_what_is_said_is_found_and_shown_where(service: Service, visitor: Visitor) -> None:
    seminar = put_talk(service, replace(TALK, slug="said", title="Said"))
    captions = [Caption(0, 9_000, "x " * PASSAGE_CHARACTERS), Caption(12_500, 15_000, "we met <in> Łódź, & stayed")]
    put_release(service, seminar, replace(TALK, title="Said"), replace(seminar.details, title="Said"), captions)
    page = search(visitor, "lodz met")
    [(link, excerpt)] = EXCERPT.findall(page)
    assert link == "/s/said#t=12.5"
    assert "0:12</span>" in excerpt
    assert "we <mark>met</mark> &lt;in&gt; <mark>Łódź</mark>, &amp; stayed" in excerpt
    assert EXCERPT.findall(search(visitor, "said")) == EXCERPT.findall(visitor.ask("/").text) == []


def test_a_list_says_what_a_talk_costs_and_shows_its_first_slide(service: Service, visitor: Visitor) -> None:
    put_talk(service, series="Fridays")
    page = visitor.ask("/").text
    facts = ["21 November 2026", "1:00", "from 0.1 MB", "Fridays"]
    assert re.findall(r"<bdi>(?:<time[^>]*>)?([^<]+)<", page.partition('class="facts"')[2]) == facts
    card = listing_of(DETAILS, TALK, ()).card
    assert card is not None
    [picture] = re.findall(r"<picture>.*</picture>", page)
    root = f"/media/{TALK.slug}/1/"
    assert re.findall(r'(?:srcset|src)="([^"]+)"', picture) == [f"{root}{image.href}" for image in card.pictures]
    assert re.search(r'width="\d+" height="\d+" loading="lazy" decoding="async" alt=""', picture)
    assert policy_of(visitor.ask("/").headers)["img-src"] == "'self' data:"


@pytest.mark.parametrize(("wish", "pictures"), [("on", 0), ("On", 0), ("off", 1), ("", 1)])
def test_who_saves_data_gets_no_pictures(service: Service, visitor: Visitor, wish: str, pictures: int) -> None:
    put_talk(service)
    answer = visitor.ask("/", save_data=wish)
    assert answer.text.count("<picture>") == pictures
    assert "Save-Data" in answer.headers["vary"]
    assert "from 0.1 MB" in answer.text


def test_talks_are_listed_by_the_day_on_which_they_were_held(service: Service, visitor: Visitor) -> None:
    days = {"new": None, "old": date(2001, 1, 1), "older": date(2000, 1, 1), "coming": date(2999, 1, 1)}
    for slug, day in days.items():
        put_talk(service, replace(TALK, slug=slug, held_on=day))
    assert LINK.findall(visitor.ask("/").text) == ["/s/coming", "/s/new", "/s/old", "/s/older"]


@pytest.mark.parametrize(("query", "most"), [("", 2), ("?q=savings", 3), ("?q=nothing", 2)])
def test_a_page_costs_as_many_queries_whatever_is_on_it(
    service: Service, visitor: Visitor, query: str, most: int
) -> None:
    for number in range(5):
        put_talk(service, replace(TALK, slug=f"talk-{number}"), series=f"Series {number}")
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        visitor.ask(f"/{query}")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert 0 < len([each for each in asked if each.startswith("SELECT")]) <= most


@pytest.mark.parametrize("after", ["", "x", "0" * 32, "20261121-2026-x", "99999999-99999999999999999999-\0"])
def test_a_place_of_another_form_is_none(visitor: Visitor, after: str) -> None:
    assert visitor.ask(f"/?after={quote(after)}").status == 404


def test_what_is_found_stays_in_the_language_that_was_asked_for(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    page = visitor.ask("/?q=savings+%26&lang=fr").text.partition("<body>")[2]
    assert "Exposés contenant « <bdi>savings &amp;</bdi> »" in page
    assert LINK.findall(page) == [f"{WATCH}?lang=fr#q=savings%20%26"]
    assert '<input type="hidden" name="lang" value="fr">' in page
    assert '<a href="/?lang=fr">Tous les exposés</a>' in page
    assert 'href="?lang=ar&amp;q=savings%20%26"' in page
    assert "lang=" not in visitor.ask("/?q=savings").text.partition("<form")[2].partition("</form")[0]


@pytest.mark.parametrize("query", ["slowly", "savings nowhere", "%", "_", "CC-BY"])
def test_what_is_not_found_is_told_in_a_sentence(service: Service, visitor: Visitor, query: str) -> None:
    put_talk(service)
    page = search(visitor, f"{query} x%x")
    assert LINK.findall(page) == []
    assert re.search(
        r"<p class=\"found\"><span>No talk has “<bdi>[^<]+</bdi>” in it\.</span> <a href=\"/\">All talks</a></p>", page
    )
    assert 'type="search"' in page


def test_only_public_talks_are_found(service: Service, visitor: Visitor) -> None:
    put_talk(service, replace(TALK, slug="unlisted"), visibility=Visibility.UNLISTED)
    put_talk(service, replace(TALK, slug="withdrawn"))
    withdraw(service, Operator(), "withdrawn")
    assert LINK.findall(search(visitor, "savings")) == []


def test_a_changed_title_is_what_is_found(service: Service, visitor: Visitor) -> None:
    seminar = put_talk(service)
    changed = replace(TALK, title="Another", slides=())
    put_release(service, seminar, changed, replace(seminar.details, title="Another"))
    assert len(LINK.findall(search(visitor, "another"))) == 1
    assert LINK.findall(search(visitor, "savings")) == []


def test_there_is_a_search_where_there_is_a_talk(service: Service, visitor: Visitor) -> None:
    assert "<form" not in visitor.ask("/").text
    put_talk(service)
    page = visitor.ask("/").text
    assert re.findall('<input type="search"[^>]*>', page) == [
        '<input type="search" id="q" name="q" value="" dir="auto" maxlength="200" enterkeyhint="search">'
    ]
    assert LINK.findall(page) == [WATCH]


@pytest.mark.parametrize("query", ["", "?q=", "?q=+%09", "?q=%00", "?q=%3F%21", "?other=x"])
def test_where_nothing_is_asked_everything_is_listed(service: Service, visitor: Visitor, query: str) -> None:
    put_talk(service)
    assert visitor.ask(f"/{query}").text == visitor.ask("/").text


def test_search_engines_keep_the_list_and_not_what_people_look_for(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    for query in ("savings", "nowhere"):
        page = search(visitor, query)
        assert (NOINDEX in page, CANONICAL in page) == (True, False)
    page = visitor.ask("/").text
    assert (NOINDEX in page, CANONICAL in page) == (False, True)


def test_what_is_found_goes_on_page_by_page(
    service: Service, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediasvc.web.app.TALKS_A_PAGE", A_PAGE)
    query = "savings & الادخار"
    for number in range(A_PAGE + 2):
        put_talk(service, replace(TALK, slug=f"talk-{number}"))
        put_talk(service, replace(TALK, slug=f"other-{number}", title="Other", slides=()))
    first = search(visitor, query)
    [earlier] = re.findall(r'href="(/\?[^"]+)" rel="next"', first)
    assert parse_qs(urlsplit(unescape(earlier)).query)["q"] == [query]
    second = visitor.ask(unescape(earlier)).text
    slugs = [re.findall(r"/s/(talk-\d+)#q", page) for page in (first, second)]
    assert [len(each) for each in slugs] == [A_PAGE, 2]
    assert [*slugs[0], *slugs[1]] == [f"talk-{number}" for number in reversed(range(A_PAGE + 2))]
    [newest] = re.findall(r'href="([^"]+)">Newest talks', second)
    assert visitor.ask(unescape(newest)).text == first
    assert 'rel="next"' not in second


@pytest.mark.parametrize(
    "query",
    [
        quote(HOSTILE),
        "x" * 10_000,
        "+".join("x" * 1000),
        "a%00b",
        "%00%01%1f%7f",
        "%ED%A0%80x",
        "%ff%fe",
        "%F0%9F%8E%93",
        quote("شبكة" * 1_000),
        quote("\ufdfa" * 300),
        quote("\u202eevil\u2066"),
        "a%0d%0aSet-Cookie:%20a=b",
        quote("'; drop table seminars; --"),
        quote("%_\\%" * 50),
        "a&q=b&q[]=c",
        quote("{{ 7 * 7 }}"),
        "%",
    ],
)
def test_every_odd_query_gets_a_page(service: Service, visitor: Visitor, query: str) -> None:
    put_talk(service)
    answer = visitor.ask(f"/?q={query}")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.count("<script") == 0
    assert answer.text.count("<input") == 1
    assert "\0" not in answer.text
    assert len(answer.text) < 20_000
    [shown] = re.findall(r'name="q" value="([^"]*)"', answer.text)
    assert len(unescape(shown)) <= 200


def test_hostile_words_are_only_words(service: Service, visitor: Visitor) -> None:
    put_talk(service, replace(TALK, title=HOSTILE))
    page = search(visitor, HOSTILE)
    assert "<script" not in page
    [link] = LINK.findall(page)
    assert unquote(link.partition("#q=")[2]) == HOSTILE


def test_the_form_may_be_sent_to_this_service_alone(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    for path, allowed in (("/", "'self'"), ("/?q=x", "'self'"), (WATCH, "'none'"), ("/nope", "'none'")):
        assert policy_of(visitor.ask(path).headers)["form-action"] == allowed


def test_queries_push_no_page_out_of_memory(
    service: Service, storage: FailingStorage, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediasvc.delivery.answers.KEPT_PAGES", 3)
    put_talk(service)
    visitor.ask(WATCH)
    opened = storage.opened
    for number in range(4):
        visitor.ask(f"/?q=savings+{number}")
    visitor.ask(WATCH)
    assert storage.opened == opened
