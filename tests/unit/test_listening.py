"""Questions that every engine is asked."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from mediasvc.domain.speech import Span
from workers.media.peaks import Samples
from workers.recognition import listen as listening
from workers.recognition.chunks import Chunk
from workers.recognition.engine import Engine
from workers.recognition.heard import HeardChunk, Line
from workers.recognition.listen import NICENESS, Job, give_way, listen

CHUNKS = tuple(Chunk((Span(at_ms, at_ms + 300), Span(at_ms + 500, at_ms + 600))) for at_ms in range(0, 5_000, 1_000))


class EngineOfLoudness:
    """Takes loud parts of a talk for Swahili and quiet ones for French, and writes no words."""

    languages = ("sw", "fr")

    def __init__(self) -> None:
        self.heard: list[tuple[list[Samples], str]] = []

    def language_shares(self, sound: Samples) -> Mapping[str, float]:
        return {"sw": 0.9, "fr": 0.1} if abs(sound).max() > 0.1 else {"sw": 0.3, "fr": 0.7}

    def hear(self, sounds: Sequence[Samples], language: str) -> Iterator[HeardChunk]:
        self.heard.append((list(sounds), language))
        yield from (HeardChunk((), -float(len(sound)), 0.0) for sound in sounds)


def answers(engine: Engine, language: str | None, master: Path) -> list[Line]:
    lines: list[Line] = []
    listen(Job(master, Path("model"), language, CHUNKS), engine, lines.append)
    return lines


@pytest.fixture
def master(tmp_path: Path) -> Path:
    """A talk of 5 s that is loud at its beginning alone."""
    sound = np.full(5 * 48_000, 300, "<i2")
    sound[:43_200] = 20_000
    sound.tofile(tmp_path / "master")
    return tmp_path / "master"


def test_each_chunk_is_heard_as_one_sound(master: Path) -> None:
    engine = EngineOfLoudness()
    language, *chunks = answers(engine, "fr", master)
    assert language == Line(language="fr")
    assert chunks == [Line(chunk=HeardChunk((), -6_400.0, 0.0))] * len(CHUNKS)
    assert [len(sounds) for sounds, _ in engine.heard] == [2, 2, 1]
    assert all(spoken == "fr" for _, spoken in engine.heard)
    assert np.abs(engine.heard[0][0][0][100:4_700]).min() > 0.5
    assert np.abs(engine.heard[0][0][1]).max() < 0.1


def test_the_language_is_that_of_most_of_the_talk(master: Path) -> None:
    # Its beginning alone would say another one: 0.9 + 0.3 + 0.3 against 0.1 + 0.7 + 0.7.
    (master.parent / "quiet").write_bytes(bytes(480_000))
    assert answers(EngineOfLoudness(), None, master.parent / "quiet")[0] == Line(language="fr")
    assert answers(EngineOfLoudness(), None, master)[0] == Line(language="sw")


def test_a_language_that_the_model_does_not_know_is_not_heard(master: Path) -> None:
    engine = EngineOfLoudness()
    assert answers(engine, "rw", master) == [Line(is_unknown_language=True)]
    assert engine.heard == []


def test_it_gives_way_within_its_session_and_its_session_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    monkeypatch.setattr(os, "nice", given.append)
    monkeypatch.setattr(listening, "OWN_SESSION", tmp_path / "autogroup")
    give_way()
    assert given == [NICENESS]
    assert (tmp_path / "autogroup").read_text() == str(NICENESS)
    monkeypatch.setattr(listening, "OWN_SESSION", tmp_path / "no" / "such" / "groups")
    give_way()
