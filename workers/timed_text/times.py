"""Times as people and programs write them."""

import re

TIME = re.compile(r"(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,9}(?:[.,]\d+)?)")


def milliseconds(text: str) -> int | None:
    """The time that `95.5`, `1:35` or `0:01:35,500` names; None where it is none."""
    match = TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = match.groups()
    whole, _, decimals = seconds.replace(",", ".").partition(".")
    if minutes is not None and (int(whole) > 59 or (hours is not None and int(minutes) > 59)):
        return None
    after_the_point = int(decimals[:3].ljust(3, "0")) if decimals else 0
    return (int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole)) * 1000 + after_the_point
