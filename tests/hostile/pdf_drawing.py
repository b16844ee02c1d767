"""PDFs whose drawing costs time or memory without end: patterns, shadings, forms, pictures, streams."""

import struct

from hostile.case import DRAWN_OR_BROKEN, DRAWN_OR_COSTLY, TOO_COSTLY, Case, codes, deck
from hostile.pdf_file import bomb, packed, page, pdf, stream

FILL = b"/Pattern cs /P scn 0 0 720 405 re f"
SHADE = b"/S sh"
BOX = "/BBox [0 0 720 405]"


def tiling(step: str, cell: bytes) -> bytes:
    """Return a page that is filled with tiles `step` points apart."""
    entries = f"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep {step} /YStep {step} /Resources << >>"
    return page(FILL, stream(cell, entries), resources="/Pattern << /P 5 0 R >>")


def nested_tilings(depth: int) -> bytes:
    """Return a page that is filled with a pattern, which is filled with a pattern, and so on."""
    tiles = [
        stream(
            b"/Pattern cs /P scn 0 0 99 99 re f",
            "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 99 99] /XStep 0.9 /YStep 0.9 "
            f"/Resources << /Pattern << /P {number} 0 R >> >>",
        )
        for number in range(6, 6 + depth)
    ]
    return page(FILL, *tiles, tiles[0], resources="/Pattern << /P 5 0 R >>")


def calculated_shading(operations: int) -> bytes:
    """Return a page each of whose pixels is the result of a long calculation."""
    sums = b"{ " + b"dup sin cos exp sqrt ln 1 add " * operations + b"pop dup dup }"
    function = packed(sums, "/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]")
    shading = b"<< /ShadingType 1 /ColorSpace /DeviceRGB /Matrix [720 0 0 405 0 0] /Function 6 0 R >>"
    return page(SHADE, shading, function, resources="/Shading << /S 5 0 R >>")


def mesh(patches: int) -> bytes:
    """Return a page that the same Coons patch covers again and again."""
    points = b"".join(struct.pack(">HH", x, y) for x, y in [(0, 0), (0, 65535), (65535, 65535), (65535, 0)] * 3)
    patch = b"\0" + points + bytes(range(12))
    entries = (
        "/ShadingType 6 /ColorSpace /DeviceRGB /BitsPerCoordinate 16 /BitsPerComponent 8 /BitsPerFlag 8 "
        "/Decode [0 720 0 405 0 1 0 1 0 1]"
    )
    return page(SHADE, packed(patch * patches, entries), resources="/Shading << /S 5 0 R >>")


def radial_far_away() -> bytes:
    """Return a page with a shading between circles of absurd sizes, extended on both sides."""
    shading = (
        b"<< /ShadingType 3 /ColorSpace /DeviceRGB /Coords [0 0 0 1e9 1e9 1e9] /Extend [true true] /Function 6 0 R >>"
    )
    function = b"<< /FunctionType 2 /Domain [0 1] /C0 [0 0 0] /C1 [1 1 1] /N 1e9 >>"
    return page(SHADE * 500, shading, function, resources="/Shading << /S 5 0 R >>")


def recursive_form(calls: int) -> bytes:
    """Return a page with a form that draws itself."""
    form = stream(b"/X Do " * calls, f"/Type /XObject /Subtype /Form {BOX} /Resources << /XObject << /X 5 0 R >> >>")
    return page(b"/X Do", form, resources="/XObject << /X 5 0 R >>")


def doubling_forms(depth: int) -> bytes:
    """Return a page with forms each of which draws the next one twice."""
    forms = [
        stream(
            b"/X Do /X Do",
            f"/Type /XObject /Subtype /Form {BOX} /Resources << /XObject << /X {number} 0 R >> >>",
        )
        for number in range(6, 6 + depth)
    ]
    last = stream(b"0 0 9 9 re f", f"/Type /XObject /Subtype /Form {BOX}")
    return page(b"/X Do", *forms, last, resources="/XObject << /X 5 0 R >>")


