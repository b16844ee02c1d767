"""What the player loads, and how it goes on where something fails, in a real Chromium."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree
from threading import Thread
from typing import Any

import pytest
from browsing import (
    MEDIUM,
    Open,
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
from offline_talk import DURATION_MS, STARTS
from playwright.sync_api import Browser, Page, Route, expect
from served_talk import publish_talk

from mediasvc.bootstrap import Service
from mediasvc.delivery.embedding import embed_code
from mediasvc.domain.access import Operator
from mediasvc.domain.manifest import Manifest, Rendition
from mediasvc.domain.timeline import TimingMethod, timeline_of
from mediasvc.usecases.withdraw import withdraw
from workers.media.webm import places

LONG_S = 900
PIECE_BYTES = 32_768
SOUND = "**/audio-low.webm"
WATCH, EMBED = "/s/a-talk", "/s/a-talk/embed"

# A page that has the player in a frame, and speaks Player.js with it.
PORTAL = """<!doctype html><link rel="icon" href="data:,">
<iframe src="{}" width="640" height="470" allow="autoplay"></iframe>
<script>
window.heard = [];
addEventListener("message", (event) => heard.push(JSON.parse(event.data)));
window.say = (message) => frames[0].postMessage(message, "*");
window.ask = (method, value, listener) =>
  say(JSON.stringify({{ context: "player.js", version: "0.0.11", method, value, listener }}));
