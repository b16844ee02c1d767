"""TrueType fonts, written anew: outlines, widths and what finds a letter, without the programs for hints.

All tables are read field by field; fontTools writes the file.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

from workers.decks.clean_pdf.charmaps import charmap, glyph_names
from workers.decks.clean_pdf.fonttools import SFNTWriter
from workers.decks.clean_pdf.values import Refused
from workers.heartbeat import beat

KINDS = (b"\0\1\0\0", b"true")
NEEDED = (b"head", b"hhea", b"maxp", b"hmtx", b"loca", b"glyf")
MOST_TABLES, MOST_POINTS, MOST_CONTOURS, MOST_COMPONENTS, DEEPEST = 64, 30_000, 5_000, 256, 8
HEAD, HHEA = struct.Struct(">IIIIHHQQhhhhHHhhh"), struct.Struct(">IhhhHhhhhhh8xhH")
MAGIC = 0x5F0F3CF5
NO_NAMES = struct.pack(">IIhhIIIII", 0x00030000, 0, 0, 0, 0, 0, 0, 0, 0)
BEAT_EVERY = 2_000  # glyphs
# Of a part of a glyph: what follows its flags, as the OpenType specification names it.
WORDS, SCALE, MORE, TWO_SCALES, MATRIX, INSTRUCTED = 0x1, 0x8, 0x20, 0x40, 0x80, 0x100
# Of a point's flag: whether it is repeated; of x and of y, that it has one byte, and that it has none (or is positive).
REPEATED, SHORT_X, SHORT_Y, SAME_X, SAME_Y = 0x8, 0x2, 0x4, 0x10, 0x20
# How many bytes a point's coordinates have, by its flag.
COORDINATES = tuple(
    (1 if flag & SHORT_X else 0 if flag & SAME_X else 2) + (1 if flag & SHORT_Y else 0 if flag & SAME_Y else 2)
    for flag in range(256)
)


@dataclass(frozen=True)
class Outline:
    """A glyph as it is written, its points and contours, and the glyphs that it is made of."""

    content: bytes
    points: int = 0
    contours: int = 0
    parts: tuple[int, ...] = ()


def truetype(font: bytes, is_simple: bool) -> bytes:
    """The font with what a viewer needs; of a simple one, which finds letters by code or name, also tables for that.

    Raises Refused.
    """
    tables = _tables(font)
    count = struct.unpack_from(">H", tables[b"maxp"], 4)[0]
    head = list(HEAD.unpack_from(tables[b"head"]))
    if not count or head[3] != MAGIC or not 16 <= head[5] <= 16_384 or head[15] not in (0, 1):
        raise Refused("a font has no head")
    outlines = list(_outlines(tables, count, head[15]))
    places = [0]
    for outline in outlines:
        places.append(places[-1] + len(outline.content))
    is_long = places[-1] > 0x1FFFE
    head[:5] = 0x00010000, 0, 0, MAGIC, head[4] & 0x0003
    head[6:8], head[15:] = (0, 0), (int(is_long), 0)
    made = {
        "head": HEAD.pack(*head),
        "maxp": _limits(outlines),
        **_metrics(tables, count),
        "glyf": b"".join(outline.content for outline in outlines) or b"\0",
        "loca": struct.pack(f">{count + 1}I", *places)
        if is_long
        else struct.pack(f">{count + 1}H", *(place // 2 for place in places)),
        "post": NO_NAMES,
    }
    if is_simple:
        made |= charmap(tables.get(b"cmap", b""), count) | glyph_names(tables.get(b"post", b""), count)
    return _written(made)


def _tables(font: bytes) -> dict[bytes, bytes]:
    if font[:4] not in KINDS:
        raise Refused("a font is not TrueType")
    count = struct.unpack_from(">H", font, 4)[0]
    if count > MOST_TABLES:
        raise Refused("a font has too many tables")
    entries = [struct.unpack_from(">4s4xII", font, 12 + 16 * place) for place in range(count)]
    if any(offset + length > len(font) for tag, offset, length in entries if tag in NEEDED):
        raise Refused("a font is cut off")
    return {tag: font[offset : offset + length] for tag, offset, length in entries}


def _metrics(tables: Mapping[bytes, bytes], count: int) -> dict[str, bytes]:
    fields = list(HHEA.unpack_from(tables[b"hhea"]))
    if not 1 <= fields[-1] <= count:
        raise Refused("a font has no widths")
    fields[0], fields[-2] = 0x00010000, 0
    size = 4 * fields[-1] + 2 * (count - fields[-1])
    return {"hhea": HHEA.pack(*fields), "hmtx": tables[b"hmtx"][:size].ljust(size, b"\0")}


def _outlines(tables: Mapping[bytes, bytes], count: int, is_long: int) -> Iterator[Outline]:
    places, glyphs = tables[b"loca"], tables[b"glyf"]
    kind, size = (">I", 4) if is_long else (">H", 2)
    known = min(count + 1, len(places) // size)
    offsets = [each[0] * (1 if is_long else 2) for each in struct.iter_unpack(kind, places[: known * size])]
    offsets += [offsets[-1]] * (count + 1 - known)
    for number, (start, end) in enumerate(pairwise(offsets)):
        if number % BEAT_EVERY == BEAT_EVERY - 1:
            beat()
        yield _outline(glyphs[start:end], count) if start < end <= len(glyphs) else Outline(b"")


def _outline(content: bytes, count: int) -> Outline:
    contours = struct.unpack_from(">h", content)[0]
    if contours == 0:
        return Outline(b"")
    return _drawn(content, contours) if contours > 0 else _composed(content, count)


def _drawn(content: bytes, contours: int) -> Outline:
    """A glyph of lines and curves. One flag may stand for many points; each says how long their coordinates are."""
    ends = struct.unpack_from(f">{contours}H", content, 10)
    if any(one >= other for one, other in pairwise(ends)) or ends[-1] >= MOST_POINTS:
        raise Refused("a letter's points are in disorder")
    flags = 12 + 2 * contours + struct.unpack_from(">H", content, 10 + 2 * contours)[0]
    place, size, points = flags, 0, 0
    while points <= ends[-1]:
        flag, repeats = content[place], 1
        place += 1
        if flag & REPEATED:
            repeats += content[place]
            place += 1
        size += COORDINATES[flag] * repeats
        points += repeats
    if points != ends[-1] + 1 or place + size > len(content):
        raise Refused("a letter is cut off")
    outline = content[: 10 + 2 * contours] + b"\0\0" + content[flags : place + size]
    return Outline(outline + bytes(-len(outline) % 4), points, contours)


def _composed(content: bytes, count: int) -> Outline:
    """A glyph of other glyphs."""
    place, parts, outline, flags = 10, list[int](), content[:10], MORE
    while flags & MORE:
        start = place
        flags, part = struct.unpack_from(">HH", content, place)
        place += 4 + (4 if flags & WORDS else 2)
        place += 2 if flags & SCALE else 4 if flags & TWO_SCALES else 8 if flags & MATRIX else 0
        parts.append(part)
        if part >= count or len(parts) > MOST_COMPONENTS or place > len(content):
            raise Refused("a letter is made of what is not there")
        outline += struct.pack(">H", flags & ~INSTRUCTED) + content[start + 2 : place]
    return Outline(outline + bytes(-len(outline) % 4), parts=tuple(parts))


def _limits(outlines: list[Outline]) -> bytes:
    """The table of the largest values. Raises Refused where letters are made of each other too deeply."""
    sizes: dict[int, tuple[int, int, int]] = {}

    def size(glyph: int, left: int) -> tuple[int, int, int]:
        outline = outlines[glyph]
        if not outline.parts:
            return outline.points, outline.contours, 0
        if glyph not in sizes:
            if not left:
                raise Refused("letters are made of letters without an end")
            parts = [size(part, left - 1) for part in outline.parts]
            sizes[glyph] = sum(p[0] for p in parts), sum(p[1] for p in parts), max(p[2] for p in parts) + 1
            if sizes[glyph][0] > MOST_POINTS or sizes[glyph][1] > MOST_CONTOURS:
                raise Refused("a letter is made of too much")
        return sizes[glyph]

    made = [size(number, DEEPEST) for number, outline in enumerate(outlines) if outline.parts] or [(0, 0, 0)]
    largest = (
        max(outline.points for outline in outlines),
        max(outline.contours for outline in outlines),
        max(each[0] for each in made),
        max(each[1] for each in made),
    )
    parts = max(len(outline.parts) for outline in outlines)
    nothing = (2, 0, 0, 0, 0, 0, 0)
    return struct.pack(">IH13H", 0x00010000, len(outlines), *largest, *nothing, parts, max(each[2] for each in made))


def _written(tables: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    writer = SFNTWriter(file, len(tables), "\0\1\0\0")
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return file.getvalue()
