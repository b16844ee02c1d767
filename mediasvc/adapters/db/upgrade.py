"""Migrations. Alembic is loaded here alone, as only a database that is behind needs it."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, func, select

_MIGRATIONS = "mediasvc.adapters.db:migrations"
_LOCK = 0x6D656469


def upgrade(connection: Connection) -> None:
    """Bring the tables to this version's form, in the transaction of `connection`. Several may do so at once."""
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