</script>"""


def ranges_of(page: Page) -> list[str]:
    """The ranges of the sound that the page asks for from now on."""
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.headers.get("range", "")) if SOUND[3:] in request.url else None
    )
    return asked


def test_sound_begins_behind_the_index(open_page: Open, talk: Manifest) -> None:
    page = open_page("/")
    asked = ranges_of(page)
    page.goto(page.url.rstrip("/") + EMBED)
    page.wait_for_load_state("networkidle")
    sound = talk.renditions[0]
    assert sound.initialization_range is not None
    assert sound.index_range is not None
    first, last = sound.initialization_range
    assert asked == [f"bytes={first}-{last}"]
    play_by_key(page)
    wait_until(page, 0.2)
    assert asked[1:] == [f"bytes={sound.index_range[1] + 1}-{sound.size_bytes - 1}"]
    for at in (9.6, 2.1):
        seek(page, at)
        wait_until(page, at + 0.1)
    assert player(page).evaluate("media => media.duration") == pytest.approx(DURATION_MS / 1000, abs=0.1)
    seek(page, 11.8)
    expect(player(page)).to_have_js_property("ended", True)
    expect(page.get_by_role("button", name="Play")).to_be_visible()


@pytest.fixture(scope="module")
def long_talk(service: Service, folder: Path, talk: Manifest, tmp_path_factory: pytest.TempPathFactory) -> Rendition:
    """The sound of the talk `long`, whose other slides come in its first seconds."""
    made = copytree(folder, tmp_path_factory.mktemp("long") / "long")
    file = made / "audio-low.webm"
    silence = ("-f", "lavfi", "-i", f"anullsrc=sample_rate=16000:channel_layout=mono:duration={LONG_S}")
    options = ("-c:a", "libopus", "-b:a", "16k", "-vbr", "off", "-frame_duration", "60", "-compression_level", "0")
    index = ("-cues_to_front", "1", "-cluster_time_limit", "5000")
    subprocess.run(["ffmpeg", "-v", "error", "-y", *silence, *options, *index, str(file)], check=True)
    content = file.read_bytes()
    found = places(content)
    sound = replace(
        talk.renditions[0],
        size_bytes=len(content),
        duration_ms=LONG_S * 1000,
        initialization_range=found.initialization_range,
        index_range=found.index_range,
    )
    changes: dict[str, Any] = {
        "renditions": (sound,),
        "duration_ms": LONG_S * 1000,
        "timeline": timeline_of(STARTS, LONG_S * 1000, TimingMethod.CUES),
        "slug": "long",
    }
    publish_talk(service, made, talk, **changes)
    return sound


def test_only_what_is_heard_is_loaded_of_a_long_talk(open_page: Open, long_talk: Rendition) -> None:
    """Of one that is jumped through to its end, and back to its middle; of its index as much as it takes."""
    page = open_page("/")
    asked = ranges_of(page)
    page.goto(f"{page.url}s/long/embed")
    play_by_key(page)
    for at in (300.5, 700.2, LONG_S - 1):
        seek(page, at)
        wait_until(page, at + 0.3)
    expect(player(page)).to_have_js_property("ended", True)
    page.get_by_role("button", name="Play").press("Enter")
    seek(page, 500.1)
    wait_until(page, 500.4)
    pieces = [tuple(map(int, each.removeprefix("bytes=").split("-"))) for each in asked]
    assert sum(last + 1 - first for first, last in pieces) < long_talk.size_bytes * 0.8
    assert all(last - first < PIECE_BYTES for first, last in pieces)
    assert long_talk.index_range is not None
    first, last = long_talk.index_range
    looks = [to + 1 - start for start, to in pieces[1:] if to <= last]
    assert max(looks) < (last - first) / 4


def test_after_a_jump_the_picture_comes_behind_the_sound(open_page: Open, long_talk: Rendition) -> None:
    page = open_page("/s/long/embed")
    play_by_key(page)
    wait_until(page, 0.2)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.headers.get("range", request.url)))
    page.evaluate("() => { location.hash = 't=700'; }")
    wait_until(page, 700.2)
    assert_shows(page, 3)
    shown = next(place for place, each in enumerate(asked) if "/0004-" in each)
    starts = [int(each.removeprefix("bytes=").partition("-")[0]) for each in asked[:shown] if each.startswith("bytes=")]
    assert max(starts) > long_talk.size_bytes / 2


@pytest.mark.parametrize("status", [200, 403, 500])
def test_what_no_script_may_read_in_pieces_plays_all_the_same(
    open_page: Open, complaints: list[str], status: int
) -> None:
    page = open_page("/")

    def refuse(route: Route) -> None:
        if route.request.resource_type == "fetch":
            route.fulfill(status=status, body="")
        else:
            route.fallback()

    page.route(SOUND, refuse)
    page.goto(page.url.rstrip("/") + WATCH + "#t=2.2")
    play_by_key(page)
    pause_behind(page, 2.4)
    assert player(page).evaluate("media => media.currentSrc").endswith("audio-low.webm")
    assert_shows(page, slide_at(position(page)))
    complaints.clear()


def test_a_lost_connection_is_found_again(open_page: Open, complaints: list[str]) -> None:
    page = open_page("/")
    page.goto(page.url.rstrip("/") + WATCH)
    page.wait_for_load_state("networkidle")
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        if len(lost) < 3:
            route.abort("internetdisconnected")
        else:
            route.fallback()

    page.route(SOUND, lose)
    page.get_by_role("button", name="Play").click()
    wait_until(page, 0.3)
    assert len(lost) == 3
    expect(page.locator("#trouble")).to_be_hidden()
    complaints.clear()


def test_a_talk_that_is_gone_is_said_and_looked_for_again(open_page: Open, complaints: list[str]) -> None:
    page = open_page("/")
    page.goto(page.url.rstrip("/") + WATCH)
    page.wait_for_load_state("networkidle")
    page.route("**/media/**", lambda route: route.fulfill(status=410, body=""))
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#trouble")).to_be_visible()
    page.unroute("**/media/**")
    page.get_by_role("button", name="Play").click()
    wait_until(page, 0.3)
    expect(page.locator("#trouble")).to_be_hidden()
    complaints.clear()


def test_a_talk_that_is_withdrawn_while_it_is_watched_is_said(
    open_page: Open, service: Service, folder: Path, talk: Manifest, complaints: list[str]
) -> None:
    slug = publish_talk(service, folder, talk, slug="soon-gone").slug
    page = open_page(f"/s/{slug}/embed")
    page.wait_for_load_state("networkidle")
    withdraw(service, Operator(), slug)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("alert")).to_contain_text("by its organisers")
    complaints.clear()


def test_the_next_picture_is_there_before_its_slide(open_page: Open, asked: list[str]) -> None:
    page = open_page(f"{EMBED}#t=4.5")
    with page.expect_response("**/slides/0002-*"):
        play_by_key(page)
        slow_down(page)
    assert position(page) < 7.25
    numbers = {address.rpartition("/")[2][:4] for address in asked if "/slides/" in address}
    # This one and the next; the first stands in the page, and a browser may ask for it before the script is there.
    assert numbers - {"0001"} == {"0003", "0002"}


def test_the_choice_and_the_place_are_remembered(open_page: Open) -> None:
    page = open_page(WATCH)
    page.get_by_role("radio", name="Sound only").check()
    page.get_by_label("Speed").select_option("1.5")
    page.reload()
    expect(page.get_by_role("radio", name="Sound only")).to_be_checked()
    expect(page.get_by_label("Speed")).to_have_value("1.5")
    expect(player(page)).to_have_js_property("playbackRate", 1.5)


def test_pictures_wait_for_a_tap_where_data_is_dear(open_page: Open, asked: list[str]) -> None:
    page = open_page("/")
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    asked.clear()
    page.goto(page.url.rstrip("/") + WATCH + "#t=5")
    offer = page.get_by_role("button", name="Slide 3: Colour 3")
    expect(offer).to_be_visible()
    offer.click()
    assert_shows(page, 2)
    page.locator("a.jump", has_text="0:00").click()
    expect(page.get_by_role("button", name="Slide 1: Colour 1")).to_be_visible()


def test_where_the_browser_remembers_nothing_it_plays(open_page: Open) -> None:
    page = open_page("/")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } })")
    page.goto(page.url.rstrip("/") + EMBED)
    page.get_by_label("Speed").select_option("2")
    play_by_key(page)
    wait_until(page, 0.5)


# In other people's pages.


@pytest.fixture
def portal(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens a page with the given HTML, of another site."""
    html = b""

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, format: str, *args: Any) -> None:
            return

    def open_portal(text: str) -> Page:
        nonlocal html
        html = text.encode()
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.goto(f"http://localhost:{server.server_port}/")
        return page

    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        Thread(target=server.serve_forever).start()
        context = browser.new_context(viewport={"width": 800, "height": 600})
        yield open_portal
        context.close()
        server.shutdown()


