"""The pages for everybody: as axe judges them, by the keyboard alone, magnified, in forced colours, without motion."""

from collections.abc import Callable, Generator
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pytest
from browsing import DESKTOP, MEDIUM, PHONE, SMALL_PHONE, assert_facts_stand_apart, player, position, wait_until
from offline_talk import DEFAULT, write_page
from PIL import Image, ImageChops
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tabbing import stops

from mediasvc.domain.manifest import Manifest
from mediasvc.web.modules import TOOLS

AXE = files("axe_playwright_python") / "axe.min.js"
# WCAG 2.2 AA as axe tags its rules, and what it holds to be good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ["front", "found", "watch", "text", "embed", "offline", "sorry"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PLAYERS = ["watch", "embed", "offline"]
# WCAG 1.4.10: 1280 px at 400 %.
MAGNIFIED = (320, 256)
SMALLEST_FRAME = (320, 180)
TARGET_PX = 24
SMALL_TARGETS = """px => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((element) => getComputedStyle(element).display !== "inline")
  .map((element) => [element, (element.closest("label") || element).getBoundingClientRect()])
  .filter(([, { width, height }]) => width && height && (width < px || height < px))
  .map(([{ outerHTML }, { width, height }]) => `${width} x ${height}: ${outerHTML.slice(0, 120)}`)"""


@pytest.fixture(scope="module")
def addresses(root: str, folder: Path, talk: Manifest) -> dict[str, str]:
    return {
        "front": root,
        "found": f"{root}/?q=colours",
        "watch": f"{root}/s/a-talk",
        "text": f"{root}/s/a-talk/text",
        "embed": f"{root}/s/a-talk/embed",
        "offline": write_page(folder, talk),
        "sorry": f"{root}/s/there-is-none",
    }


@pytest.fixture
def new_page(browser: Browser) -> Generator[Callable[..., Page]]:
    """A window of this size (px) with these preferences of Playwright's contexts."""
    contexts: list[BrowserContext] = []

    def open_window(window: tuple[int, int] = DESKTOP, **preferences: Any) -> Page:
        width, height = window
        context = browser.new_context(viewport={"width": width, "height": height}, **preferences)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        return page

    yield open_window
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_whatever_is_pressed_is_large_enough(
    new_page: Callable[..., Page], addresses: dict[str, str], name: str
) -> None:
    # The pages' policies let no script in that is not theirs.
    page = new_page(bypass_csp=True)
    for (width, height), tag in ((DESKTOP, "en"), (PHONE, "ar")):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(in_language(addresses[name], tag))
        page.evaluate(AXE.read_text())
        unfold(page)
        assert page.evaluate(SMALL_TARGETS, TARGET_PX) == [], width
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert said_by_axe(page) == [], (width, scheme)


@pytest.mark.parametrize(
    ("name", "tag", "scheme"),
    [
        ("watch", "ar", "dark"),
        ("embed", "en", "light"),
        *(pytest.param("watch", *each, marks=pytest.mark.long) for each in (("en", "light"), ("en", "dark"))),
        *(pytest.param("embed", *each, marks=pytest.mark.long) for each in (("ar", "light"), ("ar", "dark"))),
    ],
)
def test_axe_finds_nothing_in_what_is_opened(
    new_page: Callable[..., Page], addresses: dict[str, str], name: str, tag: str, scheme: Literal["light", "dark"]
) -> None:
    page = new_page(SMALLEST_FRAME if name == "embed" else SMALL_PHONE, bypass_csp=True, color_scheme=scheme)
    page.goto(in_language(addresses[name], tag))
    page.evaluate(AXE.read_text())
    assert said_by_axe(page) == []
    unfold(page)
    for tool in TOOLS:
        button = page.locator(f"[data-tool={tool}]")
        if not button.is_visible():
            continue
        button.click()
        opened = page.locator("dialog[open]") if tool == "zoom" else page.locator("#panel > *")
        expect(opened.first).to_be_visible()
        page.wait_for_load_state("networkidle")
        # Where the stage covers a button in part, axe takes what is left for the whole.
        page.evaluate("scrollTo(0, 0)")
        assert said_by_axe(page) == [], tool
        page.keyboard.press("Escape")
        unfold(page)


