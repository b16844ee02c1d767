"""Readings of sources before anything is built of them, and the pace of builds that run."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reading", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("seminar_id", "digest", name="pk_readings"),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminars.id"], name="fk_readings_seminar_id"),
    )
    op.create_index("ix_readings_state", "readings", ["state"])
    op.add_column("builds", sa.Column("pace", sa.JSON, nullable=True))
