"""Promises of Recognitions, and of Builds about those that await words, which every adapter keeps."""

import pytest
from records import EMPTY, add_build, add_seminar, new_build

from mediasvc.domain.build import BuildId, BuildWarning, Digest
from mediasvc.domain.errors import NotFound
from mediasvc.domain.recognition_job import Recognition
from mediasvc.ports import Database

NEW = Recognition(Digest("a"), Digest("master"), "base", "sw")
OTHER = Recognition(Digest("b"), Digest("master"), "base")


def test_a_recognition_comes_back_as_it_was_put_last(database: Database) -> None:
    for recognition in (NEW, NEW.begun(), NEW.begun().failed(EMPTY), NEW.done(Digest("w"), has_words=True)):
        with database.transaction() as catalogue:
            catalogue.recognitions.put(recognition)
            assert catalogue.recognitions.by_id(NEW.id) == recognition
    with database.reading() as catalogue, pytest.raises(NotFound):
        catalogue.recognitions.by_id(OTHER.id)


def test_unfinished_are_those_that_are_not_at_their_end(database: Database) -> None:
    with database.transaction() as catalogue:
        catalogue.recognitions.put(OTHER.begun())
        catalogue.recognitions.put(NEW)
        assert catalogue.recognitions.unfinished() == [NEW, OTHER.begun()]
        catalogue.recognitions.put(NEW.failed(EMPTY))
        catalogue.recognitions.put(OTHER.done(Digest("w"), has_words=False))
        assert catalogue.recognitions.unfinished() == []


def test_builds_that_await_words_are_found_until_they_do_not(database: Database) -> None:
    seminar = add_seminar(database)
    first, second, _ = (add_build(database, new_build(seminar)) for _ in range(3))
    with database.transaction() as catalogue:
        assert catalogue.builds.awaiting_words() == []
        catalogue.builds.await_words(second.id, NEW.id)
        catalogue.builds.await_words(first.id, NEW.id)
        found = catalogue.builds.awaiting_words()
        assert [(each.id, each.awaits_words) for each in found] == [(first.id, NEW.id), (second.id, NEW.id)]
        catalogue.builds.await_words(first.id, None)
        assert [each.id for each in catalogue.builds.awaiting_words()] == [second.id]


def test_a_warning_joins_those_that_a_build_has(database: Database) -> None:
    build = add_build(database, new_build(add_seminar(database)))
    one, other = BuildWarning("glyphs_missing", "…", (3,)), BuildWarning("words_not_recognised", "…")
    with database.transaction() as catalogue:
        catalogue.builds.publish(build.id, [one])
        catalogue.builds.warn(build.id, other)
        assert catalogue.builds.by_id(build.id).warnings == (one, other)


def test_no_build_that_is_not_there_awaits_words_or_gets_a_warning(database: Database) -> None:
    with database.transaction() as catalogue:
        with pytest.raises(NotFound):
            catalogue.builds.await_words(BuildId("gone"), NEW.id)
        with pytest.raises(NotFound):
            catalogue.builds.warn(BuildId("gone"), BuildWarning("words_not_recognised", "…"))
