"""The tables. Times are kept in UTC, nested values of the domain as JSON."""

import json
import zlib
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from mediasvc.domain.approval import SentBack
from mediasvc.domain.build import BuildRequest, BuildWarning, Pace
from mediasvc.domain.errors import Failure, NotFound
from mediasvc.domain.listing import Card, Passage
from mediasvc.domain.mail import MailFacts
from mediasvc.domain.order import Order
from mediasvc.domain.reading import Reading
from mediasvc.domain.recognition_job import Recognition
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.domain.timeline import Timeline
from mediasvc.domain.timeline_summary import TimelineSummary
from mediasvc.domain.upload import Staged

T = TypeVar("T")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in UTC, also where the database knows no time zones. Refuses naive ones with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - overrides
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime without a time zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - overrides
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Text(TypeDecorator[str]):
    """Text that every database can hold. No row has any other, so who looks for one is told NotFound."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - overrides
        if value is not None and not can_be_kept(value):
            raise _Unkept(ascii(value))
        return value


class _Unkept(NotFound, DontWrapMixin):
    __doc__ = NotFound.__doc__


def can_be_kept(text: str) -> bool:
    """PostgreSQL knows no NUL, and what is no Unicode has no form in UTF-8."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


class AsJson(TypeDecorator[T], Generic[T]):
    """A frozen value of the domain as JSON; None is SQL's NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, of: Any) -> None:
        super().__init__()
        self.of = of
        self._adapter: TypeAdapter[T] = TypeAdapter(of)

    def process_bind_param(self, value: T | None, dialect: Dialect) -> Any:  # noqa: ARG002 - overrides
        return None if value is None else self._adapter.dump_python(value, mode="json")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> T | None:  # noqa: ARG002 - overrides
        return None if value is None else self._adapter.validate_python(value)


class PackedPassages(TypeDecorator[tuple[Passage, ...]]):
    """Passages as compressed JSON: a third of their size."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: tuple[Passage, ...] | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - overrides
        if value is None:
            return None
        return zlib.compress(json.dumps([(each.start_ms, each.text) for each in value]).encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> tuple[Passage, ...] | None:  # noqa: ARG002 - overrides
        return None if value is None else tuple(Passage(*each) for each in json.loads(zlib.decompress(value)))


class Table(DeclarativeBase):
    type_annotation_map: ClassVar = {str: Text}
    # Named constraints are the same in every database, and can be changed by later migrations.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SeriesRow(Table):
    """A series. `words` are its title's, folded, by which its seminars are found.

    Its `description` is long, and only read where it is asked for: every list of seminars reads their series.
    """

    __tablename__ = "series"

    id: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(deferred=True)
    words: Mapped[str]
    feed_name: Mapped[str | None] = mapped_column(index=True, unique=True)
    picture: Mapped[str | None]
    picture_given: Mapped[str | None] = mapped_column(index=True)
    picture_failure: Mapped[Failure | None] = mapped_column(AsJson[Failure](Failure), deferred=True)


class PersonRow(Table):
    """A person. `email` is in lower case, so no two people have addresses that differ in case alone."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    is_admin: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    links: Mapped[int]
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str | None]
    wants_mail: Mapped[bool] = mapped_column(server_default=true())


class MemberRow(Table):
    """The person has this role in the series."""

    __tablename__ = "members"

    person_id: Mapped[str] = mapped_column(ForeignKey(PersonRow.id), primary_key=True)
    series_id: Mapped[str] = mapped_column(ForeignKey(SeriesRow.id), primary_key=True, index=True)
    role: Mapped[str]


class SessionRow(Table):
    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(PersonRow.id), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SecretRow(Table):
    """A secret of the service itself. It has to be read as it is, so it is kept as it is."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class ChangeCounterRow(Table):
    """The number of the last change of any seminar, in the only row: one that is gone does not take its number back."""

    __tablename__ = "change_counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class SeminarRow(Table):
    """A seminar. `words` are its details', folded, by which its people find it before anything of it is released.

    Its `place` on lists by day begins when anybody can see it. `change` is the number of its last change, one of what
    belongs to it among them. One that was removed can be brought back before `removed_until`.
    """

    __tablename__ = "seminars"

    id: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    details: Mapped[SeminarDetails] = mapped_column(AsJson[SeminarDetails](SeminarDetails))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    release: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    number: Mapped[int] = mapped_column(index=True, unique=True)
    decided: Mapped[int]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    visibility: Mapped[str]
    series_id: Mapped[str | None] = mapped_column(ForeignKey(SeriesRow.id), index=True)
    series: Mapped[SeriesRow | None] = relationship(lazy="joined")
    version: Mapped[int] = mapped_column(server_default="0")
    words: Mapped[str] = mapped_column(server_default="")
    place: Mapped[str | None] = mapped_column(index=True, unique=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id), index=True)
    change: Mapped[int] = mapped_column(index=True, server_default="0")
    streaming_only: Mapped[bool] = mapped_column(server_default=false())
    withdrawal_notice: Mapped[str | None]
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[str | None]
    removed_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class ConsentRow(Table):
    """The consent of a speaker of the seminar."""

    __tablename__ = "consents"

    seminar_id: Mapped[str] = mapped_column(ForeignKey(SeminarRow.id), primary_key=True)
    speaker: Mapped[str] = mapped_column(primary_key=True)
    namesake: Mapped[int] = mapped_column(primary_key=True)
    given_on: Mapped[date]
    method: Mapped[str]
    note: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FormerSlugRow(Table):
    """The seminar had this slug while it was a draft; no other one gets it."""

    __tablename__ = "former_slugs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    seminar_id: Mapped[str] = mapped_column(ForeignKey(SeminarRow.id), index=True)


