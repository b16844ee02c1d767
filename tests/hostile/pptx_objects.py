"""PPTX with pictures, links, macros and objects that would harm a reader who followed them."""

from hostile.case import (
    DRAWN,
    DRAWN_OR_BROKEN,
    DRAWN_OR_COSTLY,
    LINK_LEFT_OUT,
    PICTURE_LEFT_OUT,
    TOO_COSTLY,
    Case,
    codes,
    deck,
)
from hostile.ole_file import ole
from hostile.pdf_file import noise
from hostile.pictures import cut_png, emf, png_bomb, svg, svg_of_itself, wmf
from hostile.pptx_parts import (
    OFFICE,
    RELATIONS,
    TYPES,
    paragraph,
    parts,
    pptx,
    shape,
    with_link,
    with_parts,
    with_picture,
    with_relation,
    with_shapes,
    with_type,
)
from hostile.zip_file import zipped

RELS_END = b"</Relationships>"
MAIN = b"presentationml.presentation.main+xml"
MACRO_MAIN = b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
VBA = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
BASIC = b'Attribute VB_Name = "M"\r\nSub Auto_Open()\r\nShell "/bin/sh -c id"\r\nEnd Sub\r\n'
FRAME = (
    f'<p:graphicFrame xmlns:r="{OFFICE}"><p:nvGraphicFramePr><p:cNvPr id="80" name="o"/><p:cNvGraphicFramePr/>'
    '<p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="999999" cy="999999"/></p:xfrm><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/presentationml/2006/ole"><p:oleObj name="o" r:id="rIdX" '
    'progId="{}" imgW="999" imgH="999"><p:{}/></p:oleObj></a:graphicData></a:graphic></p:graphicFrame>'
)


def with_macros() -> bytes:
    """Return a deck with a macro that opens a shell as soon as the deck is opened."""
    types = parts()[TYPES].replace(b"application/vnd.openxmlformats-officedocument." + MAIN, MACRO_MAIN)
    entry = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default '
    relations = "ppt/_rels/presentation.xml.rels"
    relation = f'<Relationship Id="rIdV" Type="{VBA}" Target="vbaProject.bin"/>'.encode()
    return zipped(
        with_parts(
            (TYPES, types.replace(b"<Default ", entry, 1)),
            (relations, parts()[relations].replace(RELS_END, relation + RELS_END)),
            ("ppt/vbaProject.bin", ole({"PROJECT": b"Module=M\r\n", "dir": noise(400), "M": BASIC})),
        )
    )


def with_programs(canary: str) -> bytes:
    """Return a deck whose shapes start programs and macros when they are clicked or touched."""
    click = (
        '<a:hlinkClick xmlns:r="{0}" r:id="rIdX" action="ppaction://{1}"/>'
        '<a:hlinkHover xmlns:r="{0}" r:id="rIdX" action="ppaction://{1}"/>'
    )
    runs = "".join(
        f"<a:p><a:r><a:rPr>{click.format(OFFICE, action)}</a:rPr><a:t>a</a:t></a:r></a:p>"
        for action in ("program", "macro?name=M", "hlinkfile", "ole?verb=0")
    )
    return pptx(with_shapes(shape(9, runs.encode())), with_relation("hyperlink", f"{canary}run"))


def with_object(content: bytes, program: str = "Package") -> bytes:
    """Return a deck with an embedded object that has no picture."""
    return pptx(
        with_shapes(FRAME.format(program, "embed").encode()),
        with_relation("oleObject", "../embeddings/o.bin", external=False),
        ("ppt/embeddings/o.bin", content),
        with_type('<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/>'),
    )


def with_linked_object(address: str) -> bytes:
    return pptx(with_shapes(FRAME.format("Excel.Sheet.12", "link").encode()), with_relation("oleObject", address))


def with_linked_film(address: str) -> bytes:
    """Return a deck with a film that is somewhere else."""
    film = f'<p:nvPr><a:videoFile xmlns:r="{OFFICE}" r:link="rIdX"/></p:nvPr>'.encode()
    name, content = with_shapes(shape(9, paragraph(b"Film")).replace(b"<p:nvPr/>", film))
    return pptx((name, content), with_relation("video", address))


def with_outer_layout(address: str) -> bytes:
    """Return a deck whose slide has a layout, a template and a stylesheet from elsewhere."""
    more = "".join(
        f'<Relationship Id="rIdT{number}" Type="{OFFICE}/{kind}" Target="{address}{kind}" TargetMode="External"/>'
        for number, kind in enumerate(("attachedTemplate", "theme", "tableStyles", "slideMaster"))
    )
    relations = "ppt/_rels/presentation.xml.rels"
    return pptx((relations, parts()[relations].replace(RELS_END, more.encode() + RELS_END)))


