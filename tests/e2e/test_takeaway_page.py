"""A talk to take away: fetched from its page, unpacked, and played from `file://` in a real Chromium."""

import json
import zipfile
from collections.abc import Generator
from pathlib import Path

import pytest
from browsing import (
    DESKTOP,
    PHONE,
    Open,
    assert_shows,
    pause_behind,
    play_by_key,
    player,
    position,
    seek,
    slide_at,
    windows,
)
from offline_talk import CHOICES, SLIDES
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect

from mediasvc.bootstrap import Service
from mediasvc.delivery.figures import size
from mediasvc.domain.access import Operator
from mediasvc.domain.manifest import Manifest
from mediasvc.usecases.export import Handout, export
from mediasvc.web.offline import offline_page


@pytest.fixture
def open_folder(browser: Browser) -> Generator[Open]:
    """Opens a folder's page, and holds that it asks for nothing that is not there, nor elsewhere, nor complains."""
    complaints: list[str] = []

    def complain(event: ConsoleMessage | Error) -> None:
        complaints.append(str(event))

    def look(request: Request) -> None:
        # What a browser breaks off itself, as it does with media, is there.
        if request.failure not in (None, "net::ERR_ABORTED") or not request.url.startswith(("file:", "data:")):
            complaints.append(f"{request.url} {request.failure}")

    def open_folder(folder: Path, window: tuple[int, int] = DESKTOP, script: bool = True) -> Page:
        page = new_window(window, script)
        page.on("console", complain)
        page.on("pageerror", complain)
        for event in ("requestfailed", "request"):
            page.on(event, look)
        page.goto((folder / "index.html").as_uri())
        return page

    with windows(browser) as new_window:
        yield open_folder
    assert complaints == []


def take_away(open_page: Open, variant: str, into: Path) -> Path:
    """The folder that the zip of this way of following, fetched by a click on the talk's page, is unpacked to."""
    page = open_page("/s/a-talk")
    link = page.locator(f"a[href$='/takeaway/{variant}.zip']")
    with page.expect_download() as fetched:
        link.click()
    assert fetched.value.suggested_filename == f"a-talk-{variant}.zip"
    path = into / "talk.zip"
    fetched.value.save_as(path)
    folder = f"a-talk-{variant}"
    told = json.loads(zipfile.Path(path, f"{folder}/manifest.json").read_text("utf-8"))
    weighs = sum(image["size_bytes"] for slide in told["slides"] for image in slide["images"])
    weighs += sum(file["size_bytes"] for file in (*told["renditions"], *told["attachments"]))
    expect(page.get_by_role("listitem").filter(has=link)).to_contain_text(f"ZIP, about {size(weighs)}")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(into)
    return into / folder


@pytest.mark.parametrize("href", ["audio-basic.mp3", "video-low.mp4", "slides.pdf"])
def test_a_file_is_kept_by_a_name_that_says_of_which_talk_it_is(open_page: Open, href: str) -> None:
    page = open_page("/s/a-talk")
    link = page.locator(f"a[href$='/{href}?download'][download]")
    # Browsers do not heed the attribute where the file comes from another origin.
    for click in ("link => link.click()", "link => { link.removeAttribute('download'); link.click(); }"):
        with page.expect_download() as fetched:
            link.evaluate(click)
            link = page.locator(f"a[href$='/{href}?download']")
        assert fetched.value.suggested_filename == f"a-talk-{href}"


def play_from(page: Page, at_s: float) -> None:
    play_by_key(page)
    seek(page, at_s)


@pytest.mark.parametrize("window", [DESKTOP, PHONE])
def test_the_smallest_talk_plays_and_shows_its_slides(
    open_page: Open, open_folder: Open, tmp_path: Path, window: tuple[int, int]
) -> None:
    page = open_folder(take_away(open_page, "audio-low", tmp_path), window)
    expect(page.get_by_role("radio")).to_have_count(2)
    expect(page.get_by_role("radio", name="Sound + slides")).to_be_checked()
    play_from(page, 1.7)
    pause_behind(page, 2.1)
    assert_shows(page, slide_at(position(page)))
    for at in (7.3, 0.2, 9.6, 4.6):
        seek(page, at)
        assert_shows(page, slide_at(at))
    pictures = page.locator(".slides img")
    expect(pictures.first).to_be_visible()
    assert len(set(pictures.evaluate_all("all => all.map(image => image.currentSrc || image.src)"))) == SLIDES
    files = [path.name for path in (tmp_path / "a-talk-audio-low").rglob("*.*")]
    assert [name for name in files if name.endswith((".webm", ".mp3", ".mp4", ".avif"))] == ["audio-low.webm"]
    assert sorted(name for name in files if name.endswith(".jpg")) == [f"{n:04}-480.jpg" for n in range(1, SLIDES + 1)]


def test_a_video_to_take_away_plays(open_page: Open, open_folder: Open, tmp_path: Path) -> None:
    page = open_folder(take_away(open_page, "video-low", tmp_path))
    expect(page.get_by_role("radio")).to_have_count(1)
    expect(page.get_by_role("radio", name="Video, small")).to_be_checked()
    play_from(page, 1.7)
    pause_behind(page, 2.1)
    expect(page.locator("#number")).to_have_text(str(slide_at(position(page)) + 1))
    assert player(page).evaluate("media => media.localName") == "video"
    page.locator("a.jump", has_text="0:09").click()
    expect(page.locator("#number")).to_have_text("4")


@pytest.mark.parametrize("variant", ["audio-low", "video-low"])
def test_without_script_it_plays_too(open_page: Open, open_folder: Open, tmp_path: Path, variant: str) -> None:
    page = open_folder(take_away(open_page, variant, tmp_path), script=False)
    medium = page.locator("audio, video")
    expect(medium).to_have_count(1)
    medium.focus()
    page.keyboard.press("Space")
    expect(medium).to_have_js_property("paused", False)
    expect(page.get_by_role("link", name="Large picture")).to_have_count(SLIDES)


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_the_whole_talk_plays_from_its_folder_too(
    service: Service, talk: Manifest, open_folder: Open, tmp_path: Path, name: str
) -> None:
    export(service, Operator(), "a-talk", tmp_path / name, Handout(offline_page))
    if name.endswith(".zip"):
        with zipfile.ZipFile(tmp_path / name) as archive:
            archive.extractall(tmp_path)
        (tmp_path / "a-talk").rename(tmp_path / "out")
    named = {file.href for file in talk.files}
    there = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
    assert there == {*named, "manifest.json", "index.html"}
    assert "slides.pdf" in there
    page = open_folder(tmp_path / "out")
    expect(page.get_by_role("radio")).to_have_count(len(CHOICES))
    play_from(page, 1.7)
    pause_behind(page, 2.1)
    assert_shows(page, slide_at(position(page)))
