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

WINDOW = (1280, 900)
GIVE_UP_S = 60
# On a busy machine WebKitGTK may stand still after a jump, or a start, until somebody jumps again.
STANDS_STILL_S = 8
STATE = f"""() => {{
  const media = document.querySelector("{MEDIUM}");
  const {{ currentTime, paused, playbackRate, error, readyState }} = media;
  const number = Number(document.getElementById("number").textContent);
  const mode = document.querySelector("#choices :checked").value;
  const trouble = !document.getElementById("trouble").hidden;
  return {{ mode, currentTime, paused, playbackRate, readyState, number, trouble, error: error && error.message }};
}}"""


# Each engine on one page. All pages are looked at in Chromium, by tests of their own.
FEW = ((firefox, "watch"), (webkit, "embed"))
MORE = ((firefox, "embed"), (firefox, "offline"), (webkit, "watch"), (webkit, "offline"))


@pytest.fixture(scope="module")
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


@pytest.mark.parametrize(
    ("engine", "page"),
    [*FEW, *(pytest.param(*each, marks=pytest.mark.long) for each in MORE)],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
    indirect=["engine"],
)
def test_slides_follow_every_way_and_every_control(engine: Engine, addresses: dict[str, str], page: str) -> None:
    try:
        follow_every_way(engine, addresses[page])
    except StandsStillError:
        if not isinstance(engine, WebKit):
            raise
        # In one run of ten WebKitGTK loses a stream for good: a page that is opened anew has another one.
        engine.open("about:blank")
        follow_every_way(engine, addresses[page])


class StandsStillError(AssertionError):
    """A player that does not get on, however often somebody jumps."""


def follow_every_way(engine: Engine, address: str) -> None:
    # Where to begin is told, and so is every choice: pages remember what was done in others.
    engine.open(f"{address}#t=5")
    assert state(engine)["number"] == 3
    step_through(engine)
    choose(engine, "slides")
    choose_speed(engine, "2")
    engine.click("#play")
    wait_until_plays(engine, 4, lambda now: now["currentTime"] > 4.6 and now["number"] == 3)
    assert_paints(engine, "#slide img", colour_of(2))
    for mode in ("sound", "slides", "video-low", "video-high", "slides"):
        before = state(engine)["currentTime"]
        choose(engine, mode)
        # The other video weighs no more, as nothing moves in either.
        if mode == "video-low" and not address.startswith("file:"):
            agree(engine)
        wait_until_plays(
            engine, before, lambda now, before=before: not now["paused"] and now["currentTime"] > before + 0.2
        )
        for at in (9.6, 4.6):
            seek(engine, at)
            wait_until_plays(
                engine, at, lambda now, at=at: now["number"] == slide_at(at) + 1 and now["currentTime"] > at
            )
        if mode == "sound":
            continue
        is_video = mode.startswith("video")
        assert_paints(
            engine, "#stage video" if is_video else "#slide img", VIDEO_COLOUR if is_video else colour_of(slide_at(4.6))
        )
    assert state(engine)["playbackRate"] == 2
    engine.click("#play")
    wait_for(engine, lambda now: now["paused"])
    assert engine.complaints() == []


def step_through(engine: Engine) -> None:
    """From 5 s on, to 4 s, by the buttons, the list and the keys of the bar."""
    for button, number, at in (("#next", 2, 7.25), ("#next", 4, 9.5), ("#previous", 2, 7.25), ("#previous", 3, 4.5)):
        engine.click(button)
        wait_for(engine, lambda now, number=number, at=at: (now["number"], now["currentTime"]) == (number, at))
        assert_paints(engine, "#slide img", colour_of(number - 1))
    open_list(engine)
    engine.click("#cues li:nth-child(2) a.jump")
    wait_for(engine, lambda now: (now["number"], now["currentTime"]) == (2, 2))
    engine.evaluate("() => document.getElementById('seek').focus()")
    engine.press("ArrowRight", "ArrowRight")
    wait_for(engine, lambda now: now["currentTime"] == 4)


def state(engine: Engine) -> dict[str, Any]:
    return engine.evaluate(STATE)


def wait_for(
    engine: Engine, holds: Callable[[dict[str, Any]], bool], meanwhile: Callable[[], None] = lambda: None
) -> None:
    """Until this holds of the player, which plays without trouble."""
    give_up = time.monotonic() + GIVE_UP_S
    while not holds(now := state(engine)):
        meanwhile()
        assert not now["error"], now
        assert not now["trouble"], now
        if time.monotonic() > give_up:
            raise StandsStillError(now)
        time.sleep(0.05)


def wait_until_plays(engine: Engine, at_s: float, holds: Callable[[dict[str, Any]], bool]) -> None:
    """Until this holds of the player, which plays from there: where it stands still, jump there again."""
    wait_for(engine, holds, every(STANDS_STILL_S, lambda: seek(engine, at_s)))


def every(seconds: float, act: Callable[[], None]) -> Callable[[], None]:
    """What acts when it is called, but so many seconds after it has last, or was made."""
    last = time.monotonic()

    def acts() -> None:
        nonlocal last
        if time.monotonic() - last > seconds:
            last = time.monotonic()
            act()

    return acts


def open_list(engine: Engine) -> None:
    """Where the list of slides and ways is folded, unfold it."""
    if engine.evaluate("() => Boolean(document.querySelector('#contents:not([open])'))"):
        engine.click("#contents > summary")


def choose_speed(engine: Engine, rate: str) -> None:
    engine.evaluate(
        """(rate) => {
            const list = document.getElementById("rate");
            list.value = rate;
            list.dispatchEvent(new Event("change"));
        }""",
        rate,
    )


def choose(engine: Engine, mode: str) -> None:
    open_list(engine)
    label = f"#choices label:has([value={mode}])"
    # The stage covers what a driver brings to the window's edge.
    engine.evaluate("(css) => document.querySelector(css).scrollIntoView({block: 'center'})", label)
    engine.click(label)
    engine.evaluate("() => scrollTo(0, 0)")
    if engine.evaluate("() => Boolean(document.querySelector('#contents[open]'))"):
        engine.click("#contents > summary")


def agree(engine: Engine) -> None:
    """Have the video play that the page asks about."""
    wait_for(engine, lambda _: engine.evaluate("() => Boolean(document.querySelector('.question button'))"))
    engine.click(".question button")


def seek(engine: Engine, at_s: float) -> None:
    engine.evaluate(f"(at) => {{ document.querySelector('{MEDIUM}').currentTime = at; }}", at_s)


def assert_paints(engine: Engine, css: str, colour: tuple[int, int, int]) -> None:
    """Beside the button in the middle of the element, soon: a picture is painted when it has come."""
    give_up = time.monotonic() + GIVE_UP_S
    while True:
        with Image.open(BytesIO(engine.screenshot(css))) as shot:
            painted = shot.convert("RGB").getpixel((shot.width // 4, shot.height // 2))
        assert isinstance(painted, tuple)
        if all(abs(is_there - wanted) < 24 for is_there, wanted in zip(painted, colour, strict=True)):
            return
        assert time.monotonic() < give_up, f"{painted} instead of {colour} in {css}"
        time.sleep(0.1)
