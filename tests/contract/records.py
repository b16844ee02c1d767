"""Seminars, builds, releases and sources to try a database with."""

import uuid
from datetime import UTC, date, datetime

from mediasvc.domain.build import Build, BuildId, BuildRequest, Digest, Source
from mediasvc.domain.errors import DeckEmpty
from mediasvc.domain.event import Event, EventKind
from mediasvc.domain.listing import Listing
from mediasvc.domain.outcome import Outcome
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, Visibility
from mediasvc.domain.token import Token, token_digest
from mediasvc.ports import Database

AT = datetime(2026, 11, 21, 10, 30, 15, 123456, tzinfo=UTC)
DETAILS = SeminarDetails("Résumé of سلسلة محاضرات 🎓", ("Amina حسن", "Łukasz"), date(2026, 2, 28), "ar")
EMPTY = DeckEmpty("talk.pptx").failure
GONE = SeminarId("gone")
TOKEN = Token("Amina's laptop", token_digest("secret"), AT)
OUTCOME = Outcome(BuildId("build"), AT, None, 3_600_000, 61_234, {"ingest": 1_200, "encode_track": 42_000})
EVENT = Event(EventKind.BUILD_FAILED, AT, BuildId("build"), SeminarId("seminar"), "talk", failure=EMPTY)


def source(content: str) -> Source:
    return Source(Digest(content * 64), f"{content}.pdf", 10)


def new_build(
    seminar: Seminar,
    *files: Source,
    created_at: datetime = AT,
    cues: Source | None = None,
    captions: Source | None = None,
) -> Build:
    request = BuildRequest(files or (source("a"),), seminar.details, cues=cues, captions=captions)
    return Build(BuildId(uuid.uuid4().hex), seminar.id, request, created_at)


def add_seminar(database: Database, slug: str = "talk", details: SeminarDetails = DETAILS) -> Seminar:
    with database.transaction() as catalogue:
        return catalogue.seminars.add(slug, details)


def place(
    database: Database, seminar: Seminar, series: str | None = None, visibility: Visibility = Visibility.PUBLIC
) -> Seminar:
    with database.transaction() as catalogue:
        found = None if series is None else catalogue.series.of_title(series, "series")
        catalogue.seminars.place(seminar.id, found, visibility)
        return catalogue.seminars.by_id(seminar.id)


def add_build(database: Database, build: Build) -> Build:
    with database.transaction() as catalogue:
        return catalogue.builds.add(build)


def stored_build(database: Database, build: Build) -> Build:
    with database.transaction() as catalogue:
        return catalogue.builds.by_id(build.id)


def stored_seminar(database: Database, seminar: Seminar) -> Seminar:
    with database.transaction() as catalogue:
        return catalogue.seminars.by_id(seminar.id)


def add_release(database: Database, build: Build) -> Release:
    with database.transaction() as catalogue:
        number = catalogue.releases.next_number(build.seminar_id)
        release = Release(build.seminar_id, number, build.id, {"manifest.json": f"releases/{number}/manifest.json"}, AT)
        catalogue.releases.add(release)
    return release


def add_words(database: Database, release: Release, *words: str) -> None:
    with database.transaction() as catalogue:
        catalogue.releases.add_listing(release.seminar_id, release.number, Listing(words))


def slugs(database: Database) -> list[str]:
    with database.transaction() as catalogue:
        return [seminar.slug for seminar in catalogue.seminars.all()]


def unused(database: Database, *digests: Digest) -> set[Digest]:
    with database.transaction() as catalogue:
        return set(catalogue.sources.unused(digests))
