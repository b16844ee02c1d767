"""The text of pages, of the words that Tesseract has found on them (TSV)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from mediasvc.domain.characters import readable

# A row's columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. A word's level
# is 5, and its confidence is from 0 to 100.
COLUMNS, WORD = 12, "5"
# Words below are left out, and whole blocks and pages of which so little is sure: photos, handwriting, upside down. Of
# pages that are turned or mirrored up to 0.32 was sure, of slides with screenshots 0.42 and more.
SURE, LEAST_SURE, LEAST_SURE_OF_PAGE = 60.0, 0.5, 0.37
# Lines of fewer letters are noise, unless each may be a word.
FEWEST_LETTERS = 3
# A slide of prose has 2,000 letters.
MOST_CHARACTERS, MOST_LETTERS_A_WORD = 6_000, 60


@dataclass(frozen=True)
class FoundWord:
    """A word, the block and the line that it is in, each as it is numbered, and how sure it is (0 to 100)."""

    block: str
    line: tuple[str, str, str]
    sureness: float
    text: str


def texts_of(table: str, pages: int) -> list[str]:
    """Return the text of each of so many pages, a line for each of theirs; empty where nothing sure was found.

    What in the table is no word of one of these pages is left out.
    """
    found = defaultdict[int, list[FoundWord]](list)
    for row in table.split("\n"):
        cells = row.split("\t")
        if len(cells) == COLUMNS and cells[0] == WORD and (word := _word(cells)):
            found[_number(cells[1])].append(word)
    return [_text(found[page]) for page in range(1, pages + 1)]


def _word(cells: Sequence[str]) -> FoundWord | None:
    text = " ".join(readable(cells[11]).split())[:MOST_LETTERS_A_WORD]
    try:
        sureness = float(cells[10])
    except ValueError:
        return None
    return FoundWord(cells[2], (cells[2], cells[3], cells[4]), sureness, text) if text else None


def _number(cell: str) -> int:
    return int(cell) if cell.isascii() and cell.isdecimal() and len(cell) < COLUMNS else 0


def _text(words: Sequence[FoundWord]) -> str:
    if _share_sure(words) < LEAST_SURE_OF_PAGE:
        return ""
    blocks = [list(block) for _, block in groupby(words, key=lambda word: word.block)]
    lines = (line for block in blocks if _share_sure(block) >= LEAST_SURE for line in _lines(block))
    return "\n".join(lines)[:MOST_CHARACTERS].strip()


def _share_sure(words: Sequence[FoundWord]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) for word in words if word.sureness >= SURE) / max(letters, 1)


def _lines(block: Sequence[FoundWord]) -> Iterator[str]:
    for _, words in groupby(block, key=lambda word: word.line):
        # What has no letter and no digit is a bullet, or a line that is drawn.
        kept = [word.text for word in words if word.sureness >= SURE and any(map(str.isalnum, word.text))]
        letters = [letter for word in kept for letter in word if letter.isalpha()]
        if len(letters) >= FEWEST_LETTERS or any(map(_is_unspaced, letters)):
            yield _joined(kept)


def _joined(words: Sequence[str]) -> str:
    """Return the words as a line. Where a script has no spaces between words, each character was a word."""
    gaps = ("" if _is_unspaced(one[-1]) and _is_unspaced(other[0]) else " " for one, other in pairwise(words))
    return words[0] + "".join(gap + word for gap, word in zip(gaps, words[1:], strict=True))


def _is_unspaced(letter: str) -> bool:
    """Return whether it is Chinese or Japanese: CJK punctuation, kana and ideographs, and full-width forms."""
    return "\u3000" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff" or "\uff00" <= letter <= "\uffef"
