"""How far a build is, in numbers and in words."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.build import Build, BuildId, BuildRequest, BuildState, Step, percentage, sentence
from mediasvc.domain.errors import DeckEmpty
from mediasvc.domain.seminar import SeminarDetails, SeminarId

BUILD = Build(
    BuildId("b"), SeminarId("s"), BuildRequest((), SeminarDetails("A talk")), datetime(2026, 11, 22, tzinfo=UTC)
)
SHARES = st.dictionaries(st.sampled_from([step.value for step in Step]), st.floats(0, 1))


@given(SHARES, st.sampled_from(Step), st.floats(0, 1))
def test_a_percentage_never_falls_while_steps_go_on(shares: dict[str, float], step: Step, share: float) -> None:
    before = replace(BUILD, state=BuildState.RUNNING, progress=shares)
    further = replace(before, progress={**shares, step.value: max(share, shares.get(step.value, 0))})
    assert 0 <= percentage(before) <= percentage(further) < 100


def test_all_steps_come_to_nearly_all_and_a_published_build_to_all() -> None:
    done = dict.fromkeys((step.value for step in Step), 1.0)
    assert percentage(replace(BUILD, state=BuildState.RUNNING, progress=done)) == 99
    assert percentage(replace(BUILD, state=BuildState.PUBLISHED)) == 100


def test_a_sentence_says_what_happens() -> None:
    assert sentence(BUILD) == "Waiting for a worker"
    running = replace(BUILD, state=BuildState.RUNNING)
    assert sentence(running) == "Beginning"
    progress = {"ingest": 1.0, "render_slides": 0.5, "master_audio": 0.0}
    assert sentence(replace(running, progress=progress)) == "Drawing the slides, Levelling the sound"
    assert sentence(replace(BUILD, state=BuildState.PUBLISHED)) == "Published"
    failed = replace(BUILD, state=BuildState.FAILED, failure=DeckEmpty("talk.pdf").failure)
    assert sentence(failed) == "The deck has no visible slide: talk.pdf"
