"""Uploads that go on after breaks, and orders that wait for them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("length_bytes", sa.BigInteger, nullable=False),
        sa.Column("offset_bytes", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced", sa.String, nullable=True),
        sa.Column("staged", sa.JSON, nullable=False),
        sa.Column("source", sa.String, nullable=True),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("is_held", sa.Boolean, nullable=False),
        sa.Column("is_wanted", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminars.id"], name="fk_uploads_seminar_id"),
    )
    op.create_index("ix_uploads_number", "uploads", ["number"], unique=True)
    for column in ("seminar_id", "owner", "expires_at"):
        op.create_index(f"ix_uploads_{column}", "uploads", [column])
    op.create_table(
        "waiting_orders",
        sa.Column("seminar_id", sa.String, nullable=False),
        sa.Column("order", sa.JSON, nullable=False),
        sa.Column("asked_by", sa.String, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("awaits", sa.JSON, nullable=False),
        sa.Column("failure", sa.JSON, nullable=True),
        sa.PrimaryKeyConstraint("seminar_id", name="pk_waiting_orders"),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminars.id"], name="fk_waiting_orders_seminar_id"),
    )
