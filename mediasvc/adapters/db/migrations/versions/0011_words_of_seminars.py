"""Words of seminars, by which their people find them before anything of them is released."""

import sqlalchemy as sa
from alembic import op

from mediasvc.domain.search import words_of

revision = "0011"
down_revision = "0010"

SEMINARS = sa.table("seminars", sa.column("id"), sa.column("details", sa.JSON), sa.column("words"))


def upgrade() -> None:
    op.add_column("seminars", sa.Column("words", sa.String, nullable=False, server_default=""))
    connection = op.get_bind()
    for row in connection.execute(sa.select(SEMINARS.c.id, SEMINARS.c.details)).all():
        words = " ".join(words_of([row.details["title"], *row.details.get("speakers", ())]))
        connection.execute(sa.update(SEMINARS).where(SEMINARS.c.id == row.id).values(words=words))
