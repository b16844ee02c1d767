"""What Database promises, for every adapter."""

import threading
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial

import pytest
from at_once import at_once
from records import (
    AT,
    DETAILS,
    EMPTY,
    GONE,
    OUTCOME,
    TOKEN,
    add_build,
    add_release,
    add_seminar,
    new_build,
    place,
    slugs,
    source,
    stored_build,
    stored_seminar,
    unused,
)

from mediasvc.domain.build import AT_FIRST, Build, BuildId, BuildRequest, BuildState, BuildWarning, Digest, Pace, Source
from mediasvc.domain.errors import Failure, NotFound
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import SeminarDetails, SeminarId, SeminarState, Visibility
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.domain.timeline import Candidate, Finding, SlideStart, TimingMethod, timeline_of
from mediasvc.domain.timeline_summary import summary_of
from mediasvc.ports import Database

TIMELINE = replace(
    timeline_of(
        [
            SlideStart(0, 0, 1.0, "said: ሰላም"),
            SlideStart(2, 4_000, 0.3, "a guess", (Candidate(1, 0.25), Candidate(0, 0.1))),
        ],
        9_000,
        TimingMethod.REHEARSED,
    ),
    findings=(
        Finding(TimingMethod.CUES, "no cues file was given"),
        Finding(TimingMethod.REHEARSED, "2 slide times", 0.61),
    ),
)


def test_a_new_seminar_is_a_draft(database: Database) -> None:
    before = datetime.now(UTC)
    seminar = add_seminar(database)
    assert (seminar.slug, seminar.details, seminar.state) == ("talk", DETAILS, SeminarState.DRAFT)
    assert (seminar.visibility, seminar.series) == (Visibility.PUBLIC, None)
    assert before <= seminar.created_at <= datetime.now(UTC)
    assert uuid.UUID(hex=seminar.id).version == 4
    with database.transaction() as catalogue:
        assert catalogue.seminars.by_id(seminar.id) == seminar
        assert catalogue.seminars.by_slug("talk") == seminar
        assert catalogue.seminars.by_id(seminar.id).created_at.utcoffset() == timedelta(0)


def test_a_seminar_gets_another_name(database: Database) -> None:
    first, second = add_seminar(database), add_seminar(database, "other")
    with database.transaction() as catalogue:
        assert catalogue.seminars.name(second.id, "talk").slug == "talk-2"
        assert catalogue.seminars.name(second.id, "talk-2").slug == "talk-2"
        assert catalogue.seminars.name(first.id, "new").slug == "new"
        assert catalogue.seminars.by_slug("new").id == first.id
        # What a draft was found by is not given to another one, and leads to it until it is gone.
        assert catalogue.seminars.by_former_slug("talk").id == first.id
        assert catalogue.seminars.name(second.id, "talk").slug == "talk-2"
        assert catalogue.seminars.add("talk", DETAILS).slug == "talk-3"
        assert catalogue.seminars.name(first.id, "talk").slug == "talk"
        assert catalogue.seminars.by_former_slug("new").id == first.id
        catalogue.seminars.remove_draft(first.id)
        assert catalogue.seminars.add("new", DETAILS).slug == "new"
        for slug in ("new", "none"):
            with pytest.raises(NotFound):
                catalogue.seminars.by_former_slug(slug)


@pytest.mark.parametrize(
    "details",
    [
        SeminarDetails("t"),
        SeminarDetails('"quoted" \\ 100 % _x_ <b>', ("O'Brien",), date(1, 1, 1), "zh-Hant", ""),
        SeminarDetails("e\u0301 is not é, \u202eright to left", ("👩🏽‍🔬",), date(9999, 12, 31), license="CC-BY-4.0"),
    ],
)
def test_details_come_back_as_they_were(database: Database, details: SeminarDetails) -> None:
    assert stored_seminar(database, add_seminar(database, details=details)).details == details


