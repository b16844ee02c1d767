"""Lists of times and texts, as descriptions of videos have them: `1:35 Slide 2`, or `Slide 2 - 1:35`."""

import re
from collections.abc import Iterator, Sequence

from mediasvc.domain.errors import CuesInvalid
from workers.timing.cues.entry import Entry
from workers.timing.cues.named import Named, numbered

_TIME = r"(?:\d{1,9}:)?\d{1,9}:\d{2}(?:[.,]\d{1,9})?"
_DASHES = "\u2013\u2014-"
# What stands before a time, and a list's own number: `- **1:35**`, `2. [1:35]`.
_ABOVE = r"[\s(\[*\u2022-]{0,9}"
_ITEM = r"(?:\d{1,4}[.)]\s{1,9}[(\[*]{0,3})?"
_AFTER = r"[)\]*]{0,3}"
_TO_END = rf"(?:\s{{0,9}}[{_DASHES}]\s{{0,9}}{_TIME}{_AFTER})?"
_TIME_FIRST = re.compile(rf"{_ABOVE}{_ITEM}({_TIME}){_AFTER}{_TO_END}(?:[\s:|.{_DASHES}]+(.*))?")
_TIME_LAST = re.compile(rf"(?<![\w:.,;\t])({_TIME}){_AFTER}\s{{0,9}}$")
_BEFORE_TIME = f" :|*([{_DASHES}"
_BEFORE_NAME = " *\u2022-"
_BEGINS_WITH_NUMBER = re.compile(r"\s*\d")


def are_chapters(text: str) -> bool:
    """Return whether a line begins or ends with a time such as 1:35, and none above it names the columns of a table."""
    above, found = "", None
    for line in text.split("\n"):
        found = _time_first(line) or _time_last(line)
        if found is not None:
            break
        above += line.lower()
    return found is not None and not ("slide" in above and "start" in above) and "-->" not in text


def chapter_entries(text: str, titles: Sequence[str]) -> Iterator[Entry]:
    """Yield the times with their slides. Lines of words alone are passed over. Raises CuesInvalid with the line.

    Times stand behind the names where no line begins with one.
    """
    lines = text.split("\n")
    times_are_first = any(_time_first(line) for line in lines)
    found: list[Named] = []
    for number, line in enumerate(lines, start=1):
        chapter = _time_first(line) if times_are_first else _time_last(line)
        if chapter is not None:
            start, name = chapter
            found.append(Named(number, start, name))
        elif found and _BEGINS_WITH_NUMBER.match(line):
            place = "begin" if times_are_first else "end"
            raise CuesInvalid(f"line {number}: {line.strip()[:40]!r} does not {place} with a time such as 1:35")
    yield from numbered(found, titles)


def _time_first(line: str) -> tuple[str, str] | None:
    """Return the time that a line begins with, and what is behind it."""
    chapter = _TIME_FIRST.fullmatch(line)
    return None if chapter is None else (chapter[1], (chapter[2] or "").strip())


def _time_last(line: str) -> tuple[str, str] | None:
    """Return the time that a line ends with, and the name before it."""
    chapter = _TIME_LAST.search(line)
    name = "" if chapter is None else line[: chapter.start()].rstrip(_BEFORE_TIME).lstrip(_BEFORE_NAME)
    return (chapter[1], name) if chapter is not None and name else None
