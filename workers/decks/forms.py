"""Form fields of a PDF, and its other annotations, as part of the pages that they stand on. Runs inside the sandbox.

pdfium draws the fields that the file brings no appearance for. Its build has no engine for scripts, so none runs.
"""

import ctypes
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as _pdfium  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below

pdfium: Any = _pdfium

BOXES = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)


@dataclass(frozen=True)
class Filled:
    """What a text field is filled in with, and its place: left, bottom, right and top, in points."""

    value: str
    place: tuple[float, float, float, float]


def page_as_shown(document: Any, index: int) -> Any:
    """Return the page (from 0) on which every form field is part of the picture, and what is filled in, of the text.

    What a viewer hides stays hidden, and so do passwords. A page without fields is as it was. `document` is one of
    `open_pdf`.
    """
    page = document[index]
    if not any(_is_field(annotation) for annotation in _annotations(page)):
        return page
    flatten(document, page)
    page.close()
    return document[index]


def flatten(document: Any, page: Any) -> None:
    """Make all annotations that a viewer shows part of the page, and remove them. It shows when the page is loaded."""
    for annotation in _annotations(page):
        flags = pdfium.FPDFAnnot_GetFlags(annotation)
        if flags & pdfium.FPDF_ANNOT_FLAG_NOVIEW or _is_password(document.formenv, annotation):
            # pdfium flattens what is not to be seen, but for what is hidden.
            pdfium.FPDFAnnot_SetFlags(annotation, flags | pdfium.FPDF_ANNOT_FLAG_HIDDEN)
        if _is_box(document.formenv, annotation) and not pdfium.FPDFAnnot_HasKey(annotation, b"AS"):
            _set_state(document.formenv, annotation)
    # pdfium writes the page's boxes anew then, and does not know those that a page has from the nodes above it.
    box = page.get_bbox()
    page.set_mediabox(*box)
    page.set_cropbox(*box)
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)


def filled_in(document: Any, page: Any) -> list[Filled]:
    """Return what stands in the page's text fields, those left out that a viewer hides."""
    unseen = pdfium.FPDF_ANNOT_FLAG_NOVIEW | pdfium.FPDF_ANNOT_FLAG_HIDDEN
    form = document.formenv
    return [
        Filled(_string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation), _place(annotation))
        for annotation in _annotations(page)
        if pdfium.FPDFAnnot_GetFormFieldType(form, annotation) == pdfium.FPDF_FORMFIELD_TEXTFIELD
        and not pdfium.FPDFAnnot_GetFlags(annotation) & unseen
        and not _is_password(form, annotation)
    ]


def lacks_any(shown: Any, fields: Iterable[Filled]) -> bool:
    """Return whether one of the fields has letters, and none are at its place on the page as it is shown."""
    text = shown.get_textpage()
    return any(
        _has_letters(filled.value) and not _has_letters(text.get_text_bounded(*filled.place)) for filled in fields
    )


def is_dynamic(document: Any) -> bool:
    """Return whether the file is an XFA form that its program draws: its pages ask for Adobe's programs, no more."""
    return document.get_formtype() == pdfium.FORMTYPE_XFA_FULL


def _annotations(page: Any) -> Iterator[Any]:
    """Yield the page's annotations, each until the next one is asked for."""
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        with _opened(page, number) as annotation:
            yield annotation


@contextmanager
def _opened(page: Any, number: int) -> Generator[Any]:
    annotation = pdfium.FPDFPage_GetAnnot(page, number)
    try:
        yield annotation
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _is_field(annotation: Any) -> bool:
    return pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET


def _is_box(form: Any, annotation: Any) -> bool:
    return pdfium.FPDFAnnot_GetFormFieldType(form, annotation) in BOXES


def _is_password(form: Any, annotation: Any) -> bool:
    if pdfium.FPDFAnnot_GetFormFieldType(form, annotation) != pdfium.FPDF_FORMFIELD_TEXTFIELD:
        return False
    return bool(pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & pdfium.FPDF_FORMFLAG_TEXT_PASSWORD)


def _set_state(form: Any, annotation: Any) -> None:
    """Have a box say how it stands, by its own value or that of the field that it is one of.

    Of one that does not say so, pdfium draws what its value names, but flattens any appearance, such as the ticked one.
    """
    drawn = _appearance(annotation)
    for state in ("Off", _string(pdfium.FPDFAnnot_GetFormFieldExportValue, form, annotation), "Off"):
        pdfium.FPDFAnnot_SetStringValue(annotation, b"AS", _wide(state))
        if _appearance(annotation) == drawn:
            return


def _appearance(annotation: Any) -> str:
    return _string(pdfium.FPDFAnnot_GetAP, annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL)


def _place(annotation: Any) -> tuple[float, float, float, float]:
    """Return its left, bottom, right and top."""
    area = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, area)
    return area.left, area.bottom, area.right, area.top


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _string(function: Callable[..., int], *arguments: Any) -> str:
    """Return the text that pdfium's function gives about these."""
    length = function(*arguments, None, 0)
    text = (ctypes.c_ushort * (length // 2))()
    function(*arguments, text, length)
    return bytes(text).decode("utf-16-le", "ignore").rstrip("\0")


def _wide(text: str) -> Any:
    encoded = (text + "\0").encode("utf-16-le")
    return (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
