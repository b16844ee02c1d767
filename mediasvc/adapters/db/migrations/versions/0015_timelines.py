"""Timelines of builds, whole, and in short for those who look at builds. Builds of earlier versions have none."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("builds", sa.Column("timeline", sa.JSON, nullable=True))
    op.add_column("builds", sa.Column("timeline_summary", sa.JSON, nullable=True))
