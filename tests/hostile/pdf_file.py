"""Writes PDFs of raw objects, and streams that are small packed and huge unpacked."""

import zlib

LETTER = "[0 0 720 405]"
MEGABYTE = 1 << 20
ADLER_MODULUS = 65_521


def pdf(*objects: bytes, root: bytes = b"/Root 1 0 R") -> bytes:
    """Return a PDF of these objects, the first of which is number 1."""
    content, places = b"%PDF-1.7\n", list[int]()
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return content + b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d %b >>\nstartxref\n%d\n%%%%EOF\n" % (
        *(size, table, size, root, len(content)),
    )


def page(
    content: bytes, *more: bytes, resources: str = "", box: str = LETTER, catalog: str = "", extra: str = ""
) -> bytes:
    """Return a PDF of one page that draws `content`; `more` are its objects from number 5 on.

    `catalog` and `extra` are further entries of the catalog and of the page.
    """
    return pdf(
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R /Resources << {resources} >> ".encode()
        + f"{extra} >>".encode(),
        content if content.startswith(b"<<") else stream(content),
        *more,
    )


def stream(content: bytes, entries: str = "") -> bytes:
    """Return a stream object of this content."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries.encode(), content)


def packed(content: bytes, entries: str = "") -> bytes:
    """Return a stream object of this content, deflated."""
    return stream(zlib.compress(content, 9), f"/Filter /FlateDecode {entries}")


def bomb(letter: bytes, megabytes: int, entries: str = "") -> bytes:
    """Return a stream of this letter, deflated twice: a thousand megabytes take about five kilobytes."""
    return stream(zlib.compress(deflated_run(letter, megabytes), 9), f"/Filter [/FlateDecode /FlateDecode] {entries}")


def deflated_run(letter: bytes, megabytes: int) -> bytes:
    """Return what zlib makes of so much of one letter, without making it: each megabyte packs to the same bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(letter * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    count, value = megabytes * MEGABYTE, letter[0]
    low = (1 + value * count) % ADLER_MODULUS
    high = (count + value * count * (count + 1) // 2) % ADLER_MODULUS
    return b"\x78\xda" + first * megabytes + end + (high << 16 | low).to_bytes(4, "big")


def noise(count: int, seed: int = 1) -> bytes:
    """Return bytes without a pattern, the same for the same seed."""
    state, out = seed, bytearray()
    for _ in range(count):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        out.append(state >> 16 & 0xFF)
    return bytes(out)
