"""The organiser's own times: CSV, JSON or WebVTT, as the public contract describes them."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

from mediasvc.domain.errors import CuesInvalid
from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod, timeline_of
from workers.timed_text.blocks import blocks
from workers.timed_text.decode import decoded
from workers.timed_text.times import milliseconds
from workers.timing.talk import PassedOver, Talk

MOST_DIGITS = 9
# Numbers stay as they are written, and are read as those of the other formats are.
JSON_AS_WRITTEN = json.JSONDecoder(parse_int=str, parse_float=str)


@dataclass(frozen=True)
class _Entry:
    """One cue as it stands in the file, with the lines, from 1, that its two parts stand on."""

    slide: str
    slide_line: int
    start: str
    start_line: int


def plan(talk: Talk) -> Timeline | PassedOver:
    """Return the timeline of the organiser's cues, where there are some."""
    if talk.cues is None:
        return PassedOver("no cues file was given")
    return timeline_of(talk.cues, talk.duration_ms, TimingMethod.CUES)


def read_cues_file(path: Path, duration_ms: int, slide_count: int, most: int) -> list[SlideStart]:
    """The cues in the file, as `read_cues` reads them. For the sandbox."""
    return read_cues(path.read_bytes(), duration_ms, slide_count, most)


def read_cues(raw: bytes, duration_ms: int, slide_count: int, most: int) -> list[SlideStart]:
    """The cues of a talk with so many slides. Raises CuesInvalid with the line and what is wrong in it."""
    entries = list(islice(_entries(decoded(raw, CuesInvalid)), most + 1))
    if not entries:
        raise CuesInvalid("line 1: there is no cue in it")
    if len(entries) > most:
        raise CuesInvalid(f"line {entries[most].slide_line}: {most} cues are allowed")
    starts: list[SlideStart] = []
    for entry in entries:
        start = _slide_start(entry, duration_ms, slide_count)
        if starts and start.start_ms < starts[-1].start_ms:
            raise CuesInvalid(f"line {entry.start_line}: {entry.start} is before the cue above it")
        starts.append(start)
    return starts


def _entries(text: str) -> Iterator[_Entry]:
    if text.lstrip().startswith(("[", "{")):
        return _json_entries(text)
    if text.startswith("WEBVTT"):
        return _webvtt_entries(text)
    return _csv_entries(text)


def _csv_entries(text: str) -> Iterator[_Entry]:
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
        yield _Entry(slide, line, start, line)


def _with_first_lines(rows: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the line that it begins on: a quoted cell may go over several."""
    line = rows.line_num + 1
    try:
        for row in rows:
            yield line, row
            line = rows.line_num + 1
    except csv.Error as error:
        raise CuesInvalid(f"line {line}: {error}") from error


def _json_entries(text: str) -> Iterator[_Entry]:
    try:
        cues: Any = JSON_AS_WRITTEN.decode(text)
    except json.JSONDecodeError as error:
        raise CuesInvalid(f"line {error.lineno}: it is not JSON") from error
    except RecursionError as error:
        raise CuesInvalid("line 1: it is nested too deep") from error
    if not isinstance(cues, list):
        raise CuesInvalid("line 1: a list of cues is needed")
    for line, cue in _with_lines(text):
        if not isinstance(cue, dict) or not {"slide", "start"} <= set(cast("dict[str, Any]", cue)):
            raise CuesInvalid(f'line {line}: a cue is {{"slide": …, "start": …}}')
        told = cast("dict[str, Any]", cue)
        yield _Entry(str(told["slide"]), line, str(told["start"]), line)


def _with_lines(array: str) -> Iterator[tuple[int, Any]]:
    """The elements of a valid JSON array, each with the line that it begins on."""
    element = re.compile(r"[\s,]*(?=[^\s,\]])")
    position = array.index("[") + 1
    line, counted = 1, 0
    while (before := element.match(array, position)) is not None:
        line += array.count("\n", counted, before.end())
        counted = before.end()
        value, position = JSON_AS_WRITTEN.raw_decode(array, counted)
        yield line, value


def _webvtt_entries(text: str) -> Iterator[_Entry]:
    for block in blocks(text):
        slide = block.lines[0].strip() if block.lines else ""
        yield _Entry(slide, block.line + 1 if slide else block.line, block.start, block.line)


def _slide_start(entry: _Entry, duration_ms: int, slide_count: int) -> SlideStart:
    where = f"line {entry.slide_line}"
    if not entry.slide.isdecimal() or len(entry.slide) > MOST_DIGITS:
        raise CuesInvalid(f"{where}: {entry.slide[:40]!r} is not a slide number")
    if not 1 <= int(entry.slide) <= slide_count:
        raise CuesInvalid(f"{where}: there is no slide {entry.slide}, the last one is {slide_count}")
    where = f"line {entry.start_line}"
    start_ms = milliseconds(entry.start)
    if start_ms is None:
        raise CuesInvalid(f"{where}: {entry.start[:40]!r} is not a time such as 95.5, 1:35 or 0:01:35")
    if start_ms >= duration_ms:
        raise CuesInvalid(f"{where}: {entry.start[:40]} is past the end of the recording")
    return SlideStart(int(entry.slide) - 1, start_ms)
