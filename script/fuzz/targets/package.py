"""Whole decks, as PowerPoint, OpenDocument and OLE pack them: only MediasvcError where they are read."""

import zipfile
from contextlib import suppress
from io import BytesIO

from fuzz.given import file_of
from fuzz.targets.slides import PARTS, SHAPE, SLIDE
from mediasvc.domain.errors import MediasvcError
from workers.decks.examine import examine
from workers.decks.identify import DeckKind
from workers.decks.pptx import outline

MOST_BYTES, MOST_SLIDES = 2**20, 10
OPEN = {
    "mimetype": b"application/vnd.oasis.opendocument.presentation",
    "content.xml": b'<o:document xmlns:o="o" xmlns:d="d" xmlns:x="x"><d:page><d:frame>'
    b'<d:image x:href="Pictures/a.svg"/></d:frame></d:page></o:document>',
    "Pictures/a.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
}
OFFICE = {**PARTS, "ppt/slides/slide1.xml": SLIDE % (SHAPE, b'<p:transition advTm="5"/>')}


def packed(parts: dict[str, bytes], method: int) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return written.getvalue()


SEEDS = (
    *(packed(parts, method) for parts in (OPEN, OFFICE) for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)),
    packed({"[Content_Types].xml": b"", **OFFICE}, zipfile.ZIP_BZIP2),
    packed(OFFICE, zipfile.ZIP_LZMA),
    bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + bytes.fromhex("3e000300feff0900") + bytes(480),
)


def check(data: bytes) -> None:
    with file_of(data) as path, suppress(MediasvcError):
        examined = examine(path, MOST_BYTES, MOST_SLIDES)
        if examined.kind is DeckKind.PPTX:
            assert len(outline(path).slides) <= examined.slides
