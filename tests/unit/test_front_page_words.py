"""The search on the front page as programs see it: what is found, what is said, and what every odd query gets."""

import re
from dataclasses import replace
from html import escape, unescape
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
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
from mediasvc.domain.seminar import Visibility
from mediasvc.usecases.withdraw import withdraw

__all__ = ["service", "storage", "visitor"]

LINK = re.compile(r'<a href="(/s/[^"]+)"')
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
    slugs = [re.findall(r"/s/(talk-\d+)#", page) for page in (first, second)]
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
