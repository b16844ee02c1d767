"""What holds for databases behind a URL: migrations, other processes, defects, and what they refuse."""

import importlib
import multiprocessing
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from records import AT, DETAILS, new_build, source, stored_build
from sqlalchemy import JSON, Engine, MetaData, create_engine, insert, type_coerce, update
from sqlalchemy.exc import DatabaseError, StatementError

from mediasvc.adapters.db.engine import REVISION, UPGRADE, SqlDatabase, sqlite_url
from mediasvc.adapters.db.tables import BuildRow, Table
from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.errors import NotFound, StorageUnavailable
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId
from mediasvc.domain.series import SeriesPicture
from mediasvc.domain.timeline import TimingMethod

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "data base %20é.sqlite")
    postgresql: str = request.getfixturevalue("empty_postgresql")
    return postgresql


@pytest.fixture
def database(url: str) -> Iterator[SqlDatabase]:
    with closing(SqlDatabase(url)) as database:
        yield database


@pytest.fixture
def tables(url: str) -> Iterator[Engine]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


def upgrade_and_add(url: str, start: Barrier) -> None:
    with closing(SqlDatabase(url)) as database:
        start.wait()
        database.upgrade()
        for _ in range(10):
            with database.transaction() as catalogue:
                catalogue.seminars.add("x", SeminarDetails("t"))


