"""Keep recognitions of talks' words, and which builds were published without them."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "recognitions",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("recognition", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recognitions"),
    )
    op.create_index("ix_recognitions_state", "recognitions", ["state"])
    op.add_column("builds", sa.Column("awaits_words", sa.String, nullable=True))
    op.create_index("ix_builds_awaits_words", "builds", ["awaits_words"])
