"""A seminar of the tests' own, and the command line as an organiser runs it."""

import asyncio
import subprocess
from collections.abc import Callable, Generator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from benchmark.link import chromium
from browsing import DESKTOP, Open, windows
from command_line import Mediasvc
from offline_talk import make_talk
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches
from seminar import COLOURS, HIDDEN, SECONDS
from served_talk import publish_talk, serving

from mediasvc.bootstrap import Service, open_service
from mediasvc.domain.manifest import Manifest
from mediasvc.settings import Settings

# What is expected on a page comes, however busy the machine is.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four slides of one colour each, and a hidden one behind the second."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(13.333), Inches(7.5)
    for number in range(len(COLOURS) + 1):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.background.fill.solid()
        visible = number if number < HIDDEN else number - 1
        slide.background.fill.fore_color.rgb = RGBColor(*COLOURS[visible])
        title: Any = slide.shapes.title
        title.text = f"Slide {number + 1} شريحة"
        if number == HIDDEN:
            element: Any = slide.element
            element.set("show", "0")
    path = tmp_path_factory.mktemp("deck") / "deck.pptx"
    presentation.save(str(path))
    return path


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two slides as a PDF, for what needs no LibreOffice and is done sooner without."""
    path = tmp_path_factory.mktemp("pages") / "pages.pdf"
    first, second = (Image.new("RGB", (640, 360), colour) for colour in COLOURS[:2])
    first.save(path, save_all=True, append_images=[second])
    return path


@pytest.fixture(scope="session")
def make_recording(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """A recording of so many seconds: noise that comes and goes as speech does."""

    def make(seconds: int) -> Path:
        path = tmp_path_factory.mktemp("recording") / f"{seconds}.wav"
        source = f"anoisesrc=d={seconds}:c=pink:a=0.3:r=16000:seed=1,tremolo=f=3:d=0.9"
        subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, str(path)], check=True)
        return path

    return make


@pytest.fixture(scope="session")
def recording(make_recording: Callable[[int], Path]) -> Path:
    return make_recording(SECONDS)


@pytest.fixture
def mediasvc(tmp_path: Path) -> Mediasvc:
    """The command line with a data folder of its own."""
    return Mediasvc(tmp_path / "data")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("talk")


@pytest.fixture(scope="session")
def made_talk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """What `make_talk` makes, and where: for copies alone."""
    folder = tmp_path_factory.mktemp("made")
    return folder, make_talk(folder)


@pytest.fixture(scope="module")
def talk(folder: Path, made_talk: tuple[Path, Manifest]) -> Manifest:
    made_in, manifest = made_talk
    copytree(made_in, folder, dirs_exist_ok=True)
    return manifest


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, folder: Path, talk: Manifest) -> Generator[Service]:
    """One that has a talk, `a-talk`."""
    with open_service(
        Settings(data_dir=tmp_path_factory.mktemp("data"), public_url="https://talks.example")
    ) as service:
        publish_talk(service, folder, talk, "Colours & more")
        yield service


@pytest.fixture(scope="module")
def root(service: Service) -> Generator[str]:
    with serving(service) as address:
        yield address


@pytest.fixture(scope="session")
def started_browser() -> Generator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """The browser that all tests share, and the event loop that it needs, which is at rest."""
    with chromium() as browser:
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield browser, loop
        asyncio._set_running_loop(loop)


@pytest.fixture
def browser(started_browser: tuple[Browser, asyncio.AbstractEventLoop]) -> Generator[Browser]:
    """The shared browser. Its loop counts as running only meanwhile, as other tests run loops of their own."""
    browser, loop = started_browser
    asyncio._set_running_loop(loop)
    yield browser
    asyncio._set_running_loop(None)


@pytest.fixture
def asked() -> list[str]:
    """The addresses that the pages asked for, in order."""
    return []


@pytest.fixture
def complaints() -> list[str]:
    """What the pages wrote to the console. A test in which something fails on purpose empties it."""
    return []


@pytest.fixture
def open_page(browser: Browser, root: str, asked: list[str], complaints: list[str]) -> Generator[Open]:
    """Opens a path in a new window, and holds that no page complains, or asks anybody but the service."""

    def complain(event: ConsoleMessage | Error) -> None:
        complaints.append(str(event))

    def ask(request: Request) -> None:
        asked.append(request.url.removeprefix(root))

    def open_path(path: str, window: tuple[int, int] = DESKTOP, script: bool = True) -> Page:
        page = new_window(window, script)
        page.set_default_timeout(8_000)
        page.on("console", complain)
        page.on("pageerror", complain)
        page.on("request", ask)
        page.goto(root + path)
        return page

    with windows(browser) as new_window:
        yield open_path
    assert complaints == []
    assert [address for address in asked if not address.startswith(("/", "data:", "blob:"))] == []
