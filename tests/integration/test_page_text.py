"""What PDFs say, whichever program made them."""

import subprocess
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from makers import PATIENCE_S, make_converted, write_pdf
from pdf_pages import is_picture, text_of
from pptx import Presentation
from pptx.util import Inches, Pt
from workshop import Workshop

from workers.decks import page_text, pdf
from workers.decks.binding import bind
from workers.decks.outline import SlideOutline

FROM_RIGHT = (
    "الاحتياجات الأساسية للأطفال",
    "لا إله إلا الله",
    "1. الاحتياجات",
    "البند 3.5 من 12",
    "التاريخ 12/05/2024 الساعة 10:30",
    "العام 2023-2024 / الفصل 2",
    "٢٥٪ من السكان (١٢٬٣٤٥)",
    "نسبة 25% والسعر $100.50",
    "استخدام Windows 10 في المدرسة",
    "منظمة الصحة العالمية (WHO) في 2024",
    'قال: "نعم"، ثم ذهب؟',
    "فصل [أ] و{ب}",
    "أ) الهدف الأول",
    "اردو زبان میں ۱۲۳",
    "شكراً لكم",
    "أولاً: محمّد والطلّاب",
    "مؤسّسة مُدِيرٌ عامٌّ",
    "אֱלֹהִים בָּרָא",
    "הבעיה",
    "1. הבעיה",
    "שלום עולם (2024)",
    "מחקר של MIT Media Lab בנושא",
    "טלפון: 03-1234567",
    "מחיר: 100 ₪, הנחה של 15%",
)
FROM_LEFT = ("A line in English (with 12.5%)", "The word שלום means peace", "The word كتاب (kitab) means book")
ALL = (*FROM_RIGHT, *FROM_LEFT)


def by_libreoffice(path: Path) -> None:
    """A deck with these lines, a paragraph each, as LibreOffice makes a PDF of it."""
    deck: Any = Presentation()
    box = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_textbox(*map(Inches, (0.5, 0.2, 9, 7)))
    for number, line in enumerate(ALL):
        paragraph = box.text_frame.paragraphs[0] if number == 0 else box.text_frame.add_paragraph()
        run = paragraph.add_run()
        run.text, run.font.size = line, Pt(14)
        if line in FROM_RIGHT:
            properties = paragraph._p.get_or_add_pPr()
            properties.set("rtl", "1")
            properties.set("algn", "r")
    made = path.with_suffix(".pptx")
    deck.save(made)
    make_converted(made, path)


def by_chromium(path: Path) -> None:
    """A page with these lines as Chromium prints it."""
    lines = "".join(f"<p dir={'rtl' if line in FROM_RIGHT else 'ltr'}>{escape(line)}" for line in ALL)
    style = "<style>@page { size: 720px 1600px } body { font: 20px 'Noto Sans Arabic' } p { margin: 8px }</style>"
    page = path.with_suffix(".html")
    page.write_text(f"<!doctype html><meta charset=utf-8>{style}{lines}", encoding="utf-8")
    argv = ["chromium-headless-shell", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    argv += [f"--user-data-dir={path.with_suffix('.profile')}", f"--print-to-pdf={path}", page.as_uri()]
    subprocess.run(argv, check=True, capture_output=True, timeout=PATIENCE_S)


@pytest.mark.parametrize("make", [by_libreoffice, by_chromium])
def test_arabic_and_hebrew_are_read_as_they_were_written(workshop: Workshop, make: Callable[[Path], None]) -> None:
    (slide,) = pdf.outline(workshop.once(f"{make.__name__}.pdf", make), 9_999).slides
    assert (slide.title, *slide.text.split("\n")) == ALL


@pytest.mark.parametrize("make", [by_libreoffice, by_chromium])
def test_slides_pdf_says_what_the_deck_says(workshop: Workshop, tmp_path: Path, make: Callable[[Path], None]) -> None:
    given, bound = workshop.once(f"{make.__name__}.pdf", make), tmp_path / "bound.pdf"
    bind([given], bound)
    assert not is_picture(bound)
    assert pdf.outline(bound, 9_999) == pdf.outline(given, 9_999)
    assert text_of(bound) == text_of(given)


def said(path: Path, drawn: str, font: str, meaning: str = "") -> SlideOutline:
    """What is read of a page on which this is drawn; `meaning` is the font's table of what its codes are."""
    table = f"1 begincodespacerange <00> <ff> endcodespacerange {meaning}"
    content = f"BT /F 20 Tf 20 250 Td {drawn} ET"
    unicode = "/ToUnicode 5 0 R" if meaning else ""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Resources << /Font << /F 4 0 R >> >> /Contents 6 0 R >>",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding {unicode} >>",
        f"<< /Length {len(table)} >>\nstream\n{table}\nendstream",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]
    write_pdf(path, [each.encode("latin-1") for each in objects])
    (slide,) = pdf.outline(path, 9_999).slides
    return slide


