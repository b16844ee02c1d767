"""Makes the XML of slides, and the smallest packages that hold one, for tests of what reads and rewrites them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile, ZipInfo

from workers.decks.markup import parse

SPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "a14": "http://schemas.microsoft.com/office/drawing/2010/main",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
    "am3d": "http://schemas.microsoft.com/office/drawing/2017/model3d",
}
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TITLE = '<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>{}</p:sp>'

Spelling = Callable[[str], str]


def as_it_is(name: str) -> str:
    return name


def slide(*shapes: str) -> Element:
    """The root of a slide with these shapes, in XML."""
    return parse(slide_xml(*shapes).encode())


def slide_xml(*shapes: str) -> str:
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
    return f"<p:sld {spaces}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"


def shape(*paragraphs: str, frame: str = "<a:bodyPr/>", properties: str = "<p:spPr/>") -> str:
    """A shape with these paragraphs, each the XML of its runs."""
    return f"<p:sp>{properties}{text(*paragraphs, frame=frame)}</p:sp>"


def title(*paragraphs: str) -> str:
    """A slide's title."""
    return TITLE.format(text(*paragraphs))


def text(*paragraphs: str, frame: str = "<a:bodyPr/>", holder: str = "p:txBody") -> str:
    return f"<{holder}>{frame}{''.join(f'<a:p>{runs}</a:p>' for runs in paragraphs)}</{holder}>"


def run(letters: str, properties: str = "") -> str:
    return f"<a:r><a:rPr>{properties}</a:rPr><a:t>{letters}</a:t></a:r>"


def alternates(requires: str, choice: str, fallback: str = "") -> str:
    """Two branches of which a reader takes one."""
    return (
        f'<mc:AlternateContent><mc:Choice Requires="{requires}">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def formula(*parts: str) -> str:
    """A formula in a paragraph."""
    return f"<a14:m><m:oMath>{''.join(parts)}</m:oMath></a14:m>"


def letters(sign: str) -> str:
    """Letters of a formula."""
    return f"<m:r><m:t>{sign}</m:t></m:r>"


def a_package(
    path: Path,
    more: Mapping[str, bytes],
    *,
    spell: Spelling = as_it_is,
    target: str = "slides/slide1.xml",
    comment: bytes = b"",
    slide_content: str = "",
    presentation: str = "",
) -> list[str]:
    """Write the smallest package that is a deck, with one slide, and `more` beside it; returns its names."""
    root = slide_content or slide_xml(title(run("Title")))
    override = '<Override PartName="/ppt/slides/slide1.xml"/>'
    slides = f'<p:sldIdLst><p:sldId xmlns:r="{SPACES["r"]}" r:id="r1"/></p:sldIdLst>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{override}</Types>',
        "_rels/.rels": _relations("officeDocument", "ppt/presentation.xml"),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{SPACES["p"]}" {presentation}>{slides}</p:presentation>',
        "ppt/_rels/presentation.xml.rels": _relations("slide", target),
        "ppt/slides/slide1.xml": root,
    }
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(spell(name)), content)
        for name, part in more.items():
            archive.writestr(ZipInfo(name), part)
        archive.comment = comment
    return list(parts)


def _relations(kind: str, target: str) -> str:
    relation = f'<Relationship Id="r1" Type="{SPACES["r"]}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'
