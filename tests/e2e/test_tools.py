"""What is opened on demand: search, transcript, notes, a closer look, links, settings, keys, and captions."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, Open, assert_shows, play_by_key, player, position, slow_down, wait_until
from offline_talk import CAPTIONS, write_page
from playwright.sync_api import Browser, Page, Route, expect
from served_talk import publish_talk

from mediasvc.bootstrap import Service
from mediasvc.delivery.figures import size
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.timeline import SlideStart, TimingMethod, timeline_of

WATCH, EMBED = "/s/a-talk", "/s/a-talk/embed"
FRAME = (640, 470)


def go(page: Page, at_s: float) -> None:
    """At rest nothing is loaded there yet."""
    player(page).evaluate("(media, at) => { media.currentTime = at; }", at_s)


def open_tool(page: Page, name: str) -> None:
    if page.locator("#contents:not([open])").count():
        page.locator("#contents > summary").click()
    page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture(params=[(WATCH, DESKTOP), (WATCH, PHONE), (EMBED, FRAME)], ids=["desktop", "phone", "frame"])
def page(open_page: Open, request: pytest.FixtureRequest) -> Page:
    path, window = request.param
    return open_page(path, window)


def test_nothing_of_it_is_fetched_before(open_page: Open, asked: list[str]) -> None:
    page = open_page(EMBED, FRAME)
    page.wait_for_load_state("networkidle")
    assert not [address for address in asked if address.startswith("/player/") or address.endswith("/text")]
    open_tool(page, "Keys")
    open_tool(page, "Settings")
    open_tool(page, "Keys")
    expect(page.locator("#panel")).to_contain_text("Play and pause")
    modules = [address.rpartition("/")[2] for address in asked if address.startswith("/player/")]
    assert modules == ["help.js", "settings.js", "budget.js"]


def test_search_finds_what_is_on_slides_and_what_is_said(page: Page) -> None:
    open_tool(page, "Search")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    field.fill("NAIVE second 9")
    expect(page.get_by_role("status")).to_have_text("Places found: 1")
    hit = page.locator(".found a")
    assert hit.locator("mark").all_inner_texts() == ["Naïve", "second", "9"]
    hit.click()
    assert position(page) == 9
    expect(page.locator("#number")).to_have_text("2")
    if page.locator("#contents").count():
        page.locator("#contents > summary").click()
    field.fill("colour 5")
    # It is on a slide that the talk never shows, and leads nowhere.
    expect(page.locator(".found li")).to_have_text(re.compile("5. Colour 5"))
    expect(page.locator(".found a")).to_have_count(0)
    field.fill("greet")
    expect(page.locator(".found a")).to_contain_text("Notes")
    field.fill("elephant")
    expect(page.get_by_role("status")).to_have_text("Nothing found.")


def test_letters_in_the_search_are_no_keys(open_page: Open) -> None:
    page = open_page(EMBED, FRAME)
    open_tool(page, "Search")
    page.get_by_role("searchbox").press_sequentially("jklnpczf? ")
    expect(page.get_by_role("searchbox")).to_have_value("jklnpczf? ")
    assert (position(page), player(page).evaluate("media => media.paused")) == (0, True)


def test_the_transcript_follows_and_leads(page: Page) -> None:
    open_tool(page, "Transcript")
    links = page.locator(".transcript a")
    expect(links).to_have_count(len(CAPTIONS))
    expect(page.locator(".transcript [aria-current]")).to_have_text(CAPTIONS[0].text)
    go(page, 5.2)
    expect(page.locator(".transcript [aria-current]")).to_have_text(CAPTIONS[5].text)
    links.nth(2).click()
    assert position(page) == 2


def test_the_notes_are_those_of_the_slide(page: Page) -> None:
    open_tool(page, "Slide text and notes")
    expect(page.locator("#panel")).to_contain_text("Greet everybody.")
    go(page, 2.1)
    expect(page.locator("#panel")).to_contain_text("What slide 2 says")
    expect(page.locator("#panel")).not_to_contain_text("Greet everybody.")


def test_a_slide_can_be_looked_at_closer(page: Page) -> None:
    open_tool(page, "Look closer")
    dialog = page.get_by_role("dialog", name="Look closer")
    picture = dialog.get_by_role("img", name="Slide 1: Colour 1")
    expect(picture).to_be_visible()
    before = picture.evaluate("image => image.clientWidth")
    dialog.get_by_role("button", name="Larger").click()
    assert picture.evaluate("image => image.clientWidth") == pytest.approx(before * 1.5, rel=0.05)
    go(page, 2.1)
    expect(dialog.get_by_role("img", name="Slide 2: Colour 2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Look closer")).to_be_focused()


def test_links_name_the_moment_and_the_slide(open_page: Open) -> None:
    page = open_page(WATCH)
    go(page, 5.2)
    open_tool(page, "Link")
    moment, slide = (page.get_by_role("textbox", name=f"Link to this {what}") for what in ("moment", "slide"))
    expect(moment).to_have_value("https://talks.example/s/a-talk#t=5")
    expect(slide).to_have_value("https://talks.example/s/a-talk#slide=3")
    page.get_by_role("button", name="Copy: Link to this slide").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    expect(page.get_by_role("button", name="Share")).to_have_count(0)
    other = open_page(f"{WATCH}#slide=3")
    assert position(other) == 4.5
    assert_shows(other, 2)


@pytest.mark.parametrize(("path", "window"), [(WATCH, PHONE), (EMBED, FRAME)])
def test_what_is_shared_says_what_listening_costs(
    open_page: Open, talk: Manifest, path: str, window: tuple[int, int]
) -> None:
    page = open_page(path, window)
    page.evaluate(
        """() => {
            navigator.canShare = () => true;
            navigator.share = async (told) => { window.told = told; throw new DOMException("", "AbortError"); };
        }"""
    )
    open_tool(page, "Link")
    [smallest] = [each.size_bytes for each in talk.renditions if each.variant == "audio-low"]
    message = f"A talk in colours\nhttps://talks.example/s/a-talk\nSound only — {size(smallest)}"
    expect(page.get_by_role("textbox", name="Message to pass on")).to_have_value(message)
    page.get_by_role("button", name="Share").click()
    assert page.evaluate("window.told") == {"text": message}


def test_an_address_can_ask_for_a_search(open_page: Open) -> None:
    page = open_page(f"{WATCH}#q=na%C3%AFve%20%E0%A4%A")
    expect(page.get_by_role("searchbox")).to_have_value("na%C3%AFve%20%E0%A4%A")
    page = open_page(f"{WATCH}#q=na%C3%AFve%207")
    expect(page.get_by_role("searchbox")).to_have_value("naïve 7")
    expect(page.locator(".found a")).to_have_count(1)


def test_in_a_frame_the_list_opens_with_what_is_asked_for(open_page: Open) -> None:
    page = open_page(f"{EMBED}#q=second", FRAME)
    expect(page.get_by_role("searchbox")).to_have_value("second")
    page = open_page(EMBED, FRAME)
    page.locator("#play").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("region", name="Keys")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_captions_are_shown_as_they_are_wished(page: Page) -> None:
    captions = page.locator(".captions")
    # What stands on it is in its name, for those who speak to their browser.
    page.get_by_role("button", name="CC: Captions", exact=True).click()
    expect(captions).to_have_text(CAPTIONS[0].text)
    go(page, 3.95)
    expect(captions).to_be_hidden()
    go(page, 4.1)
    expect(captions).to_have_text(CAPTIONS[4].text)
    open_tool(page, "Settings")
    before = captions.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    page.get_by_label("Size").select_option("Very large")
    page.get_by_label("Colours").select_option("Black on white")
    page.get_by_label("Place").select_option("Above")
    size, colour, top = captions.evaluate(
        """element => {
            const style = getComputedStyle(element);
            return [parseFloat(style.fontSize), style.color, element.offsetTop];
        }"""
    )
    assert (size > before * 1.5, colour, top < 20) == (True, "rgb(0, 0, 0)", True)
    page.reload()
    expect(page.get_by_role("button", name="Captions")).to_have_attribute("aria-pressed", "false")
    play_by_key(page)
    # They come when there is time for them, and as they were.
    expect(page.get_by_role("button", name="Captions")).to_have_attribute("aria-pressed", "true")
    expect(captions).to_be_visible()
    assert captions.evaluate("element => getComputedStyle(element).color") == "rgb(0, 0, 0)"


def test_captions_have_a_place_where_there_is_sound_alone(open_page: Open) -> None:
    page = open_page(WATCH)
    page.get_by_role("radio", name="Sound only").check()
    page.get_by_role("button", name="Captions").click()
    expect(page.locator(".captions")).to_be_visible()
    expect(page.locator("#slide")).to_be_hidden()


def test_new_slides_are_told_unless_that_is_not_wished(open_page: Open) -> None:
    page = open_page(WATCH)
    told = page.locator("#told")
    expect(told).to_have_text("")
    go(page, 2.1)
    expect(told).to_have_text("Slide 2: Colour 2")
    open_tool(page, "Settings")
    page.get_by_label("Do not tell screen readers").check()
    go(page, 5)
    expect(page.locator("#number")).to_have_text("3")
    expect(told).to_have_text("Slide 2: Colour 2")


def test_what_is_remembered_can_be_forgotten(open_page: Open) -> None:
    page = open_page(WATCH)
    page.get_by_label("Speed").select_option("2")
    open_tool(page, "Settings")
    page.get_by_label("Pictures wait").check()
    page.get_by_role("button", name="Forget").click()
    expect(page.get_by_role("status")).to_have_text("Forgotten.")
    assert page.evaluate("() => Object.keys(localStorage)") == []


def test_what_does_not_come_is_said_and_asked_for_again(open_page: Open, complaints: list[str]) -> None:
    page = open_page(WATCH)
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        route.abort("internetdisconnected")

    page.route("**/a-talk/text", lose)
    open_tool(page, "Transcript")
    expect(page.locator("#panel")).to_contain_text("This could not be loaded.")
    page.unroute("**/a-talk/text")
    open_tool(page, "Transcript")
    open_tool(page, "Transcript")
    expect(page.locator(".transcript a")).to_have_count(len(CAPTIONS))
    assert lost
    complaints.clear()


def test_a_panel_closes_by_its_button_and_by_escape(page: Page) -> None:
    panel = page.locator("#panel")
    open_tool(page, "Settings")
    expect(panel.get_by_role("checkbox").first).to_be_visible()
    page.get_by_role("button", name="Settings").click()
    expect(panel).to_be_hidden()
    open_tool(page, "Settings")
    panel.get_by_role("checkbox").first.focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name="Settings")).to_be_focused()
    # It was opened from elsewhere: there the focus goes back to.
    page.locator("#play").focus()
    page.keyboard.press("?")
    expect(panel.locator("kbd").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#play")).to_be_focused()


def test_a_lock_screen_knows_the_slide(open_page: Open) -> None:
    page = open_page(WATCH)
    play_by_key(page)
    slow_down(page)
    page.wait_for_function("() => navigator.mediaSession.metadata?.title === 'Slide 1: Colour 1'")
    assert page.evaluate("() => navigator.mediaSession.playbackState") == "playing"


def test_all_of_it_is_in_the_exported_page(browser: Browser, folder: Path, talk: Manifest) -> None:
    page = browser.new_page()
    page.set_default_timeout(8_000)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(write_page(folder, talk, "tools.html"))
    for name in ("Transcript", "Slide text and notes", "Settings", "Keys", "Search"):
        open_tool(page, name)
        expect(page.get_by_role("region", name=name)).to_be_visible()
        expect(page.locator("#panel")).not_to_contain_text("could not be loaded")
    page.get_by_role("searchbox").fill("naive 7")
    expect(page.locator(".found a")).to_have_count(1)
    page.get_by_role("button", name="Captions").click()
    expect(page.locator(".captions")).to_have_text(CAPTIONS[0].text)
    assert complaints == []
    page.close()


def test_words_read_from_a_picture_are_marked_and_found(browser: Browser, folder: Path, talk: Manifest) -> None:
    pictured, mute = (replace(slide, text="", notes=None) for slide in talk.slides[:2])
    slides = (replace(pictured, text_from_picture="Seed is shared"), mute, *talk.slides[2:])
    page = browser.new_page()
    page.set_default_timeout(8_000)
    page.goto(write_page(folder, talk, "pictured.html", slides=slides))
    open_tool(page, "Slide text and notes")
    expect(page.locator("#panel h3")).to_have_text("Read from the picture")
    assert page.locator("#panel p").all_inner_texts() == ["Seed is shared"]
    go(page, 2.1)
    expect(page.locator("#panel p")).to_have_text("This slide has no words.")
    open_tool(page, "Search")
    page.get_by_role("searchbox").fill("seed")
    expect(page.locator(".found a")).to_contain_text("Read from the picture")
    page.close()


def test_the_words_can_be_read_without_a_script(open_page: Open) -> None:
    page = open_page(WATCH, PHONE, script=False)
    page.get_by_role("link", name="The talk in words").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A talk in colours")
    said = page.get_by_role("link", name=CAPTIONS[3].text)
    expect(said).to_have_attribute("href", "/s/a-talk#t=3")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_control_of_a_long_talk_fits_its_window(
    open_page: Open, service: Service, folder: Path, talk: Manifest, language: str
) -> None:
    long_ms = 3_723_000
    timeline = timeline_of([SlideStart(0, 0)], long_ms, TimingMethod.CUES)
    slug = publish_talk(service, folder, talk, slug=f"long-{language}", duration_ms=long_ms, timeline=timeline).slug
    page = open_page(f"/s/{slug}/embed?lang={language}#t=3659", FRAME)
    for address, widths in ((f"/s/{slug}/embed", (240, 280, 320, 360, 640)), (f"/s/{slug}", (320, 360, 375, 1280))):
        page.goto(f"{page.url.partition('/s/')[0]}{address}?lang={language}#t=3659")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 470})
            beyond = page.locator("#stage :is(button, select, input, summary, .out):visible").evaluate_all(
                """(controls, width) => controls.filter((control) => {
                    const { left, right } = control.getBoundingClientRect();
                    return left < 0 || right > width;
                }).map((control) => control.id)""",
                width,
            )
            assert beyond == [], (address, width)


def test_settings_hold_where_nothing_can_be_stored(open_page: Open) -> None:
    page = open_page("/")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } })")
    page.goto(page.url.rstrip("/") + EMBED)
    page.get_by_role("button", name="Captions").click()
    open_tool(page, "Settings")
    page.get_by_label("Colours").select_option("Yellow on black")
    assert page.locator(".captions").evaluate("element => getComputedStyle(element).color") == "rgb(255, 228, 92)"
    page.get_by_label("Do not tell screen readers").check()
    open_tool(page, "Keys")
    open_tool(page, "Settings")
    expect(page.get_by_label("Do not tell screen readers")).to_be_checked()


def test_who_turns_captions_on_first_has_them_on(open_page: Open) -> None:
    page = open_page(WATCH)
    page.evaluate("() => localStorage.setItem('mediasvc:captions', '1')")
    page.reload()
    button = page.get_by_role("button", name="Captions")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    play_by_key(page)
    page.wait_for_function("() => navigator.mediaSession.metadata !== null")
    expect(button).to_have_attribute("aria-pressed", "true")


def test_a_slider_that_comes_back_goes_on(open_page: Open) -> None:
    page = open_page(WATCH)
    box = page.locator("#seek").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, middle)
    page.mouse.move(box["x"] + 8, middle)
    page.mouse.up()
    play_by_key(page)
    wait_until(page, 1.2)
    expect(page.locator("#time")).not_to_have_text("0:00")


def test_who_comes_back_finds_the_place(open_page: Open) -> None:
    """Also where a link had led to another one."""
    page = open_page(f"{WATCH}#t=2")
    assert position(page) == 2
    page.evaluate("() => localStorage.setItem('mediasvc:at:a-talk', '9')")
    page.reload()
    expect(page.locator("#number")).to_have_text("2")
    assert position(page) == 9


def test_another_language_goes_on_at_the_place(open_page: Open) -> None:
    page = open_page(WATCH)
    go(page, 5.2)
    expect(page.locator("#time")).to_have_text("0:05")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("button", name="Lecture")).to_be_visible()
    assert position(page) == 5


def test_no_picture_comes_where_none_is_wanted(open_page: Open, asked: list[str], root: str) -> None:
    page = open_page("/?q=nothing")
    page.evaluate("() => localStorage.setItem('mediasvc:mode', 'sound')")
    page.goto(root + EMBED)
    page.wait_for_load_state("networkidle")
    assert [address for address in asked if "/slides/" in address] == []
    expect(page.locator("#slide img")).to_have_attribute("loading", "lazy")
    page.locator("#contents > summary").click()
    page.get_by_role("radio", name="Sound + slides").check()
    page.locator("#contents > summary").click()
    assert_shows(page, 0)


def test_a_key_is_where_it_is_on_any_keyboard(open_page: Open) -> None:
    page = open_page(WATCH)
    page.locator("#play").focus()
    page.locator("#play").dispatch_event("keydown", {"key": "ى", "code": "KeyN", "bubbles": True})
    assert position(page) == 2
