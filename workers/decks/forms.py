"""Form fields of a PDF, and its other annotations, as part of the pages that they stand on. Runs inside the sandbox.

pdfium draws the fields that the file brings no appearance for. Its build has no engine for scripts, so none runs.
"""

import ctypes
import unicodedata
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as _pdfium  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below

pdfium: Any = _pdfium

BOXES = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)


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
            # Of a box that does not say how it stands, pdfium flattens any appearance, such as the ticked one.
            pdfium.FPDFAnnot_SetStringValue(annotation, b"AS", _wide("Off"))
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)


def filled_in(document: Any, page: Any) -> list[str]:
    """Return what stands in the page's text fields, those left out that a viewer hides."""
    unseen = pdfium.FPDF_ANNOT_FLAG_NOVIEW | pdfium.FPDF_ANNOT_FLAG_HIDDEN
    form = document.formenv
    return [
        _value(form, annotation)
        for annotation in _annotations(page)
        if pdfium.FPDFAnnot_GetFormFieldType(form, annotation) == pdfium.FPDF_FORMFIELD_TEXTFIELD
        and not pdfium.FPDFAnnot_GetFlags(annotation) & unseen
        and not _is_password(form, annotation)
    ]


def lacks_any(text: str, values: Iterable[str]) -> bool:
    """Return whether one of the values has letters, and none of them is in the text."""
    shown = set(unicodedata.normalize("NFKC", text))
    letters = (set(filter(str.isalpha, unicodedata.normalize("NFKC", value))) for value in values)
    return any(written and not written & shown for written in letters)


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


def _value(form: Any, annotation: Any) -> str:
    length: int = pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    value = (ctypes.c_ushort * (length // 2))()
    pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, value, length)
    return bytes(value).decode("utf-16-le", "ignore").rstrip("\0")


def _wide(text: str) -> Any:
    encoded = (text + "\0").encode("utf-16-le")
    return (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
