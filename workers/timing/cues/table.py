"""Cues as CSV, as spreadsheets save it: with commas, semicolons or tabs."""

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from mediasvc.domain.errors import CuesInvalid
from workers.timing.cues.entry import Entry


def table_entries(text: str) -> Iterator[Entry]:
    """Yield the cues of a table whose header names the columns slide and start. Raises CuesInvalid with the line."""
    lines = text.split("\n")
    above = _lines_above_header(lines)
    header = lines[above] if above < len(lines) else ""
    delimiter = next((mark for mark in (",", ";", "\t") if mark in header), ",")
    rows = csv.reader([""] * above + lines[above:], delimiter=delimiter)
    for _ in range(above):
        next(rows)
    _, titles = next(_with_first_lines(rows), (1, list[str]()))
    names = [title.strip().lower() for title in titles]
    if "slide" not in names or "start" not in names:
        raise CuesInvalid(
            f"line {above + 1}: the header must name the columns slide and start; a list has lines such as 1:25 Slide 2"
        )
    columns = names.index("slide"), names.index("start")
    for line, row in _with_first_lines(rows):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= max(columns):
            raise CuesInvalid(f"line {line}: a slide number and its start are needed")
        slide, start = (row[column].strip() for column in columns)
        yield Entry(slide, line, start, line)


def _lines_above_header(lines: Sequence[str]) -> int:
    """Return how many lines are above the header: empty ones, remarks, and the one that tells Excel the delimiter."""
    headers = (place for place, line in enumerate(lines) if line.strip() and not line.startswith(("#", "sep=")))
    return next(headers, 0)


def _with_first_lines(rows: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the line that it begins on: a quoted cell may go over several."""
    line = rows.line_num + 1
    try:
        for row in rows:
            yield line, row
            line = rows.line_num + 1
    except csv.Error as error:
        raise CuesInvalid(f"line {line}: {error}") from error
