"""What a video costs is said before it is loaded, and a limit for a day is kept to, in a real Chromium."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, Open, play_by_key, player, position, wait_until
from playwright.sync_api import Page, expect
from served_talk import publish_talk

from mediasvc.bootstrap import Service
from mediasvc.domain.manifest import Manifest

WATCH, EMBED = "/s/heavy", "/s/heavy/embed"
FRAME = (320, 180)
MEGABYTE = 1_000_000
VIDEO, SOUND = "Video, small", "Sound + slides"
SAVING = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


@pytest.fixture(scope="module", autouse=True)
def heavy(service: Service, folder: Path, talk: Manifest) -> None:
    """A talk whose manifest says that it weighs what one of an hour does."""
    heavier = {"audio-low": 7, "audio-basic": 28, "video-low": 45, "video-high": 180}
    renditions = tuple(
        replace(each, size_bytes=heavier[each.variant] * MEGABYTE) if each.kind == "video" else each
        for each in talk.renditions
        if each.variant in heavier
    )
    publish_talk(service, folder, talk, slug="heavy", renditions=renditions)


def question(page: Page) -> object:
    return page.locator(".question")


@pytest.mark.parametrize(("path", "window"), [(WATCH, PHONE), (EMBED, FRAME)])
def test_a_video_says_what_it_costs_before_it_is_loaded(
    open_page: Open, asked: list[str], path: str, window: tuple[int, int]
) -> None:
    page = open_page(f"{path}#t=6", window)
    choose(page, VIDEO)
    page.get_by_role("button", name="Play").press("Enter")
    asking = page.locator(".question")
    expect(asking).to_contain_text(re.compile(r"about 23 MB\. Sound with slides loads \d{2,} times less\."))
    expect(asking).to_be_focused()
    assert not [address for address in asked if address.endswith(".mp4")]
    for button in asking.get_by_role("button").all():
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(asking).to_have_count(0)
    expect(player(page)).to_have_js_property("paused", True)
    page.get_by_role("button", name="Play").press("Enter")
    asking.get_by_role("button", name=SOUND).click()
    wait_until(page, 6.2)
    expect(page.get_by_role("radio", name=SOUND, include_hidden=True)).to_be_checked()
    assert not [address for address in asked if address.endswith(".mp4")]


def choose(page: Page, name: str) -> None:
    if page.locator("#contents").count():
        page.locator("#contents > summary").click()
    page.get_by_role("radio", name=name).check()
    if page.locator("#contents").count():
        page.locator("#contents > summary").click()


def test_who_has_agreed_is_not_asked_again(open_page: Open) -> None:
    page = open_page(WATCH)
    play_by_key(page)
    choose(page, VIDEO)
    asking = page.locator(".question")
    asking.get_by_role("button", name=VIDEO).click()
    expect(player(page)).to_have_js_property("paused", False)
    page.get_by_role("button", name="Pause").press("Enter")
    play_by_key(page)
    expect(asking).to_have_count(0)
    # A larger one is another question.
    choose(page, "Video, best")
    asking.get_by_role("checkbox").check()
    page.reload()
    expect(page.get_by_role("radio", name="Video, best")).to_be_checked()
    play_by_key(page)
    expect(asking).to_have_count(0)
    page.add_init_script(SAVING)
    page.reload()
    page.get_by_role("button", name="Play").press("Enter")
    expect(asking).to_contain_text("set to save data")


def set_limit(page: Page, megabytes: str) -> None:
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("At most per day").fill(megabytes)
    page.get_by_label("At most per day").press("Tab")


def test_the_player_stops_at_the_limit_and_goes_on_when_told(open_page: Open, asked: list[str]) -> None:
    page = open_page(WATCH)
    set_limit(page, "0.03")
    play = page.get_by_role("button", name="Play")
    play.press("Enter")
    asking = page.locator(".question")
    expect(asking).to_contain_text("Your limit of 0 MB for today is reached.")
    assert position(page) == 0
    asking.get_by_role("button", name="Stop").click()
    expect(asking).to_have_count(0)
    page.reload()
    play.press("Enter")
    expect(asking).to_be_visible()


def test_what_was_spent_is_shown_and_kept_for_the_day(open_page: Open) -> None:
    page = open_page(WATCH)
    page.get_by_role("button", name="Settings").click()
    data = page.get_by_role("group", name="Data")
    expect(data).to_contain_text(re.compile(r"Loaded by this talk so far: 0\.\d MB"))
    expect(data.get_by_role("listitem")).to_have_text(
        [re.compile("Sound only · "), re.compile("Sound [+] slides · "), re.compile("Video, small · 45 MB"), re.compile("180 MB")]
    )