def recursive_mask() -> bytes:
    """Return a page whose soft mask is a group that uses that mask."""
    group = stream(
        b"/G gs 0 0 720 405 re f",
        f"/Type /XObject /Subtype /Form {BOX} /Group << /S /Transparency >> /Resources << /ExtGState << /G 6 0 R >> >>",
    )
    state = b"<< /Type /ExtGState /SMask << /S /Luminosity /G 5 0 R >> >>"
    return page(b"/G gs 0 0 720 405 re f", group, state, resources="/ExtGState << /G 6 0 R >>")


def transparent_groups(depth: int) -> bytes:
    """Return a page with groups within groups, each of which a renderer draws on a canvas of its own."""
    forms = [
        stream(
            b"0.9 0 0 0.9 0 0 cm /G gs /X Do /X Do",
            f"/Type /XObject /Subtype /Form {BOX} /Group << /S /Transparency /I true >> "
            f"/Resources << /XObject << /X {number} 0 R >> /ExtGState << /G << /ca 0.5 >> >> >>",
        )
        for number in range(6, 6 + depth)
    ]
    last = stream(b"0 0 720 405 re f", f"/Type /XObject /Subtype /Form {BOX}")
    return page(b"/X Do", *forms, last, resources="/XObject << /X 5 0 R >>")


def picture(width: int, height: int, data: bytes) -> bytes:
    """Return a page with one picture, whose stream begins with `data`'s dictionary."""
    entries = f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} ".encode()
    return page(b"720 0 0 405 0 0 cm /I Do", data.replace(b"<<", entries, 1), resources="/XObject << /I 5 0 R >>")


def jbig2(side: int) -> bytes:
    """Return a page whose JBIG2 picture has a region of this many pixels a side, and no data for it."""
    information = struct.pack(">IIIIBH", side, side, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", side, side, 0, 0, 0) + b"\x04" + b"\x03\xff\xfd\xff\x02\xfe\xfe\xfe"
    segments = struct.pack(">IBBBI", 0, 48, 0, 1, len(information)) + information
    segments += struct.pack(">IBBBI", 1, 38, 0, 1, len(region) + 32) + region + b"\x55" * 32
    return picture(side, side, stream(segments, "/Filter /JBIG2Decode /ColorSpace /DeviceGray /BitsPerComponent 1"))


def jpx(side: int, tile: int) -> bytes:
    """Return a page whose JPEG 2000 picture claims this many pixels a side, in tiles of that many."""
    size = struct.pack(">HHIIIIIIIIH", 47, 0, side, side, 0, 0, tile, tile, 0, 0, 3) + b"\x07\x01\x01" * 3
    coding = bytes.fromhex("ff52000c00000001010504040001")
    quantities = bytes.fromhex("ff5c0013404048485048485048485048485048485050")
    tiles = bytes.fromhex("ff90000a0000000000000001ff93") + b"\0" * 64
    codestream = b"\xff\x4f\xff\x51" + size + coding + quantities + tiles + b"\xff\xd9"
    return picture(side, side, stream(codestream, "/Filter /JPXDecode"))


def glyph_of_itself() -> bytes:
    """Return a page in a Type 3 font whose letter is drawn by writing that letter twice."""
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 65 /LastChar 65 "
        b"/Widths [9] /Encoding << /Differences [65 /A] >> /CharProcs << /A 6 0 R >> "
        b"/Resources << /Font << /F 5 0 R >> >> >>"
    )
    letter = stream(b"9 0 d0 BT /F 9 Tf (AA) Tj ET 0 0 9 9 re f")
    return page(b"BT /F 9 Tf (A) Tj ET", font, letter, resources="/Font << /F 5 0 R >>")


