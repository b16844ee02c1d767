"""Answers of our own readers are a stranger's: they are taken as writing, and as numbers that can be."""

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.domain.build import Digest, Source
from mediasvc.domain.errors import ConversionFailed, DeckEmpty, DeckUnreadable, PermanentError
from mediasvc.domain.limits import Limits
from workers import inside as inside_module
from workers.decks.examine import Examined
from workers.decks.identify import DeckKind
from workers.decks.outline import MOST_FONTS, DeckOutline, SlideOutline, as_answered
from workers.decks.show import Clip, ShowSlide
from workers.inside import FOUND_WRONG, inside
from workers.media.headers import Mending
from workers.process import Finished
from workers.steps import ingest, looks
from workers.steps.artifacts import Artifacts

HUGE = 10**4_000
CODES = {kind.code for kind in PermanentError.__subclasses__()}
TAKEN = {kind.code for kind in FOUND_WRONG}


def looked_at() -> int:
    """Stand for a reader of ours."""
    return 0


def answered(answer: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    def run_python(*_: Any, **__: Any) -> Finished:
        return Finished(0, json.dumps(answer).encode(), "")

    monkeypatch.setattr(inside_module, "run_python", run_python)
    return inside(looked_at, folder=Path(), reads=[])()


@pytest.mark.parametrize("code", sorted(CODES - TAKEN))
def test_what_is_wrong_with_a_build_is_not_a_readers_to_say(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConversionFailed, match="it said nothing"):
        answered({"error": {"code": code, "detail": "Log in again."}}, monkeypatch)


@pytest.mark.parametrize("code", sorted(TAKEN))
def test_what_is_wrong_with_a_file_is(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PermanentError) as raised:
        answered({"error": {"code": code, "detail": "line 3: it is odd"}}, monkeypatch)
    assert (raised.value.code, raised.value.detail) == (code, "line 3: it is odd")


def test_what_is_wrong_is_said_on_one_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DeckEmpty) as raised:
        answered({"error": {"code": "deck_empty", "detail": "\x1b[2Jno\n\n slide" + "x" * 1_000}}, monkeypatch)
    assert raised.value.detail.startswith("[2Jno slidexx")
    assert len(raised.value.detail) < 501


def test_an_outline_is_writing_and_can_be_kept() -> None:
    strange = SlideOutline(
        -7,
        "a\x1b",
        "b\ud800",
        linked_media=HUGE,
        signs="\ud800\x00\uf0e0\u2022\u2022",
        drawn_otherwise=("\x1b[2J\ud800",),
    )
    told = as_answered(DeckOutline((strange, strange), fonts=("F",) * (MOST_FONTS + 1)))
    assert [slide.deck_number for slide in told.slides] == [1, 2]
    assert told.slides[0].signs == "\u2022\uf0e0"
    assert told.slides[0].drawn_otherwise == ("[2J",)
    assert len(told.fonts) == MOST_FONTS
    kind = TypeAdapter(DeckOutline)
    assert kind.validate_json(kind.dump_json(told)) == told


def answers(result: object) -> Callable[..., Callable[..., object]]:
    return lambda *_, **__: lambda *_: result


def handed_in(folder: Path, name: str, content: bytes) -> tuple[Artifacts, Source]:
    storage = LocalStorage(folder / "storage")
    source = Source(Digest(hashlib.sha256(content).hexdigest()), name, len(content))
    storage.put(source.key, BytesIO(content))
    return Artifacts(storage, folder / "cache"), source


@pytest.mark.parametrize(
    ("slides", "linked", "lost"),
    [(-1, (), ()), (HUGE, (), ()), (Limits.deck_slides * 6, (), ()), (2, (3,), ()), (2, (), (0,)), (2, (-1,), ())],
)
def test_slides_that_cannot_be_are_not_counted(
    slides: int,
    linked: tuple[int, ...],
    lost: tuple[int, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    artifacts, source = handed_in(tmp_path, "x.pdf", b"%PDF-1.4\n")
    monkeypatch.setattr(ingest, "inside", answers(Examined(DeckKind.PDF, slides, linked, lost)))
    with pytest.raises(DeckUnreadable, match="slide"):
        ingest.run(artifacts, [source], Limits())


@pytest.mark.parametrize(
    "show",
    [
        (ShowSlide(),),
        (ShowSlide(), ShowSlide(advance_ms=-1)),
        (ShowSlide(), ShowSlide(advance_ms=HUGE)),
        (ShowSlide(), ShowSlide(transition_ms=-1)),
        (ShowSlide(), ShowSlide(clips=(Clip("a", 0, 0, cut_start_ms=-1),))),
        (ShowSlide(), ShowSlide(clips=(Clip("a", 0, 0, cut_end_ms=HUGE),))),
    ],
)
def test_a_show_that_cannot_be_is_none_of_the_deck(
    show: tuple[ShowSlide, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    artifacts, source = handed_in(tmp_path, "x.pptx", b"PK\3\4")
    monkeypatch.setattr(ingest, "inside", answers(Examined(DeckKind.PPTX, 2, show=show)))
    with pytest.raises(DeckUnreadable, match="show"):
        ingest.run(artifacts, [source], Limits())


@pytest.mark.parametrize(("said", "real"), [(5, 0), (-1, 0), (HUGE, 5), (5, HUGE), (5, -1)])
def test_sizes_of_sound_that_cannot_be_are_not_believed(
    said: int, real: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    artifacts, source = handed_in(tmp_path, "x.wav", b"RIFF\0\0\0\0WAVEfmt ")
    monkeypatch.setattr(looks, "inside", answers(Mending((), said, real)))
    with pytest.raises(ConversionFailed, match="sizes of sound"):
        ingest.run(artifacts, [source], Limits())
