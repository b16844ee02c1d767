"""What holds for PostgreSQL alone: servers that cannot be reached or go away, and transactions that collide."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import psycopg
import pytest
from at_once import at_once
from records import add_build, add_seminar, new_build, source
from servers.postgresql import PostgresqlServer
from sqlalchemy.exc import DBAPIError

from mediasvc.adapters.db import engine
from mediasvc.adapters.db.engine import SqlDatabase
from mediasvc.domain.errors import StorageUnavailable
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.ports import Catalogue

PATIENCE_S = 20


@pytest.fixture
def silent_host() -> Iterator[str]:
    """A host that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def look(database: SqlDatabase) -> None:
    with database.reading() as catalogue:
        catalogue.seminars.all()


def assert_unavailable(url: str, because: str) -> None:
    with closing(SqlDatabase(url)) as database:
        with pytest.raises(StorageUnavailable, match=because):
            database.upgrade()
        with pytest.raises(StorageUnavailable, match=because):
            look(database)
        with pytest.raises(StorageUnavailable, match=because), database.transaction() as catalogue:
            catalogue.seminars.all()


def end_connections(server: PostgresqlServer) -> None:
    others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname <> current_database()"
    with psycopg.connect(server.url("postgres")) as connection:
        connection.execute(others)


def test_a_database_that_cannot_be_reached_is_unavailable(postgresql_server: PostgresqlServer) -> None:
    assert_unavailable(postgresql_server.url("missing"), '"missing" does not exist')
    assert_unavailable(postgresql_server.url("postgres", password="wrong"), "password authentication failed")
    assert_unavailable("postgresql://somebody@127.0.0.1:1/postgres", "Connection refused")
    assert_unavailable("postgresql://somebody@host.invalid/postgres", "host.invalid")
    assert_unavailable("postgresql://somebody@/postgres?host=/nowhere", "nowhere")


def test_a_host_that_does_not_answer_is_unavailable(silent_host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    patience = engine._POSTGRESQL_PATIENCE  # pyright: ignore[reportPrivateUsage] - so that nobody waits for so long
    monkeypatch.setitem(patience, "connect_timeout", 2)
    with (
        closing(SqlDatabase(f"postgresql://somebody@{silent_host}/postgres")) as database,
        pytest.raises(StorageUnavailable, match="timeout"),
    ):
        look(database)


def test_a_password_is_not_told(postgresql_server: PostgresqlServer) -> None:
    with (
        closing(SqlDatabase(postgresql_server.url("postgres", password="pass-word"))) as database,
        pytest.raises(StorageUnavailable) as unavailable,
    ):
        look(database)
    assert "pass-word" not in unavailable.value.message


def test_a_server_that_was_away_is_reached_again(
    postgresql_database: SqlDatabase, postgresql_server: PostgresqlServer
) -> None:
    look(postgresql_database)
    end_connections(postgresql_server)
    look(postgresql_database)


def test_a_server_that_goes_away_leaves_nothing(
    postgresql_database: SqlDatabase, postgresql_server: PostgresqlServer
) -> None:
    def lose(catalogue: Catalogue) -> None:
        catalogue.seminars.add("x", SeminarDetails("t"))
        end_connections(postgresql_server)
        catalogue.seminars.all()

    with pytest.raises(StorageUnavailable), postgresql_database.transaction() as catalogue:
        lose(catalogue)
    with postgresql_database.reading() as catalogue:
        assert catalogue.seminars.all() == []


@pytest.fixture
def hasty_database(empty_postgresql: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqlDatabase]:
    """One that waits for others for a moment only."""
    monkeypatch.setattr(engine, "_BUSY_TIMEOUT_S", 0.05)
    with closing(SqlDatabase(empty_postgresql)) as database:
        database.upgrade()
        yield database


def test_who_waits_too_long_is_told(hasty_database: SqlDatabase) -> None:
    seminar = add_seminar(hasty_database)

    def add() -> None:
        with pytest.raises(StorageUnavailable, match="lock timeout"):
            add_build(hasty_database, new_build(seminar))

    with hasty_database.transaction() as catalogue:
        catalogue.sources.attach(seminar.id, source("a"))
        at_once([add])
    with hasty_database.reading() as catalogue:
        assert catalogue.sources.of_seminar(seminar.id) == [source("a")]


def test_who_waits_too_long_for_a_connection_is_told(hasty_database: SqlDatabase) -> None:
    with ExitStack() as others:
        for _ in range(20):
            others.enter_context(hasty_database.reading()).seminars.all()
        with pytest.raises(StorageUnavailable, match="timed out"):
            look(hasty_database)


def test_a_change_by_who_reads_is_a_defect(postgresql_database: SqlDatabase) -> None:
    with pytest.raises(DBAPIError, match="read-only"), postgresql_database.reading() as catalogue:
        catalogue.seminars.add("x", SeminarDetails("t"))


def test_a_kept_connection_writes_after_it_was_read_from(postgresql_database: SqlDatabase) -> None:
    for number in range(3):
        look(postgresql_database)
        add_seminar(postgresql_database, f"x{number}")
