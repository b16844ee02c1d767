"""A PowerPoint slide's XML in an otherwise sound package: only MediasvcError, or an outline with usable times."""

import zipfile
from contextlib import suppress
from io import BytesIO

from fuzz.given import file_of
from mediasvc.domain.errors import MediasvcError
from workers.decks.package import Package
from workers.decks.pptx import outline
from workers.decks.show import show_slide
from workers.timing.rehearsed import plan
from workers.timing.talk import PassedOver, Talk, TimedSlide

DURATION_MS = 60_000
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
TYPES = b"application/vnd.openxmlformats-officedocument.presentationml."
PARTS = {
    "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/ppt/presentation.xml" ContentType="%spresentation.main+xml"/>'
    b'<Override PartName="/ppt/slides/slide1.xml" ContentType="%sslide+xml"/></Types>' % (TYPES, TYPES),
    "_rels/.rels": RELATIONS
    % b'<Relationship Id="a" Type="%s/officeDocument" Target="ppt/presentation.xml"/>'
    % OFFICE,
    "ppt/presentation.xml": b'<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    b' xmlns:r="%s"><p:sldIdLst><p:sldId id="256" r:id="a"/></p:sldIdLst></p:presentation>' % OFFICE,
    "ppt/_rels/presentation.xml.rels": RELATIONS
    % b'<Relationship Id="a" Type="%s/slide" Target="slides/slide1.xml"/>'
    % OFFICE,
}
SLIDE = (
    b'<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    b' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    b' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><p:cSld><p:spTree><p:nvGrpSpPr>'
    b'<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>%s</p:spTree></p:cSld>%s</p:sld>'
)
SHAPE = (
    b'<p:sp><p:nvSpPr><p:cNvPr id="2" name="t"/><p:cNvSpPr/><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:spPr/>'
    b'<p:txBody><a:bodyPr vert="vert"/><a:p><a:r><a:rPr><a:sym typeface="Wingdings"/></a:rPr><a:t>A</a:t></a:r>'
    b'<a:fld id="x" type="slidenum"><a:t>1</a:t></a:fld></a:p></p:txBody></p:sp>'
)
CHOICE = (
    b'<mc:AlternateContent><mc:Choice xmlns:q="x/chartex" Requires="q">%s</mc:Choice><mc:Fallback/>'
    b"</mc:AlternateContent>"
)
PLAYS = (
    b'<p:timing><p:cTn nodeType="mainSeq"><p:childTnLst><p:par><p:cTn nodeType="afterEffect">'
    b'<p:cmd cmd="playFrom(0.0)"><p:spTgt spid="2"/></p:cmd></p:cTn></p:par></p:childTnLst></p:cTn>'
    b'<p:audio isNarration="1"><p:cMediaNode><p:cTn><p:stCondLst><p:cond delay="0"/></p:stCondLst></p:cTn>'
    b'<p:spTgt spid="2"/></p:cMediaNode></p:audio></p:timing>'
)
SEEDS = (
    SLIDE % (SHAPE, b'<p:transition advTm="60000"/>'),
    SLIDE % (CHOICE % SHAPE, b'<p:transition advTm="99999999999999999999"/>'),
    SLIDE % (b"", CHOICE % b'<p:transition advTm="-1"/>'),
    SLIDE % (b"", b'<p:transition advTm="%s"/>' % (b"9" * 5_000)),
    SLIDE % (SHAPE, PLAYS),
)
WORDS = (
    *(b"<p:%s>" % name for name in (b"sp", b"pic", b"graphicFrame", b"grpSp", b"txBody", b"transition")),
    *(b"</p:%s>" % name for name in (b"sp", b"pic", b"graphicFrame", b"grpSp", b"txBody", b"transition")),
    *(b"<a:%s>" % name for name in (b"p", b"r", b"t", b"rPr", b"fld", b"tbl", b"tr", b"tc", b"gradFill", b"gs")),
    *(b"</a:%s>" % name for name in (b"p", b"r", b"t", b"rPr", b"fld", b"tbl", b"tr", b"tc", b"gradFill", b"gs")),
    *(b"<mc:AlternateContent>", b'<mc:Choice Requires="a">', b"<mc:Fallback>"),
    *(b"</mc:AlternateContent>", b"</mc:Choice>", b"</mc:Fallback>"),
    *(b'<a:sym typeface="Wingdings"/>', b'<a:sym typeface="Symbol"/>', b'<p:ph type="body"/>', b"<a:br/>", b"<a:tab/>"),
    *(b' show="0"', b' hidden="1"', b' vert="wordArtVert"', b' rtl="1"', b' advTm="1"', b"&#xf0a7;", b"&#x202e;"),
)


def check(data: bytes) -> None:
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name, content in {**PARTS, "ppt/slides/slide1.xml": data}.items():
            archive.writestr(name, content)
    with file_of(package.getvalue()) as path, suppress(MediasvcError):
        (slide,) = outline(path).slides
        with Package(path) as package:
            shown = show_slide(package, "ppt/slides/slide1.xml")
        assert (slide.hidden, shown.transition_ms >= 0) == (shown.hidden, True)
        assert slide.advance_ms is None or slide.advance_ms >= 0
        timeline = plan(Talk(DURATION_MS, [TimedSlide(rehearsed_ms=slide.advance_ms)]))
        assert isinstance(timeline, PassedOver) or timeline.duration_ms == DURATION_MS
