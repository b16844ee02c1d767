"""Use cases in the order in which a person meets them: hand in, follow, publish, look, withdraw, and start over."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from migrated_database import MigratedDatabase
from quick_accounts import account_parts
from test_manifest import TALK

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.adapters.staging.pieces import PieceStaging
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, BuildId, BuildState, BuildWarning, Notes
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import (
    Cancelled,
    DeckEmpty,
    MediasvcError,
    NotFound,
    QueueUnavailable,
    StorageFull,
    Usage,
)
from mediasvc.domain.job import MAIL_JOB, Job
from mediasvc.domain.order import Order
from mediasvc.domain.publishing import AT_ONCE, ON_REQUEST, Publishing
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarState
from mediasvc.domain.timeline import TimingMethod
from mediasvc.ports import Parts
from mediasvc.usecases import browse, follow
from mediasvc.usecases import publish as publish_step
from mediasvc.usecases.describe import describe
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.hand_in import discard
from mediasvc.usecases.publish import publish
from mediasvc.usecases.reconcile import MOST_ATTEMPTS, reconcile
from mediasvc.usecases.restore import restore
from mediasvc.usecases.submit import submit
from mediasvc.usecases.withdraw import withdraw

AUTO = TimingMethod.AUTO
EMPTY = DeckEmpty("slides.pdf").failure
DECK, SOUND, CUES = b"%PDF-1.7 deck", b"ID3 sound", b"slide,start\n1,0\n"
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n"


def healthy() -> None:
    """Nothing stands in the way of a build."""


@dataclass
class House:
    """A service whose parts are a test's own, and a folder with an organiser's files."""

    folder: Path
    database: MigratedDatabase = field(default_factory=MigratedDatabase)
    storage: MemoryStorage = field(default_factory=MemoryStorage)
    queue: MemoryJobQueue = field(default_factory=MemoryJobQueue)

    @property
    def parts(self) -> Parts:
        staging = PieceStaging(self.storage)
        return Parts(self.database, self.storage, self.queue, staging=staging, **account_parts())

    @property
    def deck(self) -> Path:
        return self.folder / "slides.pdf"

    @property
    def sound(self) -> Path:
        return self.folder / "talk.mp3"

    @property
    def cues(self) -> Path:
        return self.folder / "cues.csv"

    @property
    def captions(self) -> Path:
        return self.folder / "talk.vtt"

    def submit(
        self,
        title: str = "A talk",
        files: Sequence[Path] | None = None,
        slug: str | None = None,
        details: DetailChanges | None = None,
        **asked: Any,
    ) -> Build:
        handed_in = (self.deck, self.sound) if files is None else tuple(files)
        order = Order(files=handed_in, details=details or DetailChanges(title=title), **asked)
        return submit(self.parts, Operator(), order, slug)

    def rebuild(self, slug: str, title: str | None = None, **asked: Any) -> Build:
        order: Order[Path] = Order(details=DetailChanges(title=title), **asked)
        return submit(self.parts, Operator(), order, slug)

    def publish(self, build: Build, warnings: Sequence[BuildWarning] = ()) -> None:
        publish(self.database, build, self.files_of, warnings)

    def files_of(self, seminar: Seminar, number: int) -> Mapping[str, str]:
        key = f"releases/{seminar.id}/{number}/manifest.json"
        self.storage.put(key, BytesIO(replace(TALK, slug=seminar.slug, release=number).to_json().encode()))
        return {"manifest.json": key}

    def published(self, title: str = "A talk", **handed_in: Any) -> Build:
        build = self.submit(title, **handed_in)
        self.publish(build)
        return build

    def fail(self, build: Build) -> None:
        with self.database.transaction() as catalogue:
            catalogue.builds.fail(build.id, EMPTY)

    def stored(self, build: Build) -> Build:
        with self.database.transaction() as catalogue:
            return catalogue.builds.by_id(build.id)

    def seminar(self, slug: str) -> Seminar:
        return browse.show(self.parts, Operator(), slug).seminar

    @property
    def slugs(self) -> list[str]:
        return [seminar.slug for seminar in browse.list_seminars(self.parts, Operator())]

    def keeps(self, *contents: bytes) -> list[bool]:
        return [self.storage.exists(f"sources/{hashlib.sha256(content).hexdigest()}") for content in contents]


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    for path, content in ((house.deck, DECK), (house.sound, SOUND), (house.cues, CUES), (house.captions, CAPTIONS)):
        path.write_bytes(content)
    return house


def test_what_is_handed_in_is_kept_and_waits_for_a_worker(house: House) -> None:
    details = SeminarDetails("Savings groups", ("Hana",), language="en")
    told = DetailChanges("Savings groups", ("Hana",), language="en")
    build = house.submit(details=told, cues=house.cues)
    assert house.keeps(DECK, SOUND, CUES) == [True, True, True]
    assert set(house.queue.live()) == {build.job}
    assert house.stored(build) == build
    assert (build.state, build.attempts) == (BuildState.QUEUED, 0)
    assert [(source.name, source.size_bytes) for source in build.request.sources] == [
        ("slides.pdf", len(DECK)),
        ("talk.mp3", len(SOUND)),
        ("cues.csv", len(CUES)),
    ]
    assert build.request.details == details
    with house.storage.open(build.request.files[1].key) as file:
        assert file.read() == SOUND
    seminar = house.seminar("savings-groups")
    assert (seminar.id, seminar.state, seminar.details) == (build.seminar_id, SeminarState.DRAFT, details)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Savings groups that last", "savings-groups-that-last"),
        ("مجموعات الادخار", "mjmw-t-ldkhr"),
        ("储蓄小组", "chu-xu-xiao-zu"),
        ("Группы накоплений", "gruppy-nakoplenii"),
        ("🎓🎉", "talk"),
        ("--- !!! ---", "talk"),
        ("A & B / C: 100 %", "a-b-c-100"),
        ("../../etc/passwd", "etc-passwd"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("x" * 300, "x" * 60),
    ],
)
def test_a_slug_comes_from_the_title(house: House, title: str, slug: str) -> None:
    house.submit(title)
    assert house.slugs == [slug]


def test_talks_of_one_title_are_different_talks(house: House) -> None:
    builds = [house.submit() for _ in range(3)]
    assert house.slugs == ["a-talk-3", "a-talk-2", "a-talk"]
    assert len({build.seminar_id for build in builds}) == 3
    assert set(house.queue.live()) == {build.job for build in builds}


def test_a_slug_that_exists_gets_a_new_release(house: House) -> None:
    first = house.published("A talk")
    second = house.submit("Another title", slug="a-talk")
    assert (house.slugs, second.seminar_id) == (["a-talk"], first.seminar_id)
    assert house.seminar("a-talk").details.title == "A talk"
    house.publish(second)
    seminar = house.seminar("a-talk")
    assert (seminar.release, seminar.details.title, seminar.slug) == (2, "Another title", "a-talk")


def test_a_slug_that_is_free_is_taken(house: House) -> None:
    build = house.submit(slug="friday-3")
    assert house.slugs == ["friday-3"]
    assert house.seminar("friday-3").id == build.seminar_id


@pytest.mark.parametrize("slug", ["", "A-Talk", "a talk", "a/b", "-a", "a-", "a--b", "é", "x" * 61, "../a"])
def test_what_is_no_slug_is_refused_and_nothing_is_kept(house: House, slug: str) -> None:
    with pytest.raises(Usage, match="is not a slug"):
        house.submit(slug=slug)
    assert house.keeps(DECK, SOUND) == [False, False]
    assert (house.slugs, set(house.queue.live())) == ([], set())


def test_a_file_that_is_not_there_is_not_found(house: House) -> None:
    for missing in (house.folder / "gone.pdf", house.folder, house.deck / "below"):
        with pytest.raises(NotFound, match=r"^Not found: "):
            house.submit(files=[house.sound, missing])
        with pytest.raises(NotFound, match=r"^Not found: "):
            house.submit(cues=missing)
        with pytest.raises(NotFound, match=r"^Not found: "):
            house.submit(captions=missing)
    assert house.keeps(DECK, SOUND) == [False, False]
    assert house.slugs == []


class ChangedBefore(MemoryStorage):
    """Before it is asked to keep this file, a recorder that still runs has written more of it."""

    def __init__(self, path: Path, change: Callable[[Path], object]) -> None:
        super().__init__()
        self.path, self.change = path, change

    def put(self, key: str, file: BinaryIO) -> None:
        if key == f"sources/{hashlib.sha256(SOUND).hexdigest()}":
            self.change(self.path)
        super().put(key, file)


@pytest.mark.parametrize("content", [SOUND + b" and more", b"", b"XXX" + SOUND[3:]], ids=["longer", "empty", "other"])
@pytest.mark.parametrize("deck_first", [False, True])
def test_a_file_that_changes_meanwhile_is_refused_and_nothing_is_kept(
    house: House, content: bytes, deck_first: bool
) -> None:
    house.storage = ChangedBefore(house.sound, lambda path: path.write_bytes(content))
    files = [house.deck, house.sound] if deck_first else [house.sound, house.deck]
    with pytest.raises(Usage, match=r"talk\.mp3 changed while it was read"):
        house.submit(files=files)
    assert house.keeps(DECK, SOUND, content) == [False, False, False]
    assert (house.slugs, set(house.queue.live())) == ([], set())


def test_a_file_that_goes_meanwhile_is_not_found_and_nothing_is_kept(house: House) -> None:
    class Gone(MemoryStorage):
        def put(self, key: str, file: BinaryIO) -> None:
            super().put(key, file)
            house.sound.unlink(missing_ok=True)

    house.storage = Gone()
    with pytest.raises(NotFound, match=r"Not found: talk\.mp3 in "):
        house.submit()
    assert house.keeps(DECK, SOUND) == [False, False]
    assert house.slugs == []


class BrokenQueue(MemoryJobQueue):
    def enqueue(self, job: Job) -> None:
        raise QueueUnavailable("the server is gone")


def test_without_a_queue_nothing_is_kept_that_could_begin_later(house: House) -> None:
    house.queue = BrokenQueue()
    with pytest.raises(QueueUnavailable):
        house.submit()
    assert house.keeps(DECK, SOUND) == [False, False]
    assert house.slugs == []
    reconcile(house.database, MemoryJobQueue())


def test_a_new_release_that_cannot_begin_leaves_the_published_one(house: House) -> None:
    house.published(files=[house.deck])
    house.queue = BrokenQueue()
    with pytest.raises(QueueUnavailable):
        house.submit("Another", slug="a-talk", files=[house.deck])
    with pytest.raises(QueueUnavailable):
        house.rebuild("a-talk", title="Another")
    assert house.seminar("a-talk").release == 1
    assert house.keeps(DECK) == [True]
    queue = MemoryJobQueue()
    reconcile(house.database, queue)
    assert set(queue.live()) == {MAIL_JOB}


class FullStorage(MemoryStorage):
    """Full at the second file."""

    def put(self, key: str, file: BinaryIO) -> None:
        if key.endswith(hashlib.sha256(SOUND).hexdigest()):
            raise StorageFull
        super().put(key, file)


def test_without_room_nothing_is_kept(house: House) -> None:
    house.storage = FullStorage()
    with pytest.raises(StorageFull):
        house.submit()
    assert house.keeps(DECK, SOUND) == [False, False]
    assert house.slugs == []


def test_sources_that_went_meanwhile_are_kept_again(house: House) -> None:
    class DiscardedBetween(MigratedDatabase):
        def transaction(self) -> Any:
            for content in (DECK, SOUND):
                house.storage.delete(f"sources/{hashlib.sha256(content).hexdigest()}")
            return super().transaction()

    house.database = DiscardedBetween()
    house.submit()
    assert house.keeps(DECK, SOUND) == [True, True]


def test_a_rebuild_has_the_published_builds_sources_and_details(house: House) -> None:
    first = house.published(cues=house.cues)
    house.fail(house.submit("Never published", slug="a-talk", files=[house.sound, house.deck]))
    again = house.rebuild("a-talk")
    assert again.request == first.request
    assert (again.seminar_id, again.id != first.id, again.state) == (first.seminar_id, True, BuildState.QUEUED)
    assert again.job in house.queue.live()


def test_a_rebuild_keeps_the_captions_until_others_or_none_are_given(house: House) -> None:
    first = house.submit(captions=house.captions)
    house.publish(first)
    source = first.request.captions
    assert source is not None
    assert (source.name, source.size_bytes, house.keeps(CAPTIONS)) == ("talk.vtt", len(CAPTIONS), [True])
    assert source in first.request.sources
    assert house.rebuild("a-talk", title="Another", timing=TimingMethod.EVEN).request.captions == source
    corrected = house.folder / "corrected.srt"
    corrected.write_bytes(b"1\n00:00:00 --> 00:00:01\nHello\n")
    changed = house.rebuild("a-talk", captions=corrected).request
    assert (changed.captions and changed.captions.name, changed.files) == ("corrected.srt", first.request.files)
    assert house.keeps(corrected.read_bytes()) == [True]
    assert house.rebuild("a-talk", cleared=frozenset({"captions"})).request.captions is None
    assert house.rebuild("a-talk").request.captions is None


def test_a_rebuild_changes_what_is_given(house: House) -> None:
    first = house.published(cues=house.cues).request
    cues_source = first.cues
    changed = house.folder / "changed.csv"
    changed.write_bytes(b"slide,start\n2,0\n")
    titled = house.rebuild("a-talk", title="A better title").request
    assert titled == replace(first, details=replace(first.details, title="A better title"))
    assert titled.cues == cues_source
    even = house.rebuild("a-talk", title="A talk", timing=TimingMethod.EVEN).request
    assert even == replace(first, timing=TimingMethod.EVEN)
    untimed = house.rebuild("a-talk", cleared=frozenset({"cues"})).request
    assert untimed == replace(first, timing=TimingMethod.EVEN, cues=None, cues_with=())
    timed = house.rebuild("a-talk", cues=changed).request
    assert timed.cues is not None
    assert (timed.timing, timed.cues.name, timed.files) == (AUTO, "changed.csv", first.files)
    assert house.keeps(changed.read_bytes()) == [True]


def test_a_rebuild_keeps_what_was_asked_for_until_it_is_taken_away(house: House) -> None:
    asked: dict[str, Any] = {"notes": Notes.PUBLISH, "track": 2}
    first = house.published(also=("audio-master", "video-upload"), clean_up=True, **asked).request
    assert (first.also, first.clean_up) == (("video-upload", "audio-master"), True)
    assert (first.notes, first.track) == (Notes.PUBLISH, 2)
    titled = house.rebuild("a-talk", title="A better title").request
    assert titled == replace(first, details=SeminarDetails("A better title"))
    one = house.rebuild("a-talk", also=("audio-master",), title="A talk").request
    assert one == replace(first, also=("audio-master",))
    cleared: dict[str, Any] = {"notes": Notes.PRIVATE, "cleared": frozenset({"track"})}
    none = house.rebuild("a-talk", also=(), clean_up=False, **cleared).request
    assert none == replace(first, also=(), clean_up=False, notes=Notes.PRIVATE, track=None, track_with=())


EVERY_DETAIL = DetailChanges("A talk", ("Hana", "Luis"), date(2026, 6, 18), "en", "Friday", None, "CC-BY-4.0")


def test_files_that_are_handed_in_again_keep_all_that_was_given_before(house: House) -> None:
    given: dict[str, Any] = {"also": ("audio-master",), "clean_up": True, "captions": house.captions}
    first = house.published(details=EVERY_DETAIL, cues=house.cues, notes=Notes.PUBLISH, **given).request
    better = house.folder / "better.pdf"
    better.write_bytes(b"%PDF-1.7 better")
    again = house.submit("A better title", slug="a-talk", files=[better, house.sound]).request
    kept = replace(first, details=replace(first.details, title="A better title"), files=again.files)
    assert again == kept
    # What belongs to the recording goes on to name the files that it was given for.
    assert again.cues_with == again.captions_with == first.files != again.files


def test_every_build_of_a_seminar_names_the_files_of_the_first_one(house: House) -> None:
    other = house.folder / "other.pdf"
    other.write_bytes(b"%PDF-1.7 other")
    first = house.submit().request
    on_its_way = house.submit(slug="a-talk", files=[other, house.sound])
    assert first.first_files == first.files == on_its_way.request.first_files != on_its_way.request.files
    house.publish(on_its_way)
    assert house.rebuild("a-talk").request.first_files == first.files
    again = house.submit("Another talk", files=[other, house.sound]).request
    assert again.first_files == on_its_way.request.files


def test_where_the_first_build_fails_its_files_stay_for_what_came_meanwhile_and_no_longer(house: House) -> None:
    other = house.folder / "other.pdf"
    other.write_bytes(b"%PDF-1.7 other")
    first = house.submit()
    on_its_way = house.submit(slug="a-talk", files=[other])
    house.fail(first)
    discard(house.parts, house.stored(first))
    assert (on_its_way.request.first_files, house.keeps(DECK, SOUND)) == (first.request.files, [True, True])
    house.fail(on_its_way)
    discard(house.parts, house.stored(on_its_way))
    assert house.keeps(DECK, SOUND) == [False, False]
    anew = house.submit(slug="a-talk", files=[other, house.sound]).request
    assert anew.first_files == anew.files


def test_every_detail_can_be_changed_and_taken_away(house: House) -> None:
    first = house.published(details=EVERY_DETAIL).request
    changed = DetailChanges(None, ("Amal",), date(2027, 1, 1), "ar", "Monday", None, "CC0-1.0")
    order: Order[Path] = Order(details=changed)
    details = submit(house.parts, Operator(), order, "a-talk").request.details
    assert details == SeminarDetails("A talk", ("Amal",), date(2027, 1, 1), "ar", "CC0-1.0")
    for name in ("speakers", "held_on", "language", "license"):
        order = Order(details=DetailChanges(cleared=frozenset({name})))
        less = submit(house.parts, Operator(), order, "a-talk").request.details
        assert getattr(less, name) in (None, ())
        assert getattr(first.details, name) not in (None, ())


def test_cues_that_are_kept_belong_to_the_new_recording(house: House) -> None:
    house.published(cues=house.cues, captions=house.captions)
    other = house.folder / "other.mp3"
    other.write_bytes(b"ID3 other")
    kept = house.submit(slug="a-talk", files=[house.deck, other], keep_cues=True).request
    assert (kept.cues_with, kept.captions_with[1].name) == (kept.files, "talk.mp3")
    anew = house.submit(slug="a-talk", files=[house.deck, other], captions=house.captions).request
    assert (anew.cues_with, anew.captions_with) == (kept.files, anew.files)


def test_a_title_that_is_on_its_way_stays(house: House) -> None:
    house.published()
    titled = house.rebuild("a-talk", title="A better title")
    captioned = house.rebuild("a-talk", captions=house.captions)
    assert captioned.request.details.title == "A better title"
    for build in (titled, captioned):
        house.publish(build)
    assert house.seminar("a-talk").details.title == "A better title"


def test_a_build_that_somebody_went_back_from_gives_nothing_to_the_next(house: House) -> None:
    first = house.published()
    overruled = house.submit("In flight", slug="a-talk", files=[house.deck], also=("audio-master",))
    restore(house.parts, Operator(), "a-talk", 1)
    after = house.rebuild("a-talk", captions=house.captions).request
    assert (after.details, after.files, after.also) == (first.request.details, first.request.files, ())
    house.publish(overruled)
    assert house.seminar("a-talk").release == 1


def test_what_is_on_its_way_is_shown_though_a_withdrawal_ends_meanwhile(house: House) -> None:
    house.published()
    for number in (None, 1):
        withdraw(house.parts, Operator(), "a-talk")
        on_its_way = house.rebuild("a-talk", title=f"Better than {number}")
        restore(house.parts, Operator(), "a-talk", number)
        house.publish(on_its_way)
        seminar = house.seminar("a-talk")
        assert (seminar.state, seminar.details.title) == (SeminarState.PUBLISHED, f"Better than {number}")
        restore(house.parts, Operator(), "a-talk", 1)


def test_a_new_talk_needs_a_title(house: House) -> None:
    for slug in (None, "friday"):
        with pytest.raises(Usage, match="needs a title"):
            house.submit(details=DetailChanges(speakers=("Hana",)), slug=slug)
    house.published(slug="friday")
    assert house.submit(details=DetailChanges(), slug="friday").request.details.title == "A talk"


def test_timing_by_cues_needs_a_cues_file(house: House) -> None:
    with pytest.raises(Usage, match="needs a cues file"):
        house.submit(timing=TimingMethod.CUES, files=[house.folder / "never-read.mp3"])
    house.published()
    with pytest.raises(Usage, match="needs a cues file"):
        house.rebuild("a-talk", timing=TimingMethod.CUES)
    house.publish(house.rebuild("a-talk", cues=house.cues, timing=TimingMethod.CUES))
    assert house.rebuild("a-talk", cleared=frozenset({"cues"})).request.timing is TimingMethod.AUTO


def test_a_second_talk_of_the_same_files_is_named(house: House) -> None:
    def warnings_of(build: Build) -> list[str]:
        house.publish(build)
        return [warning.code for warning in house.stored(build).warnings]

    assert warnings_of(house.submit("First")) == []
    assert warnings_of(house.rebuild("first")) == []
    second = house.submit("Second", files=[house.sound, house.deck])
    assert warnings_of(second) == ["files_published_before"]
    assert '"first"' in house.stored(second).warnings[0].message
    # What viewers see counts: neither files that a talk once had, nor those of a withdrawn one.
    other = house.folder / "other.pdf"
    other.write_bytes(b"%PDF-1.7 other")
    assert warnings_of(house.submit(slug="first", files=[other, house.sound])) == []
    withdraw(house.parts, Operator(), "second")
    assert warnings_of(house.submit("Third")) == []
    house.fail(house.submit(slug="first", files=[other]))
    assert warnings_of(house.submit("Fourth", files=[other])) == []


def test_a_changed_title_keeps_what_was_asked_for(house: House) -> None:
    house.published(also=("audio-master",), clean_up=True)
    _, build = describe(house.parts, Operator(), "a-talk", DetailChanges(title="Better"))
    assert build is not None
    assert (build.request.also, build.request.clean_up) == (("audio-master",), True)


@pytest.mark.parametrize("slug", ["no-such-talk", "a-talk"])
def test_what_was_never_built_cannot_be_rebuilt(house: House, slug: str) -> None:
    create_draft(house.parts, Operator(), DetailChanges("A talk"), None)
    before = set(house.queue.live())
    with pytest.raises(NotFound):
        house.rebuild(slug, cues=house.cues)
    assert house.keeps(CUES) == [False]
    assert set(house.queue.live()) == before


def test_a_withdrawn_talk_stays_withdrawn_whatever_is_built(house: House) -> None:
    house.published()
    late = house.rebuild("a-talk")
    withdraw(house.parts, Operator(), "a-talk")
    _, titled = describe(house.parts, Operator(), "a-talk", DetailChanges(title="Better"))
    assert titled is not None
    for build in (late, titled, house.rebuild("a-talk"), house.submit(slug="a-talk", title="Better")):
        house.publish(build)
        assert house.seminar("a-talk").state is SeminarState.WITHDRAWN
    seminar = restore(house.parts, Operator(), "a-talk")
    assert (seminar.state, seminar.release, seminar.details.title) == (SeminarState.PUBLISHED, 5, "Better")


def test_of_a_discarded_build_nothing_stays(house: House) -> None:
    build = house.submit(cues=house.cues)
    house.fail(build)
    discard(house.parts, build)
    assert house.slugs == []
    assert house.keeps(DECK, SOUND, CUES) == [False, False, False]


def test_sources_that_another_build_uses_stay(house: House) -> None:
    house.submit("Another", files=[house.deck])
    build = house.submit()
    house.fail(build)
    discard(house.parts, build)
    assert house.slugs == ["another"]
    assert house.keeps(DECK, SOUND) == [True, False]


def test_a_discarded_release_leaves_the_published_one(house: House) -> None:
    house.published()
    build = house.submit("Another", slug="a-talk")
    house.fail(build)
    discard(house.parts, build)
    assert house.seminar("a-talk").release == 1
    assert house.keeps(DECK, SOUND) == [True, True]


def test_a_draft_that_another_build_is_to_fill_stays(house: House) -> None:
    failed, other = house.submit(slug="friday"), house.submit(slug="friday", files=[house.deck])
    house.fail(failed)
    discard(house.parts, failed)
    assert house.slugs == ["friday"]
    house.publish(other)
    assert house.seminar("friday").release == 1
    assert house.keeps(DECK) == [True]


def test_a_draft_whose_release_waits_stays_when_another_build_fails(house: House) -> None:
    house.published(slug="friday", publishing=ON_REQUEST)
    failed = house.submit(slug="friday", files=[house.deck])
    house.fail(failed)
    discard(house.parts, failed)
    assert (house.slugs, house.keeps(DECK, SOUND)) == (["friday"], [True, True])
    assert house.seminar("friday").state is SeminarState.DRAFT


def test_what_waits_is_what_the_next_build_begins_with(house: House) -> None:
    house.published(also=("audio-master",))
    house.publish(house.rebuild("a-talk", title="Better", clean_up=True, publishing=ON_REQUEST))
    again = house.rebuild("a-talk", notes=Notes.PUBLISH).request
    assert (again.details.title, again.clean_up, again.publishing) == ("Better", True, ON_REQUEST)
    restore(house.parts, Operator(), "a-talk", 2)
    assert house.rebuild("a-talk").request.publishing == ON_REQUEST
    restore(house.parts, Operator(), "a-talk", 1)
    assert house.rebuild("a-talk").request.publishing == AT_ONCE


def test_what_is_on_its_way_is_shown_though_what_waited_is_published_meanwhile(house: House) -> None:
    house.publish(house.submit(publishing=ON_REQUEST))
    newer = house.rebuild("a-talk", title="Newer", publishing=AT_ONCE)
    restore(house.parts, Operator(), "a-talk", 1)
    house.publish(newer)
    assert (house.seminar("a-talk").release, house.seminar("a-talk").details.title) == (2, "Newer")


def test_a_time_that_passes_while_it_is_built_is_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime(2101, 1, 1, tzinfo=tz)

    build = house.submit(publishing=Publishing(at=datetime(2100, 1, 1, tzinfo=UTC)))
    monkeypatch.setattr(publish_step, "datetime", Later)
    house.publish(build)
    assert house.seminar("a-talk").release == 1


def test_details_of_what_waits_are_read_by_who_edits_them(house: House) -> None:
    house.published()
    house.publish(house.rebuild("a-talk", title="Better", publishing=ON_REQUEST))
    assert house.seminar("a-talk").details.title == "A talk"
    assert browse.read_announced(house.parts, Operator(), "a-talk").details.title == "Better"


def test_publishing_moves_the_pointer_and_ends_the_build(house: House) -> None:
    warning = BuildWarning("timing_is_a_guess", "Nobody knows.")
    build = house.submit()
    house.publish(build, [warning])
    ended = house.stored(build)
    assert (ended.state, ended.warnings) == (BuildState.PUBLISHED, (warning,))
    shown = browse.show(house.parts, Operator(), "a-talk")
    assert (shown.seminar.state, shown.seminar.release) == (SeminarState.PUBLISHED, 1)
    assert shown.manifest == replace(TALK, slug="a-talk", release=1)


def test_warnings_are_nothing_but_writing(house: House) -> None:
    build = house.submit()
    publish(house.database, build, lambda _seminar, _number: {}, [BuildWarning("odd", "a\x02b\uf0e0.pdf: odd.")])
    assert house.stored(build).warnings == (BuildWarning("odd", "ab.pdf: odd."),)


def test_a_files_name_is_nothing_but_writing(house: House, tmp_path: Path) -> None:
    odd = tmp_path / "a\x03b\udcff.pdf"
    odd.write_bytes(b"%PDF-1.7")
    build = house.submit(files=[odd])
    assert [source.name for source in build.request.files] == ["ab.pdf"]


def test_publishing_twice_is_one_release(house: House) -> None:
    build = house.submit()
    house.publish(build)
    house.publish(build)
    assert house.seminar("a-talk").release == 1


def test_a_cancelled_build_is_not_published(house: House) -> None:
    build = house.submit()
    follow.cancel(house.parts, Operator(), build.id)
    house.publish(build)
    assert house.seminar("a-talk").state is SeminarState.DRAFT
    assert house.stored(build).failure == Cancelled().failure
    assert set(house.queue.live()) == set()


def test_a_published_build_cannot_be_cancelled(house: House) -> None:
    build = house.published()
    follow.cancel(house.parts, Operator(), build.id)
    assert house.stored(build).state is BuildState.PUBLISHED


def test_a_release_that_cannot_be_made_is_none(house: House) -> None:
    def full(seminar: Seminar, number: int) -> Mapping[str, str]:
        raise StorageFull

    build = house.submit()
    with pytest.raises(StorageFull):
        publish(house.database, build, full, [])
    assert house.stored(build).state is BuildState.QUEUED
    assert house.seminar("a-talk").release is None
    house.publish(build)
    assert house.seminar("a-talk").release == 1


def test_seminars_are_listed_newest_first(house: House) -> None:
    assert browse.list_seminars(house.parts, Operator()) == []
    for title in ("One", "Two", "Three"):
        house.submit(title)
    assert house.slugs == ["three", "two", "one"]


def test_only_what_is_public_has_a_manifest(house: House) -> None:
    house.published()
    house.submit("A draft")
    assert browse.show(house.parts, Operator(), "a-draft").manifest is None
    assert browse.show(house.parts, Operator(), "a-talk").manifest is not None
    withdraw(house.parts, Operator(), "a-talk")
    shown = browse.show(house.parts, Operator(), "a-talk")
    assert (shown.seminar.state, shown.manifest) == (SeminarState.WITHDRAWN, None)
    with pytest.raises(NotFound):
        browse.show(house.parts, Operator(), "no-such-talk")


def test_withdrawing_again_changes_nothing(house: House) -> None:
    house.published()
    seminar = withdraw(house.parts, Operator(), "a-talk")
    assert (seminar.state, seminar.release) == (SeminarState.WITHDRAWN, 1)
    assert withdraw(house.parts, Operator(), "a-talk") == seminar
    assert house.keeps(DECK, SOUND) == [True, True]


@pytest.mark.parametrize("slug", ["no-such-talk", "a-talk"])
def test_what_was_never_published_cannot_be_withdrawn(house: House, slug: str) -> None:
    house.submit()
    with pytest.raises(NotFound):
        withdraw(house.parts, Operator(), slug)
    assert house.seminar("a-talk").state is SeminarState.DRAFT


def test_reconciling_puts_back_what_the_queue_has_lost(house: House) -> None:
    waiting, running, done, failed = (house.submit(title) for title in ("One", "Two", "Three", "Four"))
    with house.database.transaction() as catalogue:
        catalogue.builds.begin(running.id)
    house.publish(done)
    house.fail(failed)
    queue = MemoryJobQueue()
    for _ in range(2):
        reconcile(house.database, queue)
        assert set(queue.live()) == {waiting.job, running.job, MAIL_JOB}


def test_reconciling_gives_a_live_build_no_second_job(house: House) -> None:
    house.submit()
    reconcile(house.database, house.queue)
    ran: list[Job] = []
    house.queue.work(ran.append)
    assert len(ran) == 1


def test_reconciling_fails_what_the_queue_has_given_up(house: House) -> None:
    def die(_: Job) -> None:
        raise RuntimeError("killed")

    build = house.submit()
    house.queue.work(die)
    reconcile(house.database, house.queue)
    ended = house.stored(build)
    assert ended.state is BuildState.FAILED
    assert ended.failure is not None
    assert (ended.failure.code, "died" in ended.failure.message) == ("conversion_failed", True)
    assert set(house.queue.live()) == set()


@pytest.mark.parametrize(("attempts", "state"), [(MOST_ATTEMPTS - 1, "running"), (MOST_ATTEMPTS, "failed")])
def test_reconciling_fails_what_brings_its_workers_down_with_the_queue(house: House, attempts: int, state: str) -> None:
    build = house.submit()
    house.queue.cancel(build.job)
    with house.database.transaction() as catalogue:
        for _ in range(attempts):
            catalogue.builds.begin(build.id)
    reconcile(house.database, house.queue)
    assert house.stored(build).state == state
    assert set(house.queue.live()) == ({build.job} if state == "running" else set())


def test_a_build_that_is_enqueued_once_more_is_not_failed(house: House) -> None:
    def die(_: Job) -> None:
        raise RuntimeError("killed")

    build = house.submit()
    house.queue.work(die)
    house.queue.enqueue(build.job)
    reconcile(house.database, house.queue)
    assert house.stored(build).state is BuildState.QUEUED


def test_a_follower_sees_each_change_once_and_the_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    build = house.submit()
    seen: list[tuple[BuildState, dict[str, float]]] = []
    happens: list[Callable[[], None]] = []

    def begin() -> None:
        with house.database.transaction() as catalogue:
            catalogue.builds.begin(build.id)

    def report() -> None:
        with house.database.transaction() as catalogue:
            catalogue.builds.report(build.id, {"ingest": 0.5})

    def sleep(_: float) -> None:
        happens.pop(0)()

    happens += [lambda: None, begin, lambda: None, report, lambda: house.publish(build)]
    monkeypatch.setattr(follow.time, "sleep", sleep)
    ended = follow.follow(
        house.parts, Operator(), build.id, lambda told: seen.append((told.state, dict(told.progress))), healthy
    )
    assert ended == house.stored(build)
    assert seen == [
        (BuildState.QUEUED, {}),
        (BuildState.RUNNING, {}),
        (BuildState.RUNNING, {"ingest": 0.5}),
        (BuildState.PUBLISHED, {"ingest": 0.5}),
    ]


def test_a_follower_of_nothing_is_told(house: House) -> None:
    with pytest.raises(NotFound):
        follow.follow(house.parts, Operator(), BuildId("gone"), lambda _: None, healthy)


@pytest.mark.parametrize("error", [DeckEmpty("slides.pdf"), Cancelled()])
def test_a_follower_gets_a_failed_build_with_its_failure(house: House, error: MediasvcError) -> None:
    build = house.submit()
    with house.database.transaction() as catalogue:
        catalogue.builds.fail(build.id, error.failure)
    assert follow.follow(house.parts, Operator(), build.id, lambda _: None, healthy).failure == error.failure


def test_following_ends_where_nobody_can_build(house: House) -> None:
    build = house.submit()

    def broken() -> None:
        raise QueueUnavailable("the worker dies at every start")

    with pytest.raises(QueueUnavailable):
        follow.follow(house.parts, Operator(), build.id, lambda _: None, broken)


@pytest.mark.parametrize("looks", [0, 3])
def test_who_ran_a_build_may_note_how_it_went(house: House, monkeypatch: pytest.MonkeyPatch, looks: int) -> None:
    build = house.submit()
    waits = list(range(looks))

    def sleep(_: float) -> None:
        waits.pop()
        if not waits:
            house.queue.cancel(build.job)

    if not looks:
        house.queue.cancel(build.job)
    monkeypatch.setattr(follow.time, "sleep", sleep)
    follow.let_go(house.queue, build)
    assert (waits, set(house.queue.live())) == ([], set())


def test_a_worker_that_never_ends_is_not_waited_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    build = house.submit()
    monkeypatch.setattr(follow, "NOTES_WITHIN_S", 0.0)
    follow.let_go(house.queue, build)
    assert set(house.queue.live()) == {build.job}
