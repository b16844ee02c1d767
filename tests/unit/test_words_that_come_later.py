"""A talk that was published without its words is published again with them: once, whoever dies meanwhile."""

import hashlib
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from migrated_database import MigratedDatabase
from parts_of import parts_of

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, BuildId, BuildState, Digest
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import ConversionFailed, DeckEmpty, QueueUnavailable
from mediasvc.domain.job import JOB_LIMITS, Job, JobKind
from mediasvc.domain.order import Order
from mediasvc.domain.publishing import ON_REQUEST, planned
from mediasvc.domain.recognition_job import MOST_ATTEMPTS, Recognition, RecognitionState
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.build import build
from mediasvc.usecases.build_again import build_with_words
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.follow import await_words
from mediasvc.usecases.publish import Contents, publish
from mediasvc.usecases.publish_due import publish_due
from mediasvc.usecases.recognitions import ask_for_words, begin_recognition, end_recognition, read_recognition
from mediasvc.usecases.reconcile import reconcile
from mediasvc.usecases.restore import restore
from mediasvc.usecases.upload import Sent, upload
from mediasvc.usecases.withdraw import withdraw

WORDS = Recognition(Digest("r"), Digest("m"), "base", "en")
LATER = datetime(2100, 1, 1, tzinfo=UTC)


class Died(BaseException):
    """The process is killed."""


class MortalDatabase(MigratedDatabase):
    """A database whose process dies at one of its transactions: before it is kept, or right behind that."""

    deaths_at: tuple[int, str] = (-1, "")
    count = 0

    @contextmanager
    def transaction(self) -> Generator[Catalogue]:  # type: ignore[override]
        self.count += 1
        dies = self.count == self.deaths_at[0]
        with super().transaction() as catalogue:
            yield catalogue
            if dies and self.deaths_at[1] == "before":
                raise Died
        if dies:
            raise Died


@dataclass
class Scene:
    """A talk, and those who build it and recognise its words: each as far as the database and the queue see it."""

    database: MortalDatabase = field(default_factory=MortalDatabase)
    parts: Parts = field(init=False)
    slug: str = ""
    ending: Recognition = field(default_factory=lambda: WORDS.done(Digest("w"), has_words=True))

    def __post_init__(self) -> None:
        self.parts = replace(parts_of(self.database), model="base")
        self.slug = create_draft(self.parts, Operator(), DetailChanges(title="A talk"), None).slug
        digest = Digest(hashlib.sha256(b"sound").hexdigest())
        upload(self.parts, Operator(), self.slug, Sent("talk.mp3", digest, BytesIO(b"sound"), 5))

    @property
    def queue(self) -> MemoryJobQueue:
        queue = self.parts.queue
        assert isinstance(queue, MemoryJobQueue)
        return queue

    def order(self, **asked: object) -> Build:
        return build(self.parts, Operator(), self.slug, Order(**asked))  # type: ignore[arg-type]

    def run(self, job: Job) -> None:
        if job.kind is JobKind.BUILD:
            self.build(BuildId(job.id))
        else:
            self.recognise()

    def work(self) -> None:
        self.queue.work(self.run)

    def build(self, build_id: BuildId) -> None:
        with self.database.transaction() as catalogue:
            begun = catalogue.builds.begin(build_id)
        known = ask_for_words(self.database, WORDS)
        if not known.state.is_final:
            self.queue.enqueue(known.job)
        awaits = None if known.state.is_final else known.id
        publish(self.database, begun, files_of, (), Contents(awaits_words=awaits))
        build_with_words(self.database, self.queue)

    def recognise(self) -> None:
        if begin_recognition(self.database, WORDS.id) is not None:
            end_recognition(self.database, self.ending)
        build_with_words(self.database, self.queue)

    def builds(self) -> list[Build]:
        """The talk's builds, oldest first."""
        with self.database.reading() as catalogue:
            return list(reversed(catalogue.builds.of_seminar(catalogue.seminars.by_slug(self.slug).id)))

    def releases(self) -> list[Release]:
        """Releases, oldest first."""
        with self.database.reading() as catalogue:
            return list(reversed(catalogue.releases.of_seminar(catalogue.seminars.by_slug(self.slug).id)))

    def shown(self) -> int | None:
        with self.database.reading() as catalogue:
            return catalogue.seminars.by_slug(self.slug).release

    def warned(self) -> list[str]:
        return [warning.code for each in self.builds() for warning in each.warnings]


def files_of(seminar: Seminar, number: int) -> Mapping[str, str]:
    return {"manifest.json": f"{seminar.id}/{number}"}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_words_that_are_late_are_published_by_a_second_build_of_the_same_orderer(scene: Scene) -> None:
    first = scene.order(automatic_captions=True)
    scene.work()
    builds = scene.builds()
    assert [each.state for each in builds] == [BuildState.PUBLISHED] * 2
    assert [each.awaits_words for each in builds] == [None, None]
    assert builds[1].request == builds[0].request
    assert {each.ordered_by for each in builds} == {first.ordered_by}
    assert (scene.shown(), len(scene.releases())) == (2, 2)


