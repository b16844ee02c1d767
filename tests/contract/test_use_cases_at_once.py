"""Use cases that change one talk at the same moment, on every database: nobody's change is lost, and no rule broken."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from at_once import at_once
from parts_of import parts_of
from talk_that_says import talk_that_says

from mediasvc.domain.access import Operator, TokenHolder
from mediasvc.domain.build import Build, BuildState
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import (
    Conflict,
    MediasvcError,
    Removed,
    RemovedForGood,
    TimelineChanged,
    VersionChanged,
)
from mediasvc.domain.event import EventKind
from mediasvc.domain.order import Order
from mediasvc.domain.publishing import ON_REQUEST, Publishing
from mediasvc.domain.seminar import Seminar, SeminarState, Visibility
from mediasvc.domain.timeline_edit import SentCue
from mediasvc.domain.token import Scope
from mediasvc.domain.variants import ON_DEMAND
from mediasvc.ports import Database, Parts
from mediasvc.usecases.describe import describe
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.edit_timeline import Edit, Edited, edit_timeline
from mediasvc.usecases.follow import cancel
from mediasvc.usecases.plan import ReleasePlan, plan
from mediasvc.usecases.publish import Contents, publish
from mediasvc.usecases.publish_due import publish_due
from mediasvc.usecases.purge import purge
from mediasvc.usecases.remove import remove, undo_removal
from mediasvc.usecases.restore import restore
from mediasvc.usecases.send_back import send_back
from mediasvc.usecases.submit import submit
from mediasvc.usecases.timelines import read_timeline
from mediasvc.usecases.versions import read_version

WHO = Operator()
ROUNDS = 6
TALK = talk_that_says("Here", "word")
FRIDAY = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def parts(database: Database) -> Parts:
    return parts_of(database)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "slides.pdf"
    path.write_bytes(b"%PDF-1.7 deck")
    return path


def hand_in(parts: Parts, deck: Path, slug: str | None = None, **details: Any) -> Build:
    return submit(parts, WHO, Order((deck,), DetailChanges(**details)), slug)


def end(parts: Parts, build: Build) -> None:
    def files_of(_: Seminar, number: int) -> Mapping[str, str]:
        return {"manifest.json": f"releases/{build.id}/{number}"}

    publish(parts.database, build, files_of, [])


def seminar(parts: Parts, slug: str) -> Seminar:
    with parts.database.reading() as catalogue:
        return catalogue.seminars.by_slug(slug)


def test_changes_of_other_details_are_all_kept(parts: Parts, deck: Path) -> None:
    for number in range(ROUNDS):
        slug = seminar_of(parts, hand_in(parts, deck, title=f"Talk {number}")).slug
        at_once(
            [
                partial(describe, parts, WHO, slug, DetailChanges(title="Other")),
                partial(describe, parts, WHO, slug, DetailChanges(speakers=("Amina",))),
                partial(describe, parts, WHO, slug, DetailChanges(language="sw")),
                partial(hand_in, parts, deck, slug, license="CC-BY-4.0"),
            ]
        )
        with parts.database.reading() as catalogue:
            [newest, *_] = catalogue.builds.of_seminar(catalogue.seminars.by_slug(slug).id)
        details = newest.request.details
        assert (details.title, details.speakers, details.language, details.license) == (
            "Other",
            ("Amina",),
            "sw",
            "CC-BY-4.0",
        )


def seminar_of(parts: Parts, build: Build) -> Seminar:
    with parts.database.reading() as catalogue:
        return catalogue.seminars.by_id(build.seminar_id)


def close(parts: Parts, slug: str) -> None:
    """Let nobody see the talk, as those who may will once restricted talks are offered."""
    with parts.database.transaction() as catalogue:
        found = catalogue.seminars.by_slug(slug)
        catalogue.seminars.place(found.id, found.series, Visibility.RESTRICTED)


def test_a_closed_talk_stays_closed_while_its_series_changes(parts: Parts, deck: Path) -> None:
    for number in range(ROUNDS):
        slug = create_draft(parts, WHO, DetailChanges(title=f"Talk {number}"), None).slug
        at_once(
            [
                partial(close, parts, slug),
                partial(describe, parts, WHO, slug, DetailChanges(series=f"Series {number}")),
                partial(hand_in, parts, deck, slug, series=f"Series {number}"),
                partial(hand_in, parts, deck, title="New", series=f"Series {number}"),
            ]
        )
        found = seminar(parts, slug)
        assert found.visibility is Visibility.RESTRICTED
        assert found.series is not None


def test_a_build_ends_once_whoever_ends_it(parts: Parts, deck: Path) -> None:
    for _ in range(ROUNDS):
        build = hand_in(parts, deck, title="A talk")
        at_once([partial(end, parts, build), partial(end, parts, build), partial(cancel, parts, WHO, build.id)])
        with parts.database.reading() as catalogue:
            state = catalogue.builds.by_id(build.id).state
            release = catalogue.releases.of_build(build.id)
            kinds = [event.kind for event in catalogue.events.first(100) if event.build_id == build.id]
        published = state is BuildState.PUBLISHED
        assert published == (release is not None)
        ends = [EventKind.BUILD_PUBLISHED, EventKind.RELEASE_PUBLISHED]
        assert kinds == (ends if published else [EventKind.BUILD_FAILED])


def attempt(act: Callable[[], object]) -> MediasvcError | None:
    try:
        act()
    except MediasvcError as error:
        return error
    return None


def test_a_release_is_published_once_whoever_does_it(parts: Parts, deck: Path) -> None:
    for _ in range(ROUNDS):
        order = Order((deck,), DetailChanges("A talk"), publishing=Publishing(at=FRIDAY))
        build = submit(parts, WHO, order, None)
        end(parts, build)
        slug = seminar_of(parts, build).slug
        acts = [
            partial(publish_due, parts.database, FRIDAY),
            partial(publish_due, parts.database, FRIDAY),
            partial(restore, parts, WHO, slug, 1),
            partial(plan, parts, WHO, slug, ReleasePlan(1)),
        ]
        *_, held_back = at_once([partial(attempt, act) for act in acts])
        assert held_back is None or isinstance(held_back, Conflict)
        with parts.database.reading() as catalogue:
            kinds = [event.kind for event in catalogue.events.first(100) if event.build_id == build.id]
        assert (seminar(parts, slug).release, kinds.count(EventKind.RELEASE_PUBLISHED)) == (1, 1)


def test_a_release_is_sent_back_or_published_and_the_later_is_told(parts: Parts, deck: Path) -> None:
    portal = TokenHolder("portal", frozenset({Scope.HAND_IN}))
    for _ in range(ROUNDS):
        build = submit(parts, portal, Order((deck,), DetailChanges("A talk")), None)
        end(parts, build)
        slug = seminar_of(parts, build).slug
        send = partial(send_back, parts, WHO, slug, 1, "Slide 3 is not ours.")
        others = partial(send_back, parts, TokenHolder("other"), slug, 1, "Slide 4 is not, either.")
        acts = [send, send, others, partial(restore, parts, WHO, slug, 1)]
        *sent, publishing = at_once([partial(attempt, act) for act in acts])
        with parts.database.reading() as catalogue:
            events = [event for event in catalogue.events.first(200) if event.build_id == build.id]
        done = [event.kind for event in events if event.kind is not EventKind.BUILD_PUBLISHED]
        refused = [error.reason for error in (*sent, publishing) if error is not None]
        if publishing is None:
            assert (seminar(parts, slug).release, done) == (1, [EventKind.RELEASE_PUBLISHED])
            assert refused == ["published_meanwhile"] * 3
        else:
            assert (seminar(parts, slug).release, done) == (None, [EventKind.SENT_BACK])
            assert sorted(map(str, refused)) in (
                ["sent_back_already", "was_sent_back"],
                ["sent_back_already", "sent_back_already", "was_sent_back"],
            )


def test_a_talk_is_published_before_it_is_removed_or_not_at_all(parts: Parts, deck: Path) -> None:
    for _ in range(ROUNDS):
        order = Order((deck,), DetailChanges("A talk"), publishing=ON_REQUEST)
        build = submit(parts, WHO, order, None)
        end(parts, build)
        slug = seminar_of(parts, build).slug
        acts = [partial(remove, parts, WHO, slug, 30), partial(restore, parts, WHO, slug, 1)]
        removed, published = at_once([partial(attempt, act) for act in acts])
        assert removed is None
        assert published is None or isinstance(published, Removed)
        found = seminar(parts, slug)
        assert (found.state, found.release) == (SeminarState.REMOVED, 1 if published is None else None)


def test_no_build_of_a_removed_talk_is_on_its_way(parts: Parts, deck: Path) -> None:
    for number in range(ROUNDS):
        slug = create_draft(parts, WHO, DetailChanges(title=f"Talk {number}"), None).slug
        acts = [partial(remove, parts, WHO, slug, 30), partial(hand_in, parts, deck, slug, title="Again")]
        removed, handed_in = at_once([partial(attempt, act) for act in acts])
        assert removed is None
        assert handed_in is None or isinstance(handed_in, Removed)
        with parts.database.reading() as catalogue:
            builds = catalogue.builds.of_seminar(catalogue.seminars.by_slug(slug).id)
        assert [build.state for build in builds] == ([BuildState.FAILED] if handed_in is None else [])


def test_of_two_who_remove_a_talk_one_is_told_that_it_was(parts: Parts, deck: Path) -> None:
    for _ in range(ROUNDS):
        slug = seminar_of(parts, hand_in(parts, deck, title="A talk")).slug
        ends = at_once([partial(attempt, partial(remove, parts, WHO, slug, 30)) for _ in range(2)])
        assert sorted(type(each).__name__ for each in ends) == ["NoneType", "Removed"]


def test_a_talk_is_brought_back_whole_or_purged(parts: Parts, deck: Path) -> None:
    for _ in range(ROUNDS):
        build = hand_in(parts, deck, title="A talk")
        end(parts, build)
        slug = seminar_of(parts, build).slug
        remove(parts, WHO, slug, 30)
        later = datetime.now(UTC) + timedelta(days=31)
        acts = [partial(undo_removal, parts, WHO, slug), partial(purge, parts, later), partial(purge, parts, later)]
        undone, *_ = at_once([partial(attempt, act) for act in acts])
        with parts.database.reading() as catalogue:
            left = [each.slug for each in catalogue.seminars.all()]
            is_whole = parts.storage.exists(build.request.files[0].key)
            assert (slug in left, catalogue.removals.is_gone(slug)) == (undone is None, undone is not None)
        assert undone is None or isinstance(undone, RemovedForGood)
        assert is_whole or left == []


def test_releases_of_builds_that_end_at_once_are_numbered_without_a_gap(parts: Parts, deck: Path) -> None:
    slug = seminar_of(parts, hand_in(parts, deck, title="A talk")).slug
    builds = [hand_in(parts, deck, slug) for _ in range(2 * ROUNDS)]
    for first in range(0, len(builds), 4):
        at_once([partial(end, parts, build) for build in builds[first : first + 4]])
    with parts.database.reading() as catalogue:
        found = catalogue.seminars.by_slug(slug)
        releases = catalogue.releases.of_seminar(found.id)
        shown = catalogue.releases.by_number(found.id, found.release or 0)
    assert [release.number for release in releases] == list(range(2 * ROUNDS, 0, -1))
    assert shown.build_id == builds[-1].id


def test_of_two_who_edit_the_same_slide_times_one_is_refused(parts: Parts, deck: Path) -> None:
    two = (TALK.slides[0], replace(TALK.slides[0], index=1, number=2))
    for _ in range(ROUNDS):
        build = hand_in(parts, deck, title="A talk")
        slug = seminar_of(parts, build).slug

        def files_of(found: Seminar, number: int) -> Mapping[str, str]:
            key = f"releases/{build.id}/{number}/manifest.json"  # noqa: B023 - called at once
            manifest = replace(TALK, slug=found.slug, release=number, slides=two)
            parts.storage.put(key, BytesIO(manifest.to_json().encode()))
            return {"manifest.json": key}

        publish(parts.database, build, files_of, [], Contents(timeline=TALK.timeline))
        version = read_timeline(parts, WHO, slug).version
        edits = [Edit([version], [SentCue(1, 0), SentCue(2, start_ms)], 9) for start_ms in (1_000, 2_000, 3_000)]
        ended = at_once([partial(edited_or_refused, parts, slug, edit) for edit in edits])
        assert sorted(isinstance(each, Edited) for each in ended) == [False, False, True]
        with parts.database.reading() as catalogue:
            assert len(catalogue.builds.of_seminar(build.seminar_id)) == 2


def test_of_two_who_replace_the_recording_the_later_one_wins_and_both_are_there(
    parts: Parts, deck: Path, tmp_path: Path
) -> None:
    sounds = [tmp_path / f"{name}.mp3" for name in ("first", "one", "other")]
    for sound in sounds:
        sound.write_bytes(b"ID3" + sound.name.encode())
    given = tmp_path / "cues.csv"
    given.write_text("slide,start\n1,0\n")
    for number in range(ROUNDS):
        first = Order((deck, sounds[0]), DetailChanges(f"Talk {number}"), cues=given, also=ON_DEMAND)
        build = submit(parts, WHO, first, None)
        slug = seminar_of(parts, build).slug
        orders = [Order((deck, sounds[1]), keep_cues=True), Order((deck, sounds[2]), DetailChanges(language="sw"))]
        # The first build is still on its way, and ends at the same moment.
        calls = [partial(submit, parts, WHO, order, slug) for order in orders]
        at_once([*calls, partial(end, parts, build)])
        with parts.database.reading() as catalogue:
            newest, older, _ = catalogue.builds.of_seminar(build.seminar_id)
        assert {each.request.files[1].name for each in (newest, older)} == {"one.mp3", "other.mp3"}
        for each in (newest, older):
            assert (each.request.also, each.request.cues) == (ON_DEMAND, build.request.cues)
            assert all(parts.storage.exists(source.key) for source in each.request.sources)
        # What the first of the two asked for is in the order of the second one.
        # What the first of the two asked for is in the order of the second one, too.
        assert newest.request.details.language == "sw"
        at_once([partial(end, parts, each) for each in (newest, older)])
        with parts.database.reading() as catalogue:
            shown = catalogue.releases.by_number(build.seminar_id, seminar(parts, slug).release or 0)
            assert len(catalogue.releases.of_seminar(build.seminar_id)) == 3
        assert shown.build_id == newest.id


def edited_or_refused(parts: Parts, slug: str, edit: Edit) -> Edited | TimelineChanged:
    try:
        return edit_timeline(parts, WHO, slug, edit)
    except TimelineChanged as error:
        return error


def described_or_refused(parts: Parts, slug: str, title: str, version: str) -> bool:
    try:
        describe(parts, WHO, slug, DetailChanges(title=title), {version})
    except VersionChanged:
        return False
    return True


def test_of_two_who_change_one_version_one_is_refused(parts: Parts) -> None:
    for number in range(ROUNDS):
        slug = create_draft(parts, WHO, DetailChanges(title=f"Talk {number}"), None).slug
        version = read_version(parts, WHO, slug)
        assert version is not None
        titles = [f"One {number}", f"Other {number}"]
        done = at_once([partial(described_or_refused, parts, slug, title, version) for title in titles])
        assert sorted(done) == [False, True]
        assert seminar(parts, slug).details.title == titles[done.index(True)]