def heard(page: Page, event: str) -> list[Any]:
    return page.evaluate("event => window.heard.filter((each) => each.event === event)", event)


def test_portals_speak_player_js(portal: Callable[[str], Page], root: str) -> None:
    page = portal(PORTAL.format(root + EMBED))
    page.wait_for_function("() => heard.some(({ event }) => event === 'ready')")
    [ready] = heard(page, "ready")
    assert (ready["context"], ready["value"]["src"]) == ("player.js", root + EMBED)
    assert {"play", "pause", "timeupdate", "ended"} <= set(ready["value"]["events"])
    told = [name for name in ready["value"]["methods"] if re.match("get|is", name)]
    assert len(told) > 6
    for name in told:
        page.evaluate("name => ask(name, null, 'told')", name)
        page.wait_for_function("name => heard.some((each) => each.event === name)", arg=name)
    page.evaluate("heard.length = 0; ask('addEventListener', 'ready', 'again')")
    page.wait_for_function("() => heard.some(({ listener }) => listener === 'again')")
    assert heard(page, "ready")[0]["value"] == ready["value"]
    page.evaluate("heard.length = 0")
    for event in ("play", "pause", "timeupdate", "timeUpdate", "seeked"):
        page.evaluate("event => ask('addEventListener', event, 'id-' + event)", event)
    page.evaluate("ask('setCurrentTime', 4.6); ask('getDuration', null, 'd'); ask('getPaused', null, 'p')")
    page.evaluate("ask('mute'); ask('play')")
    for event in ("play", "timeupdate", "timeUpdate", "seeked"):
        page.wait_for_function("event => heard.some((each) => each.event === event)", arg=event)
        assert heard(page, event)[0]["listener"] == f"id-{event}"
    assert heard(page, "timeupdate")[-1]["value"]["duration"] == DURATION_MS / 1000
    assert [(each["value"], each["listener"]) for each in heard(page, "getDuration")] == [(DURATION_MS / 1000, "d")]
    assert heard(page, "getPaused")[0]["value"] is True
    page.evaluate("ask('removeEventListener', 'timeupdate', 'id-timeupdate'); ask('pause')")
    page.wait_for_function("() => heard.some(({ event }) => event === 'pause')")
    frame = page.frame_locator("iframe")
    at_s = frame.locator(MEDIUM).evaluate("media => media.currentTime")
    assert at_s > 4.6
    expect(frame.locator("#number")).to_have_text(str(slide_at(at_s) + 1))


