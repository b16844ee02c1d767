"""What Tokens and Outcomes promise, for every adapter."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from at_once import at_once
from records import AT, OUTCOME, TOKEN, add_build, add_seminar, new_build

from mediasvc.domain.build import BuildId
from mediasvc.domain.errors import NotFound
from mediasvc.domain.outcome import Outcome
from mediasvc.domain.token import Token, new_token, token_digest
from mediasvc.ports import Database

KATHMANDU = timezone(timedelta(hours=5, minutes=45))


def add_token(database: Database, token: Token) -> None:
    with database.transaction() as catalogue:
        catalogue.tokens.add(token)


def add_outcome(database: Database, *outcomes: Outcome) -> None:
    for outcome in outcomes:
        with database.transaction() as catalogue:
            catalogue.outcomes.add(outcome)


def outcomes(database: Database) -> list[Outcome]:
    with database.reading() as catalogue:
        return list(catalogue.outcomes.all())


def test_a_token_is_found_by_its_digest_until_it_is_removed(database: Database) -> None:
    token, secret = new_token("قاعة المحاضرات")
    add_token(database, TOKEN)
    add_token(database, token)
    with database.reading() as catalogue:
        assert catalogue.tokens.by_digest(token_digest(secret)) == token
        with pytest.raises(NotFound):
            catalogue.tokens.by_digest(token_digest(secret + " "))
    with database.transaction() as catalogue:
        catalogue.tokens.remove(token.name)
        with pytest.raises(NotFound):
            catalogue.tokens.by_digest(token.digest)
        with pytest.raises(NotFound):
            catalogue.tokens.remove(token.name)
        assert catalogue.tokens.all() == [TOKEN]
    add_token(database, token)


def test_tokens_are_sorted_by_name(database: Database) -> None:
    names = ["b", "B", "a c", "ab", "é", "e", "محاضرة", "_", "10", "9"]
    for name in names:
        add_token(database, new_token(name)[0])
    with database.reading() as catalogue:
        assert [token.name for token in catalogue.tokens.all()] == sorted(names)


def test_there_is_one_token_of_a_name(database: Database) -> None:
    add_token(database, TOKEN)
    with database.transaction() as catalogue:
        with pytest.raises(ValueError, match=r"already|UNIQUE|unique"):
            catalogue.tokens.add(new_token(TOKEN.name)[0])
        with pytest.raises(ValueError, match=r"already|UNIQUE|unique"):
            catalogue.tokens.add(replace(TOKEN, name="another name of the same secret"))
        assert catalogue.tokens.all() == [TOKEN]
        catalogue.tokens.add(new_token(TOKEN.name.upper())[0])


def test_of_tokens_of_one_name_that_come_at_once_one_is_kept(database: Database) -> None:
    def add() -> bool:
        try:
            add_token(database, new_token("one")[0])
        except ValueError:
            return False
        return True

    assert sorted(at_once([add] * 4)) == [False, False, False, True]


def test_outcomes_come_by_their_builds(database: Database) -> None:
    failed = Outcome(BuildId("failed"), AT - timedelta(hours=2), "deck_empty", None, 0, {})
    east = replace(OUTCOME, build_id=BuildId("east"), finished_at=(AT - timedelta(hours=1)).astimezone(KATHMANDU))
    add_outcome(database, OUTCOME, failed, east)
    assert outcomes(database) == [OUTCOME, east, failed]
    with database.reading() as catalogue:
        assert catalogue.outcomes.of_build(OUTCOME.build_id) == OUTCOME
        assert catalogue.outcomes.of_build(BuildId("gone")) is None


def test_a_later_outcome_replaces_that_of_an_earlier_attempt(database: Database) -> None:
    failed = Outcome(OUTCOME.build_id, AT - timedelta(hours=1), "storage_full", None, 5, {"ingest": 5})
    other = replace(failed, build_id=BuildId("other"))
    add_outcome(database, failed, other, OUTCOME)
    assert outcomes(database) == [OUTCOME, other]
    with database.transaction() as catalogue:
        catalogue.outcomes.add(failed)
        catalogue.outcomes.add(OUTCOME)
        catalogue.outcomes.add(failed)
    assert outcomes(database) == [failed, other]


def test_of_outcomes_of_one_build_that_come_at_once_one_is_kept(database: Database) -> None:
    each = [replace(OUTCOME, elapsed_ms=elapsed_ms) for elapsed_ms in range(4)]
    at_once([lambda outcome=outcome: add_outcome(database, outcome) for outcome in each])
    (kept,) = outcomes(database)
    assert kept in each


def test_an_outcome_outlives_its_build(database: Database) -> None:
    seminar = add_seminar(database)
    build = add_build(database, new_build(seminar))
    outcome = replace(OUTCOME, build_id=build.id)
    add_outcome(database, outcome)
    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(seminar.id)
    assert outcomes(database) == [outcome]
