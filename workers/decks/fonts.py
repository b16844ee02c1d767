"""Which of a deck's fonts and letters this machine has: fonts decide how a deck looks."""

import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workers.decks.symbols import is_symbol_font
from workers.process import run

# Families of the same widths: slides keep their line breaks, so nobody needs a warning.
METRIC_COMPATIBLE = {
    "arial": "liberation sans",
    "helvetica": "liberation sans",
    "times": "liberation serif",
    "times new roman": "liberation serif",
    "courier": "liberation mono",
    "courier new": "liberation mono",
    "calibri": "carlito",
    "cambria": "caladea",
}

# Controls and joiners; a private-use character means something else in every font.
UNDRAWN, PRIVATE_USE = ("Cc", "Cf", "Cs"), "Co"
# A font of coloured pictures, as NotoColorEmoji, has no outlines for a PDF: LibreOffice would draw nothing with it.
DRAWN = (":outline=true:color=false",)
FONT_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include>/etc/fonts/fonts.conf</include>
<selectfont><rejectfont><pattern><patelt name="color"><bool>true</bool></patelt></pattern></rejectfont></selectfont>
</fontconfig>
"""


@dataclass(frozen=True)
class Fonts:
    """The families of this machine, in lower case, and the ranges of code points that any of them draws."""

    families: frozenset[str]
    coverage: tuple[tuple[int, int], ...]

    def substituted(self, wanted: Iterable[str]) -> list[str]:
        """Those families that are drawn with another one of other widths."""
        return sorted({family for family in wanted if not self._drawn_as_meant(family.lower())})

    def missing(self, text: str) -> list[str]:
        """Those characters of `text` that no font draws, each once."""
        return sorted({character for character in text if not self._covered(character)})

    def _drawn_as_meant(self, family: str) -> bool:
        # Signs and bullets are drawn sign for sign, by LibreOffice with OpenSymbol or as other characters.
        return family in self.families or is_symbol_font(family) or METRIC_COMPATIBLE.get(family) in self.families

    def _covered(self, character: str) -> bool:
        category = unicodedata.category(character)
        if character.isspace() or category in UNDRAWN or _is_selector(character):
            return True
        return category != PRIVATE_USE and any(first <= ord(character) <= last for first, last in self.coverage)


def _is_selector(character: str) -> bool:
    """Whether the character only says how another one looks (U+FE0F after an emoji), and is not drawn itself."""
    return unicodedata.name(character, "").startswith("VARIATION SELECTOR")


@lru_cache(maxsize=1)
def installed_fonts() -> Fonts:
    """Return the fonts of this machine that LibreOffice draws with: those that have outlines."""
    with tempfile.TemporaryDirectory() as folder:
        argv = ["fc-list", *DRAWN, "--format", "%{family}\\t%{charset}\\n"]
        listed = run(argv, folder=Path(folder)).stdout.decode()
    families: set[str] = set()
    ranges: set[tuple[int, int]] = set()
    for line in listed.splitlines():
        names, _, charset = line.partition("\t")
        families.update(name.strip().lower() for name in names.split(","))
        for span in charset.split():
            first, _, last = span.partition("-")
            ranges.add((int(first, 16), int(last or first, 16)))
    return Fonts(frozenset(families), _merged(ranges))


def _merged(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)
