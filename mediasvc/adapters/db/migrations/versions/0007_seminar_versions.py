"""How often each seminar was changed, by which a page that is made of many of them is known to be right."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("seminars", sa.Column("version", sa.Integer, nullable=False, server_default="0"))