def hear(page: Page, *events: str) -> None:
    page.wait_for_function("() => heard.some(({ event }) => event === 'ready')")
    for event in events:
        page.evaluate("event => ask('addEventListener', event, 'id')", event)


def code_of_error(page: Page) -> int:
    hear(page, "error")
    page.wait_for_function("() => heard.some(({ event }) => event === 'error')")
    return heard(page, "error")[0]["value"]["code"]


def test_where_the_browser_refuses_the_portal_is_told_and_the_frame_waits(
    portal: Callable[[str], Page], root: str
) -> None:
    page = portal(PORTAL.format(f"{root}{EMBED}?autoplay=1#t=4.6"))
    hear(page, "error", "play")
    page.wait_for_function("() => heard.some(({ event }) => event === 'error')")
    # Who asks later is told too.
    page.evaluate("ask('addEventListener', 'error', 'late')")
    page.wait_for_function("() => heard.some(({ listener }) => listener === 'late')")
    assert {each["value"]["code"] for each in heard(page, "error")} == {2}
    assert heard(page, "play") == []
    page.frame_locator("iframe").get_by_role("button", name="Play").click()
    page.wait_for_function("() => heard.some(({ event }) => event === 'play')")


def test_a_talk_begins_by_itself_but_no_video_does_without_a_question(portal: Callable[[str], Page], root: str) -> None:
    page = portal(PORTAL.format(root + EMBED))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    frame = page.frame_locator("iframe")
    expect(frame.locator("html.ready")).to_be_visible()
    # Whoever has pressed something on the portal's page lets its frames play.
    page.mouse.click(790, 590)
    go = "address => { heard.length = 0; document.querySelector('iframe').src = address; }"
    page.evaluate(go, f"{root}{EMBED}?lang=fr&autoplay=1#t=4.6")
    hear(page, "timeupdate", "error")
    page.wait_for_function("() => heard.some(({ event, value }) => event === 'timeupdate' && value.seconds > 4.7)")
    assert heard(page, "error") == []
    frame.locator("#contents > summary").click()
    frame.locator("[name=mode][value=video-low]").check()
    expect(frame.locator(".question")).to_be_visible()
    page.evaluate(go, f"{root}{EMBED}?autoplay=1")
    expect(frame.locator(".question")).to_contain_text("this video loads about")
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert not [address for address in asked if address.endswith(".mp4")]
    assert code_of_error(page) == 3
    frame.locator("html").evaluate("localStorage.setItem('mediasvc:mode', 'slides')")
    frame.locator("html").evaluate("localStorage.setItem('mediasvc:limit', '0.01')")
    page.evaluate(go, f"{root}{EMBED}?autoplay=1&again")
    expect(frame.locator(".question")).to_contain_text("Your limit")
    assert code_of_error(page) == 3
    frame.locator("html").evaluate("localStorage.setItem('mediasvc:thrifty', '1')")
    page.evaluate(go, f"{root}{EMBED}?autoplay=1")
    expect(frame.locator("html.ready.saving")).to_be_visible()
    assert code_of_error(page) == 3
    expect(frame.locator(".question")).to_have_count(0)


