"""A form about a talk that somebody else changed meanwhile, in a real Chromium: announced, in reach, by keyboard."""

import pytest
from browsing import SMALL_PHONE
from console_house import TITLE, ConsoleHouse, draft
from playwright.sync_api import Page, expect
from tabbing import stops
from test_console_pages import AXE, LONGEST_MS, SCHEMES, TAGS, NewPage, house, new_page, root

from mediasvc.domain.access import Operator
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.order import Order
from mediasvc.usecases.browse import read_announced
from mediasvc.usecases.build import build
from mediasvc.usecases.describe import describe
from mediasvc.usecases.drafts import create_draft

__all__ = ["house", "new_page", "root"]
THEIRS = "مجموعات الادخار"


def judge(page: Page) -> None:
    """Check that the page is as wide as its window, in reach of the keyboard, and that axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL_PHONE[0]
    page.evaluate(AXE.read_text())
    for scheme in SCHEMES[""]:
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("tags => axe.run({ runOnly: tags, resultTypes: ['violations'] })", TAGS)
        assert [(rule["id"], node["html"][:160]) for rule in found["violations"] for node in rule["nodes"]] == []
    assert list(stops(page))


@pytest.mark.parametrize("query", SCHEMES)
def test_who_saves_later_is_asked_and_chooses_by_keyboard(new_page: NewPage, house: ConsoleHouse, query: str) -> None:
    slug = f"at-once{query[-2:]}"
    build(house.service, Operator(), draft(house.service, slug), Order())
    page = new_page(f"talks/{slug}/details", query=query, bypass_csp=True)
    page.fill("#title", "Mine")
    page.fill("#speakers", "Amina\nHana")
    describe(house.service, Operator(), slug, DetailChanges(title=THEIRS, language="ar"))
    page.locator("#correct button").click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused(timeout=LONGEST_MS)
    expect(alert).to_be_in_viewport()
    expect(alert).to_contain_text(THEIRS)
    expect(page.locator("#title")).to_have_value("Mine")
    expect(page.locator("#speakers")).to_have_value("Amina\nHana")
    judge(page)
    alert.focus()
    page.keyboard.press("Tab")
    expect(page.locator("[name='choose:title'][value=mine]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/console/talks/{slug}*")
    details = read_announced(house.service, Operator(), slug).details
    assert (details.title, details.speakers, details.language) == (THEIRS, ("Amina", "Hana"), "ar")


def test_without_script_both_changes_are_kept_and_told(new_page: NewPage, house: ConsoleHouse) -> None:
    build(house.service, Operator(), draft(house.service, "without-script"), Order())
    page = new_page("talks/without-script/details", java_script_enabled=False)
    page.fill("#speakers", "Amina")
    describe(house.service, Operator(), "without-script", DetailChanges(title=THEIRS))
    page.locator("#correct button").click()
    page.wait_for_url("**?taken=title")
    expect(page.get_by_role("status")).to_contain_text(THEIRS)


def test_a_draft_that_somebody_else_names_while_files_are_chosen_asks(new_page: NewPage, house: ConsoleHouse) -> None:
    create_draft(house.service, Operator(), DetailChanges(TITLE), "named-by-two")
    page = new_page("talks/named-by-two/files", bypass_csp=True)
    page.wait_for_selector(".scripted")
    page.set_input_files("#files", [{"name": "talk.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3"}])
    expect(page.locator("#listed .file")).to_contain_text("talk.mp3", timeout=LONGEST_MS)
    page.fill("#title", "Mine")
    describe(house.service, Operator(), "named-by-two", DetailChanges(title=THEIRS))
    page.click("#make")
    expect(page.get_by_role("alert")).to_be_focused(timeout=LONGEST_MS)
    expect(page.locator("#title")).to_have_value("Mine")
    judge(page)
