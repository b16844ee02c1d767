"""What an organiser asks of a build: what goes together, and what stays when nothing is said of it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.build import BuildRequest, Digest, Notes, Source
from mediasvc.domain.detail_changes import OPTIONAL, DetailChanges
from mediasvc.domain.errors import NotSupported, Usage
from mediasvc.domain.order import CLEARABLE, Order, request_of
from mediasvc.domain.seminar import SeminarDetails, Visibility
from mediasvc.domain.timeline import ASKED_FOR, METHODS_TO_COME, TimingMethod, checked_method
from workers.timing.methods import METHODS


def source(name: str) -> Source:
    return Source(Digest(f"{hash(name) & 0xFFFF:064x}"), name, 1)


DECK, SOUND, OTHER, CUES, CAPTIONS = map(source, ("a.pdf", "a.mp3", "b.mp3", "a.csv", "a.vtt"))
DETAILS = SeminarDetails("A talk")

requests = st.builds(
    BuildRequest,
    files=st.just((DECK, SOUND)),
    details=st.just(DETAILS),
    timing=st.sampled_from((TimingMethod.AUTO, TimingMethod.EVEN)),
    cues=st.sampled_from((None, CUES)),
    captions=st.sampled_from((None, CAPTIONS)),
    also=st.sampled_from(((), ("video-upload",))),
    clean_up=st.booleans(),
    notes=st.sampled_from(Notes),
    track=st.sampled_from((None, 2)),
    automatic_captions=st.booleans(),
)


@given(requests)
def test_an_empty_order_changes_nothing(before: BuildRequest) -> None:
    again = request_of(Order(), before, before.details)
    with_files = {f"{name}_with": before.files for name in CLEARABLE if getattr(before, name) is not None}
    assert again == replace(before, first_files=before.files, **with_files)
    assert request_of(Order(), again, again.details) == again


@given(requests, st.sampled_from(CLEARABLE))
def test_what_is_cleared_is_gone_and_nothing_else(before: BuildRequest, name: str) -> None:
    less = request_of(Order(cleared=frozenset({name})), before, before.details)
    assert getattr(less, name) is None
    rest = request_of(Order(), before, before.details)
    others: dict[str, Any] = {name: None, f"{name}_with": ()}
    if name == "captions":
        others["automatic_captions"] = False
    assert less == replace(rest, **others)


@given(requests)
def test_a_new_recording_leaves_cues_and_captions_with_the_old_one(before: BuildRequest) -> None:
    changed = request_of(Order(files=(DECK, OTHER)), before, before.details)
    assert changed.files == (DECK, OTHER)
    for name in CLEARABLE:
        belongs = before.files if getattr(before, name) else ()
        assert (getattr(changed, name), getattr(changed, f"{name}_with")) == (getattr(before, name), belongs)
    for name in ("cues", "captions"):
        keep: dict[str, Any] = {f"keep_{name}": True}
        kept = request_of(Order(files=(DECK, OTHER), **keep), before, before.details)
        assert getattr(kept, f"{name}_with") == (kept.files if getattr(before, name) else ())


@given(requests, st.booleans())
def test_cues_are_of_other_files_until_others_are_given(before: BuildRequest, keeps: bool) -> None:
    changed = request_of(Order(files=(DECK, OTHER), keep_cues=keeps), before, before.details)
    later = request_of(Order(), changed, changed.details)
    assert changed.has_cues_of_others == later.has_cues_of_others == (before.cues is not None)
    assert changed.cues_kept == (keeps and before.cues is not None)
    given = request_of(Order(cues=CUES), later, later.details)
    assert not given.has_cues_of_others
    assert not request_of(Order(cleared=frozenset({"cues"})), later, later.details).cues_kept


def test_a_cues_file_is_used_where_another_method_was_asked_for_before() -> None:
    even = BuildRequest((DECK, SOUND), DETAILS, TimingMethod.EVEN)
    assert request_of(Order(cues=CUES), even, DETAILS).timing is TimingMethod.AUTO
    by_cues = replace(even, timing=TimingMethod.CUES, cues=CUES)
    assert request_of(Order(cues=CAPTIONS), by_cues, DETAILS).timing is TimingMethod.CUES
    assert request_of(Order(cleared=frozenset({"cues"})), by_cues, DETAILS).timing is TimingMethod.AUTO
    with pytest.raises(Usage, match="needs a cues file"):
        request_of(Order(timing=TimingMethod.CUES), even, DETAILS)


def test_edited_times_stay_until_others_are_given_or_they_are_taken_away() -> None:
    edited = request_of(Order(timing=TimingMethod.EDITED, cues=CUES), BuildRequest((DECK, SOUND), DETAILS), DETAILS)
    assert (edited.timing, edited.cues, edited.cues_with) == (TimingMethod.EDITED, CUES, (DECK, SOUND))
    assert request_of(Order(), edited, DETAILS) == edited
    given = request_of(Order(cues=CAPTIONS), edited, DETAILS)
    assert (given.timing, given.cues) == (TimingMethod.AUTO, CAPTIONS)
    for asked in (Order[Source](cleared=frozenset({"cues"})), Order[Source](timing=TimingMethod.EVEN)):
        assert request_of(asked, edited, DETAILS).timing is not TimingMethod.EDITED


@given(requests, st.booleans())
def test_automatic_captions_are_asked_for_beside_those_that_are_given(before: BuildRequest, asked: bool) -> None:
    now = request_of(Order(automatic_captions=asked), before, before.details)
    assert (now.automatic_captions, now.captions) == (asked, before.captions)


def test_without_files_there_is_nothing_to_build() -> None:
    with pytest.raises(Usage, match="no files"):
        request_of(Order(), BuildRequest((), DETAILS), DETAILS)


@pytest.mark.parametrize(
    "asked",
    [
        {"also": ("audio-master", "4k")},
        {"also": ("audio-low",)},
        {"track": 0},
        {"cues": CUES, "timing": TimingMethod.EVEN},
        {"cues": CUES, "cleared": frozenset({"cues"})},
        {"keep_cues": True, "cleared": frozenset({"cues"})},
        {"captions": CAPTIONS, "cleared": frozenset({"captions"})},
        {"keep_captions": True, "cleared": frozenset({"captions"})},
        {"automatic_captions": True, "cleared": frozenset({"captions"})},
        {"track": 1, "cleared": frozenset({"track"})},
        {"timing": TimingMethod.CUES, "cleared": frozenset({"cues"})},
    ],
)
def test_what_does_not_go_together_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(Usage):
        Order(**asked)


def test_methods_are_offered_where_they_are_there() -> None:
    assert set(ASKED_FOR) == {TimingMethod.AUTO, *METHODS} == set(TimingMethod) - {TimingMethod.EDITED}
    assert [checked_method(name) for name in ASKED_FOR] == list(ASKED_FOR)
    with pytest.raises(Usage, match="available: auto, cues"):
        checked_method("edited")
    for name in METHODS_TO_COME:
        with pytest.raises(NotSupported, match=r"available: auto, cues, .*, even"):
            checked_method(name)


def test_details_are_changed_or_taken_away() -> None:
    full = SeminarDetails("A talk", ("Hana",), None, "en", license="CC-BY-4.0")
    assert DetailChanges().onto(full) == full
    assert DetailChanges(title=" New\u0301  title ").onto(full) == replace(full, title="Ne\u1e83 title")
    bare = DetailChanges(cleared=frozenset(OPTIONAL)).onto(full)
    assert bare == SeminarDetails("A talk")
    with pytest.raises(Usage, match="language"):
        DetailChanges(language="en", cleared=frozenset({"language"}))
    wrong: list[dict[str, Any]] = [{"title": " "}, {"speakers": ("",)}, {"license": "<b>"}]
    for told in wrong:
        with pytest.raises(Usage):
            DetailChanges(**told)
    with pytest.raises(NotSupported):
        DetailChanges(visibility=Visibility.EMBED_ONLY)
