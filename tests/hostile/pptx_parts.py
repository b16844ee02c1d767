"""The parts of a small honest PPTX, and how one of them is replaced."""

from functools import cache
from io import BytesIO
from xml.sax.saxutils import quoteattr

from integration.makers import unzipped
from pptx import Presentation
from pptx.util import Inches

from hostile.zip_file import Parts, zipped

SLIDE = "ppt/slides/slide1.xml"
RELATIONS = "ppt/slides/_rels/slide1.xml.rels"
PICTURE = "ppt/media/image1.png"
DECLARATION = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "[Content_Types].xml"
BEHIND = b"</p:spTree>"


@cache
def parts() -> Parts:
    """Return a deck of one slide with a title."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    title = slide.shapes.title
    if title is not None:
        title.text = "Words"
    box = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(5), Inches(1))
    box.text_frame.text = "More of them"
    made = BytesIO()
    deck.save(made)
    return unzipped(made)


def with_parts(*more: tuple[str, bytes]) -> dict[str, bytes]:
    """Return the deck's parts with others added, or in the place of their own."""
    return {**parts(), **dict(more)}


def pptx(*more: tuple[str, bytes]) -> bytes:
    return zipped(with_parts(*more))


def with_shapes(shapes: bytes) -> tuple[str, bytes]:
    """Return the slide with these shapes behind its own."""
    return SLIDE, parts()[SLIDE].replace(BEHIND, shapes + BEHIND)


def with_text(paragraphs: bytes) -> tuple[str, bytes]:
    """Return the slide with a box that holds these paragraphs."""
    return with_shapes(shape(1_000, paragraphs))


def shape(number: int, paragraphs: bytes = b"<a:p/>", properties: bytes = b"") -> bytes:
    x, y = number % 140 * 60_000, number // 140 * 45_000
    return (
        b'<p:sp><p:nvSpPr><p:cNvPr id="%d" name="s"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>'
        b'<a:xfrm><a:off x="%d" y="%d"/>'
        b'<a:ext cx="50000" cy="40000"/></a:xfrm><a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom>%b</p:spPr>'
        b"<p:txBody><a:bodyPr/>%b</p:txBody></p:sp>" % (number, x, y, properties, paragraphs)
    )


def paragraph(text: bytes) -> bytes:
    return b"<a:p><a:r><a:rPr/><a:t>%b</a:t></a:r></a:p>" % text


def with_relation(kind: str, target: str, external: bool = True) -> tuple[str, bytes]:
    """Return the slide's relations with one more, whose id is rIdX."""
    mode = ' TargetMode="External"' if external else ""
    kind = kind if "/" in kind else f"{OFFICE}/{kind}"
    relation = f'<Relationship Id="rIdX" Type="{kind}" Target={quoteattr(target)}{mode}/></Relationships>'
    return RELATIONS, parts()[RELATIONS].replace(b"</Relationships>", relation.encode())


def picture(reference: str) -> bytes:
    """Return the XML of a picture that covers the slide; `reference` is `embed` or `link`."""
    return (
        '<p:pic><p:nvPicPr><p:cNvPr id="77" name="p"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr>'
        f'<p:blipFill><a:blip xmlns:r="{OFFICE}" r:{reference}="rIdX"/><a:stretch><a:fillRect/></a:stretch>'
        "</p:blipFill>"
        '<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9144000" cy="6858000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    ).encode()


def with_picture(name: str, content: bytes) -> bytes:
    """Return the deck with this picture on its slide."""
    suffix = name.rpartition(".")[2]
    return pptx(
        with_shapes(picture("embed")),
        with_relation("image", f"../media/{name}", external=False),
        (f"ppt/media/{name}", content),
        with_type(f'<Default Extension="{suffix}" ContentType="image/{suffix}"/>'),
    )


def with_link(address: str) -> bytes:
    """Return the deck with a picture that is somewhere else."""
    return pptx(with_shapes(picture("link")), with_relation("image", address))


def with_type(entry: str) -> tuple[str, bytes]:
    """Return the list of content types with one more."""
    return TYPES, parts()[TYPES].replace(b"<Default ", entry.encode() + b"<Default ", 1)
