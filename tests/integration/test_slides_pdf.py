"""The slides of all decks as one PDF: what it shows, and what it does not bring along."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below
import pytest
from makers import PALETTE, Page, SlideSpec, make_deck, make_pdf, nearest_colour
from workshop import Workshop

from mediasvc.domain.errors import DeckUnreadable
from workers.decks.binding import bind
from workers.steps import bind_slides, read_slides

RED, GREEN, BLUE, YELLOW, PURPLE, TEAL = PALETTE

# A page of red with a link to the web, one that runs a script, a filled-in field and an attached file; its document
# has a script of its own, another attached file, and a form. It has no table of objects: pdfium finds them all.
TRICKS = b"""%PDF-1.7
1 0 obj << /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>
/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(2\\)) >>] >>
/EmbeddedFiles << /Names [(b.exe) 7 0 R] >> >> /AcroForm << /Fields [9 0 R] >> >> endobj
2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 4 0 R /Resources << >>
/Annots [5 0 R 6 0 R 9 0 R 10 0 R] >> endobj
4 0 obj << /Length 40 >> stream
0.7843 0.1961 0.1961 rg 0 0 400 400 re f
endstream endobj
5 0 obj << /Type /Annot /Subtype /Link /Rect [10 10 100 50] /A << /S /URI /URI (https://example.org/a) >> >> endobj
6 0 obj << /Type /Annot /Subtype /Link /Rect [10 60 100 90] /A << /S /JavaScript /JS (app.alert\\(3\\)) >> >> endobj
7 0 obj << /Type /Filespec /F (b.exe) /EF << /F 8 0 R >> >> endobj
8 0 obj << /Type /EmbeddedFile /Length 8 >> stream
MZMZMZMZ
endstream endobj
9 0 obj << /Type /Annot /Subtype /Widget /FT /Tx /T (field) /Rect [150 150 250 250]
/AA << /K << /S /JavaScript /JS (app.alert\\(4\\)) >> >> /AP << /N 11 0 R >> >> endobj
10 0 obj << /Type /Annot /Subtype /FileAttachment /Rect [300 10 320 30] /FS 7 0 R >> endobj
11 0 obj << /Type /XObject /Subtype /Form /BBox [0 0 100 100] /Length 42 >> stream
0.1961 0.6275 0.1961 rg 0 0 100 100 re f
endstream endobj
trailer << /Size 12 /Root 1 0 R >>
%%EOF
"""


@pytest.fixture
def deck(workshop: Workshop) -> Path:
    """Two slides, and a hidden one between them."""
    slides = (SlideSpec(RED, "One"), SlideSpec(GREEN, "Nobody sees it", hidden=True), SlideSpec(BLUE, "Three"))
    return workshop.once("bound.pptx", lambda path: make_deck(path, *slides))


@pytest.fixture
def other(workshop: Workshop) -> Path:
    pages = (Page(YELLOW, "Four"), Page(PURPLE, "Five", width=405, height=720))
    return workshop.once("bound.pdf", lambda path: make_pdf(path, *pages))


def spelled_out(path: Path) -> bytes:
    """The PDF with all its objects and streams unpacked."""
    content = BytesIO()
    with pikepdf.open(path) as document:
        document.save(
            content,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
        )
    return content.getvalue()


def opened(content: bytes) -> Any:
    return pypdfium2.PdfDocument(BytesIO(content))


def colours_of(document: Any) -> list[str]:
    """The colour in the middle of each page."""
    pictures = [page.render(scale=0.2).to_pil().convert("RGB") for page in document]
    pixels: list[Sequence[int]] = [picture.getpixel((picture.width // 2, picture.height // 2)) for picture in pictures]
    return [nearest_colour(pixel, PALETTE) for pixel in pixels]


def test_the_visible_slides_of_all_decks_are_one_pdf(workshop: Workshop, deck: Path, other: Path) -> None:
    ingested = [workshop.ingest_deck(each) for each in (deck, other)]
    kept = bind_slides.run(workshop.artifacts, ingested)
    document = opened(workshop.read(kept.key))
    assert colours_of(document) == [RED, BLUE, YELLOW, PURPLE]
    assert [page.get_size() for page in document][2:] == [(720, 405), (405, 720)]
    assert [page.get_textpage().get_text_bounded() for page in document] == ["One", "Three", "Four", "Five"]
    assert kept.size_bytes == len(workshop.read(kept.key))


def test_another_order_is_another_pdf_and_the_same_is_made_once(
    workshop: Workshop, deck: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (workshop.ingest_deck(each) for each in (deck, other))
    kept = bind_slides.run(workshop.artifacts, [second, first])
    assert colours_of(opened(workshop.read(kept.key))) == [YELLOW, PURPLE, RED, BLUE]
    monkeypatch.setattr(read_slides, "deck_pdf", None)
    monkeypatch.setattr(bind_slides, "deck_pdf", None)
    assert bind_slides.run(workshop.artifacts, [second, first]) == kept


def test_only_pages_and_links_to_the_web_come_along(tmp_path: Path) -> None:
    tricks, bound = tmp_path / "tricks.pdf", tmp_path / "bound.pdf"
    tricks.write_bytes(TRICKS)
    assert opened(TRICKS).count_attachments() == 1
    bind([tricks, tricks], bound)
    content = spelled_out(bound)
    assert content.count(b"(https://example.org/a)") == 2
    assert not [word for word in (b"JavaScript", b"alert", b"MZ", b"b.exe", b"AcroForm", b"/Widget") if word in content]
    # What was filled in is still to be seen.
    assert colours_of(opened(content)) == [GREEN, GREEN]


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 and no more")
    with pytest.raises(DeckUnreadable):
        bind([broken], tmp_path / "bound.pdf")
