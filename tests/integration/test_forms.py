"""What is filled in in a PDF's form: on the pictures, in slides.pdf and in the text, and what is not to be seen."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it ships none
import pytest
from makers import write_pdf
from PIL import Image
from pypdfium2 import version  # pyright: ignore[reportMissingTypeStubs] - it ships none
from workshop import Workshop

from workers.decks import pdf
from workers.decks.binding import bind

WIDTH, HEIGHT = 400, 300
HIDDEN, PRINT, NOVIEW = 2, 4, 32
MULTILINE, PASSWORD, COMBO, COMB = 1 << 12, 1 << 13, 1 << 17, 1 << 24


@dataclass(frozen=True)
class Field:
    """A form field: its dictionary but for what every field has, and its appearances by state, drawn in PDF's words."""

    entries: str
    appearances: Mapping[str, str] = field(default_factory=dict[str, str])
    flags: int = PRINT


def text(value: str, *, flags: int = PRINT, kind: int = 0, drawn: str = "") -> Field:
    """A text field, with an appearance where `drawn` is what it shows."""
    appearance = {"": f"BT /F 12 Tf 2 4 Td ({drawn}) Tj ET"} if drawn else {}
    return Field(f"/FT /Tx /V ({value}) /Ff {kind}", appearance, flags)


def box(entries: str) -> Field:
    """A box to tick, all black where it is ticked."""
    return Field(f"/FT /Btn {entries}", {"Yes": "0 g 0 0 400 20 re f"})


def make_form(path: Path, *fields: Field, catalog: str = "", form: str = "", page: str = "") -> None:
    """A PDF of one page with these fields below each other, 20 points high each, under the line `Worksheet`."""
    streams: list[bytes] = []
    dictionaries: list[str] = []
    first = 6 + len(fields)
    for number, each in enumerate(fields):
        states: dict[str, str] = {}
        for state, drawn in each.appearances.items():
            states[state] = f"{first + len(streams)} 0 R"
            head = "/Type /XObject /Subtype /Form /BBox [0 0 360 20] /Resources << /Font << /F 4 0 R >> >>"
            streams.append(f"<< {head} /Length {len(drawn)} >>\nstream\n{drawn}\nendstream".encode())
        by_state = " ".join(f"/{state} {stream}" for state, stream in states.items())
        appearance = states.get("") or f"<< {by_state} >>"
        top = HEIGHT - 60 - 30 * number
        dictionaries.append(
            f"<< /Type /Annot /Subtype /Widget /T (f{number}) /F {each.flags} /Rect [20 {top} 380 {top + 20}] /P 3 0 R "
            f"{each.entries} {f'/AP << /N {appearance} >>' if states else ''} >>"
        )
    names = " ".join(f"{6 + number} 0 R" for number in range(len(fields)))
    said = f"BT /F 12 Tf 20 {HEIGHT - 20} Td (Worksheet) Tj ET"
    fonts = "/Font << /F 4 0 R >>"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} /AcroForm << /Fields [{names}] /DA (/F 12 Tf 0 g) "
        f"/DR << {fonts} >> {form} >> >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << {fonts} >> /Contents 5 0 R "
        f"/Annots [{names}] {page} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Length {len(said)} >>\nstream\n{said}\nendstream",
        *dictionaries,
    ]
    write_pdf(path, [*(each.encode("latin-1") for each in objects), *streams])


def said_of(path: Path) -> str:
    (slide,) = pdf.outline(path, 9_999).slides
    return f"{slide.title}\n{slide.text}"


def ink(path: Path, number: int) -> float:
    """How much of the place of this field, from 0, is dark on the first page's picture."""
    folder = path.with_suffix(".pictures")
    folder.mkdir(exist_ok=True)
    pdf.render_frames(path, [0], WIDTH, HEIGHT, folder)
    top = 40 + 30 * number
    place = Image.open(folder / "0.ppm").convert("L").crop((20, top, 380, top + 20))
    return sum(place.histogram()[:128]) / (place.width * place.height)


FILLED = (
    text("forty-two", drawn="forty-two"),
    text("by the reader"),
    text("one\\ntwo", kind=MULTILINE),
    text("12345", kind=COMB),
    Field(f"/FT /Ch /Ff {COMBO} /Opt [(first) (second)] /V (second)"),
    Field("/FT /Ch /Opt [(here) (there)] /V (there)"),
)
UNSEEN = (
    text("hidden", flags=HIDDEN, drawn="hidden"),
    text("hidden", flags=HIDDEN),
    text("unseen", flags=NOVIEW, drawn="unseen"),
    text("secret", kind=PASSWORD, drawn="secret"),
    text("secret", kind=PASSWORD),
)


