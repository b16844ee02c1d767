"""Every step has a row that says what it needs and weighs, and one that says what runs it; the two agree."""

from typing import Any
from unittest.mock import MagicMock

import pytest

from mediasvc.domain.build import Build, BuildId, BuildRequest, Digest, Source, Translation
from mediasvc.domain.errors import CaptionsInvalid
from mediasvc.domain.seminar import SeminarDetails, SeminarId
from mediasvc.domain.steps import DURATION_KNOWN_AFTER, STEPS, Node, Step, build_graph
from mediasvc.domain.variants import ON_DEMAND, VARIANTS
from workers.steps import build_warnings, context, evidence, read_captions, table

REQUEST = BuildRequest(
    (), SeminarDetails("A talk"), also=ON_DEMAND, captions=Source(Digest("c"), "talk.vtt", 9), automatic_captions=True
)
# What steps run, beside what is called as they are.
MODULES = ("encode_picture", "encode_sound", "automatic_captions", "compare_captions", "narration", "measure_narration")
GRAPH = build_graph(REQUEST, recognises=True)


class Results(dict[Node, Any]):
    """Results of any node, and which of them were read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: set[Node] = set()

    def __getitem__(self, node: Node) -> Any:
        self.read.add(node)
        return MagicMock()

    def get(self, node: Node, default: object = None) -> Any:
        return self[node]


def needs_of(node: Node) -> set[Node]:
    """Everything that must be done before this node."""
    return set(GRAPH[node]).union(*(needs_of(need) for need in GRAPH[node]))


def run(node: Node, results: dict[Node, Any]) -> object:
    build = Build(BuildId("b"), SeminarId("s"), REQUEST, MagicMock())
    seen = context.BuildContext(MagicMock(), MagicMock(), MagicMock(), MagicMock(), build, results, MagicMock())
    return table.RUNS[node.step](seen, node.of, lambda _: None)


def test_every_step_has_a_row_in_both_tables() -> None:
    assert list(STEPS) == list(Step)
    assert table.RUNS.keys() == set(Step)
    assert all(row.sentence and row.weight > 0 for row in STEPS.values())


@pytest.mark.parametrize("node", GRAPH, ids=lambda node: node.step)
def test_a_step_reads_no_result_that_it_does_not_wait_for(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (table, evidence, build_warnings):
        for name in {*Step, *MODULES} & vars(place).keys():
            monkeypatch.setattr(place, name, MagicMock())
    results = Results()
    run(node, results)
    assert results.read <= needs_of(node)
    assert bool(results.read) is (node.step is not Step.INGEST)


@pytest.mark.parametrize(
    ("language", "told"),
    [("fr", ("fr", "talk.vtt", "captions in fr: talk.vtt: line 1")), (None, ("und", "talk.vtt", "talk.vtt: line 1"))],
)
def test_what_is_wrong_with_captions_names_their_language(
    monkeypatch: pytest.MonkeyPatch, language: str | None, told: tuple[str, str, str]
) -> None:
    translation = None if language is None else Translation(language, Source(Digest("f"), "talk.vtt", 9))
    results = {Node(Step.INGEST): MagicMock(translations=[translation]), Node(DURATION_KNOWN_AFTER): MagicMock()}
    monkeypatch.setattr(read_captions, "run", MagicMock(side_effect=CaptionsInvalid("line 1").about("talk.vtt")))
    with pytest.raises(CaptionsInvalid) as raised:
        run(Node(Step.READ_CAPTIONS, translation), results)
    failure = raised.value.failure
    assert (failure.language, failure.source, failure.message.partition(": ")[2]) == told


@pytest.mark.parametrize("node", [Node(Step.ENCODE_TRACK), Node(Step.ENCODE_TRACK, VARIANTS[0]), Node(Step.MUX)])
def test_a_part_that_a_step_cannot_make_is_an_error(node: Node) -> None:
    with pytest.raises(TypeError):
        run(node, Results())
