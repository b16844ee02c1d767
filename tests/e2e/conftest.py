"""A seminar of the tests' own, and the command line as an organiser runs it."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import Mediasvc
from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches
from seminar import COLOURS, HIDDEN, SECONDS


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
