"""When a release is to be published that viewers do not see yet."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("releases", sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_releases_publish_at", "releases", ["publish_at"])
