"""Migrations. Alembic is loaded here alone, as only a database that is behind needs it."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

_MIGRATIONS = "mediasvc.adapters.db:migrations"


def upgrade(connection: Connection) -> None:
    """Bring the tables to this version's form, in the transaction of `connection`."""
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
