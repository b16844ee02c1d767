"""What a video costs is said before it is loaded, and a limit for a day is kept to, in a real Chromium."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from browsing import PHONE, Open, agree, play_by_key, player, position, wait_until
from playwright.sync_api import Page, expect
from served_talk import publish_talk
from test_player import long_talk, ranges_of

from mediasvc.bootstrap import Service
from mediasvc.domain.manifest import Manifest, Rendition

__all__ = ["long_talk"]

WATCH, EMBED, LONG = "/s/heavy", "/s/heavy/embed", "/s/long"
FRAME = (320, 180)
MEGABYTE = 1_000_000
VIDEO, SOUND = "Video, small", "Sound + slides"
SAVING = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


@pytest.fixture(scope="module", autouse=True)
def heavy(service: Service, folder: Path, talk: Manifest) -> None:
    """A talk whose manifest says that its videos weigh what those of an hour do."""
    heavier = {"video-low": 45 * MEGABYTE, "video-high": 180 * MEGABYTE}
    renditions = tuple(replace(each, size_bytes=heavier.get(each.variant, each.size_bytes)) for each in talk.renditions)
    publish_talk(service, folder, talk, slug="heavy", renditions=renditions)


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
    for answer in (*asking.get_by_role("button").all(), asking.get_by_role("checkbox")):
        expect(answer).to_be_in_viewport(ratio=1)
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


def test_a_video_that_begins_is_not_behind_the_list(open_page: Open) -> None:
    page = open_page(EMBED, FRAME)
    page.locator("#contents > summary").click()
    page.get_by_role("radio", name=VIDEO).check()
    page.get_by_role("button", name="Play", exact=True).press("Enter")
    expect(page.locator(".question")).to_be_visible()
    expect(page.locator("#contents")).to_have_attribute("open", "")
    agree(page)
    expect(player(page)).to_have_js_property("paused", False)
    expect(page.locator("#contents")).not_to_have_attribute("open", "")
    # Whoever opens it while the video plays wants to see it.
    page.locator("#contents > summary").click()
    at = position(page)
    wait_until(page, at + 0.3)
    expect(page.locator("#contents")).to_have_attribute("open", "")


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
    page.get_by_role("button", name="Settings").click()


def test_sound_stops_before_the_limit_is_crossed_and_goes_on_when_told(open_page: Open, long_talk: Rendition) -> None:
    page = open_page(LONG)
    ranges = ranges_of(page)

    def asked_bytes() -> int:
        parts = [each.removeprefix("bytes=").split("-") for each in ranges]
        return sum(int(last) - int(first) + 1 for first, last in parts)

    set_limit(page, "0.15")
    play_by_key(page)
    asking = page.locator(".question")
    expect(asking).to_contain_text("Your limit of 0.15 MB for today is reached.")
    expect(player(page)).to_have_js_property("paused", True)
    assert 0 < asked_bytes() <= 150_000
    at = position(page)
    # The day is the device's: another page begins with nothing left, and no word but this makes it go on.
    page.reload()
    page.get_by_role("button", name="Play").press("Enter")
    asking.get_by_role("button", name="Stop").click()
    expect(asking).to_have_count(0)
    expect(player(page)).to_have_js_property("paused", True)
    page.get_by_role("button", name="Play").press("Enter")
    asking.get_by_role("button", name="Up to 0.15 MB more").click()
    wait_until(page, at)
    expect(asking).to_be_visible()
    assert asked_bytes() <= 2 * 150_000 + 2 * 32_768


def test_a_video_is_taken_away_at_the_limit_and_sound_goes_on_from_there(open_page: Open) -> None:
    page = open_page(WATCH)
    set_limit(page, "1.5")
    choose(page, VIDEO)
    page.get_by_role("button", name="Play").press("Enter")
    agree(page)
    asking = page.locator(".question")
    expect(asking).to_contain_text("Your limit of 1.5 MB for today is reached.")
    expect(page.locator("#stage :is(audio, video)[src]")).to_have_count(0)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    # Another way to follow the talk is a choice, and nobody's wish to go on.
    choose(page, "Sound only")
    expect(asking).to_have_count(0)
    expect(player(page)).to_have_js_property("paused", True)
    choose(page, VIDEO)
    page.get_by_role("button", name="Play", exact=True).press("Enter")
    asking.get_by_role("button", name="Sound only").click()
    wait_until(page, 0.2)
    expect(page.get_by_role("radio", name="Sound only")).to_be_checked()
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("group", name="Data")).to_contain_text("Part of this is an estimate.")


@pytest.mark.parametrize(
    ("record", "limit"), [("", ""), ("x|y|z", "ten"), ("{today}|Infinity|-5", "1e99"), ("{today}|-1e9|", "-3")]
)
def test_what_nobody_can_read_is_no_limit(open_page: Open, record: str, limit: str) -> None:
    page = open_page(WATCH)
    page.evaluate(
        """([record, limit]) => {
            localStorage.setItem("mediasvc:spent", record.replace("{today}", new Date().toDateString()));
            localStorage.setItem("mediasvc:limit", limit);
        }""",
        [record, limit],
    )
    page.reload()
    play_by_key(page)
    wait_until(page, 0.2)


@pytest.mark.parametrize(
    "forbids",
    [
        "get() { throw new Error('forbidden'); }",
        "value: { getItem: () => null, setItem() { throw new Error('full'); } }",
    ],
)
def test_where_nothing_can_be_stored_a_limit_lasts_as_long_as_the_page(open_page: Open, forbids: str) -> None:
    page = open_page("/")
    page.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ {forbids} }})")
    page.goto(page.url.rstrip("/") + WATCH)
    set_limit(page, "0.02")
    page.get_by_role("button", name="Play").press("Enter")
    expect(page.locator(".question")).to_contain_text("Your limit of 0.02 MB for today is reached.")


def test_a_limit_that_is_none_is_not_shown_as_one(open_page: Open) -> None:
    page = open_page(WATCH)
    # What is shown first is right, and not only what is shown a second later.
    page.evaluate("window.setInterval = () => 0")
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("group", name="Data")).to_contain_text(re.compile(r"so far: 0\.\d+ MB\."))
    field = page.get_by_label("At most per day")
    for written, kept in (("-5", ""), ("0", ""), ("5", "5")):
        field.fill(written)
        field.press("Tab")
        expect(field).to_have_value(kept)
        assert page.evaluate("localStorage.getItem('mediasvc:limit')") == (kept or None)
    page.get_by_label("Play videos without asking").check()
    page.get_by_label("Pictures wait").check()
    page.get_by_role("button", name="Forget").press("Enter")
    expect(page.get_by_role("button", name="Forget")).to_be_focused()
    expect(field).to_have_value("")
    expect(page.locator("#panel :checked:not(option)")).to_have_count(0)


def test_what_was_spent_is_shown_and_kept_for_the_day(open_page: Open) -> None:
    page = open_page(f"{WATCH}#t=6")
    page.get_by_role("button", name="Settings").click()
    data = page.get_by_role("group", name="Data")
    expect(data).to_contain_text(
        re.compile(r"Loaded by this talk so far: 0\.\d+ MB\. Today on this device.* 0\.\d+ MB\.")
    )
    prices = (r"Sound only · 0\.0", r"Sound \+ slides · 0\.0", "Video, small · 23 MB", "Video, best · 90 MB")
    expect(data.get_by_role("listitem")).to_have_text([re.compile(each) for each in prices])
    page.evaluate("localStorage.setItem('mediasvc:spent', new Date().toDateString() + '|7000000|0')")
    expect(data).to_contain_text("by all talks: 7 MB.")
    page.goto("about:blank")
    page.go_back()
    kept = page.evaluate("localStorage.getItem('mediasvc:spent')")
    assert 7_000_000 < int(kept.split("|")[1]) < 7_200_000
