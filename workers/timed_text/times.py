"""Times as people and programs write them."""

import re

TIME = re.compile(r"(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,9}(?:[.,]\d+)?)")
_ODD_TIME = re.compile(
    r"(?P<below>[-\u2212]?)(?:(?:(?P<hours>\d{1,9}):)?(?P<minutes>\d{1,9}):)?(?P<seconds>\d{1,9})"
    r"(?:[.,:](?P<under>[-\u2212]?)(?P<decimals>\d+))?"
)
# All points, as some keyboards for numbers have no colon.
_POINTS = re.compile(r"([-\u2212]?\d{1,3})\.(\d\d)\.(\d\d)[.,](\d{3})")
# What translators and right-to-left keyboards make of a time's marks: ; for :, and Arabic's decimal point and comma.
_MARKS = str.maketrans(";\u066b\u060c", ":..")


def milliseconds(text: str) -> int | None:
    """Return the time that `95.5`, `1:35` or `0:01:35,500` names; None where it is none."""
    match = TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = match.groups()
    whole, _, decimals = seconds.replace(",", ".").partition(".")
    if minutes is not None and (int(whole) > 59 or (hours is not None and int(minutes) > 59)):
        return None
    return _sum_ms(hours, minutes, whole, decimals)


def odd_milliseconds(text: str) -> int | None:
    """Return the time that a damaged one stands for; None where nothing can be made of it.

    It may have spaces (`00: 00: 01, 500`), a colon before the milliseconds, points alone (`00.00.01.500`), 61 minutes,
    and be below zero.
    """
    plain = "".join(text.split()).translate(_MARKS)
    match = _ODD_TIME.fullmatch(_POINTS.sub(r"\1:\2:\3.\4", plain))
    if match is None:
        return None
    at_ms = _sum_ms(match["hours"], match["minutes"], match["seconds"], match["decimals"] or "")
    return -at_ms if match["below"] or match["under"] else at_ms


def _sum_ms(hours: str | None, minutes: str | None, seconds: str, decimals: str) -> int:
    after_the_point = int(decimals[:3].ljust(3, "0")) if decimals else 0
    return (int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)) * 1000 + after_the_point