def test_no_time_is_told_behind_the_end(
    portal: Callable[[str], Page], root: str, service: Service, folder: Path, talk: Manifest
) -> None:
    """Of a talk whose sound is longer."""
    ends_s = 11.5
    timeline = timeline_of(STARTS, int(ends_s * 1000), TimingMethod.CUES)
    publish_talk(service, folder, talk, slug="shorter", duration_ms=int(ends_s * 1000), timeline=timeline)
    page = portal(PORTAL.format(f"{root}/s/shorter/embed#t=11"))
    hear(page, "timeupdate", "ended")
    page.frame_locator("iframe").get_by_role("button", name="Play").click()
    page.wait_for_function("() => heard.some(({ event }) => event === 'ended')")
    page.evaluate("ask('getCurrentTime', null, 'last')")
    page.wait_for_function("() => heard.some(({ listener }) => listener === 'last')")
    times = [each["value"]["seconds"] for each in heard(page, "timeupdate")]
    assert max(times) == heard(page, "getCurrentTime")[0]["value"] == ends_s


GARBAGE: tuple[Any, ...] = (
    "",
    "{",
    "null",
    "[]",
    '"play"',
    7,
    None,
    {},
    {"method": "play"},
    {"context": "player.js"},
    {"context": "player.js", "method": "constructor"},
    {"context": "player.js", "method": {"toString": 1}},
    {"context": "player.js", "method": "setCurrentTime", "value": "soon"},
    {"context": "player.js", "method": "setVolume", "value": 1e9},
    {"context": "player.js", "method": "addEventListener", "value": {"toString": 1}},
)


def test_a_portal_that_speaks_while_the_connection_is_away_is_heard_later(
    portal: Callable[[str], Page], root: str
) -> None:
    page = portal('<!doctype html><link rel="icon" href="data:,">')
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        route.abort("internetdisconnected")

    page.route("**/portal.js", lose)
    page.set_content(PORTAL.format(root + EMBED))
    page.wait_for_function("() => heard.some(({ event }) => event === 'ready')")
    with page.expect_event("requestfailed"):
        page.evaluate("ask('getDuration', null, 'early')")
    page.unroute("**/portal.js")
    page.wait_for_function(
        """() => {
            ask('getMuted', null, 'late');
            return ['early', 'late'].every((name) => heard.some(({ listener }) => listener === name));
        }""",
        polling=100,
    )
    assert lost


def test_garbage_from_a_portal_changes_nothing(portal: Callable[[str], Page], root: str) -> None:
    page = portal(PORTAL.format(root + EMBED))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.wait_for_function("() => heard.some(({ event }) => event === 'ready')")
    for message in GARBAGE:
        page.evaluate("message => say(message)", message)
        page.evaluate("message => say(message)", json.dumps(message))
    page.evaluate("ask('getCurrentTime', null, 'last')")
    page.wait_for_function("() => heard.some(({ listener }) => listener === 'last')")
    assert heard(page, "getCurrentTime")[0]["value"] == 0
    assert errors == []