@pytest.mark.parametrize("form", ["", "/NeedAppearances true"])
@pytest.mark.parametrize("page", ["", "/Rotate 180"])
def test_what_is_filled_in_is_seen_read_and_kept(tmp_path: Path, form: str, page: str) -> None:
    form_pdf, bound = tmp_path / "form.pdf", tmp_path / "bound.pdf"
    make_form(form_pdf, *FILLED, form=form, page=page)
    bind([form_pdf], bound)
    for path in (form_pdf, bound):
        words = said_of(path).split()
        assert {"Worksheet", "forty-two", "by", "the", "reader", "one", "second", "there"} <= set(words)
        if not page:
            assert "12345" in "".join(words)
            assert all(ink(path, number) > 0.005 for number in range(len(FILLED)))
    # Viewers keep what others see.
    assert pdf.looks(form_pdf, [0], 800) == pdf.looks(bound, [0], 800)


@pytest.mark.parametrize("form", ["", "/NeedAppearances true"])
def test_what_is_hidden_and_passwords_are_nowhere(tmp_path: Path, form: str) -> None:
    form_pdf, bound = tmp_path / "form.pdf", tmp_path / "bound.pdf"
    make_form(form_pdf, *UNSEEN, form=form)
    bind([form_pdf], bound)
    for path in (form_pdf, bound):
        assert said_of(path).split() == ["Worksheet"]
        assert [ink(path, number) for number in range(len(UNSEEN))] == [0.0] * len(UNSEEN)


def test_only_ticked_boxes_are_ticked(tmp_path: Path) -> None:
    path = tmp_path / "boxes.pdf"
    make_form(path, box("/V /Yes /AS /Yes"), box("/V /Off /AS /Off"), box(""), box("/Ff 32768 /AS /Yes"))
    assert [round(ink(path, number)) for number in range(4)] == [1, 0, 0, 1]


def test_boxes_that_only_have_a_value_are_ticked_by_it(tmp_path: Path) -> None:
    path, bound = tmp_path / "boxes.pdf", tmp_path / "bound.pdf"
    values = ["/Ff 32768 /V /Yes", "/Ff 32768 /V /No", "/V /Yes"]
    fields = [box("/V /Yes"), box("/V /No"), *(box(f"/Parent << /FT /Btn /T (p) {value} >>") for value in values)]
    make_form(path, *fields)
    bind([path], bound)
    for each in (path, bound):
        assert [round(ink(each, number)) for number in range(len(fields))] == [1, 0, 1, 0, 1]


def test_no_script_of_a_form_runs(tmp_path: Path) -> None:
    build: Any = version.PDFIUM_INFO
    assert not build.flags  # it would say V8
    path = tmp_path / "script.pdf"
    scripts = " ".join(f"/{when} << /S /JavaScript /JS (event.value = 'ran') >>" for when in "FKCV")
    opening = "/OpenAction << /S /JavaScript /JS (this.getField('f0').value = 'ran') >>"
    make_form(path, Field(f"/FT /Tx /V (stays) /AA << {scripts} >>"), catalog=opening, form="/CO [6 0 R]")
    assert said_of(path).split() == ["Worksheet", "stays"]


def test_a_page_without_fields_looks_as_it_did(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    make_form(path)
    document: Any = pypdfium2.PdfDocument(path)
    (look,) = pdf.looks(path, [0], WIDTH)
    picture = document[0].render(scale=1 - 1e-6).to_pil().convert("RGB")
    assert look == hashlib.sha256(repr(picture.size).encode() + picture.tobytes()).hexdigest()


# No font of a form has Arabic letters; the value is UTF-16.
BLANK = Field("/FT /Tx /V <FEFF0645063106270628062D>")


def test_fields_that_stay_blank_are_told(workshop: Workshop, tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    make_form(path, BLANK)
    (deck,) = workshop.render(path)
    assert [warning.code for warning in deck.warnings] == ["form_fields_blank"]


# What viewers show is what the file draws, even where it is not what is filled in.
STALE, UNDRAWN = text("new", drawn="old"), Field("/FT /Tx /V (new)", {"": "/Tx BMC EMC"})


@pytest.mark.parametrize(
    ("fields", "stay_blank"),
    [
        (FILLED, False),
        (UNSEEN, False),
        ((*FILLED, BLANK), True),
        ((*FILLED, STALE), False),
        ((STALE, UNDRAWN), True),
        ((text("new", drawn="new"), UNDRAWN), True),
    ],
)
def test_only_what_stays_blank_is_told(tmp_path: Path, fields: Sequence[Field], stay_blank: bool) -> None:
    path = tmp_path / "form.pdf"
    make_form(path, *fields)
    told = pdf.outline(path, 9_999)
    assert ([slide.blank_fields for slide in told.slides], told.dynamic) == ([stay_blank], False)


def test_a_form_that_other_programs_do_not_show_is_known(tmp_path: Path) -> None:
    path = tmp_path / "dynamic.pdf"
    make_form(path, catalog="/NeedsRendering true", form="/XFA []")
    assert pdf.outline(path, 9_999).dynamic
