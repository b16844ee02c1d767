"""New rows."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mediasvc.adapters.db.tables import Table


def insert_once(session: Session, row: Table) -> None:
    """Insert the row now. The transaction stays usable where it is refused.

    Raises:
        ValueError: there is one already, or what it belongs to is not there.
    """
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise ValueError(f"refused by the database: {error.orig}") from error
