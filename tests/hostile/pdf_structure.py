"""PDFs whose structure is broken, goes in circles or lies, and PDFs that would like to do something."""

from hostile.case import DRAWN, DRAWN_OR_BROKEN, TOO_COSTLY, UNREADABLE, Case, Place, codes, deck
from hostile.pdf_file import noise, packed, page, pdf, stream

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 720 405] /Resources << >> >>"
TEXT = b"BT /F 20 Tf 20 200 Td (Words) Tj ET"
LOCKED = b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O <%b> /U <%b> /P -4 >> /ID [<%b> <%b>]" % (
    *(b"ab" * 32, b"cd" * 32, b"00" * 16, b"00" * 16),
)


def tree(kids: str, count: int = 1, *more: bytes) -> bytes:
    """Return a PDF whose tree of pages has these kids; object 3 is a page, `more` come behind it."""
    return pdf(CATALOG, f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode(), PAGE, *more)


def deep_tree(depth: int) -> bytes:
    """Return a PDF whose one page is this many levels down."""
    levels = [b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % number for number in range(5, 5 + depth)]
    return tree("4 0 R", 1, *levels, PAGE)


def crowded_tree(levels: int) -> bytes:
    """Return a PDF whose tree of pages has ten branches at each level, all of them the same ones."""
    branches = [b"<< /Type /Pages /Count 1 /Kids [%b] >>" % (b"%d 0 R " % below * 10) for below in range(5, 5 + levels)]
    return tree("4 0 R", 1, *branches, PAGE)


def lost_table() -> bytes:
    """Return a page whose table of objects is somewhere else than the file says."""
    whole = page(TEXT, resources="/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>")
    return whole.replace(b"startxref\n", b"startxref\n99999").replace(b"xref\n0", b"xxxx\n0")


def table_of_itself() -> bytes:
    """Return a page whose table of objects has itself as the one before it."""
    whole = page(TEXT)
    place = whole.rindex(b"xref\n0")
    return whole.replace(b"/Root", b"/Prev %d /Root" % place)


def cut() -> bytes:
    """Return the beginning of a PDF, without a page."""
    return page(TEXT)[:60]


def broken_font(kind: str, data: bytes) -> bytes:
    """Return a page in an embedded font that is none."""
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /A /FirstChar 0 /LastChar 1 /Widths [9 9] "
    font += b"/FontDescriptor 6 0 R >>"
    descriptor = f"<< /Type /FontDescriptor /FontName /A /Flags 4 /FontBBox [0 0 9 9] /{kind} 7 0 R >>".encode()
    return page(TEXT, font, descriptor, stream(data), resources="/Font << /F 5 0 R >>")


def lying_font() -> bytes:
    """Return a page in a TrueType font whose table of tables claims all there is."""
    tables = b"".join(tag + b"\0\0\0\0\xff\xff\xff\xf0\xff\xff\xff\xff" for tag in (b"glyf", b"loca", b"cmap", b"head"))
    return broken_font("FontFile2", b"\0\1\0\0\xff\xff\0\0\0\0\0\0" + tables * 200)


def locked() -> bytes:
    """Return a PDF that no password opens."""
    return pdf(CATALOG, b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", PAGE, root=LOCKED)


def deep_arrays(depth: int) -> bytes:
    """Return a page whose content and resources are arrays in arrays."""
    nest = b"[" * depth + b"]" * depth
    return page(nest + b" TJ", nest, resources="/Font 5 0 R /ExtGState 5 0 R")


def stream_of_objects(count: int) -> bytes:
    """Return a PDF whose stream of objects claims to hold this many."""
    return pdf(
        CATALOG,
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        PAGE,
        packed(b"9 0 " * 1_000_000, f"/Type /ObjStm /N {count} /First 4000000 /Extends 4 0 R"),
    )


def function_of_itself() -> bytes:
    """Return a page shaded by a stitched function that is a part of itself."""
    shading = b"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 720 405] /Function 6 0 R >>"
    function = b"<< /FunctionType 3 /Domain [0 1] /Functions [6 0 R 6 0 R] /Bounds [0.5] /Encode [0 1 0 1] >>"
    return page(b"/S sh", shading, function, resources="/Shading << /S 5 0 R >>")


def space_of_itself() -> bytes:
    """Return a page coloured in a space that is based on itself."""
    space = b"[/Indexed 5 0 R 255 <000000>]"
    return page(b"/C cs 1 scn 0 0 720 405 re f", space, resources="/ColorSpace << /C 5 0 R >>")


def acting(canary: str) -> bytes:
    """Return a page that would like to run scripts, open programs and send forms."""
    actions = f"""<< /S /JavaScript /JS (app.launchURL\\("{canary}js"\\); this.submitForm\\("{canary}form"\\);) /Next [
        << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >> << /S /URI /URI ({canary}uri) >>
        << /S /SubmitForm /F << /FS /URL /F ({canary}submit) >> >>
        << /S /GoToR /F ({canary}other.pdf) /D [0 /Fit] >> ] >>"""
    return page(
        TEXT,
        actions.encode(),
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 720 405] /A 5 0 R /AA << /PO 5 0 R >> >>",
        catalog="/OpenAction 5 0 R /AA << /WC 5 0 R >> /Names << /JavaScript << /Names [(a) 5 0 R] >> >>",
        extra="/Annots [6 0 R] /AA << /O 5 0 R >>",
    )


