"""What a viewer pays before the first sound, and for all that can be opened, as it goes over the wire."""

from dataclasses import replace
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest
from browsing import DESKTOP, PHONE, Open, play_by_key, wait_until
from offline_talk import DURATION_MS
from playwright.sync_api import Page, expect
from served_talk import publish_talk

from mediasvc.bootstrap import Service
from mediasvc.domain.manifest import Manifest, Slide
from mediasvc.domain.timeline import SlideStart, TimingMethod, timeline_of

SLIDES = 40
PAGE_BYTES, ON_DEMAND_BYTES = 15_000, 25_000
MOST_LOOKS = 300


@pytest.fixture(scope="module")
def forty(service: Service, folder: Path, talk: Manifest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The frame's page of a talk of forty slides, whose words are those of no other."""
    many = copytree(folder, tmp_path_factory.mktemp("forty") / "talk")
    slides = tuple(_slide(many, talk.slides[index % len(talk.slides)], index) for index in range(SLIDES))
    starts = [SlideStart(index, index * DURATION_MS // SLIDES) for index in range(SLIDES)]
    timeline = timeline_of(starts, DURATION_MS, TimingMethod.CUES)
    return f"/s/{publish_talk(service, many, talk, slides=slides, timeline=timeline, slug='forty').slug}/embed"


def _slide(folder: Path, like: Slide, index: int) -> Slide:
    def numbered(href: str) -> str:
        return href.replace(f"{like.number:04}-", f"{index + 1:04}-")

    for image in like.images:
        if numbered(image.href) != image.href:
            copy(folder / image.href, folder / numbered(image.href))
    images = tuple(replace(image, href=numbered(image.href)) for image in like.images)
    words = [f"{(index * 25 + word) * 7919 % 9973:x}" for word in range(25)]
    title, text = " ".join(words[:5]), " ".join(words[5:])
    return replace(like, index=index, number=index + 1, deck_number=index + 1, title=title, text=text, images=images)


def weigh(page: Page) -> dict[str, int]:
    """Bytes on the wire, heads too, by address: filled from now on."""
    weights: dict[str, int] = {}
    addresses: dict[str, str] = {}
    network: Any = page.context.new_cdp_session(page)
    network.send("Network.enable")

    def begin(event: Any) -> None:
        addresses[event["requestId"]] = event["response"]["url"]

    def finish(event: Any) -> None:
        # What was on its way before has no address here.
        if address := addresses.get(event["requestId"]):
            weights[address] = weights.get(address, 0) + int(event["encodedDataLength"])

    network.on("Network.responseReceived", begin)
    network.on("Network.loadingFinished", finish)
    return weights


def test_a_frame_is_light_before_the_first_sound(open_page: Open, forty: str) -> None:
    page = open_page("/", PHONE)
    weights = weigh(page)
    page.goto(page.url.rstrip("/") + forty)
    play_by_key(page)
    wait_until(page, 0.2)
    media = {address for address in weights if "/media/" in address}
    assert any(address.endswith(".webm") for address in media)
    first = {address: weight for address, weight in weights.items() if address.endswith("/embed")}
    assert len(first) == 1
    assert sum(first.values()) < PAGE_BYTES
    later = {address.rpartition("/")[2] for address in weights.keys() - media - first.keys() if "//" in address}
    # What joins the lock screen, and what counts, comes when there is time.
    assert later <= {"session.js", "budget.js"}


def test_all_that_can_be_opened_is_light(open_page: Open, forty: str) -> None:
    page = open_page("/", DESKTOP)
    weights = weigh(page)
    page.goto(page.url.rstrip("/") + forty)
    page.locator("#contents > summary").click()
    for button in page.locator("[data-tool]").all():
        button.click()
        page.wait_for_load_state("networkidle")
        if button.get_attribute("data-tool") == "zoom":
            expect(page.get_by_role("dialog")).to_be_visible()
            page.keyboard.press("Escape")
    page.get_by_role("button", name="Captions").click()
    play_by_key(page)
    page.wait_for_function("() => navigator.mediaSession.metadata !== null")
    looks = 0
    while len(modules := {address: weight for address, weight in weights.items() if "/player/" in address}) < 10:
        looks += 1
        assert looks < MOST_LOOKS, modules
        page.wait_for_timeout(100)
    assert len(modules) == 10
    assert sum(modules.values()) < ON_DEMAND_BYTES
