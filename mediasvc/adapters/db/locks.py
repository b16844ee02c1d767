"""What transactions hold on to one after the other, where the database lets several write at once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediasvc.adapters.db.tables import LockRow


def hold_sources(session: Session) -> None:
    """Until the transaction ends, no other one comes past here: a source cannot come into use while it is removed.

    Who holds a seminar as well holds the sources first; the other way round, two could wait for each other.
    """
    session.scalars(select(LockRow).where(LockRow.name == "sources").with_for_update()).one()
