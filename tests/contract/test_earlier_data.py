"""A database as an earlier version left it opens with every talk, release and address as before.

`version_0003.sql` holds its rows: talks that are published, withdrawn, drafts, on their way, gone back to an earlier
release, published by a host whose clock was a day ahead, and by the first version.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from parts_of import parts_of
from records import add_build, new_build
from sqlalchemy import create_engine
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from talk_that_says import talk_that_says

from mediasvc.adapters.db.engine import SqlDatabase, sqlite_url
from mediasvc.adapters.db.tables import AsJson
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.domain.access import Anonymous, Operator
from mediasvc.domain.build import BuildId, Digest
from mediasvc.domain.errors import NotFound, Withdrawn
from mediasvc.domain.reading import Reading, ReadingState, SourceKind
from mediasvc.domain.search import query_of
from mediasvc.domain.seminar import SeminarDetails, SeminarState, Visibility
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.ports import Database
from mediasvc.usecases.catch_up import catch_up
from mediasvc.usecases.publish import publish
from mediasvc.usecases.restore import restore
from mediasvc.usecases.watch import file_key, talks, watch

ROWS = Path(__file__).with_name("version_0003.sql")
# Every talk with its state, the release that viewers see, and its series.
KEPT = {
    "of-the-first-version": (SeminarState.PUBLISHED, 1, None),
    "dated-ahead": (SeminarState.PUBLISHED, 2, None),
    "on-its-way": (SeminarState.PUBLISHED, 1, "Seeds 種"),
    "gone-back": (SeminarState.PUBLISHED, 1, None),
    "a-draft": (SeminarState.DRAFT, None, "Friday & more"),
    "withdrawn": (SeminarState.WITHDRAWN, 1, "سلسلة"),
    "savings-groups": (SeminarState.PUBLISHED, 2, "Friday & more"),
}
# The releases that anybody could read, each by its build.
READABLE = {
    ("savings-groups", 1): "savings-1",
    ("savings-groups", 2): "savings-2",
    ("gone-back", 1): "back-1",
    ("gone-back", 2): "back-2",
    ("on-its-way", 1): "way-1",
    ("dated-ahead", 1): "ahead-1",
    ("dated-ahead", 2): "ahead-2",
    ("of-the-first-version", 1): "first-1",
}

SAID = talk_that_says("", "What lasts")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlDatabase]:
    if request.param == "sqlite":
        url = sqlite_url(tmp_path / "database.sqlite")
    else:
        url = str(request.getfixturevalue("empty_postgresql"))
    fill(url)
    with closing(SqlDatabase(url)) as database:
        database.upgrade()
        yield database


def fill(url: str) -> None:
    """Make the tables of that version, and its rows."""
    config = Config()
    config.set_main_option("script_location", "mediasvc.adapters.db:migrations")
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
        for statement in ROWS.read_text().split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    engine.dispose()


def shown(database: Database, slug: str) -> int | None:
    with database.reading() as catalogue:
        return catalogue.seminars.by_slug(slug).release


def finish(database: Database, build_id: str) -> None:
    with database.reading() as catalogue:
        build = catalogue.builds.by_id(BuildId(build_id))
    publish(database, build, lambda _seminar, _number: {"manifest.json": build_id}, [])


def test_every_talk_is_as_it_was(database: SqlDatabase) -> None:
    with database.reading() as catalogue:
        seminars = catalogue.seminars.all()
    told = {each.slug: (each.state, each.release, each.series and each.series.title) for each in seminars}
    assert list(told.items()) == list(KEPT.items())
    assert {each.visibility for each in seminars} == {Visibility.PUBLIC}
    assert {(each.streaming_only, each.withdrawal_notice) for each in seminars} == {(False, None)}
    savings = seminars[-1]
    assert savings.details.title == "Savings groups"
    assert savings.details.speakers == ("Hana", "አበበ")
    assert (str(savings.details.held_on), savings.details.language) == ("2026-06-18", "en")
    assert savings.details.license == "CC-BY-4.0"
    series = {each.series for each in seminars if each.series is not None}
    assert {(each.title, each.slug) for each in series} == {
        ("Friday & more", "friday-more"),
        ("Seeds 種", "seeds-zhong"),
        ("سلسلة", "slsl"),
    }


def test_every_release_and_address_is_as_it_was(database: SqlDatabase) -> None:
    for (slug, number), build in READABLE.items():
        assert file_key(parts_of(database), Anonymous(), slug, number, "audio-low.webm") == f"files/{build}"
        manifest = file_key(parts_of(database), Anonymous(), slug, number, "manifest.json")
        assert manifest == f"releases/{build}/{number}/manifest.json"
    with pytest.raises(Withdrawn):
        watch(parts_of(database), Anonymous(), "withdrawn")
    with pytest.raises(NotFound):
        watch(parts_of(database), Anonymous(), "a-draft")
    restore(parts_of(database), Operator(), "withdrawn")
    assert file_key(parts_of(database), Anonymous(), "withdrawn", 1, "audio-low.webm") == "files/withdrawn-1"
    listed = [seminar.slug for seminar in talks(parts_of(database), Anonymous(), 9)]
    assert listed == [slug for slug, (state, _, _) in KEPT.items() if state is not SeminarState.DRAFT]


def test_every_build_token_and_source_is_as_it_was(database: SqlDatabase) -> None:
    with database.reading() as catalogue:
        [draft] = [each for each in catalogue.seminars.all() if each.slug == "a-draft"]
        assert [source.name for source in catalogue.sources.of_seminar(draft.id)] == ["d.pdf"]
        [failed] = catalogue.builds.of_seminar(draft.id)
        assert failed.failure is not None
        assert [build.id for build in catalogue.builds.unfinished()] == ["back-3", "way-2"]
        assert catalogue.builds.by_id(BuildId("way-2")).request.details == SeminarDetails("On its way")
        # Its seminar says what the manifest says of its slide times.
        assert catalogue.builds.by_id(BuildId("savings-2")).timeline is None
        assert [token.name for token in catalogue.tokens.all()] == ["Amina's laptop"]
        assert len(catalogue.outcomes.all()) == 9


def test_a_reading_that_was_kept_before_narration_was_counted_says_nothing_of_it() -> None:
    column, dialect = AsJson[Reading](Reading), SQLiteDialect()
    kept = column.process_bind_param(Reading(Digest("a" * 64), ReadingState.READ, kind=SourceKind.DECK), dialect)
    del kept["narrated"]
    read = column.process_result_value(kept, dialect)
    assert read is not None
    assert (read.narrated, read.is_narrated, read.may_be_narrated) == (None, False, True)


def test_every_talk_is_found_as_it_was(database: SqlDatabase) -> None:
    storage = MemoryStorage()
    for (_, number), build in [*READABLE.items(), (("withdrawn", 1), "withdrawn-1")]:
        storage.put(f"releases/{build}/{number}/manifest.json", BytesIO(SAID.to_json().encode()))
    assert catch_up(database, storage) == 9
    found = {
        "lasts": ["of-the-first-version", "dated-ahead", "on-its-way", "gone-back", "savings-groups"],
        "friday savings lasts": ["savings-groups"],
        "friday": ["savings-groups"],
        "seed": ["on-its-way"],
    }
    for query, expected in found.items():
        wanted = SeminarFilter(words=query_of(query).words)
        assert [talk.slug for talk in talks(parts_of(database), Anonymous(), 9, wanted=wanted)] == expected


def test_what_is_newer_is_shown_also_after_a_release_that_is_dated_ahead(database: SqlDatabase) -> None:
    with database.reading() as catalogue:
        seminar = catalogue.seminars.by_slug("dated-ahead")
        ahead = catalogue.releases.by_number(seminar.id, 2)
    build = add_build(database, new_build(seminar, created_at=ahead.created_at - timedelta(days=1)))
    finish(database, build.id)
    assert shown(database, "dated-ahead") == 3


def test_what_was_on_its_way_ends_as_it_would_have(database: SqlDatabase) -> None:
    for build in ("back-3", "way-2"):
        finish(database, build)
    assert (shown(database, "gone-back"), shown(database, "on-its-way")) == (1, 2)
    with database.reading() as catalogue:
        assert catalogue.seminars.by_slug("gone-back").details.title == "Gone back"
    with pytest.raises(NotFound):
        file_key(parts_of(database), Anonymous(), "gone-back", 3, "manifest.json")