def test_words_that_are_there_are_recognised_once_and_published_once(scene: Scene) -> None:
    scene.order()
    scene.work()
    scene.order()
    scene.work()
    assert len(scene.builds()) == 3
    assert read_recognition(scene.database, WORDS.id).attempts == 0


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", range(1, 12))
def test_whoever_dies_at_any_change_the_talk_is_published_once_without_and_once_with_words(
    scene: Scene, at: int, when: str
) -> None:
    scene.order()
    scene.database.count, scene.database.deaths_at = 0, (at, when)
    with suppress(Died):
        scene.work()
    lost = MemoryJobQueue()
    scene.parts = replace(scene.parts, queue=lost)
    for _ in range(4):
        reconcile(scene.database, lost)
        scene.work()
    builds = scene.builds()
    assert [each.state for each in builds] == [BuildState.PUBLISHED] * len(builds)
    assert [each.awaits_words for each in builds] == [None] * len(builds)
    # Where the words came while a build was still to be published, it has them itself.
    assert len(scene.releases()) == len(builds) <= 2
    assert scene.shown() == len(builds)
    assert scene.database.count >= at


def test_the_deaths_above_are_at_every_change(scene: Scene) -> None:
    scene.order()
    scene.database.count = 0
    scene.work()
    assert scene.database.count == 11


def test_words_that_come_at_the_moment_of_publishing_are_not_missed(scene: Scene) -> None:
    """They are in when the build has decided to go on without them."""
    order = scene.order()
    ask_for_words(scene.database, WORDS)
    scene.recognise()
    publish(scene.database, order, files_of, (), Contents(awaits_words=WORDS.id))
    reconcile(scene.database, scene.queue)
    scene.work()
    assert (len(scene.builds()), scene.shown()) == (2, 2)


def test_several_at_once_add_one_build(scene: Scene) -> None:
    order = scene.order()
    ask_for_words(scene.database, WORDS)
    publish(scene.database, order, files_of, (), Contents(awaits_words=WORDS.id))
    end_recognition(scene.database, scene.ending)
    assert [build_with_words(scene.database, scene.queue) for _ in range(3)] == [1, 0, 0]


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        (WORDS.failed(ConversionFailed("the model is broken").failure), "the model is broken"),
        (WORDS.done(Digest("w"), has_words=False), "No words are heard"),
    ],
    ids=["failed", "music"],
)
def test_without_words_the_talk_stays_as_it_is_and_says_why(scene: Scene, ending: Recognition, reason: str) -> None:
    scene.ending = ending
    scene.order(automatic_captions=True)
    scene.work()
    (only,) = scene.builds()
    assert (only.state, only.awaits_words, scene.shown()) == (BuildState.PUBLISHED, None, 1)
    assert [(each.code, reason in each.message) for each in only.warnings] == [("words_not_recognised", True)]


def test_a_recognition_that_failed_is_tried_again_for_the_next_build(scene: Scene) -> None:
    scene.ending = WORDS.failed(ConversionFailed().failure)
    scene.order()
    scene.work()
    scene.ending = WORDS.done(Digest("w"), has_words=True)
    scene.order()
    scene.work()
    assert (len(scene.builds()), scene.shown()) == (3, 3)


def test_a_service_that_is_stopped_several_times_in_the_middle_of_a_recognition_goes_on_with_it(scene: Scene) -> None:
    awaiting(scene)
    for _ in range(JOB_LIMITS[JobKind.TRANSCRIBE].attempts + 1):
        assert begin_recognition(scene.database, WORDS.id) is not None
        lost = MemoryJobQueue()
        reconcile(scene.database, lost)
        assert WORDS.job in lost.live()
    assert words_come(scene) == 1


def test_a_recognition_whose_worker_dies_every_time_has_failed(scene: Scene) -> None:
    order = scene.order()
    ask_for_words(scene.database, WORDS)
    publish(scene.database, order, files_of, (), Contents(awaits_words=WORDS.id))
    for _ in range(MOST_ATTEMPTS):
        assert begin_recognition(scene.database, WORDS.id) is not None
    assert begin_recognition(scene.database, WORDS.id) is None
    reconcile(scene.database, scene.queue)
    assert read_recognition(scene.database, WORDS.id).state is RecognitionState.FAILED
    assert scene.warned() == ["words_not_recognised"]


def awaiting(scene: Scene, **asked: object) -> Build:
    """Publish a build without words, which are still to come."""
    order = scene.order(**asked)
    ask_for_words(scene.database, WORDS)
    publish(scene.database, order, files_of, (), Contents(awaits_words=WORDS.id))
    return order


def words_come(scene: Scene) -> int:
    """Let the words be in; return how many builds follow."""
    end_recognition(scene.database, scene.ending)
    return build_with_words(scene.database, scene.queue)


