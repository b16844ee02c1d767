"""Lists of talks, as those see them who work on them: in which order, and where one page of a list ends."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mediasvc.domain.errors import NotFound
from mediasvc.domain.person import PersonId
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.seminar_filter import EVERY, SeminarFilter
from mediasvc.domain.stage import Stage

# How much of a title a list is ordered by.
TITLE_CHARACTERS = 60
# What every database holds as an integer.
LAST_NUMBER = 2**31 - 1


class TalkOrder(StrEnum):
    """What a list is ordered by. Talks that are equal in it follow each other with the newest first."""

    CHANGED = "changed"
    """The last change of a talk, its builds' among them, newest first."""
    NEWEST = "newest"
    """The order in which talks were begun, newest first."""
    HELD = "held"
    """The date on which the talk was held, latest first; those without one come last."""
    TITLE = "title"
    """The words of the title, without case and marks, in the alphabet of the database."""


@dataclass(frozen=True)
class Place:
    """Where a talk stands in a list: the key that the list is ordered by, and the seminar's number.

    It stays good for the next page when the talk has changed since, or is gone.
    """

    key: str
    number: int

    def __str__(self) -> str:
        """Return the place as addresses hold it."""
        return f"{self.number}.{self.key}"


@dataclass(frozen=True)
class ListedTalk:
    """A talk with what a list tells of it.

    `duration_ms` is the length of the release that waits to be published, or else of the one that viewers see. `owner`
    is the owner's name. `change` is the number of the talk's last change: changes of all talks are counted together,
    and none has the number of an earlier one.
    """

    seminar: Seminar
    stages: Sequence[Stage]
    duration_ms: int | None
    owner: str | None
    change: int
    place: Place


@dataclass(frozen=True)
class ListRequest:
    """A part of a list: the wanted talks in this order, behind the place `after` where it is given."""

    wanted: SeminarFilter = EVERY
    order: TalkOrder = TalkOrder.CHANGED
    after: Place | None = None


LAST_CHANGED = ListRequest()


@dataclass(frozen=True)
class TalkCounts:
    """How many talks there are in all, and how many at each stage; one talk may be at several."""

    total: int
    at: Mapping[Stage, int]


@dataclass(frozen=True)
class Owner:
    """A person who handed talks in."""

    id: PersonId
    name: str


def place_in(order: TalkOrder, text: str) -> Place:
    """Return the place that an address holds, in a list of this order. Raises NotFound where it is none."""
    number, _, key = text.partition(".")
    if not (_is_number(number) and _is_key(order, key)):
        raise NotFound(f"{text[:100]!r} is no place in a list by {order}")
    return Place(key, int(number))


def _is_key(order: TalkOrder, key: str) -> bool:
    match order:
        case TalkOrder.CHANGED | TalkOrder.NEWEST:
            return _is_number(key)
        case TalkOrder.HELD:
            return not key or _is_date(key)
        case TalkOrder.TITLE:
            # Words hold any other character, also such as no font shows.
            has_control = any(unicodedata.category(character) in ("Cc", "Cs") for character in key)
            return len(key) <= TITLE_CHARACTERS and not has_control


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_NUMBER)) and int(text) <= LAST_NUMBER


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
