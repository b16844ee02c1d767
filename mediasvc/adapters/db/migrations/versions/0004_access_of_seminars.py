"""Visibility and series are the seminar's own; series are a table; releases know whether anybody could see them.

A change of series that is on its way is made now, as a build does not make it any more. Every release of earlier
versions counts as shown, since nobody noted which were. The words of releases lose those of series:
usecases/catch_up.py reads them again.
"""

import uuid
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op
from slugify import slugify

from mediasvc.adapters.db.slugs import free_slug
from mediasvc.domain.search import words_of

revision = "0004"
down_revision = "0003"

LONGEST_SLUG = 60
OF_SEMINARS = ("series", "visibility")
TIME = sa.DateTime(timezone=True)

SERIES = sa.table("series", *(sa.column(name, sa.String) for name in ("id", "slug", "title", "description", "words")))
SEMINARS = sa.table(
    "seminars",
    sa.column("id", sa.String),
    sa.column("details", sa.JSON),
    sa.column("decided_at", TIME),
    sa.column("visibility", sa.String),
    sa.column("series_id", sa.String),
)
BUILDS = sa.table(
    "builds",
    sa.column("id", sa.String),
    sa.column("seminar_id", sa.String),
    sa.column("request", sa.JSON),
    sa.column("created_at", TIME),
    sa.column("state", sa.String),
)
RELEASES = sa.table(
    "releases",
    sa.column("seminar_id", sa.String),
    sa.column("number", sa.Integer),
    sa.column("build_id", sa.String),
    sa.column("shown", sa.Boolean),
)
WORDS = sa.table("release_words", sa.column("seminar_id", sa.String), sa.column("number", sa.Integer))


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("description", sa.String, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.UniqueConstraint("slug", name="uq_series_slug"),
        sa.UniqueConstraint("title", name="uq_series_title"),
    )
    op.add_column("seminars", sa.Column("visibility", sa.String, nullable=False, server_default="public"))
    # Alembic would add the constraint by a statement of its own, which SQLite does not know.
    op.execute(
        "ALTER TABLE seminars ADD COLUMN series_id VARCHAR CONSTRAINT fk_seminars_series_id REFERENCES series (id)"
    )
    op.create_index("ix_seminars_series_id", "seminars", ["series_id"])
    op.add_column("releases", sa.Column("shown", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute(sa.update(RELEASES).values(shown=True))
    _forget_words_of_series()
    _place_seminars()
    _tidy_requests()


def _forget_words_of_series() -> None:
    connection = op.get_bind()
    released = sa.select(RELEASES.c.seminar_id, RELEASES.c.number, BUILDS.c.request)
    for row in connection.execute(released.join(BUILDS, BUILDS.c.id == RELEASES.c.build_id)).all():
        if row.request["details"].get("series") is not None:
            of_release = sa.and_(WORDS.c.seminar_id == row.seminar_id, WORDS.c.number == row.number)
            connection.execute(sa.delete(WORDS).where(of_release))


def _place_seminars() -> None:
    connection = op.get_bind()
    on_their_way: dict[str, list[Any]] = defaultdict(list)
    unfinished = sa.select(BUILDS).where(BUILDS.c.state.in_(["queued", "running"]))
    for build in connection.execute(unfinished.order_by(BUILDS.c.created_at, BUILDS.c.id)):
        on_their_way[build.seminar_id].append(build)
    known: dict[str, str] = {}
    slugs: set[str] = set()
    for row in connection.execute(sa.select(SEMINARS.c.id, SEMINARS.c.details, SEMINARS.c.decided_at)).all():
        told = row.details
        for build in on_their_way[row.id]:
            if row.decided_at is None or build.created_at >= row.decided_at:
                told = build.request["details"]
        title = told.get("series")
        if title is not None and title not in known:
            known[title] = uuid.uuid4().hex
            slug = free_slug(slugify(title, max_length=LONGEST_SLUG, word_boundary=True) or "series", slugs)
            slugs.add(slug)
            words = " ".join(words_of([title]))
            connection.execute(
                sa.insert(SERIES).values(id=known[title], slug=slug, title=title, description="", words=words)
            )
        placed = {
            "visibility": row.details.get("visibility", "public"),
            "series_id": None if title is None else known[title],
            "details": _without_access(row.details),
        }
        connection.execute(sa.update(SEMINARS).where(SEMINARS.c.id == row.id).values(**placed))


def _tidy_requests() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(BUILDS.c.id, BUILDS.c.request)).all():
        request = {**row.request, "details": _without_access(row.request["details"])}
        connection.execute(sa.update(BUILDS).where(BUILDS.c.id == row.id).values(request=request))


def _without_access(details: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in details.items() if name not in OF_SEMINARS}
