"""Signs of symbol fonts on slides, as Unicode characters: no other font than the one that is not here draws them."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from workers.decks.markup import child, every, local
from workers.decks.symbols import PRIVATE_USE, family_of, is_symbol_font, shown

# Faces that a run may name: `latin` is for all its letters, `sym` for those that are signs.
FACES = ("latin", "sym")
PARAGRAPHS = ("pPr", *(f"lvl{level}pPr" for level in range(1, 10)))
SMILEYS = frozenset("JKL")
# The bullets of Wingdings that LibreOffice 7.4 draws as boxes; of its kin, but for Symbol, it knows hardly any, and by
# other names (`SymbolMT`) none.
BOXES = frozenset(
    bytes.fromhex(
        "2324252627292c2d2e2f303132333435363738393a3b41424345494d4f5053575c6a6b799798999a9b9c9d"
        "a4a5b7b8b9babbbcbdbebfc0c1c2cbccff"
    )
)


def redraw(root: Element) -> Iterator[str]:
    """Replace the signs; yield "" for every run or bullet that is another one now."""
    settle(root)
    for run in every(root, "r", "fld"):
        text = child(run, "t")
        drawn = "".join(sign or letter for letter, sign in _signs(run))
        if text is not None and drawn != (text.text or ""):
            text.text = drawn
            _drop_symbol_fonts(run)
            yield ""
    for properties in every(root, *PARAGRAPHS):
        if _redraw_bullet(properties):
            yield ""


def settle(root: Element) -> None:
    """Name symbol fonts in the runs that are in them, where only the shape's own list style names them."""
    for body in every(root, "txBody"):
        style = child(body, "lstStyle")
        for level, name in enumerate(PARAGRAPHS[1:]):
            of_level = None if style is None else child(style, name)
            defaults = None if of_level is None else child(of_level, "defRPr")
            if defaults is not None and (faces := _symbol_faces(defaults)):
                for paragraph in body:
                    if local(paragraph) == "p" and _level(paragraph) == str(level):
                        _name_faces(paragraph, faces)
                for face in faces:
                    defaults.remove(face)


def signs(root: Element) -> Iterator[str]:
    """Yield the bullets that an ordinary font has to draw, and the characters that only the deck's own font knows."""
    for text in every(root, "t"):
        yield from (letter for letter in text.text or "" if ord(letter) in PRIVATE_USE)
    for properties in every(root, *PARAGRAPHS):
        face, bullet = child(properties, "buFont"), child(properties, "buChar")
        if bullet is not None and (face is None or not is_symbol_font(face.get("typeface", ""))):
            yield bullet.get("char", "")


def read(run: Element) -> str:
    """Return the text of this run with the characters that its signs show, without signs that only its font knows."""
    return "".join(sign for _, sign in _signs(run))


def _signs(run: Element) -> Iterator[tuple[str, str]]:
    """Yield each letter of the run with the character that it shows; that is empty where it is not known."""
    text, properties = child(run, "t"), child(run, "rPr")
    letters = "" if text is None else text.text or ""
    faces = () if properties is None else properties
    named = {local(face): face.get("typeface", "") for face in faces if local(face) in FACES}
    symbols = {kind: font for kind, font in named.items() if is_symbol_font(font)}
    font = symbols.get("latin") or symbols.get("sym") or named.get("sym") or named.get("latin")
    whole = "latin" in symbols or ("sym" in symbols and _are_signs(letters, symbols["sym"]))
    for letter in letters:
        yield letter, shown(letter, font) if whole or ord(letter) in PRIVATE_USE else letter


def _symbol_faces(properties: Element) -> list[Element]:
    return [face for face in properties if local(face) in FACES and is_symbol_font(face.get("typeface", ""))]


def _level(paragraph: Element) -> str:
    properties = child(paragraph, "pPr")
    return "0" if properties is None else properties.get("lvl", "0")


def _name_faces(paragraph: Element, faces: Sequence[Element]) -> None:
    """Name the faces in every run that has none of the kind."""
    for run in (each for each in paragraph if local(each) in ("r", "fld")):
        properties = child(run, "rPr")
        if properties is None:
            properties = Element(run.tag.rpartition("}")[0] + "}rPr")
            run.insert(0, properties)
        kinds = {local(each) for each in properties}
        properties.extend(face for face in faces if local(face) not in kinds)


def _are_signs(letters: str, font: str) -> bool:
    """Whether a run is AutoCorrect's arrow (`à`) or smiley (`J`), and not words typed behind one, in the same fonts."""
    signs = letters.strip()
    if signs in SMILEYS:
        return family_of(font) == "wingdings"
    return bool(signs) and not signs.isascii() and all(ord(sign) > 0x7F for sign in signs if not sign.isspace())


def _drop_symbol_fonts(run: Element) -> None:
    properties = child(run, "rPr")
    if properties is not None:
        for face in [face for face in properties if is_symbol_font(face.get("typeface", ""))]:
            properties.remove(face)


def _redraw_bullet(properties: Element) -> bool:
    face, bullet = child(properties, "buFont"), child(properties, "buChar")
    font = "" if face is None else face.get("typeface", "").lower()
    sign = "" if bullet is None else bullet.get("char", "")
    if face is None or bullet is None or len(sign) != 1 or not is_symbol_font(font):
        return False
    if font == "symbol" or (font == "wingdings" and ord(sign) & 0xFF not in BOXES):
        return False
    if not (character := shown(sign, font)):
        return False
    bullet.set("char", character)
    face.attrib.clear()
    face.set("typeface", "Arial")
    return True
