"""Keep listings of releases, which catch_up reads from storage, and places of seminars by day."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

from mediasvc.domain.listing import place_of
from mediasvc.domain.search import words_of
from mediasvc.domain.seminar import SeminarId

revision = "0018"
down_revision = "0016"

SEMINARS = sa.table("seminars", sa.column("id"), sa.column("details", sa.JSON), sa.column("words"), sa.column("place"))
RELEASES = sa.table(
    "releases",
    sa.column("seminar_id"),
    sa.column("shown", sa.Boolean),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
SERIES = sa.table("series", sa.column("id"), sa.column("title"), sa.column("words"))


def upgrade() -> None:
    op.drop_table("release_words")
    op.create_table(
        "release_listings",
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("card", sa.JSON, nullable=True),
        sa.Column("passages", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("seminar_id", "number", name="pk_release_listings"),
        sa.ForeignKeyConstraint(
            ["seminar_id", "number"],
            ["releases.seminar_id", "releases.number"],
            name="fk_release_listings_seminar_id_number",
        ),
    )
    op.add_column("seminars", sa.Column("place", sa.String, nullable=True))
    connection = op.get_bind()
    _place(connection)
    _fold(connection)
    op.create_index("ix_seminars_place", "seminars", ["place"], unique=True)


def _place(connection: sa.Connection) -> None:
    """Place the seminars that anybody has seen, by their dates and by when their first such release was made."""
    first = sa.select(RELEASES.c.seminar_id, sa.func.min(RELEASES.c.created_at).label("at")).where(RELEASES.c.shown)
    seen = first.group_by(RELEASES.c.seminar_id).subquery()
    found = sa.select(SEMINARS.c.id, SEMINARS.c.details, seen.c.at).join(seen, seen.c.seminar_id == SEMINARS.c.id)
    for row in connection.execute(found).all():
        held_on = row.details.get("held_on")
        place = place_of(held_on and date.fromisoformat(held_on), _in_utc(row.at), SeminarId(row.id))
        connection.execute(sa.update(SEMINARS).where(SEMINARS.c.id == row.id).values(place=place))


def _fold(connection: sa.Connection) -> None:
    """Fold words anew: some letters are equal now that were not."""
    for row in connection.execute(sa.select(SEMINARS.c.id, SEMINARS.c.details)).all():
        words = " ".join(words_of([row.details["title"], *row.details.get("speakers", ())]))
        connection.execute(sa.update(SEMINARS).where(SEMINARS.c.id == row.id).values(words=words))
    for row in connection.execute(sa.select(SERIES.c.id, SERIES.c.title)).all():
        words = " ".join(words_of([row.title]))
        connection.execute(sa.update(SERIES).where(SERIES.c.id == row.id).values(words=words))


def _in_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
