"""Times that are damaged, as people and programs write them."""

import re

from mediasvc.domain.clock import sum_ms

_ODD_TIME = re.compile(
    r"(?P<below>[-\u2212]?)(?:(?:(?P<hours>\d{1,9}):)?(?P<minutes>\d{1,9}):)?(?P<seconds>\d{1,9})"
    r"(?:[.,:](?P<under>[-\u2212]?)(?P<decimals>\d+))?"
)
# All points, as some keyboards for numbers have no colon.
_POINTS = re.compile(r"([-\u2212]?\d{1,3})\.(\d\d)\.(\d\d)[.,](\d{3})")
# What translators and right-to-left keyboards make of a time's marks: ; for :, and Arabic's decimal point and comma.
_MARKS = str.maketrans(";\u066b\u060c", ":..")


def odd_milliseconds(text: str) -> int | None:
    """Return the time that a damaged one stands for; None where nothing can be made of it.

    It may have spaces (`00: 00: 01, 500`), a colon before the milliseconds, points alone (`00.00.01.500`), 61 minutes,
    and be below zero.
    """
    plain = "".join(text.split()).translate(_MARKS)
    match = _ODD_TIME.fullmatch(_POINTS.sub(r"\1:\2:\3.\4", plain))
    if match is None:
        return None
    at_ms = sum_ms(match["hours"], match["minutes"], match["seconds"], match["decimals"] or "")
    return -at_ms if match["below"] or match["under"] else at_ms
