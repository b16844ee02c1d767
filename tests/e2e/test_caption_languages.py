"""Captions in several languages, as viewers choose among them: one is loaded, and shown in its own direction."""

from dataclasses import replace
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, Open
from offline_talk import CAPTIONS, SPOKEN
from playwright.sync_api import Browser, Page, expect
from served_talk import publish_talk

from mediasvc.bootstrap import Service
from mediasvc.domain.captions import captions_href, to_webvtt
from mediasvc.domain.manifest import Manifest, TextTrack
from mediasvc.web.offline import offline_page

ARABIC, FRENCH = SPOKEN["ar"][0].text, SPOKEN["fr"][0].text


@pytest.fixture(scope="module")
def spoken(folder: Path, talk: Manifest) -> Manifest:
    """The talk with captions in its own language and two others."""
    for language in ("fr", "ar"):
        (folder / captions_href(language)).write_text(to_webvtt(SPOKEN[language]), encoding="utf-8")
    others = [
        TextTrack("captions", tag, name, captions_href(tag)) for tag, name in (("fr", "Français"), ("ar", "العربية"))
    ]
    return replace(talk, slug="spoken", text_tracks=(*talk.text_tracks, *others))


@pytest.fixture(scope="module")
def address(service: Service, folder: Path, spoken: Manifest) -> str:
    return f"/s/{publish_talk(service, folder, spoken).slug}"


def texts_of(asked: list[str]) -> list[str]:
    return [each.partition("/text")[2] for each in asked if "/text" in each]


@pytest.mark.parametrize(("path", "window"), [("", PHONE), ("/embed", (640, 470))], ids=["phone", "frame"])
def test_captions_are_chosen_in_the_player_and_only_those_are_loaded(
    open_page: Open, asked: list[str], address: str, path: str, window: tuple[int, int]
) -> None:
    page = open_page(f"{address}{path}", window)
    layer, choice = page.locator(".captions"), page.get_by_label("Captions")
    expect(choice).to_have_value("")
    choice.select_option("العربية")
    expect(layer).to_have_text(ARABIC)
    assert layer.evaluate("element => [getComputedStyle(element).direction, element.lang]") == ["rtl", "ar"]
    assert texts_of(asked) == ["?captions=ar"]
    choice.select_option("Français")
    expect(layer).to_have_text(FRENCH)
    assert layer.evaluate("element => [getComputedStyle(element).direction, element.lang]") == ["ltr", "fr"]
    choice.select_option("Off")
    expect(layer).to_be_hidden()
    page.locator("#play").press("c")
    expect(choice).to_have_value("fr")
    expect(layer).to_be_visible()
    assert texts_of(asked) == ["?captions=ar", "?captions=fr"]
    beyond = page.locator(".controls > :visible").evaluate_all(
        "all => all.filter(each => each.getBoundingClientRect().right > innerWidth).length"
    )
    assert beyond == 0
    page.reload()
    expect(choice).to_have_value("")
    page.locator("#play").press("c")
    expect(choice).to_have_value("fr")


def test_transcript_and_search_are_in_the_language_that_is_chosen(
    open_page: Open, asked: list[str], address: str
) -> None:
    page = open_page(address, DESKTOP)
    page.get_by_role("button", name="Transcript").click()
    line = page.locator(".transcript a").first
    expect(line).to_have_text(CAPTIONS[0].text)
    page.get_by_label("Language", exact=True).select_option("العربية")
    expect(line).to_have_text(ARABIC)
    said = page.locator(".transcript p").first
    assert said.evaluate("each => [getComputedStyle(each).direction, each.lang]") == ["rtl", "ar"]
    assert texts_of(asked) == ["", "?captions=ar"]
    page.get_by_role("button", name="Search").click()
    field = page.get_by_role("searchbox")
    field.fill("كلمات")
    expect(page.locator(".found a").first).to_contain_text("كلمات")
    assert texts_of(asked) == ["", "?captions=ar"]
    # What nobody says in Arabic is looked for in the others.
    field.fill("bonjour")
    expect(page.locator(".found a").first).to_contain_text("Bonjour")
    assert texts_of(asked) == ["", "?captions=ar", "?captions=fr"]


def test_what_is_not_loaded_leaves_what_was_shown(open_page: Open, complaints: list[str], address: str) -> None:
    page = open_page(address, DESKTOP)
    choice, layer = page.get_by_label("Captions"), page.locator(".captions")
    choice.select_option("English")
    expect(layer).to_have_text(CAPTIONS[0].text)
    page.route("**/text?captions=fr", lambda route: route.abort())
    with page.expect_event("console"):
        choice.select_option("Français")
    expect(page.locator("#panel")).to_contain_text("could not be loaded")
    expect(choice).to_have_value("en")
    expect(layer).to_have_text(CAPTIONS[0].text)
    complaints.clear()


def test_without_a_script_each_language_can_be_read(open_page: Open, address: str) -> None:
    page = open_page(f"{address}/text", PHONE, script=False)
    expect(page.get_by_text(CAPTIONS[0].text, exact=True)).to_be_visible()
    page.get_by_role("navigation", name="Captions").get_by_role("link", name="العربية").click()
    expect(page.locator(".said").first).to_have_attribute("dir", "rtl")
    expect(page.get_by_text(ARABIC, exact=True)).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]


def test_a_page_on_a_disk_has_all_languages(browser: Browser, folder: Path, spoken: Manifest) -> None:
    (folder / "spoken.html").write_text(offline_page(spoken, {"en": CAPTIONS, **SPOKEN}), encoding="utf-8")
    page: Page = browser.new_page()
    page.goto((folder / "spoken.html").as_uri())
    layer = page.locator(".captions")
    for name, text in (("العربية", ARABIC), ("English", CAPTIONS[0].text), ("Français", FRENCH)):
        page.get_by_label("Captions").select_option(name)
        expect(layer).to_have_text(text)
    page.get_by_role("button", name="Transcript").click()
    expect(page.locator(".transcript a").first).to_have_text(FRENCH)
    page.close()
