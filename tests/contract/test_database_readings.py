"""What Readings promises, for every adapter."""

from datetime import date

import pytest
from records import GONE, add_seminar, source

from mediasvc.domain.build import BuildWarning
from mediasvc.domain.errors import DeckEncrypted, NotFound
from mediasvc.domain.guesses import Properties
from mediasvc.domain.reading import Reading, ReadingState, SourceKind
from mediasvc.ports import Database

A, B, C = (source(content) for content in "abc")
FULL = Reading(
    A.digest,
    ReadingState.READ,
    attempts=2,
    kind=SourceKind.DECK,
    slides=40,
    thumbnails=("files/aa/1.jpg", "files/bb/2.jpg"),
    warnings=(BuildWarning("glyphs_missing", "…", (3,)),),
    failure=DeckEncrypted("محاضرة.pptx").failure,
    properties=Properties("عنوان", "الأولى", ("هناء",), {"ar": 900, "en-US": 12}, date(2026, 11, 5)),
)


def test_a_reading_waits_and_comes_back_as_it_was_put(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    with database.transaction() as catalogue:
        catalogue.readings.add_missing(seminar.id, [A.digest, B.digest, A.digest])
        catalogue.readings.add_missing(other.id, [A.digest])
        assert catalogue.readings.of_seminar(seminar.id) == {each.digest: Reading(each.digest) for each in (A, B)}
        catalogue.readings.put(seminar.id, FULL)
    with database.transaction() as catalogue:
        catalogue.readings.add_missing(seminar.id, [A.digest, C.digest])
        assert catalogue.readings.of_seminar(seminar.id) == {
            A.digest: FULL,
            B.digest: Reading(B.digest),
            C.digest: Reading(C.digest),
        }
        assert catalogue.readings.of_seminar(other.id) == {A.digest: Reading(A.digest)}


def test_what_is_not_there_is_not_made_by_its_result(database: Database) -> None:
    seminar = add_seminar(database)
    with database.transaction() as catalogue:
        catalogue.readings.put(seminar.id, FULL)
        catalogue.readings.put(GONE, FULL)
        assert catalogue.readings.of_seminar(seminar.id) == catalogue.readings.of_seminar(GONE) == {}
        with pytest.raises(NotFound):
            catalogue.readings.add_missing(GONE, [A.digest])


def test_unfinished_are_those_of_sources_on_a_list(database: Database) -> None:
    waiting, begun, ended, off_list = (add_seminar(database, slug) for slug in ("waiting", "begun", "ended", "off"))
    states = {begun: Reading(A.digest).begun(), ended: FULL}
    with database.transaction() as catalogue:
        for seminar in (waiting, begun, ended, off_list):
            catalogue.sources.attach(seminar.id, A)
            catalogue.readings.add_missing(seminar.id, [A.digest])
        for seminar, reading in states.items():
            catalogue.readings.put(seminar.id, reading)
        catalogue.sources.detach(off_list.id, A.name)
    with database.reading() as catalogue:
        assert set(catalogue.readings.unfinished()) == {waiting.id, begun.id}


def test_readings_go_with_their_draft(database: Database) -> None:
    seminar = add_seminar(database)
    with database.transaction() as catalogue:
        catalogue.readings.add_missing(seminar.id, [A.digest])
        catalogue.seminars.remove_draft(seminar.id)
        assert catalogue.readings.of_seminar(seminar.id) == {}
