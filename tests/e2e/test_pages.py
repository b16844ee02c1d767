"""The pages of a running service, in a real Chromium, as viewers open them."""

from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from browsing import (
    DESKTOP,
    PHONE,
    Open,
    agree,
    assert_shows,
    pause_behind,
    play_by_key,
    player,
    position,
    seek,
    slide_at,
    slow_down,
    wait_until,
)
from offline_talk import ARABIC, CHOICES, DEFAULT, HOSTILE, SLIDES
from PIL import Image
from playwright.sync_api import Browser, Route, expect
from served_talk import publish_talk

from mediasvc.bootstrap import Service
from mediasvc.delivery.embedding import Shape, frame_within
from mediasvc.delivery.figures import size
from mediasvc.domain.manifest import Manifest

# What moved by itself, as Chromium judges it. What has no node is a part of its own controls, which do move.
SHIFTS = """() => {
    window.shifted = [];
    // A space between words, which nobody sees, goes to the next line with the word behind it.
    const told = source => [source.node?.textContent ?? ""].filter(text => text.trim());
    const note = shift => window.shifted.push(...shift.sources.flatMap(told));
    new PerformanceObserver(list => list.getEntries().forEach(note)).observe({ type: "layout-shift", buffered: true });
}"""

# Writes a page as a slow link brings it: whatever has come of its blocks is painted.
WRITE_SLOWLY = """async text => {
    document.open();
    const flow = "main|section|header|div|details|form|label|button";
    const block = new RegExp(`(?=</?(?:${flow}|audio|video|a|[uo]l|li|h[123]|p)(?=[ >]))`);
    const pieces = text.split(block);
    if (pieces.length < 20) throw new Error("a page in one piece");
    for (const piece of pieces) {
        document.write(piece);
        await new Promise(painted => requestAnimationFrame(() => setTimeout(painted)));
    }
    document.close();
}"""


@pytest.mark.parametrize("path", ["/s/a-talk", "/s/a-talk/embed"])
def test_slides_follow_the_sound(open_page: Open, path: str) -> None:
    for start, behind in ((1.7, 2.1), (4.2, 4.6)):
        page = open_page(f"{path}#t={start}")
        play_by_key(page)
        pause_behind(page, behind)
        assert position(page) >= behind
        assert_shows(page, slide_at(position(page)))
    play_by_key(page)
    slow_down(page)
    for at in (7.3, 0.2, 9.6):
        seek(page, at)
        assert_shows(page, slide_at(at))


@pytest.mark.parametrize("path", ["/s/a-talk", "/s/a-talk/embed"])
def test_on_a_phone_one_picture_comes_before_the_sound(open_page: Open, asked: list[str], path: str) -> None:
    page = open_page(path, PHONE)
    page.wait_for_load_state("networkidle")
    page_itself, *others = (address for address in asked if not address.startswith(("data:", "blob:")))
    assert page_itself == path
    assert sorted(others) == ["/media/a-talk/1/audio-low.webm", "/media/a-talk/1/slides/0001-480.avif"]
    expect(page.locator("#slide img")).to_have_attribute("loading", "eager")
    # Of the sound only what says how to decode it.
    [head] = page.evaluate("performance.getEntriesByType('resource').filter(({name}) => name.endsWith('.webm'))")
    assert head["encodedBodySize"] < 1_000


def test_nothing_but_pictures_comes_before_the_sound(open_page: Open, asked: list[str]) -> None:
    page = open_page("/s/a-talk")
    page.wait_for_load_state("networkidle")
    page.locator("a.jump", has_text="0:09").click()
    assert_shows(page, 3)
    for choice in reversed(CHOICES):
        page.get_by_role("radio", name=choice).check()
    page.wait_for_load_state("networkidle")
    others = {address for address in asked[1:] if ".avif" not in address and not address.startswith(("data:", "blob:"))}
    assert others == {"/media/a-talk/1/audio-low.webm"}
    heads = page.evaluate("performance.getEntriesByType('resource').filter(({name}) => name.endsWith('.webm'))")
    assert all(head["encodedBodySize"] < 1_000 for head in heads)
    assert position(page) == 9.5


def test_what_was_jumped_to_is_what_plays(open_page: Open) -> None:
    page = open_page("/s/a-talk")
    page.locator("a.jump", has_text="0:07").click()
    assert_shows(page, 1)
    play_by_key(page)
    slow_down(page)
    wait_until(page, 7.3)
    assert position(page) < 9.5


