"""Keep the consents of speakers, whether a talk is for streaming only, and what is said of a withdrawal."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("seminars", sa.Column("streaming_only", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("seminars", sa.Column("withdrawal_notice", sa.String, nullable=True))
    op.create_table(
        "consents",
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.Column("speaker", sa.String, nullable=False),
        sa.Column("namesake", sa.Integer, nullable=False),
        sa.Column("given_on", sa.Date, nullable=False),
        sa.Column("method", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("recorded_by", sa.String, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminars.id"], name="fk_consents_seminar_id"),
        sa.PrimaryKeyConstraint("seminar_id", "speaker", "namesake", name="pk_consents"),
    )
