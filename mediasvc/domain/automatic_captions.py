"""Captions in readable lines from the words that a recogniser heard.

A caption is broken where people pause, and where a sentence or a clause ends. It has two lines of 42 columns at most,
lasts from 1 to 7 s where that can be, and is read at 17 characters a second: figures of subtitlers' style guides.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mediasvc.domain.captions import Caption
from mediasvc.domain.recognition import Recognised, RecognisedWord
from mediasvc.domain.transcript import SENTENCE_ENDS

UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
# Columns of a line; a full-width character has 2.1, so that 20 are in a line.
LINE_COLUMNS, LINES, FULL_WIDTH = 42.0, 2, 2.1
SHORTEST_MS, LONGEST_MS, COLUMNS_PER_SECOND = 1_000, 7_000, 17
# A pause this long always ends a caption.
PARTING_PAUSE_MS = 1_500
# A last word lasts no longer than this beyond the first character, where the recogniser gave it a silence.
LONGEST_WORD_MS = 2_000
# Those of Latin and Arabic scripts, of Chinese and Japanese, and of Ethiopic; and dashes.
CLAUSE_ENDS = (
    ",",
    ";",
    ":",
    "\u060c",
    "\u061b",
    "\u3001",
    "\uff0c",
    "\uff1b",
    "\uff1a",
    "\u1363",
    "\u1364",
    "\u1365",
    "\u2013",
    "\u2014",
)
FULL_STOPS = (*SENTENCE_ENDS, "\uff01", "\uff1f")
CLOSING = "\"')]}\u00bb\u201d\u2019\u300d\u300f"
# What a break costs: least at a sentence's end, then at a clause's; a pause of a second is worth as much as a clause.
AT_SENTENCE, AT_CLAUSE, ELSEWHERE, PAUSE_WORTH = 0.0, 2.0, 6.0, 4.0
# And a word that is broken into, where a language has no spaces: a run of one script, such as of Katakana or digits.
IN_RUN = 6.0
SHORT_COST, CAPTION_COST = 4.0, 1.5


@dataclass(frozen=True)
class _Piece:
    """A word with its width in columns, the space before it, and what a break behind it costs."""

    word: RecognisedWord
    columns: float
    space: str
    break_cost: float
    must_break: bool


def captions_of(recognised: Recognised) -> tuple[Caption, ...]:
    """Return captions of one or two lines with all of these words, in order; none where there are no words."""
    if not recognised.words:
        return ()
    is_spaced = (recognised.language or "").partition("-")[0].lower() not in UNSPACED_LANGUAGES
    pieces = _pieces(recognised.words, is_spaced)
    groups = [pieces[first:end] for first, end in pairwise(_breaks(pieces))]
    starts = [group[0].word.start_ms for group in groups]
    nexts = [*starts[1:], None]
    return tuple(_caption(group, following) for group, following in zip(groups, nexts, strict=True))


def columns_of(text: str) -> float:
    """Return the width of a text in columns: marks above and below letters have none."""
    return sum(map(_columns, text))


def _columns(character: str) -> float:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    return FULL_WIDTH if unicodedata.east_asian_width(character) in ("W", "F") else 1.0


def _pieces(words: Sequence[RecognisedWord], is_spaced: bool) -> list[_Piece]:
    pieces: list[_Piece] = []
    for place, word in enumerate(words):
        before = words[place - 1] if place else None
        after = words[place + 1] if place + 1 < len(words) else None
        space = " " if before and (is_spaced or _are_latin(before.text[-1], word.text[0])) else ""
        pause_ms = after.start_ms - word.end_ms if after else 0
        cost = _break_cost(word.text, after.text if after else "", pause_ms, is_spaced)
        pieces.append(_Piece(word, columns_of(word.text), space, cost, pause_ms >= PARTING_PAUSE_MS))
    return pieces


def _are_latin(one: str, other: str) -> bool:
    return one.isascii() and other.isascii() and other.isalnum()


def _break_cost(text: str, following: str, pause_ms: int, is_spaced: bool) -> float:
    end = text.rstrip(CLOSING)
    cost = AT_SENTENCE if end.endswith(FULL_STOPS) else AT_CLAUSE if end.endswith(CLAUSE_ENDS) else ELSEWHERE
    if cost == ELSEWHERE and not is_spaced and following and _script(text[-1]) == _script(following[0]) != "HIRAGANA":
        cost += IN_RUN
    return max(0.0, cost - PAUSE_WORTH * min(pause_ms, 1_000) / 1_000)


def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]


def _breaks(pieces: Sequence[_Piece]) -> list[int]:
    """Return where captions begin, and the end: the breaks that cost least together."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(pieces) + 1):
        options: list[tuple[float, int]] = []
        for first in range(end - 1, -1, -1):
            group = pieces[first:end]
            is_alone = end - first == 1
            if not is_alone and not _fits(group):
                break
            options.append((best[first][0] + _cost(group), first))
        best.append(min(options))
    places = [len(pieces)]
    while places[-1]:
        places.append(best[places[-1]][1])
    return places[::-1]


def _fits(group: Sequence[_Piece]) -> bool:
    """Return whether these words can be one caption."""
    if any(piece.must_break for piece in group[:-1]):
        return False
    return group[-1].word.end_ms - group[0].word.start_ms <= LONGEST_MS and _second_line(group) is not None


def _cost(group: Sequence[_Piece]) -> float:
    columns = _width(group)
    shortness = max(0.0, 1 - columns / (LINE_COLUMNS / 2)) * SHORT_COST
    return CAPTION_COST + shortness + group[-1].break_cost


def _width(group: Sequence[_Piece]) -> float:
    return sum(piece.columns + len(piece.space) for piece in group) - len(group[0].space)


def _second_line(group: Sequence[_Piece]) -> int | None:
    """Return where the second line of these words begins; 0 where one is enough, None where two are not."""
    if _width(group) <= LINE_COLUMNS or len(group) == 1:
        return 0
    costs: list[tuple[float, int]] = []
    first = 0.0
    whole = _width(group)
    for place in range(1, len(group)):
        first += group[place - 1].columns + (len(group[place - 1].space) if place > 1 else 0)
        second = whole - first - len(group[place].space)
        if max(first, second) <= LINE_COLUMNS:
            costs.append((group[place - 1].break_cost + abs(first - second) / 10, place))
    return min(costs)[1] if costs else None


def _caption(group: Sequence[_Piece], next_ms: int | None) -> Caption:
    second = _second_line(group) or 0
    lines = (group[:second], group[second:]) if second else (group,)
    text = "\n".join(_text(line) for line in lines)
    start_ms = group[0].word.start_ms
    last = group[-1].word
    said_ms = min(last.end_ms, last.start_ms + LONGEST_WORD_MS) - start_ms
    readable_ms = max(SHORTEST_MS, round(_width(group) * 1000 / COLUMNS_PER_SECOND))
    shown_ms = said_ms if next_ms is None else max(said_ms, readable_ms)
    end_ms = start_ms + min(LONGEST_MS, shown_ms)
    return Caption(start_ms, end_ms if next_ms is None else max(start_ms + 1, min(end_ms, next_ms)), text)


def _text(line: Sequence[_Piece]) -> str:
    return "".join((piece.space if place else "") + piece.word.text for place, piece in enumerate(line))