@pytest.mark.parametrize("path", ["/s/a-talk", "/s/a-talk/embed"])
def test_a_query_names_the_place_as_a_fragment_does(open_page: Open, path: str) -> None:
    for query, at in (("?t=4.2", 4.2), ("?lang=fr&slide=4", 9.5), ("?t=4.2#t=7.3", 7.3)):
        page = open_page(f"{path}{query}")
        assert_shows(page, slide_at(at))
        assert position(page) == at
    for odd in ("-1", "1e9", "1000000000", "abc", "1:2:3:4", ""):
        page = open_page(f"{path}?t={odd}")
        assert_shows(page, slide_at(0))
        assert position(page) == 0, odd
    page = open_page(f"{path}?t=0:07.3")
    # It is where the talk begins, and holds nobody back.
    page.evaluate("location.hash = 't=0.2'")
    assert_shows(page, slide_at(0.2))
    page.evaluate("location.hash = ''")
    assert position(page) == 0.2


def test_every_way_to_play_plays_on_where_the_other_was(open_page: Open) -> None:
    page = open_page("/s/a-talk#t=2")
    play_by_key(page)
    for choice in [*CHOICES, DEFAULT]:
        before = position(page)
        page.get_by_role("radio", name=choice).check()
        # The other video weighs no more, as nothing moves in either.
        if choice == "Video, small":
            agree(page)
        expect(player(page)).to_have_js_property("paused", False)
        wait_until(page, before + 0.2)
    expect(page.locator("#trouble")).to_be_hidden()


def test_a_video_that_plays_loads_no_pictures_of_slides(open_page: Open, asked: list[str]) -> None:
    page = open_page("/s/a-talk", PHONE)
    page.get_by_role("radio", name="Video, small").check()
    page.get_by_role("button", name="Play").press("Enter")
    agree(page)
    pause_behind(page, 2.1)
    expect(page.locator("#number")).to_have_text(str(slide_at(position(page)) + 1))
    # Which the lock screen shows too.
    assert {address for address in asked if ".avif" in address} == {"/media/a-talk/1/slides/0001-480.avif"}
    page.get_by_role("radio", name=DEFAULT).check()
    assert_shows(page, slide_at(position(page)))


def test_keys_play_and_move(open_page: Open) -> None:
    page = open_page("/s/a-talk")
    for key, at in (("ArrowRight", 5), ("ArrowRight", 10), ("ArrowLeft", 5), ("ArrowLeft", 0), ("ArrowLeft", 0)):
        page.keyboard.press(key)
        assert position(page) == at
    page.keyboard.press("Space")
    expect(player(page)).to_have_js_property("paused", False)
    page.keyboard.press("Space")
    expect(player(page)).to_have_js_property("paused", True)


def test_keys_play_and_move_also_after_a_click_in_the_list(open_page: Open) -> None:
    page = open_page("/s/a-talk")
    page.locator("a.jump", has_text="0:04").click()
    for key, at in (("ArrowRight", 9.5), ("ArrowLeft", 4.5)):
        page.keyboard.press(key)
        assert position(page) == at
    page.keyboard.press("Space")
    expect(player(page)).to_have_js_property("paused", False)
    page.keyboard.press("Space")
    expect(player(page)).to_have_js_property("paused", True)
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#cues :focus")).to_have_count(1)


def test_who_goes_to_a_slide_by_keys_keeps_the_place_in_the_list(open_page: Open) -> None:
    page = open_page("/s/a-talk")
    link = page.locator("a.jump", has_text="0:04")
    link.press("Enter")
    assert position(page) == 4.5
    expect(link).to_be_focused()


def test_letters_are_keys_only_while_the_player_has_the_focus(open_page: Open) -> None:
    page = open_page("/s/a-talk")
    for key in "nlk":
        page.keyboard.press(key)
    page.locator("a.jump").first.focus()
    for key in ("n", "l", "k", "ArrowRight"):
        page.keyboard.press(key)
    assert position(page) == 0
    assert player(page).evaluate("media => media.paused")
    page.get_by_role("button", name="Next slide").focus()
    for key, at in (("n", 2), ("N", 4.5), ("p", 2), ("Control+n", 2), ("Space", 4.5), ("ArrowRight", 9.5)):
        page.keyboard.press(key)
        assert position(page) == at, key
    page.keyboard.press("j")
    assert position(page) == 0
    page.keyboard.press("k")
    expect(player(page)).to_have_js_property("paused", False)
    page.keyboard.press("?")
    expect(page.get_by_role("region", name="Keys")).to_contain_text("15 seconds back")


