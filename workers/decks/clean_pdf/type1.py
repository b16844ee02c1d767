"""Type 1 fonts, as CFF: their letters are followed once and drawn anew, so no PostScript is passed on.

The file is not interpreted: what is wanted of it is found by patterns, as all programs write it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from workers.decks.clean_pdf.fonttools import (
    STANDARD_ENCODING,
    FontBuilder,
    T1CharString,
    T1OutlineExtractor,
    T2CharStringPen,
    decrypt,
)
from workers.decks.clean_pdf.values import Refused
from workers.heartbeat import beat

MOST_BYTES, MOST_GLYPHS, MOST_SUBROUTINES, MOST_PROGRAM = 4 * 1024**2, 8_000, 65_536, 65_535
MOST_TOKENS, DEEPEST = 50_000, 10
FILE_KEY, LETTER_KEY = 55_665, 4_330
BEAT_EVERY = 200  # glyphs

SUBROUTINE = re.compile(rb"\s*dup\s+(\d+)\s+(\d+)\s+\S+ ")
LETTER = re.compile(rb"\s*/([^\s/(){}<>\[\]%]{1,127})\s+(\d+)\s+\S+ ")
CODE = re.compile(rb"dup\s+(\d+|8#[0-7]+|16#[0-9A-Fa-f]+)\s*/([^\s/(){}<>\[\]%]{1,127})\s+put")
MATRIX = re.compile(rb"/FontMatrix\s*\[([^\]]{1,200})\]")


@dataclass(frozen=True)
class Type1:
    """A font's letters and subroutines as programs, the name of the letter for each code, and its scale."""

    letters: dict[str, bytes]
    subroutines: dict[int, bytes]
    codes: dict[int, str]
    matrix: tuple[float, ...]


class Counted(T1CharString):
    """A program that may be followed for so many steps."""

    left: list[int]

    def getToken(self, index: int) -> Any:  # noqa: N802 - named by fontTools
        self.left[0] -= 1
        if self.left[0] < 0:
            raise Refused("a letter is drawn with too much")
        return T1CharString.getToken(self, index)


class Follower(T1OutlineExtractor):
    """What draws a letter with a pen."""

    def execute(self, charString: Any, **_: Any) -> None:  # noqa: N803 - named by fontTools
        if len(self.callingStack) >= DEEPEST:
            raise Refused("a letter calls itself")
        T1OutlineExtractor.execute(self, charString)

    def op_sbw(self, index: int) -> None:  # noqa: ARG002 - as fontTools calls it
        left, down, self.width, _ = self.popall()
        self.sbx, self.currentPoint = left, (left, down)


class Outlines(T2CharStringPen):
    """A pen that writes a letter for CFF. One may be made of two others, and those of none."""

    within = False

    def addComponent(self, glyphName: str, transformation: Any, **options: Any) -> None:  # noqa: N802, N803 - fontTools'
        if self.within:
            raise Refused("a letter is made of one that is made of others")
        self.within = True
        T2CharStringPen.addComponent(self, glyphName, transformation, **options)
        self.within = False

    def finished(self, width: float) -> Any:
        """What was drawn, with this width."""
        self._width = round(width)
        return self.getCharString(optimize=True)


@dataclass(frozen=True)
class Letter:
    """A letter that pens can draw."""

    font: Type1
    program: bytes

    def draw(self, pen: Any) -> float:
        """Draw it; returns its width."""
        left = [MOST_TOKENS]
        follower = Follower(pen, _Subroutines(self.font, left))
        follower.execute(_counted(self.program, left))
        width: float = follower.width
        return width


class _Subroutines:
    def __init__(self, font: Type1, left: list[int]) -> None:
        self._font, self._left = font, left

    def __getitem__(self, number: int) -> Counted:
        return _counted(self._font.subroutines[number], self._left)


def _counted(program: bytes, left: list[int]) -> Counted:
    made = Counted(bytecode=program, subrs=[])
    made.left = left
    return made


