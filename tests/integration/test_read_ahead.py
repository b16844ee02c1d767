"""A deck is read while its recording still uploads, and nothing of it is made again by the build."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from makers import Page, SlideSpec, make_deck, make_pdf, make_recording, write_zip
from pptx import Presentation
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
from mediasvc.domain.errors import DeckIsALink, DeckIsKeynote, DeckUnreadable
from mediasvc.domain.reading import MOST_ATTEMPTS, ReadingState, SourceKind, reading_job
from mediasvc.domain.seminar import Seminar
from mediasvc.settings import Settings
from mediasvc.usecases.browse import list_sources
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.reading_jobs import begin_reading
from mediasvc.usecases.readings import ReadSources, readings, thumbnail_key
from mediasvc.usecases.upload import Sent, upload
from workers.decks.deck_properties import read_properties
from workers.decks.identify import DeckKind
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


def test_what_is_wrong_with_a_file_keeps_no_other_one_from_being_read(service: Service, tmp_path: Path) -> None:
    seminar = create_draft(service, WHO, DetailChanges("A talk"), None)
    files = {name: tmp_path / name for name in ("talk.gslides", "talk.key", "empty.pptx", "times.csv", "talk.pdf")}
    files["talk.gslides"].write_text('{"url": "https://docs.google.com/presentation/d/1aBc/edit"}')
    write_zip(files["talk.key"], {"Index/Slide-8.iwa": b"\0"})
    files["empty.pptx"].write_bytes(b"")
    files["times.csv"].write_text("slide,start\n1,0:00\n")
    make_pdf(files["talk.pdf"], Page("#336699", "Savings"), Page("#993366", "Groups"))
    for path in files.values():
        hand_over(service, seminar, path)
    found = {each.source.name: each.reading for each in read(service, seminar).sources}
    failures = {name: reading.failure for name, reading in found.items() if reading.failure is not None}
    assert {name: (failure.code, failure.hint, failure.source) for name, failure in failures.items()} == {
        "talk.gslides": ("deck_unsupported", DeckIsALink.hint, "talk.gslides"),
        "talk.key": ("deck_unsupported", DeckIsKeynote.hint, "talk.key"),
        "empty.pptx": ("deck_unreadable", DeckUnreadable.hint, "empty.pptx"),
    }
    assert (found["times.csv"].kind, found["talk.pdf"].slides) == (SourceKind.NEITHER, 2)
    assert {found[name].state for name in ("times.csv", "talk.pdf")} == {ReadingState.READ}


def test_a_reading_that_died_is_done_again_and_given_up_at_last(service: Service, tmp_path: Path) -> None:
    seminar = create_draft(service, WHO, DetailChanges("A talk"), None)
    deck = tmp_path / "talk.pdf"
    make_pdf(deck, Page("#336699"))
    hand_over(service, seminar, deck)
    for _ in range(MOST_ATTEMPTS):
        assert begin_reading(service.database, seminar.id) is not None
    (found,) = read(service, seminar).sources
    assert (found.reading.state, found.reading.failure and found.reading.failure.code) == (
        ReadingState.FAILED,
        "conversion_failed",
    )


@pytest.mark.long
def test_several_decks_are_drawn_as_their_build_draws_them(service: Service, tmp_path: Path) -> None:
    seminar = create_draft(service, WHO, DetailChanges("A talk"), None)
    for name, colour in (("one.pdf", "#336699"), ("other.pdf", "#993366")):
        make_pdf(tmp_path / name, Page(colour))
        hand_over(service, seminar, tmp_path / name)
        read(service, seminar)
    make_recording(tmp_path / "talk.wav", "sine=d=1")
    hand_over(service, seminar, tmp_path / "talk.wav")
    read(service, seminar)
    before = kept(tmp_path)
    artifacts = Artifacts(service.storage, tmp_path / "cache")
    ingested = ingest.run(artifacts, list_sources(service, WHO, seminar.slug), LIMITS)
    decks = read_slides.run(artifacts, ingested.decks, LIMITS, ingested.first_decks)
    render_slides.run(artifacts, decks, ignore_share)
    assert kept(tmp_path) == before


def test_properties_of_a_deck_are_read(service: Service, tmp_path: Path) -> None:
    deck = tmp_path / "talk.pptx"
    make_deck(deck, SlideSpec("#336699", "Savings groups", "What lasts"))
    presentation: Any = Presentation(str(deck))
    presentation.core_properties.title = "PowerPoint Presentation"
    presentation.core_properties.author = "Hana Tesfaye"
    for run in (run for shape in presentation.slides[0].shapes for p in shape.text_frame.paragraphs for run in p.runs):
        run._r.get_or_add_rPr().set("lang", "fr-FR")
    presentation.save(str(deck))
    seminar = create_draft(service, WHO, DetailChanges("A talk"), None)
    hand_over(service, seminar, deck)
    guessed = read(service, seminar).guesses
    assert (guessed.title, guessed.speakers, guessed.language) == ("Savings groups", ("Hana Tesfaye",), "fr")


def test_text_without_a_language_of_its_own_is_in_the_decks(tmp_path: Path) -> None:
    deck = tmp_path / "talk.pptx"
    make_deck(deck, SlideSpec("#336699", "Savings groups", "What lasts"), SlideSpec("#993366", "Спасибо"))
    presentation: Any = Presentation(str(deck))
    (word,) = [run for shape in presentation.slides[1].shapes for p in shape.text_frame.paragraphs for run in p.runs]
    word._r.get_or_add_rPr().set("lang", "ru-RU")
    presentation.save(str(deck))
    assert read_properties(deck, DeckKind.PPTX).languages == {"en-US": 24, "ru-RU": 7}


def test_properties_of_a_recording_are_read(service: Service, tmp_path: Path) -> None:
    seminar = create_draft(service, WHO, DetailChanges("A talk"), None)
    recording = tmp_path / "talk.mp3"
    make_recording(recording, "sine=d=1", options=["-metadata", "artist=Hana Tesfaye", "-metadata", "date=2026-11-05"])
    hand_over(service, seminar, recording)
    guessed = read(service, seminar).guesses
    assert (guessed.title, guessed.speakers, str(guessed.held_on)) == (None, ("Hana Tesfaye",), "2026-11-05")