def test_without_script_everything_is_there_to_play_and_read(open_page: Open, talk: Manifest) -> None:
    page = open_page("/s/a-talk", script=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("A talk in colours")
    expect(page.locator(".facts")).to_contain_text("21 November 2026")
    expect(page.locator(".facts")).to_contain_text("Series: Colours & more")
    expect(page.get_by_role("link", name="CC-BY-4.0")).to_have_attribute(
        "href", "https://creativecommons.org/licenses/by/4.0/"
    )
    players = page.locator("audio, video")
    assert players.evaluate_all("medias => medias.map(media => media.preload)") == ["none"] * 3
    assert page.locator("audio").first.locator("source").evaluate_all("all => all.map(each => each.type)") == [
        "audio/webm; codecs=opus",
        "audio/mpeg",
        "audio/mpeg",
    ]
    expect(page.locator("track").first).to_have_attribute("src", "/media/a-talk/1/chapters.vtt")
    for slide in talk.slides:
        row = page.locator(".slides li", has_text=slide.title).first
        expect(row.locator("img")).to_be_visible()
        row.locator("summary").click()
        expect(row.get_by_text(f"What slide {slide.number} says")).to_be_visible()
    expect(page.get_by_role("link", name="Listen from 0:07")).to_have_attribute(
        "href", "/media/a-talk/1/audio-basic.mp3#t=7.25"
    )
    expect(page.get_by_role("link", name="Large picture")).to_have_count(SLIDES)
    for file in (*talk.renditions, *talk.attachments):
        download = page.get_by_role("listitem").filter(
            has=page.locator(f"a[href='/media/a-talk/1/{file.href}?download']")
        )
        expect(download).to_contain_text(f"{file.href.rpartition('.')[2].upper()}, {size(file.size_bytes)}")
    expect(page.get_by_label("Copy this")).to_have_value(
        '<iframe src="https://talks.example/s/a-talk/embed" title="A talk in colours" width="640" height="400" '
        'style="border:0;width:100%;max-width:640px;height:auto;aspect-ratio:640/400" loading="lazy" '
        'allow="autoplay; fullscreen; clipboard-write; web-share" allowfullscreen></iframe>'
    )
    for index in range(3):
        players.nth(index).focus()
        page.keyboard.press("Space")
        expect(players.nth(index)).to_have_js_property("paused", False)


def test_without_script_the_frame_plays_and_lists_the_slides(open_page: Open) -> None:
    page = open_page("/s/a-talk/embed", (480, 360), script=False)
    page.locator("audio").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("audio").first).to_have_js_property("paused", False)
    page.locator("#contents > summary").click()
    expect(page.get_by_role("link", name="Listen from 0:04")).to_be_visible()
    expect(page.get_by_role("link", name="Watch on its own page")).to_have_attribute("href", "/s/a-talk")


def test_where_a_script_cannot_be_read_the_page_is_the_one_without(open_page: Open, complaints: list[str]) -> None:
    """As in a browser that is older than what the script is written in."""

    def write_in_the_future(route: Route) -> None:
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
        text = answer.text().replace('<script>"use strict";', '<script>"use strict"; let future = what ever;')
        assert "what ever" in text
        route.fulfill(response=answer, headers=headers, body=text)

    for path, window in (("/s/a-talk", PHONE), ("/s/a-talk/embed", (480, 360))):
        page = open_page("/", window)
        page.route(f"**{path}", write_in_the_future)
        page.goto(page.url.rstrip("/") + path)
        assert [complaint for complaint in complaints if "Unexpected identifier" in complaint] == complaints != []
        complaints.clear()
        if path.endswith("embed"):
            page.locator("#contents > summary").click()
        else:
            expect(page.get_by_role("link", name="Large picture")).to_have_count(SLIDES)
        expect(page.get_by_role("link", name="Listen from 0:04")).to_be_visible()
        page.locator("audio").first.focus()
        page.keyboard.press("Space")
        expect(page.locator("audio").first).to_have_js_property("paused", False)