@pytest.mark.parametrize(
    ("embedded", "size"),
    [
        ("{code}", (360, 225)),
        ("{component}", (360, 225)),
        ("<style>seminar-player {{ width: 300px; height: 200px }}</style>{component}", (300, 200)),
        ('<div style="width: 300px">{component}</div>', (300, 188)),
    ],
)
def test_what_others_embed_has_no_bands_on_a_phone(
    portal: Callable[[str], Page], root: str, embedded: str, size: tuple[int, int]
) -> None:
    component = (
        f'<script src="{root}/player/seminar-player.js" async></script>'
        f'<seminar-player src="{root}{WATCH}"></seminar-player>'
    )
    html = embedded.format(code=embed_code("A talk", f"{root}{WATCH}"), component=component)
    page = portal(
        '<!doctype html><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f'<body style="margin: 0">{html}'
    )
    page.set_viewport_size({"width": 360, "height": 740})
    frame = page.frame_locator("iframe")
    expect(frame.locator("html.ready")).to_be_visible()
    box = page.locator("iframe").bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == size
    assert frame.locator("html").evaluate("html => [html.scrollWidth, html.scrollHeight]") == [*size]
    for control in ("#play", "#seek", "#contents > summary"):
        box = frame.locator(control).bounding_box()
        outside = page.locator("iframe").bounding_box()
        assert box is not None
        assert outside is not None
        assert box["width"] >= 24
        assert outside["x"] <= box["x"]
        assert box["x"] + box["width"] < outside["x"] + outside["width"] + 1
        assert box["y"] + box["height"] < outside["y"] + outside["height"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    # What the slide leaves is of the page's colour.
    ground = "screen => getComputedStyle(screen).backgroundColor"
    assert frame.locator(".screen").evaluate(ground) == "rgba(0, 0, 0, 0)"


def test_one_player_of_a_page_plays_at_a_time(portal: Callable[[str], Page], root: str) -> None:
    """Two frames of one service know of each other; the web component tells those of several."""
    elsewhere = root.replace("127.0.0.1", "localhost")
    page = portal(
        f'<!doctype html><link rel="icon" href="data:,"><iframe src="{root}{EMBED}" allow="autoplay"></iframe>'
        f'<iframe src="{root}{EMBED}" allow="autoplay"></iframe>'
        f'<script src="{root}/player/seminar-player.js"></script><seminar-player src="{elsewhere}{WATCH}">'
        f'</seminar-player><seminar-player src="{root}{WATCH}"></seminar-player>'
    )
    plain, other = page.frame_locator("iframe").nth(0), page.frame_locator("iframe").nth(1)
    foreign, component = (page.locator("seminar-player").nth(place).frame_locator("iframe") for place in (0, 1))
    order = (plain, other, component, foreign, component, plain)
    for before, frame in zip((None, *order), order, strict=False):
        expect(frame.locator("html.ready")).to_be_attached()
        frame.locator("#play").press("Enter")
        expect(frame.locator(MEDIUM)).to_have_js_property("paused", False)
        if before is not None:
            expect(before.locator(MEDIUM)).to_have_js_property("paused", True)


def test_the_web_component_makes_the_frame(portal: Callable[[str], Page], root: str) -> None:
    """Under a policy that allows no inline scripts and styles."""
    policy = f"default-src 'none'; script-src {root}; frame-src {root}; img-src data:"
    page = portal(
        f'<!doctype html><meta http-equiv="Content-Security-Policy" content="{policy}"><link rel="icon" href="data:,">'
        f'<script src="{root}/player/seminar-player.js" async></script>'
        f'<seminar-player src="{root}{WATCH}#t=5" label="A talk"></seminar-player>'
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    frame = page.frame_locator("seminar-player iframe")
    expect(frame.locator("#number")).to_have_text("3")
    box = page.locator("seminar-player iframe").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (640, 400)
    assert page.locator("seminar-player iframe").get_attribute("title") == "A talk"
    page.locator("seminar-player").evaluate(
        "(element, src) => element.setAttribute('src', src)", f"{root}{EMBED}#t=9.6"
    )
    expect(frame.locator("#number")).to_have_text("4")
    page.locator("seminar-player").evaluate("element => { element.lang = 'sw'; }")
    expect(frame.locator("html")).to_have_attribute("lang", "sw")
    expect(frame.locator("#number")).to_have_text("4")
    accent = "html => getComputedStyle(html).getPropertyValue('--accent')"
    assert frame.locator("html").evaluate(accent) == "#0b5fc0"
    page.locator("seminar-player").evaluate("element => element.setAttribute('accent', '#B3261E')")
    expect(frame.locator("html[lang=sw]")).to_have_css("--accent", "#b3261e")
    for odd in ("https://", "", "javascript:alert(1)"):
        page.locator("seminar-player").evaluate("(element, src) => element.setAttribute('src', src)", odd)
    expect(frame.locator("#number")).to_have_text("4")
    allowed = "autoplay; fullscreen; clipboard-write; web-share"
    assert page.locator("seminar-player iframe").get_attribute("allow") == allowed
    page.locator("seminar-player").evaluate(
        "(element, src) => { element.setAttribute('src', src); element.setAttribute('autoplay', ''); }",
        f"{root}{WATCH}#t=5",
    )
    assert "autoplay=1" in (page.locator("seminar-player iframe").get_attribute("src") or "")
    assert (complaints, errors) == ([], [])
