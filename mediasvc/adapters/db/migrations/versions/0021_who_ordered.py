"""Keep the identity of the one who ordered a build."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("builds", sa.Column("ordered_by", sa.String, nullable=True))
