"""A manuscript as PDF. For the sandbox."""

from pathlib import Path

from mediasvc.domain.errors import CaptionsInvalid, DeckEmpty, DeckEncrypted, DeckTooLarge, DeckUnreadable
from mediasvc.domain.limits import Limits
from workers.decks import pdf
from workers.decks.outline import SlideOutline
from workers.manuscripts.manuscript import manuscript
from workers.timed_text.captions_file import CaptionsFromFile


def read_pdf_file(path: Path, duration_ms: int, most: int) -> CaptionsFromFile:
    """Return the sentences of a PDF's pages. Raises CaptionsInvalid where it is no manuscript of such a talk."""
    try:
        outline = pdf.outline(path, Limits.page_px)
    except (DeckEmpty, DeckEncrypted, DeckTooLarge, DeckUnreadable) as refused:
        raise CaptionsInvalid(f"line 1: the PDF cannot be read: {refused.failure.message}") from refused
    # A page ends within a sentence more often than with one.
    return manuscript("\n".join(map(_text, outline.slides)), duration_ms, most)


def _text(page: SlideOutline) -> str:
    return page.text if page.text.startswith(page.title) else f"{page.title}\n{page.text}".strip()
