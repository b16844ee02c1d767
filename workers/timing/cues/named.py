"""Cues whose slides are named in words: by a number, by a title, or by their order alone."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mediasvc.domain.errors import CuesInvalid
from workers.timing.cues.entry import Entry

# `3`, `3. Water`, `Slide 3: Water`, `#3`. Other words before a number may be anything: `Agenda 2030`.
_SLIDE = (
    "slide|page|folie|seite|diapo|diapositive|diapositiva|página|slajd|slaidi|слайд|شريحة|الشريحة|स्लाइड|ስላይድ|スライド"
    "|슬라이드|幻灯片"
)
_NUMBER = re.compile(rf"(?:(?:{_SLIDE})\s*)?#?\s*(\d{{1,9}})(?!\w|[.,:]\d)(\s*)", re.IGNORECASE)
# A title of fewer letters is part of many lines.
LEAST_LETTERS = 6


@dataclass(frozen=True)
class Named:
    """A time and what stands beside it, on this line of the file, from 1."""

    line: int
    start: str
    name: str


def numbered(found: Sequence[Named], titles: Sequence[str]) -> Iterator[Entry]:
    """Yield the cues with the numbers of their slides. Raises CuesInvalid with the first line that names none.

    A line names the slide whose title it is, or else the slide of its number. Where lines name none and there are as
    many as slides, they are the slides in their order.
    """
    plain = [_plain(title) for title in titles]
    numbers: list[str] = []
    before = 0
    for each in found:
        number = _number(each.name, plain, before)
        if number is None and len(found) == len(titles):
            numbers = [str(place) for place in range(1, len(titles) + 1)]
            break
        if number is None:
            raise CuesInvalid(f"line {each.line}: {each.name[:40]!r} is neither a slide's number nor its title")
        numbers.append(number)
        before = int(number)
    for each, number in zip(found, numbers, strict=True):
        yield Entry(number, each.line, each.start, each.line)


def _number(name: str, titles: Sequence[str], before: int) -> str | None:
    """Return the number that a name stands for. Of slides of one title it is the next one after `before`."""
    plain = _plain(name)
    same = [place for place, title in enumerate(titles, start=1) if title and title == plain]
    written = None if same else _NUMBER.match(name)
    if written is not None and (int(written[1]) <= len(titles) or written.end() == len(name)):
        return written[1]
    if not same and len(plain) >= LEAST_LETTERS:
        same = [place for place, title in enumerate(titles, start=1) if _are_alike(title, plain)]
    after = [place for place in same if place > before]
    return str((after or same)[0]) if same else None


def _are_alike(title: str, name: str) -> bool:
    return len(title) >= LEAST_LETTERS and (title.startswith(name) or name.startswith(title))


def _plain(text: str) -> str:
    """Return the letters and digits alone, without case."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
