"""Seminars and builds are numbered in the order in which they come; hosts' clocks do not say what is newer any more."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TIME = sa.DateTime(timezone=True)

SEMINARS = sa.table(
    "seminars",
    sa.column("id", sa.String),
    sa.column("created_at", TIME),
    sa.column("decided_at", TIME),
    sa.column("number", sa.Integer),
    sa.column("decided", sa.Integer),
)
BUILDS = sa.table(
    "builds",
    sa.column("id", sa.String),
    sa.column("seminar_id", sa.String),
    sa.column("created_at", TIME),
    sa.column("number", sa.Integer),
)


def upgrade() -> None:
    for table in (SEMINARS, BUILDS):
        op.add_column(table.name, sa.Column("number", sa.Integer, nullable=False, server_default="0"))
        age = sa.func.row_number().over(order_by=(table.c.created_at, table.c.id))
        numbered = sa.select(table.c.id, age.label("number")).subquery()
        op.execute(sa.update(table).values(number=numbered.c.number).where(table.c.id == numbered.c.id))
        op.create_index(f"ix_{table.name}_number", table.name, ["number"], unique=True)
    op.add_column("seminars", sa.Column("decided", sa.Integer, nullable=False, server_default="0"))
    newest = sa.select(sa.func.max(BUILDS.c.number)).where(
        BUILDS.c.seminar_id == SEMINARS.c.id, BUILDS.c.created_at <= SEMINARS.c.decided_at
    )
    op.execute(sa.update(SEMINARS).values(decided=sa.func.coalesce(newest.scalar_subquery(), 0)))
    op.drop_index("ix_seminars_created_at_id", "seminars")
