"""Makes thousands of talks at every stage, in a database that is up to date, to list them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import create_engine, insert, make_url, update

from mediasvc.adapters.db.tables import (
    BuildRow,
    ChangeCounterRow,
    OutcomeRow,
    PersonRow,
    ReleaseListingRow,
    ReleaseRow,
    SeminarRow,
    SeriesRow,
    Table,
)
from mediasvc.domain.build import AT_FIRST, BuildRequest, BuildState, Digest, Source
from mediasvc.domain.errors import DeckEncrypted
from mediasvc.domain.listing import place_of
from mediasvc.domain.search import words_of, words_of_talk
from mediasvc.domain.seminar import SeminarDetails, SeminarId, Visibility
from mediasvc.domain.stage import Stage

SERIES, OWNERS = 40, 200
FIRST_DAY = datetime(2020, 1, 6, 18, tzinfo=UTC)
HELD_EVERY = timedelta(hours=9)
SUBJECTS = (
    "Savings groups that last",
    "Water points in Turkana, seen from the air",
    "مجموعات الادخار في القرى",
    "Ce que disent les semences paysannes",
    "Uhifadhi wa udongo na maji",
    "Zur Frage der Bodenfruchtbarkeit",
)
# Of ten talks, so many viewers see, with an earlier release; the others are each at a stage of its own.
KINDS = (Stage.PUBLIC,) * 4 + (
    Stage.PREPARING,
    Stage.WAITING,
    Stage.FAILED,
    Stage.READY,
    Stage.PLANNED,
    Stage.WITHDRAWN,
)
SLIDES = 40
WORDS_OF_SLIDES = " ".join(f"word{number} said{number}" for number in range(300))
FILES = {
    f"slides/{number:04}-{width}.{form}": f"artifacts/{number:02x}/{width * number:058x}.{form}"
    for number in range(1, SLIDES + 1)
    for width in (480, 960, 1920)
    for form in ("avif", "jpg")
}


# In the order in which rows refer to each other.
TABLES = (PersonRow, SeriesRow, SeminarRow, BuildRow, ReleaseRow, ReleaseListingRow, OutcomeRow)


@dataclass(frozen=True)
class Row:
    """A row of a table."""

    table: type[Table]
    values: Mapping[str, Any]


def fill(url: str, count: int) -> None:
    """Add `count` talks, in series and of people of their own."""
    parsed = make_url(url)
    is_postgresql = parsed.get_backend_name() == "postgresql"
    engine = create_engine(parsed.set(drivername="postgresql+psycopg") if is_postgresql else parsed)
    rows = [*_people_and_series(), *(row for number in range(1, count + 1) for row in _talk(number))]
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(insert(table), [row.values for row in rows if row.table is table])
        connection.execute(update(ChangeCounterRow).values(last=count))
    engine.dispose()


def _people_and_series() -> Iterator[Row]:
    for number in range(OWNERS):
        account = {"email": f"person-{number}@example.org", "name": f"Person {number}", "is_admin": False, "links": 0}
        yield Row(PersonRow, {"id": f"person-{number}", "created_at": FIRST_DAY, **account})
    for number in range(SERIES):
        title = f"Series {number} سلسلة"
        told = {"title": title, "description": "", "words": " ".join(words_of([title]))}
        yield Row(SeriesRow, {"id": f"series-{number}", "slug": f"series-{number}", **told})


def _talk(number: int) -> Iterator[Row]:
    stage, held = KINDS[number % len(KINDS)], FIRST_DAY + number * HELD_EVERY
    is_seen = stage in (Stage.PUBLIC, Stage.WITHDRAWN)
    subject = SUBJECTS[number % len(SUBJECTS)]
    details = SeminarDetails(f"{subject}, {number}", (f"Speaker {number % 700}", "أمينة حسن"), _day(number, held), "en")
    yield Row(
        SeminarRow,
        {
            "id": f"{number:032x}",
            "slug": f"talk-{number}",
            "details": details,
            "words": " ".join(words_of_talk(details, ())),
            "created_at": held,
            "release": 2 if is_seen else None,
            "withdrawn_at": held if stage is Stage.WITHDRAWN else None,
            "number": number,
            "decided": 2 * number if is_seen else 0,
            "decided_at": held if is_seen else None,
            "visibility": Visibility.PUBLIC,
            "series_id": f"series-{number % SERIES}",
            "owner_id": f"person-{number % OWNERS}",
            "place": place_of(details.held_on, held, SeminarId(f"{number:032x}")) if is_seen else None,
            "change": number,
        },
    )
    if stage is not Stage.PREPARING:
        yield from _builds(number, stage, details, held)


def _day(number: int, held: datetime) -> date | None:
    """Return the day of a talk; one in twenty has none."""
    return held.date() if number % 20 else None


def _builds(number: int, stage: Stage, details: SeminarDetails, held: datetime) -> Iterator[Row]:
    source = Source(Digest(f"{number:064x}"), "slides.pptx", 4_000_000)
    request = BuildRequest((source, replace(source, name="recording.mp3")), details)
    ended = {Stage.WAITING: BuildState.QUEUED, Stage.FAILED: BuildState.FAILED}.get(stage, BuildState.PUBLISHED)
    for each, state in ((2 * number - 1, BuildState.PUBLISHED), (2 * number, ended)):
        build_id = f"{each:032x}"
        build = {"id": build_id, "seminar_id": f"{number:032x}", "number": each, "request": request}
        failure = DeckEncrypted("slides.pptx").failure if state is BuildState.FAILED else None
        told: dict[str, Any] = {
            "state": state,
            "failure": failure,
            "progress": {},
            "warnings": (),
            "pace": AT_FIRST,
            "attempts": 1,
        }
        yield Row(BuildRow, {**build, "created_at": held, **told})
        if state is BuildState.PUBLISHED and (each % 2 == 0 or stage in (Stage.PUBLIC, Stage.WITHDRAWN)):
            yield from _release(build_id, number, 2 - each % 2, held + timedelta(days=900), stage)


def _release(build_id: str, number: int, release: int, at: datetime, stage: Stage) -> Iterator[Row]:
    key = {"seminar_id": f"{number:032x}", "number": release}
    planned = at if stage is Stage.PLANNED else None
    shown = {"shown": stage in (Stage.PUBLIC, Stage.WITHDRAWN), "publish_at": planned}
    yield Row(ReleaseRow, {**key, "build_id": build_id, "files": FILES, "created_at": at, **shown})
    yield Row(ReleaseListingRow, {**key, "words": f"{WORDS_OF_SLIDES} only{number}", "card": None, "passages": ()})
    ended: dict[str, Any] = {
        "finished_at": at,
        "code": None,
        "duration_ms": 60_000 + number * 700,
        "elapsed_ms": 1,
        "steps_ms": {},
    }
    yield Row(OutcomeRow, {"build_id": build_id, **ended})
