"""The search on the front page of a running service, in a real Chromium, as people use it."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browsing import DESKTOP, PHONE, Open
from offline_talk import ARABIC, HOSTILE
from playwright.sync_api import Locator, Page, expect
from served_talk import publish_talk

from mediasvc.bootstrap import Service
from mediasvc.domain.access import Operator
from mediasvc.domain.manifest import Manifest
from mediasvc.usecases.withdraw import withdraw
from mediasvc.web.app import TALKS_A_PAGE

TARGET_PX = 24


@pytest.fixture(scope="module", autouse=True)
def talks(service: Service, folder: Path, talk: Manifest) -> None:
    """Some more than the one that the service has, of which one is in Arabic."""
    arabic: dict[str, Any] = {"title": ARABIC, "speakers": ("أمينة حسن",), "language": "ar", "slides": talk.slides[:1]}
    publish_talk(service, folder, talk, "سلسلة", slug="arabic", **arabic)
    publish_talk(service, folder, talk, HOSTILE, slug="hostile", title=HOSTILE, slides=talk.slides[:1])


@pytest.fixture
def many(service: Service, talk: Manifest, tmp_path: Path) -> Generator[None]:
    """More talks of one series than a page has, for as long as a test lasts: nobody plays them."""
    (tmp_path / "manifest.json").touch()
    titles = [f"Page {number}." for number in range(TALKS_A_PAGE + 1)]
    # Without slides they have no pictures, which are not there.
    nothing = replace(talk, slides=())
    slugs = [publish_talk(service, tmp_path, nothing, "Pages", slug="page", title=title).slug for title in titles]
    yield
    for slug in slugs:
        withdraw(service, Operator(), slug)


def results(page: Page) -> Locator:
    return page.locator(".talks .title")


@pytest.mark.parametrize("window", [DESKTOP, PHONE])
@pytest.mark.parametrize("script", [True, False])
def test_who_types_words_gets_the_talks_that_have_them(open_page: Open, window: tuple[int, int], script: bool) -> None:
    page = open_page("/", window, script)
    box = page.get_by_role("searchbox", name="Search in titles, speakers, slides and what is said")
    box.fill("  alvarez COLOUR 4 & more")
    box.press("Enter")
    expect(page).to_have_title("Talks with “alvarez COLOUR 4 & more”")
    expect(results(page)).to_have_text(["A talk in colours"])
    expect(box).to_have_value("alvarez COLOUR 4 & more")
    page.get_by_role("link", name="All talks").click()
    expect(page).to_have_title("Talks")
    expect(box).to_have_value("")
    expect(results(page)).to_have_count(3)


def test_the_talk_is_told_what_was_looked_for(open_page: Open, root: str) -> None:
    page = open_page("/")
    page.get_by_role("searchbox").fill("colours slide 3 & #?")
    page.get_by_role("button", name="Search").click()
    results(page).click()
    expect(page).to_have_url(f"{root}/s/a-talk#q={quote('colours slide 3 & #?', safe='')}")
    expect(page).to_have_title("A talk in colours")


def test_what_was_found_leads_to_its_place_and_pictures_are_small(open_page: Open, root: str) -> None:
    page = open_page("/?q=A+talk+in+colours", PHONE)
    picture = page.locator(".talks img").first
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") == 480
    shown = picture.bounding_box()
    assert shown is not None
    assert round(shown["width"] / shown["height"], 2) == 1.78
    page.goto(page.url.replace("A+talk+in+colours", "colours+COLOUR+3"))
    expect(page.locator(".excerpt mark")).to_have_text(["Colour", "3", "3"])
    page.locator(".excerpt").click()
    expect(page).to_have_url(f"{root}/s/a-talk#t=4.5")


def test_arabic_is_found_as_it_is_typed_and_runs_to_the_left(open_page: Open) -> None:
    page = open_page("/", PHONE)
    box = page.get_by_role("searchbox")
    box.fill("امينه الندوات")
    assert box.evaluate("element => getComputedStyle(element).direction") == "rtl"
    box.press("Enter")
    expect(results(page)).to_have_text([ARABIC])
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_where_nothing_is_found_a_sentence_leads_to_all_talks(open_page: Open) -> None:
    page = open_page("/", PHONE)
    box = page.get_by_role("searchbox")
    box.fill("nowhere " + "x" * 300)
    assert len(box.input_value()) == 200
    box.press("Enter")
    expect(page.get_by_text("No talk has")).to_be_visible()
    expect(results(page)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    page.get_by_role("link", name="All talks").click()
    expect(results(page)).to_have_count(3)


def test_hostile_words_are_only_words(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("searchbox").fill(HOSTILE)
    page.get_by_role("button", name="Search").click()
    expect(results(page)).to_have_text([HOSTILE])
    expect(page.locator("b")).to_have_count(0)
    expect(page.get_by_role("searchbox")).to_have_value(HOSTILE)


@pytest.mark.parametrize("window", [DESKTOP, PHONE])
def test_the_search_is_large_enough_and_has_a_visible_focus(open_page: Open, window: tuple[int, int]) -> None:
    page = open_page("/?q=talk", window)
    for target in (page.get_by_role("searchbox"), page.get_by_role("button", name="Search"), page.locator(".found a")):
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= TARGET_PX
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name="Search")
    expect(button).to_be_focused()
    for target in (button, page.get_by_role("searchbox")):
        target.focus()
        assert target.evaluate("element => parseFloat(getComputedStyle(element).outlineWidth)") >= 2


@pytest.mark.usefixtures("many")
def test_what_is_found_goes_on_page_by_page(open_page: Open) -> None:
    page = open_page("/?q=pages", PHONE)
    expect(results(page)).to_have_count(TALKS_A_PAGE)
    page.get_by_role("link", name="Earlier talks").click()
    expect(results(page)).to_have_text(["Page 0."])
    expect(page.get_by_role("searchbox")).to_have_value("pages")
    page.get_by_role("link", name="Newest talks").click()
    expect(results(page)).to_have_count(TALKS_A_PAGE)
