"""What our own readers may take for a document, and what they may take of the machine together."""

from pathlib import Path

import pytest

from workers.inside import QUIET_CPU_S, limits_of
from workers.steps import encode_picture, read_slides, render_slides

LOOK_S, IMAGES_S, FRAMES_S = read_slides.LOOK_CPU_S, render_slides.PAGE_CPU_S, encode_picture.PAGE_CPU_S
# Runs over real decks: their pages, those allowed for each page, and the CPU seconds that they needed.
MEASURED = (
    *((20, LOOK_S, 4.2), (20, LOOK_S, 1.7), (3, LOOK_S, 1.0)),
    *((20, IMAGES_S, 16.5), (20, IMAGES_S, 9.0), (3, IMAGES_S, 3.0)),
    *((20, FRAMES_S, 2.7), (3, FRAMES_S, 1.0)),
    (1_000, read_slides.READ_PAGE_CPU_S, 20.6),
)


def document_of(folder: Path, size: int) -> Path:
    document = folder / "deck.pdf"
    document.write_bytes(bytes(size))
    return document


@pytest.mark.parametrize(("pages", "page_s", "seconds"), MEASURED)
def test_a_real_document_has_five_times_what_it_needs(
    tmp_path: Path, pages: int, page_s: float, seconds: float
) -> None:
    assert limits_of(document_of(tmp_path, 400_000), pages, page_s).cpu_seconds >= 5 * seconds


def test_a_small_document_is_answered_soon(tmp_path: Path) -> None:
    small = document_of(tmp_path, 20_000)
    assert limits_of(small, 1, LOOK_S).cpu_seconds < 9
    assert limits_of(small, 20, LOOK_S).cpu_seconds < 25
    assert limits_of(small, 1, IMAGES_S).cpu_seconds < 15
    assert QUIET_CPU_S <= 10


def test_a_large_document_has_longer(tmp_path: Path) -> None:
    assert limits_of(document_of(tmp_path, 5_000_000), 1, LOOK_S).cpu_seconds > 40
