"""How far a build is, in numbers and in words."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.build import Build, BuildId, BuildRequest, BuildState, Digest, Source
from mediasvc.domain.errors import DeckEmpty
from mediasvc.domain.progress import percentage, sentence
from mediasvc.domain.seminar import SeminarDetails, SeminarId
from mediasvc.domain.steps import Step, build_graph

BUILD = Build(
    BuildId("b"), SeminarId("s"), BuildRequest((), SeminarDetails("A talk")), datetime(2026, 11, 22, tzinfo=UTC)
)
CAPTIONED = replace(BUILD, request=replace(BUILD.request, captions=Source(Digest("c"), "talk.vtt", 9)))
SHARES = st.dictionaries(st.sampled_from([step.value for step in Step]), st.floats(0, 1))


@given(SHARES, st.sampled_from(Step), st.floats(0, 1))
def test_a_percentage_never_falls_while_steps_go_on(shares: dict[str, float], step: Step, share: float) -> None:
    before = replace(BUILD, state=BuildState.RUNNING, progress=shares)
    further = replace(before, progress={**shares, step.value: max(share, shares.get(step.value, 0))})
    assert 0 <= percentage(before) <= percentage(further) < 100


def test_all_steps_come_to_nearly_all_and_a_published_build_to_all() -> None:
    for build in (BUILD, CAPTIONED):
        done = {node.step.value: 1.0 for node in build_graph(build.request)}
        assert percentage(replace(build, state=BuildState.RUNNING, progress=done)) == 99
        less = {step: share for step, share in done.items() if step != Step.ENCODE_TRACK}
        assert 40 < percentage(replace(build, state=BuildState.RUNNING, progress=less)) < 55
    assert percentage(replace(BUILD, state=BuildState.PUBLISHED)) == 100


def test_captions_count_only_where_there_are_some() -> None:
    read = {"read_captions": 1.0}
    assert percentage(replace(BUILD, state=BuildState.RUNNING, progress=read)) == 0
    both = {"ingest": 1.0, "read_captions": 1.0}
    captioned = replace(CAPTIONED, state=BuildState.RUNNING)
    assert percentage(replace(captioned, progress=both)) > percentage(replace(captioned, progress={"ingest": 1.0}))
    assert sentence(replace(captioned, progress={"read_captions": 0.0})) == "Reading the captions"


def test_a_sentence_says_what_happens() -> None:
    assert sentence(BUILD) == "Waiting for a worker"
    running = replace(BUILD, state=BuildState.RUNNING)
    assert sentence(running) == "Beginning"
    progress = {"ingest": 1.0, "render_slides": 0.5, "master_audio": 0.0}
    assert sentence(replace(running, progress=progress)) == "Drawing the slides"
    assert sentence(replace(BUILD, state=BuildState.PUBLISHED)) == "Published"
    failed = replace(BUILD, state=BuildState.FAILED, failure=DeckEmpty("talk.pdf").failure)
    assert sentence(failed) == "The deck has no visible slide: talk.pdf"