def words(megabytes: int) -> bytes:
    """Return a page with this much text in small letters."""
    line = b"BT /F 1 Tf 1 200 Td (the same words again and again) Tj ET\n"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return page(packed(line * (megabytes * 1_000_000 // len(line))), font, resources="/Font << /F 5 0 R >>")


def dashes() -> bytes:
    """Return a page with a line of ten million dashes."""
    return page(b"[0.00001] 0 d 1 w 0 0 m 720 405 l S " * 10)


def huge_page() -> bytes:
    """Return a page of a million points a side."""
    return page(b"0 0 99 99 re f", box="[0 0 1000000 1000000]")


def pages(count: int) -> bytes:
    """Return a PDF whose page is there this many times."""
    kids = b"3 0 R " * count
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%b] >>" % (count, kids),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << >> >>",
    )


GREY = "/ColorSpace /DeviceGray /BitsPerComponent 8"
COSTLY_OR_BROKEN = TOO_COSTLY | DRAWN_OR_BROKEN

CASES: tuple[Case, ...] = (
    deck("pdf-tiling", "deck.pdf", lambda _: tiling("0.0001", b"0 0 9 9 re f"), DRAWN_OR_COSTLY),
    deck("pdf-tiling-strokes", "deck.pdf", lambda _: tiling("0.01", b"0 0 m 9 9 l S " * 50), DRAWN_OR_COSTLY),
    deck("pdf-tiling-nested", "deck.pdf", lambda _: nested_tilings(6), DRAWN_OR_COSTLY),
    deck("pdf-shading-calculated", "deck.pdf", lambda _: calculated_shading(20_000), DRAWN_OR_COSTLY),
    deck("pdf-shading-mesh", "deck.pdf", lambda _: mesh(200_000), DRAWN_OR_COSTLY),
    deck("pdf-shading-radial", "deck.pdf", lambda _: radial_far_away(), DRAWN_OR_COSTLY),
    deck("pdf-form-of-itself", "deck.pdf", lambda _: recursive_form(1), COSTLY_OR_BROKEN),
    deck("pdf-form-of-itself-twice", "deck.pdf", lambda _: recursive_form(2), COSTLY_OR_BROKEN),
    deck("pdf-forms-doubling", "deck.pdf", lambda _: doubling_forms(40), COSTLY_OR_BROKEN),
    deck("pdf-mask-of-itself", "deck.pdf", lambda _: recursive_mask(), COSTLY_OR_BROKEN),
    deck("pdf-groups-nested", "deck.pdf", lambda _: transparent_groups(24), COSTLY_OR_BROKEN),
    deck("pdf-flate-bomb", "deck.pdf", lambda _: page(bomb(b" ", 4_000)), COSTLY_OR_BROKEN),
    deck("pdf-flate-bomb-drawn", "deck.pdf", lambda _: page(bomb(b"q", 1_000)), COSTLY_OR_BROKEN),
    deck("pdf-picture-huge", "deck.pdf", lambda _: picture(30_000, 30_000, bomb(b"\0", 859, GREY)), DRAWN_OR_COSTLY),
    deck("pdf-jbig2-huge", "deck.pdf", lambda _: jbig2(65_000), COSTLY_OR_BROKEN),
    deck("pdf-jpx-huge", "deck.pdf", lambda _: jpx(60_000, 60_000), COSTLY_OR_BROKEN),
    deck("pdf-jpx-tiles", "deck.pdf", lambda _: jpx(65_000, 1), COSTLY_OR_BROKEN),
    deck("pdf-glyph-of-itself", "deck.pdf", lambda _: glyph_of_itself(), COSTLY_OR_BROKEN),
    deck("pdf-words", "deck.pdf", lambda _: words(60), DRAWN_OR_COSTLY),
    deck("pdf-dashes", "deck.pdf", lambda _: dashes(), DRAWN_OR_COSTLY),
    deck("pdf-page-huge", "deck.pdf", lambda _: huge_page(), codes("deck_too_large")),
    deck("pdf-pages-many", "deck.pdf", lambda _: pages(100_000), codes("deck_too_large")),
)
