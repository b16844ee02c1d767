"""Changes of talks are counted, by which lists are ordered; a talk's newest build is found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

SEMINARS = sa.table("seminars", sa.column("id"), sa.column("number"), sa.column("change"), sa.column("created_at"))
BUILDS = sa.table("builds", sa.column("seminar_id"), sa.column("created_at"))


def upgrade() -> None:
    op.create_index("ix_builds_seminar_id_number", "builds", ["seminar_id", "number"])
    op.drop_index("ix_builds_seminar_id", "builds")
    op.add_column("seminars", sa.Column("change", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_seminars_change", "seminars", ["change"])
    counter = op.create_table(
        "change_counter",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change_counter"),
    )
    connection = op.get_bind()
    op.bulk_insert(counter, [{"id": 1, "last": _number_changes(connection)}])


def _number_changes(connection: sa.Connection) -> int:
    """Number the last change of every talk by what is known of it: its newest build, or its own number."""
    newest = sa.select(sa.func.max(BUILDS.c.created_at)).where(BUILDS.c.seminar_id == SEMINARS.c.id).scalar_subquery()
    last = sa.func.coalesce(newest, SEMINARS.c.created_at)
    found = connection.scalars(sa.select(SEMINARS.c.id).order_by(last, SEMINARS.c.number)).all()
    for change, seminar_id in enumerate(found, 1):
        connection.execute(sa.update(SEMINARS).where(SEMINARS.c.id == seminar_id).values(change=change))
    return len(found)
