"""The words that releases are found by; usecases/catch_up.py reads those of earlier releases from storage."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "release_words",
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("seminar_id", "number", name="pk_release_words"),
        sa.ForeignKeyConstraint(
            ["seminar_id", "number"],
            ["releases.seminar_id", "releases.number"],
            name="fk_release_words_seminar_id_number",
        ),
    )
