"""What Releases.add_listing, Releases.without_listing and Seminars.some promise about words, for every adapter."""

from datetime import timedelta

import pytest
from at_once import at_once
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from records import AT, DETAILS, GONE, add_build, add_release, add_seminar, add_words, new_build

from mediasvc.domain.errors import NotFound
from mediasvc.domain.listing import Listing
from mediasvc.domain.release import Release
from mediasvc.domain.search import query_of, words_of
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, SeminarState
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.ports import Database


def add_talk(database: Database, *words: str) -> Seminar:
    """One whose first release, which is seen, has these words."""
    seminar = add_seminar(database)
    see(database, add_found(database, seminar, *words))
    return seminar


def add_found(database: Database, seminar: Seminar, *words: str) -> Release:
    release = add_release(database, add_build(database, new_build(seminar)))
    add_words(database, release, *words)
    return release


def see(database: Database, release: Release) -> None:
    with database.transaction() as catalogue:
        catalogue.seminars.point(release.seminar_id, release.number, DETAILS, 0)


def found(
    database: Database,
    *words: str,
    limit: int = 99,
    after: SeminarId | None = None,
    state: SeminarState | None = None,
) -> list[SeminarId]:
    with database.reading() as catalogue:
        return [seminar.id for seminar in catalogue.seminars.some(limit, after, SeminarFilter(state, words=words))]


def without_listing(database: Database, limit: int = 99) -> list[Release]:
    with database.reading() as catalogue:
        return list(catalogue.releases.without_listing(limit))


def test_a_seminar_is_found_by_each_of_its_words_and_by_parts_of_them(database: Database) -> None:
    talk = add_talk(database, "savings", "groups", "مجموعات", "储蓄小组")
    for words in (["savings"], ["sav"], ["ings"], ["groups", "savings"], ["s", "s"], ["مجموع"], ["储蓄"], []):
        assert found(database, *words) == [talk.id]
    for words in (["saving5"], ["savings", "other"], ["savingsgroups"], ["gsg"], ["savings!"]):
        assert found(database, *words) == []


def test_signs_that_databases_know_are_only_signs(database: Database) -> None:
    signs = ("%", "_", "\\", "'", '"', "--", "[a]", "/", "*", "?", "a%c", "a_c")
    talks = {sign: add_talk(database, sign) for sign in signs}
    plain = add_talk(database, "abc")
    for sign, talk in talks.items():
        expected = [other.id for each, other in talks.items() if sign in each]
        assert found(database, sign) == expected[::-1]
        assert talk.id in expected
    assert found(database, "abc") == [plain.id]


def test_who_is_seen_no_more_is_not_found(database: Database) -> None:
    seminar = add_talk(database, "first")
    second = add_found(database, seminar, "second")
    assert (found(database, "first"), found(database, "second")) == ([seminar.id], [])
    see(database, second)
    assert (found(database, "first"), found(database, "second")) == ([], [seminar.id])
    with database.transaction() as catalogue:
        catalogue.seminars.point(seminar.id, 1, DETAILS, 0)
    assert (found(database, "first"), found(database, "second")) == ([seminar.id], [])
    with database.transaction() as catalogue:
        catalogue.seminars.withdraw(seminar.id)
    assert found(database, "first", state=SeminarState.PUBLISHED) == []
    assert found(database, "first", state=SeminarState.WITHDRAWN) == [seminar.id]


def test_words_of_slides_that_nobody_can_see_are_not_found(database: Database) -> None:
    add_seminar(database)
    other = add_seminar(database)
    see(database, add_release(database, add_build(database, new_build(other))))
    add_found(database, add_seminar(database), "never", "seen")
    assert found(database, "never") == []
    assert len(found(database, "amina")) == len(found(database)) == 3


