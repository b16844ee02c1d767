"""Windows of a real Chromium, and what a viewer does in it on a page that has the player."""

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from io import BytesIO

from offline_talk import STARTS, colour_of
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

DESKTOP, PHONE, SMALL_PHONE = (1280, 800), (360, 740), (360, 640)

Open = Callable[..., Page]


@contextmanager
def windows(browser: Browser) -> Generator[Open]:
    """Opens a new window of this size (px), with or without script, that is closed when the block ends."""
    with ExitStack() as opened:

        def new_window(window: tuple[int, int], script: bool) -> Page:
            width, height = window
            context = browser.new_context(
                viewport={"width": width, "height": height}, java_script_enabled=script, reduced_motion="reduce"
            )
            opened.callback(context.close)
            return context.new_page()

        yield new_window


# What stands in a line of facts too near to the one before it, or too far from it, or not at the start of the line.
UNEVEN = """gap => [...document.querySelectorAll(".facts")].flatMap((line) => {
  const { left, right } = line.getBoundingClientRect();
  const toLeft = getComputedStyle(line).direction === "rtl";
  let end = toLeft ? right : left, top = null;
  return [...line.children].flatMap((each) => {
    const box = each.getBoundingClientRect();
    const isNext = top !== null && Math.abs(box.top - top) < box.height / 2;
    const start = isNext ? end : toLeft ? right : left;
    const distance = toLeft ? start - box.right : box.left - start;
    [end, top] = [toLeft ? box.left : box.right, box.top];
    return Math.abs(distance - (isNext ? gap : 0)) < 1 ? [] : [`${distance} px: ${each.outerHTML}`];
  });
})"""
FACTS_GAP_PX = 20


def assert_facts_stand_apart(page: Page) -> None:
    """Every line of facts begins at its start, with the same gap between two of them, in whichever direction."""
    assert page.locator(".facts").count() > 0
    assert page.evaluate(UNEVEN, FACTS_GAP_PX) == []


MEDIUM = "#stage :is(audio, video)[src]"


def player(page: Page) -> Locator:
    """The media element that plays, or would."""
    return page.locator(MEDIUM)


def play_by_key(page: Page) -> None:
    page.get_by_role("button", name="Play").press("Enter")
    expect(player(page)).to_have_js_property("paused", False)


def agree(page: Page) -> None:
    """Have the video play that the page asks about."""
    page.locator(".question button").first.click()


def position(page: Page) -> float:
    return player(page).evaluate("media => media.currentTime")


def wait_until(page: Page, at_s: float) -> None:
    page.wait_for_function(f"at => document.querySelector('{MEDIUM}').currentTime >= at", arg=at_s)


def pause_behind(page: Page, at_s: float) -> None:
    """Let it play on until then, and pause it in the same breath: however slow the machine is, it stays there."""
    page.wait_for_function(
        f"""at => {{
            const media = document.querySelector('{MEDIUM}');
            if (media.currentTime < at) return false;
            media.pause();
            return true;
        }}""",
        arg=at_s,
    )
    expect(player(page)).to_have_js_property("paused", True)


def slow_down(page: Page) -> None:
    """Let it play so slowly that what is shown stays until a test on a slow machine has looked at it."""
    player(page).evaluate("media => { media.playbackRate = 0.1; }")


def seek(page: Page, at_s: float) -> None:
    player(page).evaluate(
        """(media, at) => new Promise(resolve => {
            media.addEventListener("seeked", resolve, { once: true });
            media.currentTime = at;
        })""",
        at_s,
    )


def cue_start_ms(at_s: float) -> int:
    return max(start.start_ms for start in STARTS if start.start_ms <= at_s * 1000)


def slide_at(at_s: float) -> int:
    return next(start.slide for start in STARTS if start.start_ms == cue_start_ms(at_s))


def assert_shows(page: Page, slide: int) -> None:
    """The slide's number is told, and its picture is painted."""
    expect(page.locator("#number")).to_have_text(str(slide + 1))
    page.locator("#slide img").evaluate(
        "async image => { await image.decode(); await new Promise(requestAnimationFrame); }"
    )
    with Image.open(BytesIO(page.locator(".screen").screenshot())) as shot:
        painted = shot.convert("RGB").reduce(shot.size).tobytes()
    assert all(abs(is_there - wanted) < 24 for is_there, wanted in zip(painted, colour_of(slide), strict=True))
