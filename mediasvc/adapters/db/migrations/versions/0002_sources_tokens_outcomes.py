"""Seminars' lists of sources, tokens, and how builds ended; seminars are found by age, and know since when."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_index("ix_seminars_created_at_id", "seminars", ["created_at", "id"])
    op.add_column("seminars", sa.Column("decided_at", TIME))
    op.create_table(
        "seminar_sources",
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("seminar_id", "name", name="pk_seminar_sources"),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminars.id"], name="fk_seminar_sources_seminar_id"),
    )
    op.create_index("ix_seminar_sources_digest", "seminar_sources", ["digest"])
    op.create_table(
        "tokens",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    op.create_table(
        "outcomes",
        sa.Column("build_id", sa.String, nullable=False),
        sa.Column("finished_at", TIME, nullable=False),
        sa.Column("code", sa.String),
        sa.Column("duration_ms", sa.Integer),
        sa.Column("elapsed_ms", sa.Integer, nullable=False),
        sa.Column("steps_ms", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("build_id", name="pk_outcomes"),
    )
