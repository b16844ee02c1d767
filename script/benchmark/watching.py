"""What a viewer on a thin link waits for, and what is loaded for it, in a real browser."""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from benchmark.link import LONGEST_MS, Link, Load, Window, chromium, window
from benchmark.viewer import HEARD_S, jump, noted_ms, open_page, tap
from mediasvc.web.modules import QUIET, TOOLS

READY, FIRST_SLIDE, SOUND, JUMP = "ready to play", "first slide", "tap to first sound", "a jump"
SOUND_AT_ONCE, EARLY_JUMP = "tap to first sound, tapped as soon as it is ready", "a jump 1.5 s after the first sound"
PLAIN_SOUND = "tap to first sound, without script"

PAGE_BYTES, MODULE_BYTES, WATCHED_BYTES = "before the first sound", "on demand", "sound and slides"

# As parts of the talk's length, and not where a slide or a cluster begins.
JUMPS = (0.50014, 0.8334, 0.16686)
SLIDE_WIDTH = 480

FETCHED = """async names => {
    const { modules } = JSON.parse(document.querySelector("#talk").textContent);
    for (const name of names) await (await fetch(`${modules}${name}.js`)).text();
}"""


@dataclass(frozen=True)
class Visits:
    """How many visits are made of each kind, on which link, and how long each plays: before a jump, between two, and
    before one that comes early.
    """

    times: int
    link: Link | None
    play_s: float
    apart_s: float
    early_s: float


THIN = Visits(3, Link(bytes_per_second=6_250, latency_ms=400), play_s=8, apart_s=4, early_s=1.5)
WIDE = Visits(1, None, play_s=0, apart_s=0, early_s=0)


@dataclass(frozen=True)
class Watching:
    """One talk, watched. Times are of every visit or jump; `told` is what the player says it takes, with slides."""

    day: str = ""
    times_ms: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    sizes: dict[str, int] = field(default_factory=dict[str, int])
    plain_sound_bytes: int = 0
    told: str = ""

    def typical_ms(self, what: str) -> float:
        """Raises KeyError for what was not looked at."""
        return median(self.times_ms[what])


def watch(address: str, slug: str, manifest: Mapping[str, Any], visits: Visits) -> Watching:
    """The talk as it is served at `address`, on the page that others frame."""
    page = f"{address.rstrip('/')}/s/{slug}/embed"
    duration_s = manifest["duration_ms"] / 1000
    times_ms: dict[str, list[float]] = defaultdict(list)
    sizes = {WATCHED_BYTES: _watched_bytes(manifest)}
    plain_sound_bytes = 0
    with chromium() as browser:
        for _ in range(visits.times):
            sizes[PAGE_BYTES] = _visit(browser, page, duration_s, visits, times_ms)
            _hurry(browser, page, duration_s, visits, times_ms)
            plain_sound_bytes = _visit_without_script(browser, page, visits, times_ms)
        sizes[MODULE_BYTES], told = _open_all(browser, page)
    day = datetime.now(UTC).date().isoformat()
    return Watching(day, dict(times_ms), sizes, plain_sound_bytes, told)


def _visit(browser: Browser, address: str, duration_s: float, visits: Visits, times_ms: dict[str, list[float]]) -> int:
    """Somebody who waits for the slide, listens, and then jumps. The bytes before the first sound, less the media's."""
    with window(browser, visits.link) as opened:
        page = opened.page
        open_page(page, address)
        times_ms[READY].append(noted_ms(page, "ready"))
        times_ms[FIRST_SLIDE].append(noted_ms(page, "slide"))
        page.wait_for_load_state("networkidle")
        times_ms[SOUND].append(tap(page))
        before_sound = opened.wire_bytes("Document", "Script", "Stylesheet", "Other")
        page.wait_for_timeout(visits.play_s * 1000)
        for part in JUMPS:
            times_ms[JUMP].append(jump(page, part * duration_s))
            page.wait_for_timeout(visits.apart_s * 1000)
    return before_sound


def _hurry(browser: Browser, address: str, duration_s: float, visits: Visits, times_ms: dict[str, list[float]]) -> None:
    """Somebody who taps as soon as it can be done, and jumps before the player has had time to prepare for it."""
    with window(browser, visits.link) as opened:
        open_page(opened.page, address)
        noted_ms(opened.page, "ready")
        times_ms[SOUND_AT_ONCE].append(tap(opened.page))
        opened.page.wait_for_timeout(visits.early_s * 1000)
        times_ms[EARLY_JUMP].append(jump(opened.page, JUMPS[0] * duration_s))


def _visit_without_script(browser: Browser, address: str, visits: Visits, times_ms: dict[str, list[float]]) -> int:
    """Somebody whose browser runs no scripts, and who presses the browser's own button. The sound's bytes till then."""
    with window(browser, visits.link, script=False) as opened:
        page = opened.page
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.locator("audio").first.focus()
        began = time.monotonic()
        page.keyboard.press("Space")
        # Where no script may run there is no clock in the page: it is asked from outside, a hundred times a second.
        while not page.locator("audio").first.evaluate(f"audio => audio.currentTime > {HEARD_S}"):
            page.wait_for_timeout(10)
            if time.monotonic() - began > LONGEST_MS / 1000:
                raise TimeoutError(f"{address} is not heard")
        times_ms[PLAIN_SOUND].append((time.monotonic() - began) * 1000)
        return opened.wire_bytes("Media")


def _open_all(browser: Browser, address: str) -> tuple[int, str]:
    """The bytes of all modules, opened as people do or else fetched, and what the player says that the talk weighs."""
    with window(browser, None) as opened:
        page = opened.page
        page.goto(address)
        page.locator("html.ready").wait_for()
        page.locator("#contents > summary").click()
        told = page.locator("#choices label", has=page.locator("[value=slides]")).locator(".size").inner_text()
        for button in page.locator("#contents [data-tool]").all():
            # Not by a click, which what is opened may cover: a zoomed slide does.
            button.dispatch_event("click")
        captions = page.locator("#captions")
        if captions.count():
            captions.dispatch_event("click")
        page.wait_for_load_state("networkidle")
        come = {load.path.rpartition("/")[2].removesuffix(".js") for load in _modules(opened)}
        page.evaluate(FETCHED, [name for name in (*TOOLS, *QUIET) if name not in come])
        page.wait_for_load_state("networkidle")
        return sum(load.wire_bytes for load in _modules(opened)), told.strip("— \n")


def _modules(opened: Window) -> list[Load]:
    return [load for load in opened.loads if load.path.startswith("/player/")]


def _watched_bytes(manifest: Mapping[str, Any]) -> int:
    """The lightest sound, and every slide's lightest picture of the width that a phone takes."""
    sound = min(each["size_bytes"] for each in manifest["renditions"] if each["kind"] == "audio")
    return sound + sum(
        min(image["size_bytes"] for image in slide["images"] if image["width"] == SLIDE_WIDTH)
        for slide in manifest["slides"]
    )
