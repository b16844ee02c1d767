"""The page of an exported talk, from `file://` in a real Chromium, as a viewer opens it."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest
from browsing import (
    DESKTOP,
    MEDIUM,
    PHONE,
    Open,
    assert_shows,
    cue_start_ms,
    play_by_key,
    player,
    position,
    seek,
    slide_at,
    wait_until,
    windows,
)
from offline_talk import ARABIC, CHOICES, DEFAULT, DURATION_MS, HOSTILE, NEVER_SHOWN, STARTS, write_page
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect

from mediasvc.delivery.figures import clock, day, seconds, size
from mediasvc.domain.manifest import Manifest, Slide
from mediasvc.domain.timeline import SlideStart, TimingMethod, timeline_of


@pytest.fixture(scope="module")
def address(folder: Path, talk: Manifest) -> str:
    return write_page(folder, talk)


@pytest.fixture
def complaints() -> list[str]:
    """What the pages wrote to the console, and what they asked for that is not beside them."""
    return []


@pytest.fixture
def open_page(browser: Browser, complaints: list[str]) -> Generator[Open]:
    """Opens an address in a new window, and holds that none complains or asks for anything but files."""

    def note(event: ConsoleMessage | Error | Request) -> None:
        if not isinstance(event, Request):
            complaints.append(str(event))
        elif not event.url.startswith(("file:", "data:")):
            complaints.append(event.url)

    def open_address(address: str, window: tuple[int, int] = DESKTOP, script: bool = True) -> Page:
        page = new_window(window, script)
        page.on("console", note)
        page.on("pageerror", note)
        page.on("request", note)
        page.goto(address)
        return page

    with windows(browser) as new_window:
        yield open_address
    assert complaints == []


def test_slides_follow_the_sound_that_plays(address: str, open_page: Open) -> None:
    page = open_page(f"{address}#t=1.6")
    page.get_by_label("Speed").select_option("2")
    # It looks before it plays: on a slow machine the first change would be missed otherwise.
    page.evaluate(
        """until => {
            window.seen = new Promise(resolve => {
                const seen = [];
                const look = () => {
                    const at = document.querySelector("#stage :is(audio, video)[src]")?.currentTime ?? 0;
                    if (at > 0) seen.push([at, Number(document.getElementById("number").textContent) - 1]);
                    at < until ? requestAnimationFrame(look) : resolve(seen);
                };
                look();
            });
        }""",
        5.0,
    )
    play_by_key(page)
    seen = page.evaluate("() => window.seen")
    assert [slide for slide, _ in groupby(slide for _, slide in seen)] == [0, 1, 2]
    # No slide is early, and none is late for longer than so many pictures of the page, sixty a second at most.
    late = [slide != slide_at(at) for at, slide in seen]
    assert all(slide <= slide_at(at) for at, slide in seen)
    assert all(len(list(looks)) <= 30 for is_late, looks in groupby(late) if is_late)


def test_a_seek_shows_the_right_slide_and_marks_its_cue(address: str, open_page: Open) -> None:
    page = open_page(address)
    for at in (7.25, 11.9, 0.0, 4.499, 4.5, 2.0, 9.499, 1.999):
        seek(page, at)
        assert_shows(page, slide_at(at))
        expect(page.locator("[aria-current] .time")).to_have_text(clock(cue_start_ms(at)))
        expect(page.locator("[aria-current]")).to_have_count(1)


def test_a_slide_on_the_list_jumps_into_the_sound(address: str, open_page: Open) -> None:
    page = open_page(address)
    page.locator("a.jump", has_text="0:09").click()
    assert position(page) == 9.5
    assert_shows(page, 3)
    page.locator("a.jump", has_text="0:04").focus()
    page.keyboard.press("Enter")
    assert position(page) == 4.5
    assert_shows(page, 2)
    assert page.evaluate("history.length") == 2, "Back leaves the page: only the blank one is before it"


def test_the_list_is_every_cue_in_order_then_what_was_never_shown(address: str, open_page: Open) -> None:
    page = open_page(address)
    links = page.locator("#cues a.jump")
    assert links.evaluate_all("links => links.map(link => link.getAttribute('href'))") == [
        f"#t={seconds(start.start_ms)}" for start in STARTS
    ]
    assert links.locator(".number").all_text_contents() == [f"Slide {start.slide + 1}" for start in STARTS]
    unseen = page.locator("ul", has_text=f"Slide {NEVER_SHOWN + 1}").locator("li").first
    expect(unseen.locator(".title")).to_have_text(f"Colour {NEVER_SHOWN + 1}")
    expect(unseen.locator(".time")).to_have_count(0)


def test_the_text_and_notes_of_a_slide_unfold(address: str, open_page: Open) -> None:
    page = open_page(address)
    row = page.locator("#cues li").first
    expect(row.get_by_text("What slide 1 says")).to_be_hidden()
    row.locator("summary").click()
    expect(row.get_by_text("What slide 1 says")).to_be_visible()
    expect(row.get_by_text("Greet everybody.")).to_be_visible()


def test_every_way_to_play_goes_on_where_the_other_was(address: str, open_page: Open) -> None:
    page = open_page(f"{address}#t=2.5")
    play_by_key(page)
    for choice in [*CHOICES, DEFAULT]:
        before = position(page)
        page.get_by_role("radio", name=choice).check()
        wait_until(page, before + 0.3)
        assert player(page).evaluate("media => media.error === null && !media.paused")
    expect(page.locator("#trouble")).to_be_hidden()


def test_a_talk_at_rest_stays_at_rest_when_the_way_to_play_changes(address: str, open_page: Open) -> None:
    page = open_page(f"{address}#t=4.75")
    for choice in [*CHOICES, DEFAULT]:
        page.get_by_role("radio", name=choice).check()
        page.wait_for_function(f"() => document.querySelector('{MEDIUM}').readyState > 1")
        assert position(page) == 4.75
        assert player(page).evaluate("media => media.paused")
        expect(page.locator("#number")).to_have_text("3")


def test_each_way_to_play_says_what_it_weighs(address: str, talk: Manifest, open_page: Open) -> None:
    page = open_page(address)
    # What is made on demand is no way to follow a talk.
    assert page.get_by_role("radio").count() == len(CHOICES)
    weights = {rendition.variant: rendition.size_bytes for rendition in talk.renditions}
    pictures = sum(slide.images[0].size_bytes for slide in talk.slides)
    sound = weights["audio-low"]
    for choice, weight in zip(
        CHOICES, (sound, sound + pictures, weights["video-low"], weights["video-high"]), strict=True
    ):
        expect(page.get_by_role("radio", name=f"{choice} — {size(weight)}", exact=True)).to_be_attached()
    for file in (*talk.renditions, *talk.attachments):
        download = page.get_by_role("listitem").filter(has=page.locator(f"a[href='{file.href}']"))
        expect(download).to_contain_text(size(file.size_bytes))


def test_a_deep_link_opens_there(address: str, open_page: Open) -> None:
    page = open_page(f"{address}#t=7.5")
    assert position(page) == 7.5
    assert_shows(page, 1)
    page.evaluate("location.hash = '#t=0:10'")
    expect(page.locator("#number")).to_have_text("4")
    assert position(page) == 10


def test_the_next_and_the_previous_slide_are_a_key_away(address: str, open_page: Open) -> None:
    page = open_page(address)
    for button, at in (("Previous", 0), ("Next", 2), ("Next", 4.5), ("Previous", 2)):
        page.get_by_role("button", name=f"{button} slide").press("Enter")
        assert position(page) == at
    seek(page, 11)
    page.get_by_role("button", name="Next slide").press("Enter")
    assert position(page) == 11, "there is none after the last"


def test_hostile_words_are_only_words(folder: Path, talk: Manifest, open_page: Open) -> None:
    slides = tuple(replace(slide, title=HOSTILE, text=HOSTILE, notes=HOSTILE) for slide in talk.slides)
    page = open_page(
        write_page(
            folder,
            talk,
            "hostile.html",
            title=HOSTILE,
            speakers=(HOSTILE,),
            license=HOSTILE,
            slides=slides,
            slug=HOSTILE,
        )
    )
    assert page.title() == HOSTILE
    expect(page.locator("h1")).to_have_text(HOSTILE)
    expect(page.locator("b")).to_have_count(0)
    seek(page, 5)
    assert_shows(page, 2)
    expect(page.locator("#title")).to_have_text(HOSTILE)


def test_words_run_in_their_own_direction(folder: Path, talk: Manifest, open_page: Open) -> None:
    slides = tuple(replace(slide, title=ARABIC if slide.index else "", text=ARABIC) for slide in talk.slides)
    page = open_page(write_page(folder, talk, "arabic.html", title=ARABIC, language="ar", slides=slides))
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    for place in (
        page.locator("h1"),
        page.locator(".facts"),
        page.locator("a.jump .title").nth(1),
        page.locator(".now"),
    ):
        assert place.evaluate("element => getComputedStyle(element).direction") == "rtl"
    # Time runs from left to right everywhere.
    assert page.locator(".bar").evaluate("element => getComputedStyle(element).direction") == "ltr"
    expect(page.locator("a.jump .title").first).to_have_text("الشريحة 1")


def test_without_script_everything_is_there_to_play_and_read(address: str, talk: Manifest, open_page: Open) -> None:
    page = open_page(address, script=False)
    players = page.locator("audio, video")
    assert players.count() == 3
    for index, choice in enumerate(CHOICES[1:]):
        expect(players.nth(index)).to_be_visible()
        expect(players.nth(index)).to_have_attribute("aria-label", choice)
    for slide in talk.slides:
        row = page.locator(".slides li", has_text=slide.title).first
        expect(row.locator("img")).to_be_visible()
        row.locator("summary").click()
        expect(row.get_by_text(f"What slide {slide.number} says")).to_be_visible()
    players.first.focus()
    page.keyboard.press("Space")
    expect(players.first).to_have_js_property("paused", False)
    expect(page.get_by_role("link", name="Listen from 0:07")).to_have_attribute("href", "audio-basic.mp3#t=7.25")
    expect(page.locator(".choices")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_a_phone_needs_no_sideways_scroll(folder: Path, talk: Manifest, open_page: Open, script: bool) -> None:
    name, long = f"phone-{script}.html", "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 5
    slides = tuple(replace(slide, title=long, text=long) for slide in talk.slides)
    page = open_page(write_page(folder, talk, name, title=long, slides=slides), PHONE, script)
    page.locator("summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_the_stage_stays_in_sight_on_a_phone(address: str, open_page: Open) -> None:
    page = open_page(address, PHONE)
    page.locator("a.jump").last.scroll_into_view_if_needed()
    stage = page.locator(".stage").bounding_box()
    assert stage is not None
    assert stage["y"] == 0
    assert stage["height"] < PHONE[1] / 2


def test_a_huge_talk_loads_only_the_pictures_in_sight(folder: Path, talk: Manifest, open_page: Open) -> None:
    def part(index: int) -> Slide:
        """A slide whose pictures have names of their own, so that the browser cannot take another's."""
        slide = talk.slides[index % len(talk.slides)]
        images = tuple(replace(image, href=f"{image.href}?{index}") for image in slide.images)
        return replace(slide, index=index, number=index + 1, title=f"Part {index + 1}", images=images)

    slides = tuple(part(index) for index in range(1_000))
    starts = [SlideStart(cue % 1_000, cue * DURATION_MS // 2_000) for cue in range(2_000)]
    timeline = timeline_of(starts, DURATION_MS, TimingMethod.CUES)
    page = open_page(write_page(folder, talk, "huge.html", slides=slides, timeline=timeline))
    expect(page.locator("#cues li")).to_have_count(2_000)
    for cue in (1_999, 0, 1_234):
        seek(page, timeline.cues[cue].start_ms / 1000)
        expect(page.locator("#number")).to_have_text(str(timeline.cues[cue].slide + 1))
        expect(page.locator("[aria-current]")).to_be_in_viewport()
    loaded = page.locator("#cues img").evaluate_all("images => images.filter(image => image.naturalWidth).length")
    # Browsers load what is some screens away, too, the farther the less they know of the link.
    assert loaded < 400


def test_where_a_video_is_missing_the_sound_goes_on(
    folder: Path, talk: Manifest, open_page: Open, complaints: list[str]
) -> None:
    renditions = (talk.renditions[0], *(replace(rendition, href="gone.mp4") for rendition in talk.renditions[1:]))
    page = open_page(write_page(folder, talk, "no-video.html", renditions=renditions) + "#t=3")
    page.get_by_role("radio", name="Video, best").click()
    expect(page.get_by_role("radio", name=DEFAULT)).to_be_checked()
    play_by_key(page)
    wait_until(page, 3.2)
    expect(page.locator("#trouble")).to_be_hidden()
    assert all("ERR_FILE_NOT_FOUND" in complaint for complaint in complaints)
    complaints.clear()


def test_where_all_is_missing_that_is_said(
    folder: Path, talk: Manifest, open_page: Open, complaints: list[str]
) -> None:
    renditions = tuple(replace(rendition, href="gone.mp3") for rendition in talk.renditions)
    page = open_page(write_page(folder, talk, "gone.html", renditions=renditions))
    expect(page.locator("#trouble")).to_be_visible()
    assert all("ERR_FILE_NOT_FOUND" in complaint for complaint in complaints)
    complaints.clear()


def test_only_guessed_times_are_called_so(folder: Path, talk: Manifest, address: str, open_page: Open) -> None:
    guessed = replace(talk.timeline, method=TimingMethod.EVEN)
    page = open_page(write_page(folder, talk, "even.html", timeline=guessed))
    expect(page.get_by_text("The times are a guess")).to_be_visible()
    expect(open_page(address).get_by_text("The times are a guess")).to_have_count(0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (clock(0), "0:00"),
        (clock(7_999), "0:07"),
        (clock(760_000), "12:40"),
        (clock(3_723_000), "1:02:03"),
        (seconds(0), "0"),
        (seconds(100_000), "100"),
        (seconds(12_500), "12.5"),
        (seconds(40), "0.04"),
        (size(1), "1 kB"),
        (size(24_300), "24 kB"),
        (size(99_500), "0.1 MB"),
        (size(9_100_000), "9.1 MB"),
        (size(9_990_000), "10 MB"),
        (size(61_300_000), "61 MB"),
        (size(999_600_000), "1.0 GB"),
        (day(date(2026, 11, 2)), "2 November 2026"),
    ],
)
def test_figures_read_as_people_write_them(said: str, expected: str) -> None:
    assert said == expected
