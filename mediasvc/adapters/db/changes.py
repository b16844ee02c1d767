"""The numbers of changes of talks, by which lists are ordered, and what changed since somebody looked is known."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mediasvc.adapters.db.tables import ChangeCounterRow, SeminarRow


def next_change(session: Session) -> int:
    """Return the number of a change that is made in this transaction, greater than that of every other one."""
    counted = update(ChangeCounterRow).values(last=ChangeCounterRow.last + 1).returning(ChangeCounterRow.last)
    return session.execute(counted).scalar_one()


def last_change(session: Session) -> int:
    """Return the number of the last change."""
    return session.scalars(select(ChangeCounterRow.last)).one()


def note_change(session: Session, seminar_id: str) -> None:
    """Note that something of the talk has changed beside its own row."""
    session.execute(update(SeminarRow).where(SeminarRow.id == seminar_id).values(change=next_change(session)))
