"""Every way to follow a talk plays and shows the right slide in the engines that other tests do not open."""

import time
from collections.abc import Callable, Generator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from browsing import MEDIUM, slide_at
from engines.engine import Engine
from engines.firefox import firefox
from engines.webkit import WebKit, webkit
from offline_talk import VIDEO_COLOUR, colour_of, write_page
from PIL import Image

from mediasvc.domain.manifest import Manifest

ENGINES = (firefox, webkit)
WINDOW = (1280, 900)
GIVE_UP_S = 20
STATE = f"""() => {{
  const media = document.querySelector("{MEDIUM}");
  const {{ currentTime, paused, playbackRate, error, readyState }} = media;
  const number = Number(document.getElementById("number").textContent);
  const mode = document.querySelector("#choices :checked").value;
  const trouble = !document.getElementById("trouble").hidden;
  return {{ mode, currentTime, paused, playbackRate, readyState, number, trouble, error: error && error.message }};
}}"""


@pytest.fixture(scope="module", params=ENGINES, ids=lambda engine: engine.__name__)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    with request.param(tmp_path_factory.mktemp("engine"), WINDOW) as engine:
        yield engine


@pytest.fixture(scope="module")
def addresses(root: str, folder: Path, talk: Manifest) -> dict[str, str]:
    return {
        "watch": f"{root}/s/a-talk",
        "embed": f"{root}/s/a-talk/embed",
        "offline": write_page(folder, talk),
    }


@pytest.mark.parametrize("page", ["watch", "embed", "offline"])
def test_slides_follow_the_sound(engine: Engine, addresses: dict[str, str], page: str) -> None:
    open_fresh(engine, f"{addresses[page]}#t=1.2")
    assert state(engine)["number"] == 1
    engine.click("#play")
    wait_for(engine, lambda now: now["currentTime"] > 2.2 and now["number"] == 2)
    assert_paints(engine, "#slide img", colour_of(1))
    for mode in ("sound", "slides"):
        before = state(engine)["currentTime"]
        choose(engine, mode)
        wait_for(engine, lambda now, before=before: not now["paused"] and now["currentTime"] > before + 0.2)
        for at in (9.6, 4.6):
            seek(engine, at)
            wait_for(engine, lambda now, at=at: now["number"] == slide_at(at) + 1 and now["currentTime"] > at)
    assert_paints(engine, "#slide img", colour_of(slide_at(4.6)))
    assert engine.complaints() == []


@pytest.mark.parametrize("page", ["watch", "embed", "offline"])
def test_videos_play(engine: Engine, addresses: dict[str, str], page: str) -> None:
    for mode in ("video-low", "video-high"):
        open_fresh(engine, addresses[page])
        choose(engine, mode)
        engine.click("#play")
        wait_for(engine, lambda now: now["currentTime"] > 0.3)
        seek(engine, 4.6)
        wait_for(engine, lambda now: now["number"] == 3 and now["currentTime"] > 4.6)
        assert_paints(engine, "#stage video", VIDEO_COLOUR)
    # WebKitGTK 2.50 lets a video stand still that is told to play while it still looks for a place other than 0.
    if not isinstance(engine, WebKit):
        before = state(engine)["currentTime"]
        choose(engine, "video-low")
        wait_for(engine, lambda now: not now["paused"] and now["currentTime"] > before + 0.2)
    assert engine.complaints() == []


@pytest.mark.parametrize("page", ["embed", "offline"])
def test_controls_do_what_they_say(engine: Engine, addresses: dict[str, str], page: str) -> None:
    open_fresh(engine, f"{addresses[page]}#t=5")
    for button, number, at in (("#next", 2, 7.25), ("#next", 4, 9.5), ("#previous", 2, 7.25), ("#previous", 3, 4.5)):
        engine.click(button)
        wait_for(
            engine,
            lambda now, number=number, at=at: (now["number"], now["currentTime"]) == (number, at),
        )
        assert_paints(engine, "#slide img", colour_of(number - 1))
    open_list(engine)
    engine.click("#cues li:nth-child(2) a.jump")
    wait_for(engine, lambda now: (now["number"], now["currentTime"]) == (2, 2))
    engine.evaluate("() => document.getElementById('seek').focus()")
    engine.press("ArrowRight", "ArrowRight")
    wait_for(engine, lambda now: now["currentTime"] == 4)
    open_fresh(engine, addresses[page])
    engine.evaluate(
        """() => {
            const rate = document.getElementById("rate");
            rate.value = "2";
            rate.dispatchEvent(new Event("change"));
        }"""
    )
    engine.click("#play")
    wait_for(engine, lambda now: now["currentTime"] > 0.6)
    assert state(engine)["playbackRate"] == 2
    engine.click("#play")
    wait_for(engine, lambda now: now["paused"])
    assert engine.complaints() == []


def open_fresh(engine: Engine, address: str) -> None:
    """Open the page as one that was never there: it remembers the way, the speed and the place."""
    engine.open(address)
    engine.evaluate("() => localStorage.clear()")
    engine.open(address)


def state(engine: Engine) -> dict[str, Any]:
    return engine.evaluate(STATE)


def wait_for(engine: Engine, holds: Callable[[dict[str, Any]], bool]) -> None:
    """Until this holds of the player, which plays without trouble."""
    give_up = time.monotonic() + GIVE_UP_S
    while not holds(now := state(engine)):
        assert not now["error"], now
        assert not now["trouble"], now
        assert time.monotonic() < give_up, now
        time.sleep(0.05)


def open_list(engine: Engine) -> None:
    """Where the list of slides and ways is folded, unfold it."""
    if engine.evaluate("() => Boolean(document.querySelector('#contents:not([open])'))"):
        engine.click("#contents > summary")


def choose(engine: Engine, mode: str) -> None:
    open_list(engine)
    engine.click(f"#choices label:has([value={mode}])")
    if engine.evaluate("() => Boolean(document.querySelector('#contents[open]'))"):
        engine.click("#contents > summary")


def seek(engine: Engine, at_s: float) -> None:
    engine.evaluate(f"(at) => {{ document.querySelector('{MEDIUM}').currentTime = at; }}", at_s)


def assert_paints(engine: Engine, css: str, colour: tuple[int, int, int]) -> None:
    """In the middle of the element, soon: a picture is painted when it has come."""
    give_up = time.monotonic() + GIVE_UP_S
    while True:
        with Image.open(BytesIO(engine.screenshot(css))) as shot:
            painted = shot.convert("RGB").getpixel((shot.width // 2, shot.height // 2))
        assert isinstance(painted, tuple)
        if all(abs(is_there - wanted) < 24 for is_there, wanted in zip(painted, colour, strict=True)):
            return
        assert time.monotonic() < give_up, f"{painted} instead of {colour} in {css}"
        time.sleep(0.1)
