"""Where in a WebVTT or SubRip file which text has which times."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WEBVTT = re.compile(r"\s*(?i:WEBVTT)(\s|\Z)")
ARROW = "-->"
MOST_DIGITS = 9
# A time, also one with spaces, a colon before its milliseconds, or below zero.
_CLOCK = r"[-\u2212]?\s?(?:\d{1,9}\s?[:;]\s?){1,3}\d{1,9}(?:\s?[.,\u066b\u060c]\s?[-\u2212]?\d{1,9})?"
_SECONDS = r"\d{1,9}(?:[.,]\d{1,9})?"
# What editors, translators and web pages make of an arrow.
_ANY_ARROW = r"(?:-{1,3}\s?-{0,2}>|[\u2013\u2014=]{1,3}>|[\u2192\u21d2]|-{1,3}&gt;|[-\u2013\u2014]{1,3})"
_ODD_TIMES = re.compile(rf"\s*+({_CLOCK})\s*+{_ANY_ARROW}\s*+({_CLOCK})(?![\w:.,])(.*)")
_PROPER_TIMES = re.compile(rf"\s*+({_CLOCK}|{_SECONDS})\s*+-->\s*+({_CLOCK}|{_SECONDS})(?![\w:.,])(.*)")
_HALF_OF_TIMES = re.compile(r"\s*+(\S*?)\s*+-->\s*+(\S*+)(.*)")
# What can hardly be words: `1:30 --> lunch` can.
_SURE_CLOCK = re.compile(
    r"[-\u2212]?(?:(?:\d{1,9}[:;]){2}\d{1,9}(?:[.,:\u066b\u060c][-\u2212]?\d{1,9})?"
    r"|\d{1,9}[:;]\d{1,9}[.,\u066b\u060c]\d{1,9})"
)
_SETTINGS = re.compile(r"(?:\s++[A-Za-z]\w*+:\S++)*+\s*+")
# Paragraphs of a WebVTT file that nobody says; the header stands within one that was put together from several.
_ASIDE = re.compile(r"(NOTE|WEBVTT)([ \t].*)?|(STYLE|REGION)[ \t]*")


@dataclass(frozen=True)
class Block:
    """Text and its times as they stand in the file, unchecked.

    The times are on this `line`, from 1; `lines` are those below, empty ones too, up to what is the next block's, and
    before them what is on the times' own line, where that is not settings.
    """

    line: int
    start: str
    end: str
    lines: Sequence[str]


@dataclass(frozen=True)
class _Times:
    line: int
    start: str
    end: str
    beside: str


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a file whose lines end in \\n, in its order. What is above the first times is no block's.

    An empty line ends no block: people write paragraphs, and their words are not to be lost. Nor does one need to stand
    between two blocks. An arrow between words is text.
    """
    is_webvtt = WEBVTT.match(text) is not None
    times: _Times | None = None
    counted: int | None = None
    below: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        found = _times(number, line, lines[max(0, number - 3) : number - 1])
        if found is None:
            below.append(line)
            continue
        if times is not None:
            yield _block(times, _without_name(below, counted, is_webvtt), is_webvtt)
        times, counted, below = found, _number_above(below), []
    if times is not None:
        yield _block(times, _without_last_number(below), is_webvtt)


def _times(number: int, line: str, above: Sequence[str]) -> _Times | None:
    """Return the times on this line, below the one or two lines `above`; None where it is another one.

    Two times and a proper arrow are enough. Where that is damaged, the line begins a paragraph, or has a number above
    it that does. One time, and a proper arrow, is enough if it can hardly be words; none, below such a number.
    """
    *before, nearest = ["", *above]
    is_numbered = nearest.strip().isdecimal() and not before[-1].strip()
    if ARROW not in line:
        odd = _ODD_TIMES.fullmatch(line) if is_numbered or not nearest.strip() else None
        return _both(number, odd) if odd and _is_sure(odd[1]) and _is_sure(odd[2]) else None
    if proper := _PROPER_TIMES.fullmatch(line):
        return _both(number, proper)
    half = _HALF_OF_TIMES.fullmatch(line)
    if half is None or not _SETTINGS.fullmatch(half[3]):
        return None
    return _Times(number, half[1], half[2], "") if is_numbered or _is_sure(half[1]) or _is_sure(half[2]) else None


def _both(number: int, found: re.Match[str]) -> _Times:
    return _Times(number, found[1].strip(), found[2].strip(), found[3].strip())


def _is_sure(time: str) -> bool:
    return _SURE_CLOCK.fullmatch("".join(time.split())) is not None


def _block(times: _Times, below: list[str], is_webvtt: bool) -> Block:
    lines = _without_asides(below) if is_webvtt else below
    beside = [] if _SETTINGS.fullmatch(f" {times.beside}") else [times.beside]
    return Block(times.line, times.start, times.end, [*beside, *lines])


def _without_name(lines: list[str], counted: int | None, is_webvtt: bool) -> list[str]:
    """Return the lines of a block, of the number `counted`, without the next block's name, which is above its times.

    It is a number; in WebVTT it may be any line that begins a paragraph. Empty lines may stand between a number and its
    times where it is the one that is due.
    """
    is_name = len(lines) > 1 and bool(lines[-1].strip()) and is_webvtt and not lines[-2]
    if is_name or (len(lines) > 1 and lines[-1].strip().isdecimal()):
        return lines[:-1]
    if counted is not None and _number_above(lines) == counted + 1:
        return lines[: _last_with_text(lines)]
    return lines


def _number_above(lines: Sequence[str]) -> int | None:
    """Return the number that is the last line with text; None where that is none."""
    place = _last_with_text(lines)
    last = "" if place is None else lines[place].strip()
    return int(last) if last.isdecimal() and len(last) <= MOST_DIGITS else None


def _last_with_text(lines: Sequence[str]) -> int | None:
    return next((place for place in range(len(lines) - 1, -1, -1) if lines[place].strip()), None)


def _without_last_number(lines: list[str]) -> list[str]:
    """Return the lines without the number of a block that the file ends before."""
    while lines and not lines[-1]:
        lines.pop()
    return lines[:-1] if len(lines) > 1 and lines[-1].isdecimal() and not lines[-2] else lines


def _without_asides(lines: list[str]) -> list[str]:
    kept: list[str] = []
    aside, above = False, ARROW
    for line in lines:
        aside = bool(line) and (aside or (not above and _ASIDE.fullmatch(line) is not None))
        if not aside:
            kept.append(line)
        above = line
    return kept