def test_what_is_not_there_is_not_found(database: Database) -> None:
    seminar = add_seminar(database)
    with database.transaction() as catalogue:
        for call in (
            lambda: catalogue.seminars.by_slug("Talk"),
            lambda: catalogue.seminars.by_id(GONE),
            lambda: catalogue.seminars.point(GONE, 1, DETAILS, 0),
            lambda: catalogue.seminars.describe(GONE, DETAILS),
            lambda: catalogue.seminars.name(GONE, "talk"),
            lambda: catalogue.seminars.place(GONE, None, Visibility.PUBLIC),
            lambda: catalogue.seminars.some(1, after=GONE),
            lambda: catalogue.seminars.withdraw(GONE),
            lambda: catalogue.seminars.bring_back(GONE),
            lambda: catalogue.builds.by_id(BuildId("gone")),
            lambda: catalogue.builds.begin(BuildId("gone")),
            lambda: catalogue.builds.publish(BuildId("gone"), ()),
            lambda: catalogue.builds.keep_timeline(BuildId("gone"), TIMELINE),
            lambda: catalogue.builds.add(new_build(replace(seminar, id=GONE))),
            lambda: catalogue.releases.by_number(seminar.id, 1),
            lambda: catalogue.releases.by_number(seminar.id, 0),
            lambda: catalogue.releases.by_number(seminar.id, 10**30),
            lambda: catalogue.releases.add(Release(seminar.id, 1, BuildId("gone"), {}, AT)),
            lambda: catalogue.sources.attach(GONE, source("a")),
            lambda: catalogue.sources.detach(seminar.id, "a.pdf"),
            lambda: catalogue.tokens.by_digest("0" * 64),
            lambda: catalogue.tokens.remove("gone"),
        ):
            with pytest.raises(NotFound):
                call()
        assert catalogue.releases.of_build(BuildId("gone")) is None
        catalogue.builds.report(BuildId("gone"), {"ingest": 1.0})
        assert not catalogue.builds.fail(BuildId("gone"), EMPTY)
        catalogue.seminars.remove_draft(GONE)
        assert catalogue.seminars.all() == [seminar]
        assert [catalogue.builds.of_seminar(GONE), catalogue.releases.of_seminar(GONE)] == [[], []]
        assert [catalogue.sources.of_seminar(GONE), catalogue.tokens.all(), catalogue.outcomes.all()] == [[], [], []]
        assert catalogue.builds.count() == dict.fromkeys(BuildState, 0)


@pytest.mark.parametrize("odd", ["\0", "talk\0", "\udcff", "talk\ud800"])
def test_what_has_an_odd_name_is_not_found(database: Database, odd: str) -> None:
    seminar = add_seminar(database)
    with database.transaction() as catalogue:
        for call in (
            lambda: catalogue.seminars.by_slug(odd),
            lambda: catalogue.seminars.by_id(SeminarId(odd)),
            lambda: catalogue.seminars.withdraw(SeminarId(odd)),
            lambda: catalogue.seminars.some(1, after=SeminarId(odd)),
            lambda: catalogue.builds.by_id(BuildId(odd)),
            lambda: catalogue.builds.begin(BuildId(odd)),
            lambda: catalogue.releases.by_number(SeminarId(odd), 1),
            lambda: catalogue.sources.attach(SeminarId(odd), source("a")),
            lambda: catalogue.sources.detach(seminar.id, odd),
            lambda: catalogue.tokens.by_digest(odd),
            lambda: catalogue.tokens.remove(odd),
        ):
            with pytest.raises(NotFound):
                call()
        assert catalogue.seminars.some(1, wanted=SeminarFilter(series=odd)) == []
        assert catalogue.seminars.some(1, wanted=SeminarFilter(language=odd)) == []
        assert catalogue.seminars.all() == [seminar]


def test_a_seminar_is_found_between_ids(database: Database) -> None:
    first, second = sorted((add_seminar(database) for _ in range(2)), key=lambda seminar: seminar.id)
    with database.reading() as catalogue:
        for seminar in (first, second):
            assert catalogue.seminars.first_between(seminar.id, seminar.id) == seminar
        # Where several lie between them, it is the one that was made first.
        both = catalogue.seminars.first_between(SeminarId("0" * 32), SeminarId("f" * 32))
        assert both == min(first, second, key=lambda seminar: seminar.number)
        for id_, other in ((first.id[:-1], first.id[:-1]), (second.id, first.id)):
            with pytest.raises(NotFound):
                catalogue.seminars.first_between(SeminarId(id_), SeminarId(other))


