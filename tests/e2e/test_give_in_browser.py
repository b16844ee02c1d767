"""The page by which a talk is given away, in a browser: copying, and the player as its code makes it."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from console_house import ConsoleHouse, console_house
from playwright.sync_api import Browser, Page, expect
from served_talk import serving

from mediasvc.domain.manifest import Manifest

LONGEST_MS = 60_000
SHOWN = "talks/public/give?size=full&slide=2&language=ar&colour=%23b3261e"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, folder: Path, talk: Manifest) -> Generator[ConsoleHouse]:
    with console_house(tmp_path_factory.mktemp("data"), folder, talk) as house:
        yield house


@pytest.fixture(scope="module")
def root(house: ConsoleHouse) -> Generator[str]:
    with serving(house.service) as address:
        yield address


def opened(browser: Browser, house: ConsoleHouse, root: str, path: str, **preferences: Any) -> Page:
    context = browser.new_context(**preferences)
    context.add_cookies([house.cookie(root)])
    page = context.new_page()
    page.set_default_timeout(LONGEST_MS)
    page.goto(f"{root}/console/{path}")
    return page


def test_each_button_copies_what_stands_beside_it(browser: Browser, house: ConsoleHouse, root: str) -> None:
    page = opened(browser, house, root, "talks/public/give", permissions=["clipboard-read", "clipboard-write"])
    fields = ("address", "short", "message", "frame", "component", "feed-1", "feed-2")
    assert page.locator("button[data-copies]").count() == len(fields)
    for field in fields:
        page.locator(f"button[data-copies={field}]").click()
        expect(page.locator(f".copied:has(#{field}) [role=status]")).to_have_text("Copied", timeout=LONGEST_MS)
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(f"#{field}").input_value() != ""


def test_without_script_it_is_complete(browser: Browser, house: ConsoleHouse, root: str) -> None:
    page = opened(browser, house, root, "talks/public/give", java_script_enabled=False)
    expect(page.locator("button[data-copies]").first).to_be_hidden()
    expect(page.locator("iframe")).to_have_count(0)
    page.locator("#slide").fill("2")
    page.locator("#colour").fill("#b3261e")
    page.locator("#embed button:not([data-copies])").click()
    assert "#slide=2" in page.locator("#frame").input_value()
    assert page.locator("#colour").input_value() == "#b3261e"
    expect(page.locator(".player iframe")).to_be_visible()


def test_the_player_is_shown_as_other_pages_will_show_it(browser: Browser, house: ConsoleHouse, root: str) -> None:
    complaints: list[str] = []
    page = opened(browser, house, root, SHOWN)
    # Chromium warns of what it does not know in `allow`, which others do.
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.locator("#embed button:not([data-copies])").click()
    shown = page.locator(".player iframe")
    shown.scroll_into_view_if_needed()
    frame = page.frame_locator(".player iframe")
    expect(frame.locator("html.ready[lang=ar]")).to_be_attached(timeout=LONGEST_MS)
    expect(frame.locator("#number")).to_have_text("2", timeout=LONGEST_MS)
    expect(frame.locator("html")).to_have_css("--accent", "#b3261e")
    # The style that the code has in an attribute.
    box, place = shown.bounding_box(), page.locator(".player").bounding_box()
    assert box is not None
    assert place is not None
    assert box["width"] == place["width"]
    assert box["height"] == pytest.approx(box["width"] * 400 / 640, abs=1)
    assert complaints == []
