"""Signs of symbol fonts as Unicode characters: Office writes an arrow as U+F0E0 in Wingdings, a bullet as U+F0B7.

The signs are data, in `symbols.txt`; the fonts in which such a character is another font's sign in `text_fonts.txt`.
"""

import re
from functools import lru_cache
from importlib import resources

PRIVATE_USE = range(0xE000, 0xF900)
SYMBOL_CODES = range(0xF020, 0xF100)  # where symbol fonts have their codes 0x20 to 0xFF

# Without a font's name a code is taken as Symbol's: Greek, mathematics, the round bullet. These are Wingdings' instead:
# what AutoCorrect writes (smileys, arrows), and what lists begin with (squares, diamonds, arrow heads, check marks).
_RATHER_WINGDINGS = frozenset(b"JKLlnqruv\x9f\xa7\xa8\xd8\xdc\xdf\xe0\xe1\xe2\xe7\xe8\xf0\xf3\xfb\xfc\xfd\xfe")


# What programs call a font that they do not name: F1, TT2, T3Font_0.
_NAMELESS = re.compile("|[a-z]{0,2}[0-9_]+|t3font[0-9_]*")


def shown(character: str, font: str | None = None) -> str:
    """Return the Unicode character that `character` shows in `font`; empty where that is not known.

    In a symbol font an ordinary character is a sign too: `à` is an arrow in Wingdings. Where no font is named, or one
    for text, a private-use character is the sign that it most likely is. Any other character is itself.
    """
    unknown = "" if ord(character) in PRIVATE_USE else character
    signs = _signs().get(family_of(font or ""))
    if signs is not None:
        return signs.get(_code(character), unknown)
    if ord(character) in SYMBOL_CODES and _is_for_text(font or ""):
        code = ord(character) - 0xF000
        return _signs()["wingdings" if code in _RATHER_WINGDINGS else "symbol"].get(code, "")
    return unknown


def is_symbol_font(font: str) -> bool:
    """Return whether the font of this name has signs where others have letters."""
    return family_of(font) in _signs()


def family_of(font: str) -> str:
    """Return the font's name as `wingdings`, without a subset's tag, spaces and style: `ABCDEF+Wingdings-Regular`."""
    family = font.rpartition("+")[2].partition("-")[0].partition(",")[0]
    return family.replace(" ", "").lower().removesuffix("mt").removesuffix("regular")


def _is_for_text(font: str) -> bool:
    """Return whether the font is no font of icons as far as its name tells; `+mn-lt` is the theme's."""
    family = family_of(font)
    return font.startswith("+") or family.startswith(_text_fonts()) or _NAMELESS.fullmatch(family) is not None


def _code(character: str) -> int:
    """Return the font's code for this character, from 0x20 to 0xFF; 0 where it has none."""
    if ord(character) in SYMBOL_CODES:
        return ord(character) - 0xF000
    # Windows' programs write 0x80 to 0x9F as the characters that they are in an ordinary font.
    encoded = character.encode("latin-1", "ignore") or character.encode("cp1252", "ignore")
    return encoded[0] if encoded else 0


@lru_cache(maxsize=1)
def _signs() -> dict[str, dict[int, str]]:
    """Return every symbol font's signs by code; the fonts by family as `family_of` has it."""
    text = _data("symbols.txt")
    fonts: dict[str, dict[int, str]] = {}
    for block in text.split("\n[")[1:]:
        names, _, table = block.partition("]\n")
        cells = enumerate(table.split(), start=0x20)
        signs = {0x20: " "} | {code: sign for code, sign in cells if sign != "--"}
        fonts |= {family_of(name): signs for name in names.split(",")}
    return fonts


@lru_cache(maxsize=1)
def _text_fonts() -> tuple[str, ...]:
    """Return the beginnings of the names of fonts for text, as `family_of` has them."""
    return tuple(family_of(line) for line in _data("text_fonts.txt").splitlines() if not line.startswith("#"))


def _data(name: str) -> str:
    return resources.files("workers.decks").joinpath(name).read_text(encoding="utf-8")