def test_what_is_found_comes_newest_first_and_page_by_page(database: Database) -> None:
    talks = [add_talk(database, "even" if number % 2 == 0 else "odd", "all") for number in range(9)]
    expected = [talk.id for talk in talks[::-2]]
    assert found(database, "even") == expected
    assert found(database, "even", limit=2) == expected[:2]
    assert found(database, "even", limit=2, after=expected[1]) == expected[2:4]
    assert found(database, "even", limit=2, after=expected[-1]) == []
    assert found(database, "odd", after=expected[0]) == [talk.id for talk in talks[-2::-2]]
    with pytest.raises(NotFound):
        found(database, "even", after=GONE)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(), min_size=1), start=st.integers(0, 20), length=st.integers(1, 20))
def test_whatever_is_kept_is_found(database: Database, text: str, start: int, length: int) -> None:
    words = words_of([text])
    talk = add_talk(database, *words)
    for word in words:
        part = word[min(start, len(word) - 1) :][:length]
        assert talk.id in found(database, part)
    assert talk.id in found(database, *query_of(text).words)


def test_words_that_are_kept_stay(database: Database) -> None:
    seminar = add_talk(database, "first")
    with database.transaction() as catalogue:
        for _ in range(2):
            catalogue.releases.add_listing(seminar.id, 1, Listing(("second",)))
        catalogue.seminars.withdraw(seminar.id)
    assert (found(database, "first"), found(database, "second")) == ([seminar.id], [])
    with database.reading() as catalogue:
        assert catalogue.seminars.by_id(seminar.id).state is SeminarState.WITHDRAWN


def test_what_is_no_release_has_no_words(database: Database) -> None:
    seminar = add_talk(database, "word")
    for seminar_id, number in ((seminar.id, 2), (seminar.id, 0), (GONE, 1)):
        with pytest.raises(NotFound), database.transaction() as catalogue:
            catalogue.releases.add_listing(seminar_id, number, Listing(("word",)))


def test_words_that_are_taken_back_are_not_kept(database: Database) -> None:
    release = add_release(database, add_build(database, new_build(add_seminar(database))))

    def fail() -> None:
        with database.transaction() as catalogue:
            catalogue.releases.add_listing(release.seminar_id, release.number, Listing(("word",)))
            raise RuntimeError("taken back")

    with pytest.raises(RuntimeError, match="taken back"):
        fail()
    assert without_listing(database) == [release]


def test_releases_without_listing_are_told_the_newest_first(database: Database) -> None:
    assert without_listing(database) == []
    releases: list[Release] = []
    for days, seminar in enumerate([add_seminar(database), add_seminar(database)] * 2):
        build = add_build(database, new_build(seminar))
        with database.transaction() as catalogue:
            number = catalogue.releases.next_number(seminar.id)
            releases.append(Release(seminar.id, number, build.id, {"a": "b"}, AT + timedelta(days=days)))
            catalogue.releases.add(releases[-1])
    assert without_listing(database) == releases[::-1]
    assert without_listing(database, 3) == releases[:0:-1]
    add_words(database, releases[1], "word")
    add_words(database, releases[2])
    assert without_listing(database) == [releases[3], releases[0]]


def test_several_may_keep_the_same_words_at_once(database: Database) -> None:
    release = add_release(database, add_build(database, new_build(add_seminar(database))))
    see(database, release)
    at_once([lambda: add_words(database, release, "word")] * 4)
    assert found(database, "word") == [release.seminar_id]
    assert without_listing(database) == []


def test_a_seminar_is_found_by_its_details_before_anything_of_it_is_released(database: Database) -> None:
    with database.transaction() as catalogue:
        draft = catalogue.seminars.add("draft", SeminarDetails("Épargne en groupe", ("Hana Tesfaye",)))
        other = catalogue.seminars.add("other", SeminarDetails("Other"))
    assert found(database, *query_of("EPARGNE tesfaye").words) == [draft.id]
    with database.transaction() as catalogue:
        catalogue.seminars.describe(draft.id, SeminarDetails("Crédit"))
    assert found(database, "epargne") == []
    assert found(database, "credit") == [draft.id]
    release = add_found(database, other)
    with database.transaction() as catalogue:
        catalogue.seminars.point(other.id, release.number, SeminarDetails("Remesas"), 0)
    assert found(database, "remesas") == [other.id]
