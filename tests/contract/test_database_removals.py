"""What Removals promises, for every adapter, and that nothing else finds what was removed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from records import AT, DETAILS, EMPTY, GONE, add_build, add_release, add_seminar, new_build, place, source

from mediasvc.domain.build import Digest
from mediasvc.domain.errors import NotFound
from mediasvc.domain.listed_talk import ListRequest
from mediasvc.domain.reading import Reading
from mediasvc.domain.removal import Removal
from mediasvc.domain.seminar import Seminar, SeminarState, Visibility
from mediasvc.domain.seminar_filter import EVERY, SeminarFilter
from mediasvc.domain.stage import stages_of
from mediasvc.ports import Database

REMOVAL = Removal(AT, "person:amina", AT + timedelta(days=30))
REMOVED = SeminarFilter(SeminarState.REMOVED)


def published(database: Database, slug: str = "talk", visibility: Visibility = Visibility.PUBLIC) -> Seminar:
    seminar = place(database, add_seminar(database, slug), "Friday", visibility)
    build = add_build(database, new_build(seminar))
    add_release(database, build)
    with database.transaction() as catalogue:
        catalogue.builds.publish(build.id, ())
        catalogue.seminars.point(seminar.id, 1, DETAILS, build.number)
        return catalogue.seminars.by_id(seminar.id)


def remove(database: Database, seminar: Seminar, removal: Removal = REMOVAL) -> None:
    with database.transaction() as catalogue:
        catalogue.removals.put(seminar.id, removal)


def test_a_removal_is_kept_and_undone_and_changes_nothing_else(database: Database) -> None:
    seminar = published(database)
    with database.transaction() as catalogue:
        before = (catalogue.seminars.version(), catalogue.talks.last_change())
        catalogue.removals.put(seminar.id, REMOVAL)
    with database.transaction() as catalogue:
        removed = catalogue.seminars.by_id(seminar.id)
        assert removed == replace(seminar, removal=REMOVAL)
        assert (removed.state, removed.state_unless_removed) == (SeminarState.REMOVED, SeminarState.PUBLISHED)
        assert not removed.is_open
        after = (catalogue.seminars.version(), catalogue.talks.last_change())
        assert all(now > then for now, then in zip(after, before, strict=True))
        catalogue.removals.undo(seminar.id)
    with database.reading() as catalogue:
        assert catalogue.seminars.by_slug("talk") == seminar
        assert catalogue.seminars.version() > after[0]


def test_only_who_looks_for_what_was_removed_finds_it(database: Database) -> None:
    removed, other = published(database), published(database, "other")
    remove(database, removed)
    for wanted in (EVERY, SeminarFilter(SeminarState.PUBLISHED), SeminarFilter(ids=[removed.id, other.id])):
        with database.reading() as catalogue:
            found = [
                [each.id for each in catalogue.seminars.all(wanted)],
                [each.id for each in catalogue.seminars.some(9, wanted=wanted)],
                [each.seminar.id for each in catalogue.seminars.by_day(9, wanted=wanted)],
                [each.seminar.id for each in catalogue.talks.some(9, ListRequest(wanted))],
            ]
            assert found == [[other.id]] * 4
            assert catalogue.talks.count(wanted).total == 1
    with database.reading() as catalogue:
        for series in (None, "Friday"):
            assert [each.id for each in catalogue.seminars.all(replace(REMOVED, series=series))] == [removed.id]
        assert [each.seminar.id for each in catalogue.talks.some(9, ListRequest(REMOVED))] == [removed.id]
        assert catalogue.talks.count(REMOVED).total == 1


def test_what_is_planned_or_to_be_read_is_not_due_while_it_is_removed(database: Database) -> None:
    seminar = add_seminar(database)
    build = add_build(database, new_build(seminar))
    release = add_release(database, build)
    with database.transaction() as catalogue:
        catalogue.builds.publish(build.id, ())
        catalogue.releases.plan(seminar.id, release.number, AT)
        catalogue.sources.attach(seminar.id, source("a"))
        catalogue.readings.add_missing(seminar.id, [Digest("a" * 64)])
        assert len(catalogue.releases.due(AT)) == len(catalogue.readings.unfinished()) == 1
        catalogue.removals.put(seminar.id, REMOVAL)
        assert len(catalogue.releases.due(AT)) == len(catalogue.readings.unfinished()) == 0
        assert catalogue.readings.of_seminar(seminar.id) == {"a" * 64: Reading(Digest("a" * 64))}
        catalogue.removals.undo(seminar.id)
        assert len(catalogue.releases.due(AT)) == len(catalogue.readings.unfinished()) == 1


def test_a_source_of_a_failed_build_is_in_use_while_its_seminar_is_removed(database: Database) -> None:
    seminar = add_seminar(database)
    build = add_build(database, new_build(seminar, source("a")))
    with database.transaction() as catalogue:
        catalogue.builds.fail(build.id, EMPTY)
        digests = [Digest("a" * 64)]
        assert catalogue.sources.unused(digests) == set(digests)
        catalogue.removals.put(seminar.id, REMOVAL)
        assert catalogue.sources.unused(digests) == set()
        catalogue.removals.purge(seminar.id)
        assert catalogue.sources.unused(digests) == set(digests)


def test_removals_that_are_over_come_in_their_order(database: Database) -> None:
    seminars = [add_seminar(database, f"talk-{number}") for number in range(4)]
    for seminar, days in zip(seminars, (3, 1, 2, None), strict=True):
        if days is not None:
            remove(database, seminar, replace(REMOVAL, until=AT + timedelta(days=days)))
    with database.reading() as catalogue:
        assert catalogue.removals.over(AT, 9) == []
        assert catalogue.removals.over(AT + timedelta(days=2), 9) == [seminars[1].id, seminars[2].id]
        assert catalogue.removals.over(AT + timedelta(days=9), 1) == [seminars[1].id]


@pytest.mark.parametrize(
    ("visibility", "is_gone"), [(Visibility.PUBLIC, True), (Visibility.UNLISTED, True), (Visibility.RESTRICTED, False)]
)
def test_the_slug_of_what_viewers_saw_is_never_given_again(
    database: Database, visibility: Visibility, is_gone: bool
) -> None:
    seminar = published(database, visibility=visibility)
    remove(database, seminar)
    with database.transaction() as catalogue:
        version = catalogue.seminars.version()
        assert not catalogue.removals.is_gone("talk")
        catalogue.removals.purge(seminar.id)
        catalogue.removals.purge(seminar.id)
        assert catalogue.removals.is_gone("talk") == is_gone
        assert catalogue.removals.gone_between(seminar.id, seminar.id) == ("talk" if is_gone else None)
        assert catalogue.seminars.version() == version
        with pytest.raises(NotFound):
            catalogue.seminars.by_slug("talk")
        for found in (catalogue.builds.of_seminar(seminar.id), catalogue.releases.of_seminar(seminar.id)):
            assert found == []
    assert add_seminar(database).slug == "talk-2"


def test_the_slug_of_a_draft_is_free_once_it_is_purged(database: Database) -> None:
    draft = add_seminar(database)
    remove(database, draft)
    assert add_seminar(database).slug == "talk-2"
    with database.transaction() as catalogue:
        catalogue.removals.purge(draft.id)
        assert not catalogue.removals.is_gone("talk")
    assert add_seminar(database).slug == "talk"


def test_nothing_is_purged_that_was_not_removed(database: Database) -> None:
    seminar = published(database)
    with database.transaction() as catalogue:
        catalogue.removals.purge(seminar.id)
        catalogue.removals.purge(GONE)
        assert catalogue.seminars.by_id(seminar.id) == seminar


def test_a_removed_draft_is_not_forgotten_with_its_build(database: Database) -> None:
    draft = add_seminar(database)
    remove(database, draft)
    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(draft.id)
        assert catalogue.seminars.by_id(draft.id).removal == REMOVAL


def test_a_seminar_that_is_gone_can_be_neither_removed_nor_brought_back(database: Database) -> None:
    with pytest.raises(NotFound), database.transaction() as catalogue:
        catalogue.removals.put(GONE, REMOVAL)
    with pytest.raises(NotFound), database.transaction() as catalogue:
        catalogue.removals.undo(GONE)


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_a_removed_talk_is_at_the_stages_that_it_has_again_when_it_is_brought_back(
    database: Database, is_withdrawn: bool
) -> None:
    seminar = published(database)
    build = add_build(database, new_build(seminar))
    release = add_release(database, build)
    with database.transaction() as catalogue:
        catalogue.builds.publish(build.id, ())
        catalogue.releases.plan(seminar.id, release.number, AT)
        if is_withdrawn:
            catalogue.seminars.withdraw(seminar.id)
        stages = catalogue.talks.by_id(seminar.id).stages
        catalogue.removals.put(seminar.id, REMOVAL)
        removed = catalogue.talks.by_id(seminar.id)
        newest, waiting = catalogue.builds.by_id(build.id), catalogue.releases.waiting([seminar.id])[0]
    assert removed.stages == stages == stages_of(removed.seminar, newest, waiting, None)
