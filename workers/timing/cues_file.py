"""The organiser's own times: CSV, JSON or WebVTT, as the public contract describes them."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from mediasvc.domain.errors import CuesInvalid
from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod, timeline_of
from workers.timing.talk import Talk

CONFIDENCE = 1.0
TIME = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d+)?)")


@dataclass(frozen=True)
class _Entry:
    """One cue as it stands in the file, with the line that it stands on, from 1."""

    line: int
    slide: str
    start: str


def plan(talk: Talk) -> Timeline | None:
    """The timeline of the cues file, where there is one. Raises CuesInvalid with the line and what is wrong in it."""
    if talk.cues_file is None:
        return None
    entries = list(_entries(_decoded(talk.cues_file)))
    if not entries:
        raise CuesInvalid("line 1: there is no cue in it")
    if len(entries) > talk.most_cues:
        raise CuesInvalid(f"line {entries[talk.most_cues].line}: {talk.most_cues} cues are allowed")
    starts: list[SlideStart] = []
    for entry in entries:
        start = _slide_start(entry, talk)
        if starts and start.start_ms < starts[-1].start_ms:
            raise CuesInvalid(f"line {entry.line}: {entry.start} is before the cue above it")
        starts.append(start)
    return timeline_of(starts, talk.duration_ms, TimingMethod.CUES, CONFIDENCE)


def _decoded(raw: bytes) -> str:
    """Text as spreadsheets save it: UTF-8 with or without a byte order mark, or UTF-16 with one."""
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CuesInvalid(f"line {line}: it is not UTF-8 text") from error


def _entries(text: str) -> Iterator[_Entry]:
    if text.lstrip().startswith(("[", "{")):
        return _json_entries(text)
    if text.startswith("WEBVTT"):
        return _webvtt_entries(text)
    return _csv_entries(text)


def _csv_entries(text: str) -> Iterator[_Entry]:
    header = next(iter(text.splitlines()), "")
    delimiter = next((mark for mark in (",", ";", "\t") if mark in header), ",")
    rows = csv.reader(text.splitlines(), delimiter=delimiter)
    names = [name.strip().lower() for name in next(_readable(rows), list[str]())]
    if "slide" not in names or "start" not in names:
        raise CuesInvalid("line 1: the header must name the columns slide and start")
    columns = names.index("slide"), names.index("start")
    for row in _readable(rows):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= max(columns):
            raise CuesInvalid(f"line {rows.line_num}: a slide number and its start are needed")
        slide, start = (row[column].strip() for column in columns)
        yield _Entry(rows.line_num, slide, start)


def _readable(rows: Any) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error as error:
        raise CuesInvalid(f"line {rows.line_num}: {error}") from error


def _json_entries(text: str) -> Iterator[_Entry]:
    try:
        cues: Any = json.loads(text)
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
        yield _Entry(line, str(told["slide"]), str(told["start"]))


def _with_lines(array: str) -> Iterator[tuple[int, Any]]:
    """The elements of a valid JSON array, each with the line that it begins on."""
    decoder = json.JSONDecoder()
    element = re.compile(r"[\s,]*(?=[^\s,\]])")
    position = array.index("[") + 1
    while (before := element.match(array, position)) is not None:
        value, position = decoder.raw_decode(array, before.end())
        yield array.count("\n", 0, before.end()) + 1, value


def _webvtt_entries(text: str) -> Iterator[_Entry]:
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        if "-->" in line:
            slide = lines[number].strip() if number < len(lines) else ""
            yield _Entry(number + 1 if slide else number, slide, line.partition("-->")[0].strip())


def _slide_start(entry: _Entry, talk: Talk) -> SlideStart:
    where = f"line {entry.line}"
    if not entry.slide.isdecimal():
        raise CuesInvalid(f"{where}: {entry.slide[:40]!r} is not a slide number")
    if not 1 <= int(entry.slide[:9]) <= talk.slide_count:
        raise CuesInvalid(f"{where}: there is no slide {entry.slide[:9]}, the last one is {talk.slide_count}")
    start_ms = _milliseconds(entry.start)
    if start_ms is None:
        raise CuesInvalid(f"{where}: {entry.start[:40]!r} is not a time such as 95.5, 1:35 or 0:01:35")
    if start_ms >= talk.duration_ms:
        raise CuesInvalid(f"{where}: {entry.start[:40]} is past the end of the recording")
    return SlideStart(int(entry.slide) - 1, start_ms)


def _milliseconds(text: str) -> int | None:
    match = TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = match.groups()
    whole, _, decimals = seconds.replace(",", ".").partition(".")
    if minutes is not None and (int(whole) > 59 or (hours is not None and int(minutes) > 59)):
        return None
    milliseconds = int(decimals[:3].ljust(3, "0")) if decimals else 0
    return (int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole)) * 1000 + milliseconds
