"""PDFs that say what is not so, or hold more than anybody shows: each is refused, or read within bounds."""

import zlib
from functools import partial
from pathlib import Path

import pytest

from mediasvc.domain.errors import DeckTooLarge, DeckUnreadable
from workers import heartbeat
from workers.decks import pdf
from workers.decks.page_text import MOST_READ

PAGE_PX, PAGES = 20_000, 1_000
ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def write_pdf(path: Path, *objects: bytes) -> None:
    content, places = bytearray(b"%PDF-1.7\n"), list[int]()
    for number, written in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, size = len(content), len(places) + 1
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    content += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, start)
    path.write_bytes(content)


def packed(content: bytes, keys: bytes = b"") -> bytes:
    data = zlib.compress(content)
    return b"<< /Filter /FlateDecode %s /Length %d >>\nstream\n%s\nendstream" % (keys, len(data), data)


def one_page(path: Path, content: bytes, resources: bytes = b"", *more: bytes, pages: bytes = ONE_PAGE) -> Path:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 720 405] /Contents 4 0 R /Resources << %s >> >>" % resources
    write_pdf(path, b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, packed(content), *more)
    return path


def test_more_pages_than_are_allowed_are_not_walked(tmp_path: Path) -> None:
    kids = b"3 0 R " * (PAGES + 1)
    path = one_page(tmp_path / "x.pdf", b"", pages=b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, PAGES + 1))
    with pytest.raises(DeckTooLarge, match="1001 slides, 1000 are allowed"):
        pdf.outline(path, PAGE_PX, PAGES)


@pytest.mark.parametrize("pages", [b"/Kids [3 0 R] /Count 900", b"/Kids [2 0 R 2 0 R] /Count 2"], ids=["none", "loop"])
def test_pages_that_are_not_there_are_a_broken_deck(tmp_path: Path, pages: bytes) -> None:
    path = one_page(tmp_path / "x.pdf", b"", pages=b"<< /Type /Pages %s >>" % pages)
    with pytest.raises(DeckUnreadable, match="page "):
        pdf.outline(path, PAGE_PX, PAGES)


def test_a_page_of_very_many_things_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    path = one_page(tmp_path / "x.pdf", b"0 0 9 9 re f " * 250_001)
    with pytest.raises(DeckTooLarge, match="page 1 draws 250001 things, 250000 are allowed"):
        pdf.outline(path, PAGE_PX, PAGES)


@pytest.mark.parametrize("is_within_a_form", [False, True])
def test_a_huge_picture_is_refused_before_it_is_drawn(tmp_path: Path, is_within_a_form: bool) -> None:
    size = b"/Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    image = packed(b"\0", b"/Type /XObject /Subtype /Image " + size)
    form = packed(b"/I Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /I 5 0 R >> >>")
    shown = b"/XObject << /I %d 0 R >>" % (6 if is_within_a_form else 5)
    path = one_page(tmp_path / "x.pdf", b"/I Do", shown, image, form)
    with pytest.raises(DeckTooLarge, match="picture on page 1 has 60000 x 60000 pixels, 600 megapixels"):
        pdf.outline(path, PAGE_PX, PAGES)


def test_a_page_of_more_letters_than_anybody_reads_has_no_text(tmp_path: Path) -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    content = b"BT /F 8 Tf " + b"(abcdefghij) Tj " * (MOST_READ // 10 + 1) + b"ET"
    path = one_page(tmp_path / "x.pdf", content, b"/Font << /F 5 0 R >>", font)
    assert pdf.outline(path, PAGE_PX, PAGES).slides[0].garbled


def test_every_page_is_a_sign_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many pages have all the time they need, and one that hangs is ended soon."""
    path = one_page(tmp_path / "x.pdf", b"", pages=b"<< /Type /Pages /Kids [3 0 R 3 0 R 3 0 R] /Count 3 >>")
    for walk in (
        lambda: pdf.outline(path, PAGE_PX, PAGES),
        lambda: pdf.looks(path, [0, 1, 2], 96),
        lambda: pdf.render_images(path, [0, 1, 2], (96,), tmp_path),
        lambda: pdf.render_frames(path, [0, 1, 2], 96, 54, tmp_path),
    ):
        signs: list[int] = []
        monkeypatch.setattr(pdf, "beat", partial(signs.append, 1))
        walk()
        assert len(signs) == 3
    assert heartbeat.beat is not pdf.beat