def test_slugs_are_numbered_from_2(database: Database) -> None:
    for title_slug in ("x", "x", "x-y", "x", "x-2", "X", "xx", "x_", "x%", "x_"):
        add_seminar(database, title_slug)
    assert slugs(database)[::-1] == ["x", "x-2", "x-y", "x-3", "x-2-2", "X", "xx", "x_", "x%", "x_-2"]


def test_a_free_number_is_taken_again(database: Database) -> None:
    _, second, _ = [add_seminar(database, "x") for _ in range(3)]
    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(second.id)
        assert catalogue.seminars.add("x", DETAILS).slug == "x-2"


def test_several_seminars_fit_in_one_transaction(database: Database) -> None:
    with database.transaction() as catalogue:
        assert [catalogue.seminars.add("x", DETAILS).slug for _ in range(3)] == ["x", "x-2", "x-3"]


def test_concurrent_seminars_get_slugs_of_their_own(database: Database) -> None:
    def add_three() -> list[str]:
        return [add_seminar(database, "x").slug for _ in range(3)]

    given = [slug for three in at_once([add_three] * 8) for slug in three]
    assert set(given) == {"x", *(f"x-{number}" for number in range(2, 25))}
    assert sorted(given) == sorted(slugs(database))
    with database.reading() as catalogue:
        assert [seminar.number for seminar in catalogue.seminars.all()] == list(range(24, 0, -1))


def test_seminars_come_newest_first(database: Database) -> None:
    for slug in ("one", "two", "three"):
        add_seminar(database, slug)
    assert slugs(database) == ["three", "two", "one"]


def test_what_raises_leaves_nothing(database: Database) -> None:
    seminar = add_seminar(database)
    build = add_build(database, new_build(seminar))

    def change_everything() -> None:
        with database.transaction() as catalogue:
            other = catalogue.seminars.add("other", DETAILS)
            catalogue.builds.add(new_build(other, source("b")))
            catalogue.builds.begin(build.id)
            catalogue.releases.add(Release(seminar.id, 1, build.id, {}, AT))
            catalogue.seminars.point(seminar.id, 1, SeminarDetails("changed"), 0)
            catalogue.seminars.describe(seminar.id, SeminarDetails("changed again"))
            series = catalogue.series.of_title("Friday", "friday")
            catalogue.seminars.place(seminar.id, series, Visibility.UNLISTED)
            catalogue.sources.attach(seminar.id, source("c"))
            catalogue.tokens.add(TOKEN)
            catalogue.outcomes.add(OUTCOME)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        change_everything()
    with database.transaction() as catalogue:
        assert catalogue.seminars.all() == [seminar]
        assert catalogue.builds.by_id(build.id) == build
        assert catalogue.releases.of_build(build.id) is None
        assert catalogue.sources.of_seminar(seminar.id) == []
        assert [*catalogue.tokens.all(), *catalogue.outcomes.all()] == []
    assert unused(database, source("b").digest) == {source("b").digest}


def test_changes_are_seen_inside_at_once_and_outside_when_it_ends(database: Database) -> None:
    inside, goes_on = threading.Event(), threading.Event()

    def write() -> list[str]:
        with database.transaction() as catalogue:
            catalogue.seminars.add("one", DETAILS)
            inside.set()
            goes_on.wait()
            catalogue.seminars.add("two", DETAILS)
            return [seminar.slug for seminar in catalogue.seminars.all()]

    def read() -> list[str]:
        inside.wait()
        threading.Timer(0.05, goes_on.set).start()
        return slugs(database)

    written, seen = at_once([write, read])
    assert written == ["two", "one"]
    assert seen in ([], ["two", "one"])


