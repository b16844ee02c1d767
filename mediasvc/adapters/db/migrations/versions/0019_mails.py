"""Mails, what events need to tell for them, and the language in which a person is written to."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("to", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("language", sa.String),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("written_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("urgency", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
        sa.UniqueConstraint("id", name="uq_mails_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mails_state_urgency_due_at", "mails", ["state", "urgency", "due_at"])
    op.add_column("people", sa.Column("language", sa.String))
    # Nobody has read the events of earlier versions, and nobody wants to hear now of what happened long ago.
    op.execute("DELETE FROM events")
    op.add_column("events", sa.Column("ordered_by", sa.String))
    op.add_column("events", sa.Column("by", sa.String))
    op.add_column("events", sa.Column("sentence", sa.String, nullable=False, server_default=""))
