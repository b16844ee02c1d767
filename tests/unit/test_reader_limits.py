"""Limits of our own readers: for one document, and of the machine for all of them together."""

import threading
from pathlib import Path
from typing import Any

import pytest

from mediasvc.domain.errors import ConverterOverLimit
from workers import inside as readers
from workers.decks import office
from workers.inside import LIMITS, QUIET_CPU_S, READERS_MB, limits_of, share_mb
from workers.process import Finished, Limits
from workers.sandbox.room import Room
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


@pytest.mark.parametrize("cores", [1, 2, 4, 6])
def test_readers_on_every_core_find_room(cores: int) -> None:
    assert 160 < share_mb(cores) * cores <= READERS_MB


def test_a_worker_and_what_it_runs_stay_below_two_gigabytes(tmp_path: Path) -> None:
    assert READERS_MB + 400 < 2_000
    assert office.limits_of(document_of(tmp_path, 1)).memory_mb + 400 < 2_000


@pytest.mark.timeout(20)
def test_what_finds_no_room_waits_until_there_is() -> None:
    room, inside_it = Room(100), threading.Event()

    def take_much() -> None:
        with room.taken(80):
            inside_it.set()

    waiting = threading.Thread(target=take_much)
    with room.taken(50), room.taken(50):
        waiting.start()
        assert not inside_it.wait(0.1)
    waiting.join()
    assert inside_it.is_set()


def test_a_reader_that_needs_more_than_its_share_runs_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []

    def run_python(*_: Any, limits: Limits, **__: Any) -> Finished:
        given.append(limits.memory_mb)
        if limits.memory_mb < LIMITS.memory_mb:
            raise ConverterOverLimit("python: it took more than its share")
        return Finished(0, b'{"result": 7}', "")

    def read() -> int:
        return 0

    monkeypatch.setattr(readers, "run_python", run_python)
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    assert readers.inside(read, folder=tmp_path, reads=[])() == 7
    assert given == [share_mb(4), LIMITS.memory_mb]
