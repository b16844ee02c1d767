"""Keep which builds and releases need somebody's approval, and what was said of those that were sent back."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

# Those who are contributors now could not publish what they have handed in.
_OF_CONTRIBUTORS = """
UPDATE builds SET needs_approval = :yes WHERE EXISTS (
    SELECT 1 FROM people JOIN seminars ON seminars.id = builds.seminar_id
    WHERE builds.ordered_by = 'person:' || people.id AND NOT people.is_admin AND NOT EXISTS (
        SELECT 1 FROM members
        WHERE members.person_id = people.id AND members.series_id = seminars.series_id AND members.role = 'organiser'
    )
)
"""
_OF_THEIR_BUILDS = """
UPDATE releases SET needs_approval = :yes WHERE EXISTS (
    SELECT 1 FROM builds WHERE builds.id = releases.build_id AND builds.needs_approval
)
"""


def upgrade() -> None:
    for table in ("builds", "releases"):
        op.add_column(table, sa.Column("needs_approval", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("releases", sa.Column("sent_back", sa.JSON, nullable=True))
    for statement in (_OF_CONTRIBUTORS, _OF_THEIR_BUILDS):
        op.execute(sa.text(statement).bindparams(yes=True))
