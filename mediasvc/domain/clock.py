"""Times in a talk, as people and cues files write them."""

import re

TIME = re.compile(r"(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,9}(?:[.,]\d+)?)")


def clock_ms(at_ms: int) -> str:
    """Return `0:12:40.500`, which `milliseconds` reads."""
    seconds, part = divmod(at_ms, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{part:03}"


def milliseconds(text: str) -> int | None:
    """Return the time that `95.5`, `1:35` or `0:01:35,500` names; None where it is none."""
    match = TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = match.groups()
    whole, _, decimals = seconds.replace(",", ".").partition(".")
    if minutes is not None and (int(whole) > 59 or (hours is not None and int(minutes) > 59)):
        return None
    return sum_ms(hours, minutes, whole, decimals)


def sum_ms(hours: str | None, minutes: str | None, seconds: str, decimals: str) -> int:
    """Return the time of these digits; of the decimals of a second, what is below a millisecond is cut off."""
    after_the_point = int(decimals[:3].ljust(3, "0")) if decimals else 0
    return (int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)) * 1000 + after_the_point
