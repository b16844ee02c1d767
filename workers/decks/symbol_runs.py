"""Signs of symbol fonts on slides, as Unicode characters: no other font than the one that is not here draws them."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from workers.decks.fonts import SYMBOL_FONTS
from workers.decks.markup import child, every, local
from workers.decks.symbols import PRIVATE_USE, shown

# Faces that a run may name: `latin` is for all its letters, `sym` for those that are signs.
FACES = ("latin", "sym")
PARAGRAPHS = ("pPr", *(f"lvl{level}pPr" for level in range(1, 10)))
SMILEYS = frozenset("JKL")
# The bullets of Wingdings that LibreOffice 7.4 draws as boxes; of its kin, but for Symbol, it knows hardly any.
BOXES = frozenset(
    bytes.fromhex(
        "2324252627292c2d2e2f303132333435363738393a3b41424345494d4f5053575c6a6b799798999a9b9c9d"
        "a4a5b7b8b9babbbcbdbebfc0c1c2cbccff"
    )
)


def redraw(root: Element) -> Iterator[str]:
    """Replace the signs; yield "" for every run or bullet that is another one now."""
    for run in every(root, "r", "fld"):
        text = child(run, "t")
        if text is not None and (words := read(run)) != (text.text or ""):
            text.text = words
            _drop_symbol_fonts(run)
            yield ""
    for properties in every(root, *PARAGRAPHS):
        if _redraw_bullet(properties):
            yield ""


def signs(root: Element) -> Iterator[str]:
    """Yield the bullets that an ordinary font has to draw, and the characters that only the deck's own font knows."""
    for text in every(root, "t"):
        yield from (letter for letter in text.text or "" if ord(letter) in PRIVATE_USE)
    for properties in every(root, *PARAGRAPHS):
        face, bullet = child(properties, "buFont"), child(properties, "buChar")
        if bullet is not None and (face is None or face.get("typeface", "").lower() not in SYMBOL_FONTS):
            yield bullet.get("char", "")


def read(run: Element) -> str:
    """Return the text of this run with the characters that its signs show."""
    text = child(run, "t")
    letters = "" if text is None else text.text or ""
    fonts = _symbol_fonts(run)
    if "latin" in fonts:
        return "".join(shown(letter, fonts["latin"]) or letter for letter in letters)
    if "sym" in fonts and _are_signs(letters, fonts["sym"]):
        return "".join(shown(letter, fonts["sym"]) or letter for letter in letters)
    return "".join(
        shown(letter, fonts.get("sym")) or letter if ord(letter) in PRIVATE_USE else letter for letter in letters
    )


def _symbol_fonts(run: Element) -> dict[str, str]:
    properties = child(run, "rPr")
    faces = () if properties is None else [face for face in properties if local(face) in FACES]
    return {local(face): name for face in faces if (name := face.get("typeface", "")).lower() in SYMBOL_FONTS}


def _are_signs(letters: str, font: str) -> bool:
    """Whether a run is AutoCorrect's arrow (`à`) or smiley (`J`), and not words typed behind one, in the same fonts."""
    signs = letters.strip()
    if signs in SMILEYS:
        return font.lower() == "wingdings"
    return bool(signs) and not signs.isascii() and all(ord(sign) > 0x7F for sign in signs if not sign.isspace())


def _drop_symbol_fonts(run: Element) -> None:
    properties = child(run, "rPr")
    if properties is not None:
        for face in [face for face in properties if face.get("typeface", "").lower() in SYMBOL_FONTS]:
            properties.remove(face)


def _redraw_bullet(properties: Element) -> bool:
    face, bullet = child(properties, "buFont"), child(properties, "buChar")
    font = "" if face is None else face.get("typeface", "").lower()
    sign = "" if bullet is None else bullet.get("char", "")
    if face is None or bullet is None or len(sign) != 1 or font not in SYMBOL_FONTS - {"symbol"}:
        return False
    if font == "wingdings" and ord(sign) & 0xFF not in BOXES:
        return False
    if not (character := shown(sign, font)):
        return False
    bullet.set("char", character)
    face.attrib.clear()
    face.set("typeface", "Arial")
    return True
