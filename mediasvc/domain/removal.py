"""Removals of seminars, which can be undone for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# For how long, unless those who run the service have chosen otherwise.
KEPT_DAYS = 30


@dataclass(frozen=True)
class Removal:
    """A seminar's removal. `by` is as `identity_of` names the actor; it can be undone until the time `until`."""

    at: datetime
    by: str
    until: datetime

    def is_over(self, now: datetime) -> bool:
        """Return whether it cannot be undone any more."""
        return self.until <= now


def removal_of(at: datetime, by: str, kept_days: int) -> Removal:
    """Return a removal that can be undone for so many days."""
    return Removal(at, by, at + timedelta(days=kept_days))
