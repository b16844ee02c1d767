"""Where in a WebVTT or SubRip file which text has which times."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

WEBVTT = re.compile(r"\s*(?i:WEBVTT)(\s|\Z)")
ARROW = "-->"
MOST_DIGITS = 9
# A time, also one with spaces, a colon before its milliseconds, or below zero.
_CLOCK = r"[-\u2212]?\s?(?:\d{1,9}\s?[:;]\s?){1,3}\d{1,9}(?:\s?[.,\u066b\u060c]\s?[-\u2212]?\d{1,9})?"
_SECONDS = r"\d{1,9}(?:[.,]\d{1,9})?"
# What editors, translators and web pages make of an arrow.
_ANY_ARROW = r"(?:-{1,3}\s?-{0,2}>|[\u2010-\u2014=]{1,3}>|[\u2192\u21d2]|-{1,3}&gt;|[-\u2010-\u2014]{1,3})"
_ODD_TIMES = re.compile(rf"\s*+({_CLOCK})\s*+{_ANY_ARROW}\s*+({_CLOCK})(?![\w:.,])(.*)")
# Below a number: two times with anything between them, and a time, by themselves.
_TWO_TIMES = re.compile(rf"\s*+({_CLOCK})(?![\w:.,])[^\d:;]{{1,20}}?({_CLOCK})\s*+()")
_ONE_TIME = re.compile(rf"\s*+({_CLOCK})[^\w:]*+()()")
# The number may stand before the times.
_PROPER_TIMES = re.compile(
    rf"\s*+(?:\d{{1,9}}\s++(?={_CLOCK}))?({_CLOCK}|{_SECONDS})\s*+-->\s*+({_CLOCK}|{_SECONDS})(?![\w:.,])(.*)"
)
_HALF_OF_TIMES = re.compile(r"\s*+(\S*?)\s*+-->\s*+(\S*+)(.*)")
# What can hardly be words: `1:30 --> lunch` can.
_SURE_CLOCK = re.compile(
    r"[-\u2212]?(?:(?:\d{1,9}[:;]){2}\d{1,9}(?:[.,:\u066b\u060c][-\u2212]?\d{1,9})?"
    r"|\d{1,9}[:;]\d{1,9}[.,\u066b\u060c]\d{1,9}|\d{1,3}\.\d\d\.\d\d[.,]\d{3})"
)
# Keyboards for Chinese and Japanese have marks as wide as a letter.
_FULL_WIDTH = str.maketrans("\uff1a\uff1b\uff0c\uff0e\uff0d\uff1e", ":;,.->")
_HAS_FULL_WIDTH = re.compile(f"[{''.join(map(chr, _FULL_WIDTH))}]")
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


@dataclass(frozen=True)
class _Part:
    """The lines below some times, up to the next ones. `counted` is the number above them. The first part has none."""

    times: _Times | None
    counted: int | None
    below: list[str]
    is_last: bool = False


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a file whose lines end in \\n, in its order. What is above the first times is no block's.

    An empty line ends no block: people write paragraphs, and their words are not to be lost. Nor does one need to stand
    between two blocks. An arrow between words is text.
    """
    is_webvtt = WEBVTT.match(text) is not None
    for part in _parts(text):
        if part.times is not None:
            below = _without_last_number(part.below) if part.is_last else _without_name(part, is_webvtt)
            yield _block(part.times, below, is_webvtt)


def line_of_words_above(text: str) -> int | None:
    """Return the line, from 1, of the first words above the first times; None where there are none.

    A number is none, nor are the name of a block and WebVTT's header and notes.
    """
    is_webvtt = WEBVTT.match(text) is not None
    above = next(_parts(text))
    words = _without_name(replace(above, below=["", *above.below]), is_webvtt)[1:]
    begin = _header_length(words) if is_webvtt else 0
    places = _places_of_words(words) if is_webvtt else range(len(words))
    worded = (place + 1 for place in places if place >= begin and _bare(words[place]) and not _is_number(words[place]))
    return next(worded, None)


