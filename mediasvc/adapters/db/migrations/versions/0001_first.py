"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "seminars",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("release", sa.Integer),
        sa.Column("withdrawn_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_seminars"),
        sa.UniqueConstraint("slug", name="uq_seminars_slug"),
    )
    op.create_table(
        "builds",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.Column("request", sa.JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("progress", sa.JSON, nullable=False),
        sa.Column("failure", sa.JSON),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_builds"),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminars.id"], name="fk_builds_seminar_id"),
    )
    op.create_index("ix_builds_seminar_id", "builds", ["seminar_id"])
    op.create_index("ix_builds_state", "builds", ["state"])
    op.create_table(
        "build_sources",
        sa.Column("build_id", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("build_id", "digest", name="pk_build_sources"),
        sa.ForeignKeyConstraint(["build_id"], ["builds.id"], name="fk_build_sources_build_id"),
    )
    op.create_index("ix_build_sources_digest", "build_sources", ["digest"])
    op.create_table(
        "releases",
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("build_id", sa.String, nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("seminar_id", "number", name="pk_releases"),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminars.id"], name="fk_releases_seminar_id"),
        sa.ForeignKeyConstraint(["build_id"], ["builds.id"], name="fk_releases_build_id"),
        sa.UniqueConstraint("build_id", name="uq_releases_build_id"),
    )
    locks = op.create_table(
        "locks",
        sa.Column("name", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_locks"),
    )
    op.bulk_insert(locks, [{"name": "sources"}])