@pytest.mark.parametrize("name", ["watch", "embed"])
def test_what_is_asked_before_a_video_is_for_everybody(
    new_page: Callable[..., Page], addresses: dict[str, str], name: str
) -> None:
    page = new_page(MAGNIFIED, bypass_csp=True)
    page.goto(addresses[name])
    page.evaluate(AXE.read_text())
    unfold(page)
    page.get_by_role("radio", name="Video, small").check()
    page.locator("#play").press("Enter")
    question = page.locator(".question")
    expect(question).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == MAGNIFIED[0]
    assert page.evaluate(SMALL_TARGETS, TARGET_PX) == []
    found = page.evaluate("tags => axe.run('.question', { runOnly: tags })", TAGS)
    assert [rule["id"] for rule in found["violations"]] == []
    reach(page, question.get_by_role("checkbox"))
    page.keyboard.press("Space")
    reach(page, question.get_by_role("button", name=DEFAULT), back=True)
    page.keyboard.press("Enter")
    wait_until(page, 0.2)
    expect(page.locator("#play")).to_be_focused()


@pytest.mark.parametrize("name", PAGES)
def test_at_400_percent_nothing_is_out_of_reach(
    new_page: Callable[..., Page], addresses: dict[str, str], name: str
) -> None:
    page = new_page(MAGNIFIED)
    page.goto(addresses[name])
    assert page.evaluate("document.documentElement.scrollWidth") == MAGNIFIED[0]
    if name in PLAYERS:
        # So low a frame has some of its controls there.
        unfold(page)
        for control in ("#play", "#seek", "#rate", "#next", "#previous"):
            page.locator(control).scroll_into_view_if_needed()
            expect(page.locator(control)).to_be_in_viewport(ratio=1)
        page.locator("#play").click()
        wait_until(page, 0.2)
        page.get_by_role("radio", name="Sound only").check()
        page.locator("a.jump").nth(2).click()
        expect(page.locator("#number")).to_have_text("3")


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_facts_stand_apart_in_both_directions(
    new_page: Callable[..., Page], addresses: dict[str, str], tag: str
) -> None:
    page = new_page(PHONE)
    for name in ("front", "watch"):
        page.goto(f"{addresses[name]}?lang={tag}")
        assert_facts_stand_apart(page)


@pytest.mark.parametrize("name", PLAYERS)
def test_the_keyboard_alone_does_everything(
    new_page: Callable[..., Page], addresses: dict[str, str], name: str
) -> None:
    page = new_page()
    page.goto(addresses[name])
    reach(page, page.get_by_role("button", name="Play"))
    page.keyboard.press("Enter")
    wait_until(page, 0.2)
    page.keyboard.press("Space")
    expect(player(page)).to_have_js_property("paused", True)
    reach(page, page.get_by_label("Position"), back=True)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"document.querySelector('{MEDIUM}').currentTime === 2")
    reach(page, page.get_by_label("Speed"))
    page.keyboard.press("ArrowDown")
    expect(player(page)).to_have_js_property("playbackRate", 1.25)
    if name == "embed":
        reach(page, page.locator("#contents > summary"))
        page.keyboard.press("Enter")
    reach(page, page.get_by_role("radio", name=DEFAULT))
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="Sound only")).to_be_checked()
    reach(page, page.locator("a.jump", has_text="0:04"))
    page.keyboard.press("Enter")
    expect(page.locator("#number")).to_have_text("3")
    assert position(page) == 4.5


