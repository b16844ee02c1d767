"""How a simple TrueType font finds a letter: by a code (`cmap`) or by a name (`post`), written anew."""

import struct
from collections.abc import Mapping

from workers.decks.clean_pdf.values import Refused

MOST_MAPS, MOST_CODES, MOST_SEGMENTS = 16, 70_000, 8_000
LAST_OF_FORMAT_4 = 0xFFFF
STANDARD_NAMES = 258


def charmap(table: bytes, count: int) -> dict[str, bytes]:
    """The table `cmap` for a font of so many glyphs, with the maps that PDFs use; nothing where it has none."""
    if len(table) < 4:
        return {}
    maps = min(struct.unpack_from(">H", table, 2)[0], MOST_MAPS)
    entries = [struct.unpack_from(">HHI", table, 4 + 8 * place) for place in range(maps)]
    made: dict[tuple[int, int], bytes] = {}
    for platform, kind, offset in entries:
        codes = _codes(table[offset:])
        if codes is not None:
            known = {code: glyph for code, glyph in codes.items() if 0 < glyph < count and code <= LAST_OF_FORMAT_4}
            made[platform, kind] = _bytes_map(known) if platform == 1 and max(known, default=0) < 256 else _map(known)
    head, body, place = struct.pack(">HH", 0, len(made)), b"", 4 + 8 * len(made)
    for (platform, kind), content in sorted(made.items()):
        head += struct.pack(">HHI", platform, kind, place + len(body))
        body += content
    return {"cmap": head + body} if made else {}


def _codes(table: bytes) -> dict[int, int] | None:
    """From code to glyph; None where the map is of a kind that PDFs do not use."""
    kind = struct.unpack_from(">H", table)[0]
    if kind == 0:
        return dict(enumerate(table[6:262]))
    if kind == 4:
        return _segments(table)
    if kind == 6:
        first, size = struct.unpack_from(">HH", table, 6)
        return dict(enumerate(struct.unpack_from(f">{size}H", table, 10), first))
    return _groups(table) if kind == 12 else None


def _segments(table: bytes) -> dict[int, int]:
    count = struct.unpack_from(">H", table, 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts, shifts, offsets = (struct.unpack_from(f">{count}H", table, 16 + 2 * count * number) for number in (1, 2, 3))
    _within(sum(max(0, end - start + 1) for start, end in zip(starts, ends, strict=True)))
    codes: dict[int, int] = {}
    for number, (start, end, shift, offset) in enumerate(zip(starts, ends, shifts, offsets, strict=True)):
        for code in range(start, end + 1):
            glyph = code
            if offset not in (0, 0xFFFF):
                place = 16 + 6 * count + 2 * number + offset + 2 * (code - start)
                glyph = struct.unpack_from(">H", table, place)[0] if place + 2 <= len(table) else 0
                if not glyph:
                    continue
            codes[code] = (glyph + shift) % 65_536
    return codes


def _groups(table: bytes) -> dict[int, int]:
    count = struct.unpack_from(">I", table, 12)[0]
    _within(count)
    groups = [struct.unpack_from(">III", table, 16 + 12 * place) for place in range(count)]
    _within(sum(max(0, end - start + 1) for start, end, _ in groups))
    return {code: first + code - start for start, end, first in groups for code in range(start, end + 1)}


def _within(codes: int) -> None:
    if codes > MOST_CODES:
        raise Refused("a font has too many codes")


def _bytes_map(codes: Mapping[int, int]) -> bytes:
    if max(codes.values(), default=0) > 255:
        return _map(codes)
    return struct.pack(">HHH", 0, 262, 0) + bytes(codes.get(code, 0) for code in range(256))


def _map(codes: Mapping[int, int]) -> bytes:
    """A map of format 4: a segment for each run of codes whose glyphs follow each other."""
    runs: list[list[int]] = []
    for code, glyph in sorted(codes.items()):
        if code == LAST_OF_FORMAT_4:
            continue
        if runs and code == runs[-1][1] + 1 and glyph - code == runs[-1][2]:
            runs[-1][1] = code
        else:
            runs.append([code, code, glyph - code])
    if len(runs) > MOST_SEGMENTS:
        raise Refused("a font's codes are in too many pieces")
    runs.append([LAST_OF_FORMAT_4, LAST_OF_FORMAT_4, 1])
    count = len(runs)
    power = 1 << count.bit_length() - 1
    head = (4, 16 + 8 * count, 0, 2 * count, 2 * power, power.bit_length() - 1, 2 * (count - power))
    starts, ends, shifts = zip(*runs, strict=True)
    values = (*ends, 0, *starts, *(shift % 65_536 for shift in shifts), *([0] * count))
    return struct.pack(f">7H{len(values)}H", *head, *values)


def glyph_names(table: bytes, count: int) -> dict[str, bytes]:
    """The table `post` with the glyphs' names; nothing where it has none or they cannot be read."""
    if table[:4] == b"\0\1\0\0" and count == STANDARD_NAMES:
        return {"post": table[:4] + bytes(28)}
    if table[:4] != b"\0\2\0\0" or len(table) < 34 + 2 * count or struct.unpack_from(">H", table, 32)[0] != count:
        return {}
    numbers = struct.unpack_from(f">{count}H", table, 34)
    place, names = 34 + 2 * count, list[bytes]()
    while place < len(table):
        names.append(table[place + 1 : place + 1 + table[place]])
        place += 1 + table[place]
    if any(number - STANDARD_NAMES >= len(names) for number in numbers) or len(names) > count:
        return {}
    written = b"".join(bytes([len(name)]) + name for name in names)
    return {"post": table[:4] + bytes(28) + table[32 : 34 + 2 * count] + written}
