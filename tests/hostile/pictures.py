"""Pictures that are broken, huge, or would like to fetch others."""

import struct
import zlib

from hostile.pdf_file import deflated_run

PNG = b"\x89PNG\r\n\x1a\n"


def png(width: int, height: int, data: bytes | None = None) -> bytes:
    """Return a grey PNG; without `data` it is whole, and black."""
    rows = zlib.compress(bytes((width + 1) * height)) if data is None else data
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def cut_png() -> bytes:
    """Return the beginning of a PNG, which ends in its header: of one that ends later, LibreOffice draws a part."""
    return png(40, 40)[:20]


def png_bomb(side: int) -> bytes:
    """Return a whole PNG with this many pixels a side, in few bytes."""
    return png(side, side, deflated_run(b"\0", (side + 1) * side // (1 << 20) + 1))


def emf(record_bytes: int, records: int, claimed: int) -> bytes:
    """Return an EMF whose records claim this size, and whose header claims this many of them."""
    body = struct.pack("<II", 43, record_bytes) * records
    header = struct.pack("<II4i4iIIIIHHIIIII", *(1, 88, 0, 0, 99, 99, 0, 0, 9_999, 9_999), *_emf_head(body, claimed))
    return header.ljust(88, b"\0") + body


def _emf_head(body: bytes, claimed: int) -> tuple[int, ...]:
    signature, version = 0x464D4520, 0x10000
    return (signature, version, 88 + len(body), claimed, 65_535, 0, 0, 0, 0, 1_024, 768)


def wmf(size_words: int) -> bytes:
    """Return a WMF whose one record claims to be this long."""
    placeable = struct.pack("<IHhhhhHI", 0x9AC6CDD7, 0, 0, 0, 999, 999, 96, 0)
    checksum = 0
    for (word,) in struct.iter_unpack("<H", placeable[:20]):
        checksum ^= word
    header = struct.pack("<HHHIHIH", 1, 9, 0x300, size_words, 65_535, 0xFFFFFFFF, 0)
    return placeable[:20] + struct.pack("<H", checksum) + header + struct.pack("<IH", size_words, 0x0324) + b"\xff" * 64


def svg(canary: str) -> bytes:
    """Return a drawing that fetches others, runs scripts, and reads a file of the machine."""
    return f"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"
        width="99" height="99"><script x:href="{canary}svg.js">location = "{canary}js"</script>
        <style>@import url({canary}svg.css); @font-face {{ font-family: a; src: url({canary}font) }}</style>
        <image x:href="{canary}svg.png" width="9" height="9"/><image x:href="file:///etc/passwd" width="9" height="9"/>
        <use x:href="{canary}svg.svg#a"/><text font-family="a">Words</text></svg>""".encode()


def svg_of_itself() -> bytes:
    """Return a drawing in which each group is used ten times by the next one."""
    groups = "".join(f'<g id="g{n}">{f"""<use x:href="#g{n - 1}"/>""" * 10}</g>' for n in range(1, 12))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" width="99" height="99">'
        f'<defs><rect id="g0" width="9" height="9"/>{groups}</defs><use x:href="#g11"/></svg>'
    ).encode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
