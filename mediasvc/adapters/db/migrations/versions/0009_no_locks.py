"""Writers follow each other, and hold no row of a table for it any more."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.drop_table("locks")
