"""What a search finds when talks are published, changed, restored and withdrawn, and what old ones are found by."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from migrated_database import MigratedDatabase
from parts_of import parts_of
from test_manifest import TALK

from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.domain.access import Anonymous, Operator
from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.errors import StorageUnavailable
from mediasvc.domain.listing import Listing
from mediasvc.domain.release import Release
from mediasvc.domain.search import query_of, words_of_talk
from mediasvc.domain.seminar import Seminar, SeminarDetails, Visibility
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.usecases.catch_up import catch_up
from mediasvc.usecases.publish import Contents, publish
from mediasvc.usecases.restore import restore
from mediasvc.usecases.watch import talks
from mediasvc.usecases.withdraw import withdraw


@dataclass
class House:
    """A service whose parts are a test's own."""

    database: MigratedDatabase = field(default_factory=MigratedDatabase)
    storage: MemoryStorage = field(default_factory=MemoryStorage)

    def announce(
        self, slug: str = "talk", series: str | None = None, visibility: Visibility = Visibility.PUBLIC
    ) -> Seminar:
        with self.database.transaction() as catalogue:
            seminar = catalogue.seminars.add(slug, SeminarDetails("As it was announced"))
            found = None if series is None else catalogue.series.of_title(series, "series")
            catalogue.seminars.place(seminar.id, found, visibility)
            return catalogue.seminars.by_id(seminar.id)

    def build(self, seminar: Seminar, details: SeminarDetails) -> Build:
        build = Build(BuildId(uuid4().hex), seminar.id, BuildRequest((), details), datetime.now(UTC))
        with self.database.transaction() as catalogue:
            return catalogue.builds.add(build)

    def publish(self, seminar: Seminar, details: SeminarDetails, texts: Sequence[str] = ()) -> None:
        build = self.build(seminar, details)
        publish(
            self.database, build, lambda _seminar, _number: {}, (), Contents(Listing(words_of_talk(details, texts)))
        )

    def release_of_old(self, seminar: Seminar, details: SeminarDetails, manifest: bytes | None) -> None:
        """Publish a release as it was done before there was a search."""
        build = self.build(seminar, details)
        key = f"releases/{build.id}/manifest.json"
        if manifest is not None:
            self.storage.put(key, BytesIO(manifest))
        with self.database.transaction() as catalogue:
            number = catalogue.releases.next_number(seminar.id)
            release = Release(seminar.id, number, build.id, {"manifest.json": key}, build.created_at)
            catalogue.releases.add(release)
            catalogue.seminars.point(seminar.id, number, details, build.number)

    def found(self, query: str) -> list[str]:
        wanted = SeminarFilter(words=query_of(query).words)
        return [talk.slug for talk in talks(parts_of(self.database), Anonymous(), 99, wanted=wanted)]


@pytest.fixture
def house() -> House:
    return House()


def manifest(*slides: tuple[str, str]) -> bytes:
    told = (replace(TALK.slides[0], title=title, text=text, notes="whispered") for title, text in slides)
    return replace(TALK, slides=tuple(told)).to_json().encode()


def test_a_talk_is_found_by_what_viewers_see(house: House) -> None:
    details = SeminarDetails("Savings groups", ("José Álvarez",))
    house.publish(house.announce(series="Friday"), details, ["What lasts", "Trust, and rules"])
    for query in ("savings", "jose alv", "FRIDAY", "trust", "rule savings", "las"):
        assert house.found(query) == ["talk"]
    for query in ("announced", "savings and loans", "distrust"):
        assert house.found(query) == []


def test_a_new_release_is_found_by_its_own_words(house: House) -> None:
    seminar = house.announce()
    house.publish(seminar, SeminarDetails("First"), ["apples"])
    house.publish(seminar, SeminarDetails("Second"), ["pears"])
    assert [house.found(query) for query in ("first", "apples", "second", "pears")] == [[], [], ["talk"], ["talk"]]
    restore(parts_of(house.database), Operator(), "talk", 1)
    assert [house.found(query) for query in ("first", "apples", "second", "pears")] == [["talk"], ["talk"], [], []]
    withdraw(parts_of(house.database), Operator(), "talk")
    assert house.found("first") == []
    restore(parts_of(house.database), Operator(), "talk")
    assert house.found("apples") == ["talk"]


def test_only_public_talks_are_found(house: House) -> None:
    for visibility in Visibility:
        house.publish(house.announce(visibility, visibility=visibility), SeminarDetails("Same"), ["same"])
    assert house.found("same") == ["public"]


def test_a_release_that_cannot_be_made_is_not_found(house: House) -> None:
    def fail(_seminar: Seminar, _number: int) -> dict[str, str]:
        raise StorageUnavailable("away")

    build = house.build(house.announce(), SeminarDetails("Talk"))
    with pytest.raises(StorageUnavailable):
        publish(house.database, build, fail, (), Contents(Listing(("text",))))
    assert house.found("text") == []
    assert catch_up(house.database, house.storage) == 0


def test_earlier_releases_are_caught_up_with(house: House) -> None:
    seminar = house.announce(series="Friday")
    house.release_of_old(seminar, SeminarDetails("First", ("Hana",)), manifest(("Apples", "red\nand green")))
    house.release_of_old(seminar, SeminarDetails("Second"), manifest(("Pears", ""), ("", "yellow")))
    assert house.found("pears") == []
    assert catch_up(house.database, house.storage) == 2
    # Only notes that are published are in a manifest.
    for query in ("second friday", "pears yellow", "whispered"):
        assert house.found(query) == ["talk"]
    assert house.found("apples") == []
    restore(parts_of(house.database), Operator(), "talk", 1)
    assert house.found("first hana apples green") == ["talk"]
    assert catch_up(house.database, house.storage) == 0


@pytest.mark.parametrize("lost", [None, b"", b"{", b'{"version": 9}', b"\xff", b'{"slides": [{}]}', b"[]"])
def test_a_talk_without_a_manifest_is_found_by_its_title(house: House, lost: bytes | None) -> None:
    house.release_of_old(house.announce("whole"), SeminarDetails("Whole"), manifest(("Apples", "")))
    house.release_of_old(house.announce("lost"), SeminarDetails("Lost"), lost)
    assert catch_up(house.database, house.storage) == 2
    assert (house.found("lost"), house.found("apples")) == (["lost"], ["whole"])


def test_where_the_storage_is_away_it_is_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_key: str) -> None:
        raise StorageUnavailable("away")

    house.release_of_old(house.announce(), SeminarDetails("Talk"), manifest(("Apples", "")))
    with monkeypatch.context() as away:
        away.setattr(house.storage, "open", fail)
        with pytest.raises(StorageUnavailable):
            catch_up(house.database, house.storage)
    assert catch_up(house.database, house.storage) == 1
    assert house.found("apples") == ["talk"]


def test_many_releases_are_caught_up_with_bit_by_bit_the_newest_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = 5
    monkeypatch.setattr("mediasvc.usecases.catch_up.RELEASES_AT_ONCE", at_once)
    for number in range(at_once + 3):
        house.release_of_old(house.announce(f"talk-{number}"), SeminarDetails("Talk"), manifest(("Apples", "")))
    assert catch_up(house.database, house.storage) == at_once
    assert house.found("apples")[-1] == "talk-3"
    assert catch_up(house.database, house.storage) == 3
    assert len(house.found("apples")) == at_once + 3
