"""Cues whose slides are named in words: by a number, by a title, or by their order alone."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mediasvc.domain.errors import CuesInvalid
from workers.timing.cues.entry import Entry

# `3`, `3. Water`, `Slide 3: Water`, `#3`. Other words before a number may be anything: `Agenda 2030`. So may words
# right behind it: `3 ways to save`.
_SLIDE = (
    "slide|page|folie|seite|diapo|diapositive|diapositiva|página|slajd|slaidi|слайд|شريحة|الشريحة|اسلاید|سلائیڈ|שקופית|स्लाइड|ስላይድ|スライド"
    "|슬라이드|幻灯片"
)
_NUMBER = re.compile(
    rf"(?P<slide>(?:{_SLIDE})\s*)?#?\s*(?P<number>\d{{1,9}})(?!\w|[.,:]\d)\s*(?P<mark>[.,:;)|\u2013\u2014-]?)\s*(?P<words>.*)",
    re.IGNORECASE | re.DOTALL,
)
# A title of fewer letters is part of many lines.
LEAST_LETTERS = 6


@dataclass(frozen=True)
class Named:
    """A time and what stands beside it, on this line of the file, from 1."""

    line: int
    start: str
    name: str
    # Where the name has a line of its own.
    line_of_name: int | None = None


def numbered(found: Sequence[Named], titles: Sequence[str], *, may_be_in_order: bool = True) -> Iterator[Entry]:
    """Yield the cues with the numbers of their slides. Raises CuesInvalid with the first line that names none.

    A line names the slide whose title it is, or else the slide of its number. Where there are as many lines as slides,
    and no line names another slide than that of its place, they may be the slides in their order.
    """
    plain = [_plain(title) for title in titles]
    numbers: list[str | None] = []
    before = 0
    for each in found:
        number = _number(each.name, plain, before)
        numbers.append(number)
        before = before if number is None else int(number)
    in_order = [str(place) for place in range(1, len(titles) + 1)]
    is_in_order = may_be_in_order and len(found) == len(titles)
    if is_in_order and all(number in (None, place) for number, place in zip(numbers, in_order, strict=True)):
        numbers = [*in_order]
    for each, number in zip(found, numbers, strict=True):
        line = each.line_of_name or each.line
        if number is None:
            raise CuesInvalid(f"line {line}: {each.name[:40]!r} is neither a slide's number nor its title")
        yield Entry(number, line, each.start, each.line)


def _number(name: str, titles: Sequence[str], before: int) -> str | None:
    """Return the number that a name stands for. Of slides of one title it is the next one after `before`."""
    plain = _plain(name)
    same = [place for place, title in enumerate(titles, start=1) if title and title == plain]
    written = _NUMBER.fullmatch(name)
    if not same and written is not None and not written["words"]:
        return written["number"]
    if not same and len(plain) >= LEAST_LETTERS:
        same = [place for place, title in enumerate(titles, start=1) if _are_alike(title, plain)]
    if not same and written is not None and _is_of_slide(written, titles):
        return written["number"]
    after = [place for place in same if place > before]
    return str((after or same)[0]) if same else None


def _is_of_slide(written: re.Match[str], titles: Sequence[str]) -> bool:
    """Return whether a number with words behind it is a slide's, and not a part of the words."""
    number = int(written["number"])
    if not 1 <= number <= len(titles):
        return False
    words = _plain(written["words"])
    has_title = bool(words and titles[number - 1]) and (
        titles[number - 1].startswith(words) or words.startswith(titles[number - 1])
    )
    return bool(written["slide"] or written["mark"]) or has_title


def _are_alike(title: str, name: str) -> bool:
    return len(title) >= LEAST_LETTERS and (title.startswith(name) or name.startswith(title))


def _plain(text: str) -> str:
    """Return the letters and digits alone, without case."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