def carrying() -> bytes:
    """Return a page with a program embedded in it, and with media and a 3D scene that bring scripts."""
    file = b"<< /Type /Filespec /F (run.exe) /EF << /F 6 0 R >> >>"
    return page(
        TEXT,
        file,
        stream(b"MZ" + noise(4_000), "/Type /EmbeddedFile"),
        b"<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 5 0 R >>",
        b"<< /Type /Annot /Subtype /RichMedia /Rect [9 9 99 99] /RichMediaContent << /Assets 9 0 R >> >>",
        b"<< /Names [(a) 5 0 R] >>",
        catalog="/Names << /EmbeddedFiles << /Names [(run.exe) 5 0 R] >> >> /AF [5 0 R]",
        extra="/Annots [7 0 R 8 0 R]",
    )


SCRIPTS = ("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/OpenAction", "/AA")
FILES = ("/EmbeddedFile", "/EmbeddedFiles", "/Filespec", "/RichMedia", "/FileAttachment")
COSTLY_OR_BROKEN = TOO_COSTLY | DRAWN_OR_BROKEN

CASES: tuple[Case, ...] = (
    deck("pdf-tree-of-itself", "deck.pdf", lambda _: tree("2 0 R"), UNREADABLE | codes("deck_empty")),
    deck("pdf-tree-circle", "deck.pdf", lambda _: tree("3 0 R 2 0 R 3 0 R", 1), DRAWN_OR_BROKEN),
    deck("pdf-tree-deep", "deck.pdf", lambda _: deep_tree(20_000), DRAWN_OR_BROKEN),
    deck("pdf-tree-crowded", "deck.pdf", lambda _: crowded_tree(9), DRAWN_OR_BROKEN | codes("deck_too_large")),
    deck(
        "pdf-count-huge", "deck.pdf", lambda _: tree("3 0 R", 2_147_483_647), DRAWN_OR_BROKEN | codes("deck_too_large")
    ),
    deck("pdf-count-negative", "deck.pdf", lambda _: tree("3 0 R", -7), DRAWN_OR_BROKEN),
    deck("pdf-no-pages", "deck.pdf", lambda _: tree("", 0), codes("deck_empty", "deck_unreadable")),
    deck("pdf-table-lost", "deck.pdf", lambda _: lost_table(), DRAWN_OR_BROKEN),
    deck("pdf-table-of-itself", "deck.pdf", lambda _: table_of_itself(), DRAWN_OR_BROKEN),
    deck("pdf-cut", "deck.pdf", lambda _: cut(), UNREADABLE),
    deck("pdf-noise", "deck.pdf", lambda _: b"%PDF-1.7\n" + noise(100_000), UNREADABLE),
    deck("pdf-font-noise", "deck.pdf", lambda _: broken_font("FontFile2", noise(20_000)), DRAWN),
    deck("pdf-font-lies", "deck.pdf", lambda _: lying_font(), DRAWN),
    deck("pdf-arrays-deep", "deck.pdf", lambda _: deep_arrays(500_000), COSTLY_OR_BROKEN),
    deck("pdf-objects-lie", "deck.pdf", lambda _: stream_of_objects(2_000_000_000), COSTLY_OR_BROKEN),
    deck("pdf-function-of-itself", "deck.pdf", lambda _: function_of_itself(), DRAWN_OR_BROKEN),
    deck("pdf-space-of-itself", "deck.pdf", lambda _: space_of_itself(), DRAWN_OR_BROKEN),
    deck("pdf-locked", "deck.pdf", lambda _: locked(), codes("deck_encrypted")),
    Case("pdf-acts", "deck.pdf", acting, DRAWN, Place.DECK, slides=1, absent=SCRIPTS),
    Case("pdf-carries", "deck.pdf", lambda _: carrying(), DRAWN, Place.DECK, slides=1, absent=FILES),
)
