"""Which step needs which, and what an artifact is named by."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain import variants
from mediasvc.domain.build import BuildRequest, BuildState, Digest, Source, Translation
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.domain.steps import DURATION_KNOWN_AFTER, Node, Step, artifact_key, build_graph
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.variants import ON_DEMAND, VARIANTS, Mp3, Picture, Variant, wanted

CAPTIONS = Source(Digest("c"), "talk.vtt", 9)
CUES = Source(Digest("d"), "cues.csv", 9)
REQUEST = BuildRequest((), SeminarDetails("A talk"))
CAPTIONED = replace(REQUEST, captions=CAPTIONS)
REQUESTS = st.builds(
    replace,
    st.sampled_from((REQUEST, CAPTIONED)),
    also=st.lists(st.sampled_from(ON_DEMAND), unique=True).map(tuple),
)
TALL = Picture(width=854, height=480, level=30, qp=27, most_kbps=1_000)


def needs_of(graph: Mapping[Node, frozenset[Node]], node: Node) -> set[Node]:
    """Everything that must be done before this node."""
    return {node}.union(*(needs_of(graph, need) for need in graph[node]))


@given(REQUESTS)
def test_every_node_can_be_reached_and_all_is_done_before_publishing(request: BuildRequest) -> None:
    graph = build_graph(request)
    order = list(TopologicalSorter(graph).static_order())
    assert set(order) == graph.keys()
    assert order[0] == Node(Step.INGEST)
    assert order[-1] == Node(Step.PUBLISH)
    assert needs_of(graph, Node(Step.PUBLISH)) == graph.keys()
    assert {node.of for node in graph if node.step is Step.MUX} == set(wanted(request.also))


@given(REQUESTS)
def test_a_variant_is_muxed_from_its_tracks(request: BuildRequest) -> None:
    graph = build_graph(request)
    for variant in wanted(request.also):
        tracks = {node.of for node in graph[Node(Step.MUX, variant)] if node.step is Step.ENCODE_TRACK}
        assert tracks == {variant.sound, variant.picture} - {None}


def test_sound_waits_for_no_timeline_and_pictures_of_given_cues_for_no_master_and_no_drawings() -> None:
    graph = build_graph(replace(CAPTIONED, cues=CUES, also=ON_DEMAND))
    for variant in VARIANTS:
        sound = Node(Step.ENCODE_TRACK, variant.sound)
        assert needs_of(graph, sound) == {sound, Node(Step.INGEST), Node(Step.MEASURE_SOUND), Node(Step.MASTER_AUDIO)}
        if variant.picture is not None:
            picture = needs_of(graph, Node(Step.ENCODE_TRACK, variant.picture))
            assert picture.isdisjoint({Node(Step.MASTER_AUDIO), Node(Step.RENDER_SLIDES)})


def test_speech_is_heard_beside_the_encoding_where_a_method_looks_at_it() -> None:
    heard = Node(Step.HEAR_SPEECH)
    for asked in (REQUEST, replace(REQUEST, timing=TimingMethod.PAUSES, cues=CUES)):
        graph = build_graph(asked)
        assert graph[heard] == {Node(Step.MASTER_AUDIO)}
        assert heard in graph[Node(Step.PLAN_TIMELINE)]
    for method in (TimingMethod.CUES, TimingMethod.EVEN, TimingMethod.REHEARSED, TimingMethod.AUTO):
        assert heard not in build_graph(replace(REQUEST, timing=method, cues=CUES))


def test_videos_are_watched_where_slide_times_may_come_from_them() -> None:
    watched = Node(Step.WATCH_VIDEO)
    for asked in (REQUEST, replace(REQUEST, timing=TimingMethod.VIDEO, cues=CUES)):
        graph = build_graph(asked)
        assert graph[watched] == {Node(Step.RENDER_SLIDES), Node(Step.MEASURE_SOUND)}
        assert watched in graph[Node(Step.PLAN_TIMELINE)]
    assert watched not in build_graph(replace(REQUEST, cues=CUES))
    for method in set(TimingMethod) - {TimingMethod.AUTO, TimingMethod.VIDEO}:
        assert watched not in build_graph(replace(REQUEST, timing=method, cues=CUES))


def test_slides_are_read_while_the_recording_is_listened_to() -> None:
    assert needs_of(build_graph(REQUEST), Node(Step.READ_SLIDES)) == {Node(Step.READ_SLIDES), Node(Step.INGEST)}


def test_only_chaptered_files_wait_for_titles_and_times() -> None:
    graph = build_graph(REQUEST)
    waiting = {node.of for node, needs in graph.items() if node.step is Step.MUX and Node(Step.PLAN_TIMELINE) in needs}
    assert waiting == {variant for variant in VARIANTS if variant.chaptered}


def test_captions_are_read_only_where_there_are_some_and_slide_times_may_come_from_them() -> None:
    graph, captions = build_graph(CAPTIONED), Node(Step.READ_CAPTIONS)
    assert {node.step for node, needs in graph.items() if captions in needs} == {Step.HEAR_SPEECH, Step.TIME_CAPTIONS}
    timed = Node(Step.TIME_CAPTIONS)
    assert {node.step for node, needs in graph.items() if timed in needs} == {Step.PLAN_TIMELINE, Step.PUBLISH}
    assert captions not in build_graph(REQUEST)


def test_captions_in_another_language_are_read_by_themselves_and_tell_no_slide_times() -> None:
    french = Translation("fr", CAPTIONS)
    graph = build_graph(replace(CAPTIONED, translations=(french,)))
    own, other = Node(Step.TIME_CAPTIONS), Node(Step.TIME_CAPTIONS, french)
    assert graph[other] == {Node(Step.READ_CAPTIONS, french), Node(Step.HEAR_SPEECH)}
    assert {node.step for node, needs in graph.items() if other in needs} == {Step.PUBLISH}
    assert own in graph[Node(Step.PLAN_TIMELINE)]
    alone = build_graph(replace(REQUEST, translations=(french,)))
    assert (other in alone, own in alone) == (True, False)
    assert all(needs <= alone.keys() for needs in alone.values())


def test_captions_wait_for_no_slides() -> None:
    graph, captions = build_graph(CAPTIONED), Node(Step.READ_CAPTIONS)
    assert needs_of(graph, captions) == {captions, Node(DURATION_KNOWN_AFTER), Node(Step.INGEST)}


@pytest.mark.parametrize("step", [Step.READ_CAPTIONS, Step.PLAN_TIMELINE, Step.MUX, Step.PUBLISH])
def test_the_duration_is_known_to_all_that_use_it(step: Step) -> None:
    graph = build_graph(CAPTIONED)
    for node in (node for node in graph if node.step is step):
        assert Node(DURATION_KNOWN_AFTER) in needs_of(graph, node)


def test_only_publishing_waits_for_the_slides_to_be_bound() -> None:
    graph = build_graph(REQUEST)
    assert [node.step for node, needs in graph.items() if Node(Step.BIND_SLIDES) in needs] == [Step.PUBLISH]


def test_variants_of_equal_tracks_share_them(monkeypatch: pytest.MonkeyPatch) -> None:
    audio = Variant("a", "A", Mp3(kbps=16, rate_hz=24_000))
    silent = replace(audio, name="b", picture=TALL)
    other = Variant("c", "C", Mp3(kbps=24, rate_hz=24_000), replace(TALL))
    monkeypatch.setattr(variants, "VARIANTS", (audio, silent, other))
    tracks = [node.of for node in build_graph(REQUEST) if node.step is Step.ENCODE_TRACK]
    assert len(tracks) == 3
    assert set(tracks) == {audio.sound, other.sound, TALL}


def test_a_key_is_stable() -> None:
    """Whatever changes this value makes everything that was ever built be built again."""
    key = artifact_key(Step.ENCODE_TRACK, 3, {"kbps": 16, "title": "سلسلة", "runs": [("a", 2)]}, ["0f", "1e"])
    assert key == "ca2ceb9fb84471db4b5cdc5d7251d58f5262d1c7a2695820c0108e7e698c2a27"


@pytest.mark.parametrize(
    ("step", "version", "parameters", "inputs"),
    [
        (Step.INGEST, 1, {"a": 1, "b": 2}, ["x", "y"]),
        (Step.MUX, 2, {"a": 1, "b": 2}, ["x", "y"]),
        (Step.MUX, 1, {"a": 1}, ["x", "y"]),
        (Step.MUX, 1, {"a": 1, "b": 3}, ["x", "y"]),
        (Step.MUX, 1, {"a": 1, "b": "2"}, ["x", "y"]),
        (Step.MUX, 1, {"a": 1, "c": 2}, ["x", "y"]),
        (Step.MUX, 1, {"a": 1, "b": 2}, ["y", "x"]),
        (Step.MUX, 1, {"a": 1, "b": 2}, ["x"]),
        (Step.MUX, 1, {"a": 1, "b": 2}, ["xy"]),
        (Step.MUX, 1, {"a": 1, "b": 2}, ["x", "y", ""]),
    ],
)
def test_a_key_tells_every_input_apart(
    step: Step, version: int, parameters: Mapping[str, Any], inputs: Sequence[str]
) -> None:
    assert artifact_key(step, version, parameters, inputs) != artifact_key(Step.MUX, 1, {"a": 1, "b": 2}, ["x", "y"])


def test_the_order_of_parameters_is_nothing_to_a_key() -> None:
    assert artifact_key(Step.MUX, 1, {"a": 1, "b": 2}, []) == artifact_key(Step.MUX, 1, {"b": 2, "a": 1}, ())


@pytest.mark.parametrize(
    ("state", "final"),
    [
        (BuildState.QUEUED, False),
        (BuildState.RUNNING, False),
        (BuildState.PUBLISHED, True),
        (BuildState.FAILED, True),
    ],
)
def test_a_build_ends_published_or_failed(state: BuildState, final: bool) -> None:
    assert state.is_final is final
