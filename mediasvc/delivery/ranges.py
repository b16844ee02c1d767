"""The Range header (RFC 9110, 14.2): which parts of a file a client asks for."""

import re

ONE_PART = r"(\d{1,30}-\d{0,30}|-\d{1,30})"
RANGE = re.compile(rf"bytes=\s*{ONE_PART}(\s*,\s*{ONE_PART}){{0,99}}\s*", re.ASCII)


def parts_of(asked: str, size_bytes: int) -> list[range] | None:
    """Return the parts that a Range means, without those past the file's end: none where all are.

    None stands for a Range that makes no sense, which is as if it were not there.
    """
    if not RANGE.fullmatch(asked):
        return None
    bounds = [part.strip().split("-") for part in asked.removeprefix("bytes=").split(",")]
    if any(first and last and int(first) > int(last) for first, last in bounds):
        return None
    parts = (_part(first, last, size_bytes) for first, last in bounds)
    return [part for part in parts if part]


def _part(first: str, last: str, size_bytes: int) -> range:
    if not first:
        return range(max(0, size_bytes - int(last)), size_bytes)
    return range(int(first), min(int(last or size_bytes) + 1, size_bytes))