def test_only_the_details_of_a_described_seminar_change(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    changed = SeminarDetails("عنوان آخر")
    seminar = place(database, seminar, "سلسلة", Visibility.RESTRICTED)
    with database.transaction() as catalogue:
        catalogue.seminars.describe(seminar.id, changed)
    assert stored_seminar(database, seminar) == replace(seminar, details=changed)
    with database.transaction() as catalogue:
        catalogue.seminars.point(seminar.id, 3, DETAILS, 0)
        catalogue.seminars.withdraw(seminar.id)
    withdrawn = stored_seminar(database, seminar)
    with database.transaction() as catalogue:
        catalogue.seminars.describe(seminar.id, changed)
    assert stored_seminar(database, seminar) == replace(withdrawn, details=changed)
    assert stored_seminar(database, other) == other


def test_a_published_seminar_can_be_withdrawn_and_come_back(database: Database) -> None:
    seminar = add_seminar(database)
    changed = SeminarDetails("Another title")
    seminar = place(database, seminar, "Friday", Visibility.UNLISTED)
    with database.transaction() as catalogue:
        catalogue.seminars.point(seminar.id, 1, changed, 7)
    published = stored_seminar(database, seminar)
    assert published == replace(seminar, release=1, details=changed, decided=7, decided_at=published.decided_at)
    assert published.decided_at is not None
    assert published.state is SeminarState.PUBLISHED

    with database.transaction() as catalogue:
        catalogue.seminars.withdraw(seminar.id)
    withdrawn = stored_seminar(database, seminar)
    assert withdrawn.state is SeminarState.WITHDRAWN
    assert withdrawn.withdrawn_at is not None
    assert seminar.created_at <= withdrawn.withdrawn_at <= datetime.now(UTC)
    assert replace(withdrawn, withdrawn_at=None) == published

    with database.transaction() as catalogue:
        catalogue.seminars.point(seminar.id, 2, DETAILS, 9)
    again = stored_seminar(database, seminar)
    assert again == replace(withdrawn, release=2, details=DETAILS, decided=9, decided_at=again.decided_at)

    for _ in range(2):
        with database.transaction() as catalogue:
            catalogue.seminars.bring_back(seminar.id)
        assert stored_seminar(database, seminar) == replace(seminar, release=2, decided=9, decided_at=again.decided_at)


def test_series_are_one_where_their_titles_are(database: Database) -> None:
    with database.transaction() as catalogue:
        friday = catalogue.series.of_title("Friday", "friday")
        assert (friday.title, friday.slug, catalogue.series.description(friday.id)) == ("Friday", "friday", "")
        assert catalogue.series.of_title("Friday", "another") == friday
        lower = catalogue.series.of_title("friday", "friday")
        assert (lower.slug, lower.id != friday.id) == ("friday-2", True)
    assert place(database, add_seminar(database), "Friday").series == friday
    assert place(database, add_seminar(database), "friday").series == lower


def test_concurrent_seminars_of_a_series_have_the_same_one(database: Database) -> None:
    seminars = [add_seminar(database, f"talk-{number}") for number in range(8)]
    placed = at_once([partial(place, database, seminar, f"Friday {n % 2}") for n, seminar in enumerate(seminars)])
    series = {seminar.series for seminar in placed if seminar.series is not None}
    assert {each.title for each in series} == {"Friday 0", "Friday 1"}
    assert len(series) == len({each.slug for each in series}) == 2


@pytest.mark.parametrize("visibility", Visibility)
def test_a_release_is_shown_once_anybody_may_see_it(database: Database, visibility: Visibility) -> None:
    seminar, other = place(database, add_seminar(database), None, visibility), add_seminar(database, "other")
    first, second, third = (add_release(database, add_build(database, new_build(seminar))) for _ in range(3))
    add_release(database, add_build(database, new_build(other)))

    def shown() -> list[int]:
        with database.reading() as catalogue:
            assert not catalogue.releases.by_number(other.id, 1).shown
            return [each.number for each in catalogue.releases.of_seminar(seminar.id) if each.shown]

    with database.transaction() as catalogue:
        catalogue.seminars.point(seminar.id, first.number, DETAILS, 0)
    assert shown() == ([] if visibility is Visibility.RESTRICTED else [1])
    place(database, seminar, None, Visibility.UNLISTED)
    assert shown() == [1]
    with database.transaction() as catalogue:
        catalogue.seminars.withdraw(seminar.id)
        catalogue.seminars.point(seminar.id, second.number, DETAILS, 0)
        catalogue.seminars.point(seminar.id, third.number, DETAILS, 0)
    assert shown() == [1]
    with database.transaction() as catalogue:
        catalogue.seminars.bring_back(seminar.id)
    place(database, seminar, None, Visibility.RESTRICTED)
    assert shown() == [3, 1]


def test_builds_are_found_by_a_source_of_theirs(database: Database) -> None:
    one, two = add_seminar(database), add_seminar(database, "other")
    first = add_build(database, new_build(one, source("a"), source("b")))
    later = add_build(database, new_build(two, source("c"), created_at=AT - timedelta(days=1), cues=source("a")))
    with database.reading() as catalogue:
        assert catalogue.builds.of_source(source("a").digest) == [later, first]
        assert catalogue.builds.of_source(source("b").digest) == [first]
        assert catalogue.builds.of_source(source("d").digest) == []


def test_a_draft_is_forgotten_with_its_builds(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    build, kept = add_build(database, new_build(seminar)), add_build(database, new_build(other, source("b")))
    with database.transaction() as catalogue:
        catalogue.builds.fail(build.id, EMPTY)
        catalogue.seminars.remove_draft(seminar.id)
        assert catalogue.seminars.all() == [other]
        assert catalogue.builds.unfinished() == [kept]
        with pytest.raises(NotFound):
            catalogue.builds.by_id(build.id)
    assert unused(database, source("a").digest, source("b").digest) == {source("a").digest}


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_seminar_with_a_release_is_not_forgotten(database: Database, withdrawn: bool) -> None:
    seminar = add_seminar(database)
    build = add_build(database, new_build(seminar))
    add_release(database, build)
    with database.transaction() as catalogue:
        catalogue.seminars.point(seminar.id, 1, DETAILS, 0)
        if withdrawn:
            catalogue.seminars.withdraw(seminar.id)
    before = stored_seminar(database, seminar)
    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(seminar.id)
    assert stored_seminar(database, seminar) == before
    assert stored_build(database, build) == build


def test_a_build_comes_back_as_it_was(database: Database) -> None:
    seminar = add_seminar(database)
    files = (source("a"), Source(Digest("b" * 64), "محاضرة 🎤.mp3", 5_000_000_000))
    build = Build(
        BuildId("build"),
        seminar.id,
        BuildRequest(files, DETAILS, TimingMethod.CUES, source("c"), ("audio-master",), True, source("d")),
        created_at=AT.astimezone(timezone(timedelta(hours=5, minutes=30))),
        state=BuildState.RUNNING,
        attempts=3,
        progress={"ingest": 1.0, "render_slides": 0.25},
        failure=EMPTY,
        warnings=(BuildWarning("fonts_substituted", "Calibri → Carlito"), BuildWarning("timing_is_a_guess", "")),
        ordered_by="person:amina",
    )
    kept = add_build(database, build)
    assert stored_build(database, build) == kept == replace(build, number=1)
    minimal = add_build(database, new_build(seminar))
    assert stored_build(database, minimal) == minimal


def test_a_timeline_is_kept_whole_and_told_in_short_with_its_build(database: Database) -> None:
    build, other = (add_build(database, new_build(add_seminar(database))) for _ in range(2))
    with database.transaction() as catalogue:
        assert catalogue.builds.timeline_of(build.id) is None
        catalogue.builds.keep_timeline(build.id, timeline_of([SlideStart(0, 0)], 9_000, TimingMethod.EVEN))
        catalogue.builds.keep_timeline(build.id, TIMELINE)
    with database.reading() as catalogue:
        assert catalogue.builds.timeline_of(build.id) == TIMELINE
        assert catalogue.builds.timeline_of(other.id) is None
        assert catalogue.builds.timeline_of(BuildId("gone")) is None
    assert stored_build(database, build) == replace(build, timeline=summary_of(TIMELINE))
    assert stored_build(database, other) == other


def test_a_build_is_added_once(database: Database) -> None:
    build = add_build(database, new_build(add_seminar(database)))
    with database.transaction() as catalogue:
        with pytest.raises(ValueError, match=r"already|UNIQUE|unique"):
            catalogue.builds.add(replace(build, attempts=4))
        assert catalogue.builds.by_id(build.id) == build


def test_a_build_goes_from_queued_to_published(database: Database) -> None:
    build = add_build(database, new_build(add_seminar(database)))
    with database.transaction() as catalogue:
        running = catalogue.builds.begin(build.id)
        assert running == replace(build, state=BuildState.RUNNING, attempts=1)
        assert catalogue.builds.begin(build.id).attempts == 2
        catalogue.builds.report(build.id, {"ingest": 1.0, "mux": 0.5})
        catalogue.builds.report(build.id, {"ingest": 1.0})
        assert catalogue.builds.by_id(build.id).progress == {"ingest": 1.0}
        catalogue.builds.publish(build.id, [BuildWarning("one_channel_silent", "left")])
    published = stored_build(database, build)
    assert published.state is BuildState.PUBLISHED
    assert published.warnings == (BuildWarning("one_channel_silent", "left"),)
    assert (published.attempts, published.progress, published.failure) == (2, {"ingest": 1.0}, None)


def test_a_final_build_stays_as_it_is(database: Database) -> None:
    seminar = add_seminar(database)
    published, failed = (add_build(database, new_build(seminar)) for _ in range(2))
    with database.transaction() as catalogue:
        catalogue.builds.publish(published.id, ())
        assert catalogue.builds.fail(failed.id, EMPTY)
    for build in (published, failed):
        before = stored_build(database, build)
        assert before.state.is_final
        with database.transaction() as catalogue:
            assert catalogue.builds.begin(build.id) == before
            catalogue.builds.report(build.id, {"mux": 1.0})
            assert not catalogue.builds.fail(build.id, Failure("other", "later", ""))
        assert stored_build(database, build) == before
    assert stored_build(database, failed).failure == EMPTY


def test_a_failed_build_that_another_run_published_is_published(database: Database) -> None:
    build = add_build(database, new_build(add_seminar(database)))
    with database.transaction() as catalogue:
        catalogue.builds.fail(build.id, EMPTY)
        catalogue.builds.publish(build.id, ())
    assert stored_build(database, build) == replace(build, state=BuildState.PUBLISHED)


def test_a_failure_is_kept_whatever_a_program_has_said(database: Database) -> None:
    build = add_build(database, new_build(add_seminar(database)))
    failure = Failure("conversion_failed", "\0 \udcff \ufffe 🎤 'last words' \\u0000", "")
    with database.transaction() as catalogue:
        catalogue.builds.fail(build.id, failure)
    assert stored_build(database, build).failure == failure


def test_concurrent_attempts_are_all_counted(database: Database) -> None:
    build = add_build(database, new_build(add_seminar(database)))

    def begin() -> int:
        with database.transaction() as catalogue:
            return catalogue.builds.begin(build.id).attempts

    assert sorted(at_once([begin] * 8)) == list(range(1, 9))


def test_unfinished_builds_come_oldest_first(database: Database) -> None:
    seminar = add_seminar(database)
    hours = [timezone(timedelta(hours=offset)) for offset in (0, -11, 11, 5)]
    builds = [
        add_build(database, new_build(seminar, created_at=(AT - timedelta(days=n)).astimezone(hour)))
        for n, hour in enumerate(hours)
    ]
    with database.transaction() as catalogue:
        catalogue.builds.begin(builds[0].id)
        catalogue.builds.fail(builds[1].id, EMPTY)
        found: Sequence[Build] = catalogue.builds.unfinished()
        assert [build.id for build in found] == [builds[0].id, builds[2].id, builds[3].id]


def test_the_builds_of_a_seminar_come_newest_first(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    builds = [add_build(database, new_build(seminar, created_at=AT + timedelta(days=days))) for days in (1, 0, -1)]
    add_build(database, new_build(other))
    with database.transaction() as catalogue:
        catalogue.builds.fail(builds[0].id, EMPTY)
        found = catalogue.builds.of_seminar(seminar.id)
        assert [build.id for build in found] == [build.id for build in builds[::-1]]
        assert found[2].failure == EMPTY


def test_concurrent_builds_get_numbers_of_their_own(database: Database) -> None:
    seminars = [add_seminar(database, f"talk-{number}") for number in range(8)]
    builds = at_once([partial(add_build, database, new_build(seminar)) for seminar in seminars])
    assert sorted(build.number for build in builds) == list(range(1, 9))


def test_builds_are_counted_by_their_state(database: Database) -> None:
    seminar = add_seminar(database)
    builds = [add_build(database, new_build(seminar)) for _ in range(4)]
    with database.transaction() as catalogue:
        catalogue.builds.begin(builds[0].id)
        catalogue.builds.fail(builds[1].id, EMPTY)
        counted = catalogue.builds.count()
    assert counted == {BuildState.QUEUED: 2, BuildState.RUNNING: 1, BuildState.PUBLISHED: 0, BuildState.FAILED: 1}
    assert {type(state) for state in counted} == {BuildState}


def test_releases_are_numbered_for_each_seminar(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    builds = [add_build(database, new_build(seminar)) for _ in range(2)]
    first, second = (add_release(database, build) for build in builds)
    elsewhere = add_release(database, add_build(database, new_build(other)))
    assert [release.number for release in (first, second, elsewhere)] == [1, 2, 1]
    with database.transaction() as catalogue:
        assert catalogue.releases.by_number(seminar.id, 1) == first
        assert catalogue.releases.of_build(builds[1].id) == second
        assert catalogue.releases.by_number(other.id, 1) == elsewhere
        assert catalogue.releases.of_seminar(seminar.id) == [second, first]


def test_there_is_one_release_of_a_number_and_of_a_build(database: Database) -> None:
    seminar = add_seminar(database)
    build, other = (add_build(database, new_build(seminar)) for _ in range(2))
    release = add_release(database, build)
    with database.transaction() as catalogue:
        for second in (replace(release, build_id=other.id), replace(release, number=2)):
            with pytest.raises(ValueError, match=r"already|UNIQUE|unique"):
                catalogue.releases.add(second)
        assert catalogue.releases.of_build(build.id) == release
        assert catalogue.releases.next_number(seminar.id) == 2
        assert catalogue.releases.next_number(GONE) == 1


def test_concurrent_releases_get_numbers_of_their_own(database: Database) -> None:
    seminar = add_seminar(database)
    builds = [add_build(database, new_build(seminar)) for _ in range(8)]
    releases = at_once([partial(add_release, database, build) for build in builds])
    assert sorted(release.number for release in releases) == list(range(1, 9))


def test_a_report_brings_the_pace(database: Database) -> None:
    build = add_build(database, new_build(add_seminar(database)))
    assert stored_build(database, build).pace == AT_FIRST
    pace = Pace(9_000, 30_000, slides=40, duration_ms=1_800_000)
    with database.transaction() as catalogue:
        catalogue.builds.begin(build.id)
        catalogue.builds.report(build.id, {"ingest": 1.0}, pace)
    assert stored_build(database, build).pace == pace


def test_builds_that_come_before_are_those_at_no_end(database: Database) -> None:
    seminar = add_seminar(database)
    builds = [add_build(database, new_build(seminar)) for _ in range(3)]
    with database.transaction() as catalogue:
        assert [catalogue.builds.count_before(build.number) for build in builds] == [0, 1, 2]
        catalogue.builds.begin(builds[1].id)
        catalogue.builds.fail(builds[0].id, EMPTY)
        assert [catalogue.builds.count_before(build.number) for build in builds] == [0, 0, 1]


def test_slides_of_warnings_and_the_file_of_a_failure_are_kept(database: Database) -> None:
    seminar = add_seminar(database)
    published, failed = (add_build(database, new_build(seminar)) for _ in range(2))
    warning, failure = BuildWarning("glyphs_missing", "…", (2, 40)), replace(EMPTY, source="محاضرة.pptx")
    with database.transaction() as catalogue:
        catalogue.builds.publish(published.id, [warning])
        catalogue.builds.fail(failed.id, failure)
    assert stored_build(database, published).warnings == (warning,)
    assert stored_build(database, failed).failure == failure
