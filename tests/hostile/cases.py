"""All cases, in the order in which they are tried."""

from hostile import (
    containers,
    narrations,
    odp,
    ole_file,
    pdf_drawing,
    pdf_structure,
    playlists,
    pptx_objects,
    pptx_zip,
    recordings,
    timed_text,
)
from hostile.case import Case

CASES: tuple[Case, ...] = (
    *pdf_drawing.CASES,
    *pdf_structure.CASES,
    *pptx_zip.CASES,
    *pptx_objects.CASES,
    *narrations.CASES,
    *odp.CASES,
    *ole_file.CASES,
    *playlists.CASES,
    *containers.CASES,
    *recordings.CASES,
    *timed_text.CASES,
)
