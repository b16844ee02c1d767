"""Links by which somebody chooses a password."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from mediasvc.domain.person import PersonId


class LinkKind(StrEnum):
    FIRST_ADMIN = "first admin"
    INVITATION = "invitation"
    RESET = "reset"


LINK_LIFETIMES: Mapping[LinkKind, timedelta] = {
    LinkKind.FIRST_ADMIN: timedelta(days=7),
    LinkKind.INVITATION: timedelta(days=7),
    LinkKind.RESET: timedelta(hours=2),
}


@dataclass(frozen=True)
class Link:
    """What a link says. It is for the person whose count of links (`Person.links`) is `number`: so it is good once.

    The link that makes the first admin is for nobody, and good as long as there is nobody.
    """

    kind: LinkKind
    person: PersonId | None = None
    number: int = 0