def circle_of_parts() -> bytes:
    """Return a deck whose layout and master are each other's slide."""
    layout, master = "ppt/slideLayouts/_rels/slideLayout6.xml.rels", "ppt/slideMasters/_rels/slideMaster1.xml.rels"
    relation = f'<Relationship Id="rIdC" Type="{OFFICE}/{{}}" Target="../slides/slide1.xml"/>'
    return pptx(
        (layout, parts()[layout].replace(RELS_END, relation.format("slideMaster").encode() + RELS_END)),
        (master, parts()[master].replace(RELS_END, relation.format("slideLayout").encode() + RELS_END)),
        (RELATIONS, parts()[RELATIONS].replace(RELS_END, relation.format("slideLayout").encode() + RELS_END)),
    )


def huge_table(side: int) -> bytes:
    """Return a deck with a table of this many rows and columns."""
    cell = b"<a:tc><a:txBody><a:bodyPr/><a:p/></a:txBody></a:tc>"
    rows = (b'<a:tr h="9999">' + cell * side + b"</a:tr>") * side
    return pptx(
        with_shapes(
            b'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="80" name="t"/><p:cNvGraphicFramePr/><p:nvPr/>'
            b'</p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic>'
            b'<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tblGrid>'
            + b'<a:gridCol w="9999"/>' * side
            + b"</a:tblGrid>%b</a:tbl></a:graphicData></a:graphic></p:graphicFrame>" % rows
        )
    )


def broken_type(name: str) -> bytes:
    """Return a deck with a picture that is noise."""
    return with_picture(name, noise(9_000))


def words_package() -> bytes:
    """Return a document of a word processor."""
    document = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    relation = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'.encode()
    head = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return zipped({"_rels/.rels": head + relation + RELS_END, "word/document.xml": document, TYPES: parts()[TYPES]})


COSTLY = TOO_COSTLY | DRAWN_OR_BROKEN
EQUATION = "Equation.3"

CASES: tuple[Case, ...] = (
    deck("pptx-link-http", "deck.pptx", lambda to: with_link(f"{to}picture.png"), DRAWN, LINK_LEFT_OUT),
    deck("pptx-link-file", "deck.pptx", lambda _: with_link("file:///etc/passwd"), DRAWN, LINK_LEFT_OUT),
    deck("pptx-link-environment", "deck.pptx", lambda _: with_link("file:///proc/self/environ"), DRAWN, LINK_LEFT_OUT),
    deck("pptx-link-unc", "deck.pptx", lambda _: with_link(r"\\127.0.0.1\share\picture.png"), DRAWN, LINK_LEFT_OUT),
    deck("pptx-link-object", "deck.pptx", lambda to: with_linked_object(f"{to}sheet.xlsx"), DRAWN, PICTURE_LEFT_OUT),
    deck("pptx-link-film", "deck.pptx", lambda to: with_linked_film(f"{to}film.mp4"), DRAWN, LINK_LEFT_OUT),
    deck("pptx-link-template", "deck.pptx", with_outer_layout, DRAWN_OR_BROKEN),
    deck("pptx-macros", "deck.pptm", lambda _: with_macros(), DRAWN),
    deck("pptx-programs", "deck.pptx", with_programs, DRAWN),
    deck(
        "pptx-object", "deck.pptx", lambda _: with_object(ole({"\1Ole10Native": noise(900)})), DRAWN, PICTURE_LEFT_OUT
    ),
    deck(
        "pptx-equation",
        "deck.pptx",
        lambda _: with_object(ole({"Equation Native": b"\x1c\0" + noise(900)}), EQUATION),
        DRAWN,
    ),
    deck("pptx-png-cut", "deck.pptx", lambda _: with_picture("image1.png", cut_png()), DRAWN, PICTURE_LEFT_OUT),
    deck("pptx-png-noise", "deck.pptx", lambda _: broken_type("image1.png"), DRAWN, PICTURE_LEFT_OUT),
    deck("pptx-png-huge", "deck.pptx", lambda _: with_picture("image1.png", png_bomb(30_000)), DRAWN_OR_COSTLY),
    deck("pptx-emf-noise", "deck.pptx", lambda _: broken_type("image1.emf"), DRAWN, PICTURE_LEFT_OUT),
    deck(
        "pptx-emf-stands-still", "deck.pptx", lambda _: with_picture("a.emf", emf(0, 9, 2**31)), DRAWN, PICTURE_LEFT_OUT
    ),
    deck("pptx-emf-huge", "deck.pptx", lambda _: with_picture("image1.emf", emf(8, 2_000_000, 2_000_000)), COSTLY),
    deck("pptx-wmf-huge", "deck.pptx", lambda _: with_picture("image1.wmf", wmf(0x7FFFFFFF)), DRAWN, PICTURE_LEFT_OUT),
    deck("pptx-svg", "deck.pptx", lambda to: with_picture("image1.svg", svg(to)), DRAWN),
    deck("pptx-svg-of-itself", "deck.pptx", lambda _: with_picture("image1.svg", svg_of_itself()), DRAWN_OR_COSTLY),
    deck("pptx-parts-circle", "deck.pptx", lambda _: circle_of_parts(), DRAWN_OR_BROKEN),
    deck("pptx-table-huge", "deck.pptx", lambda _: huge_table(400), DRAWN_OR_COSTLY),
    deck("pptx-of-words", "deck.pptx", lambda _: words_package(), codes("deck_unsupported")),
)
