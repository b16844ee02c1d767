"""A deck is read while its recording still uploads, and nothing of it is made again by the build."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from makers import SlideSpec, make_deck, make_recording
from quick_accounts import account_parts
from workshop import LIMITS, ignore_share

from mediasvc.adapters.db.engine import SqlDatabase, sqlite_url
from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.adapters.staging.local import LocalStaging
from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.bootstrap import Service
from mediasvc.domain.access import Operator
from mediasvc.domain.build import Digest
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.reading import ReadingState, SourceKind, reading_job
from mediasvc.domain.seminar import Seminar
from mediasvc.settings import Settings
from mediasvc.usecases.browse import list_sources
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.readings import ReadSources, readings, thumbnail_key
from mediasvc.usecases.upload import Sent, upload
from workers.reader import read_all
from workers.steps import ingest, read_slides, render_slides
from workers.steps.artifacts import Artifacts

WHO = Operator()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with closing(SqlDatabase(sqlite_url(tmp_path / "mediasvc.sqlite3"))) as database:
        database.upgrade()
        storage = LocalStorage(tmp_path / "storage")
        staging = LocalStaging(tmp_path / "staging", storage)
        settings = Settings(data_dir=tmp_path)
        yield Service(database, storage, MemoryJobQueue(), staging=staging, settings=settings, **account_parts())


def hand_over(service: Service, seminar: Seminar, path: Path) -> None:
    content = path.read_bytes()
    with path.open("rb") as file:
        sent = Sent(path.name, Digest(hashlib.sha256(content).hexdigest()), file, len(content))
        upload(service, WHO, seminar.slug, sent)


def read(service: Service, seminar: Seminar) -> ReadSources:
    """Do what a worker does with the job that the upload has put into the queue."""
    assert reading_job(seminar.id) in service.queue.live()
    read_all(service, seminar.id)
    service.queue.cancel(reading_job(seminar.id))
    return readings(service, WHO, seminar.slug)


def test_what_was_read_ahead_is_found_by_the_build(service: Service, tmp_path: Path) -> None:
    deck, recording = tmp_path / "Savings_groups-FINAL v3.pptx", tmp_path / "talk.wav"
    make_deck(deck, SlideSpec("#336699"), SlideSpec("#993366"))
    make_recording(recording, "sine=d=1")
    seminar = create_draft(service, WHO, DetailChanges("A talk"), None)
    hand_over(service, seminar, deck)
    (found,) = read(service, seminar).sources
    assert (found.reading.state, found.reading.kind, found.reading.slides) == (ReadingState.READ, SourceKind.DECK, 2)
    digest = found.source.digest
    for number in (1, 2):
        with service.storage.open(thumbnail_key(service, WHO, seminar.slug, digest, number)) as picture:
            assert picture.read(3) == b"\xff\xd8\xff"

    hand_over(service, seminar, recording)
    assert [each.reading.kind for each in read(service, seminar).sources] == [SourceKind.DECK, SourceKind.RECORDING]
    before = kept(tmp_path)
    artifacts = Artifacts(service.storage, tmp_path / "cache")
    ingested = ingest.run(artifacts, list_sources(service, WHO, seminar.slug), LIMITS)
    decks = read_slides.run(artifacts, ingested.decks, LIMITS, ingested.first_decks)
    render_slides.run(artifacts, decks, ignore_share)
    assert kept(tmp_path) == before


def kept(folder: Path) -> set[str]:
    """Return the names of what steps have made, and of its records."""
    return {path.name for place in ("files", "steps") for path in (folder / "storage" / place).rglob("*")}
