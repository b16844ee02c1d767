"""Removals of seminars, and the addresses of those that are gone for good."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("seminars", sa.Column("removed_at", TIME, nullable=True))
    op.add_column("seminars", sa.Column("removed_by", sa.String, nullable=True))
    op.add_column("seminars", sa.Column("removed_until", TIME, nullable=True))
    op.create_index("ix_seminars_removed_until", "seminars", ["removed_until"])
    op.create_table(
        "gone_seminars",
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("was_open", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_gone_seminars"),
        sa.UniqueConstraint("seminar_id", name="uq_gone_seminars_seminar_id"),
    )
