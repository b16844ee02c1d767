"""Events: how builds ended, for mail and other services."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("build_id", sa.String, nullable=False),
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("release", sa.Integer, nullable=True),
        sa.Column("failure", sa.JSON, nullable=True),
        sqlite_autoincrement=True,
    )