@pytest.mark.parametrize("window", [(320, 240), (400, 420), (480, 360), (640, 470), (1600, 900)])
def test_the_player_fits_its_frame(open_page: Open, window: tuple[int, int]) -> None:
    page = open_page("/s/a-talk/embed", window)
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [*window]
    screen = page.locator(".screen").bounding_box()
    assert screen is not None
    assert screen["height"] > window[1] / 2
    # What a frame has beyond the slide and its controls is below them.
    assert screen["y"] == 0
    assert screen["height"] <= screen["width"] * 9 / 16 + 1
    for part in (page.get_by_label("Position"), page.locator("#contents > summary")):
        expect(part).to_be_in_viewport(ratio=1)
    page.locator("#contents > summary").click()
    page.locator("a.jump", has_text="0:04").click()
    expect(page.locator("#number")).to_have_text("3")
    expect(page.locator("#contents")).not_to_have_attribute("open", "")
    page.locator("#contents > summary").click()
    page.get_by_role("radio", name="Video, small").check()
    page.locator("#contents > summary").click()
    box = player(page).bounding_box()
    assert box is not None
    assert box["height"] > window[1] / 2
    assert page.evaluate("document.documentElement.scrollHeight") == window[1]
    expect(page.locator("#contents > summary")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("window", "share"), [((320, 180), 0.5), ((640, 360), 0.6), ((800, 450), 0.6)])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_low_frame_is_the_slides(open_page: Open, language: str, window: tuple[int, int], share: float) -> None:
    page = open_page(f"/s/a-talk/embed?lang={language}", window)
    width, height = window
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [*window]
    screen = page.locator("#slide img").bounding_box()
    assert screen is not None
    shown = min(screen["width"], screen["height"] * 16 / 9)
    assert shown * shown * 9 / 16 >= share * width * height
    for part in ("#play", "#seek", "#time", "#captions", "#contents > summary"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    # What has no room in the row is in the list, and works there.
    page.locator("#contents > summary").click()
    page.locator("#rate").select_option("1.5")
    expect(player(page)).to_have_js_property("playbackRate", 1.5)
    page.locator("#next").click()
    expect(page.locator("#number")).to_have_text("2")
    # A frame that grows has all in its place again.
    page.set_viewport_size({"width": 800, "height": 600})
    expect(page.locator(".controls button")).to_have_count(4)
    expect(page.locator(".now > button")).to_have_count(3)
    in_order = "all => all.map(each => each.id)"
    assert page.locator(".controls button").evaluate_all(in_order) == ["play", "back", "on", "captions"]
    assert page.locator(".now > button").evaluate_all(in_order) == ["previous", "next", "whole"]


def test_the_frame_of_a_talk_in_4_to_3_is_its_slide(
    open_page: Open, service: Service, folder: Path, talk: Manifest
) -> None:
    """In the frame that oEmbed answers for it, and in one of another shape below, which has its controls in rows."""
    slides = tuple(
        replace(slide, images=tuple(replace(image, height=image.width * 3 // 4) for image in slide.images))
        for slide in talk.slides
    )
    slug = publish_talk(service, folder, talk, slug="four-to-three", slides=slides).slug
    frame = frame_within(Shape(4, 3))
    page = open_page(f"/s/{slug}/embed", (frame.width, frame.height))
    screen = page.locator(".screen").bounding_box()
    assert screen is not None
    assert (screen["width"], screen["height"]) == (640, 480)
    expect(page.locator("#more #on")).to_have_count(1)
    page.set_viewport_size({"width": 640, "height": 700})
    expect(page.locator(".controls #on")).to_be_visible()
    # On its own page what is beside a picture of a shape of its own is of the stage's colour.
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(page.url.removesuffix("/embed"))
    stage = page.locator("#stage").evaluate("stage => getComputedStyle(stage).backgroundColor")
    with Image.open(BytesIO(page.locator(".screen").screenshot())) as shot:
        beside = shot.convert("RGB").getpixel((shot.width // 2, 4))
    assert stage == f"rgb{beside}"


def test_others_frame_the_player_and_nothing_else(browser: Browser, root: str) -> None:
    page = browser.new_page()
    # Of another origin, and without a policy of its own.
    page.goto(root.replace("127.0.0.1", "localhost") + "/media/a-talk/1/manifest.json")
    paths = ("/s/a-talk/embed", "/")
    page.set_content("".join(f'<iframe src="{root}{path}" sandbox="allow-scripts"></iframe>' for path in paths))
    expect(page.frame_locator("iframe").nth(0).get_by_role("button", name="Play")).to_be_visible()
    expect(page.frame_locator("iframe").nth(1).get_by_role("heading", name="Talks")).to_have_count(0)
    page.close()


@pytest.mark.parametrize("window", [DESKTOP, PHONE])
@pytest.mark.parametrize("path", ["/s/a-talk", "/s/a-talk/embed", "/"])
def test_nothing_moves_by_itself(open_page: Open, path: str, window: tuple[int, int]) -> None:
    page = open_page(f"{path}#t=1.7", window)
    page.evaluate(SHIFTS)
    page.wait_for_load_state("networkidle")
    if path != "/":
        play_by_key(page)
        wait_until(page, 2.1)
    assert page.evaluate("window.shifted") == []


@pytest.mark.parametrize("window", [DESKTOP, PHONE])
@pytest.mark.parametrize("path", ["/s/a-talk", "/s/a-talk/embed", "/"])
def test_nothing_moves_on_a_slow_link(open_page: Open, root: str, path: str, window: tuple[int, int]) -> None:
    page = open_page("/", window)
    # Of the same origin, and without a policy, as policies name the styles and scripts of their own page.
    page.route(
        "**/blank", lambda route: route.fulfill(body='<link rel="icon" href="data:,">', content_type="text/html")
    )
    page.goto(f"{root}/blank")
    page.evaluate(SHIFTS)
    page.evaluate(WRITE_SLOWLY, page.request.get(root + path).text())
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shifted") == []


@pytest.mark.parametrize("path", ["", "/embed"])
def test_hostile_words_are_only_words(
    open_page: Open, service: Service, folder: Path, talk: Manifest, path: str
) -> None:
    slides = tuple(replace(slide, title=HOSTILE, text=HOSTILE, notes=HOSTILE) for slide in talk.slides)
    changes: dict[str, Any] = {
        "title": HOSTILE,
        "speakers": (HOSTILE,),
        "license": HOSTILE,
        "slides": slides,
        "slug": "hostile",
    }
    seminar = publish_talk(service, folder, talk, HOSTILE, **changes)
    page = open_page(f"/s/{seminar.slug}{path}#t=5")
    assert page.title() == HOSTILE
    expect(page.locator("b")).to_have_count(0)
    assert_shows(page, 2)
    expect(page.locator("#title")).to_have_text(HOSTILE)
    if not path:
        elements: list[tuple[str, dict[str, str | None]]] = []
        parser = HTMLParser()
        parser.handle_starttag = lambda tag, attrs: elements.append((tag, dict(attrs)))
        parser.feed(page.get_by_label("Copy this").input_value())
        assert [(tag, attributes["title"]) for tag, attributes in elements] == [("iframe", HOSTILE)]


def test_long_words_of_another_direction_fit(open_page: Open, service: Service, folder: Path, talk: Manifest) -> None:
    title = (ARABIC + " ") * 12
    slides = tuple(replace(slide, title=title, text=title) for slide in talk.slides)
    changes: dict[str, Any] = {"title": title, "language": "ar", "slides": slides, "slug": "arabic"}
    slug = publish_talk(service, folder, talk, ARABIC, **changes).slug
    for path in (f"/s/{slug}", f"/s/{slug}/embed", "/"):
        for script in (True, False):
            page = open_page(path, PHONE, script)
            assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    for place in (page.get_by_role("link", name=ARABIC), page.locator("li > div[dir=rtl]")):
        assert place.first.evaluate("element => getComputedStyle(element).direction") == "rtl"
        assert page.locator("[lang=ar]").count() > 0


def test_the_front_page_leads_to_the_talk_and_back(open_page: Open) -> None:
    page = open_page("/", PHONE)
    row = page.get_by_role("listitem").filter(has=page.locator('a[href="/s/a-talk"]'))
    expect(row).to_contain_text("Amina Yusuf, José Álvarez")
    expect(row).to_contain_text("21 November 2026")
    expect(row).to_contain_text("Colours & more")
    row.get_by_role("link").click()
    expect(page).to_have_title("A talk in colours")
    page.get_by_role("link", name="All talks").click()
    expect(page).to_have_title("Talks")
