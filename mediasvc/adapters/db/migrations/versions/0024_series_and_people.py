"""Pictures of series and the names of their podcasts; whether a person wants to be mailed about talks."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("series", sa.Column("feed_name", sa.String))
    op.add_column("series", sa.Column("picture", sa.String))
    op.add_column("series", sa.Column("picture_given", sa.String))
    op.add_column("series", sa.Column("picture_failure", sa.JSON))
    op.create_index("ix_series_feed_name", "series", ["feed_name"], unique=True)
    op.create_index("ix_series_picture_given", "series", ["picture_given"])
    op.add_column("people", sa.Column("wants_mail", sa.Boolean, nullable=False, server_default=sa.true()))
