"""Signs of symbol fonts as Unicode characters: Office writes an arrow as U+F0E0 in Wingdings, a bullet as U+F0B7.

The signs are data, in `symbols.txt`.
"""

from functools import lru_cache
from importlib import resources

PRIVATE_USE = range(0xE000, 0xF900)
SYMBOL_CODES = range(0xF020, 0xF100)  # where symbol fonts have their codes 0x20 to 0xFF

# Without a font's name a code is taken as Symbol's: Greek, mathematics, the round bullet. These are Wingdings' instead:
# what AutoCorrect writes (smileys, arrows), and what lists begin with (squares, diamonds, arrow heads, check marks).
_RATHER_WINGDINGS = frozenset(b"JKLlnqruv\x9f\xa7\xa8\xd8\xdc\xdf\xe0\xe1\xe2\xe7\xe8\xf0\xf3\xfb\xfc\xfd\xfe")


def shown(character: str, font: str | None = None) -> str:
    """Return the Unicode character that `character` shows in `font`; empty where that is not known.

    In a symbol font an ordinary character is a sign too: `à` is an arrow in Wingdings. Where no symbol font is named,
    a private-use character is the sign that it most likely is. Any other character is itself.
    """
    unknown = "" if ord(character) in PRIVATE_USE else character
    signs = _signs().get(_family(font or ""))
    if signs is not None:
        return signs.get(_code(character), unknown)
    if ord(character) in SYMBOL_CODES:
        code = ord(character) - 0xF000
        return _signs()["wingdings" if code in _RATHER_WINGDINGS else "symbol"].get(code, "")
    return unknown


def is_symbol_font(font: str) -> bool:
    """Return whether the font of this name has signs where others have letters."""
    return _family(font) in _signs()


def _family(font: str) -> str:
    """Return the font's name as `wingdings`, without a subset's tag, spaces and style: `ABCDEF+Wingdings-Regular`."""
    family = font.rpartition("+")[2].partition("-")[0].partition(",")[0]
    return family.replace(" ", "").lower().removesuffix("mt")


def _code(character: str) -> int:
    """Return the font's code for this character, from 0x20 to 0xFF; 0 where it has none."""
    if ord(character) in SYMBOL_CODES:
        return ord(character) - 0xF000
    # Windows' programs write 0x80 to 0x9F as the characters that they are in an ordinary font.
    encoded = character.encode("latin-1", "ignore") or character.encode("cp1252", "ignore")
    return encoded[0] if encoded else 0


@lru_cache(maxsize=1)
def _signs() -> dict[str, dict[int, str]]:
    """Return every symbol font's signs by code; the fonts by family as `_family` has it."""
    text = resources.files("workers.decks").joinpath("symbols.txt").read_text(encoding="utf-8")
    fonts: dict[str, dict[int, str]] = {}
    for block in text.split("\n[")[1:]:
        name, _, table = block.partition("]\n")
        cells = enumerate(table.split(), start=0x20)
        fonts[_family(name)] = {0x20: " "} | {code: sign for code, sign in cells if sign != "--"}
    return fonts
