"""Whoever has made a talk hears that its words are still to come, or why they never will."""

import json

import pytest

from mediasvc.cli.built import build_and_tell
from mediasvc.cli.next_steps import ended_well
from mediasvc.domain.build import Digest
from mediasvc.domain.errors import RecognitionUnavailable
from mediasvc.domain.recognition_job import Recognition, warning_of
from mediasvc.domain.seminar import SeminarState
from mediasvc.organiser.desk import Published, Talk

TALK = Talk("a-talk", "A talk", SeminarState.PUBLISHED, 1, "http://localhost/s/a-talk")


@pytest.mark.parametrize("waits", [False, True], ids=["public", "held"])
@pytest.mark.parametrize("awaits", [False, True])
def test_what_ended_says_that_words_are_on_their_way(waits: bool, awaits: bool) -> None:
    lines = ended_well(Published(TALK, 1, (), waits=waits, awaits_words=awaits))
    assert any("words are still being recognised" in line for line in lines) == awaits


@pytest.mark.parametrize("awaits", [False, True])
def test_programs_are_told_too(awaits: bool, capsys: pytest.CaptureFixture[str]) -> None:
    build_and_tell(lambda _: Published(TALK, 1, (), awaits_words=awaits), as_json=True)
    assert ("awaits_words" in json.loads(capsys.readouterr().out)) == awaits


def test_a_reason_and_what_helps_are_two_sentences() -> None:
    failed = Recognition(Digest("a"), Digest("b"), "base").failed(RecognitionUnavailable("no model is here").failure)
    warning = warning_of(failed)
    assert warning is not None
    assert "no model is here. Ask " in warning.message
