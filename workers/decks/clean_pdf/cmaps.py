"""Tables from codes to characters or to letters of a font, read token by token and written anew."""

import re
from typing import Any

from pikepdf import Dictionary, Name, Stream

from workers.decks.clean_pdf.streams import content_of
from workers.decks.clean_pdf.values import Refused, Walk, is_stream, name

MOST_BYTES, MOST_ENTRIES, MOST_CODE_DIGITS, MOST_TEXT_DIGITS = 4 * 1024**2, 200_000, 8, 512
BLOCK = 100  # entries, as readers expect at most

TOKENS = re.compile(rb"<[0-9A-Fa-f\s]*>|/[^\s<>\[\]()/%{}]+|[\[\]]|[^\s<>\[\]()/%{}]+")
# What is in each kind of block: how many tokens make an entry, and whether the last is a number.
KINDS = {
    b"codespacerange": (2, False),
    b"bfchar": (2, False),
    b"bfrange": (3, False),
    b"cidchar": (2, True),
    b"cidrange": (3, True),
    b"notdefrange": (3, True),
    b"notdefchar": (2, True),
}


def to_unicode(walk: Walk, value: Any) -> Any:
    """What the codes of a font mean. Without it, letters look the same, so one that cannot be read is left out."""
    if not is_stream(value):
        return name(walk, value)
    try:
        return walk.once(_to_unicode, value)
    except Refused:
        return None


def _to_unicode(walk: Walk, value: Any) -> Stream:
    return walk.stream(_rewritten(content_of(walk, value, MOST_BYTES), b"Adobe-Identity-UCS", 0))


def encoding_cmap(walk: Walk, value: Any) -> Any:
    """Which letters the codes of a font stand for: the name of a table that every viewer has, or one in the file."""
    return walk.once(_encoding_cmap, value) if is_stream(value) else name(walk, value)


def _encoding_cmap(walk: Walk, value: Any) -> Stream:
    direction = int(value.get("/WMode", 0))
    about = Dictionary(Type=Name.CMap, CMapName=Name("/Codes"), WMode=direction)
    others = value.get("/UseCMap")
    if others is not None and not isinstance(others, Name):
        raise Refused("a table of codes is in another one")
    content = _rewritten(content_of(walk, value, MOST_BYTES), b"Codes", direction, others)
    if others is not None:
        about.UseCMap = others
    return walk.stream(content, about)


def _rewritten(content: bytes, named: bytes, direction: int, others: Any = None) -> bytes:
    parts = [
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n",
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n",
        b"/CMapName /%s def\n/CMapType 2 def\n/WMode %d def\n" % (named, direction == 1),
    ]
    if others is not None:
        parts.append(b"%s usecmap\n" % bytes(others))
    for kind, entries in _blocks(content):
        for start in range(0, len(entries), BLOCK):
            block = entries[start : start + BLOCK]
            parts.append(b"%d begin%s\n%s\nend%s\n" % (len(block), kind, b"\n".join(block), kind))
    parts.append(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
    return b"".join(parts)


def _blocks(content: bytes) -> list[tuple[bytes, list[bytes]]]:
    """The table's blocks: their kind, and their entries as they are written anew."""
    tokens, kind, items = TOKENS.findall(content), b"", list[bytes]()
    found: list[tuple[bytes, list[bytes]]] = []
    for token in tokens:
        if token.startswith(b"begin") and token[5:] in KINDS:
            kind, items = token[5:], []
        elif kind and token == b"end" + kind:
            found.append((kind, _entries(kind, items)))
            kind = b""
        elif kind:
            items.append(token)
    if sum(len(entries) for _, entries in found) > MOST_ENTRIES:
        raise Refused("a table of codes is too long")
    # Readers ask for the range of codes first.
    return sorted(found, key=lambda block: block[0] != b"codespacerange")


def _entries(kind: bytes, items: list[bytes]) -> list[bytes]:
    size, is_number = KINDS[kind]
    grouped, entry = list[bytes](), list[bytes]()
    nested: list[bytes] | None = None
    for item in items:
        if item == b"[" and nested is None:
            nested = []
            continue
        if item == b"]" and nested is not None:
            entry.append(b"[" + b" ".join(nested) + b"]")
            nested = None
        elif nested is not None:
            nested.append(_hexadecimal(item, MOST_TEXT_DIGITS))
            continue
        else:
            entry.append(_value(item, is_number and len(entry) == size - 1, len(entry) == size - 1))
        if len(entry) == size:
            grouped.append(b" ".join(entry))
            entry = []
    return grouped


def _value(item: bytes, is_number: bool, is_last: bool) -> bytes:
    if is_number:
        return b"%d" % min(int(item), 65_535)
    return _hexadecimal(item, MOST_TEXT_DIGITS if is_last else MOST_CODE_DIGITS)


def _hexadecimal(item: bytes, most: int) -> bytes:
    digits = re.sub(rb"\s", b"", item[1:-1])
    if not item.startswith(b"<") or len(digits) > most:
        raise Refused("a table of codes has a value that is none")
    return b"<" + digits + b">"