@pytest.mark.parametrize("name", PAGES)
def test_tab_reaches_everything_and_shows_where_it_is(
    new_page: Callable[..., Page], addresses: dict[str, str], name: str
) -> None:
    page = new_page(SMALL_PHONE, reduced_motion="reduce")
    page.goto(addresses[name])
    unfold(page)
    wanted = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
            .filter((element) => element.checkVisibility({ visibilityProperty: true }))
            .filter((element) => element.type !== "radio" || element.checked)
            // The button in the bar does the same.
            .filter((element) => element.id !== "begin")
            .map((element) => element.outerHTML.slice(0, 160))"""
    )
    reached: list[str] = []
    for place in stops(page):
        reached.append(place)
        assert shows_focus(page), place
    assert sorted(reached) == sorted(wanted)


@pytest.mark.parametrize("name", PLAYERS)
def test_in_forced_colours_every_state_is_seen(
    new_page: Callable[..., Page], addresses: dict[str, str], name: str
) -> None:
    page = new_page(forced_colors="active", reduced_motion="reduce")
    page.goto(addresses[name])
    unfold(page)
    chosen, other = (
        page.locator("#choices label", has=page.get_by_role("radio", name=way)) for way in (DEFAULT, "Sound only")
    )
    before = Locator.screenshot(chosen)
    other.click()
    unfold(page)
    assert differ(before, Locator.screenshot(chosen)), "whether a way is chosen"
    marked = page.locator("a.jump").first
    before = Locator.screenshot(marked)
    page.locator("a.jump").nth(2).press("Enter")
    unfold(page)
    page.locator("#play").focus()
    assert differ(before, Locator.screenshot(marked)), "which slide is shown"
    button = page.locator("#play")
    before = Locator.screenshot(button)
    button.press("Enter")
    expect(page.locator("#play.playing")).to_have_count(1)
    assert differ(before, Locator.screenshot(button)), "whether it plays"


@pytest.mark.parametrize("name", PLAYERS)
def test_nothing_moves_for_who_wants_no_motion(
    new_page: Callable[..., Page], addresses: dict[str, str], name: str
) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto(addresses[name])
    page.locator("#play").click()
    wait_until(page, 0.2)
    page.get_by_role("button", name="Next slide").click()
    running = "document.getAnimations().map((each) => each.effect.target.outerHTML.slice(0, 120))"
    assert page.evaluate(running) == []


def in_language(address: str, tag: str) -> str:
    """The address of the page in this language; an exported page has but one."""
    sign = "&" if "?" in address else "?"
    return address if address.startswith("file:") else f"{address}{sign}lang={tag}"


def said_by_axe(page: Page) -> list[tuple[str, str, str]]:
    found = page.evaluate("tags => axe.run({ runOnly: tags, resultTypes: ['violations'] })", TAGS)
    return [
        (rule["id"], node["html"][:160], node["failureSummary"])
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def unfold(page: Page) -> None:
    """What is folded into the frame's sheet is judged as well."""
    if page.locator("#contents:not([open])").count():
        page.locator("#contents > summary").click()


def reach(page: Page, wanted: Locator, back: bool = False) -> None:
    """Press Tab until it has the focus, once through the whole page at most."""
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def shows_focus(page: Page) -> bool:
    """Whether what has the focus, or its label, has an outline or a shadow that it has not without."""
    return page.evaluate(
        """() => {
            const element = document.activeElement;
            const label = element.closest("label");
            const places = [element, label, label?.querySelector(":scope > span"), element.nextElementSibling];
            const look = () => places.filter(Boolean).map((place) => {
                const { outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor } = getComputedStyle(place);
                return [outlineStyle !== "none" && outlineWidth, boxShadow, backgroundColor, borderColor].join();
            }).join("; ");
            const focused = look();
            element.blur();
            const blurred = look();
            element.focus();
            return focused !== blurred;
        }"""
    )


def differ(one: bytes, other: bytes) -> bool:
    with Image.open(BytesIO(one)) as first, Image.open(BytesIO(other)) as second:
        return (
            first.size != second.size
            or ImageChops.difference(first.convert("RGB"), second.convert("RGB")).getbbox() is not None
        )
