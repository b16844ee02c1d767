"""What a slide says: its title and its text, from the deck's own words or from the page's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_characters import ANY_TEXT

from mediasvc.domain.characters import readable
from workers.decks.outline import DeckOutline, SlideOutline, title_and_text, written
from workers.steps.read_slides import match_outlines, page_warnings, runs_of_pages


def deck(*slides: SlideOutline) -> DeckOutline:
    return DeckOutline(slides)


ONE, TWO, THREE = (
    SlideOutline(1, "One", "first", notes="softly", advance_ms=5),
    SlideOutline(2, "Two", "second", animated=True),
    SlideOutline(3, "Three", "third", linked_media=1),
)
HIDDEN = SlideOutline(2, "Hidden", "secret", hidden=True)
PAGES = deck(SlideOutline(1, "P1", "page one"), SlideOutline(2, "P2", "page two"))


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Title", "one\ntwo", ("Title", "one\ntwo")),
        ("", "one\ntwo\nthree", ("one", "two\nthree")),
        ("", "", ("", "")),
        ("Title", "", ("Title", "")),
        ("  A\ttitle\nin \v two lines ", "", ("A title in two lines", "")),
        ("", "\n \n  one  \n\n two\t words \n", ("one", "two words")),
        ("", "one\vtwo", ("one", "two")),
        ("", "one\r\ntwo\rthree", ("one", "two\nthree")),
        ("", "x" * 200 + "\ny", ("x" * 200, "y")),
        ("", "x" * 201 + "\ny", ("x" * 200, "x" * 201 + "\ny")),
        ("مجموعات", "الادخار", ("مجموعات", "الادخار")),
        ("Risk\x03 \uf0e0 loss", "\uf0b7 one\n\uffff\x10\n\uf0fc two", ("Risk → loss", "• one\n✓ two")),
        ("\ue000", "co\xadop", ("coop", "")),
    ],
)
def test_title_and_text(title: str, text: str, expected: tuple[str, str]) -> None:
    assert title_and_text(title, text) == expected


@given(ANY_TEXT, ANY_TEXT)
def test_a_title_is_one_line_and_no_line_is_empty(title: str, text: str) -> None:
    told_title, told_text = title_and_text(title, text)
    assert told_title == " ".join(told_title.split())
    assert told_text == "" or all(line == " ".join(line.split()) != "" for line in told_text.split("\n"))
    assert told_title or not written(text).split()
    assert (told_title, told_text) == (readable(told_title), readable(told_text))


@pytest.mark.parametrize(
    ("told", "pages", "expected"),
    [
        (deck(ONE, TWO), PAGES, [ONE, TWO]),
        (deck(ONE, HIDDEN, THREE), PAGES, [ONE, THREE]),
        (deck(ONE), PAGES, list(PAGES.slides)),
        (deck(ONE, TWO, THREE), PAGES, list(PAGES.slides)),
        (deck(ONE, HIDDEN), PAGES, list(PAGES.slides)),
        (deck(), PAGES, list(PAGES.slides)),
        (None, PAGES, list(PAGES.slides)),
    ],
    ids=["all", "hidden", "too few", "too many", "too few without hidden", "none", "unknown"],
)
def test_the_decks_own_words_are_used_where_they_fit_the_pages(
    told: DeckOutline | None, pages: DeckOutline, expected: list[SlideOutline]
) -> None:
    assert match_outlines(told, pages) == expected


@pytest.mark.parametrize(
    ("slide", "may_hide_words", "title", "text"),
    [
        (("Own", "words"), True, "Own", "words"),
        (("", "words"), True, "", "words"),
        (("Own", ""), True, "Own", ""),
        (("", ""), False, "", ""),
        (("", ""), True, "Page", "text"),
    ],
)
def test_the_page_stands_in_only_for_words_that_the_deck_keeps_elsewhere(
    slide: tuple[str, str], may_hide_words: bool, title: str, text: str
) -> None:
    told = SlideOutline(7, *slide, notes="softly", advance_ms=9, may_hide_words=may_hide_words)
    (found,) = match_outlines(deck(told), deck(SlideOutline(1, "Page", "text")))
    assert found == replace(told, title=title, text=text)


def test_pages_tell_what_they_cannot_show() -> None:
    slides = (
        SlideOutline(1, "", ""),
        SlideOutline(2, "", "", garbled=True),
        SlideOutline(3, "", "", blank_fields=True),
    )
    pages = DeckOutline(slides, dynamic=True)
    told = page_warnings(pages, match_outlines(None, pages))
    assert [warning.code for warning in told] == ["text_unreadable", "form_fields_blank", "form_not_shown"]
    assert "slides 2 show" in told[0].message
    assert "slides 3 stay" in told[1].message
    assert page_warnings(PAGES, PAGES.slides) == []


def test_what_is_garbled_counts_only_where_the_page_stands_in() -> None:
    pages = deck(*(SlideOutline(number, "", "", garbled=True) for number in range(1, 5)))
    own = SlideOutline(1, "One", "first"), SlideOutline(2, "Two", ""), SlideOutline(3, "", "")
    shown = match_outlines(deck(*own, SlideOutline(4, "", "", may_hide_words=True)), pages)
    assert [slide.garbled for slide in shown] == [False, False, False, True]


@given(st.lists(st.integers(0, 99), max_size=100))
def test_runs_of_pages_are_all_of_them_in_order(pages: list[int]) -> None:
    runs = runs_of_pages(pages)
    assert [page for run in runs for page in run] == pages
    assert all(1 <= len(run) <= 20 for run in runs)
