"""What a build that failed was to make is built once more, of what is there now."""

import hashlib
from dataclasses import replace
from io import BytesIO

import pytest
from parts_of import parts_of

from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, BuildId, Digest
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import Cancelled, Conflict, DeckEmpty, NotFound
from mediasvc.domain.order import Order
from mediasvc.domain.timeline import TimingMethod
from mediasvc.ports import Parts
from mediasvc.usecases import upload
from mediasvc.usecases.browse import read_seminar
from mediasvc.usecases.build import build
from mediasvc.usecases.describe import describe
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.fail import fail
from mediasvc.usecases.hand_in import discard
from mediasvc.usecases.publish import publish
from mediasvc.usecases.retry import retry

WHO, SLUG = Operator(), "a-talk"
ORDER = Order[str](
    files=("slides.pdf", "talk.mp3"),
    details=DetailChanges("Savings groups"),
    timing=TimingMethod.CUES,
    cues="times.csv",
    clean_up=True,
)


def put(parts: Parts, name: str, content: str) -> None:
    digest = Digest(hashlib.sha256(content.encode()).hexdigest())
    upload.upload(parts, WHO, SLUG, upload.Sent(name, digest, BytesIO(content.encode()), 100))


@pytest.fixture
def parts() -> Parts:
    parts = parts_of()
    create_draft(parts, WHO, DetailChanges("A talk"), None)
    for name in ("slides.pdf", "talk.mp3", "times.csv", "another.mp3"):
        put(parts, name, name)
    return parts


def failed(parts: Parts, order: Order[str] = ORDER) -> Build:
    """Return a build that has failed, and of which nothing half-made is left."""
    begun = build(parts, WHO, SLUG, order)
    with parts.database.transaction() as catalogue:
        fail(catalogue, begun, DeckEmpty("slides.pdf").failure)
    parts.queue.cancel(begun.job)
    discard(parts, begun)
    return begun


def test_all_that_was_asked_for_is_asked_for_again(parts: Parts) -> None:
    first = failed(parts)
    again = retry(parts, WHO, first.id)
    assert again.request == first.request
    assert again.request.details.title == "Savings groups"
    assert again.number > first.number
    assert again.job in parts.queue.live()


def test_asking_twice_makes_one_build(parts: Parts) -> None:
    first = failed(parts)
    assert retry(parts, WHO, first.id) == retry(parts, WHO, first.id)


def test_a_file_that_was_uploaded_anew_takes_the_place_of_the_one_that_failed(parts: Parts) -> None:
    first = failed(parts)
    put(parts, "talk.mp3", "another take")
    request = retry(parts, WHO, first.id).request
    sound = request.files[1]
    assert (sound.name, sound.size_bytes) == ("talk.mp3", len("another take"))
    assert request.cues_with == request.first_files == request.files
    assert request.cues == first.request.cues


def test_what_was_typed_since_is_not_lost(parts: Parts) -> None:
    first = failed(parts)
    assert read_seminar(parts, WHO, SLUG).details.title == "Savings groups"
    describe(parts, WHO, SLUG, DetailChanges(speakers=("Hana",)))
    details = retry(parts, WHO, first.id).request.details
    assert (details.title, details.speakers) == ("Savings groups", ("Hana",))


def test_of_a_published_talk_the_build_that_failed_is_meant_and_not_the_release(parts: Parts) -> None:
    published = build(parts, WHO, SLUG, ORDER)
    publish(parts.database, published, lambda _seminar, _number: {}, [])
    later = failed(parts, Order(files=("slides.pdf", "another.mp3"), details=DetailChanges("Groups that last")))
    again = retry(parts, WHO, later.id).request
    assert [source.name for source in again.files] == ["slides.pdf", "another.mp3"]
    assert again.details.title == "Groups that last"
    assert read_seminar(parts, WHO, SLUG).details.title == "Savings groups"
    assert again.first_files == published.request.files


def test_a_file_that_is_gone_is_named(parts: Parts) -> None:
    first = failed(parts)
    upload.detach(parts, WHO, SLUG, "talk.mp3")
    with pytest.raises(NotFound, match=r"talk\.mp3"):
        retry(parts, WHO, first.id)


def test_what_has_not_failed_is_not_built_again(parts: Parts) -> None:
    waiting = build(parts, WHO, SLUG, ORDER)
    with pytest.raises(Conflict):
        retry(parts, WHO, waiting.id)
    publish(parts.database, waiting, lambda _seminar, _number: {}, [])
    with pytest.raises(Conflict):
        retry(parts, WHO, waiting.id)
    with pytest.raises(NotFound):
        retry(parts, WHO, BuildId("0" * 32))


def test_a_cancelled_build_can_be_built_after_all(parts: Parts) -> None:
    begun = build(parts, WHO, SLUG, replace(ORDER, files=None))
    with parts.database.transaction() as catalogue:
        fail(catalogue, begun, Cancelled().failure)
    assert retry(parts, WHO, begun.id).request.files == begun.request.files
