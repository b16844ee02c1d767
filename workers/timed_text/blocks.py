"""Where in a WebVTT or SubRip file which text has which times."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WEBVTT = re.compile(r"WEBVTT([ \t\n]|\Z)")
ARROW = "-->"
# Paragraphs of a WebVTT file that nobody says.
_ASIDE = re.compile(r"NOTE([ \t].*)?|(STYLE|REGION)[ \t]*")


@dataclass(frozen=True)
class Block:
    """Text and its times as they stand in the file, unchecked.

    The times are on this `line`, from 1; `lines` are those below, empty ones too, up to what is the next block's.
    """

    line: int
    start: str
    end: str
    lines: Sequence[str]


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a file whose lines end in \\n, in its order. What is above the first times is no block's.

    An empty line ends no block: people write paragraphs, and their words are not to be lost.
    """
    asides = WEBVTT.match(text) is not None
    times: tuple[int, str] | None = None
    below: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if ARROW not in line:
            below.append(line)
            continue
        if times is not None:
            yield _block(*times, _without_name(below), asides)
        times, below = (number, line), []
    if times is not None:
        yield _block(*times, _without_last_number(below), asides)


def _block(number: int, times: str, below: list[str], asides: bool) -> Block:
    start, _, rest = times.partition(ARROW)
    end = next(iter(rest.split()), "")
    return Block(number, start.strip(), end, _without_asides(below) if asides else below)


def _without_name(lines: list[str]) -> list[str]:
    """Without the next block's name, which is right above its times: a number, or a line that begins a paragraph."""
    if len(lines) > 1 and (lines[-1].strip().isdecimal() or not lines[-2]):
        return lines[:-1]
    return lines


def _without_last_number(lines: list[str]) -> list[str]:
    """Without the number of a block that the file ends before."""
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
