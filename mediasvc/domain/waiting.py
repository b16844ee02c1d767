"""An order for a build that waits until its files have come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from mediasvc.domain.errors import Failure
from mediasvc.domain.order import Order
from mediasvc.domain.seminar import SeminarId


@dataclass(frozen=True)
class WaitingOrder:
    """An order that waits. A seminar has one at most.

    `awaits` names the files that have to come onto the seminar's list first. `asked_by` is who asked, as `identity_of`
    names them. `failure` says why no build could begin when all had come.
    """

    seminar_id: SeminarId
    order: Order[str]
    asked_by: str
    asked_at: datetime
    awaits: tuple[str, ...] = ()
    failure: Failure | None = None

    def awaiting(self, name: str) -> Self:
        """Let it wait for the file of this name, too."""
        return self if name in self.awaits else replace(self, awaits=(*self.awaits, name))

    def without(self, name: str) -> Self:
        """Let the file of this name have come."""
        return replace(self, awaits=tuple(other for other in self.awaits if other != name))

    def missing(self, uploading: Collection[str]) -> Sequence[str]:
        """Return the names that it waits for and that nobody uploads, given those that are uploaded."""
        return [name for name in self.awaits if name not in uploading]


def files_of(order: Order[str]) -> tuple[str, ...]:
    """Return the names of all files that the order names."""
    return tuple(dict.fromkeys((*(order.files or ()), *order.files_beside)))
