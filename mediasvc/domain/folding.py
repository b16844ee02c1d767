"""Folding: texts made equal that people take for the same, whatever case, marks and forms of letters they type.

`player/src/folding.js` does the same for what is searched in the player, with the same `ALIKE`, which `script/alike`
writes there.
"""

import unicodedata

# Letters that have no decomposition, and that many keyboards lack or some people write in another way.
ALIKE = {
    "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
    "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
    "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
    "\N{LATIN SMALL LETTER H WITH STROKE}": "h",
    "\N{LATIN SMALL LETTER T WITH STROKE}": "t",
    "\N{LATIN SMALL LETTER ETH}": "d",
    "\N{LATIN SMALL LETTER THORN}": "th",
    "\N{LATIN SMALL LETTER AE}": "ae",
    "\N{LATIN SMALL LIGATURE OE}": "oe",
    "\N{ARABIC TATWEEL}": "",
    "\N{ARABIC LETTER ALEF WASLA}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER HEH GOAL}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER FARSI YEH}": "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER KEHEH}": "\N{ARABIC LETTER KAF}",
}
_VARIATIONS = range(0xFE00, 0xFE10)
# What stands between words: control characters, lone surrogates, spaces, punctuation.
_BETWEEN = ("Cc", "Cs", "Z", "P")
_MOST_KNOWN = 8192


def fold(text: str) -> str:
    """Return the text without case, marks and what nobody sees, with spaces for all that stands between words.

    Folding again changes nothing but spaces. The folded text of a character does not depend on others.
    """
    return unicodedata.normalize("NFKD", text).translate(_KNOWN)


class _Folded(dict[int, str]):
    """The folded characters of decomposed texts, which `str.translate` looks up; each is computed once."""

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        # Nobody fills the memory by sending every character that there is.
        if len(self) < _MOST_KNOWN:
            self[code] = folded
        return folded


_KNOWN = _Folded()


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    # Joiners and marks of direction, which nobody sees, are of category Cf.
    if unicodedata.combining(character) or category == "Cf" or ord(character) in _VARIATIONS:
        return ""
    if category.startswith(_BETWEEN):
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(character))
    # Through capitals, as some letters differ in their small form alone; a capital sharp s is none of them.
    folded = character.lower().upper().lower()
    return "".join(ALIKE.get(letter, letter) for letter in folded)
