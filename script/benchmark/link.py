"""A viewer's window in Chromium, on a link as thin as is wanted, and what came over it."""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from benchmark.programs import ProgramFailedError

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PHONE = (360, 640)
LONGEST_MS = 120_000


@dataclass(frozen=True)
class Link:
    """How fast the link is, each way, and how much later every answer begins than it would. Nothing else is thin."""

    bytes_per_second: int
    latency_ms: int


@dataclass
class Load:
    """One request. `wire_bytes` are what has come so far, with the answer's head; `kind` is DevTools' name of it."""

    path: str
    kind: str
    wire_bytes: int = 0


@dataclass(frozen=True)
class Window:
    """A page, and all that was loaded in it, in order."""

    page: Page
    loads: list[Load] = field(default_factory=list[Load])

    def wire_bytes(self, *kinds: str) -> int:
        """What has come of these kinds."""
        return sum(load.wire_bytes for load in self.loads if load.kind in kinds)


@contextmanager
def chromium() -> Generator[Browser]:
    """The browser, for as long as the block lasts."""
    program = shutil.which("chromium-headless-shell")
    if program is None:
        raise ProgramFailedError("chromium-headless-shell is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, link: Link | None, script: bool = True) -> Generator[Window]:
    """A phone's window that knows nothing yet: its own profile, and an empty cache."""
    width, height = PHONE
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
    try:
        page = context.new_page()
        page.set_default_timeout(LONGEST_MS)
        opened = Window(page)
        devtools: Any = context.new_cdp_session(page)
        devtools.send("Network.enable")
        if link is not None:
            speed = {"downloadThroughput": link.bytes_per_second, "uploadThroughput": link.bytes_per_second}
            devtools.send("Network.emulateNetworkConditions", {"offline": False, "latency": link.latency_ms, **speed})
        _listen(devtools, opened.loads)
        yield opened
    finally:
        context.close()


def _listen(devtools: Any, loads: list[Load]) -> None:
    """Keep in `loads` what is loaded. What is broken off counts as far as it came."""
    known: dict[str, Load] = {}

    def ask(event: dict[str, Any]) -> None:
        asked_for: str = event["request"]["url"]
        address = urlsplit(asked_for)
        if address.scheme in ("http", "https"):
            known[event["requestId"]] = load = Load(address.path, event.get("type", ""))
            loads.append(load)

    def come(event: dict[str, Any]) -> None:
        if load := known.get(event["requestId"]):
            load.wire_bytes += event["encodedDataLength"]

    def end(event: dict[str, Any]) -> None:
        if load := known.get(event["requestId"]):
            load.wire_bytes = event["encodedDataLength"]

    devtools.on("Network.requestWillBeSent", ask)
    devtools.on("Network.dataReceived", come)
    devtools.on("Network.loadingFinished", end)
