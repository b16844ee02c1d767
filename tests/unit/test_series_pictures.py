"""Uploads that are to become pictures of series: none is lost, and none is tried without end."""

from io import BytesIO
from typing import cast

import pytest
from parts_of import parts_of

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.domain.access import Operator
from mediasvc.domain.errors import Failure, NotFound, QueueUnavailable
from mediasvc.domain.job import Job
from mediasvc.domain.series import Series, SeriesPicture, picture_job
from mediasvc.ports import Parts
from mediasvc.usecases.reconcile import reconcile
from mediasvc.usecases.series import SeriesText, create_series, read_series, remove_series
from mediasvc.usecases.series_pictures import give_picture, given_picture, keep_picture

WHO = Operator()
UNUSABLE = Failure("picture_unusable", "it is none", "")


@pytest.fixture
def parts() -> Parts:
    return parts_of()


@pytest.fixture
def series(parts: Parts) -> Series:
    return create_series(parts, WHO, SeriesText("Friday"))


def given(parts: Parts, series: Series) -> str:
    """Return where a new upload is kept."""
    give_picture(parts, WHO, series.slug, BytesIO(b"a picture"))
    key = given_picture(parts.database, series.id)
    assert key is not None
    return key


def picture_of(parts: Parts, series: Series) -> SeriesPicture:
    return read_series(parts, WHO, series.slug).picture


def test_an_upload_whose_job_was_lost_is_queued_again(parts: Parts, series: Series) -> None:
    given(parts, series)
    parts.queue.cancel(picture_job(series.id))
    reconcile(parts.database, parts.queue)
    assert picture_job(series.id) in parts.queue.live()


def test_an_upload_is_taken_while_the_queue_is_away(
    parts: Parts, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Job) -> None:
        raise QueueUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(parts.queue, "enqueue", refuse)
        given(parts, series)
    reconcile(parts.database, parts.queue)
    assert picture_job(series.id) in parts.queue.live()


def test_an_upload_that_brings_every_worker_down_has_failed(parts: Parts, series: Series) -> None:
    def die(_: Job) -> None:
        raise RuntimeError("killed")

    keep_picture(parts.database, series.id, given(parts, series), "a.jpg")
    given(parts, series)
    cast("MemoryJobQueue", parts.queue).work(die)
    reconcile(parts.database, parts.queue)
    picture = picture_of(parts, series)
    assert (picture.shown, picture.given) == ("a.jpg", None)
    assert picture.failure is not None
    assert picture.failure.code == "conversion_failed"
    assert set(parts.queue.live()) == set()
    again = given(parts, series)
    reconcile(parts.database, parts.queue)
    assert given_picture(parts.database, series.id) == again


def test_what_has_become_of_an_upload_counts_for_no_later_one(parts: Parts, series: Series) -> None:
    first = given(parts, series)
    second = given(parts, series)
    assert not parts.storage.exists(first)
    keep_picture(parts.database, series.id, first, "first.jpg")
    assert picture_of(parts, series) == SeriesPicture(given=second)
    keep_picture(parts.database, series.id, second, UNUSABLE)
    assert picture_of(parts, series) == SeriesPicture(failure=UNUSABLE)


def test_a_series_that_goes_takes_its_upload_with_it(parts: Parts, series: Series) -> None:
    key = given(parts, series)
    remove_series(parts, WHO, series.slug)
    assert not parts.storage.exists(key)
    assert given_picture(parts.database, series.id) is None
    keep_picture(parts.database, series.id, key, "a.jpg")
    with pytest.raises(NotFound):
        read_series(parts, WHO, series.slug)
