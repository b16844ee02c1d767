"""Slugs that drafts had before they were given their titles."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "former_slugs",
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_former_slugs"),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminars.id"], name="fk_former_slugs_seminar_id"),
    )
    op.create_index("ix_former_slugs_seminar_id", "former_slugs", ["seminar_id"])
