"""A recognition that ends in the middle goes on there, and its engine's answers are checked."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from mediasvc.domain.build import Digest
from mediasvc.domain.errors import ConversionFailed, LanguageNotRecognised, OutOfMemory, RecognitionUnavailable
from mediasvc.domain.recognition import Recognised
from mediasvc.domain.speech import Span
from workers.recognition import recognise as recognition
from workers.recognition.heard import HeardChunk, HeardWord, Line
from workers.recognition.model import Model

# Two chunks, of which each says its number.
SPEECH = [Span(0, 20_000), Span(21_000, 40_000)]
DURATION_MS = 41_000


def line(line: Line) -> bytes:
    return json.dumps(asdict(line)).encode() + b"\n"


LANGUAGE = line(Line(language="sw"))
CHUNKS = [line(Line(chunk=HeardChunk((HeardWord(100, 400, text),), -0.2, 0.1))) for text in ("one", "two")]


class Engine:
    """Stands in for the engine's process: gives these answers, then ends as it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: bytes, then: Exception | None = None) -> None:
        self.jobs: list[Any] = []
        self._answers, self._then = answers, then
        monkeypatch.setattr(recognition, "run_python", self.run)

    def run(self, module: str, told: str, *, on_bytes: Callable[[bytes], None], **_: object) -> None:
        self.jobs.append(json.loads(told))
        for answer in self._answers:
            on_bytes(answer[:7])
            on_bytes(answer[7:])
        if self._then is not None:
            raise self._then


@pytest.fixture
def model(tmp_path: Path) -> Model:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"")
    return Model(folder, "base", Digest("0" * 64), is_multilingual=True)


def recognised(tmp_path: Path, model: Model, language: str | None = None) -> tuple[Recognised, list[float]]:
    master, folder, shares = tmp_path / "master", tmp_path / "kept", list[float]()
    master.write_bytes(bytes(96))
    folder.mkdir(exist_ok=True)
    found = recognition.recognise(master, DURATION_MS, SPEECH, language, model, folder, shares.append)
    return found, shares


def test_all_is_heard_at_once(tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(monkeypatch, LANGUAGE, *CHUNKS)
    found, shares = recognised(tmp_path, model)
    assert [(word.start_ms, word.end_ms, word.text) for word in found.words] == [
        (100, 400, "one"),
        (21_000, 21_100, "two"),
    ]
    assert (found.language, found.model, found.warnings) == ("sw", "base", ())
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert [len(job["chunks"]) for job in engine.jobs] == [2]


@pytest.mark.parametrize("cut", range(0, len(CHUNKS[1]), 40))
def test_what_was_heard_is_not_heard_again(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    Engine(monkeypatch, LANGUAGE, CHUNKS[0], CHUNKS[1][:cut], then=OutOfMemory("killed"))
    with pytest.raises(OutOfMemory):
        recognised(tmp_path, model)
    engine = Engine(monkeypatch, LANGUAGE, CHUNKS[1])
    found, _ = recognised(tmp_path, model)
    assert [word.text for word in found.words] == ["one", "two"]
    assert [(len(job["chunks"]), job["language"]) for job in engine.jobs] == [(1, "sw")]


def test_a_line_that_the_disk_has_half_is_not_used(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    Engine(monkeypatch, LANGUAGE, *CHUNKS)
    recognised(tmp_path, model)
    kept = tmp_path / "kept" / "heard.jsonl"
    kept.write_bytes(kept.read_bytes()[:-10])
    engine = Engine(monkeypatch, LANGUAGE, CHUNKS[1])
    assert len(recognised(tmp_path, model)[0].words) == 2
    assert len(engine.jobs) == 1


def test_what_is_kept_of_another_recognition_is_not_used(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    Engine(monkeypatch, LANGUAGE, *CHUNKS)
    recognised(tmp_path, model)
    engine = Engine(monkeypatch, LANGUAGE, *CHUNKS)
    recognised(tmp_path, model)
    assert engine.jobs == []
    recognised(tmp_path, model, "fr")
    assert [len(job["chunks"]) for job in engine.jobs] == [2]


def test_many_chunks_are_heard_by_several_processes(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "CHUNKS_AT_ONCE", 1)
    engine = Engine(monkeypatch, LANGUAGE, CHUNKS[0])
    recognised(tmp_path, model)
    assert [(len(job["chunks"]), job["language"]) for job in engine.jobs] == [(1, None), (1, "sw")]


@pytest.mark.parametrize(
    "answers",
    [
        (b"no JSON\n",),
        (LANGUAGE, CHUNKS[0]),
        (LANGUAGE, *CHUNKS, CHUNKS[1]),
        (LANGUAGE, CHUNKS[0].replace(b'"start_ms": 100', b'"start_ms": -1')),
        (LANGUAGE, CHUNKS[0].replace(b'"end_ms": 400', b'"end_ms": 1e9')),
        (LANGUAGE, CHUNKS[0].replace(b"-0.2", b"NaN")),
        (b'{"language": "' + b"e" * 2_000_000,),
    ],
)
def test_other_answers_are_refused(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch, answers: tuple[bytes, ...]
) -> None:
    Engine(monkeypatch, *answers)
    with pytest.raises(ConversionFailed):
        recognised(tmp_path, model)


def test_the_engine_says_what_it_cannot(tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    Engine(monkeypatch, line(Line(unloadable="RuntimeError: no model")))
    with pytest.raises(RecognitionUnavailable, match="no model"):
        recognised(tmp_path, model)
    Engine(monkeypatch, line(Line(is_unknown_language=True)))
    with pytest.raises(LanguageNotRecognised):
        recognised(tmp_path, model, "rw")
