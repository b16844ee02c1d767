"""Words that were read from a slide's picture: in the manifest, in search, and marked wherever viewers read them."""

import json
from dataclasses import replace
from io import BytesIO

import pytest
from test_manifest import TALK
from test_page_words import WATCH, Visitor, put_talk, service, storage, visitor

from mediasvc.bootstrap import Service
from mediasvc.delivery.languages import TAGS, language
from mediasvc.domain.listing import listing_of
from mediasvc.domain.manifest import manifest_of_json, read_manifest
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.web.modules import tools_of
from mediasvc.web.offline import offline_page
from workers.decks.outline import DeckOutline, SlideOutline
from workers.steps.read_slides import match_outlines

__all__ = ["service", "storage", "visitor"]

WORDS = "Deposits <by> month\nSeed & rain"
SHOWN = "Deposits &lt;by&gt; month\nSeed &amp; rain"
BARE = tuple(replace(slide, title="", text="", notes=None) for slide in TALK.slides)
READ = replace(TALK, slides=(replace(BARE[0], text_from_picture=WORDS), *BARE[1:]))


def test_a_manifest_has_them_beside_the_slides_own_text() -> None:
    told = json.loads(READ.to_json())["slides"]
    assert told[0]["text_from_picture"] == WORDS
    assert (told[0]["text"], told[0]["title"]) == ("", "")
    assert "text_from_picture" not in told[1]
    assert read_manifest(BytesIO(READ.to_json().encode())) == READ


def test_early_manifests_have_none() -> None:
    told = json.loads(TALK.to_json())
    assert {slide.text_from_picture for slide in manifest_of_json(told).slides} == {None}


def test_they_are_found_where_their_slide_is_shown() -> None:
    listing = listing_of(SeminarDetails("Title"), READ, ())
    assert [(each.start_ms, each.text) for each in listing.passages] == [(0, "Deposits <by> month Seed & rain")]
    assert {"deposits", "rain"} <= set(listing.words)


def test_they_are_something_to_read_and_to_search() -> None:
    assert {"search", "notes"} <= set(tools_of(READ))
    assert {"search", "notes"}.isdisjoint(tools_of(replace(TALK, slides=BARE)))


@pytest.mark.parametrize("tag", TAGS)
def test_pages_mark_them(service: Service, visitor: Visitor, tag: str) -> None:
    put_talk(service, READ)
    mark = language(tag).words["talk"]["from_picture"]
    text = visitor.ask(f"{WATCH}/text?lang={tag}").text
    assert text.count(f'<p class="label">{mark}</p><p class="seen" dir="auto" lang="en">{SHOWN}</p>') == 1
    assert text.count(mark) == 1
    watch = visitor.ask(f"{WATCH}?lang={tag}").text
    assert f'<p class="notes">{mark}</p><p class="text" dir="auto" lang="en">{SHOWN}</p>' in watch


def test_so_does_an_exported_page_and_a_talk_without_them_has_no_mark() -> None:
    mark = language("en").words["talk"]["from_picture"]
    assert f'<p class="label">{mark}</p><p class="seen"' in offline_page(READ)
    assert '<p class="label">' not in offline_page(TALK)


def test_a_decks_own_words_come_with_what_its_pages_show() -> None:
    own = DeckOutline(
        (SlideOutline(1, "Own", "words"), SlideOutline(2, "", ""), SlideOutline(3, "Hidden", "", hidden=True))
    )
    pages = DeckOutline((SlideOutline(1, "Own", "words", pictured=True), SlideOutline(2, "page", "")))
    assert [(slide.title, slide.pictured) for slide in match_outlines(own, pages)] == [("Own", True), ("", False)]
