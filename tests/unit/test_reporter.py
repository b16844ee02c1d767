"""What a worker tells of its build: shares, and a pace by its own clock."""

import pytest
from parts_of import parts_of

from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.steps import Node, Step
from mediasvc.domain.variants import VARIANTS
from mediasvc.ports import Parts
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.hand_in import new_build
from workers import reporter
from workers.reporter import Reporter

INGEST, RENDER = Node(Step.INGEST), Node(Step.RENDER_SLIDES)
TRACKS = [Node(Step.ENCODE_TRACK, variant.sound) for variant in VARIANTS[:2]]


class Clock:
    """A clock that goes on when it is told."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(reporter, "time", clock)
    return clock


@pytest.fixture
def parts() -> Parts:
    return parts_of()


def begun(parts: Parts) -> BuildId:
    seminar = create_draft(parts, Operator(), DetailChanges("A talk"), None)
    with parts.database.transaction() as catalogue:
        build = new_build(catalogue, Operator(), BuildRequest((), seminar.details), seminar)
        return catalogue.builds.begin(build.id).id


def stored(parts: Parts, build_id: BuildId) -> Build:
    with parts.database.reading() as catalogue:
        return catalogue.builds.by_id(build_id)


def test_a_report_has_shares_what_is_known_and_the_time_left(parts: Parts, clock: Clock) -> None:
    build_id, known = begun(parts), dict[str, int]()
    tells = Reporter(parts.database, build_id, [INGEST, RENDER, *TRACKS], lambda: known)
    tells.tell(INGEST, 0.0)
    assert stored(parts, build_id).progress == {"ingest": 0.0}
    tells.tell(INGEST, 1.0)
    tells.tell(RENDER, 0.0)
    tells.tell(TRACKS[0], 0.0)
    clock.now_s += 10
    known.update(slides=40, duration_ms=60_000)
    tells.tell(TRACKS[0], 1.0)
    build = stored(parts, build_id)
    assert build.progress == {"ingest": 1.0, "render_slides": 0.0, "encode_track": 0.5}
    assert (build.pace.elapsed_ms, build.pace.slides, build.pace.duration_ms) == (10_000, 40, 60_000)
    # Half of 53 took ten seconds; the other half, and the slides' 7, are left.
    assert build.pace.left_ms == round(10_000 * (26.5 + 7) / 26.5)


def test_what_was_there_before_is_no_evidence(parts: Parts, clock: Clock) -> None:
    build_id = begun(parts)
    tells = Reporter(parts.database, build_id, [INGEST, RENDER, *TRACKS], dict[str, int])
    for node in (INGEST, RENDER, TRACKS[0]):
        tells.tell(node, 0.0)
        tells.tell(node, 1.0)
    clock.now_s += 10
    tells.tell(TRACKS[1], 0.0)
    assert stored(parts, build_id).pace.left_ms is None
    clock.now_s += 10
    tells.tell(TRACKS[1], 0.5)
    assert stored(parts, build_id).pace.left_ms == 20_000


def test_reports_are_few(parts: Parts, clock: Clock) -> None:
    build_id = begun(parts)
    tells = Reporter(parts.database, build_id, [INGEST], dict[str, int])
    tells.tell(INGEST, 0.0)
    for hundredth in range(1, 100):
        clock.now_s += 0.001
        tells.tell(INGEST, hundredth / 100)
    assert stored(parts, build_id).progress == {"ingest": 0.0}
    clock.now_s += 1
    tells.tell(INGEST, 0.99)
    assert stored(parts, build_id).progress == {"ingest": 0.99}
