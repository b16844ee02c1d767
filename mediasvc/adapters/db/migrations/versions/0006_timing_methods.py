"""Builds that asked for timing methods that were not there; earlier versions took them in, and failed them later."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# As they were called then.
NOT_THERE = ("video", "narration", "transcript", "pauses")


def upgrade() -> None:
    builds = sa.table("builds", sa.column("id", sa.String), sa.column("request", sa.JSON))
    connection = op.get_bind()
    for build_id, request in connection.execute(sa.select(builds.c.id, builds.c.request)).all():
        if request["timing"] in NOT_THERE:
            changed = {**request, "timing": "auto"}
            connection.execute(builds.update().where(builds.c.id == build_id).values(request=changed))