def means(**codes: int) -> str:
    entries = " ".join(f"<{ord(letter):02x}> <{code:04x}>" for letter, code in codes.items())
    return f"{len(codes)} beginbfchar {entries} endbfchar"


def test_a_hyphen_at_a_lines_end_is_a_hyphen(tmp_path: Path) -> None:
    slide = said(
        tmp_path / "a.pdf",
        "(state-of-the-) Tj 0 -24 Td (art) Tj 0 -24 Td (micro\\255) Tj 0 -24 Td (finance) Tj",
        "Helvetica",
    )
    assert slide.title == "state-of-the-art"
    assert slide.text == "micro-finance"


def test_controls_and_noncharacters_are_left_out(tmp_path: Path) -> None:
    slide = said(tmp_path / "a.pdf", "(Savings wxz groups) Tj", "Helvetica", means(w=3, x=0x10, z=0xFDD0))
    assert slide.title == "Savings groups"


@pytest.mark.parametrize(
    ("font", "code", "sign"), [("Wingdings", 0xF0E0, "→"), ("Symbol", 0xF0B7, "•"), ("ABCDEF+Wingdings", 0xF0FC, "✓")]
)
def test_signs_of_symbol_fonts_are_read(tmp_path: Path, font: str, code: int, sign: str) -> None:
    assert said(tmp_path / "a.pdf", "(x) Tj", font, means(x=code)).title == sign


def test_a_sign_that_nobody_knows_is_left_out(tmp_path: Path) -> None:
    assert said(tmp_path / "a.pdf", "(one x two) Tj", "Helvetica", means(x=0xE123)).title == "one two"


def test_a_page_of_letters_that_nobody_knows_has_no_text(tmp_path: Path) -> None:
    slide = said(tmp_path / "a.pdf", "(abcabcabc 12) Tj", "Helvetica", means(a=0xE123, b=0xE124, c=0xFFFD))
    assert (slide.title, slide.text, slide.garbled) == ("", "", True)


def test_letters_beyond_the_basic_plane_are_whole(tmp_path: Path) -> None:
    meaning = "1 beginbfchar <78> <d840df9f> endbfchar"
    assert said(tmp_path / "a.pdf", "(x) Tj", "Helvetica", meaning).title == "\U0002039f"


def test_what_is_beside_the_page_is_left_out(tmp_path: Path) -> None:
    slide = said(tmp_path / "a.pdf", "(seen) Tj 600 0 Td (unseen) Tj", "Helvetica")
    assert (slide.title, slide.text) == ("seen", "")


def test_more_arabic_than_can_be_put_in_order_is_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_text, "MOST_GLYPHS", 3)
    path = tmp_path / "a.pdf"
    assert said(path, "(abab) Tj", "Helvetica", means(a=0x627, b=0x628)).garbled
    assert said(path, "(aba) Tj", "Helvetica", means(a=0x627, b=0x628)).title
    assert said(path, "(abab) Tj", "Helvetica").title == "abab"
