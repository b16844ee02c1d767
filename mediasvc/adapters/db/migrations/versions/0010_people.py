"""People, their series, sessions and seminars; secrets of the service; what tokens are good for; and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TIME = sa.DateTime(timezone=True)
# What the tokens of earlier versions were good for.
ALL_SCOPES = '["hand_in", "monitor", "publish", "read"]'


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("password_hash", sa.String),
        sa.Column("is_admin", sa.Boolean, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("links", sa.Integer, nullable=False),
        sa.Column("disabled_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email", name="uq_people_email"),
    )
    op.create_table(
        "members",
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("series_id", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "series_id", name="pk_members"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_members_person_id"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_members_series_id"),
    )
    op.create_index("ix_members_series_id", "members", ["series_id"])
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])
    op.create_table(
        "secrets",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    # Alembic would add each of the constraints by a statement of its own, which SQLite does not know.
    op.execute(
        "ALTER TABLE seminars ADD COLUMN owner_id VARCHAR CONSTRAINT fk_seminars_owner_id REFERENCES people (id)"
    )
    op.create_index("ix_seminars_owner_id", "seminars", ["owner_id"])
    op.add_column("tokens", sa.Column("scopes", sa.JSON, nullable=False, server_default=ALL_SCOPES))
    op.execute("ALTER TABLE tokens ADD COLUMN series_id VARCHAR CONSTRAINT fk_tokens_series_id REFERENCES series (id)")
    op.execute("ALTER TABLE tokens ADD COLUMN person_id VARCHAR CONSTRAINT fk_tokens_person_id REFERENCES people (id)")
    op.add_column("tokens", sa.Column("expires_at", TIME))