class GoneSeminarRow(Table):
    """A seminar that viewers saw, and that is gone for good: its slug, which no other one gets, and its last version.

    It `was_open` where everybody with the address saw it. No row has its id any more: short links are made of it.
    """

    __tablename__ = "gone_seminars"

    slug: Mapped[str] = mapped_column(primary_key=True)
    seminar_id: Mapped[str] = mapped_column(unique=True)
    version: Mapped[int]
    was_open: Mapped[bool]


class BuildRow(Table):
    """A build. Its `timeline` is large, and only read where it is asked for; `timeline_summary` says of it in short."""

    __tablename__ = "builds"
    __table_args__ = (Index("ix_builds_seminar_id_number", "seminar_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(index=True, unique=True)
    seminar_id: Mapped[str] = mapped_column(ForeignKey(SeminarRow.id))
    request: Mapped[BuildRequest] = mapped_column(AsJson[BuildRequest](BuildRequest))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(index=True)
    attempts: Mapped[int]
    progress: Mapped[dict[str, float]] = mapped_column(JSON)
    failure: Mapped[Failure | None] = mapped_column(AsJson[Failure](Failure))
    warnings: Mapped[tuple[BuildWarning, ...]] = mapped_column(
        AsJson[tuple[BuildWarning, ...]](tuple[BuildWarning, ...])
    )
    pace: Mapped[Pace | None] = mapped_column(AsJson[Pace](Pace))
    timeline: Mapped[Timeline | None] = mapped_column(AsJson[Timeline](Timeline), deferred=True)
    timeline_summary: Mapped[TimelineSummary | None] = mapped_column(AsJson[TimelineSummary](TimelineSummary))
    ordered_by: Mapped[str | None]
    needs_approval: Mapped[bool] = mapped_column(server_default=false())
    awaits_words: Mapped[str | None] = mapped_column(index=True)


class RecognitionRow(Table):
    """The recognition of the words in a sound; `state` is its own, by which others find it."""

    __tablename__ = "recognitions"

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(index=True)
    recognition: Mapped[Recognition] = mapped_column(AsJson[Recognition](Recognition))


class BuildSourceRow(Table):
    """The build is made from the source with this digest."""

    __tablename__ = "build_sources"

    build_id: Mapped[str] = mapped_column(ForeignKey(BuildRow.id), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True, index=True)


class SeminarSourceRow(Table):
    """The source is on the seminar's list, at this position among the others."""

    __tablename__ = "seminar_sources"

    seminar_id: Mapped[str] = mapped_column(ForeignKey(SeminarRow.id), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)


class ReadingRow(Table):
    """The reading of a source of the seminar; `state` is the reading's own, by which others find it."""

    __tablename__ = "readings"

    seminar_id: Mapped[str] = mapped_column(ForeignKey(SeminarRow.id), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(index=True)
    reading: Mapped[Reading] = mapped_column(AsJson[Reading](Reading))


class UploadRow(Table):
    """An upload. `id` is the SHA-256 of the secret in its address."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(index=True, unique=True)
    seminar_id: Mapped[str] = mapped_column(ForeignKey(SeminarRow.id), index=True)
    name: Mapped[str]
    owner: Mapped[str] = mapped_column(index=True)
    length_bytes: Mapped[int] = mapped_column(BigInteger)
    offset_bytes: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    announced: Mapped[str | None]
    staged: Mapped[Staged] = mapped_column(AsJson[Staged](Staged))
    source: Mapped[str | None]
    fence: Mapped[int]
    is_held: Mapped[bool]
    is_wanted: Mapped[bool]


class WaitingOrderRow(Table):
    """An order that waits until its files have come."""

    __tablename__ = "waiting_orders"

    seminar_id: Mapped[str] = mapped_column(ForeignKey(SeminarRow.id), primary_key=True)
    order: Mapped[Order[str]] = mapped_column(AsJson[Order[str]](Order[str]))
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    awaits: Mapped[list[str]] = mapped_column(JSON)
    failure: Mapped[Failure | None] = mapped_column(AsJson[Failure](Failure))


class ReleaseRow(Table):
    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("build_id"),)

    seminar_id: Mapped[str] = mapped_column(ForeignKey(SeminarRow.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    build_id: Mapped[str] = mapped_column(ForeignKey(BuildRow.id))
    files: Mapped[dict[str, str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shown: Mapped[bool]
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    needs_approval: Mapped[bool] = mapped_column(server_default=false())
    sent_back: Mapped[SentBack | None] = mapped_column(AsJson[SentBack](SentBack))


class ReleaseListingRow(Table):
    """The listing of a release, apart from it: who searches reads all of these rows, and no lists of files.

    What is large, and read of a few alone, stands behind the words, so that a search does not come across it.
    """

    __tablename__ = "release_listings"
    __table_args__ = (ForeignKeyConstraint(["seminar_id", "number"], ["releases.seminar_id", "releases.number"]),)

    seminar_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str]
    card: Mapped[Card | None] = mapped_column(AsJson[Card](Card))
    passages: Mapped[tuple[Passage, ...]] = mapped_column(PackedPassages)


class TokenRow(Table):
    __tablename__ = "tokens"

    name: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    series_id: Mapped[str | None] = mapped_column(ForeignKey(SeriesRow.id))
    person_id: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutcomeRow(Table):
    """How a build ended. It stays when the build is forgotten, so it does not refer to the build's row."""

    __tablename__ = "outcomes"

    build_id: Mapped[str] = mapped_column(primary_key=True)
    finished_at: Mapped[datetime] = mapped_column(UtcDateTime)
    code: Mapped[str | None]
    duration_ms: Mapped[int | None]
    elapsed_ms: Mapped[int]
    steps_ms: Mapped[dict[str, int]] = mapped_column(JSON)


class EventRow(Table):
    """An event. It stays when what it is about is forgotten, so it refers to no other row."""

    __tablename__ = "events"
    __table_args__: ClassVar = {"sqlite_autoincrement": True}

    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    build_id: Mapped[str]
    seminar_id: Mapped[str]
    slug: Mapped[str]
    release: Mapped[int | None]
    failure: Mapped[Failure | None] = mapped_column(AsJson[Failure](Failure))
    ordered_by: Mapped[str | None]
    by: Mapped[str | None]
    sentence: Mapped[str] = mapped_column(server_default="")


class MailRow(Table):
    """A mail. It stays when its person is gone, so it refers to no other row. `urgency` is less for what goes first."""

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_state_urgency_due_at", "state", "urgency", "due_at"),
        {"sqlite_autoincrement": True},
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    person_id: Mapped[str]
    to: Mapped[str]
    name: Mapped[str]
    language: Mapped[str | None]
    facts: Mapped[MailFacts] = mapped_column(AsJson[MailFacts](MailFacts))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str]
    urgency: Mapped[int]
    attempts: Mapped[int]
    detail: Mapped[str]


class AuditRow(Table):
    """An entry of the audit log. It stays when what it is about is forgotten, so it refers to no other row."""

    __tablename__ = "audit"
    __table_args__: ClassVar = {"sqlite_autoincrement": True}

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str]
    action: Mapped[str]
    kind: Mapped[str]
    what: Mapped[str]
    detail: Mapped[str]
