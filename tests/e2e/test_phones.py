"""What a small phone without a keyboard shows, and how a finger plays, in a Chromium that takes itself for one."""

from collections.abc import Callable, Iterator

import pytest
from browsing import SMALL_PHONE, player, wait_until
from playwright.sync_api import Browser, Page, expect

WATCH, EMBED = "/s/a-talk", "/s/a-talk/embed"
# So much (px) of what was opened is seen to be there, and so large is what a thumb finds.
SEEN_PX, LARGE_PX = 120, 48


@pytest.fixture
def open_on_phone(browser: Browser, root: str) -> Iterator[Callable[[str], Page]]:
    width, height = SMALL_PHONE
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)

    def open_path(path: str) -> Page:
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.goto(root + path)
        expect(page.locator("html.ready")).to_be_attached()
        return page

    yield open_path
    context.close()


# How much (px) of the panel's height is neither below the window nor under the stage above it.
SEEN = """() => {
    const panel = document.getElementById("panel");
    const { top, bottom } = panel.getBoundingClientRect();
    const stage = document.getElementById("stage");
    const above = stage.contains(panel) ? 0 : stage.getBoundingClientRect().bottom;
    return Math.min(bottom, innerHeight) - Math.max(top, above);
}"""


@pytest.mark.parametrize("path", [WATCH, EMBED])
def test_what_is_opened_comes_into_view_and_escape_closes_it(open_on_phone: Callable[[str], Page], path: str) -> None:
    page = open_on_phone(path)
    panel = page.locator("#panel")
    keys = page.get_by_role("button", name="Keys")
    if path == EMBED:
        page.locator("#contents > summary").tap()
    expect(keys).to_be_hidden()
    for name in ("Transcript", "Slide text and notes", "Link", "Settings", "Search", "Keys"):
        button = page.get_by_role("button", name=name, exact=True)
        if name == "Keys":
            # Somebody has connected a keyboard.
            page.keyboard.press("Tab")
        page.evaluate("scrollTo(0, 0)")
        button.tap()
        expect(page.get_by_role("region", name=name)).to_be_visible()
        expect(panel).not_to_contain_text("Loading")
        page.wait_for_function(f"wanted => ({SEEN})() >= wanted", arg=SEEN_PX)
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(button).to_be_focused()


def test_a_finger_on_the_slide_plays_and_pauses(open_on_phone: Callable[[str], Page]) -> None:
    page = open_on_phone(WATCH)
    begin = page.get_by_role("button", name="Watch the talk")
    box, slide = begin.bounding_box(), page.locator("#slide img").bounding_box()
    assert box is not None
    assert slide is not None
    assert min(box["width"], box["height"]) >= LARGE_PX
    assert slide["x"] < box["x"] < slide["x"] + slide["width"] - box["width"]
    assert slide["y"] < box["y"] < slide["y"] + slide["height"] - box["height"]
    # A keyboard finds Play in the bar, once.
    expect(begin).to_have_js_property("tabIndex", -1)
    begin.tap()
    wait_until(page, 0.1)
    expect(begin).to_have_count(0)
    for paused in (True, False):
        page.locator("#slide").tap()
        expect(player(page)).to_have_js_property("paused", paused)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_downloads_come_before_the_slides(open_on_phone: Callable[[str], Page]) -> None:
    page = open_on_phone(WATCH)
    downloads, slides = (page.get_by_role("heading", name=name, exact=True) for name in ("Downloads", "Slides"))
    first, second = downloads.bounding_box(), slides.bounding_box()
    assert first is not None
    assert second is not None
    assert first["y"] < second["y"]
