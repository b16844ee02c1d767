"""Long lists, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from mediasvc.console.visit import Visit

ITEMS_A_PAGE = 50
# More digits than any list has.
_MOST_DIGITS = 9

T = TypeVar("T")


@dataclass(frozen=True)
class Turn(Generic[T]):
    """A part of a list, and the addresses of its beginning and of what comes next, where there is such a part."""

    items: Sequence[T]
    first: str | None
    next: str | None


def turned(visit: Visit, items: Sequence[T], path: str) -> Turn[T]:
    """Return the part of the list that the address asks for by `from`, the number of items before it."""
    asked = visit.request.query_params.get("from", "")
    is_number = asked.isascii() and asked.isdecimal() and len(asked) <= _MOST_DIGITS
    begin = int(asked) if is_number else 0
    end = begin + ITEMS_A_PAGE
    has_more = len(items) > end
    first = _address(visit, path) if begin else None
    return Turn(items[begin:end], first, _address(visit, path, end) if has_more else None)


def _address(visit: Visit, path: str, begin: int = 0) -> str:
    lang = {"lang": visit.reader.language.tag} if visit.reader.asks else {}
    query = urlencode({**({"from": begin} if begin else {}), **lang})
    return f"{path}?{query}" if query else path