def read_type1(content: bytes) -> Type1:
    """Find the font's parts. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused("a font is too large")
    content = _unwrapped(content)
    clear, _, rest = content.partition(b"eexec")
    if not clear.startswith(b"%!") or not rest:
        raise Refused("a font is not of Type 1")
    secret = _decrypted(rest)
    skip = re.search(rb"/lenIV\s+(-?\d+)", secret)
    skipped = int(skip[1]) if skip else 4
    letters = {name.decode("latin-1"): _program(program, skipped) for name, program in _letters(secret)}
    subroutines = {int(number): _program(program, skipped) for number, program in _subroutines(secret)}
    if not letters:
        raise Refused("a font has no letters")
    if ".notdef" not in letters:
        letters = {".notdef": b"\x8b\x8b\x0d\x0e"} | letters
    return Type1(letters, subroutines, _codes(clear), _matrix(clear))


def as_cff(font: Type1, named: str) -> bytes:
    """The font as CFF, under this name."""
    order = [".notdef", *(name for name in font.letters if name != ".notdef")]
    letters = {name: Letter(font, program) for name, program in font.letters.items()}
    made: dict[str, Any] = {}
    for number, name in enumerate(order):
        pen = Outlines(0, letters, roundTolerance=0.01)
        made[name] = pen.finished(letters[name].draw(pen))
        if number % BEAT_EVERY == BEAT_EVERY - 1:
            beat()
    builder = FontBuilder(unitsPerEm=1_000, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCFF(named, {"FontMatrix": list(font.matrix)}, made, {})
    file = BytesIO()
    builder.font["CFF "].cff.compile(file, builder.font, isCFF2=False)
    return file.getvalue()


def _unwrapped(content: bytes) -> bytes:
    """The font without the lengths that files on Windows have between its parts."""
    parts, place = list[bytes](), 0
    while content[place : place + 1] == b"\x80" and content[place + 1 : place + 2] in (b"\1", b"\2"):
        length = int.from_bytes(content[place + 2 : place + 6], "little")
        parts.append(content[place + 6 : place + 6 + length])
        place += 6 + length
    return b"".join(parts) or content


def _decrypted(rest: bytes) -> bytes:
    rest = rest.lstrip(b" \t\r\n")
    if re.match(rb"[0-9A-Fa-f\s]{8}", rest):
        digits = b"".join(re.split(rb"[^0-9A-Fa-f\s]", rest, maxsplit=1)[0].split())
        rest = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
    plain: bytes = decrypt(rest, FILE_KEY)[0]
    return plain[4:]


def _program(content: bytes, skipped: int) -> bytes:
    if skipped < 0:
        return content
    plain: bytes = decrypt(content, LETTER_KEY)[0]
    return plain[skipped:]


def _subroutines(secret: bytes) -> Iterator[tuple[bytes, bytes]]:
    found = re.search(rb"/Subrs\s+\d+\s+array", secret)
    return _programs(secret, found.end(), SUBROUTINE, MOST_SUBROUTINES) if found else iter(())


def _letters(secret: bytes) -> Iterator[tuple[bytes, bytes]]:
    found = re.search(rb"/CharStrings\s+\d+\s+dict[^/]{0,60}", secret)
    return _programs(secret, found.end(), LETTER, MOST_GLYPHS) if found else iter(())


def _programs(secret: bytes, place: int, pattern: re.Pattern[bytes], most: int) -> Iterator[tuple[bytes, bytes]]:
    """What the pattern finds, one behind another, with the bytes that follow it; between them stand a few words."""
    for _ in range(most):
        found = pattern.search(secret, place, place + 200)
        if not found:
            return
        length = int(found[2])
        if length > MOST_PROGRAM or found.end() + length > len(secret):
            raise Refused("a font's letters are cut off")
        yield found[1], secret[found.end() : found.end() + length]
        place = found.end() + length
    raise Refused("a font has too many letters")


def _codes(clear: bytes) -> dict[int, str]:
    if re.search(rb"/Encoding\s+StandardEncoding", clear):
        return {code: name for code, name in enumerate(STANDARD_ENCODING) if name != ".notdef"}
    found = ((_integer(code), name.decode("latin-1")) for code, name in CODE.findall(clear))
    return {code: name for code, name in found if code < 256}


def _integer(text: bytes) -> int:
    base, _, digits = text.rpartition(b"#")
    return int(digits, int(base or 10))


def _matrix(clear: bytes) -> tuple[float, ...]:
    found = MATRIX.search(clear)
    values = tuple(map(float, found[1].split())) if found else ()
    return values if len(values) == 6 else (0.001, 0, 0, 0.001, 0, 0)
