"""What Sources promises, for every adapter."""

import threading

import pytest
from at_once import at_once
from records import EMPTY, add_build, add_seminar, new_build, source, unused

from mediasvc.domain.build import Digest, Source
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Database

A, B, C = (source(content) for content in "abc")


def attach(database: Database, seminar: Seminar, *sources: Source) -> None:
    for each in sources:
        with database.transaction() as catalogue:
            catalogue.sources.attach(seminar.id, each)


def detach(database: Database, seminar: Seminar, name: str) -> None:
    with database.transaction() as catalogue:
        catalogue.sources.detach(seminar.id, name)


def listed(database: Database, seminar: Seminar) -> list[Source]:
    with database.transaction() as catalogue:
        return list(catalogue.sources.of_seminar(seminar.id))


def test_sources_are_listed_in_the_order_of_their_arrival(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    large = Source(Digest("d" * 64), "محاضرة الجمعة 🎤.mp3", 5_000_000_000)
    attach(database, seminar, C, large)
    attach(database, other, B)
    attach(database, seminar, A)
    assert listed(database, seminar) == [C, large, A]
    assert listed(database, other) == [B]


def test_a_source_takes_the_place_of_one_of_its_name(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    attach(database, seminar, C, B, A)
    attach(database, other, B)
    better = Source(Digest("e" * 64), B.name, 11)
    attach(database, seminar, better)
    assert listed(database, seminar) == [C, better, A]
    assert listed(database, other) == [B]
    assert unused(database, B.digest, better.digest) == set()
    detach(database, other, B.name)
    assert unused(database, B.digest, better.digest) == {B.digest}


def test_a_list_is_arranged_by_names(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    attach(database, seminar, A, B, C)
    attach(database, other, A, B)
    for names, expected in (
        ([C.name, A.name, B.name], [C, A, B]),
        ([B.name], [B, C, A]),
        (["unknown", A.name, A.name], [A, B, C]),
        ([], [A, B, C]),
    ):
        with database.transaction() as catalogue:
            catalogue.sources.arrange(seminar.id, names)
        assert listed(database, seminar) == expected
    assert listed(database, other) == [A, B]
    late = Source(Digest("f" * 64), "late.mp3", 1)
    attach(database, seminar, late)
    assert listed(database, seminar) == [A, B, C, late]


def test_names_are_told_apart_by_every_character(database: Database) -> None:
    seminar = add_seminar(database)
    names = ["é", "e\u0301", "É", "talk", "Talk", "talk ", "", "محاضرة", "مُحاضرة"]
    sources = [Source(A.digest, name, 1) for name in names]
    attach(database, seminar, *sources)
    assert listed(database, seminar) == sources


def test_a_source_that_is_attached_twice_is_listed_once(database: Database) -> None:
    seminar = add_seminar(database)
    with database.transaction() as catalogue:
        for each in (A, B, A):
            catalogue.sources.attach(seminar.id, each)
        assert catalogue.sources.of_seminar(seminar.id) == [A, B]


def test_a_name_that_comes_back_comes_last(database: Database) -> None:
    seminar = add_seminar(database)
    attach(database, seminar, A, B, C)
    detach(database, seminar, A.name)
    assert listed(database, seminar) == [B, C]
    attach(database, seminar, A)
    assert listed(database, seminar) == [B, C, A]
    for each in (A, C, B):
        detach(database, seminar, each.name)
    attach(database, seminar, C, A)
    assert listed(database, seminar) == [C, A]
    with pytest.raises(NotFound, match=r"b\.pdf"):
        detach(database, seminar, B.name)


def test_a_draft_is_forgotten_with_its_sources(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    attach(database, seminar, A, B)
    attach(database, other, B)
    add_build(database, new_build(seminar, A, C))
    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(seminar.id)
        assert catalogue.sources.of_seminar(seminar.id) == []
    assert listed(database, other) == [B]
    assert unused(database, A.digest, B.digest, C.digest) == {A.digest, C.digest}


def test_an_attached_source_is_used(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    attach(database, seminar, A, Source(A.digest, "the same under another name", A.size_bytes))
    attach(database, other, A)
    for name in (A.name, "the same under another name"):
        assert unused(database, A.digest, B.digest) == {B.digest}
        detach(database, seminar, name)
    assert unused(database, A.digest, B.digest) == {B.digest}
    detach(database, other, A.name)
    assert unused(database, A.digest, B.digest) == {A.digest, B.digest}


def test_a_source_of_a_failed_build_is_used_while_it_is_listed(database: Database) -> None:
    seminar = add_seminar(database)
    attach(database, seminar, A)
    build = add_build(database, new_build(seminar, A, B))
    with database.transaction() as catalogue:
        catalogue.builds.fail(build.id, EMPTY)
    assert unused(database, A.digest, B.digest) == {B.digest}


def test_a_source_is_used_by_every_build_that_names_it(database: Database) -> None:
    seminar = add_seminar(database)
    files = source("a"), source("a"), source("b")
    add_build(database, new_build(seminar, *files, cues=source("c"), captions=source("e")))
    add_build(database, new_build(seminar, source("a")))
    digests = [source(content).digest for content in "abcde"]
    assert unused(database, *digests) == {source("d").digest}
    assert unused(database) == set()
    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(seminar.id)
        assert set(catalogue.sources.unused(digests)) == set(digests)


@pytest.mark.parametrize("how", ["built", "attached"])
def test_an_unused_source_stays_so_until_the_transaction_ends(database: Database, how: str) -> None:
    seminar = add_seminar(database)
    found, added = threading.Event(), threading.Event()

    def remove() -> bool:
        with database.transaction() as catalogue:
            assert catalogue.sources.unused([source("a").digest])
            found.set()
            return added.wait(0.1)

    def add() -> bool:
        found.wait()
        if how == "built":
            add_build(database, new_build(seminar))
        else:
            attach(database, seminar, A)
        added.set()
        return True

    assert at_once([remove, add]) == [False, True]
    assert unused(database, source("a").digest) == set()


def test_sources_that_come_at_once_are_all_listed(database: Database) -> None:
    seminar = add_seminar(database)
    sources = [source(content) for content in "abcdefgh"]
    at_once([lambda each=each: attach(database, seminar, each, each) for each in sources])
    assert sorted(listed(database, seminar), key=lambda each: each.name) == sources


def test_who_forgets_a_draft_does_not_stand_in_the_way_of_who_adds_to_it(database: Database) -> None:
    seminar = add_seminar(database)
    removed, added = threading.Event(), threading.Event()

    def remove() -> None:
        with database.transaction() as catalogue:
            catalogue.seminars.remove_draft(seminar.id)
            removed.set()
            added.wait(0.1)
            catalogue.sources.unused([A.digest])

    def add() -> None:
        removed.wait()
        with pytest.raises(NotFound):
            add_build(database, new_build(seminar))
        with pytest.raises(NotFound):
            attach(database, seminar, A)
        added.set()

    at_once([remove, add])
    assert unused(database, A.digest) == {A.digest}