def test_nothing_follows_where_something_newer_was_handed_in(scene: Scene) -> None:
    awaiting(scene)
    newer = scene.order(details=DetailChanges(title="Another title"))
    assert words_come(scene) == 0
    publish(scene.database, newer, files_of, (), Contents())
    assert build_with_words(scene.database, scene.queue) == 0
    assert [each.awaits_words for each in scene.builds()] == [None, None]


def test_where_what_is_newer_fails_the_words_are_published_all_the_same(scene: Scene) -> None:
    awaiting(scene)
    newer = scene.order()
    assert words_come(scene) == 0
    with scene.database.transaction() as catalogue:
        catalogue.builds.fail(newer.id, DeckEmpty().failure)
    assert build_with_words(scene.database, scene.queue) == 1


def test_nothing_follows_where_somebody_went_back_to_an_earlier_release(scene: Scene) -> None:
    publish(scene.database, scene.order(), files_of, (), Contents())
    awaiting(scene)
    restore(scene.parts, Operator(), scene.slug, 1)
    assert (words_come(scene), scene.shown()) == (0, 1)


def test_a_withdrawn_talk_gets_its_words_when_it_comes_back(scene: Scene) -> None:
    awaiting(scene)
    withdraw(scene.parts, Operator(), scene.slug)
    assert words_come(scene) == 0
    restore(scene.parts, Operator(), scene.slug)
    assert build_with_words(scene.database, scene.queue) == 1


def test_what_is_held_stays_held_and_what_was_published_since_comes_out_at_once(scene: Scene) -> None:
    awaiting(scene, publishing=ON_REQUEST)
    assert words_come(scene) == 1
    assert scene.builds()[1].request.publishing == ON_REQUEST
    scene.work()
    assert (scene.shown(), [each.shown for each in scene.releases()]) == (None, [False, False])


def test_what_was_held_and_is_shown_by_now_is_replaced_at_once(scene: Scene) -> None:
    awaiting(scene, publishing=ON_REQUEST)
    restore(scene.parts, Operator(), scene.slug, 1)
    assert words_come(scene) == 1
    scene.work()
    assert scene.shown() == 2


def test_a_plan_goes_over_to_the_release_with_words(scene: Scene) -> None:
    awaiting(scene, publishing=planned(LATER))
    assert words_come(scene) == 1
    scene.work()
    assert [each.publish_at for each in scene.releases()] == [None, LATER]
    assert publish_due(scene.database, LATER) == 1
    assert scene.shown() == 2


def awaiting_approval(scene: Scene) -> Build:
    """Publish a contributor's build without words, which are still to come; its release needs approval."""
    order = scene.order(publishing=ON_REQUEST)
    with scene.database.transaction() as catalogue:
        again = replace(order, id=BuildId("of-a-contributor"), needs_approval=True, ordered_by="person:gone")
        catalogue.builds.fail(order.id, DeckEmpty().failure)
        catalogue.builds.add(again)
    ask_for_words(scene.database, WORDS)
    publish(scene.database, again, files_of, (), Contents(awaits_words=WORDS.id))
    return again


def test_what_waits_for_approval_waits_with_its_words_too(scene: Scene) -> None:
    awaiting_approval(scene)
    assert words_come(scene) == 1
    scene.work()
    assert [(each.needs_approval, each.shown) for each in scene.releases()] == [(True, False)] * 2
    assert scene.shown() is None


def test_an_approved_plan_of_a_contributor_is_not_taken_away(scene: Scene) -> None:
    contributed = awaiting_approval(scene)
    with scene.database.transaction() as catalogue:
        catalogue.releases.plan(contributed.seminar_id, 1, LATER)
    assert words_come(scene) == 0
    assert publish_due(scene.database, LATER) == 1
    assert build_with_words(scene.database, scene.queue) == 1
    scene.work()
    assert (scene.shown(), scene.releases()[1].needs_approval) == (1, True)


def healthy() -> None:
    pass


def test_whoever_waits_for_words_is_told_of_the_build_that_follows_or_that_none_does(scene: Scene) -> None:
    first = awaiting(scene)
    assert words_come(scene) == 1
    ended, again = await_words(scene.parts, Operator(), first.id, healthy)
    assert again is not None
    assert (ended.id, ended.awaits_words, again.id) == (first.id, None, scene.builds()[1].id)
    assert await_words(scene.parts, Operator(), again.id, healthy)[1] is None


def test_nobody_waits_for_the_words_of_a_talk_that_is_withdrawn(scene: Scene) -> None:
    first = awaiting(scene)
    withdraw(scene.parts, Operator(), scene.slug)
    assert await_words(scene.parts, Operator(), first.id, healthy)[1] is None


def test_who_waits_hears_that_nobody_can_recognise_anything(scene: Scene) -> None:
    first = awaiting(scene)

    def broken() -> None:
        raise QueueUnavailable("the recogniser dies at every start")

    with pytest.raises(QueueUnavailable):
        await_words(scene.parts, Operator(), first.id, broken)
