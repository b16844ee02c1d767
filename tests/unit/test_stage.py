"""What is true of a talk is told, whatever has happened to it."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.delivery.languages import TAGS, language
from mediasvc.domain.approval import SentBack
from mediasvc.domain.build import Build, BuildId, BuildRequest, BuildState
from mediasvc.domain.errors import Cancelled, DeckEmpty
from mediasvc.domain.order import Order
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, SeminarState
from mediasvc.domain.stage import Stage, stages_of
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
SENT_BACK = SentBack(NOW, "person:hana", "Slide 3 is not ours.")
WAITING = st.sampled_from(
    [
        None,
        *(
            Release(ID, 2, BuildId("c"), {}, NOW, publish_at=at, needs_approval=needed, sent_back=sent_back)
            for at, needed, sent_back in product((None, NOW), (False, True), (None, SENT_BACK))
        ),
    ]
)


ORDER = WaitingOrder(ID, Order(), "operator", NOW, ("talk.mp3",))
REFUSED = replace(ORDER, failure=DeckEmpty().failure)
ORDERS = st.sampled_from([None, ORDER, REFUSED])


@given(SEMINARS, BUILDS, WAITING, ORDERS)
def test_all_that_is_true_of_a_talk_is_told_and_nothing_else(
    seminar: Seminar, newest: Build | None, waiting: Release | None, order: WaitingOrder | None
) -> None:
    """How the work goes hides neither what viewers see nor what they will see."""
    stages = stages_of(seminar, newest, waiting, order)
    assert (Stage.PUBLIC in stages) == (seminar.state is SeminarState.PUBLISHED)
    assert (Stage.WITHDRAWN in stages) == (seminar.state is SeminarState.WITHDRAWN)
    will_be_seen = waiting is not None and waiting.publish_at is not None and Stage.WITHDRAWN not in stages
    assert (Stage.PLANNED in stages) == will_be_seen
    is_held = waiting is not None and not will_be_seen
    is_sent_back = waiting is not None and waiting.sent_back is not None
    is_awaited = waiting is not None and waiting.needs_approval and waiting.publish_at is None
    assert (Stage.SENT_BACK in stages) == (is_held and is_sent_back)
    assert (Stage.APPROVAL in stages) == (is_held and is_awaited and not is_sent_back)
    assert (Stage.READY in stages) == (is_held and not is_awaited and not is_sent_back)
    is_built = newest is not None and not newest.state.is_final
    has_failed = newest is not None and newest.failure == DeckEmpty().failure
    work = {stage for stage in stages if stage in (Stage.WAITING, Stage.WORKING)}
    assert len(work) == is_built
    assert (Stage.ARRIVING in stages) == (order is ORDER and not is_built)
    assert (Stage.FAILED in stages) == (not is_built and (order is REFUSED or (order is None and has_failed)))
    assert stages == (Stage.PREPARING,) or Stage.PREPARING not in stages
    assert len(set(stages)) == len(stages) > 0


@pytest.mark.parametrize("tag", TAGS)
@given(seminar=SEMINARS, newest=BUILDS, waiting=WAITING, order=ORDERS)
def test_every_stage_has_words(
    tag: str, seminar: Seminar, newest: Build | None, waiting: Release | None, order: WaitingOrder | None
) -> None:
    first, *newer = stages_of(seminar, newest, waiting, order)
    assert language(tag).words["stage"][first]
    assert all(language(tag).words["newer"][stage] for stage in newer)


@given(SEMINARS, WAITING, ORDERS)
def test_a_build_that_was_stopped_leaves_the_stage_as_it_was(
    seminar: Seminar, waiting: Release | None, order: WaitingOrder | None
) -> None:
    stopped = replace(BUILD, state=BuildState.FAILED, failure=Cancelled().failure)
    assert stages_of(seminar, stopped, waiting, order) == stages_of(seminar, None, waiting, order)
