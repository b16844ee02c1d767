"""Cues as CSV, as spreadsheets save it: with commas, semicolons or tabs."""

import csv
from collections.abc import Iterator
from typing import Any

from mediasvc.domain.errors import CuesInvalid
from workers.timing.cues.entry import Entry


def table_entries(text: str) -> Iterator[Entry]:
    """Yield the cues of a table whose header names the columns slide and start. Raises CuesInvalid with the line."""
    lines = text.split("\n")
    delimiter = next((mark for mark in (",", ";", "\t") if mark in lines[0]), ",")
    rows = csv.reader(lines, delimiter=delimiter)
    _, titles = next(_with_first_lines(rows), (1, list[str]()))
    names = [title.strip().lower() for title in titles]
    if "slide" not in names or "start" not in names:
        raise CuesInvalid("line 1: the header must name the columns slide and start")
    columns = names.index("slide"), names.index("start")
    for line, row in _with_first_lines(rows):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= max(columns):
            raise CuesInvalid(f"line {line}: a slide number and its start are needed")
        slide, start = (row[column].strip() for column in columns)
        yield Entry(slide, line, start, line)


def _with_first_lines(rows: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the line that it begins on: a quoted cell may go over several."""
    line = rows.line_num + 1
    try:
        for row in rows:
            yield line, row
            line = rows.line_num + 1
    except csv.Error as error:
        raise CuesInvalid(f"line {line}: {error}") from error
