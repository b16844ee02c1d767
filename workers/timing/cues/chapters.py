"""Lists of times and texts, as descriptions of videos have them: `1:35 Slide 2`."""

import re
from collections.abc import Iterator, Sequence

from mediasvc.domain.errors import CuesInvalid
from workers.timing.cues.entry import Entry
from workers.timing.cues.named import Named, numbered

_CHAPTER = re.compile(
    r"[\s(\[*\u2022-]{0,9}((?:\d{1,9}:)?\d{1,9}:\d{2}(?:[.,]\d{1,9})?)[)\]]?(?:[\s:|.\u2013\u2014-]+(.*))?"
)
_BEGINS_WITH_NUMBER = re.compile(r"\s*\d")


def are_chapters(text: str) -> bool:
    """Return whether a line begins with a time such as 1:35, and none above it names the columns of a table."""
    above, found = "", None
    for line in text.split("\n"):
        found = _CHAPTER.fullmatch(line)
        if found is not None:
            break
        above += line.lower()
    return found is not None and not ("slide" in above and "start" in above) and "-->" not in text


def chapter_entries(text: str, titles: Sequence[str]) -> Iterator[Entry]:
    """Yield the times with their slides. Lines of words alone are passed over. Raises CuesInvalid with the line."""
    found: list[Named] = []
    for line, row in enumerate(text.split("\n"), start=1):
        chapter = _CHAPTER.fullmatch(row)
        if chapter is not None:
            found.append(Named(line, chapter[1], (chapter[2] or "").strip()))
        elif found and _BEGINS_WITH_NUMBER.match(row):
            raise CuesInvalid(f"line {line}: {row.strip()[:40]!r} does not begin with a time such as 1:35")
    yield from numbered(found, titles)