def _parts(text: str) -> Iterator[_Part]:
    """Yield what is above the first times, and then all times with what is below them."""
    times: _Times | None = None
    counted: int | None = None
    below: list[str] = []
    nearest, before = "", ""
    for number, line in enumerate(text.split("\n"), start=1):
        bare = _bare(line)
        is_numbered = nearest.isdecimal() and not before
        is_due = is_numbered and (times is None or _follows(nearest, counted))
        found = _times(number, bare, begins=is_numbered or not nearest, is_numbered=is_numbered, is_due=is_due)
        nearest, before = bare, nearest
        if found is None:
            below.append(line)
            continue
        yield _Part(times, counted, below)
        times, counted, below = found, _number_above(below), []
    yield _Part(times, counted, below, is_last=True)


def _bare(line: str) -> str:
    """Return the line without what is not seen, such as marks of a direction, and with usual marks in its times."""
    if line.isascii():
        return line.strip()
    if not line.isprintable():
        line = "".join(each for each in line if unicodedata.category(each) != "Cf")
    return line.strip().translate(_FULL_WIDTH) if _HAS_FULL_WIDTH.search(line) else line.strip()


def _times(number: int, line: str, *, begins: bool, is_numbered: bool, is_due: bool) -> _Times | None:
    """Return the times on this line; None where it is another one.

    Two times and a proper arrow are enough. Where that is damaged, the line `begins` a paragraph, or has a number above
    it that does (`is_numbered`): between two times may be anything then. One time, and a proper arrow, is enough if it
    can hardly be words; none, below such a number. One time by itself is enough below the number that `is_due`.
    """
    if ARROW not in line:
        odd = _ODD_TIMES.fullmatch(line) if begins else None
        odd = odd or (_TWO_TIMES.fullmatch(line) if is_numbered else None)
        odd = odd or (_ONE_TIME.fullmatch(line) if is_due else None)
        return _both(number, odd) if odd and _is_sure(odd[1]) and (not odd[2] or _is_sure(odd[2])) else None
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
    lines = [below[place] for place in _places_of_words(below)] if is_webvtt else below
    beside = [] if _SETTINGS.fullmatch(f" {times.beside}") else [times.beside]
    return Block(times.line, times.start, times.end, [*beside, *lines])


def _without_name(part: _Part, is_webvtt: bool) -> list[str]:
    """Return the lines of a part without the next block's name, which is above its times.

    It is a number; in WebVTT it may be any line that begins a paragraph. Empty lines may stand between a number and its
    times where it is the one that is due.
    """
    lines = part.below
    is_name = len(lines) > 1 and bool(lines[-1].strip()) and is_webvtt and not lines[-2]
    if is_name or (len(lines) > 1 and _is_number(lines[-1])):
        return lines[:-1]
    place = _last_with_text(lines)
    return lines[:place] if place is not None and _follows(lines[place], part.counted) else lines


def _follows(line: str, counted: int | None) -> bool:
    number = _number(line)
    return number is not None and counted is not None and number == counted + 1


def _is_number(line: str) -> bool:
    return _bare(line).isdecimal()


def _number_above(lines: Sequence[str]) -> int | None:
    """Return the number that is the last line with text; None where that is none."""
    place = _last_with_text(lines)
    return None if place is None else _number(lines[place])


def _number(line: str) -> int | None:
    bare = _bare(line)
    return int(bare) if bare.isdecimal() and len(bare) <= MOST_DIGITS else None


def _last_with_text(lines: Sequence[str]) -> int | None:
    return next((place for place in range(len(lines) - 1, -1, -1) if lines[place].strip()), None)


def _without_last_number(lines: list[str]) -> list[str]:
    """Return the lines without the number of a block that the file ends before."""
    while lines and not lines[-1]:
        lines.pop()
    return lines[:-1] if len(lines) > 1 and _is_number(lines[-1]) and not lines[-2] else lines


def _places_of_words(lines: Sequence[str]) -> Iterator[int]:
    """Yield where in a WebVTT file's lines those stand that are in no note, style or region."""
    aside, above = False, ARROW
    for place, line in enumerate(lines):
        aside = bool(line) and (aside or (not above and _ASIDE.fullmatch(line) is not None))
        if not aside:
            yield place
        above = line


def _header_length(lines: Sequence[str]) -> int:
    """Return how many lines WebVTT's header has: it ends with its paragraph."""
    begin = next((place for place, line in enumerate(lines) if line.strip()), 0)
    return next((place for place in range(begin, len(lines)) if not lines[place].strip()), len(lines))
