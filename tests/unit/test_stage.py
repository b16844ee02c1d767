"""Every talk is at one stage, whatever has happened to it."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.build import Build, BuildId, BuildRequest, BuildState
from mediasvc.domain.errors import Cancelled, DeckEmpty
from mediasvc.domain.order import Order
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, SeminarState
from mediasvc.domain.stage import Stage, stage_of
from mediasvc.domain.waiting import WaitingOrder

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ID = SeminarId("a")
DRAFT = Seminar(ID, "a-talk", SeminarDetails("A talk"), NOW)
SEMINARS = st.sampled_from([DRAFT, replace(DRAFT, release=1), replace(DRAFT, release=1, withdrawn_at=NOW)])
BUILD = Build(BuildId("b"), ID, BuildRequest((), SeminarDetails("A talk")), NOW)
ENDED = [
    replace(BUILD, state=BuildState.PUBLISHED),
    *(replace(BUILD, state=BuildState.FAILED, failure=kind().failure) for kind in (DeckEmpty, Cancelled)),
]
BUILDS = st.sampled_from([None, BUILD, replace(BUILD, state=BuildState.RUNNING), *ENDED])
WAITING = st.sampled_from([None, *(Release(ID, 2, BuildId("c"), {}, NOW, publish_at=at) for at in (None, NOW))])


ORDER = WaitingOrder(ID, Order(), "operator", NOW, ("talk.mp3",))
REFUSED = replace(ORDER, failure=DeckEmpty().failure)
ORDERS = st.sampled_from([None, ORDER, REFUSED])


@given(SEMINARS, BUILDS, WAITING, ORDERS)
def test_work_on_its_way_comes_first(
    seminar: Seminar, newest: Build | None, waiting: Release | None, order: WaitingOrder | None
) -> None:
    stage = stage_of(seminar, newest, waiting, order)
    is_built = newest is not None and not newest.state.is_final
    assert (stage in (Stage.WAITING, Stage.WORKING)) == is_built
    assert (stage is Stage.ARRIVING) == (order is ORDER and not is_built)
    assert stage is Stage.FAILED or is_built or order is not REFUSED


@given(SEMINARS, st.sampled_from([None, *ENDED]), WAITING)
def test_a_stage_that_people_act_on_is_true(seminar: Seminar, newest: Build | None, waiting: Release | None) -> None:
    """What a page offers by the stage, a use case takes."""
    stage = stage_of(seminar, newest, waiting, None)
    match stage:
        case Stage.FAILED:
            assert newest is not None
            assert newest.failure == DeckEmpty().failure
        case Stage.READY | Stage.PLANNED:
            assert waiting is not None
            assert (waiting.publish_at is not None) == (stage is Stage.PLANNED)
        case Stage.PUBLIC:
            assert seminar.state is SeminarState.PUBLISHED
        case Stage.WITHDRAWN:
            assert seminar.state is SeminarState.WITHDRAWN
        case _:
            assert stage is Stage.PREPARING
            assert (seminar.state, waiting) == (SeminarState.DRAFT, None)


@given(SEMINARS, WAITING, ORDERS)
def test_a_build_that_was_stopped_leaves_the_stage_as_it_was(
    seminar: Seminar, waiting: Release | None, order: WaitingOrder | None
) -> None:
    stopped = replace(BUILD, state=BuildState.FAILED, failure=Cancelled().failure)
    assert stage_of(seminar, stopped, waiting, order) == stage_of(seminar, None, waiting, order)