def test_the_migrations_make_the_tables(
    database: SqlDatabase, tables: Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    database.upgrade()
    database.upgrade()
    assert capfd.readouterr() == ("", "")
    with tables.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_the_newest_migration_is_the_one_that_says_so() -> None:
    config = Config()
    config.set_main_option("script_location", "mediasvc.adapters.db:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION
    assert callable(importlib.import_module(UPGRADE).upgrade)


def test_what_an_earlier_version_has_kept_stays(database: SqlDatabase, tables: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", "mediasvc.adapters.db:migrations")
    with tables.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        earlier = MetaData()
        earlier.reflect(connection)
        assert "tokens" not in earlier.tables
        kept = {"id": "kept", "slug": "talk", "details": {"title": "A talk"}, "created_at": AT, "release": 3}
        connection.execute(insert(earlier.tables["seminars"]).values(kept))
    database.upgrade()
    with database.transaction() as catalogue:
        seminar = Seminar(SeminarId("kept"), "talk", SeminarDetails("A talk"), AT, release=3, number=1)
        assert catalogue.seminars.all() == [seminar]
        assert catalogue.sources.of_seminar(seminar.id) == []


def test_a_method_that_was_never_there_is_read_as_auto(database: SqlDatabase, tables: Engine) -> None:
    """Earlier versions took such builds, and failed them."""
    config = Config()
    config.set_main_option("script_location", "mediasvc.adapters.db:migrations")
    with tables.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        earlier = MetaData()
        earlier.reflect(connection)
        seminar = {"id": "s", "slug": "talk", "details": {"title": "t"}, "created_at": AT}
        connection.execute(insert(earlier.tables["seminars"]).values(seminar))
        for build_id, timing in (("even", "even"), ("video", "video")):
            request = {"files": [asdict(source("a"))], "details": {"title": "t"}, "timing": timing, "cues": None}
            row = {"id": build_id, "seminar_id": "s", "request": request, "created_at": AT, "state": "failed"}
            row |= {"attempts": 1, "progress": {}, "warnings": []}
            connection.execute(insert(earlier.tables["builds"]).values(row))
    database.upgrade()
    with database.transaction() as catalogue:
        timings = {build.id: build.request.timing for build in catalogue.builds.of_seminar(SeminarId("s"))}
    assert timings == {"even": TimingMethod.EVEN, "video": TimingMethod.AUTO}


def test_series_and_people_of_an_earlier_version_are_as_before(database: SqlDatabase, tables: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", "mediasvc.adapters.db:migrations")
    with tables.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0021")
        earlier = MetaData()
        earlier.reflect(connection)
        series = {"id": "s", "slug": "friday", "title": "Friday", "description": "Talks", "words": "friday"}
        connection.execute(insert(earlier.tables["series"]).values(series))
        person = {"id": "p", "email": "amina@example.org", "name": "Amina", "is_admin": True, "created_at": AT}
        connection.execute(insert(earlier.tables["people"]).values({**person, "links": 1}))
    database.upgrade()
    with database.reading() as catalogue:
        friday = catalogue.series.by_feed("Friday")
        assert (friday.id, friday.feed, catalogue.series.description(friday.id)) == ("s", "Friday", "Talks")
        assert catalogue.series.picture(friday.id) == SeriesPicture()
        assert catalogue.people.by_email("amina@example.org").wants_mail


def test_a_request_of_an_earlier_version_asks_for_nothing_more(database: SqlDatabase, tables: Engine) -> None:
    database.upgrade()
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.add("talk", DETAILS)
        build = new_build(seminar)
        catalogue.builds.add(build)
    earlier = {"files": [asdict(source("a"))], "details": {"title": "t"}, "timing": "even", "cues": None}
    with tables.begin() as connection:
        connection.execute(update(BuildRow).values(request=type_coerce(earlier, JSON)))
    request = stored_build(database, build).request
    assert (request.timing, request.also, request.clean_up, request.captions) == ("even", (), False, None)


def test_what_contributors_have_handed_in_before_needs_approval(database: SqlDatabase, tables: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", "mediasvc.adapters.db:migrations")
    with tables.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0021")
        earlier = MetaData()
        earlier.reflect(connection)

        def add(table: str, **values: object) -> None:
            connection.execute(insert(earlier.tables[table]).values(values))

        for series in ("friday", "monday"):
            add("series", id=series, slug=series, title=series, description="", words=series)
        seminar = {"slug": "talk", "details": {"title": "t"}, "created_at": AT, "number": 1, "decided": 0}
        add("seminars", id="s", **seminar, visibility="public", series_id="friday")
        for number, person in enumerate(("contributor", "organiser", "elsewhere", "admin", "")):
            if person:
                add("people", id=person, email=person, name="", is_admin=person == "admin", created_at=AT, links=0)
            build: dict[str, Any] = {
                "number": number,
                "request": {"files": [], "details": {"title": "t"}},
                "created_at": AT,
            }
            build |= {"state": "published", "attempts": 1, "progress": {}, "warnings": []}
            add("builds", id=f"b{number}", seminar_id="s", ordered_by=f"person:{person}" if person else None, **build)
            add(
                "releases",
                seminar_id="s",
                number=number + 1,
                build_id=f"b{number}",
                files={},
                created_at=AT,
                shown=False,
            )
        for person, series, role in (
            ("contributor", "friday", "contributor"),
            ("organiser", "friday", "organiser"),
            ("elsewhere", "monday", "organiser"),
        ):
            add("members", person_id=person, series_id=series, role=role)
    database.upgrade()
    with database.reading() as catalogue:
        builds = catalogue.builds.of_seminar(SeminarId("s"))
        releases = catalogue.releases.of_seminar(SeminarId("s"))
    assert [build.id for build in reversed(builds) if build.needs_approval] == ["b0", "b2"]
    assert [release.number for release in reversed(releases) if release.needs_approval] == [1, 3]


def test_processes_may_upgrade_and_write_at_once(database: SqlDatabase, url: str) -> None:
    start = SPAWN.Barrier(2)
    other = SPAWN.Process(target=upgrade_and_add, args=(url, start))
    other.start()
    upgrade_and_add(url, start)
    other.join()
    assert other.exitcode == 0
    with database.transaction() as catalogue:
        assert {seminar.slug for seminar in catalogue.seminars.all()} == {"x", *(f"x-{n}" for n in range(2, 21))}


def test_a_defect_stays_as_it_is_also_after_an_error_that_may_pass(database: SqlDatabase, tmp_path: Path) -> None:
    try:
        with closing(SqlDatabase(sqlite_url(tmp_path / "missing" / "database.sqlite"))) as missing:
            missing.upgrade()
    except StorageUnavailable:
        with pytest.raises(DatabaseError, match=r"no such table|does not exist"), database.transaction() as catalogue:
            catalogue.seminars.all()


def test_a_time_without_a_zone_is_refused(database: SqlDatabase) -> None:
    database.upgrade()
    naive = datetime(2026, 11, 21)  # noqa: DTZ001 - that is what is refused
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.add("x", SeminarDetails("t"))
        build = Build(BuildId("b"), seminar.id, BuildRequest((), seminar.details), naive)
        with pytest.raises(StatementError, match="without a time zone"):
            catalogue.builds.add(build)


@pytest.mark.parametrize("odd", ["\0", "\ud800"])
def test_a_name_that_not_every_database_can_hold_is_refused(database: SqlDatabase, odd: str) -> None:
    database.upgrade()
    with database.transaction() as catalogue:
        with pytest.raises(NotFound):
            catalogue.seminars.add(f"x{odd}", DETAILS)
        assert catalogue.seminars.add("x", DETAILS).slug == "x"
