"""Days as ISO 8601 writes them, and what people write instead."""

import re
from datetime import date, datetime

from mediasvc.domain.errors import Usage

# Forms that name one day only. 03/04/2026 is not among them: it is two days, in two parts of the world.
WRITTEN = (
    *("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%d. %B %Y", "%A %d %B %Y", "%Y %B %d"),
    *("%d.%m.%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
)
FORM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")


def checked_day(text: str) -> date:
    """Return the day. Raises Usage where it is written in another form, with the one that was meant if that is sure."""
    try:
        if FORM.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise Usage(f"{text} is no day of the calendar") from error
    if meant := _meant(" ".join(ORDINAL.sub("", text.replace(",", " ")).split())):
        raise Usage(f"the day {text[:40]!r} is written {meant}")
    raise Usage(f"the day {text[:40]!r} is not written as year-month-day, such as 2026-11-21")


def _meant(text: str) -> date | None:
    for form in WRITTEN:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
